"""What the forms of notices share: texts for everybody, moments, the chips of the next update, services with degrees."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import Line, LongText
from bollkoll.services import queries as services
from bollkoll.services.models import Service
from bollkoll.status import rules
from bollkoll.status.commands import Piece
from bollkoll.status.models import Notice
from bollkoll.status.models.notices import Degree
from bollkoll.ui import dates

MOST = 10_000


class Title(Line):
    """One line that everybody reads."""

    def __init__(self, label: Any, language: str, **kwargs: Any) -> None:
        attrs = {"lang": language, "data-identity": "never", "autocomplete": "off"}
        super().__init__(label=label, max_length=160, widget=forms.TextInput(attrs=attrs), **kwargs)


class Words(LongText):
    """A text that everybody reads."""

    def __init__(self, label: Any, language: str, rows: int = 5, **kwargs: Any) -> None:
        attrs = {"lang": language, "rows": rows, "data-identity": "never"}
        super().__init__(label=label, max_length=MOST, widget=forms.Textarea(attrs=attrs), **kwargs)


class Moment(forms.DateTimeField):
    """A day and a time by the clock on the wall, past or ahead."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d %H.%M"], **kwargs)


def chips(at: datetime) -> list[tuple[str, str]]:
    """The next update as choices that say when it is: "30 min · 14.25"."""
    language, zone = get_language() or "sv", timezone.get_current_timezone()

    def clock(choice: str) -> str:
        moment = rules.next_update(choice, at)
        return dates.clock(moment.astimezone(zone), language) if moment else ""

    found = []
    for minutes in rules.CHIPS:
        said = dates.duration(minutes * 60, language)
        found.append((str(minutes), f"{said} · {clock(str(minutes))}"))
    found.append(("morning", _("tomorrow %(clock)s") % {"clock": clock("morning")}))
    return found


class NextUpdate(forms.Form):
    """When there is more to tell: a chip, or a moment of one's own."""

    next = forms.ChoiceField(label=_("Next update"), required=False, widget=forms.RadioSelect)
    next_at = Moment(label=_("Another time"), required=False)

    def offer_chips(self, *, may_be_none: bool) -> None:
        none = [("none", _("no more is promised"))] if may_be_none else []
        self.fields["next"].choices = [*chips(timezone.now()), ("at", _("another time")), *none]

    def next_update(self) -> datetime | None:
        given = self.cleaned_data
        if given.get("next_at") and given.get("next") in ("at", "", None):
            return given["next_at"]
        return rules.next_update(given.get("next") or "", timezone.now())

    def must_promise(self) -> None:
        if not self.errors and self.next_update() is None:
            self.add_error("next", _("Say when there is more to tell."))


class Parts(forms.Form):
    """One row for each service: not affected, or how, and a note (all integrations but two)."""

    def add_parts(self, notice: Notice | None = None, chosen: dict[int, tuple[str, str, str]] | None = None) -> None:
        """``chosen``: degree and notes by service, to begin with."""
        self.kept = [part for part in notice.parts.all() if part.environment_id] if notice else []
        known = {part.service_id: part for part in notice.parts.all() if not part.environment_id} if notice else {}
        gone = [part.service for part in known.values() if part.service.ended_at]
        self.services: list[Service] = [*services.services(), *gone]
        for service in self.services:
            part = known.get(service.pk)
            start = (part.degree, part.note_sv, part.note_en) if part else (chosen or {}).get(service.pk, ("", "", ""))
            self.fields[f"degree_{service.pk}"] = forms.ChoiceField(
                label=service.name, required=False, initial=start[0], choices=[("", _("not affected")), *Degree.choices]
            )
            for language, place in (("sv", 1), ("en", 2)):
                label = _("Note in Swedish") if language == "sv" else _("Note in English")
                attrs = {"lang": language, "data-identity": "never", "placeholder": label}
                self.fields[f"note_{language}_{service.pk}"] = Line(
                    label=f"{service.name}: {label}", required=False, max_length=160, initial=start[place],
                    widget=forms.TextInput(attrs=attrs),
                )  # fmt: skip

    def part_rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (self[f"degree_{one.pk}"], self[f"note_sv_{one.pk}"], self[f"note_en_{one.pk}"]) for one in self.services
        ]

    def affected_count(self) -> int:
        return sum(bool(self[f"degree_{one.pk}"].value()) for one in self.services)

    def pieces(self) -> list[Piece]:
        """As they are to be. Those of one environment alone, which this form does not show, are kept."""
        given = self.cleaned_data
        found = [
            Piece(
                service=one, degree=given[f"degree_{one.pk}"], note_sv=given.get(f"note_sv_{one.pk}") or "",
                note_en=given.get(f"note_en_{one.pk}") or "",
            )
            for one in self.services
            if given.get(f"degree_{one.pk}")
        ]  # fmt: skip
        kept = [
            Piece(
                service=part.service, degree=part.degree, environment=part.environment, note_sv=part.note_sv,
                note_en=part.note_en,
            )
            for part in self.kept
        ]  # fmt: skip
        return [*found, *kept]
