"""What the world will see of what is filled in: as a page, as a mail and on a phone, in both languages."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.kit import personal
from bollkoll.services import queries as services
from bollkoll.status import rules
from bollkoll.status.models import Notice
from bollkoll.status.models.notices import Degree

LACKS = {
    "what": lambda: _("What is affected? Choose the services, and how."),
    "who": lambda: _("Whom does it concern? All institutions, or which."),
    "since": lambda: _("Since when?"),
    "do": lambda: _("What is one to do meanwhile? Say it, also when it is nothing but to wait."),
    "next": lambda: _("When is there more to tell?"),
    "end": lambda: _("When does it end?"),
    "english": lambda: _("The English text is missing. The Swedish goes out at once, and the English becomes a ball."),
}
FIELDS = {
    "what": "parts", "who": "id_whom", "since": "id_starts_at", "do": "id_workaround_sv", "next": "id_next",
    "end": "id_expected_end_at", "english": "id_text_en",
}  # fmt: skip


def preview_of(draft: Mapping[str, Any]) -> dict[str, Any]:
    """The preview's context: what a reader would miss, what is stopped, and the notice in each language."""
    texts = [str(draft.get(name) or "") for name in ("title_sv", "title_en", "text_sv", "text_en")]
    texts += [str(draft.get(name) or "") for name in ("workaround_sv", "workaround_en")]
    texts += [note for piece in draft.get("parts") or () for note in (piece.note_sv, piece.note_en)]
    found = personal.find(*texts, besides=draft.get("unpersonal") or ())
    return {
        "lacks": [(LACKS[one](), FIELDS[one]) for one in rules.lacks(draft)],
        "personal": [one.shown for one in found if one.certain],
        "doubtful": [one.shown for one in found if not one.certain],
        "shown": [_in(language, draft) for language in ("sv", "en")],
        "organisation": services.organisation(),
    }


def _in(language: str, draft: Mapping[str, Any]) -> dict[str, Any]:
    with translation.override(language):
        kind = str(draft.get("kind") or Notice.Kind.DISTURBANCE)
        text = str(draft.get(f"text_{language}") or "")
        return {
            "language": language,
            "kind": str(Notice.Kind(kind).label),
            "code": kind,
            "state": str(Notice.State(rules.FIRST_STATE[kind]).label),
            "title": draft.get(f"title_{language}") or (draft.get("title_sv") if language == "en" else ""),
            "text": text,
            "is_pending": language == "en" and not text,
            "workaround": draft.get(f"workaround_{language}") or "",
            "environments": [one.name for one in draft.get("environments") or ()],
            "parts": [_part(piece, language) for piece in draft.get("parts") or ()],
            "institutions": None if draft.get("is_for_all") else [one.code for one in draft.get("institutions") or ()],
            "starts_at": draft.get("starts_at"),
            "expected_end_at": draft.get("expected_end_at"),
            "next_update_at": draft.get("next_update_at"),
        }  # fmt: skip


def _part(piece: Any, language: str) -> dict[str, str]:
    note = piece.note_en if language == "en" else piece.note_sv
    name = f"{piece.service.name} ({piece.environment.name})" if piece.environment else piece.service.name
    return {"name": name, "degree": str(Degree(piece.degree).label), "code": piece.degree, "note": note}
