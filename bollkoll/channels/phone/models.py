"""Telephone: numbers that are recognised, what an exchange tells, and the calls of the desk.

Personal data stands in :class:`Number` (numbers of persons), :class:`Ring` (who rang, kept a week) and :class:`Call` (the
number for three months, the caller, and the note of a call that went into no case). Of a caller who may not contact the
support nothing of that is kept, which the database itself sees to.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment
from bollkoll.kit.ids import uuid7
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person

RINGS_FOR = timedelta(minutes=2)
"""So long an unanswered call is shown; no exchange lets it ring for longer."""
TALKS_FOR = timedelta(hours=2)
"""So long an answered call is shown when the exchange never says that it ended."""


class Number(models.Model):
    """A number that somebody calls from: of their account (``is_account``), or added beside it.

    ``key`` is what numbers are compared by (:func:`rules.key`); for those at the desk it may be an extension.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="numbers")
    shown = models.CharField(_("telephone"), max_length=40)
    key = models.CharField(max_length=20, db_index=True)
    is_account = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-is_account", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="phone_number_once")]

    def __str__(self) -> str:
        return self.shown


class Ring(models.Model):
    """A call as the exchange tells of it. Each of its moments is told once; what is told again changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call_id = models.CharField(max_length=128, unique=True)
    """The exchange's own name for the call."""
    number = models.CharField(max_length=20, blank=True, default="")
    """The caller's number as a key; empty when it is hidden."""
    agent = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    """Whom it is for, or who answered; empty: everybody who is here."""
    told = models.JSONField(default=list)
    """Ids of those whose pages show it."""
    came_at = models.DateTimeField()
    rang_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-came_at"], name="phone_ring_came")]

    def __str__(self) -> str:
        return f"ring {self.pk}"

    @property
    def is_going_on(self) -> bool:
        since = timezone.now() - (TALKS_FOR if self.answered_at else RINGS_FOR)
        return self.ended_at is None and self.came_at > since

    def is_for(self, person_id: int | None) -> bool:
        """Whether it is shown on somebody's pages: when it has been answered, on those of whoever did."""
        if self.answered_at and self.agent_id:
            return self.agent_id == person_id
        return person_id in self.told

    @property
    def topics(self) -> list[str]:
        return [f"ringing:{person}" for person in self.told]


class CallQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "CallQuerySet":
        """Calls of the desk. One that had to do with a protected case is there only for those whom the case names."""
        if actor.is_machine:
            return self.all()
        if not actor.is_agent:
            return self.none()
        hidden = Case.objects.filter(subject__is_protected=True).exclude(named__person=actor.person_id).values("pk")
        filed = Matter.objects.filter(case__in=hidden).values("call")
        about = Commitment.objects.filter(subject__in=hidden).values("pk")
        return self.exclude(pk__in=filed).exclude(Q(call_back__isnull=False) & Q(call_back__in=about))

    def open(self) -> "CallQuerySet":
        return self.filter(ended_at=None)


class Call(models.Model):
    """A call that an agent has, or had. While it is open its note is a draft of the agent's own."""

    class Outcome(models.TextChoices):
        OPEN = "", _("not filed yet")
        FILED = "filed", _("in a case")
        TALKED = "talked", _("only talked")
        TURNED_AWAY = "turned_away", _("shown to the right place")

    class Caller(models.TextChoices):
        """Kinds of callers who may not contact the support."""

        STUDENT = "student", _("student")
        TEACHER = "teacher", _("teacher or examiner")
        STAFF = "staff", _("other staff at an institution")
        ENDED = "ended", _("account that has ended")
        AUTHORITY = "authority", _("authority or company")
        STRANGER = "stranger", _("somebody else")

    class Reason(models.TextChoices):
        LOGIN = "login", _("cannot log in")
        RESULT = "result", _("results and certificates")
        REGISTRATION = "registration", _("registration or admission")
        HOW_TO = "how_to", _("how something is done")
        ACCOUNT = "account", _("wants an account with us")
        OTHER = "other", _("something else")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agent = models.ForeignKey(Person, models.PROTECT, related_name="calls")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=20, blank=True, default="")
    ring = models.OneToOneField(Ring, models.SET_NULL, null=True, blank=True, related_name="call")
    call_back = models.ForeignKey(Commitment, models.SET_NULL, null=True, blank=True, related_name="+")
    """The promise that the agent keeps by this call; then it is the agent who called."""
    began_at = models.DateTimeField(_("began"))
    hung_up_at = models.DateTimeField(null=True, blank=True)
    """When the exchange said that it was over."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the agent was done with it."""
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True, default="")
    caller = models.CharField(_("who called"), max_length=10, choices=Caller.choices, blank=True, default="")
    reason = models.CharField(_("about"), max_length=12, choices=Reason.choices, blank=True, default="")
    note = models.TextField(_("note"), blank=True, default="")
    """Of a call that went into no case."""

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="phone_call_ends_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="turned_away") | Q(person=None, number="", note="", ring=None, call_back=None),
                name="phone_call_turned_away_names_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["-began_at"], name="phone_call_began"),
            models.Index(fields=["agent"], name="phone_call_open", condition=Q(ended_at=None)),
            models.Index(fields=["person", "-began_at"], name="phone_call_person"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_outgoing(self) -> bool:
        return self.call_back_id is not None

    @property
    def lasted(self) -> timedelta | None:
        end = self.hung_up_at or self.ended_at
        return max(end - self.began_at, timedelta()) if end else None

    @property
    def draft_key(self) -> str:
        """Under which the agent's draft of the note is kept."""
        return f"call:{self.pk}"


class Matter(models.Model):
    """What came of a call in a case: a note, the caller's own message, a new case, a promise to call back."""

    class What(models.TextChoices):
        NOTE = "note", _("internal note")
        MESSAGE = "message", _("message from the caller")
        OPENED = "opened", _("new case")
        PROMISED = "promised", _("promise to call back")
        CALLED_BACK = "called_back", _("called back")

    call = models.ForeignKey(Call, models.CASCADE, related_name="matters")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.what} in {self.case_id}"


class LocalSupport(models.Model):
    """Where an institution's own students and staff turn: what the desk reads out to those who may not contact it."""

    institution = models.OneToOneField(Institution, models.CASCADE, primary_key=True, related_name="local_support")
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    email = models.EmailField(_("e-mail"), max_length=254, blank=True, default="")
    page = models.URLField(_("web page"), max_length=300, blank=True, default="")

    def __str__(self) -> str:
        return f"support of {self.institution_id}"
