"""Two incidents are one. What either of them had, the one that goes on has: nobody who waits, nothing that is to be done,
no time that was promised is lost, whichever is merged into which."""

from django.utils.translation import gettext as _

from bollkoll.incidents.commands.linking import become_one
from bollkoll.incidents.commands.owed import must_stand, put_right
from bollkoll.incidents.commands.telling import wait_again
from bollkoll.incidents.events import MergedInto, Reopened
from bollkoll.incidents.models import (
    Action,
    Affected,
    Decision,
    Incident,
    IncidentCase,
    Participant,
    ProcessStep,
    Proposal,
    Report,
    Review,
    Said,
    Task,
)
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor

Kind, Outcome, State = ProcessStep.Kind, ProcessStep.Outcome, Incident.State
LIVELIEST = (State.ONGOING, State.MONITORING, State.SUSPECTED, State.RESOLVED)
"""Of two states that of the merged one is the earlier here: what goes on in one of them goes on."""
ACTIVE = (Participant.State.ASKED, Participant.State.ACCEPTED)


@command
def merge(actor: Actor, incident: Incident, *, target: Incident) -> Incident:
    """It is the same as ``target``, which goes on with everything: cases, reporters and what they have been told, those
    who are in, open questions and tasks, steps, clocks, the review. Notes, notices and the timeline are read in both.

    When only one of them goes on, that one's lead leads, and a resolved ``target`` is open again. A closed one is not merged.
    """
    if incident.pk == target.pk:
        raise Refused(_("An incident is not merged into itself."), "merged")
    for one in (incident, target):
        must_stand(one)
        if one.is_closed:
            words = _("Incident #%(number)s is closed. Open it again first, if it belongs to the same matter.")
            raise Refused(words % {"number": one.number}, "closed")
    lives = (target.is_unresolved, incident.is_unresolved)
    roles = [incident.lead, incident.communicator, target.lead, target.communicator]
    _become(incident, target)
    _people(actor, incident, target, roles)
    _steps(incident, target, lives)
    if lives[0] != lives[1]:  # to those of the one that was over it is not over any more
        wait_again(target if lives[1] else incident)
    _reporters(incident, target)
    for model in (Decision, Task, Action):
        model.objects.filter(incident=incident).update(incident=target, ball=None)
    _reports(incident, target)
    _review(incident, target)
    for rows in (IncidentCase, Said, Proposal):
        rows.objects.filter(incident=incident).update(incident=target)
    Incident.objects.filter(merged_into=incident).update(merged_into=target)
    incident.merged_into, incident.state = target, State.CLOSED
    incident.resolved_at, incident.closed_at = incident.resolved_at or now(), now()
    incident.save()
    told = dict.fromkeys(one.pk for one in roles if one is not None and one.pk != actor.person_id)
    record(MergedInto(incident=incident, target=target, told=tuple(told)))
    if lives == (False, True):
        record(Reopened(incident=target))
    put_right(incident)
    put_right(target)
    return target


def _become(incident: Incident, target: Incident) -> None:
    """What is known of it: since when, how severe, where, how far it has come, who leads."""
    for name in ("services", "environments", "institutions"):
        getattr(target, name).add(*getattr(incident, name).all())
    first, other = (target, incident) if target.is_unresolved or not incident.is_unresolved else (incident, target)
    target.lead, target.communicator = first.lead or other.lead, first.communicator or other.communicator
    target.is_everywhere |= incident.is_everywhere
    target.has_personal_data |= incident.has_personal_data
    target.started_at = min(target.started_at, incident.started_at)
    if incident.declared_at < target.declared_at:
        target.declared_at, target.declared_by = incident.declared_at, incident.declared_by
    both = (incident, target)
    target.severity = min((one.severity for one in both if one.severity), default=None)
    target.first_notice_at = min((one.first_notice_at for one in both if one.first_notice_at), default=None)
    target.state = min((State(one.state) for one in both), key=LIVELIEST.index)
    ends = [one.resolved_at for one in both if one.resolved_at]
    target.resolved_at = None if target.is_unresolved else max(ends)
    target.save()


