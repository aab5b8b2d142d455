"""Reading for the telephone: who calls, what they have with us, what goes on at the desk, what came of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.cases.rows import Row, plain_rows, row
from bollkoll.channels.phone import rules
from bollkoll.channels.phone.models import TALKS_FOR, Call, LocalSupport, Matter, Number, Ring
from bollkoll.commitments.models import Commitment
from bollkoll.kit.text import fold_key, one_line, sort_key
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person, Role
from bollkoll.services.models import Membership

MOST_FOUND = 12
MOST_OWN, MOST_OF_INSTITUTION, MOST_CLOSED = 12, 8, 5
MOST_OPEN = 20
MOST_BACKS = 100
MONTHS = 13


# Who calls


@dataclass(frozen=True)
class Caller:
    """Somebody who may be calling. ``roles`` are their present places; ``number`` is the one that was sought."""

    person: Person
    roles: tuple[Role, ...]
    number: str = ""

    @property
    def may_contact(self) -> bool:
        """Contacts, and colleagues of ours; nobody whose account has ended."""
        return self.person.is_active and bool(self.roles or self.person.line)


def find(actor: Actor, typed: str) -> list[Caller]:
    """Who it may be, by what is typed so far: a number in any dress, or words of name and institution together.

    Four queries at most, however many there are. Those who may contact the support come first.
    """
    words = one_line(typed, 100).text
    if not actor.is_agent or len(words) < 2:
        return []
    found = Person.objects.all()
    if rules.is_number_like(words):
        numbers = Number.objects.filter(_like(words))
        found = found.filter(pk__in=numbers.values("person"))
    else:
        keys = [(word, sort_key(word)) for word in words.split()[:5]]
        for word, key in keys:
            if key:
                found = found.filter(_named(word, key))
        if not any(key for _word, key in keys):
            return []
    return callers(found.order_by("ended_at", "sort")[:MOST_FOUND], words)


def _like(words: str) -> Q:
    digits, begins = rules.digits_of(words), rules.beginning(words)
    like = Q(key__startswith=begins) if begins else Q()
    if len(digits) >= 4:
        like |= Q(key__contains=digits.lstrip("0"))
    return like or Q(key=digits)


def _named(word: str, key: str) -> Q:
    places = Institution.objects.filter(Q(code__iexact=word) | Q(sort__contains=key))
    there = Role.objects.active().filter(institution__in=places.values("pk"))
    return Q(sort__contains=key) | Q(pk__in=there.values("person"))


def callers(persons: QuerySet[Person], sought: str = "") -> list[Caller]:
    """The persons with their places and numbers: three queries."""
    roles = Role.objects.active().filter(institution__ended_at=None).select_related("institution").order_by("pk")
    rows = persons.prefetch_related(Prefetch("roles", roles, to_attr="present_roles"), "numbers")
    found = [
        Caller(person, tuple(person.present_roles), _number(person, sought))  # type: ignore[attr-defined]
        for person in rows
    ]
    return sorted(found, key=lambda caller: not caller.may_contact)


def _number(person: Person, sought: str) -> str:
    """The number of theirs that was sought, else the first, as it is written."""
    known = list(person.numbers.all())
    begins = rules.beginning(sought) if sought and rules.is_number_like(sought) else ""
    best = next((number for number in known if begins and number.key.startswith(begins)), known[0] if known else None)
    return best.shown if best else person.phone


def by_number(key: str) -> list[Caller]:
    """Everybody who calls from a number, those who may contact the support first; nobody for a hidden one."""
    if not key:
        return []
    owners = Number.objects.filter(key=key).values("person")
    return callers(Person.objects.filter(pk__in=owners).order_by("ended_at", "sort")[:MOST_FOUND], key)


def agent_named(text: str) -> Person | None:
    """The agent whom an exchange means: by e-mail, by a whole number, by extension, or by the end of one number alone."""
    desk = Person.objects.second_line()
    if "@" in text:
        return desk.filter(Q(email_key=fold_key(text)) | Q(aliases__key=fold_key(text))).first()
    key, short = rules.key(text), rules.extension(text)
    wanted = Q(numbers__key=key) if key else Q(numbers__key=short) if short else None
    exact = list(desk.filter(wanted).distinct()[:2]) if wanted else []
    if not exact and len(short) >= 3:
        exact = list(desk.filter(numbers__key__endswith=short).distinct()[:2])
    return exact[0] if len(exact) == 1 else None


# The caller's card


@dataclass(frozen=True)
class Card:
    """What somebody has with us, as far as the agent sees it; of their institution only what they may see themselves."""

    own: list[Row]
    institution: list[Row]
    closed: list[Row]
    is_more: bool
    earlier: list[Call] = field(default_factory=list)

    @property
    def cases(self) -> list[Case]:
        return [one.case for one in (*self.own, *self.institution, *self.closed)]


def card(actor: Actor, call: Call) -> Card:
    """Seven queries at most, however much they have."""
    person = call.person
    if person is None:
        return Card([], [], [], False)
    visible = Case.objects.visible_to(actor)
    theirs = visible.filter(reporter=person).for_list()
    own = list(theirs.open().order_by("subject__main__due_at", "pk")[: MOST_OWN + 1])
    closed = list(theirs.filter(subject__is_open=False, merged_into=None).order_by("-closed_at")[:MOST_CLOSED])
    seen = Case.objects.visible_to(Actor(person)).values("pk")
    others = visible.open().filter(institution=call.institution_id, pk__in=seen).exclude(reporter=person).for_list()
    of_institution = list(others.order_by("-last_contact_at", "pk")[:MOST_OF_INSTITUTION])
    earlier = calls(actor).filter(person=person).exclude(pk=call.pk).exclude(ended_at=None)
    return Card(
        plain_rows(actor, own[:MOST_OWN]),
        plain_rows(actor, of_institution),
        plain_rows(actor, closed),
        len(own) > MOST_OWN,
        list(earlier[:4]),
    )


def may_write_in(person: Person, case: Case) -> bool:
    """Whether a message of theirs can stand in the case: they see it themselves."""
    return Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists()


# Calls


def calls(actor: Actor) -> QuerySet[Call]:
    """The log as the actor may know it, with all that a row shows: three queries."""
    matters = Matter.objects.select_related("case__subject")
    return (
        Call.objects.visible_to(actor)
        .select_related("agent", "person", "institution", "call_back__subject")
        .prefetch_related(Prefetch("matters", matters))
    )


def call(actor: Actor, pk: object) -> Call:
    """One call of the log. Raises ``Call.DoesNotExist``."""
    return calls(actor).select_related("ring").get(pk=pk)


def open_calls(actor: Actor) -> list[Call]:
    """The actor's own calls that are not filed yet, latest first."""
    return list(calls(actor).open().filter(agent=actor.person_id)[:MOST_OPEN])


