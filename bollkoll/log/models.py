"""The log's rows: events and their topics, cursors of those who read them, and deliveries (outbox and ledger)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.kit import among  # noqa: F401  # the question that the indexes of pending work answer
from bollkoll.kit.ids import uuid7


class Event(models.Model):
    """Something that happened. Append-only by database trigger; never holds prose or addresses.

    Timelines sort by ``(at, id)``; cursors read by ``id``.
    """

    at = models.DateTimeField(_("happened"))
    recorded_at = models.DateTimeField(_("recorded"))
    kind = models.CharField(_("kind"), max_length=60)
    actor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    via = models.CharField(_("door"), max_length=12)
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    data = models.JSONField(default=dict)
    audience = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["kind", "at"], name="log_event_kind_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Topic(models.Model):
    """A name under which an event is found: ``case:…``, ``person:4``, ``desk``. Pages listen to names, not to texts."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="topics")
    name = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["name", "event"], name="log_topic_name_event")]

    def __str__(self) -> str:
        return self.name


class Cursor(models.Model):
    """How far a subscriber has read, or when a part of the clock last ran; and what is wrong with it, if anything."""

    name = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    failed_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


PENDING = ("waiting", "claimed")
"""What of all work is still to be done; the tables of work have an index of only these."""


class WorkQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(work__among=PENDING)


class Work(models.Model):
    """A row that is work to be done outside the database, under a lease (``bollkoll.log.leases``).

    Claim, renew, finish; a lease that runs out lets another worker begin again. ``attempt`` fences: whoever comes back
    late from the dead cannot finish what somebody else has claimed since.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("given up")
        CANCELLED = "cancelled", _("cancelled")

    work = models.CharField(max_length=10, choices=Stage.choices, default=Stage.WAITING)
    due_at = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True, default="")
    error = models.TextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        abstract = True


class Delivery(Work):
    """One message to one recipient by one channel.

    The outbox, and the ledger of who was told what, when, with what result.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=120, unique=True)
    """Idempotency: ``channel:event:person``. The same news is never written twice for the same person."""
    channel = models.CharField(max_length=12)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="deliveries")
    topic = models.CharField(max_length=60, blank=True, default="")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="deliveries")
    address = models.CharField(max_length=320)
    message_id = models.CharField(max_length=255, unique=True)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    result = models.CharField(max_length=255, blank=True, default="")
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "due_at"],
                name="log_delivery_pending",
                condition=Q(work__in=("waiting", "claimed")),
            ),
            models.Index(fields=["person", "-made_at"], name="log_delivery_person"),
            models.Index(fields=["topic", "made_at"], name="log_delivery_topic"),
        ]

    def __str__(self) -> str:
        return self.key
