"""An incident: what goes on, since when, where, and who leads it; its cases and its process."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "IncidentQuerySet":
        """Everybody at the desk and in third line sees every incident; its cases only those who see them."""
        return self if actor.is_machine or actor.is_staff else self.none()

    def going_on(self) -> "IncidentQuerySet":
        """Not closed: work, or somebody who waits for the final answer."""
        return self.exclude(state=Incident.State.CLOSED)

    def unresolved(self) -> "IncidentQuerySet":
        return self.filter(state__in=Incident.UNRESOLVED)

    def whole(self) -> "IncidentQuerySet":
        """With everything that a row or the head of the room shows."""
        people = ("lead", "communicator", "subject__main__person", "subject__main__team", "declared_by")
        return self.select_related("subject__main", *people).prefetch_related(
            "services", "environments", "institutions"
        )


class Incident(models.Model):
    """Something acute. Its ball is ``subject.main``: to restore, with the lead; to take the lead, while there is none.

    ``severity`` is empty while nobody has said. ``is_everywhere``: all institutions, whichever are named.
    """

    class State(models.TextChoices):
        SUSPECTED = "suspected", pgettext_lazy("incident", "suspected")
        ONGOING = "ongoing", pgettext_lazy("incident", "ongoing")
        MONITORING = "monitoring", pgettext_lazy("incident", "being watched")
        RESOLVED = "resolved", pgettext_lazy("incident", "resolved")
        CLOSED = "closed", pgettext_lazy("incident", "closed")

    class Severity(models.IntegerChoices):
        CRITICAL = 1, pgettext_lazy("severity", "1 critical")
        MAJOR = 2, pgettext_lazy("severity", "2 major")
        MODERATE = 3, pgettext_lazy("severity", "3 moderate")
        MINOR = 4, pgettext_lazy("severity", "4 minor")

    class Origin(models.TextChoices):
        PROPOSAL = "proposal", _("a burst of cases")
        CASE = "case", _("a case")
        CALL = "call", _("a telephone call")
        OBSERVED = "observed", _("somebody's own observation")
        SPLIT = "split", _("another incident")

    UNRESOLVED = (State.SUSPECTED, State.ONGOING, State.MONITORING)

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="incident")
    title = models.CharField(pgettext_lazy("incident", "what it is about"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ONGOING)
    severity = models.PositiveSmallIntegerField(_("severity"), choices=Severity.choices, null=True, blank=True)
    lead = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("incident", "lead")
    )
    communicator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("communicator")
    )
    services = models.ManyToManyField(Service, related_name="incidents", blank=True, verbose_name=_("services"))
    environments = models.ManyToManyField(Environment, related_name="+", blank=True, verbose_name=_("environments"))
    institutions = models.ManyToManyField(
        Institution, related_name="incidents", blank=True, verbose_name=_("institutions")
    )
    is_everywhere = models.BooleanField(_("all institutions"), default=False)
    has_personal_data = models.BooleanField(_("concerns personal data"), default=False)
    origin = models.CharField(_("began with"), max_length=8, choices=Origin.choices, default=Origin.OBSERVED)
    started_at = models.DateTimeField(_("since"))
    declared_at = models.DateTimeField(_("declared"))
    declared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    first_notice_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    nagged_at = models.DateTimeField(null=True, blank=True)
    severity_ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__gte=1, severity__lte=4), name="incidents_incident_severity"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("resolved", "closed")) | Q(resolved_at__isnull=False),
                name="incidents_incident_resolved_at",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="incidents_incident_closed_at",
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at"], name="incidents_incident_started"),
            models.Index(fields=["state"], name="incidents_incident_going_on", condition=~Q(state="closed")),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> int:
        return self.subject.number

    @property
    def topic(self) -> str:
        return f"incident:{self.pk}"

    @property
    def ball(self) -> Commitment | None:
        return self.subject.main

    @property
    def is_unresolved(self) -> bool:
        return self.state in self.UNRESOLVED

    @property
    def lasted(self) -> timedelta | None:
        return self.resolved_at - self.started_at if self.resolved_at else None

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class IncidentCase(models.Model):
    """A case that the incident is the reason of. A case belongs to one incident at a time."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="links")
    case = models.OneToOneField(Case, models.PROTECT, related_name="incident_link")
    linked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        ordering = ["linked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.case_id} in {self.incident_id}"


class ProcessStep(models.Model):
    """One thing of the incident process, with who does it and until when. ``ball`` while somebody holds one for it."""

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("publish the first notice")
        REPRODUCE = "reproduce", _("try to reproduce the fault")
        PRIORITISE = "prioritise", _("raise it for prioritisation")
        PULL_IN = "pull_in", _("pull in those who are needed")
        INFORM = "inform", _("keep informing")

    class Outcome(models.TextChoices):
        DONE = "done", pgettext_lazy("process step", "done")
        SKIPPED = "skipped", pgettext_lazy("process step", "not needed")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="process")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    order = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Chosen for it; empty: whoever leads, or communicates."""
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind"], name="incidents_step_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, outcome="") | (Q(done_at__isnull=False) & ~Q(outcome="")),
                name="incidents_step_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.incident_id}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None
