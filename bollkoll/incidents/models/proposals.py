"""A burst that was noticed: these cases, these institutions, this service. Never an incident by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bollkoll.cases.models import Case
from bollkoll.incidents.models.incident import Incident
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Service


class Proposal(models.Model):
    """``count`` cases within ``minutes`` where ``mean`` are usual, which by chance is as seldom as ``chance``."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("proposal", "open")
        DECLARED = "declared", pgettext_lazy("proposal", "became an incident")
        DISMISSED = "dismissed", pgettext_lazy("proposal", "dismissed")
        LAPSED = "lapsed", pgettext_lazy("proposal", "came to nothing")

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    cases = models.ManyToManyField(Case, related_name="+")
    institutions = models.ManyToManyField(Institution, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    count = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    mean = models.FloatField()
    chance = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, blank=True, related_name="proposals")

    class Meta:
        ordering = ["-found_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["service"], condition=Q(state="open"), name="incidents_proposal_one_open"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="incidents_proposal_decided",
            ),
        ]
        indexes = [models.Index(fields=["-found_at"], name="incidents_proposal_found")]

    def __str__(self) -> str:
        return f"proposal {self.pk}"
