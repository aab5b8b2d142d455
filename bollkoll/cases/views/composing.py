"""What the composer needs: two forms, who gets an answer, drafts, templates, files."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.forms import Form
from django.urls import reverse

from bollkoll.cases import queries
from bollkoll.cases.forms import AnswerForm, NoteForm
from bollkoll.cases.models import Attachment, Case, Draft, Message
from bollkoll.cases.policy import answer as may_answer
from bollkoll.kit.files import MB
from bollkoll.knowledge import queries as knowledge
from bollkoll.log.guard import housekeeping
from bollkoll.people.actor import Actor
from bollkoll.people.requests import Request
from bollkoll.services import queries as services


def key(case: Case, mode: str) -> str:
    """The name of a draft: the same in the address that saves it and here."""
    return f"case:{case.number}:{mode}"


def context(
    request: Request,
    case: Case,
    *,
    answer_form: AnswerForm | None = None,
    note_form: NoteForm | None = None,
    dialogue: Sequence[Message] | None = None,
) -> dict[str, Any]:
    """``dialogue``: what has been said in it, in order, where the page has read that already."""
    actor = request.actor
    only_note = not may_answer(actor, case)  # third line writes to the reporter only in what it has taken over
    names = [key(case, mode) for mode in ("answer", "note")]
    kept = queries.drafts(actor, names)
    answer_draft, note_draft = (kept.get(name) for name in names)
    wanted = request.POST.get("mode") or request.GET.get("compose")
    wanted = wanted or ("note" if _has_text(note_draft) and not _has_text(answer_draft) else "answer")
    mode = "note" if only_note or note_form is not None or wanted == "note" else "answer"
    answer_form = answer_form or AnswerForm(actor=actor, case=case, initial=_initial(answer_draft))
    note_form = note_form or NoteForm(actor=actor, case=case, initial=_initial(note_draft), auto_id="note_%s")
    return {
        "mode": mode,
        "only_note": only_note,
        "answer_form": answer_form,
        "note_form": note_form,
        "answer_url": reverse("cases:answer", args=[case.number]),
        "note_url": reverse("cases:note", args=[case.number]),
        "answer_after": "cases/answer_after.html",
        "recipients": queries.recipients(case),
        "answer_templates": templates_for(actor, case),
        "draft_url": reverse("cases:draft", args=[key(case, "answer")]),
        "note_draft_url": reverse("cases:draft", args=[key(case, "note")]),
        "draft_at": _saved(answer_draft),
        "note_draft_at": _saved(note_draft),
        "upload_url": reverse("cases:upload"),
        "max_bytes": settings.CONFIG.max_file_mb * MB,
        "mention_url": reverse("cases:colleagues", args=[case.number]),
        "answer_files": shown(files_of(actor, answer_form, answer_draft)),
        "note_files": shown(files_of(actor, note_form, note_draft)),
        "latest": latest(case) if dialogue is None else dialogue[-1] if dialogue else None,
        "marks": _marks(answer_form, answer_draft),
    }


def latest(case: Case) -> Message | None:
    """The last thing said in the dialogue: what the one who answers has read."""
    return case.messages.exclude(kind=Message.Kind.NOTE).order_by("-written_at", "-pk").first()


def templates_for(actor: Actor, case: Case) -> list[dict[str, Any]]:
    """Answer templates with their variables filled in, those of the case's own service first."""
    here = services.organisation()
    return [
        {"id": one.pk, "label": one.name, "text": knowledge.filled(one, case, actor, here)}
        for one in knowledge.templates_for(case.service_id)
    ]


def _initial(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return {}
    kept = ("text", "then", "remind_at", "promise_at")
    return {name: draft.fields[name] for name in kept if draft.fields.get(name)}


def _marks(form: AnswerForm, draft: Draft | None) -> list[str]:
    """What the answer does besides, as it was ticked: of what was posted, else of the draft."""
    if form.is_bound:
        return form.data.getlist("marks")
    kept = draft.fields.get("marks", []) if draft else []
    return kept if isinstance(kept, list) else [kept]


def _has_text(draft: Draft | None) -> bool:
    return draft is not None and bool(str(draft.fields.get("text", "")).strip())


def _saved(draft: Draft | None) -> str:
    return draft.saved_at.isoformat() if draft else ""


def files_of(actor: Actor, form: Form | None, draft: Draft | None) -> list[Attachment]:
    """Files that are kept with the form: of what was posted, else of the draft."""
    if form is not None and form.is_bound:
        return queries.loose_files(actor, form.data.getlist("files"))
    keys = draft.fields.get("files", []) if draft else []
    return queries.loose_files(actor, keys if isinstance(keys, list) else [keys])


def shown(files: list[Attachment]) -> list[dict[str, Any]]:
    """As ``ui/components/upload.html`` wants them."""
    return [
        {
            "id": str(file.pk),
            "name": file.name,
            "size": file.size,
            "content_type": file.content_type,
            "url": reverse("cases:attachment", args=[file.pk]),
            "delete_url": reverse("cases:remove_file", args=[file.pk]),
        }
        for file in files
    ]


def forget_draft(request: Request, name: str) -> None:
    """What was a draft has been sent. A newer one of another window than the one that sent it stays."""
    window = request.headers.get("X-Draft-Window", "")[:32]
    with housekeeping("drafts"):
        drafts = Draft.objects.filter(person=request.actor.person_id, key=name)
        if window and (there := drafts.first()) is not None:
            seen = request.headers.get("X-Draft-Seen", "")
            if there.window not in ("", window) and there.saved_at.isoformat() != seen:
                return
        drafts.delete()
