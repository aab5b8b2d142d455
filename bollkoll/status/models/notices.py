"""Notices: what the world is told, what it concerns, and each thing that has been said, in order."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.models import Subject
from bollkoll.incidents.models import Incident
from bollkoll.kit.ids import uuid7
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service
from bollkoll.status import rules
from bollkoll.status.models.plans import Series


def in_language(row, field: str) -> str:
    """The reader's language; Swedish where there is no English yet."""
    english = getattr(row, f"{field}_en")
    return english if get_language() == "en" and english else getattr(row, f"{field}_sv")


class Degree(models.TextChoices):
    """How well a part works, from best to worst."""

    OPERATIONAL = "operational", pgettext_lazy("degree", "works")
    READ_ONLY = "read_only", pgettext_lazy("degree", "read only")
    MAINTENANCE = "maintenance", pgettext_lazy("degree", "maintenance")
    DEGRADED = "degraded", pgettext_lazy("degree", "slow or uncertain")
    PARTIAL = "partial", pgettext_lazy("degree", "partly down")
    DOWN = "down", pgettext_lazy("degree", "down")


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "NoticeQuerySet":
        """Whoever works here sees them all, what is not announced yet too; others read the public pages."""
        if actor.is_machine or actor.is_staff or actor.is_administrator:
            return self.all()
        return self.public()

    def public(self) -> "NoticeQuerySet":
        return self.filter(published_at__isnull=False)

    def over(self) -> "NoticeQuerySet":
        return self.filter(state__in=rules.OVER)

    def going_on(self) -> "NoticeQuerySet":
        """Published and not over, whatever their kind; planned work that is still to begin too."""
        return self.public().exclude(state__in=rules.OVER)

    def disturbing(self) -> "NoticeQuerySet":
        """What disturbs now: disturbances, and planned work under way."""
        return self.public().filter(
            Q(kind="disturbance", state__in=("ongoing", "monitoring")) | Q(kind="planned", state="under_way")
        )

    def open(self) -> "NoticeQuerySet":
        """Something is owed."""
        return self.filter(subject__is_open=True)

    def for_list(self) -> "NoticeQuerySet":
        """With everything that a row of a list shows."""
        return self.select_related(
            "subject__main__person", "subject__main__team", "communicator", "incident__subject", "series"
        ).prefetch_related("parts__service", "parts__environment", "environments", "institutions")  # fmt: skip


class Notice(models.Model):
    """One notice. Open while something is owed: an update that was promised, an end, a text in English.

    ``published_at`` is empty only for planned work that has not been announced. ``version`` counts what has been said or
    changed, so that of two who write at once the second sees what the first has said.
    """

    class Kind(models.TextChoices):
        DISTURBANCE = "disturbance", _("disturbance")
        PLANNED = "planned", _("planned work")
        INFORMATION = "information", _("information")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", pgettext_lazy("notice", "planned")
        UNDER_WAY = "under_way", pgettext_lazy("notice", "under way")
        ONGOING = "ongoing", pgettext_lazy("notice", "ongoing")
        MONITORING = "monitoring", pgettext_lazy("notice", "mended, being watched")
        RESOLVED = "resolved", pgettext_lazy("notice", "over")
        CANCELLED = "cancelled", pgettext_lazy("notice", "cancelled")

    class Severity(models.TextChoices):
        NONE = "none", pgettext_lazy("severity", "none")
        MINOR = "minor", pgettext_lazy("severity", "minor")
        MAJOR = "major", pgettext_lazy("severity", "major")
        CRITICAL = "critical", pgettext_lazy("severity", "critical")

    class Source(models.TextChoices):
        SYSTEM = "system", _("written here")
        JOURNAL = "journal", _("written while the database was away")

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="notice")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.NONE)
    title_sv = models.CharField(_("title in Swedish"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True, default="")
    workaround_sv = models.TextField(_("what to do meanwhile, in Swedish"), blank=True, default="")
    workaround_en = models.TextField(_("what to do meanwhile, in English"), blank=True, default="")
    environments = models.ManyToManyField(Environment, related_name="notices", verbose_name=_("environments"))
    is_for_all = models.BooleanField(_("all institutions"), default=True)
    institutions = models.ManyToManyField(Institution, related_name="notices", verbose_name=_("institutions"))
    """Empty when it is for all. One that has left is still named: it was affected."""
    starts_at = models.DateTimeField(_("begins"))
    expected_end_at = models.DateTimeField(_("expected end"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    next_update_at = models.DateTimeField(_("next update"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    incident = models.ForeignKey(
        Incident, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("incident")
    )
    communicator = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("informs")
    )
    checker = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reads it through")
    )
    """Who is asked to read through what was published, until they have."""
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.SYSTEM)
    journal_key = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    announce_at = models.DateTimeField(_("announced"), null=True, blank=True)
    draft_sv = models.TextField(blank=True, default="")
    draft_en = models.TextField(blank=True, default="")
    """What planned work will say when it is announced; empty from then on."""
    begins_itself = models.BooleanField(_("begins by itself"), default=True)
    ends_itself = models.BooleanField(_("ends by itself"), default=False)
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="notices")
    slot = models.DateField(null=True, blank=True)
    """The day of the series that it was meant for, whatever it was moved to."""

    owed_at = models.DateTimeField(null=True, blank=True)
    """When somebody must have acted: a promised update, a beginning or an end by hand. Empty when the clock does it."""
    remind_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="disturbance", state__in=("ongoing", "monitoring")) | Q(next_update_at__isnull=False),
                name="status_notice_promises_update",
            ),
            models.CheckConstraint(
                condition=Q(state__in=rules.OVER, ended_at__isnull=False, next_update_at=None)
                | (~Q(state__in=rules.OVER) & Q(ended_at=None)),
                name="status_notice_ends_when_over",
            ),
            models.CheckConstraint(
                condition=Q(expected_end_at=None) | Q(expected_end_at__gt=F("starts_at")),
                name="status_notice_end_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="resolved") | Q(ended_at__gte=F("starts_at")), name="status_notice_over_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind="planned") | Q(expected_end_at__isnull=False), name="status_notice_planned_has_end"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(kind="planned", state__in=("scheduled", "cancelled")),
                name="status_notice_only_plans_wait",
            ),
            models.CheckConstraint(
                condition=~Q(published_at=None, state="scheduled") | Q(announce_at__isnull=False),
                name="status_notice_plan_is_announced",
            ),
            *(
                models.CheckConstraint(condition=~Q(kind=kind) | Q(state__in=states), name=f"status_{kind}_states")
                for kind, states in rules.STATES.items()
            ),
            models.CheckConstraint(
                condition=Q(series=None, slot=None) | Q(series__isnull=False, slot__isnull=False),
                name="status_notice_slot_of_series",
            ),
            models.CheckConstraint(condition=~Q(title_sv=""), name="status_notice_has_title"),
            models.UniqueConstraint(
                fields=["series", "slot"], condition=Q(slot__isnull=False), name="status_notice_slot_once"
            ),
            models.UniqueConstraint(
                fields=["journal_key"], condition=~Q(journal_key=""), name="status_notice_journal_once"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="status_notice_state"),
            models.Index(fields=["owed_at"], name="status_notice_owed", condition=Q(owed_at__isnull=False)),
            models.Index(fields=["ended_at"], name="status_notice_ended"),
        ]

    def __str__(self) -> str:
        return f"notice {self.subject_id}"

    @property
    def number(self) -> int:
        return self.subject.number

    @property
    def topic(self) -> str:
        return f"notice:{self.pk}"

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def workaround(self) -> str:
        return in_language(self, "workaround")

    @property
    def latest(self) -> "Update | None":
        """What was said last, of updates that are at hand."""
        said = list(self.updates.all())
        return said[-1] if said else None

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_over(self) -> bool:
        return self.state in rules.OVER

    @property
    def is_late(self) -> bool:
        """What was promised has not been done."""
        return self.owed_at is not None and self.owed_at < timezone.now()

    @property
    def is_disturbing(self) -> bool:
        return self.is_public and self.state in ("ongoing", "monitoring", "under_way") and self.kind != "information"


