"""The audit: what is found is written down once, told once, and crossed out when it is gone."""

from bollkoll.commitments import audit as auditor
from bollkoll.commitments.events import ViolationsFound, ViolationsGone
from bollkoll.commitments.models import Violation
from bollkoll.log.acting import command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@command
def audit(actor: Actor, subject: None = None, *, only: set[tuple[str, str]] | None = None) -> list[Violation]:
    """Ask every check, and keep what has changed since the last time. Returns what is new.

    ``only``: what of the new may be written down (what an earlier audit has seen too); by default everything. Called
    only when something has changed, since a command always records.
    """
    found = auditor.findings()
    known = {(row.check_name, row.key): row for row in Violation.objects.present().select_for_update(no_key=True)}
    gone = [row.pk for what, row in known.items() if what not in found]
    Violation.objects.filter(pk__in=gone).update(gone_at=now())
    new = [
        Violation.objects.create(
            check_name=name, key=key, subject_id=finding.subject, person_id=finding.person, count=finding.count,
            found_at=now(),
        )
        for (name, key), finding in found.items()
        if (name, key) not in known and (only is None or (name, key) in only)
    ]  # fmt: skip
    if new:
        told = Person.objects.second_line().filter(is_coordinator=True).values_list("pk", flat=True)
        record(ViolationsFound(violations=[row.pk for row in new], told=list(told)))
    if gone:
        record(ViolationsGone(violations=gone))
    return new
