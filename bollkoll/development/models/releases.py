"""Versions, when each environment gets them, and which reporters are to be told."""

from datetime import date, datetime

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.commitments.models import Commitment
from bollkoll.services.models import Environment


class ProductionEnvironment(models.Model):
    """The environment where the institutions work: a version that has come there is to be told of. One row."""

    environment = models.ForeignKey(Environment, models.PROTECT, related_name="+", verbose_name=_("production"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="development_production_single")]

    def __str__(self) -> str:
        return str(self.environment)


def production_pk() -> Coalesce:
    """The key of the production environment in SQL: the chosen one, else the first in the list."""
    chosen = ProductionEnvironment.objects.filter(pk=1).values("environment")
    first = Environment.objects.order_by("order", "pk").values("pk")
    return Coalesce(Subquery(chosen[:1]), Subquery(first[:1]))


class VersionQuerySet(models.QuerySet):
    def dated(self) -> "VersionQuerySet":
        """With ``production_at`` (when it came into production) and ``production_on`` (when it is planned to)."""
        there = Release.objects.filter(version=OuterRef("pk"), environment=production_pk())
        return self.annotate(
            production_at=Subquery(there.values("actual_at")[:1]),
            production_on=Subquery(there.values("planned_on")[:1]),
        )

    def in_production(self) -> "VersionQuerySet":
        return self.filter(
            pk__in=Release.objects.filter(environment=production_pk(), actual_at__isnull=False).values("version")
        )


class Version(models.Model):
    """Something that is released under a name."""

    production_at: datetime | None
    production_on: date | None
    name = models.CharField(_("name"), max_length=40, unique=True)
    note = models.TextField(_("what comes"), blank=True, default="")
    added_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """A version in an environment: the day it is planned for, and the moment it was there."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="releases")
    environment = models.ForeignKey(Environment, models.PROTECT, related_name="releases")
    planned_on = models.DateField(_("planned"), null=True, blank=True)
    actual_at = models.DateTimeField(_("there since"), null=True, blank=True)

    class Meta:
        ordering = ["environment__order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "environment"], name="development_release_once"),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(actual_at__isnull=False), name="development_release_has_date"
            ),
        ]
        indexes = [models.Index(fields=["planned_on"], name="development_release_planned")]

    def __str__(self) -> str:
        return f"{self.version} · {self.environment}"


class TellingQuerySet(models.QuerySet):
    def open(self) -> "TellingQuerySet":
        return self.filter(told_at=None, withdrawn_at=None)


class Telling(models.Model):
    """A version with something for a case has come into production: its reporter is to be told, once.

    ``ball`` is the open obligation while the case is open. A closed case owes nothing, so there is none; what is to be
    told stands here all the same, and gets its ball if the case is opened again. Only a correction (``is_wrong``) is owed
    all the same: it opens the case. Of a case that was merged into another, it is owed there.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="tellings")
    version = models.ForeignKey(Version, models.CASCADE, related_name="tellings")
    ball = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    """The answer that told; empty when it was said otherwise."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_wrong = models.BooleanField(default=False)
    """They were told, and the version was not there: they are to be told that instead."""
    heard_in = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="+")
    """In which case that was said, when it was merged into this one."""
    opened = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="+")
    """The main ball with which a closed case was opened to correct it: while that stands, nothing else has happened there."""

    objects = TellingQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="development_telling_once"),
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(withdrawn_at=None), name="development_telling_one_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["version"], name="development_telling_open", condition=Q(told_at=None, withdrawn_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} for {self.case_id}"
