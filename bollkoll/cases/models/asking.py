"""Questions to third line: input that an agent asks for, each in a thread of its own that cannot reach the reporter."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models.case import Case, Named
from bollkoll.cases.models.dialogue import Message
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import masked
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Membership, Team

ICONS = {
    "question": "ask",
    "answer": "message",
    "return": "undo",
    "pass": "hand-over",
    "withdrawal": "x",
    "comment": "message",
}


class QuestionQuerySet(models.QuerySet):
    def open(self) -> "QuestionQuerySet":
        return self.filter(state__among=["open"])

    def asked_of(self, actor: Actor) -> "QuestionQuerySet":
        """Those that the actor is asked now: themselves, or a team that they are a member of. Of protected cases only
        where they are named."""
        if not actor.is_third_line or actor.person is None:
            return self.none()
        teams = Membership.objects.filter(person=actor.person_id, part=Membership.Part.MEMBER).values("team")
        asked = Q(person=actor.person_id) | Q(person=None, team__in=teams)
        return self.filter(asked & _open_to(actor))

    def visible_to(self, actor: Actor) -> "QuestionQuerySet":
        """The one definition of who sees which question: agents those of cases that they see; third line those that they
        are asked or have written in, and by them nothing else of the case."""
        if actor.is_machine:
            return self.all()
        if not actor.is_active or actor.person is None:
            return self.none()
        if (
            actor.is_agent
        ):  # said directly of the question: asked through all cases it would cost more with each of them
            return self.filter(_open_to(actor))
        if not actor.is_third_line:
            return self.none()
        written = Contribution.objects.filter(author=actor.person_id).values("question")
        mine = Q(pk__in=Question.objects.asked_of(actor).values("pk")) | Q(pk__in=written)
        return self.filter(mine & _open_to(actor))

    def for_list(self) -> "QuestionQuerySet":
        """With all that a row shows."""
        return self.select_related(
            "case__subject", "case__institution", "case__service", "team", "person", "asker", "ball"
        )


def _open_to(actor: Actor) -> Q:
    named = Named.objects.filter(person=actor.person_id).values("case")
    return Q(case__subject__is_protected=False) | Q(case__in=named)


class Question(models.Model):
    """One question of an agent to a third-line team, or to one person of it.

    ``person`` empty: the whole team is asked. While it is open it has a side ball, held by whoever is asked, or by the
    agent when third line has let it lie. ``sent`` are messages of the case that the agent lets third line read beside
    the report.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waits for input")
        ANSWERED = "answered", _("answered")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="questions")
    asker = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    ball = models.OneToOneField(Commitment, models.PROTECT, null=True, blank=True, related_name="question")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    sent = models.ManyToManyField(Message, related_name="sent_with", blank=True)
    asked_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False) | Q(person__isnull=False), name="cases_question_asks_somebody"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ball__isnull=False, ended_at=None)
                | (~Q(state="open") & Q(ball=None, ended_at__isnull=False)),
                name="cases_question_open_has_ball",
            ),
        ]
        indexes = [
            models.Index(fields=["team"], name="cases_question_team", condition=Q(state="open")),
            models.Index(fields=["person"], name="cases_question_person", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"question {self.pk} in {self.case_id}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_raised(self) -> bool:
        """Whether the agent has got the ball back though no answer has come."""
        return self.is_open and self.raised_at is not None

    @property
    def is_late(self) -> bool:
        return self.ball is not None and self.ball.due_at < timezone.now()

    @property
    def asked(self) -> str:
        """Whom it is with, by name."""
        return str(self.person or self.team)

    @property
    def topic(self) -> str:
        return f"question:{self.pk}"

    @property
    def icon(self) -> str:
        return {"open": "ask", "answered": "check-circle"}.get(self.state, "minus")

    @property
    def words(self) -> str:
        """The beginning of the question, for lists; of rows found with their first words (``first``)."""
        first = getattr(self, "first", None) or self.thread.all()[:1]
        return texts.excerpt(masked(first[0].text), 140) if first else ""


class Contribution(models.Model):
    """One entry of a question's thread. It is no message of the case: no code that shows or mails the dialogue to the
    reporter knows of it."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("question to third line")
        ANSWER = "answer", _("input from third line")
        RETURN = "return", _("returned by third line")
        PASS = "pass", _("passed on within third line")
        WITHDRAWAL = "withdrawal", _("question withdrawn")
        COMMENT = "comment", _("more in the question")

    question = models.ForeignKey(Question, models.PROTECT, related_name="thread")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=12, default="web")
    text = models.TextField(_("text"))
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "pk"]
        indexes = [models.Index(fields=["question", "said_at"], name="cases_contribution_thread")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def anchor(self) -> str:
        return f"q-{self.pk}"

    @property
    def icon(self) -> str:
        return ICONS[self.kind]
