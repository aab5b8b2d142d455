"""Where the notices are published: one row for each place, which is work under a lease."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bollkoll.log.models import Work


class Publication(Work):
    """One place that the public site is brought to. What is asked for many times meanwhile is done once.

    ``wanted`` counts what has been asked for and ``done`` how far the place has come; ``target`` is its address, as in the
    configuration, or ``site`` for the folder on this host.
    """

    target = models.CharField(_("place"), max_length=300, unique=True)
    wanted = models.PositiveBigIntegerField(default=1)
    done = models.PositiveBigIntegerField(default=0)
    wanted_at = models.DateTimeField()
    """Since when something is wanted that is not there."""
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["target"]

    def __str__(self) -> str:
        return self.target

    @property
    def is_behind(self) -> bool:
        return self.done < self.wanted

    @property
    def label(self) -> str:
        """The place without whatever secret its address has: what stands before and after a user and a password."""
        scheme, colon, rest = self.target.partition(":")
        return f"{scheme}:{rest.rpartition('@')[2]}" if colon else self.target
