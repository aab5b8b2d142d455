"""A ball on its way to somebody else: its holder keeps it until it is accepted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.models.register import Commitment, Subject
from bollkoll.people.models import Person
from bollkoll.services.models import Team


class OfferQuerySet(models.QuerySet):
    def open(self) -> "OfferQuerySet":
        return self.filter(state__among=["open"])


class Offer(models.Model):
    """The main ball of a subject, offered to a person or a team. One at a time; the old holder holds on until then.

    ``accept_by``: not accepted by then, it goes to the incident manager (the clock sees to it).
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits to be accepted")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("taken back")
        PASSED_ON = "passed_on", _("passed on")
        LAPSED = "lapsed", _("not accepted in time")

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="offers")
    ball = models.ForeignKey(Commitment, models.PROTECT, related_name="offers")
    sender = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("offered by"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", verbose_name=_("team"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    offered_at = models.DateTimeField()
    accept_by = models.DateTimeField(_("to be accepted by"))
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = OfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False) | Q(person__isnull=False), name="commitments_offer_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="commitments_offer_ends_somehow",
            ),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="open"), name="commitments_offer_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "accept_by"], name="commitments_offer_state")]

    def __str__(self) -> str:
        return f"offer {self.pk} of {self.subject_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def to(self) -> str:
        """Whom it is offered to, by name."""
        return str(self.person or self.team)
