"""What has been handed out: who, when, why, of what, and the digest of what they got. The file itself is kept for a week."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case
from bollkoll.disclosure.rules import LONGEST_REASON, Ground
from bollkoll.kit.ids import uuid7
from bollkoll.log.models import Work
from bollkoll.people.models import Language, Person


class Erasure(models.Model):
    """That a person was erased: when, by whom, why, by which decision, and how much. Who it was is gone."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="erasure")
    erased_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("erased by"))
    erased_at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    basis = models.CharField(_("decision"), max_length=200, blank=True, default="")
    gone = models.PositiveIntegerField(default=0)
    """Rows that went."""
    nameless = models.PositiveIntegerField(default=0)
    """Rows that no longer tell who it was."""
    texts = models.PositiveIntegerField(default=0)
    """Texts that name, address or number were taken out of."""

    class Meta:
        ordering = ["-erased_at"]

    def __str__(self) -> str:
        return f"erasure of {self.person_id}"


class Disclosure(Work):
    """One handing out: of a case or about a person. The worker makes its file; the row stays when the file is gone."""

    class Kind(models.TextChoices):
        CASE = "case", _("a case")
        PERSON = "person", _("all about a person")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="disclosures", verbose_name=_("case"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("handed out by"))
    asked_at = models.DateTimeField(_("when"))
    recipient = models.CharField(_("to whom"), max_length=200, blank=True, default="")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.SWEDISH)
    left_out = models.JSONField(default=dict, blank=True)
    """``{group: reason}`` of what does not come along."""
    with_secrets = models.JSONField(default=list, blank=True)
    """Ids of what is read out of the protected part for it, each a reading of its own."""
    name = models.CharField(max_length=120, blank=True, default="")
    path = models.CharField(max_length=200, blank=True, default="")
    key_id = models.CharField(max_length=12, blank=True, default="")
    """The key that the file is sealed with where it lies; empty when there is none."""
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    pieces = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="case", case__isnull=False, person=None)
                | Q(kind="person", person__isnull=False, case=None),
                name="disclosure_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, digest="", path="")
                | Q(made_at__isnull=False, keep_until__isnull=False) & ~Q(digest=""),
                name="disclosure_made_has_digest",
            ),
            models.CheckConstraint(
                condition=Q(gone_at=None) | Q(path="", made_at__isnull=False), name="disclosure_gone_has_no_file"
            ),
        ]
        indexes = [
            models.Index(fields=["-asked_at"], name="disclosure_asked"),
            models.Index(fields=["due_at"], name="disclosure_pending", condition=Q(work__in=("waiting", "claimed"))),
            models.Index(
                fields=["keep_until"], name="disclosure_kept", condition=Q(made_at__isnull=False, gone_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk}"

    @property
    def topic(self) -> str:
        return f"disclosure:{self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.made_at is not None and self.gone_at is None

    @property
    def is_under_way(self) -> bool:
        return self.work in (self.Stage.WAITING, self.Stage.CLAIMED)
