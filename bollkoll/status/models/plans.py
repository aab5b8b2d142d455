"""Words kept for next time, and work that comes back every so many weeks."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.services.models import Environment, Service


class TemplateQuerySet(models.QuerySet):
    def present(self) -> "TemplateQuerySet":
        return self.filter(ended_at=None)


class Template(models.Model):
    """A notice to be. Texts of planned work may have places in braces (``rules.PLACES``)."""

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12)
    severity = models.CharField(_("severity"), max_length=8, default="none")
    title_sv = models.CharField(_("title in Swedish"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True, default="")
    text_sv = models.TextField(_("text in Swedish"))
    text_en = models.TextField(_("text in English"), blank=True, default="")
    workaround_sv = models.TextField(_("what to do meanwhile, in Swedish"), blank=True, default="")
    workaround_en = models.TextField(_("what to do meanwhile, in English"), blank=True, default="")
    environments = models.ManyToManyField(Environment, related_name="+", verbose_name=_("environments"))
    services = models.ManyToManyField(Service, related_name="+", verbose_name=_("services"))
    degree = models.CharField(_("degree"), max_length=12, default="degraded")
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    """Counts the times that it was kept, so that of two who change it the second sees what the first has done."""

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at=None), name="status_template_name"),
            models.CheckConstraint(condition=~Q(title_sv="") & ~Q(text_sv=""), name="status_template_says_something"),
        ]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """Planned work that comes back: when, how long, and how long before it is told. The window is data, never code."""

    template = models.ForeignKey(Template, models.PROTECT, related_name="series", verbose_name=_("template"))
    first_on = models.DateField(_("first day"))
    begins = models.TimeField(_("begins"))
    minutes = models.PositiveIntegerField(_("minutes"))
    every_weeks = models.PositiveSmallIntegerField(_("every so many weeks"), default=2)
    announce_days = models.PositiveSmallIntegerField(_("announced so many days before"), default=2)
    announce_time = models.TimeField(_("announced at"))
    begins_itself = models.BooleanField(_("begins by itself"), default=True)
    ends_itself = models.BooleanField(_("ends by itself"), default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=53), name="status_series_weeks"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=10080), name="status_series_minutes"),
            models.CheckConstraint(condition=Q(announce_days__lte=90), name="status_series_announced"),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.first_on})"

    @property
    def lasts_for(self) -> timedelta:
        return timedelta(minutes=self.minutes)


class Skip(models.Model):
    """A day when the work of a series is not done."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="skips")
    day = models.DateField(_("day"))

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["series", "day"], name="status_skip_once")]

    def __str__(self) -> str:
        return f"{self.day}"
