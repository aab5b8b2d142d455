"""What was delivered and runs out: a certificate. In good time its institution is asked whether it needs a new one."""

from datetime import timedelta

from django.db import models

from bollkoll.orders.models.orders import Order

AHEAD = timedelta(days=45)
"""How long before the last day the institution is asked."""


class Validity(models.Model):
    """The last day of what an order delivered. At ``remind_at`` the next order makes itself: ``renewal``."""

    order = models.OneToOneField(Order, models.PROTECT, primary_key=True, related_name="validity")
    last_day = models.DateField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    renewal = models.OneToOneField(Order, models.PROTECT, null=True, blank=True, related_name="renews")

    class Meta:
        indexes = [models.Index(fields=["remind_at"], name="orders_validity_due", condition=models.Q(reminded_at=None))]

    def __str__(self) -> str:
        return f"{self.order_id} to {self.last_day}"
