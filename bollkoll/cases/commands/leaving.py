"""Whoever reported a case has no account at the institution any more: somebody there reads on, and nothing waits for nobody."""

from django.utils.translation import gettext as _

from bollkoll.cases.commands.dialogue import take_back
from bollkoll.cases.events import ReporterGone
from bollkoll.cases.models import Case, Watcher
from bollkoll.cases.queries import reporters
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person, Role


@command
def find_reader(actor: Actor, case: Case) -> Case:
    """The local contact persons follow the case instead, and are told; of a protected case only those it names. What waited
    for the reporter comes back to the support. Refused (``not_due``) while somebody there reads it, or nobody can."""
    if not reporters.left_unread().filter(pk=case.pk).exists():
        raise Refused(_("It is not due yet."), "not_due")
    added = [] if case.subject.is_protected else _keepers(case)
    for person in added:
        Watcher.objects.get_or_create(case=case, person=person, defaults={"added_at": now()})
    waited = case.state == Case.State.WAITING_REPORTER and case.ball.holder == Commitment.Holder.REPORTER
    if waited:
        take_back(case, Commitment.Step.FOLLOW_UP)
        case.save(update_fields=["state", "assignee", "solved_at", "closed_at"])
    if not added and not waited:
        raise Refused(_("It is not due yet."), "not_due")
    record(ReporterGone(case=case, person=case.reporter_id, added=tuple(person.pk for person in added)))
    return case


def _keepers(case: Case) -> list[Person]:
    kept = Role.objects.active().filter(institution=case.institution_id, kind=Role.Kind.CONTACT_PERSON)
    return list(Person.objects.active().filter(pk__in=kept.values("person")).exclude(pk=case.reporter_id))
