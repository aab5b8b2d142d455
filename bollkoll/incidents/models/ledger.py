"""The reporters' ledger: who is affected, what has been said to them, and whether it reached them.

How a telling went is not copied here: the log's deliveries know, and are found by the incident's topic.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.models import Case, Message
from bollkoll.incidents import rules
from bollkoll.incidents.models.incident import Incident
from bollkoll.people.models import Institution, Person


class AffectedQuerySet(models.QuerySet):
    def waiting(self) -> "AffectedQuerySet":
        """Those who have not got the final answer."""
        return self.filter(final_at=None)


class Affected(models.Model):
    """A reporter who is affected: by a case of theirs, or without one, having said "I am affected too".

    ``final_at``: when the final answer was given; a bounce empties it again and sets ``is_unreached``.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="affected")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    final_at = models.DateTimeField(null=True, blank=True)
    final_by_hand = models.CharField(max_length=200, blank=True, default="")
    """How, when it was given by telephone or in another way."""
    is_unreached = models.BooleanField(default=False)

    objects = AffectedQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"], condition=Q(case=None), name="incidents_affected_once_without_case"
            )
        ]
        indexes = [models.Index(fields=["incident"], name="incidents_affected_waiting", condition=Q(final_at=None))]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.incident_id}"


class Said(models.Model):
    """What was said to all who are affected, in both languages."""

    class Stage(models.TextChoices):
        START = "start", pgettext_lazy("told", "at the start")
        UPDATE = "update", pgettext_lazy("told", "update")
        END = "end", pgettext_lazy("told", "at the end")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="said")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    text_sv = models.TextField(_("text in Swedish"))
    text_en = models.TextField(_("text in English"), blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.stage} of {self.incident_id}"

    @property
    def shown_sv(self) -> str:
        """As it is told of in the timeline and the document: names and numbers of nobody in particular."""
        return rules.to_whoever(self.text_sv, "sv")

    @property
    def shown_en(self) -> str:
        return rules.to_whoever(self.text_en, "en")


class Told(models.Model):
    """One reporter and one saying: by a mail of its own, or as an answer in the case (``message``).

    ``release_at`` until it goes: while it has not, it can be taken back. An answer that is taken back takes its row
    along.
    """

    affected = models.ForeignKey(Affected, models.CASCADE, related_name="told")
    said = models.ForeignKey(Said, models.CASCADE, related_name="told")
    message = models.OneToOneField(Message, models.CASCADE, null=True, blank=True, related_name="+")
    is_final = models.BooleanField(default=False)
    release_at = models.DateTimeField()
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["release_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["affected", "said"], name="incidents_told_once")]
        indexes = [models.Index(fields=["release_at"], name="incidents_told_waiting", condition=Q(at=None))]

    def __str__(self) -> str:
        return f"{self.said_id} to {self.affected_id}"
