"""The dialogue: messages, their files, and thanks."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models.case import Case
from bollkoll.kit import file_kinds, files
from bollkoll.kit.ids import uuid7
from bollkoll.people.models import Person


class MessageQuerySet(models.QuerySet):
    def shared(self):
        """What the reporter's side may read: never a note, never an answer that can still be undone."""
        return self.exclude(kind=Message.Kind.NOTE).filter(released_at__isnull=False)


class Message(models.Model):
    """One entry of the dialogue, or an internal note. Notes never leave the support.

    An answer is *written* first and *released* ten seconds later by the clock; until then it can be undone, nobody
    outside sees it, and neither state nor ball has moved.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        REPLY = "reply", _("reply from the reporter's side")
        ANSWER = "answer", _("answer to the reporter")
        NOTE = "note", _("internal note")

    class Then(models.TextChoices):
        """What becomes of the case when an answer is released."""

        KEEP = "keep", _("whoever goes on with the case keeps the ball")
        MINE = "mine", _("I keep the ball")
        WAITING = "waiting", _("wait for the reporter")
        SOLVED = "solved", _("solved")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="messages")
    via = models.CharField(max_length=12, default="web")
    text = models.TextField(_("text"))
    html = models.TextField(blank=True, default="")
    """Sanitised HTML of a mail, kept beside its text; shown on request."""
    quoted = models.TextField(blank=True, default="")
    is_automatic = models.BooleanField(default=False)
    """Out-of-office and the like: shown, wakes nobody."""
    written_at = models.DateTimeField()
    release_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    then = models.CharField(max_length=8, choices=Then.choices, blank=True, default="")
    remind_at = models.DateTimeField(null=True, blank=True)
    promise_at = models.DateTimeField(null=True, blank=True)
    marks = models.JSONField(default=list, blank=True)
    """What the writer says that an answer does, in words of apps above (``told:3``, that the reporter is told of version 3):
    cases keep them and do not read them."""
    moved_from = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="+")
    """The case it was first written in, when a merge or split moved it."""

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [
            models.Index(fields=["case", "written_at"], name="cases_message_case"),
            models.Index(
                fields=["release_at"],
                name="cases_message_release",
                condition=Q(released_at=None, release_at__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="answer") | Q(release_at__isnull=False), name="cases_message_answer_has_release"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_internal(self) -> bool:
        return self.kind == self.Kind.NOTE

    @property
    def is_waiting(self) -> bool:
        return self.kind == self.Kind.ANSWER and self.released_at is None


class AttachmentQuerySet(models.QuerySet):
    def of_case(self, case: Any) -> "AttachmentQuerySet":
        """Everything that is part of the case: its dialogue, and its questions to third line."""
        return self.filter(Q(message__case=case) | Q(contribution__question__case=case))

    def loose(self) -> "AttachmentQuerySet":
        """Uploaded, and not part of anything yet."""
        return self.filter(message=None, contribution=None)


class Attachment(models.Model):
    """A file. Uploaded first (owned by ``owner``), attached when the form is sent: to a message, or to what was written in a
    question to third line."""

    class Checked(models.TextChoices):
        """Whether it may be opened: what a scanner has said, or that its time is over. Empty: no scanner when it came."""

        NOT = "", ""
        WAITING = "waiting", _("is being checked for harmful code")
        CLEAN = "clean", _("checked for harmful code")
        INFECTED = "infected", _("harmful code was found: it is kept away")
        FAILED = "failed", _("could not be checked: it is kept away")
        GONE = "gone", _("disposed of by its retention rule")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="attachments")
    contribution = models.ForeignKey(
        "cases.Contribution", models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)
    checked = models.CharField(max_length=8, choices=Checked.choices, blank=True, default="")
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["added_at"], name="cases_attachment_loose", condition=Q(message=None))]
        constraints = [
            models.CheckConstraint(
                condition=Q(message=None) | Q(contribution=None), name="cases_attachment_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_held(self) -> bool:
        """Whether nobody may open it (yet, or any more)."""
        return self.checked not in (self.Checked.NOT, self.Checked.CLEAN)

    @property
    def kind(self) -> str:
        """What it is by its content, in a word."""
        return file_kinds.short(self.content_type)

    @property
    def may_preview(self) -> bool:
        """Whether it is safe to show in the browser; everything else is downloaded."""
        return files.may_preview(self.content_type)


class Thanks(models.Model):
    """What the reporter said when it was solved: did it help, a rating, words."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="thanks")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    helped = models.BooleanField(default=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True, default="")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5), name="cases_thanks_rating"
            )
        ]

    def __str__(self) -> str:
        return f"thanks for {self.case_id}"
