"""The agenda of a team: questions lifted to it, and what is said of them."""

from django.utils.translation import gettext as _

from bollkoll.cases.commands import note
from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.models import Case
from bollkoll.cases.policy import may_see
from bollkoll.commitments.models import Commitment
from bollkoll.development.commands.owed import hold_item, locked, place, put_down
from bollkoll.development.events import CarriedOver, ItemChanged, Lifted, Raised, Spoken, Withdrawn
from bollkoll.development.models import AgendaItem, Meeting, Said
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.models import Team

MOST_TEXT = 2000
MOST_SAID = 10_000


@command
def lift(actor: Actor, team: Team, *, question: str, case: Case | None = None, once: str = "") -> AgendaItem:
    """Lift a question to a team, from a case or not. On a case it is a ball of whoever lifts it, due when the team meets.

    Identity numbers in it are masked: it is read aloud.
    """
    if actor.person is None:
        raise Refused(_("Only a person can lift a question."), "nobody")
    form = claim(actor.person, "lift", once, AgendaItem, team, case, question)
    if team.ended_at:
        raise Refused(_("The team has ended."), "ended")
    question = _written(question, MOST_TEXT)
    if case is not None:
        (case,) = locked([case])
        if not may_see(actor, case):
            raise NotAllowed("development.lift")
        if not case.is_open:
            raise Refused(_("The case is closed. Open it again first."), "closed")
    if any(texts.fold_key(one) == texts.fold_key(question) for one in _standing(team, case)):
        raise Refused(_("That question stands on the team's agenda already."), "unchanged")
    item = AgendaItem.objects.create(team=team, case=case, question=question, lifted_by=actor.person, lifted_at=now())
    keep(form, item)
    if case is None:
        place(item)
        record(Raised(team=team.pk, item=item.pk))
    else:
        hold_item(case, item)
        record(Lifted(case=case, team=team.pk, item=item.pk))
    return item


def _standing(team: Team, case: Case | None) -> list[str]:
    """What is asked already, of the same case or of none."""
    return list(AgendaItem.objects.open().filter(team=team, case=case).values_list("question", flat=True))


@command
def say(actor: Actor, item: AgendaItem, *, text: str, is_answered: bool = True) -> Said:
    """Note what was said. On a case it stands as an internal note too, and the ball ends, or goes on to the next meeting.

    ``is_answered``: nothing more is to be asked; else the question is carried over.
    """
    case = _case(item)
    _must_be_open(item)
    if actor.person is None:
        raise Refused(_("Only a person can note what was said."), "nobody")
    text = _written(text, MOST_SAID)
    message = None
    if case is not None:
        heading = _("Lifted to %(team)s: %(question)s") % {"team": item.team.name, "question": item.question}
        message = note(actor, case, text=f"{heading}\n\n{text}")
    said = Said.objects.create(
        item=item, meeting=item.meeting, author=actor.person, text=text, said_at=now(), message=message
    )
    if is_answered:
        _end(item, AgendaItem.End.ANSWERED)
    else:
        carry(item, case)
    if case is not None:
        record(Spoken(case=case, item=item.pk, team=item.team_id))
    else:
        record(ItemChanged(item=item.pk, team=item.team_id))
    return said


@command
def carry_over(actor: Actor, item: AgendaItem) -> AgendaItem:
    """There was no time for it: to the next meeting."""
    case = _case(item)
    _must_be_open(item)
    carry(item, case)
    if case is not None:
        record(CarriedOver(case=case, item=item.pk, team=item.team_id))
    else:
        record(ItemChanged(item=item.pk, team=item.team_id))
    return item


@command
def withdraw(actor: Actor, item: AgendaItem, *, reason: str = "") -> AgendaItem:
    """It has solved itself. Others than whoever lifted it and the incident manager say why: that stands with the question and
    as an internal note in the case, which whoever lifted it is told of. Refused to them (``not_yours``) when there is no case.
    """
    case = _case(item)
    _must_be_open(item)
    if not (actor.is_machine or actor.is_coordinator or actor.person_id == item.lifted_by_id):
        _say_why(actor, item, case, reason)
    _end(item, AgendaItem.End.WITHDRAWN)
    if case is not None:
        record(Withdrawn(case=case, item=item.pk, team=item.team_id))
    else:
        record(ItemChanged(item=item.pk, team=item.team_id))
    return item


def _say_why(actor: Actor, item: AgendaItem, case: Case | None, reason: str) -> None:
    if case is None or actor.person is None:
        raise Refused(
            _("Only %(name)s, who lifted the question, or an incident manager can withdraw it.")
            % {"name": item.lifted_by},
            "not_yours",
        )
    if not reason.strip():
        raise Refused(_("Write why: %(name)s, who lifted the question, is told.") % {"name": item.lifted_by}, "reason")
    text = _written(reason, MOST_TEXT)
    about = {"team": item.team.name, "question": item.question}
    heading = _("Withdrawn from %(team)s: %(question)s") % about
    message = note(actor, case, text=f"{heading}\n\n{text}", mentioned=[item.lifted_by])
    Said.objects.create(item=item, meeting=item.meeting, author=actor.person, text=text, said_at=now(), message=message)


def carry(item: AgendaItem, case: Case | None) -> None:
    """On to the meeting after the one it is on, with its ball."""
    later = Meeting.objects.coming().filter(team=item.team_id, starts_at__gt=now())
    if item.meeting:
        later = later.filter(starts_at__gt=item.meeting.starts_at)
    item.meeting = later.first()
    item.carried += 1
    item.save(update_fields=["meeting", "carried"])
    if case is not None:
        hold_item(case, item)


def _case(item: AgendaItem) -> Case | None:
    return locked([item.case])[0] if item.case else None


def _must_be_open(item: AgendaItem) -> None:
    if item.ended_at:
        raise Refused(_("The question is no longer on the agenda."), "ended")


def _end(item: AgendaItem, end: str) -> None:
    item.ended_at, item.end = now(), end
    item.save(update_fields=["ended_at", "end"])
    put_down(item, Commitment.End.KEPT if end == AgendaItem.End.ANSWERED else Commitment.End.RELEASED)


def _written(text: str, most: int) -> str:
    text = masked(texts.clean(text)).strip()
    if not text:
        raise Refused(_("Write something first."), "empty")
    if len(text) > most:
        raise Refused(_("The text is too long: at most %(most)s characters.") % {"most": most}, "too_long")
    return text