def _people(actor: Actor, incident: Incident, target: Incident, roles: list) -> None:
    """Those who are in, or asked, go along, each once. Whoever led or informed is in from now on."""
    here = {
        (row.person_id, None if row.person_id else row.team_id): row
        for row in Participant.objects.filter(incident=target, state__in=ACTIVE)
    }
    for row in Participant.objects.filter(incident=incident):
        key = (row.person_id, None if row.person_id else row.team_id)
        same = here.get(key) if row.state in ACTIVE else None
        if same is not None:
            twice = same if same.state == Participant.State.ASKED and row.state != same.state else row
            twice.state, twice.answered_at, twice.left_at = Participant.State.LEFT, twice.answered_at or now(), now()
            twice.save()
        if row.state in ACTIVE:
            here[key] = row
        row.incident, row.ball = target, None
        row.save()
    known = {target.lead_id, target.communicator_id, None, *(person for person, _team in here)}
    for person in roles:
        if person is not None and person.pk not in known:
            known.add(person.pk)
            Participant.objects.create(
                incident=target, person=person, state=Participant.State.ACCEPTED, asked_by=actor.person, asked_at=now(),
                due_at=now(), answered_at=now(),
            )  # fmt: skip


def _steps(incident: Incident, target: Incident, lives: tuple[bool, bool]) -> None:
    """Done in one is done; else what is open in one that goes on is open, by its owner and the earlier time."""
    theirs = {row.kind: row for row in incident.process.all()}
    for row in target.process.all():
        both = [row, theirs[row.kind]] if row.kind in theirs else [row]
        done = next((one for one in both if one.outcome == Outcome.DONE), None)
        left = [one for one, goes_on in zip(both, lives, strict=False) if goes_on and one.is_open]
        if row.kind == Kind.PUBLISH and left and done is None and target.first_notice_at:
            row.done_at, row.outcome, row.reason = target.first_notice_at, Outcome.DONE, ""
        elif done is not None and row.kind != Kind.INFORM:
            row.done_at, row.done_by, row.outcome, row.reason = done.done_at, done.done_by, done.outcome, done.reason
        elif left:
            row.done_at, row.done_by, row.outcome, row.reason = None, None, "", ""
            row.owner = next((one.owner for one in left if one.owner), None)
            row.due_at = min((one.due_at for one in left if one.due_at), default=None)
        row.save()


def _reporters(incident: Incident, target: Incident) -> None:
    """Those who are in both by name become one, with all that they have been told."""
    for row in Affected.objects.filter(incident=incident):
        same = Affected.objects.filter(incident=target, person=row.person_id, case=None).first()
        if row.case_id is None and same is not None:
            become_one(row, same)
        else:
            row.incident = target
            row.save(update_fields=["incident"])


def _reports(incident: Incident, target: Incident) -> None:
    """Each clock once: by the earlier time; sent if it was sent, to be reported if either was to be, else to be decided unless
    both were decided; with both reasons."""
    known = {row.rule_id: row for row in Report.objects.filter(incident=target)}
    for other in Report.objects.filter(incident=incident):
        row = known.get(other.rule_id)
        if row is None:
            other.incident, other.ball = target, None
            other.save()
            continue
        row.due_at = min(row.due_at, other.due_at)
        if _weight(other) > _weight(row):
            row.verdict, row.decided_at, row.decided_by = other.verdict, other.decided_at, other.decided_by
            row.sent_at, row.reference = other.sent_at, other.reference
        row.reason = "\n\n".join(dict.fromkeys(one.reason for one in (row, other) if one.reason))
        row.save()


def _weight(report: Report) -> int:
    return 3 if report.sent_at else 2 if report.verdict == Report.Verdict.REPORT else 0 if report.decided_at else 1


def _review(incident: Incident, target: Incident) -> None:
    """What has been written of a review that is not finished is written there; the review is then to be finished there."""
    written = Review.objects.filter(incident=incident, done_at=None).first()
    if written is None:
        return
    row, _made = Review.objects.get_or_create(incident=target)
    for name in ("happened", "causes", "worked", "better"):
        parts = [getattr(one, name).strip() for one in (row, written)]
        setattr(row, name, "\n\n".join(part for part in parts if part))
    row.done_at, row.done_by, row.why_none = None, None, ""
    row.save()
    written.delete()
