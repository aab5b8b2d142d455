"""Handing the case over, and what is done with what is offered."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import queries
from bollkoll.cases.forms.base import CaseForm, LongText
from bollkoll.cases.queries import asking
from bollkoll.kit.spent import OnceInput
from bollkoll.people.models import Person


def _key() -> str:
    return uuid4().hex


def _written(text: str) -> str:
    if not text.strip():
        raise forms.ValidationError(_("Write something first."), code="empty")
    return text


class HandOverForm(CaseForm):
    heading, action, icon = _("Hand over the case"), _("Hand over"), "hand-over"
    intro = _(
        "Third line then answers the reporter itself, and you follow. The ball stays where it is until it is accepted."
    )
    said = _("The case is offered. The ball stays here until it is accepted.")

    whom = forms.ChoiceField(label=_("Whom"))
    text = LongText(
        label=_("What they need to know"),
        widget=forms.Textarea(attrs={"rows": 5, "data-identity": "on"}),
        help_text=_("An internal note. The reporter never sees it."),
    )
    once = forms.CharField(required=False, max_length=64, widget=OnceInput, initial=_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="hand_%s", **kwargs)  # the composer on the same page has a text too

    def prepare(self) -> None:
        protected = self.case.subject.is_protected
        own = self.actor.person_id
        self.teams = {} if protected else {f"team:{t.pk}": t for t in asking.teams_to_ask()}
        experts = {f"person:{p.pk}": p for p in asking.persons_to_ask(self.case) if p.pk != own}
        agents = {f"person:{p.pk}": p for p in self._agents() if p.pk != own}
        self.persons = experts | agents
        groups: list[tuple[Any, Any]] = [("", _("choose"))]
        if self.teams:
            groups.append((_("Teams of third line"), [(key, team.name) for key, team in self.teams.items()]))
        if experts:
            groups.append((_("Persons in third line"), [(key, _named(p)) for key, p in experts.items()]))
        if agents:
            groups.append((_("Colleagues at the desk"), [(key, _named(p)) for key, p in agents.items()]))
        self.fields["whom"].choices = groups
        service = self.case.service
        if service and f"team:{service.team_id}" in self.teams:
            self.fields["whom"].initial = f"team:{service.team_id}"

    def _agents(self) -> list[Person]:
        """Third line gives back what it has, rather than handing it to an agent of its own choice."""
        return list(queries.assignable(self.case)) if self.actor.is_agent else []

    def clean_text(self) -> str:
        return _written(self.cleaned_data["text"])

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        whom = given.pop("whom")
        given["team"], given["person"] = self.teams.get(whom), self.persons.get(whom)
        return given


def _named(person: Person) -> str:
    away = ""
    if getattr(person, "is_away", False):
        deputy = getattr(person, "deputy_name", "")
        away = gettext("away, %(deputy)s stands in") % {"deputy": deputy} if deputy else gettext("away")
    return " · ".join(filter(None, (person.name, person.title, away)))


class PassOfferOnForm(HandOverForm):
    heading, action = _("Pass it on"), _("Pass on")
    intro = _("It is offered to them instead. Whoever offered it to you still has the ball.")
    said = _("It is passed on.")
    once = None  # type: ignore[assignment]


class ReturnOfferForm(CaseForm):
    heading, action, icon = _("Return it"), _("Return"), "undo"
    intro = _("Whoever offered it has the ball still, and gets your reason.")
    said = _("It is returned.")
    says_optional = False

    reason = LongText(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="return_%s", **kwargs)

    def clean_reason(self) -> str:
        return _written(self.cleaned_data["reason"])


class GiveBackForm(ReturnOfferForm):
    heading, action = _("Give the case back"), _("Give back")
    intro = _("The agent in second line gets the ball, with your reason.")
    said = _("The case is with second line again.")

    def prepare(self) -> None:
        if self.actor.is_agent:
            self.heading, self.action = _("Take the case back"), _("Take back")
            self.intro = _("Second line answers the reporter again. Whoever has it in third line is told why.")
