"""Dealing out: who takes it, what it is, how much it matters."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from bollkoll.cases import rules
from bollkoll.cases.commands import timing
from bollkoll.cases.commands.asking import ask_others, move_side_ball
from bollkoll.cases.commands.handing import chase_third_line
from bollkoll.cases.commands.holding import back_at_the_desk, desk_ball, still_at_the_desk
from bollkoll.cases.commands.procedure import keep_step, not_in_procedure, others_balls
from bollkoll.cases.events import (
    Assigned,
    BallGiven,
    BallSet,
    DealtOutAgain,
    PersonNamed,
    Reminded,
    Renamed,
    Taken,
    ThirdLineChased,
    Triaged,
    WaitingForThirdLine,
)
from bollkoll.cases.models import Case, Named
from bollkoll.cases.queries import protected_in_sight
from bollkoll.cases.queries.holding import is_answered
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.services.models import Environment, Service, Team

State, Step = Case.State, Commitment.Step
UNCHANGED: object = object()
"""Default of fields that a bulk change leaves alone."""


@command
def take(actor: Actor, case: Case) -> Case:
    """I take it. Refused when somebody else already has, when I am noted as away, and to machines, which hold nothing."""
    if actor.person is None:
        raise Refused(_("Only a person can take a case."), "nobody")
    if case.assignee_id and case.assignee_id != actor.person_id and case.is_open:
        raise Refused(_("%(name)s has already taken the case.") % {"name": case.assignee}, "taken")
    _give(actor, case, actor.person)
    record(Taken(case=case))
    return case


@command
def assign(actor: Actor, case: Case, *, person: Person) -> Case:
    """Give the case to an agent, who then has the ball. Refused when they are away: it would not stay there."""
    if not person.is_agent:
        raise Refused(_("%(name)s does not work at the desk.") % {"name": person}, "not_an_agent")
    if not Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists():
        raise Refused(_("%(name)s may not see this protected case. Name them first.") % {"name": person}, "protected")
    if case.is_open and case.assignee_id == person.pk and case.state != State.NEW:
        raise Refused(_("%(name)s has the case already.") % {"name": person}, "unchanged")
    _give(actor, case, person, look_again_at=_look_of_given(case, person))
    record(Assigned(case=case, person=person.pk))
    return case


def _look_of_given(case: Case, person: Person) -> datetime | None:
    """When whoever is given a case looks at it: what is late stays late in other hands, since nobody has done anything by
    giving it. What lay new with the desk for too long is looked at as soon as what comes in now."""
    if not case.is_open:
        return None
    look = timing.look_again(case, person)
    if (ball := case.ball).look_again_at > now():
        return look
    return min(look, timing.first_look(case)) if ball.step == Step.DEAL_OUT else ball.look_again_at


def _give(actor: Actor, case: Case, person: Person, look_again_at: datetime | None = None) -> None:
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    if not still_at_the_desk(person.pk):
        raise Refused(_("%(name)s does not work at the desk.") % {"name": person}, "not_an_agent")
    balls.must_be_here(person, actor.person)
    case.assignee = person
    if case.state == State.NEW:
        case.state = State.IN_PROGRESS
    case.save(update_fields=["assignee", "state"])
    if case.state == State.IN_PROGRESS and not case.is_in_procedure:
        balls.move(
            case.subject,
            balls.Ball(
                step=Step.ANSWER, person=person, look_again_at=look_again_at or timing.look_again(case, person),
                promised_at=case.ball.promised_at,
            ),
            end=Commitment.End.PASSED,
        )  # fmt: skip
    _take_along(case, person)


@command
def give_ball(actor: Actor, case: Case, *, ball: Commitment, person: Person) -> Case:
    """What lies with the desk beside the case's main ball (a call to make) is ``person``'s from now on."""
    balls.must_lie_at_desk(ball)
    if not person.is_agent or not still_at_the_desk(person.pk):
        raise Refused(_("%(name)s does not work at the desk.") % {"name": person}, "not_an_agent")
    if not Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists():
        raise Refused(_("%(name)s may not see this protected case. Name them first.") % {"name": person}, "protected")
    balls.must_be_here(person, actor.person)
    move_side_ball(case, ball, timing.passed_on(case, ball, person=person))
    record(BallGiven(case=case, person=person.pk))
    return case


def _take_along(case: Case, person: Person) -> None:
    """What lies with the desk beside the main ball (a call to make, a word to give) goes along to whoever has the case now:
    no list shows it as anybody's."""
    lying = Commitment.objects.open().filter(subject=case.subject_id, team=services.desk_team())
    for ball in lying.exclude(pk=case.subject.main_id).exclude(step__in=Commitment.PROCEDURE):
        move_side_ball(case, ball, timing.passed_on(case, ball, person=person))


