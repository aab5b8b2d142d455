"""Duties: what somebody does in orders beside their own work, such as nationell administratör."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.people.models import Person


class Duty(models.Model):
    """A part in orders that persons are given, by name and not by line: ``duty:<key>`` in an order type."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True, default="")

    class Meta:
        ordering = ["name_sv"]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name_sv


class DutyHolder(models.Model):
    """Somebody who has the duty, from when to when."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="holders")
    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "person"], condition=Q(ended_at=None), name="orders_duty_once")
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.person_id}"
