"""Cases and their dialogue."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bollkoll.commitments.models import Commitment, Subject
from bollkoll.kit import files
from bollkoll.kit.ids import uuid7
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service


class CaseQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> "CaseQuerySet":
        """The one definition of who sees which case (issue B10). Everything that shows a case starts here.

        Contacts see their own; lokal support and kontaktperson all of their institution's; agents all; third line what
        is theirs to look into. Protected cases are seen by named persons only, whatever their role.
        """
        if actor.is_machine:
            return self.all()
        if not actor.is_active or actor.person is None:
            return self.none()
        named = Q(pk__in=Named.objects.filter(person=actor.person_id).values("case"))
        if actor.is_agent:
            return self.filter(Q(subject__is_protected=False) | named)
        own = Q(reporter=actor.person_id) | Q(pk__in=Watcher.objects.filter(person=actor.person_id).values("case"))
        if actor.seen_institutions:
            own |= Q(institution__in=actor.seen_institutions)
        if actor.is_third_line:
            own |= Q(third_line_team__in=actor.person.memberships.values("team"))
            own |= Q(pk__in=Commitment.objects.filter(person=actor.person_id).values("subject"))
        return self.filter((own & Q(subject__is_protected=False)) | named)

    def open(self) -> "CaseQuerySet":
        return self.filter(subject__is_open=True)

    def for_list(self) -> "CaseQuerySet":
        """With everything that a row of a list shows: constant queries however many rows."""
        return self.select_related(
            "subject", "subject__main", "subject__main__person", "subject__main__team",
            "institution", "reporter", "service", "environment", "assignee",
        )  # fmt: skip


class Case(models.Model):
    """Anything somebody needs. Its ball is ``subject.main``; its dialogue is ``messages``."""

    class Kind(models.TextChoices):
        FAULT = "fault", _("fault report")
        QUESTION = "question", _("question")
        CHANGE = "change", _("change need")

    class State(models.TextChoices):
        NEW = "new", _("new")
        IN_PROGRESS = "in_progress", _("in progress")
        WAITING_REPORTER = "waiting_reporter", _("waiting for the reporter")
        WAITING_THIRD_LINE = "waiting_third_line", _("waiting for third line")
        SOLVED = "solved", _("solved")
        CLOSED = "closed", _("closed")

    class Level(models.IntegerChoices):
        """Impact and urgency, 1 is the least."""

        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")
        CRITICAL = 4, _("critical")

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="case")
    title = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.NEW)
    reporter = models.ForeignKey(Person, models.PROTECT, related_name="reported", verbose_name=_("reporter"))
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="cases", verbose_name=_("institution"))
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("service")
    )
    environment = models.ForeignKey(
        Environment, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("environment")
    )
    assignee = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="assigned", verbose_name=_("agent")
    )
    third_line_team = models.ForeignKey(
        "services.Team", models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("third-line team")
    )
    impact = models.PositiveSmallIntegerField(_("impact"), choices=Level.choices, null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Level.choices, null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    """1 is the highest, 4 the lowest, from impact × urgency (``rules.priority``)."""
    priority_reason = models.CharField(_("reason for the priority"), max_length=200, blank=True, default="")
    via = models.CharField(_("came by"), max_length=12, default="web")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    opened_at = models.DateTimeField(_("opened"))
    last_contact_at = models.DateTimeField(_("last contact"))
    """When the reporter or the support last said something to the other."""
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(priority=None) | Q(priority__gte=1, priority__lte=4), name="cases_case_priority"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="cases_case_closed_at"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-opened_at"], name="cases_case_state"),
            models.Index(fields=["assignee", "state"], name="cases_case_assignee"),
            models.Index(fields=["institution", "-opened_at"], name="cases_case_institution"),
            models.Index(fields=["reporter", "-opened_at"], name="cases_case_reporter"),
            models.Index(fields=["service", "-opened_at"], name="cases_case_service"),
            models.Index(fields=["environment", "-opened_at"], name="cases_case_environment"),
            models.Index(fields=["-opened_at"], name="cases_case_opened"),
            models.Index(fields=["last_contact_at"], name="cases_case_contact"),
            models.Index(fields=["-solved_at"], name="cases_case_solved", condition=Q(solved_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> int:
        return self.subject.number

    @property
    def is_open(self) -> bool:
        return self.subject.is_open

    @property
    def ball(self):
        """The main commitment; ``None`` once the case is closed."""
        return self.subject.main

    @property
    def topic(self) -> str:
        return f"case:{self.pk}"


class Report(models.Model):
    """What the reporter filled in, kept as they gave it."""

    class Affected(models.TextChoices):
        ONE = "one", _("one person")
        SOME = "some", _("some")
        ALL = "all", _("everyone at the institution")

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="report")
    did = models.TextField(_("what you did"), blank=True, default="")
    happened = models.TextField(_("what happened"), blank=True, default="")
    expected = models.TextField(_("what you expected"), blank=True, default="")
    since = models.CharField(_("since when"), max_length=200, blank=True, default="")
    affected = models.CharField(_("who is affected"), max_length=8, choices=Affected.choices, blank=True, default="")

    def __str__(self) -> str:
        return f"report of {self.case_id}"


class Example(models.Model):
    """One example: the advice to every reporter is to send some."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="examples")
    order = models.PositiveSmallIntegerField(default=0)
    course = models.CharField(_("course code"), max_length=40, blank=True, default="")
    occasion = models.CharField(_("occasion code"), max_length=40, blank=True, default="")
    student = models.CharField(_("student UID"), max_length=60, blank=True, default="")
    time = models.CharField(_("time"), max_length=40, blank=True, default="")
    wrong = models.CharField(_("what is wrong"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.course, self.occasion, self.wrong)))


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

        KEEP = "keep", _("I keep the ball")
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


