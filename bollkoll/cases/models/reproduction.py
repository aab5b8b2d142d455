"""Attempts to reproduce what was reported."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models.case import Case
from bollkoll.cases.models.dialogue import Message
from bollkoll.services.models import Environment


class Reproduction(models.Model):
    """One attempt: the structured part of an internal note, as a report is of the first message.

    Who, when, the steps and the pictures are the note's own (``author``, ``written_at``, ``text``, ``attachments``), so an
    attempt is as internal as every note: nothing that the reporter's side reads ever asks for it.
    """

    LONGEST_VERSION = 80

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="reproduction")
    environment = models.ForeignKey(
        Environment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("environment")
    )
    version = models.CharField(_("version"), max_length=LONGEST_VERSION, blank=True, default="")
    used = models.TextField(_("data used"), blank=True, default="")
    expected = models.TextField(_("expected result"), blank=True, default="")
    actual = models.TextField(_("actual result"), blank=True, default="")
    verdict = models.CharField(_("verdict"), max_length=16, choices=Case.Verdict.choices)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When somebody said that it does not hold: wrong place, wrong data. It is read and no longer counted."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=Case.Verdict.values), name="cases_reproduction_verdict"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.message_id}"
