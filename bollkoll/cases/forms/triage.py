"""Dealing out, sorting, next step, closing."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bollkoll.cases import queries
from bollkoll.cases.forms.base import CaseForm, Line, MomentField, SubjectLine
from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.people.models import Person
from bollkoll.services import opening
from bollkoll.services.models import Environment, Service, Team
from bollkoll.ui import dates
from bollkoll.ui.doubts import Doubting

Step = Commitment.Step
_capfirst = lazy(capfirst, str)


def capitalised(choices: Any) -> list[tuple[Any, Any]]:
    """Choices as they begin a line of a menu."""
    return [(value, _capfirst(label)) for value, label in choices]


class AssignForm(CaseForm):
    heading, action, icon = _("Who takes it?"), _("Assign"), "hand-over"
    said = _("The case has a new agent.")

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Agent"), widget=forms.RadioSelect, empty_label=None)

    def prepare(self) -> None:
        field = self.fields["person"]
        field.queryset = queries.assignable(self.case)
        ranked = queries.suggestions(self.case)
        field.choices = [
            (one.person.pk, format_html("{} <small>{}</small>", one.person.name, " · ".join(one.reasons)))
            for one in ranked
        ]
        others = [one.person.pk for one in ranked if one.person.pk != self.case.assignee_id and not one.is_away]
        field.initial = others[0] if others else self.case.assignee_id


class TriageForm(CaseForm):
    heading, action, icon, said = _("Sort the case"), _("Save"), "tag", _("The case is sorted.")
    is_paired, wide, says_optional = True, ("kind", "reason"), False

    kind = forms.ChoiceField(label=_("Kind"), choices=capitalised(Case.BY_HAND))
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service"), required=False, empty_label=_("not known")
    )
    environment = forms.ModelChoiceField(
        Environment.objects.all(), label=_("Environment"), required=False, empty_label=_("not known")
    )
    impact = forms.TypedChoiceField(label=_("Impact"), coerce=int, empty_value=None, required=False)
    urgency = forms.TypedChoiceField(label=_("Urgency"), coerce=int, empty_value=None, required=False)
    reason = Line(
        label=_("Reason for the priority"),
        required=False,
        max_length=200,
        help_text=_("The priority follows from impact and urgency."),
    )

    def prepare(self) -> None:
        case = self.case
        if case.kind == Case.Kind.ORDER:  # made from its template, and stays what it is
            del self.fields["kind"]
        self.fields["service"].queryset = Service.objects.filter(Q(ended_at=None) | Q(pk=case.service_id))
        for name in ("impact", "urgency"):
            self.fields[name].choices = [("", _("not judged")), *capitalised(Case.Level.choices)]
        now = {
            "kind": case.kind,
            "service": case.service_id,
            "environment": case.environment_id,
            "impact": case.impact,
            "urgency": case.urgency,
            "reason": case.priority_reason,
        }
        for name, value in now.items():
            if name in self.fields:
                self.fields[name].initial = value


class RenameForm(CaseForm):
    heading, action, icon, said = _("A clearer subject"), _("Save"), "edit", _("The subject is changed.")
    intro = _("The reporter's own words stay in the report.")

    title = SubjectLine(label=_("Subject line"))

    def prepare(self) -> None:
        self.fields["title"].initial = self.case.title


class RemindForm(Doubting, CaseForm):
    heading, action, icon, said = _("The ball"), _("Save"), "ball", _("The next step is set.")
    is_paired, says_optional = True, False

    step = forms.ChoiceField(label=_("Next step"))
    note = Line(label=_("Note"), required=False, max_length=200)
    look_again_at = MomentField(label=_("Look again"), required=False, help_text=_("Internal."))
    promised_at = MomentField(
        label=_("Promised to the reporter"),
        required=False,
        help_text=_("The reporter sees this time."),
    )

    STEPS = (Step.ANSWER, Step.REPRODUCE, Step.FOLLOW_UP, Step.CALL_BACK, Step.MEND_ADDRESS)

    def prepare(self) -> None:
        ball = self.case.ball
        steps = [(step.value, step.label) for step in self.STEPS]
        if ball and ball.step not in self.STEPS:
            steps.insert(0, (ball.step, ball.get_step_display()))
        self.fields["step"].choices = capitalised(steps)
        if ball:
            self.fields["step"].initial, self.fields["note"].initial = ball.step, ball.note

    def doubts(self) -> list[str]:
        times = (self.cleaned_data["promised_at"], self.cleaned_data["look_again_at"])
        return list(dict.fromkeys(closed for at in times if at and (closed := opening.closed_at(at))))


class ThirdLineForm(CaseForm):
    heading, action, icon = _("Wait for third line"), _("Hand over the ball"), "people"
    said = _("The ball is with third line.")

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    note = Line(label=_("What they are to do"), required=False, max_length=200)
    look_again_at = MomentField(
        label=_("Remind me"),
        required=False,
        help_text=_("When nothing is said the ball comes back after the usual time."),
    )

    def prepare(self) -> None:
        self.fields["team"].queryset = Team.objects.filter(line=3, ended_at=None)
        service = self.case.service
        self.fields["team"].initial = self.case.third_line_team_id or (service.team_id if service else None)


class SolveForm(CaseForm):
    heading, action, icon = _("Solved without an answer"), _("Mark as solved"), "check-circle"
    said = _("The case is solved. The reporter is asked whether it helped.")
    intro = _(
        "For what was said by telephone. The reporter is asked whether it helped; after some days of silence the case closes."
    )


class CloseForm(Doubting, CaseForm):
    heading, action, icon, is_danger = _("Close at once"), _("Close the case"), "state-closed", True
    said = _("The case is closed.")
    intro = _("For doubles, spam and what was withdrawn: nobody is asked whether it helped. A reply opens it again.")

    reason = Line(label=_("Reason"), required=False, max_length=200)

    def doubts(self) -> Iterator[str]:
        language, zone = get_language() or "sv", timezone.get_current_timezone()
        for ball in queries.promised_by_somebody(self.case.subject_id):
            yield gettext(
                "%(name)s has promised by %(when)s: %(step)s. That is given up, and the reporter reads only that it is closed."
            ) % {
                "name": ball.promised_by, "step": ball.get_step_display(),
                "when": dates.clock_time(ball.promised_at or ball.due_at, timezone.now(), language, zone),
            }  # fmt: skip
        for ball in Commitment.objects.open().filter(subject=self.case.subject_id, step=Step.TELL):
            owed = gettext("The reporter is still to be told: %(what)s. Tell them in an answer before you close it.")
            yield owed % {"what": ball.noted}

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data.get("reason", "")}