@command
def triage(
    actor: Actor,
    case: Case,
    *,
    kind: str = UNCHANGED,  # type: ignore[assignment]
    service: Service | None = UNCHANGED,  # type: ignore[assignment]
    environment: Environment | None = UNCHANGED,  # type: ignore[assignment]
    impact: int | None = UNCHANGED,  # type: ignore[assignment]
    urgency: int | None = UNCHANGED,  # type: ignore[assignment]
    reason: str = UNCHANGED,  # type: ignore[assignment]
) -> Case:
    """Sort the case: kind, service, environment, and priority from impact × urgency with a reason. The rest stays."""
    given = {"kind": kind, "service": service, "environment": environment, "impact": impact, "urgency": urgency}
    if kind is not UNCHANGED and kind != case.kind and Case.Kind.ORDER in (kind, case.kind):
        raise Refused(_("An order is made from its template, and stays an order."), "order")
    given["priority_reason"] = texts.one_line(reason, 200)[0] if isinstance(reason, str) else UNCHANGED
    for name, value in given.items():
        if value is not UNCHANGED:
            setattr(case, name, value)
    case.priority = rules.priority(case.impact, case.urgency)
    case.save(update_fields=[*given, "priority"])
    timing.triaged(case)
    record(
        Triaged(
            case=case,
            service=case.service_id,
            environment=case.environment_id,
            case_kind=case.kind,
            priority=case.priority,
        )
    )
    return case


def subject_line(title: str, missing: str) -> str:
    """The whole title on one line. Refused when it is too long, or, with ``missing`` as the words, when it is empty."""
    line, is_cut = texts.one_line(title)
    if is_cut:
        raise Refused(
            _("The subject is too long: at most %(most)s characters.") % {"most": texts.SUBJECT_LIMIT}, "too_long"
        )
    if not line:
        raise Refused(missing, "empty")
    return line


@command
def rename(actor: Actor, case: Case, *, title: str) -> Case:
    """A clearer subject. The reporter's own words stay in the report."""
    case.title = subject_line(title, _("Write a subject."))
    case.save(update_fields=["title"])
    record(Renamed(case=case))
    return case


@command
def remind(
    actor: Actor,
    case: Case,
    *,
    step: str = "",
    look_again_at: datetime | None = None,
    promised_at: datetime | None = None,
    note: str = "",
) -> Case:
    """Set the ball's next step and times (an agent), or bring it back when the waiting time is over (the clock)."""
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    if case.is_in_procedure:
        keep_step(case, look_again_at=look_again_at, promised_at=promised_at)
        record(BallSet(case=case))
        return case
    if actor.is_machine:
        if case.ball.look_again_at > now() or case.state not in (State.WAITING_REPORTER, State.WAITING_THIRD_LINE):
            raise Refused(_("It is not due yet."), "not_due")
        if case.taken_over_by_id and chase_third_line(case):
            record(ThirdLineChased(case=case, person=case.ball.person_id))
            return case
        ball, case.taken_over_by = desk_ball(case, Step.FOLLOW_UP, case.ball.promised_at), None
        back_at_the_desk(case, ball)
        case.save(update_fields=["state", "assignee", "taken_over_by"])
        balls.move(case.subject, ball)
        record(Reminded(case=case))
        return case
    old = case.ball
    balls.move(
        case.subject,
        balls.Ball(
            step=step or old.step,
            person=old.person,
            team=old.team,
            look_again_at=look_again_at or old.look_again_at,
            is_look_chosen=look_again_at is not None or old.is_look_chosen,
            promised_at=promised_at or old.promised_at,
            note=texts.one_line(note, 200).text,
        ),
        end=Commitment.End.PASSED,  # another step or time keeps no promise
    )
    record(BallSet(case=case))
    return case


