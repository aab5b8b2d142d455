"""The review, and what it decides to do."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.incidents.commands.owed import must_be_seen, must_stand, put_right
from bollkoll.incidents.events import ActionAdded, ActionDone, ReviewFinished, ReviewSkipped, ReviewWritten
from bollkoll.incidents.models import Action, Incident, Review
from bollkoll.incidents.queries import meanwhile
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

PARTS = ("happened", "causes", "worked", "better")


def _review(incident: Incident) -> Review:
    must_stand(incident)
    if incident.is_unresolved:
        raise Refused(_("It is reviewed when it is resolved."), "unresolved")
    row, _made = Review.objects.get_or_create(incident=incident)
    if row.done_at:
        raise Refused(_("The review is finished."), "done")
    return row


@command
def write_review(actor: Actor, incident: Incident, *, seen: int | None = None, **parts: str) -> Review:
    """What happened, causes, what worked, what can be better; as much as is known. Identity numbers are masked. ``seen``:
    what the page had seen; refused (``changed``) when somebody has written since."""
    row = _review(incident)
    must_be_seen(incident, seen, meanwhile.REVIEW)
    for name in PARTS:
        if name in parts:
            setattr(row, name, masked(texts.clean(parts[name])).strip())
    row.save()
    record(ReviewWritten(incident=incident))
    return row


@command
def finish_review(actor: Actor, incident: Incident) -> Review:
    """The review is done. Actions go on as balls of those who do them."""
    row = _review(incident)
    if not incident.is_closed:
        raise Refused(_("Close the incident first: somebody may still wait for the final answer."), "open")
    if not row.causes.strip():
        raise Refused(_("Write what caused it, or what is not known of that."), "empty")
    row.why_none, row.done_at, row.done_by = "", now(), actor.person
    row.save(update_fields=["why_none", "done_at", "done_by"])
    record(ReviewFinished(incident=incident))
    put_right(incident)
    return row


@command
def skip_review(actor: Actor, incident: Incident, *, reason: str) -> Review:
    """No review is needed, for a reason that is kept."""
    row = _review(incident)
    line = texts.one_line(reason, 200).text
    if not line:
        raise Refused(_("Say why it is not needed."), "empty")
    if not incident.is_closed:
        raise Refused(_("Close the incident first: somebody may still wait for the final answer."), "open")
    row.why_none, row.done_at, row.done_by = line, now(), actor.person
    row.save()
    record(ReviewSkipped(incident=incident))
    put_right(incident)
    return row


@command
def add_action(actor: Actor, incident: Incident, *, what: str, owner: Person, due_at: datetime | None = None) -> Action:
    """Something to do so that it does not happen again: a ball of ``owner``, by ``due_at`` (else a month)."""
    must_stand(incident)
    line = masked(texts.one_line(what, 200).text)
    if not line:
        raise Refused(_("Write what is to be done."), "empty")
    if not balls.may_hold(Person.objects.get(pk=owner.pk), Commitment.Step.ACTION):
        raise Refused(_("%(name)s does not work here.") % {"name": owner}, "cannot")
    row = Action.objects.create(
        incident=incident, what=line, owner=owner, due_at=due_at or now() + timedelta(days=30), added_at=now()
    )
    told = (owner.pk,) if owner.pk != actor.person_id else ()
    record(ActionAdded(incident=incident, action=row.pk, told=told))
    put_right(incident)
    return row


@command
def do_action(actor: Actor, incident: Incident, *, action: Action, outcome: str = "") -> Action:
    """It is done, and what came of it. By its owner, or the desk."""
    row = Action.objects.filter(incident=incident, pk=action.pk).first()
    if row is None or not row.is_open:
        raise Refused(_("That is done already."), "done")
    if not (actor.is_agent or row.owner_id == actor.person_id):
        raise Refused(_("Somebody else does that."), "not_yours")
    row.done_at, row.done_by = now(), actor.person
    row.outcome = masked(texts.one_line(outcome, 200).text)
    row.save()
    record(ActionDone(incident=incident, action=row.pk))
    put_right(incident)
    return row