class Attachment(models.Model):
    """A file. Uploaded first (``message`` empty, owned by ``owner``), attached when the form is sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="attachments")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    content_id = models.CharField(max_length=255, blank=True, default="")
    is_inline = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["added_at"], name="cases_attachment_loose", condition=Q(message=None))]

    def __str__(self) -> str:
        return self.name

    @property
    def may_preview(self) -> bool:
        """Whether it is safe to show in the browser; everything else is downloaded."""
        return files.may_preview(self.content_type)


class Watcher(models.Model):
    """Somebody who follows a case: a colleague of the reporter, or of the agent."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, models.CASCADE, related_name="watching")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_watcher_once")]

    def __str__(self) -> str:
        return f"{self.person_id} watches {self.case_id}"


class Named(models.Model):
    """One of the few who may see a protected case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="named")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_named_once")]

    def __str__(self) -> str:
        return f"{self.person_id} may see {self.case_id}"


class CaseLink(models.Model):
    """Two cases that have to do with each other."""

    one = models.ForeignKey(Case, models.CASCADE, related_name="links_out")
    other = models.ForeignKey(Case, models.CASCADE, related_name="links_in")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="cases_link_once"),
            models.CheckConstraint(condition=~Q(one=models.F("other")), name="cases_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"


class Merge(models.Model):
    """A merge, with what is needed to undo it."""

    source = models.ForeignKey(Case, models.PROTECT, related_name="merges_out")
    target = models.ForeignKey(Case, models.PROTECT, related_name="merges_in")
    state_before = models.CharField(max_length=20)
    ball_before = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=Q(undone_at=None), name="cases_merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


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


class Draft(models.Model):
    """What somebody is writing, saved by itself. Not part of the story: nobody but its owner ever reads it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=120)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="cases_draft_once")]

    def __str__(self) -> str:
        return self.key


class Once(models.Model):
    """A form that has been carried out: posting it again leads to what it made, not to another."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    made = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="cases_once_key")]

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A list that somebody keeps: a query string with a name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(_("shared with everyone at the desk"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="cases_view_once")]

    def __str__(self) -> str:
        return self.name


class Presence(models.Model):
    """Who has a case open right now, and whether they are typing. Swept by the clock."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_typing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="cases_presence_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.case_id}"