class Part(models.Model):
    """A service that is affected and how, everywhere it is concerned or in one environment."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="parts")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("service"))
    environment = models.ForeignKey(
        Environment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("environment")
    )
    degree = models.CharField(_("degree"), max_length=12, choices=Degree.choices)
    note_sv = models.CharField(_("note in Swedish"), max_length=160, blank=True, default="")
    note_en = models.CharField(_("note in English"), max_length=160, blank=True, default="")

    class Meta:
        ordering = ["service__sort", "environment__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "service"], condition=Q(environment=None), name="status_part_everywhere_once"
            ),
            models.UniqueConstraint(
                fields=["notice", "service", "environment"],
                condition=Q(environment__isnull=False),
                name="status_part_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.degree}"

    @property
    def note(self) -> str:
        return in_language(self, "note")


class Update(models.Model):
    """One thing that was said, at its time. Never changed: what was wrong is corrected by another that says so.

    ``facts``: what it changed, ``{name: [before, after]}`` with moments in ISO 8601. The English text may come later.
    """

    class Kind(models.TextChoices):
        FIRST = "first", pgettext_lazy("update", "first notice")
        UPDATE = "update", pgettext_lazy("update", "update")
        CORRECTION = "correction", pgettext_lazy("update", "correction")
        BEGUN = "begun", pgettext_lazy("update", "begun")
        DELAYED = "delayed", pgettext_lazy("update", "delayed")
        RESOLVED = "resolved", pgettext_lazy("update", "over")
        CANCELLED = "cancelled", pgettext_lazy("update", "cancelled")
        REOPENED = "reopened", pgettext_lazy("update", "back again")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="updates")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text_sv = models.TextField(_("text in Swedish"))
    text_en = models.TextField(_("text in English"), blank=True, default="")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    facts = models.JSONField(default=dict)
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    journal_key = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="correction", corrects__isnull=False) | (~Q(kind="correction") & Q(corrects=None)),
                name="status_update_corrects_something",
            ),
            models.CheckConstraint(condition=~Q(text_sv=""), name="status_update_has_text"),
            models.UniqueConstraint(fields=["notice"], condition=Q(kind="first"), name="status_update_one_first"),
            models.UniqueConstraint(
                fields=["journal_key"], condition=~Q(journal_key=""), name="status_update_journal_once"
            ),
        ]
        indexes = [models.Index(fields=["notice", "at"], name="status_update_notice")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.notice_id}"

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def language(self) -> str:
        """Of the text as it is shown: Swedish too where there is no English yet."""
        return "en" if get_language() == "en" and self.text_en else "sv"