@command
def mark_waiting_third_line(
    actor: Actor, case: Case, *, team: Team, look_again_at: datetime | None = None, note: str = ""
) -> Case:
    """Third line looks into it; the ball is with their team until it comes back or the reminder falls due."""
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    if team.line != 3:
        raise Refused(_("%(name)s is not a third-line team.") % {"name": team}, "not_third_line")
    not_in_procedure(case)
    if (standing := balls.open_offer(case.subject)) is not None:
        raise Refused(
            _("The case is offered to %(name)s. Take the offer back first.") % {"name": standing.to}, "offered"
        )
    case.state, case.third_line_team = State.WAITING_THIRD_LINE, team
    case.taken_over_by, case.assignee = None, case.assignee or actor.person
    case.save(update_fields=["state", "third_line_team", "taken_over_by", "assignee"])
    balls.move(
        case.subject,
        balls.Ball(
            step=Step.THIRD_LINE,
            team=team,
            look_again_at=look_again_at,
            is_look_chosen=look_again_at is not None,
            promised_at=case.ball.promised_at,
            note=texts.one_line(note, 200).text,
        ),
        end=Commitment.End.PASSED,
    )
    record(WaitingForThirdLine(case=case, team=team.pk))
    return case


@command
def deal_out_again(actor: Actor, case: Case, *, person: Person) -> Case:
    """``person`` cannot hold it any more (their account ended): their balls go to the desk, never silently kept.
    What they were asked goes to their team.

    Of a protected case that nobody at the desk sees any longer, the incident managers are named, or it would be lost.
    """
    was_asked = ask_others(case, person)
    held = others_balls(case, person)
    if was_asked and not held and case.assignee_id != person.pk:
        return case  # nothing else was theirs
    if case.taken_over_by_id == person.pk:
        case.taken_over_by = None
        case.state = State.IN_PROGRESS if case.state == State.WAITING_THIRD_LINE else case.state
        case.save(update_fields=["taken_over_by", "state"])
    if case.assignee_id == person.pk:
        case.assignee = None
        is_new = case.state == State.IN_PROGRESS and not case.is_in_procedure and not is_answered(case)
        case.state = State.NEW if is_new else case.state
        case.save(update_fields=["assignee", "state"])
    if case.is_open:
        for ball in held:
            if ball.pk == case.subject.main_id:
                again = desk_ball(case, promised_at=ball.promised_at)
                if case.state in (State.NEW, State.IN_PROGRESS):
                    back_at_the_desk(case, again)
                    case.save(update_fields=["assignee", "state"])
                look = min(ball.look_again_at, again.look_again_at or ball.look_again_at)  # what is late stays late
                chosen = ball.is_look_chosen and look == ball.look_again_at
                balls.move(
                    case.subject, replace(again, look_again_at=look, is_look_chosen=chosen), end=Commitment.End.PASSED
                )
            else:
                move_side_ball(case, ball, timing.passed_on(case, ball, team=services.desk_team()))
    record(DealtOutAgain(case=case, person=person.pk))
    _keep_in_sight(case)
    return case


@command
def bring_into_sight(actor: Actor, case: Case) -> Case:
    """A protected case that nobody who is at the desk today sees: somebody is named who can look after it."""
    if not case.is_open or not _keep_in_sight(case):
        raise Refused(_("It is not due yet."), "not_due")
    return case


def _keep_in_sight(case: Case) -> bool:
    """Name whoever looks after a protected case that nobody who is at the desk today sees. Whether anybody was named."""
    if not case.subject.is_protected or protected_in_sight(case):
        return False
    for person in (found := _looked_after_by()):
        Named.objects.get_or_create(case=case, person=person, defaults={"added_at": now()})
        record(PersonNamed(case=case, person=person.pk))
    return bool(found)


def _looked_after_by() -> list[Person]:
    """The incident managers who are here, else who stand in for them, else one who is here, else those who are away."""
    desk = Person.objects.second_line()
    managers = list(desk.filter(is_coordinator=True))
    here = list(desk.filter(is_coordinator=True).present())
    standing_in = [person for person in map(people.deputy_of, managers) if person is not None and person.is_agent]
    return here or standing_in or list(desk.present().order_by("sort", "pk")[:1]) or managers
