"""What the clock does with promises: reminds before, gives them to the incident manager at, and alarms after."""

from django.utils.translation import gettext as _

from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.status import rules
from bollkoll.status.commands import writing
from bollkoll.status.commands.notices import end_with
from bollkoll.status.commands.owed import settle
from bollkoll.status.events import Alarmed, CheckAsked, Checked, CommunicatorChosen, Escalated, Reminded, Settled
from bollkoll.status.models import Notice, Update


def _holder(notice: Notice) -> list[int]:
    main = notice.subject.main
    return [main.person_id] if main and main.person_id else _second_line()


def _second_line() -> list[int]:
    return list(Person.objects.second_line().present().values_list("pk", flat=True))


@command
def remind(actor: Actor, notice: Notice) -> Notice:
    """What was promised is due soon: whoever holds it is told, once for each promise."""
    if notice.remind_at is None or notice.remind_at > now() or notice.owed_at is None:
        raise Refused(_("It is not due yet."), "not_due")
    notice.remind_at = None
    notice.save(update_fields=["remind_at"])
    record(Reminded(notice=notice, told=_holder(notice)))
    return notice


@command
def escalate(actor: Actor, notice: Notice) -> Notice:
    """The time came and nothing was said: the incident manager has the ball, and both are told."""
    if notice.owed_at is None or notice.owed_at > now() or notice.escalated_at:
        raise Refused(_("It is not due yet."), "not_due")
    before = _holder(notice)
    notice.escalated_at, notice.remind_at = now(), None
    notice.save(update_fields=["escalated_at", "remind_at"])
    settle(notice)
    record(Escalated(notice=notice, told=sorted({*before, *_holder(notice)})))
    return notice


@command
def alarm(actor: Actor, notice: Notice) -> Notice:
    """And still nothing: everybody at the desk is told, again and again."""
    since = notice.alarmed_at or notice.owed_at
    wait = rules.ALARM_EVERY if notice.alarmed_at else rules.ALARM_AFTER
    if notice.owed_at is None or since is None or since + wait > now() or not notice.escalated_at:
        raise Refused(_("It is not due yet."), "not_due")
    notice.alarmed_at = now()
    notice.save(update_fields=["alarmed_at"])
    record(Alarmed(notice=notice, told=_second_line()))
    return notice


@command
def end_information(actor: Actor, notice: Notice) -> Update:
    """Information whose time is over goes to the history by itself; so does planned work that ends by itself."""
    end = notice.expected_end_at
    itself = notice.kind == Notice.Kind.INFORMATION or (notice.ends_itself and notice.state == Notice.State.UNDER_WAY)
    if notice.is_over or end is None or end > now() or not itself or not notice.is_public:
        raise Refused(_("It is not due yet."), "not_due")
    words = rules.PASSED if notice.kind == Notice.Kind.INFORMATION else rules.ENDED
    return end_with(
        actor, notice, Notice.State.RESOLVED, Update.Kind.RESOLVED, max(end, notice.starts_at), words["sv"], words["en"]
    )


@command
def stand_in(actor: Actor, notice: Notice) -> Notice:
    """Somebody who holds a ball of it is away or has left: whoever stands in has it, else the incident manager."""
    if not settle(notice):
        raise Refused(_("That is already so."), "unchanged")
    record(Settled(notice=notice, told=_holder(notice) if notice.subject.is_open else []))
    return notice


# A second pair of eyes, and who informs


@command
def ask_check(actor: Actor, notice: Notice, *, person: Person) -> Notice:
    """Ask a colleague to read through what is out. It never delays anything."""
    writing.must_be_public(notice)
    if person.pk == actor.person_id:
        raise Refused(_("Somebody else reads it through."), "self")
    if not person.is_agent:
        raise Refused(_("Somebody at the desk reads it through."), "who")
    if notice.checker_id == person.pk:
        raise Refused(_("That is already so."), "unchanged")
    notice.checker = person
    notice.save(update_fields=["checker"])
    settle(notice)
    record(CheckAsked(notice=notice, told=[person.pk]))
    return notice


@command
def check(actor: Actor, notice: Notice) -> Notice:
    """Read through, and right as it stands. What is wrong is corrected instead."""
    if notice.checker_id is None:
        raise Refused(_("Nobody is asked to read it through."), "unchanged")
    notice.checker = None
    notice.save(update_fields=["checker"])
    settle(notice)
    record(Checked(notice=notice))
    return notice


@command
def choose_communicator(actor: Actor, notice: Notice, *, person: Person) -> Notice:
    """Somebody else informs from now on, and has the promise."""
    if not person.is_agent:
        raise Refused(_("Somebody at the desk informs."), "who")
    if notice.communicator_id == person.pk and not notice.escalated_at:
        raise Refused(_("That is already so."), "unchanged")
    notice.communicator, notice.escalated_at = person, None
    notice.save(update_fields=["communicator", "escalated_at"])
    settle(notice)
    record(CommunicatorChosen(notice=notice, person=person.pk, told=[person.pk]))
    return notice
