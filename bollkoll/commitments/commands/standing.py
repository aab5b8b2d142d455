"""Somebody is away or has left: nothing that they hold is silently kept.

For kinds of subject that have registered a follower. Cases have rules of their own (who may see them, who answers the
reporter) in ``cases.commands.absence``, and so have notices.
"""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bollkoll.commitments import followers
from bollkoll.commitments.commands.register import Ball, add_side_ball, end_ball, move
from bollkoll.commitments.events import BallGiven, StoodIn
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log.acting import Refused, command, record
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services

Step = Commitment.Step
THIRD_LINES_OWN = (Step.JOIN, Step.DECIDE, Step.TASK, Step.ACTION, Step.REPRODUCE)
"""What somebody in third line may hold of an incident."""


@command
def stand_in(actor: Actor, subject: Subject, *, person: Person) -> Subject:
    """The balls of ``person``, who is away or can no longer hold them, go to their deputy, else to an incident manager
    who is here, else to the desk. Steps, notes and times go along.

    Refused (``not_due``) when the person is here and may hold them, or holds none.
    """
    follower = followers.REGISTRY.get(subject.kind)
    if follower is None:
        raise Refused(_("Such balls have their own way."), "own_way")
    person = Person.objects.get(pk=person.pk)
    follower.hold(subject)
    subject.refresh_from_db(fields=["is_open", "main"])
    held = [ball for ball in _held(subject, person) if people.is_away(person) or not may_hold(person, ball.step)]
    if not held:
        raise Refused(_("It is not due yet."), "not_due")
    to = instead_of(person)
    for ball in held:
        made = _pass(subject, ball, to)
        follower.moved(ball, made)
    deputy = to.get("person")
    record(StoodIn(subject=subject, person=person.pk, deputy=deputy.pk if deputy else None, balls=len(held)))
    return subject


@command
def give_ball(actor: Actor, subject: Subject, *, ball: Commitment, person: Person) -> Commitment:
    """A ball that lies with the desk is ``person``'s from now on. For kinds that have registered a follower.

    Refused (``taken``) when somebody was faster, (``away``) when they are away, (``not_an_agent``) when they cannot hold it.
    """
    follower = followers.REGISTRY.get(subject.kind)
    if follower is None:
        raise Refused(_("Such balls have their own way."), "own_way")
    follower.hold(subject)
    subject.refresh_from_db(fields=["is_open", "main"])
    must_lie_at_desk(ball)
    person = Person.objects.get(pk=person.pk)
    if not person.is_agent:
        raise Refused(_("%(name)s does not work at the desk.") % {"name": person}, "not_an_agent")
    must_be_here(person, actor.person)
    made = _pass(subject, ball, {"person": person})
    follower.moved(ball, made)
    record(BallGiven(subject=subject, ball=made, person=person.pk, step=made.step))
    return made


def must_lie_at_desk(ball: Commitment) -> None:
    """The ball as it is now, of a subject under lock. Raises :class:`Refused` (``taken``) when nobody's is it no longer."""
    ball.refresh_from_db(fields=["holder", "person", "team", "ended_at"])
    if ball.ended_at is not None:
        raise Refused(_("Somebody was faster: that is no longer nobody's."), "taken")


def _held(subject: Subject, person: Person) -> list[Commitment]:
    return list(Commitment.objects.open().filter(subject=subject, person=person).order_by("pk"))


def may_hold(person: Person, step: str) -> bool:
    """Whether somebody who works where they do may hold a ball with this step of an incident or a notice."""
    if person.is_active and person.line == Person.Line.THIRD:
        return step in THIRD_LINES_OWN
    return person.is_agent


def must_be_here(person: Person, by: Person | None = None) -> None:
    """Raises :class:`Refused` (``away``) when the person is away today: the clock would pass the ball on at once. The words
    say until when, and who stands in. ``by``: who gives it, or takes it themselves."""
    absence = people.absence_of(person)
    if absence is None:
        return
    deputy = people.deputy_of(person)
    said = {"name": person, "day": day_in_words(absence.last_day), "deputy": deputy or absence.deputy}
    if by is not None and person.pk == by.pk:
        words = _(
            "You are noted as away to %(day)s, so it would be passed on at once. "
            "Are you here? Remove the absence first: My settings leads to it."
        )
    elif by is not None and deputy is not None and deputy.pk == by.pk:
        words = _("%(name)s is away to %(day)s, and you stand in: it is yours, unless you choose somebody else.")
    elif deputy is not None and deputy.line == person.line:
        words = _("%(name)s is away to %(day)s. %(deputy)s stands in: give it to them, or choose somebody else.")
    elif absence.deputy is not None and people.is_away(absence.deputy):
        words = _("%(name)s is away to %(day)s, and so is %(deputy)s, who was to stand in. Choose somebody else.")
    else:
        words = _("%(name)s is away to %(day)s, and nobody stands in. Choose somebody else.")
    raise Refused(words % said, "away")


def day_in_words(day: date) -> str:
    """The day as it stands in a sentence; with its year when that is another."""
    return date_format(day, "j F" if day.year == timezone.localdate().year else "j F Y")


def instead_of(person: Person | None) -> dict[str, Any]:
    """Who holds what somebody cannot, as arguments of :class:`Ball`: the deputy, else :func:`coordinator_or_desk`."""
    deputy = people.deputy_of(person) if person else None
    if deputy is not None and person is not None and deputy.line == person.line:
        return {"person": deputy}
    return coordinator_or_desk(person)


def coordinator_or_desk(but: Person | None = None) -> dict[str, Any]:
    """An incident manager who is here today, else the desk itself. ``but``: not this one."""
    here = Person.objects.second_line().filter(is_coordinator=True).present().exclude(pk=but.pk if but else None)
    found = here.order_by("pk").first()
    return {"person": found} if found else {"team": services.desk_team()}


def _pass(subject: Subject, ball: Commitment, to: dict[str, Any]) -> Commitment:
    passed = Ball(
        step=ball.step, note=ball.note, note_en=ball.note_en, look_again_at=ball.look_again_at,
        is_look_chosen=ball.is_look_chosen, promised_at=ball.promised_at, promise_from=ball.promise_from, **to,
    )  # fmt: skip
    if ball.pk == subject.main_id:
        return move(subject, passed, end=Commitment.End.PASSED, keeps_offer=True)
    made = add_side_ball(subject, passed, old=ball)
    end_ball(ball, end=Commitment.End.PASSED)
    return made
