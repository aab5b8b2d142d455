"""Questions to third line, read: by those who are asked, by those who wait, and beside the case."""

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from bollkoll.cases.models import Case, Contribution, Message, Question, QuestionQuerySet
from bollkoll.people.actor import Actor
from bollkoll.people.models import Absence, Person, PersonQuerySet
from bollkoll.services.models import Membership, Team

MOST_LISTED = 200
MOST_ENDED = 20


def question(actor: Actor, key: int) -> Question:
    """One question the actor may see. Raises ``Question.DoesNotExist``."""
    rows = Question.objects.visible_to(actor).for_list().select_related("case__environment", "case__subject__main")
    return rows.get(pk=key)


def thread(question: Question) -> list[Contribution]:
    """What has been written in it, in order."""
    return list(question.thread.select_related("author").prefetch_related("attachments"))


def open_questions(actor: Actor) -> list[Question]:
    """Third line: what they are asked. Agents: what they wait for, asked by them or in cases that are theirs."""
    rows = Question.objects.open().for_list().order_by("ball__due_at", "pk")
    return list(_with_words(_mine(actor, rows))[:MOST_LISTED])


def ended_questions(actor: Actor) -> list[Question]:
    """The latest that have been answered, returned or withdrawn."""
    rows = Question.objects.visible_to(actor).exclude(state=Question.State.OPEN).for_list().order_by("-ended_at", "-pk")
    if actor.is_agent:
        rows = rows.filter(Q(asker=actor.person_id) | Q(case__assignee=actor.person_id))
    return list(_with_words(rows)[:MOST_ENDED])


def _mine(actor: Actor, rows: QuestionQuerySet) -> QuestionQuerySet:
    if not actor.is_agent:
        return rows.filter(pk__in=Question.objects.asked_of(actor).values("pk"))
    return rows.visible_to(actor).filter(Q(asker=actor.person_id) | Q(case__assignee=actor.person_id))


def _with_words(rows: QuerySet[Question]) -> QuerySet[Question]:
    first = Contribution.objects.filter(kind=Contribution.Kind.QUESTION)
    return rows.prefetch_related(Prefetch("thread", queryset=first, to_attr="first"))


def count_open(actor: Actor) -> tuple[int, int]:
    """How many are asked of the actor, or waited for, and how many of them are late."""
    due = list(_mine(actor, Question.objects.open()).values_list("ball__due_at", flat=True)[:100])
    return len(due), sum(moment < timezone.now() for moment in due)


def of_case(actor: Actor, case: Case) -> list[Question]:
    """The questions of a case that the actor sees, the latest first, with their threads."""
    rows = Question.objects.visible_to(actor).filter(case=case).select_related("team", "person", "ball__person")
    return list(rows.prefetch_related("thread__author").order_by("-asked_at", "-pk"))


def contributions(cases: list[Case]) -> list[Contribution]:
    """All that has been written in questions of the cases, for the timeline of those who see the whole case."""
    rows = Contribution.objects.filter(question__case__in=cases)
    related = ("author", "question__team", "question__person", "question__case__subject")
    return list(rows.select_related(*related).prefetch_related("attachments").order_by("said_at", "pk"))


def unused_input(case: Case) -> list[Contribution]:
    """Input that has come since the support last answered the reporter, the latest first."""
    answered = Message.objects.filter(
        case=OuterRef("question__case"), kind=Message.Kind.ANSWER, written_at__gt=OuterRef("said_at")
    )
    rows = Contribution.objects.filter(question__case=case, kind=Contribution.Kind.ANSWER).filter(~Exists(answered))
    return list(rows.select_related("author", "question__team").order_by("-said_at", "-pk"))


# What third line may read beside the question


def may_be_sent(case: Case) -> QuerySet[Message]:
    """Messages that an agent can let third line read: all but the report, which they see anyhow, and unsent answers."""
    unsent = Q(kind=Message.Kind.ANSWER, released_at=None)
    rows = case.messages.exclude(kind=Message.Kind.REPORT).exclude(unsent)
    return rows.select_related("author").order_by("written_at", "pk")


def report(question: Question) -> Message | None:
    """What the reporter wrote first."""
    rows = question.case.messages.filter(kind=Message.Kind.REPORT).select_related("author", "case__report")
    return rows.prefetch_related("attachments", "case__examples").first()


def sent_along(question: Question) -> list[Message]:
    """What the agent let them read. A message that has been moved to another case since is no longer shown."""
    rows = question.sent.filter(case=question.case_id).exclude(kind=Message.Kind.ANSWER, released_at=None)
    return list(rows.select_related("author").prefetch_related("attachments").order_by("written_at", "pk"))


def is_shown_in_question(actor: Actor, message: UUID) -> bool:
    """Whether a question that the actor sees shows the message: the report of its case, or one that was sent along."""
    if not actor.is_third_line:
        return False
    mine = Question.objects.visible_to(actor)
    rows = Message.objects.filter(pk=message)
    report_of = Q(kind=Message.Kind.REPORT, case__in=mine.values("case"))
    along = Q(sent_with__in=mine.values("pk"), sent_with__case=F("case"))
    return rows.filter(report_of | along).exclude(kind=Message.Kind.ANSWER, released_at=None).exists()


# Whom one can ask


def third_line_of(team: Team) -> PersonQuerySet:
    """Members of the team who work in third line."""
    members = Membership.objects.filter(team=team, part=Membership.Part.MEMBER).values("person")
    return Person.objects.third_line().filter(pk__in=members)


def team_of(person: Person) -> Team | None:
    """The third-line team that answers for somebody: the first they are a member of."""
    own = Membership.objects.filter(person=person, part=Membership.Part.MEMBER, team__line=3, team__ended_at=None)
    row = own.select_related("team").order_by("pk").first()
    return row.team if row else None


def teams_to_ask() -> QuerySet[Team]:
    """Third-line teams with somebody in them."""
    there = Membership.objects.filter(
        team=OuterRef("pk"), part=Membership.Part.MEMBER, person__line=Person.Line.THIRD, person__ended_at=None
    )
    return Team.objects.filter(line=3, ended_at=None).filter(Exists(there))


def persons_to_ask(case: Case) -> QuerySet[Person]:
    """Third line with ``is_away`` today; in a protected case only those who are named in it."""
    away = Absence.objects.on().filter(person=OuterRef("pk"))
    rows = Person.objects.third_line().annotate(is_away=Exists(away))
    return rows.filter(pk__in=case.named.values("person")) if case.subject.is_protected else rows
