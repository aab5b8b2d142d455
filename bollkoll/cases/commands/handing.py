"""Lämna över: the main ball is offered to somebody else, who accepts it, returns it or passes it on.

Until it is accepted the sender holds it. When third line accepts, one of them answers the reporter themselves and second
line follows; when a colleague accepts, the case is theirs.
"""

from dataclasses import replace

from django.utils.translation import gettext as _

from bollkoll.cases.commands import timing
from bollkoll.cases.commands.dialogue import _write
from bollkoll.cases.commands.holding import back_at_the_desk, desk_ball, here_at_the_desk, still_at_the_desk
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.commands.procedure import not_in_procedure
from bollkoll.cases.events.handing import (
    GivenBack,
    Offered,
    OfferFell,
    OfferLapsed,
    OfferReturned,
    OfferWithdrawn,
    TakenOver,
)
from bollkoll.cases.models import Case, Message
from bollkoll.cases.models.case import BESIDE_AN_OFFER
from bollkoll.cases.queries.asking import team_of, third_line_of
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Team

State, Step, End = Case.State, Commitment.Step, Commitment.End


@command
def hand_over(
    actor: Actor, case: Case, *, text: str, team: Team | None = None, person: Person | None = None, once: str = ""
) -> Message:
    """Offer the case to a third-line team, to somebody in third line, or to a colleague at the desk.

    ``text`` is an internal note: what they need to know. Somebody who is away is replaced by their deputy.
    """
    form = claim(actor.person, "hand_over", once, Message, text, team, person)
    _must_be_open(case)
    not_in_procedure(case)
    to_team, to_person = _whom(actor, case, team, person)
    if case.ball.holder != Commitment.Holder.PERSON:  # somebody must hold it meanwhile
        _hold(case, actor)
    said = _say(actor, case, text)
    keep(form, said)
    _offer(actor, case, to_team, to_person, said)
    return said


@command
def accept_offer(actor: Actor, case: Case) -> Case:
    """Take over what is offered. Of several in a team the first one has it."""
    _must_be_open(case)
    standing = balls.must_be_open(case.subject)
    person = actor.person
    if person is None:
        raise Refused(_("Only a person can accept it."), "nobody")
    balls.must_be_here(person, person)
    promised = case.ball.promised_at
    if person.line == Person.Line.THIRD:
        case.taken_over_by, case.third_line_team = person, standing.team or team_of(person) or case.third_line_team
        case.state, step = State.WAITING_THIRD_LINE, Step.THIRD_LINE
    else:
        case.assignee, case.taken_over_by = person, None
        case.state, step = State.IN_PROGRESS, Step.ANSWER
    case.save(update_fields=["assignee", "taken_over_by", "third_line_team", "state"])
    look = timing.look_again(case, person)
    ball = balls.Ball(step=step, person=person, promised_at=promised, look_again_at=look)
    balls.accept(case.subject, ball, by=person)
    record(TakenOver(case=case, sender=standing.sender_id))
    return case


@command
def return_offer(actor: Actor, case: Case, *, reason: str) -> Message:
    """It is not theirs, and why: the sender, who has held it all the time, is told."""
    standing = balls.must_be_open(case.subject)
    said = _say(actor, case, reason, BESIDE_AN_OFFER)
    balls.end_offer(standing, Offer.State.RETURNED, by=actor.person)
    record(OfferReturned(case=case, sender=standing.sender_id, message=said))
    return said


@command
def pass_offer_on(
    actor: Actor, case: Case, *, text: str, team: Team | None = None, person: Person | None = None
) -> Message:
    """They know whose it is: it is offered to those instead. The sender holds it still."""
    standing = balls.must_be_open(case.subject)
    to_team, to_person = _whom(actor, case, team, person)
    if to_person is not None and to_person.pk == standing.sender_id:
        raise Refused(
            _("%(name)s offered it, and has the ball still. Return it instead.") % {"name": to_person}, "sender"
        )
    if (standing.team_id, standing.person_id) == (
        to_team.pk if to_team else None,
        to_person.pk if to_person else None,
    ):
        raise Refused(_("It is already offered to %(name)s.") % {"name": standing.to}, "unchanged")
    said = _say(actor, case, text, BESIDE_AN_OFFER)
    balls.end_offer(standing, Offer.State.PASSED_ON, by=actor.person)
    _offer(actor, case, to_team, to_person, said, sender=standing.sender)
    return said


