"""What stands in the room: notes, who is in, decisions, tasks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.incidents.models.incident import Incident
from bollkoll.people.models import Person
from bollkoll.services.models import Environment, Team


class Note(models.Model):
    """Something that somebody wrote in the room. Never leaves the support."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        ATTEMPT = "attempt", _("attempt to reproduce")
        HAND_OVER = "hand_over", _("summary at the hand-over")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("text"))
    verdict = models.CharField(max_length=16, choices=Case.Verdict.choices, blank=True, default="")
    environment = models.ForeignKey(Environment, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Participant(models.Model):
    """Somebody, or somebody of a team, who was asked to join. ``wanted_for``: what they are needed for."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("participant", "asked")
        ACCEPTED = "accepted", pgettext_lazy("participant", "is in")
        DECLINED = "declined", pgettext_lazy("participant", "declined")
        LEFT = "left", pgettext_lazy("participant", "has left")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    wanted_for = models.CharField(_("needed for"), max_length=120, blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    left_at = models.DateTimeField(null=True, blank=True)
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(team__isnull=False), name="incidents_participant_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="incidents_participant_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(self.person or self.team)


class Decision(models.Model):
    """A question to a named decider with a deadline, or what was decided at once; the answer and its reason are kept."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="decisions")
    question = models.CharField(_("question"), max_length=300)
    asked_of = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("decision"), max_length=300, blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    is_withdrawn = models.BooleanField(default=False)
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(is_withdrawn=True) | ~Q(answer=""), name="incidents_decision_answer"
            )
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


class Task(models.Model):
    """Something that somebody does now, with its ball."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="tasks")
    what = models.CharField(_("what is to be done"), max_length=200)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Empty: whoever leads."""
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    is_dropped = models.BooleanField(default=False)
    reason = models.CharField(_("why it is not needed"), max_length=200, blank=True, default="")
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.done_at is None