def on_the_phone(actor: Actor) -> list[Call]:
    """Colleagues who have a call open that began not long ago."""
    since = timezone.now() - TALKS_FOR
    rows = calls(actor).open().exclude(agent=actor.person_id).filter(began_at__gte=since, hung_up_at=None)
    return list(rows[:MOST_OPEN])


def logged(actor: Actor, *, agent: int | None = None, days: int = 7, outcome: str = "") -> QuerySet[Call]:
    """Calls that are over, the latest first."""
    rows = calls(actor).exclude(ended_at=None).filter(began_at__gte=timezone.now() - timedelta(days=days))
    if agent is not None:
        rows = rows.filter(agent=agent)
    return rows.filter(outcome=outcome) if outcome else rows


def heard_by_phone(messages: Iterable[object]) -> dict:
    """Message → the call in which it was said. For pages that have found the messages for their actor."""
    rows = Matter.objects.filter(message__in=messages).select_related("call__person", "call__agent")
    return {matter.message_id: matter.call for matter in rows}


# The exchange


@dataclass(frozen=True)
class Ringing:
    ring: Ring
    callers: list[Caller]

    @property
    def only(self) -> Caller | None:
        """Who it is, when the number is one person's who may contact the support."""
        return self.callers[0] if len(self.callers) == 1 and self.callers[0].may_contact else None


def ringing(actor: Actor) -> list[Ringing]:
    """Calls that ring for the actor, or that they talk in, and whose card nobody has opened: five queries at most."""
    if not actor.is_agent:
        return []
    latest = Ring.objects.filter(ended_at=None, call=None, came_at__gte=timezone.now() - TALKS_FOR)
    rows = [ring for ring in latest.order_by("-came_at")[:50] if ring.is_going_on and ring.is_for(actor.person_id)]
    return _with_callers(rows[:5])


def missed(actor: Actor) -> list[Ringing]:
    """Calls of the last day that nobody answered."""
    if not actor.is_agent:
        return []
    rows = Ring.objects.filter(answered_at=None, call=None, came_at__gte=timezone.now() - timedelta(days=1))
    return _with_callers([ring for ring in rows.order_by("-came_at")[:20] if not ring.is_going_on])


def ring(actor: Actor, pk: object) -> Ring | None:
    """A call of the exchange that nobody has opened yet. The log of the exchange is the desk's."""
    return Ring.objects.filter(pk=pk).first() if actor.is_agent else None


