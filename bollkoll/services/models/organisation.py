"""What the support supports: services, teams, environments; when it is open; what it says about itself."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.text import sort_key
from bollkoll.people.models import Person


def _in_language(row, field: str) -> str:
    english = getattr(row, f"{field}_en")
    return english if get_language() == "en" and english else getattr(row, f"{field}_sv")


class Organisation(models.Model):
    """The support itself. One row."""

    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True, default="")
    system_name = models.CharField(_("what is supported"), max_length=60, default="Ladok")
    support_address = models.EmailField(_("support's e-mail"), max_length=254)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    who_may_sv = models.TextField(_("who may contact the support, in Swedish"), blank=True, default="")
    who_may_en = models.TextField(_("who may contact the support, in English"), blank=True, default="")
    close_solved_after = models.PositiveSmallIntegerField(_("days of silence before a solved case closes"), default=10)
    first_look_within = models.PositiveSmallIntegerField(_("working hours until a new case is looked at"), default=4)
    accept_within = models.PositiveSmallIntegerField(
        _("working hours until an offered ball must be accepted"), default=4
    )
    look_again_within = models.PositiveSmallIntegerField(_("working hours until a ball is looked at again"), default=16)
    orders_last = models.BooleanField(_("orders come after cases in the inflow"), default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="services_organisation_single")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return _in_language(self, "name")

    @property
    def who_may(self) -> str:
        return _in_language(self, "who_may")


class Calendar(models.Model):
    """Opening hours: a week and its exceptions. The arithmetic is ``bollkoll.kit.hours``."""

    name = models.CharField(_("name"), max_length=60)
    is_default = models.BooleanField(default=False)
    week = models.JSONField(default=dict)
    """``{"0": [["08.00", "16.30"]], …}``, Monday 0."""
    holidays = models.BooleanField(_("closed on public holidays and the three eves"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="services_calendar_one_default"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarException(models.Model):
    """One day that differs: closed (no hours) or other hours."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))
    hours = models.JSONField(default=list, blank=True)
    why = models.CharField(_("reason"), max_length=120, blank=True, default="")

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="services_calendar_exception_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class Team(models.Model):
    """Those who answer for services, in line 2 or 3."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    line = models.PositiveSmallIntegerField(_("line"), choices=[(2, _("second line")), (3, _("third line"))])
    email = models.EmailField(_("e-mail"), max_length=254, blank=True, default="")
    members = models.ManyToManyField(Person, through="Membership", related_name="teams")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["line", "name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a team. A second-line person *follows* a third-line team: specialist, attends its meetings."""

    class Part(models.TextChoices):
        MEMBER = "member", _("member")
        FOLLOWS = "follows", _("follows the team")

    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    part = models.CharField(_("part"), max_length=8, choices=Part.choices, default=Part.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="services_membership_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.team}"


class Service(models.Model):
    """A part of the system that cases concern (tjänst)."""

    key = models.SlugField(max_length=40, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True, default="")
    hint_sv = models.CharField(_("hint in Swedish"), max_length=200, blank=True, default="")
    hint_en = models.CharField(_("hint in English"), max_length=200, blank=True, default="")
    sort = models.CharField(max_length=120, editable=False, default="")
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("third-line team")
    )
    specialist = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="specialities",
        verbose_name=_("specialist in second line"),
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sort"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return _in_language(self, "name")

    @property
    def hint(self) -> str:
        return _in_language(self, "hint")

    def prepare(self) -> "Service":
        self.sort = sort_key(self.name_sv)
        return self


class Environment(models.Model):
    """Produktion, Test, Utbildning, Integrationstest."""

    key = models.SlugField(max_length=40, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return _in_language(self, "name")


class SeasonNoticeQuerySet(models.QuerySet):
    def on(self, day: date | None = None):
        """Those that are told on a day, by default today."""
        day = day or timezone.localdate()
        return self.filter(ended_at=None, first_day__lte=day, last_day__gte=day)


class SeasonNotice(models.Model):
    """What the coordinator tells reporters before they send, per kind of case and period (summers differ per kind)."""

    kind = models.CharField(_("kind of case"), max_length=10, blank=True, default="")
    """Empty: all kinds."""
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    text_sv = models.TextField(_("text in Swedish"))
    text_en = models.TextField(_("text in English"), blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SeasonNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="services_notice_in_order"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return _in_language(self, "text")
