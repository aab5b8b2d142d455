"""What the auditor found: one row for each thing that should never be, from when it was seen until it was gone."""

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.audit import CHECKS
from bollkoll.commitments.models.register import Subject
from bollkoll.people.models import Person


class ViolationQuerySet(models.QuerySet):
    def present(self):
        return self.filter(gone_at=None)


class Violation(models.Model):
    """A broken promise of the system itself. An overdue ball is none: that is daily life.

    ``check`` names what was looked at (``bollkoll.commitments.audit``), ``key`` the row it was found at. ``count`` is
    how many, where the finding is of many.
    """

    check_name = models.CharField(_("check"), max_length=40)
    key = models.CharField(max_length=120)
    subject = models.ForeignKey(Subject, models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    count = models.PositiveIntegerField(null=True, blank=True)
    found_at = models.DateTimeField(_("found"))
    gone_at = models.DateTimeField(_("gone"), null=True, blank=True)

    objects = ViolationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_name", "key"], condition=Q(gone_at=None), name="commitments_violation_present"
            ),
        ]
        indexes = [models.Index(fields=["-found_at"], name="commitments_violation_found")]

    def __str__(self) -> str:
        return f"{self.check_name} {self.key}"

    @property
    def words(self) -> str:
        """What is wrong, as a sentence in the reader's language: of a subject only its kind and number, never content."""
        entry = CHECKS.get(self.check_name)
        if entry is None:  # a check of an earlier version
            return f"{self.check_name}: {self.key}"
        subject = f"{self.subject.get_kind_display()} {self.subject.number}" if self.subject else _("something")
        said = str(entry.sentence).format(
            subject=subject, person=self.person.name if self.person else _("somebody"), count=self.count, key=self.key
        )
        return capfirst(said)
