"""How long things are kept, as rules that are changed in the interface; and what has been disposed of by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case
from bollkoll.people.models import Person


class RetentionRule(models.Model):
    """*Gallringsregel*: what goes how many days after a case of a kind was closed."""

    class What(models.TextChoices):
        SECRETS = "secrets", _("protected data")
        CONTENT = "content", _("texts and files")
        FILES = "files", _("files")

    what = models.CharField(_("what goes"), max_length=10, choices=What.choices)
    kind = models.CharField(_("kind of case"), max_length=10, blank=True, default="")
    """Empty: every kind that has no rule of its own."""
    days = models.PositiveIntegerField(_("days after closing"))
    basis = models.CharField(_("decision"), max_length=200, blank=True, default="")
    """The decision that the rule rests on (an archive authority's, or the organisation's own)."""
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["what", "kind"]
        constraints = [models.UniqueConstraint(fields=["what", "kind"], name="restricted_rule_once")]

    def __str__(self) -> str:
        return f"{self.what} of {self.kind or 'all'}: {self.days}"


class Disposal(models.Model):
    """What was disposed of, when and by which rule. Counts only: what it was is gone."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="disposals")
    what = models.CharField(max_length=10, choices=RetentionRule.What.choices)
    days = models.PositiveIntegerField()
    basis = models.CharField(max_length=200, blank=True, default="")
    pieces = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at"], name="restricted_disposal_at"),
            models.Index(fields=["case"], name="restricted_content_gone", condition=Q(what="content")),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.case_id}"
