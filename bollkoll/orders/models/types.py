"""Order types: data with versions. What is published never changes; an order that goes on keeps its version."""

from datetime import datetime
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.orders.rules import Definition, Fault, Faults, read
from bollkoll.people.models import Person

MOST_READ = 500
_READ: dict[tuple[int, datetime], Definition] = {}
"""Published versions that were read, by their key and the moment they were made."""


class OrderTypeQuerySet(models.QuerySet):
    def offered(self) -> "OrderTypeQuerySet":
        """Those that can be ordered now."""
        return self.filter(is_active=True, current__isnull=False)


class OrderType(models.Model):
    """Something that can be ordered. ``current`` is the version that new orders get."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    place = models.PositiveSmallIntegerField(_("place in the catalogue"), default=100)
    is_active = models.BooleanField(_("can be ordered"), default=True)
    current = models.OneToOneField(
        "orders.OrderTypeVersion", models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    made_at = models.DateTimeField()

    objects = OrderTypeQuerySet.as_manager()

    class Meta:
        ordering = ["place", "key"]

    def __str__(self) -> str:
        return self.current.title if self.current else self.key


class OrderTypeVersion(models.Model):
    """One version. A draft (no ``number`` yet) is changed freely; at most one per type.

    ``definition`` is what was said. A draft need not be whole: ``faults`` tell what it lacks, and it is published without any.
    """

    type = models.ForeignKey(OrderType, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(null=True, blank=True)
    definition = models.JSONField()
    title_sv = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["type", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["type", "number"], name="orders_version_number"),
            models.UniqueConstraint(fields=["type"], condition=Q(number=None), name="orders_version_one_draft"),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None) | Q(number__isnull=False, published_at__isnull=False),
                name="orders_version_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number or ''}".strip()

    @property
    def title(self) -> str:
        return self.title_en if self.title_en and get_language() == "en" else self.title_sv

    @cached_property
    def content(self) -> Definition:
        """The definition as it was validated when it was published. Of a draft only when there are no ``faults``.

        A list has the same version in many rows, each a row of its own: what never changes is read once.
        """
        if self.number is None:
            return Definition.model_validate(self.definition)
        mark = (self.pk, self.changed_at)
        if mark not in _READ:
            if len(_READ) >= MOST_READ:
                _READ.clear()
            _READ[mark] = Definition.model_validate(self.definition)
        return _READ[mark]

    @cached_property
    def faults(self) -> list[Fault]:
        """What a draft lacks before it can be published. A published version has none: it was judged by the rules of its day."""
        if self.number is not None:
            return []
        try:
            read(self.definition)
        except Faults as found:
            return found.faults
        return []
