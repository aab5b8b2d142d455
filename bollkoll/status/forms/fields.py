"""What the forms of notices share: texts for everybody, moments, the chips of the next update, services with degrees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import Line, LongText
from bollkoll.kit import personal
from bollkoll.services import queries as services
from bollkoll.services.models import Environment, Service
from bollkoll.status import rules
from bollkoll.status.commands import Piece
from bollkoll.status.models import Notice, Part
from bollkoll.status.models.notices import Degree
from bollkoll.ui import dates, fields

MOST = 10_000
NOT_THERE = "none"
OWN = [("", _("as above")), (NOT_THERE, _("not affected")), *Degree.choices]
"""Of a service in one environment."""


class Moment(fields.Moment):
    """A moment that is not years ahead."""

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        if moment and moment > timezone.now() + rules.FARTHEST:
            raise forms.ValidationError(_("That is more than two years away. Look at the year."), "far")
        return moment


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


class ForEverybody(forms.Form):
    """Texts that everybody reads. What may be somebody's and may be nobody's is asked of: one tick for each such thing."""

    unpersonal = forms.MultipleChoiceField(
        label=_("Belongs to nobody"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what belongs to no person, such as an address that several read. That is kept in the log."),
    )  # fmt: skip

    def ask_of_doubtful(self) -> None:
        """When all fields are there: ask only of what stands in the texts that were sent."""
        texts = [self.data.get(name) or "" for name, field in self.fields.items() if isinstance(field, Line | LongText)]
        doubtful = [(one.shown, one.shown) for one in personal.find(*texts) if not one.certain]
        if doubtful:
            self.fields["unpersonal"].choices = doubtful
        else:
            del self.fields["unpersonal"]

    def said_of_doubtful(self) -> dict[str, list[str]]:
        return {"unpersonal": self.cleaned_data.get("unpersonal") or []}


@dataclass(frozen=True)
class Row:
    """A service as it is drawn. ``own``: a field for each environment in which it may be otherwise."""

    degree: forms.BoundField
    note_sv: forms.BoundField
    note_en: forms.BoundField
    own: list[forms.BoundField]

    @property
    def differs(self) -> bool:
        return any(field.value() for field in self.own)

    @property
    def errors(self) -> list[str]:
        return [said for field in (self.degree, self.note_sv, self.note_en, *self.own) for said in field.errors]


class Parts(forms.Form):
    """One row for each service: not affected, or how, and a note (all integrations but two). Where there are several
    environments it may be otherwise in one of them."""

    def add_parts(self, notice: Notice | None = None, chosen: dict[int, tuple[str, str, str]] | None = None) -> None:
        """``chosen``: degree and notes by service, to begin with."""
        self.places = self.may_differ_in()
        known: dict[int, list[Part]] = {}
        for part in notice.parts.all() if notice else ():
            known.setdefault(part.service_id, []).append(part)
        gone = [parts[0].service for parts in known.values() if parts[0].service.ended_at]
        self.services: list[Service] = [*services.services(), *gone]
        concerned = {one.pk for one in notice.environments.all()} if notice else set()
        for service in self.services:
            parts = known.get(service.pk, [])
            degree, own = divided(parts, concerned)
            start = (degree, parts[0].note_sv, parts[0].note_en) if parts else (chosen or {}).get(service.pk, ("",) * 3)
            self.fields[f"degree_{service.pk}"] = forms.ChoiceField(
                label=service.name, required=False, initial=start[0], choices=[("", _("not affected")), *Degree.choices]
            )
            for place in self.places:
                self.fields[f"degree_{service.pk}_{place.pk}"] = forms.ChoiceField(
                    label=place.name, required=False, initial=own.get(place.pk, ""), choices=OWN,
                )  # fmt: skip
            for language, at in (("sv", 1), ("en", 2)):
                label = _("Note in Swedish") if language == "sv" else _("Note in English")
                attrs = {"lang": language, "data-identity": "never", "placeholder": label}
                self.fields[f"note_{language}_{service.pk}"] = Line(
                    label=f"{service.name}: {label}", required=False, max_length=160, initial=start[at],
                    widget=forms.TextInput(attrs=attrs),
                )  # fmt: skip

    def call(self, name: str) -> str:
        """A degree and a note by their service, where they do not stand beside it."""
        for one in self.services:
            if name == f"degree_{one.pk}":
                return str(one)
            if name in (f"note_sv_{one.pk}", f"note_en_{one.pk}"):
                return str(self[name].label)
            for place in self.places:
                if name == f"degree_{one.pk}_{place.pk}":
                    return f"{one} · {place}"
        return str(self[name].label)

    def may_differ_in(self) -> list[Environment]:
        """The environments that a degree of their own can be chosen for: none when there is but one."""
        found = list(Environment.objects.all())
        return found if len(found) > 1 else []

    def concerned(self) -> list[Environment]:
        """The environments of the notice, as they are given."""
        raise NotImplementedError

    def must_concern_what_is_said(self) -> None:
        """An environment that something is said of is concerned, ticked or not."""
        if "environments" in self.cleaned_data:
            all_of_them = {*self.cleaned_data["environments"], *self.environments_of_parts()}
            self.cleaned_data["environments"] = [one for one in Environment.objects.all() if one in all_of_them]

    def part_rows(self) -> list[Row]:
        return [
            Row(
                self[f"degree_{one.pk}"], self[f"note_sv_{one.pk}"], self[f"note_en_{one.pk}"],
                [self[f"degree_{one.pk}_{place.pk}"] for place in self.places],
            )
            for one in self.services
        ]  # fmt: skip

    def affected_count(self) -> int:
        return sum(bool(row.degree.value() or row.differs) for row in self.part_rows())

    def environments_of_parts(self) -> list[Environment]:
        """Those in which some service is affected in a way of its own."""
        given = self.cleaned_data
        return [
            place
            for place in self.places
            if any(given.get(f"degree_{one.pk}_{place.pk}", "") not in ("", NOT_THERE) for one in self.services)
        ]

    def pieces(self) -> list[Piece]:
        """As they are to be: one for each service, or one for each environment where it is not the same in all."""
        shown = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        return self._pieces(self._begun() | shown, self.concerned())

    def first_pieces(self, concerned: list[Environment]) -> list[Piece]:
        """As the form begins, before anything is sent."""
        return self._pieces(self._begun(), concerned)

    def _begun(self) -> dict[str, Any]:
        """What was not asked for is as it was."""
        return {name: field.initial for name, field in self.fields.items()}

    def _pieces(self, given: dict[str, Any], concerned: list[Environment]) -> list[Piece]:
        found = []
        for one in self.services:
            everywhere = given.get(f"degree_{one.pk}") or ""
            own = {place: given.get(f"degree_{one.pk}_{place.pk}") or "" for place in self.places}
            notes: dict[str, Any] = {name: given.get(f"{name}_{one.pk}") or "" for name in ("note_sv", "note_en")}
            if not any(own.values()):
                found += [Piece(service=one, degree=everywhere, **notes)] if everywhere else []
                continue
            for place in self.places:
                degree = own[place] or (everywhere if place in concerned else "")
                if degree not in ("", NOT_THERE):
                    found.append(Piece(service=one, degree=degree, environment=place, **notes))
        return found


def divided(parts: Iterable[Part], concerned: set[int]) -> tuple[str, dict[int, str]]:
    """The parts of one service as a row has them: the degree everywhere, and what is otherwise, by environment."""
    general = next((part.degree for part in parts if not part.environment_id), "")
    special = {part.environment_id: part.degree for part in parts if part.environment_id}
    everywhere = general or next(iter(special.values()), "")
    own = {place: degree for place, degree in special.items() if degree != everywhere}
    if special and not general:
        own |= {place: NOT_THERE for place in concerned if place not in special}
        own |= {place: degree for place, degree in special.items() if place not in concerned}
    return everywhere, own
