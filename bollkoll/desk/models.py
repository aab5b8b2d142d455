"""Stand-ups that are kept: who was there, what stood on each section, what came of it.

Everything is a reference or a number, never a copy of a text: whoever reads a stand-up afterwards sees of it what they
may see that day, and what is erased from a case is gone from here too.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.people.models import Person


class StandUpRules(models.Model):
    """What the morning calls too long. One row."""

    stuck_after = models.PositiveSmallIntegerField(_("working days without contact with the reporter"), default=5)
    third_line_after = models.PositiveSmallIntegerField(_("working days with third line"), default=3)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="desk_stand_up_rules_single"),
            models.CheckConstraint(
                condition=Q(stuck_after__gte=1, stuck_after__lte=60, third_line_after__gte=1, third_line_after__lte=60),
                name="desk_stand_up_rules_some_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stuck_after}, {self.third_line_after}"


class StandUp(models.Model):
    """A morning's walk through what is open. One goes on at a time."""

    led_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    """From when "since last time" counts: when the one before began."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_running = models.BooleanField(null=True, default=True, unique=True)
    """True or nothing, so that the database lets one run at a time."""
    opened = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_running=True, ended_at=None) | Q(is_running=None, ended_at__isnull=False),
                name="desk_stand_up_runs_or_has_ended",
            ),
        ]
        indexes = [models.Index(fields=["-began_at"], name="desk_stand_up_began")]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"


class Attendance(models.Model):
    """Whether somebody of second line was there."""

    stand_up = models.ForeignKey(StandUp, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    was_there = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stand_up", "person"], name="desk_attendance_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.was_there}"


class StandUpItem(models.Model):
    """Something that stood on a section when the stand-up began."""

    class Section(models.TextChoices):
        ACUTE = "acute", _("Acute")
        PROMISES = "promises", _("Promises broken or breaking today")
        NOBODY = "nobody", _("Nobody's")
        THIRD_LINE = "third_line", _("Long with third line")
        STUCK = "stuck", _("Stuck")
        PERSON = "person", _("Each in turn")
        THANKS = "thanks", _("Thanks")

    stand_up = models.ForeignKey(StandUp, models.CASCADE, related_name="items")
    section = models.CharField(max_length=10, choices=Section.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Whose turn it is, in that section."""
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    other = models.ForeignKey(Subject, models.PROTECT, null=True, blank=True, related_name="+")
    """What stands there when it is no case: an incident, a notice."""
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, other=None) | Q(case=None, other__isnull=False),
                name="desk_item_case_or_other",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.case_id or self.other_id}"


class Decision(models.Model):
    """What came of an item: a decision or a question (an internal note on the case), or somebody who takes it."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("decision")
        QUESTION = "question", _("question")
        DEALT = "dealt", _("dealt out")

    stand_up = models.ForeignKey(StandUp, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="stand_up_decision")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who got the case."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="dealt", message=None, person__isnull=False)
                | (~Q(kind="dealt") & Q(message__isnull=False, person=None)),
                name="desk_decision_is_note_or_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"
