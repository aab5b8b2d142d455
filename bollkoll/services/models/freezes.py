"""What may not be done now: identity changes while an incident goes on, orders of a kind while something is moved."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.people.models import Person


class FreezeQuerySet(models.QuerySet):
    def standing(self) -> "FreezeQuerySet":
        return self.filter(lifted_at=None)


class Freeze(models.Model):
    """``what``: a key that those who do such things ask for ("identity"). ``because``: the topic of what it is for
    ("incident:…"), if anything. ``until``: when it is thought to be over; it stands until somebody lifts it, whatever the time.
    """

    class What(models.TextChoices):
        IDENTITY = "identity", _("changes of identities")
        CERTIFICATES = "certificates", _("certificates")
        MERITS = "merits", _("copying of merits")
        BASE_DATA = "base_data", _("base data")
        ORDERS = "orders", _("all orders")

    what = models.CharField(_("what may not be done"), max_length=20, choices=What.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True, default="")
    because = models.CharField(max_length=60, blank=True, default="")
    until = models.DateTimeField(_("thought to be over"), null=True, blank=True)
    set_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = FreezeQuerySet.as_manager()

    class Meta:
        ordering = ["set_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["what"], condition=Q(lifted_at=None), name="services_freeze_one_standing")
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_late(self) -> bool:
        """Whether it stands although it was thought to be over by now."""
        return self.lifted_at is None and self.until is not None and self.until <= timezone.now()
