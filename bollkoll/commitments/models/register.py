"""The ball. Every open subject has exactly one main commitment: a holder, a next step and a time to look again.

What must always hold is held by the database (constraints here, triggers in ``triggers.py``), so that no code, import
or console session can store a subject whose ball is on the floor.
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Least
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.kit.ids import uuid7
from bollkoll.people.models import Person
from bollkoll.services.models import Team


class Subject(models.Model):
    """What commitments are about. Case, incident and notice each extend it one to one."""

    class Kind(models.TextChoices):
        CASE = "case", _("case")
        INCIDENT = "incident", _("incident")
        NOTICE = "notice", _("operating information")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveBigIntegerField()
    is_open = models.BooleanField(default=True)
    is_protected = models.BooleanField(default=False)
    main = models.OneToOneField(
        "commitments.Commitment", models.PROTECT, null=True, related_name="main_of", db_constraint=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="commitments_subject_number"),
            models.CheckConstraint(
                condition=Q(is_open=False) | Q(main__isnull=False), name="commitments_subject_open_has_main"
            ),
        ]
        indexes = [models.Index(fields=["main"], name="commitments_subject_open", condition=Q(is_open=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Counter(models.Model):
    """The last number given to a kind of subject."""

    kind = models.CharField(max_length=10, primary_key=True)
    last = models.PositiveBigIntegerField(default=1000)

    def __str__(self) -> str:
        return f"{self.kind} {self.last}"


class CommitmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def by_due(self):
        """The next promise that will break first, then the next look."""
        return self.order_by("due_at", "pk")


class Commitment(models.Model):
    """An open obligation: who holds it, the next step, when to look again, and what was promised, if anything.

    ``due_at`` is the earlier of the promised and the look-again time; lists sort by it. Reporters are shown promises,
    never internal times.
    """

    class Holder(models.TextChoices):
        PERSON = "person", _("person")
        TEAM = "team", _("team")
        REPORTER = "reporter", _("the reporter")

    class Step(models.TextChoices):
        """The next step, as a code so that it reads in both languages; ``note`` says more."""

        DEAL_OUT = "deal_out", _("deal out")
        ANSWER = "answer", _("answer")
        REPRODUCE = "reproduce", _("reproduce")
        FOLLOW_UP = "follow_up", _("follow up")
        REPLY = "reply", _("reply to the support's question")
        CONFIRM = "confirm", _("say whether it helped")
        RECONSIDER = "reconsider", _("change the order and ask again, or leave it")
        THIRD_LINE = "third_line", _("third line looks into it")
        CALL_BACK = "call_back", _("call back")
        INPUT = "input", _("give input")
        LIFT = "lift", _("raise with the team")
        TELL = "tell", _("tell the reporter")
        MEND_ADDRESS = "mend_address", _("find another way to reach the recipient")
        LEAD = "lead", _("take the lead")
        RESTORE = "restore", _("lead it until everything works")
        SEVERITY = "severity", _("say how severe it is")
        DECIDE = "decide", _("decide the priority")
        JOIN = "join", _("say whether you can join")
        TASK = "task", _("do the task")
        FINAL = "final_answer", _("give the final answer")
        REVIEW = "review", _("review what happened")
        ACTION = "action", _("do what the review decided")
        REPORT = "report", _("decide whether to report it")
        PUBLISH = "publish", _("publish the first notice")
        UPDATE = "update", _("publish the promised update")
        TRANSLATE = "translate", _("write the English text")
        CHECK = "check", _("read through what was published")
        ANNOUNCE = "announce", _("announce the planned work")
        BEGIN = "begin", _("begin the planned work")
        FINISH = "finish", _("end the planned work")
        APPROVE = "approve", _("approve or decline")
        FULFIL = "fulfil", _("carry out the step")
        COUNTERSIGN = "countersign", _("check what somebody else has done")
        CORRECT = "correct", _("correct the order")
        SIGN = "sign", _("return the signed document")
        RENEW = "renew", _("renew before it expires")
        CONFIRM_NEED = "confirm_need", _("say who still needs access")

    PROCEDURE = frozenset(
        {
            Step.APPROVE, Step.FULFIL, Step.COUNTERSIGN, Step.CORRECT, Step.SIGN, Step.RENEW, Step.CONFIRM_NEED,
        }
    )  # fmt: skip
    """Steps of orders: who holds such a ball is the order's matter, not the dialogue's."""

    class PromiseFrom(models.TextChoices):
        """Whose promise it is: a person's, or made by a configured target."""

        PERSON = "person", _("a person")
        ANSWER = "answer", _("the target for the first answer")
        SOLVE = "solve", _("the target for solving it")

    class End(models.TextChoices):
        KEPT = "kept", _("kept")
        PASSED = "passed", _("passed on")
        RELEASED = "released", _("released")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="commitments")
    holder = models.CharField(_("held by"), max_length=8, choices=Holder.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="commitments")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="commitments")
    step = models.CharField(_("next step"), max_length=14, choices=Step.choices)
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    note_en = models.CharField(max_length=200, blank=True, default="")
    """The same in English, when whoever made the ball has both: ``noted`` is in the reader's language."""
    look_again_at = models.DateTimeField(_("look again"))
    is_look_chosen = models.BooleanField(default=False)
    """Somebody has chosen that time: it is not computed, so it stays when the calendar changes."""
    promised_at = models.DateTimeField(_("promised"), null=True, blank=True)
    promise_from = models.CharField(max_length=6, choices=PromiseFrom.choices, blank=True, default="")
    """Empty when nothing is promised."""
    promised_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name=_("promised by")
    )
    """Who said the time, whoever keeps it; empty for a target's promise."""
    due_at = models.GeneratedField(
        expression=Least("look_again_at", Coalesce("promised_at", "look_again_at")),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=8, choices=End.choices, blank=True, default="")
    end_reason = models.CharField(max_length=200, blank=True, default="")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(holder="person", person__isnull=False, team=None)
                    | Q(holder="team", team__isnull=False, person=None)
                    | Q(holder="reporter", person=None, team=None)
                ),
                name="commitments_commitment_has_holder",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
                name="commitments_commitment_ends_somehow",
            ),
            models.CheckConstraint(
                condition=Q(promised_at=None, promise_from="") | (Q(promised_at__isnull=False) & ~Q(promise_from="")),
                name="commitments_commitment_promise_from",
            ),
            models.CheckConstraint(
                condition=Q(promised_by=None) | Q(promise_from="person"), name="commitments_commitment_promised_by"
            ),
            models.UniqueConstraint(fields=["id", "subject"], name="commitments_commitment_of_subject"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="commitments_open_due", condition=Q(ended_at=None)),
            models.Index(fields=["person", "due_at"], name="commitments_open_person", condition=Q(ended_at=None)),
            models.Index(
                fields=["person", "-promised_at"],
                name="commitments_promised",
                condition=Q(person__isnull=False, promised_at__isnull=False),
            ),
            models.Index(
                fields=["promised_by", "-promised_at"],
                name="commitments_promised_by",
                condition=Q(promised_by__isnull=False),
            ),
            models.Index(fields=["team", "due_at"], name="commitments_open_team", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.step} ({self.holder})"

    @property
    def noted(self) -> str:
        """The note in the reader's language, when it is there."""
        return self.note_en if self.note_en and get_language() == "en" else self.note

    @property
    def is_promised_by_person(self) -> bool:
        return self.promise_from == self.PromiseFrom.PERSON
