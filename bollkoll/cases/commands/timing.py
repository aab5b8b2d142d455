"""Computed times of cases: when somebody looks again, and what a target promises. Promises of people never move."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bollkoll.cases import rules
from bollkoll.cases.events import LooksCounted
from bollkoll.cases.models import Case, Message
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.kit.hours import Calendar
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.services.models import Team
from bollkoll.services.rules import Acute

Step, PromiseFrom = Commitment.Step, Commitment.PromiseFrom


def acute(case: Case) -> Acute:
    """How acute the case is: as the desk has judged, else as its reporter says."""
    report = getattr(case, "report", None)
    return rules.acute(case.priority, report.affected if report else "")


def look_again(case: Case, person: Person | None = None) -> datetime:
    """When a ball of the case is looked at again: in time when such cases are handled and ``person`` works."""
    return services.look_again(kind=case.kind, acute=acute(case), person=person)


def waiting_over(case: Case, hours: float) -> datetime:
    return services.working_hours_from_now(hours, kind=case.kind, acute=acute(case))


def first_look(case: Case) -> datetime:
    return services.first_look(kind=case.kind, acute=acute(case))


def passed_on(case: Case, ball: Commitment, *, person: Person | None = None, team: Team | None = None) -> balls.Ball:
    """The same ball in other hands, because whoever had it is not here: step, note and promise go along, and the time to
    look again when it was chosen or something is promised. A time that was computed from the absent person's hours is
    computed from those of whoever has it now; one that has passed stays: what is late is late in other hands too.
    """
    look = ball.look_again_at
    if not ball.is_look_chosen and ball.promised_at is None and look > now():
        look = look_again(case, person) if person else first_look(case)
    return balls.Ball(
        step=ball.step, person=person, team=team, note=ball.note, note_en=ball.note_en, look_again_at=look,
        is_look_chosen=ball.is_look_chosen, promised_at=ball.promised_at,
    )  # fmt: skip


def first_ball(kind: str, affected: str, at: datetime) -> balls.Ball:
    """The ball of a case that comes in now: the desk deals it out, and what a target promises is promised."""
    how = rules.acute(None, affected)
    promised_at, promise_from = _target(kind, None, how, at)
    return balls.Ball(
        step=Step.DEAL_OUT, team=services.desk_team(), look_again_at=services.first_look(kind=kind, acute=how),
        promised_at=promised_at, promise_from=promise_from,
    )  # fmt: skip


def _target(
    kind: str, priority: int | None, how: Acute, at: datetime, *, is_answered: bool = False
) -> tuple[datetime | None, str]:
    found = services.promise(kind, priority, at, acute=how, is_answered=is_answered)
    if found is None:
        return None, ""
    return found.at, PromiseFrom.ANSWER if found.is_answer else PromiseFrom.SOLVE


def next_target(case: Case) -> tuple[datetime | None, str]:
    """What a target promises once the first answer is given: when it is solved. A promise of a person that is still to be
    kept goes before it."""
    return _target(case.kind, case.priority, acute(case), case.opened_at, is_answered=True)


def triaged(case: Case) -> None:
    """Kind or priority are others: times that were computed from them are computed anew, until something has been said."""
    ball = case.ball
    if not case.is_open or ball is None or ball.holder == Commitment.Holder.REPORTER:
        return
    if case.messages.filter(kind=Message.Kind.ANSWER).exists():
        return
    look = ball.look_again_at
    if _is_untouched(ball):
        look = services.first_look(ball.made_at, kind=case.kind, acute=acute(case))
    promised_at, promise_from = _target(case.kind, case.priority, acute(case), case.opened_at)
    balls.count_anew(case.subject, look_again_at=look, promised_at=promised_at, promise_from=promise_from)


def _is_untouched(ball: Commitment) -> bool:
    is_new = ball.step == Step.DEAL_OUT and ball.person_id is None
    return is_new and not ball.is_look_chosen and not ball.is_promised_by_person


@command
def count_looks_anew(actor: Actor, subject: None = None) -> int:
    """The calendar has changed, or how soon the desk looks: what nobody has set a time for, and nothing is promised for, is
    looked at in the time that is now working time: what nobody has taken, and what an agent holds. What is late stays late.
    So are offers that wait to be accepted and questions to third line. Returns how many were moved; refused when none was.

    The same few queries however many cases there are. Whoever has taken a case meanwhile has ended its ball, which is
    then left as it was.
    """
    at_desk = Q(step=Step.DEAL_OUT, holder=Commitment.Holder.TEAM)
    with_agent = Q(step__in=(Step.ANSWER, Step.FOLLOW_UP), person__line=Person.Line.SECOND)
    waiting = Commitment.objects.open().filter(
        at_desk | with_agent,
        promised_at=None,
        is_look_chosen=False,
        look_again_at__gt=now(),
        main_of__case__isnull=False,
    )
    rows = list(waiting.select_related("main_of__case__report", "person"))
    asked = list(
        Commitment.objects.open()
        .filter(step=Step.INPUT, promised_at=None, is_look_chosen=False, look_again_at__gt=now())
        .select_related("person")
    )
    offers = list(Offer.objects.open().filter(accept_by__gt=now()))
    since = min([*(ball.made_at for ball in (*rows, *asked)), *(one.offered_at for one in offers)], default=now())
    look = _looks(since)
    found = [
        *_moved(rows, lambda ball: look(ball.main_of.case.kind, acute(ball.main_of.case), ball.made_at, ball.person)),
        *_moved(asked, lambda ball: look("", Acute.NO, ball.made_at, ball.person)),
    ]
    late = _accepted_anew(offers, since)
    if not found and not late:
        raise Refused(_("That is already so."), "unchanged")
    Commitment.objects.open().filter(promised_at=None).bulk_update(found, ["look_again_at"], batch_size=500)
    Offer.objects.open().bulk_update(late, ["accept_by"], batch_size=500)
    record(LooksCounted(count=len(found) + len(late)))
    return len(found) + len(late)


def _moved(rows: list[Commitment], look: Callable[[Any], datetime]) -> list[Commitment]:
    """Those whose time is another now, with that time."""
    found = []
    for ball in rows:
        if (at := look(ball)) != ball.look_again_at:
            ball.look_again_at = at
            found.append(ball)
    return found


def _accepted_anew(offers: list[Offer], since: datetime) -> list[Offer]:
    """Offers whose time to accept is another now, with that time."""
    within = timedelta(hours=services.organisation().accept_within)
    here, found = services.calendars("", Acute.NO, None, since), []
    for one in offers:
        at = services.first_answer(here, lambda calendar, one=one: calendar.add(one.offered_at, within))  # type: ignore[misc]
        if at != one.accept_by:
            one.accept_by = at
            found.append(one)
    return found


def _looks(since: datetime) -> Callable[[str, Acute, datetime, Person | None], datetime]:
    """``look(kind, acute, at, person)`` as ``services.first_look`` says it, and ``services.look_again`` of what somebody holds,
    for what came in from ``since`` on; each calendar is read once."""
    here = services.organisation()
    first, again = timedelta(hours=here.first_look_within), timedelta(hours=here.look_again_within)
    known: dict[tuple[str, Acute, Person | None], list[Calendar]] = {}

    def look(kind: str, how: Acute, at: datetime, person: Person | None) -> datetime:
        if (kind, how, person) not in known:
            known[kind, how, person] = services.calendars(kind, how, person, since)
        return services.first_answer(known[kind, how, person], lambda one: one.add(at, again if person else first))

    return look