def _with_callers(rings: list[Ring]) -> list[Ringing]:
    numbers = {ring.number for ring in rings if ring.number}
    owners: dict[str, list[int]] = defaultdict(list)
    for key, person in Number.objects.filter(key__in=numbers).values_list("key", "person") if numbers else ():
        owners[key].append(person)
    everybody = {pk for persons in owners.values() for pk in persons}
    known = (
        {c.person.pk: c for c in callers(Person.objects.filter(pk__in=everybody).order_by("sort"))} if numbers else {}
    )
    return [
        Ringing(
            ring,
            sorted((known[pk] for pk in owners[ring.number] if pk in known), key=lambda caller: not caller.may_contact),
        )
        for ring in rings
    ]


# Promised calls


def _owed() -> QuerySet[Commitment]:
    """Promised calls: the side balls. Of a case whose main ball says so, the case itself tells."""
    return Commitment.objects.open().filter(step=Commitment.Step.CALL_BACK, main_of=None)


def call_backs(actor: Actor) -> list[Row]:
    """Every promised call that is not made, of cases that the actor sees, the next to break first."""
    visible = Case.objects.visible_to(actor).values("pk")
    owed = _owed().filter(subject__in=visible)
    found = list(owed.select_related("person", "team").by_due()[:MOST_BACKS])
    cases = Case.objects.for_list().in_bulk({ball.subject_id for ball in found})
    return [row(actor, cases[ball.subject_id], ball) for ball in found if ball.subject_id in cases]


def call_backs_of(case: Case) -> list[Commitment]:
    """The promised calls of a case. For pages that have found the case for their actor."""
    return list(_owed().filter(subject=case.pk).select_related("person", "team").by_due())


def call_back(actor: Actor, pk: object) -> tuple[Case, Commitment]:
    """A promised call and its case. Raises ``Commitment.DoesNotExist`` when the actor may not see it."""
    visible = Case.objects.visible_to(actor).values("pk")
    owed = Commitment.objects.filter(step=Commitment.Step.CALL_BACK, main_of=None, subject__in=visible)
    ball = owed.select_related("person").get(pk=pk)
    return Case.objects.for_list().get(pk=ball.subject_id), ball


def late_call_backs(actor: Actor) -> int:
    """How many promises of the actor's own, or of nobody's, have been broken. One query by index."""
    mine = Q(person=actor.person_id) | Q(team__in=Membership.objects.filter(person=actor.person_id).values("team"))
    owed = _owed().filter(mine, due_at__lt=timezone.now())
    return owed.filter(subject__in=Case.objects.visible_to(actor).values("pk")).count()


# Those who may not contact the support


def local_support(institution: Institution | None) -> LocalSupport | None:
    return LocalSupport.objects.filter(institution=institution).first() if institution else None


def figures(actor: Actor, since: datetime) -> dict[str, list]:
    """Callers who were told where to turn, by month and kind, institution and reason; and all calls by month.

    Five queries. Nothing in it leads to anybody, and calls about protected cases are counted for those alone who see them.
    """
    rows = Call.objects.visible_to(actor).exclude(ended_at=None).filter(began_at__gte=since).order_by()
    by_month = rows.annotate(month=TruncMonth("began_at")).values("month")
    lasted = ExpressionWrapper(Coalesce("hung_up_at", "ended_at") - F("began_at"), output_field=DurationField())
    away = Q(outcome=Call.Outcome.TURNED_AWAY)
    months = by_month.annotate(
        calls=Count("pk"),
        filed=Count("pk", filter=Q(outcome=Call.Outcome.FILED)),
        turned_away=Count("pk", filter=away),
        lasted=Sum(lasted),
    ).order_by("-month")
    kinds: dict[datetime, Counter] = defaultdict(Counter)
    for month, caller, count in by_month.filter(away).values_list("month", "caller").annotate(count=Count("pk")):
        kinds[month][caller] = count
    turned = rows.filter(away)
    places = turned.exclude(institution=None).values("institution__code", "institution__name_sv")
    reasons = turned.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    labels = dict(Call.Reason.choices)
    return {
        "months": list(months),
        "kinds": [
            (month, [kinds[month][kind] for kind in Call.Caller.values], kinds[month].total())
            for month in sorted(kinds, reverse=True)
        ],
        "places": list(places.annotate(count=Count("pk")).order_by("-count", "institution__code")[:40]),
        "reasons": [(labels.get(reason, reason), count) for reason, count in reasons],
    }


# Numbers


def numbers(person: Person) -> list[Number]:
    """The numbers that were added beside the one of the account."""
    return list(person.numbers.filter(is_account=False))
