"""What agents do with held mail."""

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.cases.policy import may_see
from bollkoll.channels.email.commands import becoming
from bollkoll.channels.email.events import Discarded, LetIn, Replayed, Restored
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.people import commands as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

Outcome, Reason = InboundMail.Outcome, InboundMail.Reason
KEPT = (Outcome.HELD, Outcome.DISCARDED)


@command
def replay(actor: Actor, mail: InboundMail) -> InboundMail:
    """Read it again from the beginning, as if it had just come (the sender has been registered meanwhile)."""
    _must_be_held(mail)
    mail.work, mail.due_at, mail.attempt, mail.error, mail.finished_at = mail.Stage.WAITING, now(), 0, "", None
    mail.outcome = mail.reason = mail.explanation = ""
    mail.settled_at = mail.settled_by = mail.case = None
    mail.save()
    record(Replayed(mail=mail))
    return mail


@command
def let_in(actor: Actor, mail: InboundMail, *, parsed: ParsedMail, person: Person, remember: bool = False) -> Case:
    """Make it a new case of a registered contact, whatever held it. ``remember``: the address is the person's from
    now on.
    """
    _must_be_held(mail)
    case = becoming.open_case(mail, parsed, actor, reporter=person)
    if remember and mail.sender_address:
        people.add_alias(actor, person, address=mail.sender_address)
    _settled(actor, mail, outcome=Outcome.OPENED, case=case, person=person, message=case.messages.first())
    record(LetIn(mail=mail, person=person.pk))
    return case


@command
def add_to_case(actor: Actor, mail: InboundMail, *, parsed: ParsedMail, case: Case, person: Person) -> Case:
    """Add it to a case as a reply of ``person``, or as an internal note when they work at the support."""
    _must_be_held(mail)
    if not may_see(actor, case):
        raise NotAllowed("email.add_to_case")
    if person.line:
        message = becoming.note(mail, parsed, actor, case)
        outcome = Outcome.NOTED
    else:
        if not Case.objects.visible_to(Actor(person)).filter(pk=case.pk).exists():
            raise Refused(
                _("%(name)s may not see that case, so their words cannot be shown in it. Open a new case instead.")
                % {"name": person},
                "not_participant",
            )
        message = becoming.reply(mail, parsed, actor, case, author=person)
        outcome = Outcome.REPLIED
    _settled(actor, mail, outcome=outcome, case=message.case, person=person, message=message)
    record(LetIn(mail=mail, person=person.pk))
    return message.case


@command
def discard(actor: Actor, mail: InboundMail) -> InboundMail:
    """Put it aside: it is kept, and can be taken back."""
    _must_be_held(mail)
    _settled(actor, mail, outcome=Outcome.DISCARDED)
    record(Discarded(mail=mail))
    return mail


@command
def restore(actor: Actor, mail: InboundMail) -> InboundMail:
    """Take it back among the held."""
    if mail.outcome != Outcome.DISCARDED:
        raise Refused(_("That is already so."), "unchanged")
    _settled(actor, mail, outcome=Outcome.HELD)
    record(Restored(mail=mail))
    return mail


def _must_be_held(mail: InboundMail) -> None:
    if mail.outcome not in KEPT:
        raise Refused(_("Somebody has already taken care of this mail."), "not_held")


def _settled(actor: Actor, mail: InboundMail, **changes) -> None:
    mail.settled_at, mail.settled_by = now(), actor.person
    for name, value in changes.items():
        setattr(mail, name, value)
    mail.save(update_fields=["settled_at", "settled_by", *changes])