@command
def withdraw_offer(actor: Actor, case: Case) -> Case:
    """The sender, or whoever else is at the desk, takes the offer back."""
    standing = balls.must_be_open(case.subject)
    balls.end_offer(standing, Offer.State.WITHDRAWN, by=actor.person)
    record(OfferWithdrawn(case=case))
    return case


@command
def give_back(actor: Actor, case: Case, *, reason: str) -> Message:
    """Third line gives back what it took over, or second line takes it back: the agent has the ball again. When the agent
    is not here, whoever takes it back has it, else whoever stands in, else the desk."""
    if case.taken_over_by_id is None:
        raise Refused(_("Nobody in third line has taken it over."), "unchanged")
    _must_be_open(case)
    said = _say(actor, case, reason)
    former, case.taken_over_by = case.taken_over_by_id, None
    ball = desk_ball(case, Step.FOLLOW_UP, case.ball.promised_at)
    if _agent_is_away(case) and (taker := here_at_the_desk(actor.person)):
        case.assignee = case.assignee if ball.person else taker
        look = timing.look_again(case, taker)
        ball = balls.Ball(step=Step.FOLLOW_UP, person=taker, promised_at=case.ball.promised_at, look_again_at=look)
    back_at_the_desk(case, ball)
    case.save(update_fields=["assignee", "taken_over_by", "state"])
    balls.move(case.subject, ball, end=End.PASSED)
    record(GivenBack(case=case, person=former, message=said))
    return said


@command
def lapse_offer(actor: Actor, case: Case) -> Case:
    """Not accepted in time, or nobody is there to accept it: it goes to whoever stands in and does not offer it
    themselves, else to the incident manager, as late as it was.

    When whoever it was offered to has left, it falls, and the ball stays where it is.
    """
    standing = balls.must_be_open(case.subject)
    is_here = _can_accept(case, standing)
    if is_here and standing.accept_by > now():
        raise Refused(_("It is not due yet."), "not_due")
    balls.end_offer(standing, Offer.State.LAPSED)
    if standing.person is not None and not (standing.person.is_active and standing.person.line):
        record(OfferFell(case=case, person=standing.person_id, sender=standing.sender_id))
        return case
    away = standing.person if standing.person is not None and people.is_away(standing.person) else None
    deputy = people.deputy_of(away) if away else None
    if away and deputy and deputy.pk != standing.sender_id and deputy.line == away.line and may_have(case, deputy):
        balls.offer(case.subject, sender=standing.sender, person=deputy)
        record(Offered(case=case, person=deputy.pk))
        return case
    manager = _incident_manager(case)
    _raise_to(case, manager)
    team = standing.team if not is_here and standing.person is None else None
    record(
        OfferLapsed(
            case=case, person=manager.pk if manager else None, away=away.pk if away else None,
            team=team.pk if team else None,
        )
    )  # fmt: skip
    return case


# Called by other verbs, in their act


def chase_third_line(case: Case) -> bool:
    """The time of what third line has taken over has passed: they are reminded once; whether that was done now.

    The next time the agent has it again.
    """
    ball = case.ball
    if ball.step == Step.THIRD_LINE and ball.person_id:
        again = balls.Ball(step=Step.FOLLOW_UP, person=ball.person, promised_at=ball.promised_at, note=ball.note)
        balls.move(case.subject, again, end=End.PASSED)
        return True
    return False


def _must_be_open(case: Case) -> None:
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")


def _hold(case: Case, actor: Actor) -> None:
    """The actor has the ball while it waits to be accepted."""
    if actor.is_agent:
        case.assignee = case.assignee or actor.person
    case.state = State.IN_PROGRESS if actor.is_agent else State.WAITING_THIRD_LINE
    case.save(update_fields=["assignee", "state"])
    ball = balls.Ball(step=Step.FOLLOW_UP, person=actor.person, promised_at=case.ball.promised_at)
    balls.move(case.subject, ball, end=End.PASSED)


