"""Afterwards: the review, what it decided to do, and what must be reported to authorities."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.models import Commitment
from bollkoll.incidents.models.incident import Incident
from bollkoll.people.models import Person


class Review(models.Model):
    """What happened, why, what worked. ``done_at`` empty while it is written."""

    incident = models.OneToOneField(Incident, models.PROTECT, primary_key=True, related_name="review")
    happened = models.TextField(_("what happened"), blank=True, default="")
    causes = models.TextField(_("causes"), blank=True, default="")
    worked = models.TextField(_("what worked"), blank=True, default="")
    better = models.TextField(_("what can be better"), blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    why_none = models.CharField(_("why no review is needed"), max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"review of {self.incident_id}"


class Action(models.Model):
    """Something to do so that it does not happen again, with its ball."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="actions")
    what = models.CharField(_("what is to be done"), max_length=200)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who does it"))
    due_at = models.DateTimeField()
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("what came of it"), max_length=200, blank=True, default="")
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_at", "pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.done_at is None


class ReportRule(models.Model):
    """A rule that says when an authority is to be told. ``hours`` from when the incident was declared."""

    class Applies(models.TextChoices):
        SEVERITY_1 = "severity_1", _("severity 1")
        SEVERITY_2 = "severity_2", _("severity 1 and 2")
        PERSONAL_DATA = "personal", _("personal data")
        NEVER = "never", _("not used")

    key = models.SlugField(max_length=30, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True, default="")
    hours = models.PositiveIntegerField(_("hours"))
    applies = models.CharField(_("begins with"), max_length=12, choices=Applies.choices)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=8760), name="incidents_rule_hours")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name_sv


class Report(models.Model):
    """One rule for one incident: until when, what was decided and why, and when it was sent."""

    class Verdict(models.TextChoices):
        REPORT = "report", pgettext_lazy("verdict", "is to be reported")
        NOT = "not", pgettext_lazy("verdict", "need not be reported")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports")
    rule = models.ForeignKey(ReportRule, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    verdict = models.CharField(_("decision"), max_length=8, choices=Verdict.choices, blank=True, default="")
    reason = models.TextField(_("reason"), blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(_("reference"), max_length=120, blank=True, default="")
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "rule"], name="incidents_report_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, verdict="") | (Q(decided_at__isnull=False) & ~Q(verdict="")),
                name="incidents_report_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} of {self.incident_id}"

    @property
    def is_open(self) -> bool:
        """Not decided, or decided to be reported and not sent yet."""
        return self.decided_at is None or (self.verdict == self.Verdict.REPORT and self.sent_at is None)
