"""How each kind of case is handled when it is not as usual, and what is promised by target."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.services import rules


class StaffingPeriodQuerySet(models.QuerySet):
    def of(self, kind: str):
        """Those that say something of a kind: its own, and those of the kind that it is a sort of."""
        return self.filter(kind__in={kind, rules.general(kind)})

    def touching(self, first_day: date, last_day: date):
        """Those with a day in common with a stretch of days."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)


class StaffingPeriod(models.Model):
    """How a kind of case is handled in a period, first and last day included. Outside all periods: as usual.

    Two periods of one kind never have a day in common (``triggers``). What is said of a sort of order
    (``order:certificate``) goes before what is said of orders.
    """

    class Level(models.TextChoices):
        NORMAL = "normal", _("as usual")
        ACUTE = "acute", _("only what is acute")
        DELAYED = "delayed", _("takes longer")
        PAUSED = "paused", _("paused")

    kind = models.CharField(_("kind of case"), max_length=40)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    level = models.CharField(_("staffing"), max_length=8, choices=Level.choices)
    extra_days = models.PositiveSmallIntegerField(_("working days more than usual"), null=True, blank=True)
    order_before = models.DateField(_("send before"), null=True, blank=True)
    handled_before = models.DateField(_("to have it handled before"), null=True, blank=True)
    text_sv = models.TextField(_("own text in Swedish"), blank=True, default="")
    text_en = models.TextField(_("own text in English"), blank=True, default="")

    objects = StaffingPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "kind"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="services_period_in_order"),
            models.CheckConstraint(
                condition=Q(level="delayed", extra_days__gte=1) | (~Q(level="delayed") & Q(extra_days=None)),
                name="services_period_extra_days",
            ),
            models.CheckConstraint(
                condition=Q(handled_before=None) | Q(handled_before__gt=F("order_before")),
                name="services_period_cut_off",
            ),
        ]
        indexes = [models.Index(fields=["kind", "last_day"], name="services_period_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_day}–{self.last_day}"

    @property
    def says(self) -> tuple:
        """Everything but the kind."""
        words = (self.text_sv, self.text_en)
        return (
            self.first_day,
            self.last_day,
            self.level,
            self.extra_days,
            self.order_before,
            self.handled_before,
            *words,
        )

    @property
    def stretch(self) -> tuple[date, date]:
        return self.first_day, self.last_day

    @property
    def kind_name(self) -> str:
        return rules.kind_in_words(self.kind)

    @property
    def days(self) -> str:
        return rules.days_in_words(self.first_day, self.last_day)

    @property
    def text(self) -> str:
        """What reporters read: the coordinator's own words under their days, or what the period itself says."""
        own = self.text_en if get_language() == "en" and self.text_en else self.text_sv
        return f"{self.days}: {own}" if own else self.usual_text

    @property
    def usual_text(self) -> str:
        return rules.period_in_words(
            self.level, self.first_day, self.last_day, self.extra_days or 0, self.order_before, self.handled_before
        )


class Target(models.Model):
    """What is promised when nobody has promised anything. None by default: then nothing is.

    ``priority`` 1–4, or 0 for every priority, also while there is none yet; the one of just that priority goes first.
    """

    kind = models.CharField(_("kind of case"), max_length=40)
    priority = models.PositiveSmallIntegerField(_("priority"), default=0)
    answer_within = models.PositiveSmallIntegerField(_("first answer, working hours"), null=True, blank=True)
    solve_within = models.PositiveSmallIntegerField(_("solved, working days"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "priority"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "priority"], name="services_target_once"),
            models.CheckConstraint(condition=Q(priority__lte=4), name="services_target_priority"),
            models.CheckConstraint(
                condition=Q(answer_within__gte=1) | Q(solve_within__gte=1), name="services_target_promises_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.priority}"