def _offer(
    actor: Actor, case: Case, team: Team | None, person: Person | None, said: Message, sender: Person | None = None
) -> None:
    balls.offer(case.subject, sender=sender or actor.person, team=team, person=person)
    key = {"team": team.pk} if team and not person else {"person": person.pk if person else None}
    record(Offered(case=case, message=said, **key))


def _say(actor: Actor, case: Case, text: str, via: str | None = None) -> Message:
    return _write(actor, case, Message.Kind.NOTE, text, (), via=via, released_at=now())


def _whom(actor: Actor, case: Case, team: Team | None, person: Person | None) -> tuple[Team | None, Person | None]:
    """The team or person, somebody who is away replaced. Raises :class:`Refused`."""
    if person is None:
        return _which_team(case, team), None
    person = Person.objects.get(pk=person.pk)
    if not person.is_active or not person.line:
        raise Refused(_("%(name)s no longer works here. Choose somebody else.") % {"name": person}, "ended")
    if person.pk == actor.person_id:
        raise Refused(_("It is yours already. Choose somebody else."), "own")
    if people.is_away(person):
        deputy = people.deputy_of(person)
        if deputy is None or deputy.line != person.line or deputy.pk == actor.person_id:
            balls.must_be_here(person, actor.person)
        person = deputy or person
    if not may_have(case, person):
        raise Refused(_("%(name)s may not see this protected case. Name them first.") % {"name": person}, "protected")
    return None, person


def _which_team(case: Case, team: Team | None) -> Team:
    if team is None:
        raise Refused(_("Choose whom to hand it over to."), "nobody")
    if team.line != 3 or team.ended_at is not None:
        raise Refused(_("%(name)s is not a third-line team.") % {"name": team}, "not_third_line")
    if case.subject.is_protected:
        raise Refused(
            _("The case is protected: it is handed over to a person who is named in it, not to a team."), "protected"
        )
    if not third_line_of(team).present().exists():
        raise Refused(_("Nobody in %(name)s is here to accept it. Choose another.") % {"name": team}, "nobody")
    return team


def may_have(case: Case, person: Person) -> bool:
    """Whether somebody works here and may see the case once it is theirs."""
    return person.is_active and (not case.subject.is_protected or case.named.filter(person=person).exists())


def _can_accept(case: Case, standing: Offer) -> bool:
    """Whether somebody to whom it is offered is here."""
    if standing.person is not None:
        person = standing.person
        return bool(person.line) and may_have(case, person) and not people.is_away(person)
    return standing.team is not None and third_line_of(standing.team).present().exists()


def _incident_manager(case: Case) -> Person | None:
    """One who is here and may see the case, else the deputy of one who is away."""
    managers = list(Person.objects.second_line().filter(is_coordinator=True).order_by("sort", "pk"))
    here = [person for person in managers if not people.is_away(person)]
    standing_in = [deputy for person in managers if person not in here and (deputy := people.deputy_of(person))]
    for person in (*here, *standing_in):
        if person.is_agent and may_have(case, person):
            return still_at_the_desk(person.pk)
    return None


def _agent_is_away(case: Case) -> bool:
    return case.assignee is None or not case.assignee.is_agent or people.is_away(case.assignee)


def _raise_to(case: Case, manager: Person | None) -> None:
    case.taken_over_by = None
    old, ball = case.ball, desk_ball(case, Step.FOLLOW_UP, case.ball.promised_at)
    if manager is not None:
        look = timing.look_again(case, manager)
        ball = balls.Ball(step=Step.FOLLOW_UP, person=manager, promised_at=old.promised_at, look_again_at=look)
    if old.look_again_at <= now():  # what is late stays late
        ball = replace(ball, look_again_at=old.look_again_at)
    back_at_the_desk(case, ball)
    case.save(update_fields=["taken_over_by", "assignee", "state"])
    balls.move(case.subject, ball, end=End.PASSED)
