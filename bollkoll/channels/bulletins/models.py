"""Who has asked for notices, what goes out, and to whom: a bulletin per published update, a copy per subscription."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.channels.bulletins import rules
from bollkoll.kit.ids import uuid7
from bollkoll.log.models import Event, Work


class SubscriptionQuerySet(models.QuerySet):
    def active(self) -> "SubscriptionQuerySet":
        """Those that get what is published."""
        return self.filter(confirmed_at__isnull=False, ended_at=None)

    def unconfirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at=None, ended_at=None)


class Subscription(models.Model):
    """Somebody, mostly a stranger, wants to be told. Nothing is known of them but a mailbox, and it may be shared.

    ``chosen``: ``{"kinds": […], "services": […], "environments": […], "institutions": […]}``, keys, empty for all.
    ``wanted``: the same, asked for by somebody who has not shown yet that they read the mailbox.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        WEBHOOK = "webhook", _("webhook")

    class Ended(models.TextChoices):
        LEFT = "left", _("the reader wanted no more")
        NEVER_CONFIRMED = "never", _("never confirmed")
        UNREACHABLE = "unreachable", _("could not be reached")
        ADMINISTRATOR = "admin", _("ended by the support")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(_("by"), max_length=8, choices=Channel.choices)
    address = models.EmailField(_("e-mail"), max_length=254, blank=True)
    """Where it goes; of a webhook, whom to ask and to tell. Empty when it has been forgotten."""
    address_key = models.CharField(max_length=254, blank=True)
    url = models.URLField(_("address of the webhook"), max_length=500, blank=True, default="")
    secret = models.CharField(max_length=80, blank=True, default="")
    """What a webhook is signed with: ``whsec_`` and base64."""
    language = models.CharField(_("language"), max_length=2, choices=[("sv", _("Swedish")), ("en", _("English"))])
    chosen = models.JSONField(default=dict)
    wanted = models.JSONField(null=True, blank=True)
    is_shared = models.BooleanField(_("several people read it"), default=False)
    asked_at = models.DateTimeField(_("asked for"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    leaving_at = models.DateTimeField(null=True, blank=True)
    """One reader of a shared mailbox wants no more, or less: it ends then, or ``narrowed`` holds, unless another says no."""
    narrowed = models.JSONField(null=True, blank=True)
    """What they want instead: ``{"chosen": …, "language": …}``."""
    failing_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_why = models.CharField(max_length=12, choices=Ended.choices, blank=True, default="")

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["address_key", "url"], condition=Q(ended_at=None), name="bulletins_subscription_once"
            ),
            models.CheckConstraint(
                condition=Q(channel="mail", url="", secret="") | (Q(channel="webhook") & ~Q(url="") & ~Q(secret="")),
                name="bulletins_subscription_channel",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="bulletins_subscription_ends_somehow",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | ~Q(address=""), name="bulletins_subscription_has_address"
            ),
        ]
        indexes = [
            models.Index(fields=["confirmed_at", "id"], name="bulletins_active", condition=Q(ended_at=None)),
            models.Index(fields=["leaving_at"], name="bulletins_leaving", condition=Q(leaving_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    @property
    def is_webhook(self) -> bool:
        return self.channel == self.Channel.WEBHOOK

    @property
    def confirm_by(self) -> datetime:
        return self.asked_at + rules.CONFIRM_WITHIN


class Bulletin(Work):
    """An update of a notice that was published, as it goes to subscribers. The lease is that of spreading it.

    Its words are drawn once for each language; each copy adds only its own way out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    notice = models.UUIDField()
    update_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12)
    urgency = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=255)
    words = models.JSONField(default=dict)
    """``{"sv": {"subject", "text", "html"}, "en": {…}}``; empty until it is spread."""
    payload = models.JSONField(default=dict)
    """What a webhook gets."""
    concerns = models.JSONField(default=dict)
    spread_to = models.UUIDField(null=True, blank=True)
    """The last subscription that has been looked at."""
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["due_at"], name="bulletins_to_spread", condition=Q(work__in=("waiting", "claimed"))),
            models.Index(fields=["notice", "-made_at"], name="bulletins_of_notice"),
        ]

    def __str__(self) -> str:
        return f"bulletin {self.pk}"


class Copy(Work):
    """One bulletin to one subscription: the outbox and the ledger of what strangers were told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="copies")
    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="copies")
    channel = models.CharField(max_length=8, choices=Subscription.Channel.choices)
    result = models.CharField(max_length=200, blank=True, default="")
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulletin", "subscription"], name="bulletins_copy_once")]
        indexes = [
            models.Index(
                fields=["channel", "bulletin", "due_at"],
                name="bulletins_copy_pending",
                condition=Q(work__in=("waiting", "claimed")),
            ),
            models.Index(fields=["bulletin", "work"], name="bulletins_copy_progress"),
        ]

    def __str__(self) -> str:
        return f"copy {self.pk}"
