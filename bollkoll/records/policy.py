"""Who may: one function per command, same name."""

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Subject
from bollkoll.people.actor import Actor
from bollkoll.records.models import Record


def seal(actor: Actor, subject: Subject) -> bool:
    """The machine, and agents who see what is sealed."""
    if actor.is_machine:
        return True
    hidden = Case.objects.filter(pk=subject.pk).exclude(pk__in=Case.objects.visible_to(actor).values("pk"))
    return actor.is_agent and not hidden.exists()


def erase_personal(actor: Actor, record: Record) -> bool:
    """Retention, and an administrator or the coordinator who sees it: it is a decision about somebody's data."""
    if actor.is_machine:
        return True
    leads = actor.is_coordinator or (actor.is_agent and actor.is_administrator)
    return leads and Record.objects.visible_to(actor).filter(pk=record.pk).exists()


def may_read(actor: Actor) -> bool:
    return actor.is_agent or actor.is_administrator
