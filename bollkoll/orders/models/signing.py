"""What persons have signed: one signature covers everything that is ordered for them later."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.orders.models.orders import Run
from bollkoll.people.models import Institution


class Signature(models.Model):
    """A document that somebody at an institution has signed. Whom it is of is a folded address: they may have no account."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("institution"))
    email_key = models.CharField(max_length=254)
    document = models.CharField(max_length=40)
    run = models.ForeignKey(Run, models.PROTECT, related_name="+")
    """The step in which it was checked."""
    signed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "email_key", "document"],
                condition=Q(ended_at=None),
                name="orders_signature_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.pk}"
