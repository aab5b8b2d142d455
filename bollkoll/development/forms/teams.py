"""A team's agenda and its meetings."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.forms.base import CaseForm, LongText, MomentField
from bollkoll.development import rules
from bollkoll.development.models import Meeting, Series
from bollkoll.development.queries import teams as queries
from bollkoll.kit.spent import OnceInput
from bollkoll.services import opening
from bollkoll.services.models import Team
from bollkoll.ui.doubts import Doubting

DATES = 3
"""So many dates to come are compared with other meetings: as many as are known of those."""


class TimeField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(input_formats=["%H:%M", "%H.%M"], widget=widget, **kwargs)


def question_field() -> LongText:
    return LongText(
        label=_("Question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the team is to say something about. It is read aloud: name no student."),
    )  # fmt: skip


class LiftForm(CaseForm):
    """Lift a question from a case."""

    heading, action, icon, said = (
        _("Lift to the team"),
        _("Lift"),
        "arrow-up",
        _("The question is on the team's agenda."),
    )
    intro = _("It stands on the agenda of the team's next meeting, and is a ball of yours until then.")

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    question = question_field()
    once = forms.CharField(widget=OnceInput, required=False, max_length=40)

    def prepare(self) -> None:
        own = self.case.service.team_id if self.case.service else None
        teams = Team.objects.filter(ended_at=None)
        if not self.actor.is_agent:
            teams = teams.filter(memberships__person=self.actor.person_id).distinct()
        self.fields["team"].queryset = teams.order_by("-line", "name")
        self.fields["team"].initial = self.case.third_line_team_id or own
        self.fields["once"].initial = uuid4().hex


class RaiseForm(forms.Form):
    """A question without a case."""

    use_required_attribute = False

    question = question_field()
    once = forms.CharField(widget=OnceInput, required=False, max_length=40)


class SayForm(forms.Form):
    use_required_attribute = False

    text = LongText(label=_("What was said"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))


def _collisions(team: Team, dates: list[datetime], but: Meeting | None = None) -> list[str]:
    """Other meetings at about the same time, of the same team or of one that shares people with it."""
    return [
        gettext("%(team)s meets %(when)s too.") % {
            "team": other.team, "when": date_format(timezone.localtime(other.starts_at), "l j F H.i"),
        }
        for other in queries.colliding(team, dates, but)
    ]  # fmt: skip


class SeriesForm(Doubting, forms.Form):
    """When a team meets. What the next dates meet with is said, and asked."""

    use_required_attribute = False

    first_on = forms.DateField(
        label=_("First meeting"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The weekday of this day is the weekday of all of them."),
    )  # fmt: skip
    at = TimeField(label=_("Time"))
    every = forms.TypedChoiceField(
        label=_("How often"), choices=Series.Every.choices, coerce=int, widget=forms.RadioSelect, initial=1
    )
    place = forms.CharField(
        label=_("Where"), max_length=120, required=False, help_text=_("A room, or a video meeting.")
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team

    def doubts(self) -> list[str]:
        given = self.cleaned_data
        days = list(
            islice(rules.slots(given["first_on"], given["every"], timezone.localdate() - timedelta(days=1)), DATES)
        )
        dates = [timezone.make_aware(datetime.combine(day, given["at"])) for day in days]
        closed = [said for at in dates if opening.open_hours(at.date()) and (said := opening.closed_at(at))]
        return [*closed[:1], *_collisions(self.team, dates)[:1]]


class MoveMeetingForm(Doubting, forms.Form):
    use_required_attribute = False

    starts_at = MomentField(label=_("New day and time"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def doubts(self) -> list[str]:
        at = self.cleaned_data["starts_at"]
        closed = opening.closed_at(at)
        return [*([closed] if closed else []), *_collisions(self.meeting.team, [at], self.meeting)]

    def moment(self) -> datetime:
        return self.cleaned_data["starts_at"]
