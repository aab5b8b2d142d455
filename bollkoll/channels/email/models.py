"""Mail that came in, kept whole, and what waits for a digest. (Mail that goes out is
``bollkoll.log.models.Delivery``.)
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Case, Message
from bollkoll.kit.ids import uuid7
from bollkoll.log.models import Delivery, Event, Work
from bollkoll.people.models import Person


class InboundMail(Work):
    """One message as it came: stored durably before anything looks into it, and what became of it.

    The raw message is a file; the row tells where from, and, once it has been processed, the outcome and the reason.
    """

    class Source(models.TextChoices):
        IMAP = "imap", _("fetched from a mailbox")
        SMTP = "smtp", _("delivered by SMTP")
        LMTP = "lmtp", _("delivered by LMTP")
        PIPE = "pipe", _("handed over by the mail server")

    class Outcome(models.TextChoices):
        NONE = "", _("not read yet")
        OPENED = "opened", _("became a case")
        REPLIED = "replied", _("became a reply")
        NOTED = "noted", _("became an internal note")
        ASKED = "asked", _("went to a question to third line")
        ANSWERED = "answered", _("became an answer to the reporter")
        AUTO_REPLY = "auto_reply", _("automatic reply, shown in its case")
        BOUNCE = "bounce", _("a mail of ours came back")
        IGNORED = "ignored", _("nothing to do")
        DUPLICATE = "dropped_duplicate", _("a copy of another")
        HELD = "held", _("held")
        DISCARDED = "discarded", _("put aside")

    class Reason(models.TextChoices):
        """Why it was held, ignored or dropped: what people read in the list."""

        NONE = "", ""
        UNKNOWN_SENDER = "unknown_sender", _("The sender is not registered.")
        ENDED = "ended", _("The sender's account has ended.")
        OTHER_SENDER = "other_sender", _("A reply to somebody's mail from us, sent from an address we do not know.")
        FORGED = "forged", _("The receiving mail server says that the sender is not who the mail claims.")
        UNAUTHENTICATED = "unauthenticated", _("Nothing proves who sent it.")
        NOT_A_CONTACT = "not_a_contact", _("The sender has an account but may not open cases.")
        NOT_PARTICIPANT = "not_participant", _("The sender may not see the case that it answers.")
        LOOP = "loop", _("Our own mail coming back: a loop.")
        FLOOD = "flood", _("Too many mails from the same address in a short time.")
        AUTOMATIC = "automatic", _("An automatic reply that belongs to no case.")
        LIST = "list", _("Sent to a mailing list.")
        REPORT = "report", _("A report from a mail system.")
        BOUNCE_UNMATCHED = "bounce_unmatched", _("A returned mail that we cannot match with any of ours.")
        EMPTY = "empty", _("The message is empty.")
        NO_SENDER = "no_sender", _("The message does not say who sent it.")
        TOO_LARGE = "too_large", _("The message is too large; it remains in the mailbox.")
        REFUSED = "refused", _("It could not be carried out.")
        ERROR = "error", _("The message could not be read, though it was tried several times.")
        STAFF_AWAY = "staff_away", _("A colleague's automatic reply.")
        DELAYED = "delayed", _("A mail of ours is delayed; the mail server keeps trying.")
        COPY = "copy", _("The same message came before.")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(_("came by"), max_length=8, choices=Source.choices)
    mailbox = models.CharField(max_length=255, blank=True, default="")
    uidvalidity = models.BigIntegerField(null=True, blank=True)
    uid = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    path = models.CharField(max_length=200)
    received_at = models.DateTimeField(_("received"))
    envelope_from = models.CharField(max_length=1000, blank=True, default="")
    """The envelope's sender; ``<>`` is the null sender, empty when the door was not told."""
    envelope_to = models.TextField(blank=True, default="")
    """Recipients of the envelope, a line each."""
    recipients_key = models.CharField(max_length=64)

    # What reading it found; empty until then.
    header_id = models.CharField(max_length=1000, blank=True, default="")
    """Its Message-ID, with the brackets."""
    content_key = models.CharField(max_length=64, blank=True, default="")
    sender_name = models.CharField(_("sender"), max_length=200, blank=True, default="")
    sender_address = models.CharField(_("address"), max_length=320, blank=True, default="")
    subject = models.CharField(_("subject"), max_length=255, blank=True, default="")
    flood_key = models.CharField(max_length=200, blank=True, default="")
    auto = models.CharField(max_length=16, blank=True, default="")
    attachments = models.PositiveSmallIntegerField(default=0)

    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True, default="")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True, default="")
    explanation = models.CharField(max_length=500, blank=True, default="")
    """What a refusal or an error said, in its own words."""
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="inbound_mail")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="inbound_mail")
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+")
    copy_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uidvalidity", "uid"], condition=Q(uid__isnull=False), name="email_inbound_uid_once"
            ),
            models.UniqueConstraint(
                fields=["sha256", "recipients_key"], condition=Q(uid=None), name="email_inbound_content_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="email_inbound_pending", condition=Q(work__in=("waiting", "claimed"))),
            models.Index(fields=["outcome", "-received_at"], name="email_inbound_outcome"),
            models.Index(fields=["sender_address", "-received_at"], name="email_inbound_sender"),
            models.Index(fields=["header_id"], name="email_inbound_header"),
            models.Index(fields=["content_key"], name="email_inbound_content"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    @property
    def is_held(self) -> bool:
        return self.outcome == self.Outcome.HELD

    @property
    def recipients(self) -> list[str]:
        return [line for line in self.envelope_to.split("\n") if line]


class DigestItem(models.Model):
    """News that waits for a person's daily mail."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    delivery = models.ForeignKey(Delivery, models.SET_NULL, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="email_digest_item_once")]
        indexes = [models.Index(fields=["person", "made_at"], name="email_digest_waiting", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.event_id}"
