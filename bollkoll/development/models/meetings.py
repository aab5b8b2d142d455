"""Teams meet: series, their dates, and the questions that are lifted to them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment
from bollkoll.people.models import Person
from bollkoll.services.models import Team


class Series(models.Model):
    """When a team meets, again and again. A team has one at a time."""

    class Every(models.IntegerChoices):
        WEEK = 1, _("every week")
        OTHER_WEEK = 2, _("every other week")

    team = models.ForeignKey(Team, models.CASCADE, related_name="series")
    first_on = models.DateField(_("first meeting"))
    at = models.TimeField(_("time"))
    every = models.PositiveSmallIntegerField(_("how often"), choices=Every.choices, default=Every.WEEK)
    place = models.CharField(_("where"), max_length=120, blank=True, default="")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(fields=["team"], condition=Q(ended_at=None), name="development_series_one_active"),
            models.CheckConstraint(condition=Q(every__gte=1, every__lte=2), name="development_series_every"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.first_on} {self.at}"


class MeetingQuerySet(models.QuerySet):
    def coming(self) -> "MeetingQuerySet":
        """Neither cancelled nor closed, those whose time has come too, in order."""
        return self.filter(cancelled_at=None, held_at=None).order_by("starts_at")


class Meeting(models.Model):
    """One date of a series. ``slot`` is the day it was meant for, whatever it was moved to."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="meetings")
    team = models.ForeignKey(Team, models.CASCADE, related_name="meetings")
    slot = models.DateField()
    starts_at = models.DateTimeField()
    is_skipped = models.BooleanField(default=False)
    """Cancelled by itself: the day is a public holiday or the support is closed."""
    cancelled_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "slot"], name="development_meeting_slot_once"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(held_at=None), name="development_meeting_one_end"
            ),
        ]
        indexes = [models.Index(fields=["team", "starts_at"], name="development_meeting_team")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.starts_at:%Y-%m-%d}"


class AgendaItemQuerySet(models.QuerySet):
    def open(self) -> "AgendaItemQuerySet":
        return self.filter(ended_at=None)


class AgendaItem(models.Model):
    """A question lifted to a team, from a case or not. ``ball`` is the obligation on the case while that is open."""

    class End(models.TextChoices):
        ANSWERED = "answered", _("answered")
        WITHDRAWN = "withdrawn", _("withdrawn")

    team = models.ForeignKey(Team, models.PROTECT, related_name="agenda")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="lifted")
    question = models.TextField(_("question"))
    lifted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField()
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="items")
    """The meeting it is to be taken up at; after that, the one where it was answered."""
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")
    carried = models.PositiveSmallIntegerField(default=0, validators=[MinValueValidator(0), MaxValueValidator(999)])
    """How many meetings have passed it on to the next."""
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True, default="")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["lifted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="development_item_ends_somehow",
            )
        ]
        indexes = [models.Index(fields=["team", "lifted_at"], name="development_item_open", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"item {self.pk}"


class Said(models.Model):
    """What was said of a question, at a meeting or beside one; on a case it stands as an internal note too."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="said")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="said")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    text = models.TextField(_("what was said"))
    said_at = models.DateTimeField()
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return f"said of {self.item_id}"
