"""A record is a chain's link: what was done, sealed when it was over. Triggers refuse any change (``records/triggers.py``)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Subject
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


class RecordQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "RecordQuerySet":
        """Records of the cases that an agent sees; of what is no case, every agent."""
        if actor.is_machine:
            return self.all()
        if not actor.is_agent:
            return self.none()
        seen = Case.objects.visible_to(actor).values("pk")
        return self.filter(Q(subject__in=seen) | Q(subject__case=None))


class Record(models.Model):
    """One link: its head is a digest of itself, of its pieces' digests and of the head before."""

    number = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(_("title"), max_length=200)
    """Says what it is, and names nobody: it can never be erased."""
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="records")
    sealed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sealed_at = models.DateTimeField(_("sealed"))
    previous = models.CharField(max_length=64, unique=True)
    head = models.CharField(max_length=64, unique=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["subject"], name="records_record_subject")]

    def __str__(self) -> str:
        return f"record {self.number}"


class Piece(models.Model):
    """One line of a record. When a person's data is erased, text and salt go; the digest and who and when stay."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="pieces")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    file_digest = models.CharField(max_length=64, blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    is_personal = models.BooleanField(default=False)
    salt = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["record", "place"]
        constraints = [
            models.UniqueConstraint(fields=["record", "place"], name="records_piece_place"),
            models.CheckConstraint(
                condition=Q(erased_at=None, salt__isnull=False) | Q(erased_at__isnull=False, salt=None, text=""),
                name="records_piece_whole_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id}.{self.place}"


class Chain(models.Model):
    """The end of the chain: the row that whoever seals holds, so that two never seal upon the same head."""

    count = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.head
