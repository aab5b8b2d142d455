"""What is done in the room: notes, attempts, decisions, who is in, tasks."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from bollkoll.cases.commands.once import claim, keep
from bollkoll.cases.models import Case
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.incidents import policy, rules
from bollkoll.incidents.commands.owed import must_stand, put_right
from bollkoll.incidents.commands.process import done_by_doing
from bollkoll.incidents.events import (
    Decided,
    DecisionAsked,
    DecisionWithdrawn,
    Declined,
    Joined,
    LeftRoom,
    Noted,
    PulledIn,
    TaskAdded,
    TaskDone,
    TaskDropped,
)
from bollkoll.incidents.models import Decision, Incident, Note, Participant, ProcessStep, Task
from bollkoll.kit import text as texts
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Environment, Membership, Team

Step = Commitment.Step


def _written(text: str, most: int = 0) -> str:
    """The text as it is kept: without identity numbers, whoever reads the room. Refused when there is none."""
    said = masked(texts.one_line(text, most).text if most else texts.clean(text)).strip()
    if not said:
        raise Refused(_("Write something first."), "empty")
    return said


def _must_be_open(incident: Incident) -> None:
    must_stand(incident)
    if incident.is_closed:
        raise Refused(_("The incident is closed."), "closed")


@command
def note(
    actor: Actor,
    incident: Incident,
    *,
    text: str,
    verdict: str = "",
    environment: Environment | None = None,
    once: str = "",
) -> Note:
    """Write in the room; with a ``verdict``, what came of trying to see the fault oneself."""
    must_stand(incident)
    form = claim(actor.person, "incident_note", once, Note, text, verdict, environment)
    if verdict and verdict not in Case.Verdict.values:
        raise Refused(_("Choose what came of it."), "verdict")
    entry = Note.objects.create(
        incident=incident, kind=Note.Kind.ATTEMPT if verdict else Note.Kind.NOTE, author=actor.person,
        text=_written(text), verdict=verdict, environment=environment if verdict else None, at=now(),
    )  # fmt: skip
    keep(form, entry)
    record(Noted(incident=incident, entry=entry.pk))
    if verdict in (Case.Verdict.REPRODUCED, Case.Verdict.INTERMITTENT):
        done_by_doing(actor, incident, ProcessStep.Kind.REPRODUCE)
    put_right(incident)
    return entry


# Decisions


@command
def ask_for_decision(
    actor: Actor, incident: Incident, *, question: str, person: Person, due_at: datetime | None = None
) -> Decision:
    """Ask somebody to decide, by a time. The question is their ball."""
    _must_be_open(incident)
    if not balls.may_hold(Person.objects.get(pk=person.pk), Step.DECIDE):
        raise Refused(_("%(name)s cannot be asked: they do not work here.") % {"name": person}, "cannot")
    row = Decision.objects.create(
        incident=incident, question=_written(question, 300), asked_of=person, asked_by=actor.person, asked_at=now(),
        due_at=due_at or now() + rules.DECIDE_WITHIN,
    )  # fmt: skip
    record(DecisionAsked(incident=incident, decision=row.pk, person=person.pk, told=(person.pk,)))
    done_by_doing(actor, incident, ProcessStep.Kind.PRIORITISE)
    put_right(incident)
    return row


@command
def decide(actor: Actor, incident: Incident, *, decision: Decision, answer: str, reason: str) -> Decision:
    """The decision and its reason, by whoever was asked; an agent may write down what they said on the telephone."""
    row = Decision.objects.filter(incident=incident, pk=decision.pk).first()
    if row is None or not row.is_open:
        raise Refused(_("It has been decided already."), "decided")
    if not (actor.is_agent or row.asked_of_id == actor.person_id):
        raise Refused(_("Somebody else is asked to decide."), "not_yours")
    row.answer, row.reason = _written(answer, 300), _written(reason)
    row.answered_at, row.answered_by = now(), actor.person
    row.save()
    told = [key for key in (row.asked_by_id, incident.lead_id) if key]
    record(Decided(incident=incident, decision=row.pk, told=tuple(dict.fromkeys(told))))
    put_right(incident)
    return row


@command
def record_decision(actor: Actor, incident: Incident, *, question: str, answer: str, reason: str) -> Decision:
    """What was decided in the room at once."""
    must_stand(incident)
    if actor.person is None:
        raise Refused(_("Only a person can decide."), "nobody")
    row = Decision.objects.create(
        incident=incident, question=_written(question, 300), asked_of=actor.person, asked_by=actor.person, asked_at=now(),
        answer=_written(answer, 300), reason=_written(reason), answered_at=now(), answered_by=actor.person,
    )  # fmt: skip
    record(Decided(incident=incident, decision=row.pk))
    put_right(incident)
    return row


@command
def withdraw_decision(actor: Actor, incident: Incident, *, decision: Decision, reason: str = "") -> Decision:
    """The question has settled itself."""
    row = Decision.objects.filter(incident=incident, pk=decision.pk).first()
    if row is None or not row.is_open:
        raise Refused(_("It has been decided already."), "decided")
    row.is_withdrawn, row.answered_at, row.answered_by, row.reason = True, now(), actor.person, reason
    row.save()
    record(DecisionWithdrawn(incident=incident, decision=row.pk))
    put_right(incident)
    return row


# Who is in


@command
def pull_in(
    actor: Actor, incident: Incident, *, person: Person | None = None, team: Team | None = None, wanted_for: str = ""
) -> Participant:
    """Ask somebody, or a team of third line, to join. Whether they can is their ball, for minutes."""
    _must_be_open(incident)
    if person is None and team is None:
        raise Refused(_("Choose a person or a team."), "nobody")
    if person is not None and team is not None:
        raise Refused(
            _("Choose either %(name)s or %(team)s, and ask the other after that.") % {"name": person, "team": team},
            "both",
        )
    rows = Participant.objects.filter(incident=incident, state__in=("asked", "accepted"))
    if rows.filter(Q(person=person) if person else Q(team=team, person=None)).exists():
        raise Refused(_("They are asked, or in, already."), "unchanged")
    if person is not None and not balls.may_hold(Person.objects.get(pk=person.pk), Step.JOIN):
        raise Refused(_("%(name)s does not work here.") % {"name": person}, "cannot")
    row = Participant.objects.create(
        incident=incident, person=person, team=team, wanted_for=texts.one_line(wanted_for, 120).text,
        asked_by=actor.person, asked_at=now(), due_at=now() + rules.JOIN_WITHIN,
    )  # fmt: skip
    people = [person.pk] if person else _members(team)
    for key in people[:1] or ([actor.person_id] if actor.person_id else []):
        record(PulledIn(incident=incident, participant=row.pk, whom=key, told=tuple(people)))
    done_by_doing(actor, incident, ProcessStep.Kind.PULL_IN)
    put_right(incident)
    return row


def _members(team: Team | None) -> list[int]:
    rows = Membership.objects.filter(team=team, part=Membership.Part.MEMBER, person__ended_at=None)
    return list(rows.order_by("person__sort").values_list("person", flat=True))


def _asked(actor: Actor, incident: Incident, participant: Participant) -> Participant:
    row = Participant.objects.filter(incident=incident, pk=participant.pk).first()
    if row is None or row.state != Participant.State.ASKED:
        raise Refused(_("It has been answered already."), "answered")
    if not (actor.is_agent or Participant.objects.filter(policy.asked_of(actor), pk=row.pk).exists()):
        raise Refused(_("Somebody else is asked to join."), "not_yours")
    return row


@command
def accept(actor: Actor, incident: Incident, *, participant: Participant) -> Participant:
    """They are in, from now. For a team whoever says so is the one who is."""
    row = _asked(actor, incident, participant)
    if row.person is None and actor.person is not None and not actor.is_agent:
        row.person = actor.person
    row.state, row.answered_at = Participant.State.ACCEPTED, now()
    row.save()
    told = [key for key in (row.asked_by_id, incident.lead_id) if key]
    record(Joined(incident=incident, participant=row.pk, told=tuple(dict.fromkeys(told))))
    put_right(incident)
    return row


@command
def decline(actor: Actor, incident: Incident, *, participant: Participant, reason: str = "") -> Participant:
    """They cannot, for a reason. Whoever leads knows at once and asks somebody else."""
    row = _asked(actor, incident, participant)
    row.state, row.answered_at = Participant.State.DECLINED, now()
    row.reason = texts.one_line(reason, 200).text
    row.save()
    told = [key for key in (row.asked_by_id, incident.lead_id) if key]
    record(Declined(incident=incident, participant=row.pk, told=tuple(dict.fromkeys(told))))
    put_right(incident)
    return row


@command
def leave(actor: Actor, incident: Incident, *, participant: Participant) -> Participant:
    """They are not needed any more."""
    row = Participant.objects.filter(incident=incident, pk=participant.pk).first()
    if row is None or row.state not in (Participant.State.ASKED, Participant.State.ACCEPTED):
        raise Refused(_("That is already so."), "unchanged")
    row.state, row.left_at, row.answered_at = Participant.State.LEFT, now(), row.answered_at or now()
    row.save()
    record(LeftRoom(incident=incident, participant=row.pk, whom=row.person_id or row.asked_by_id or 0))
    put_right(incident)
    return row


# Tasks


@command
def add_task(
    actor: Actor, incident: Incident, *, what: str, owner: Person | None = None, due_at: datetime | None = None
) -> Task:
    """Something to do now. Without an owner whoever leads has it."""
    _must_be_open(incident)
    if owner is not None and not balls.may_hold(Person.objects.get(pk=owner.pk), Step.TASK):
        raise Refused(_("%(name)s does not work here.") % {"name": owner}, "cannot")
    row = Task.objects.create(
        incident=incident, what=_written(what, 200), owner=owner, added_by=actor.person, added_at=now(),
        due_at=due_at or now() + rules.LOOK_WITHIN,
    )  # fmt: skip
    told = (owner.pk,) if owner and owner.pk != actor.person_id else ()
    record(TaskAdded(incident=incident, task=row.pk, told=told))
    put_right(incident)
    return row


@command
def do_task(actor: Actor, incident: Incident, *, task: Task) -> Task:
    row = _open_task(incident, task)
    row.done_at, row.done_by = now(), actor.person
    row.save(update_fields=["done_at", "done_by"])
    record(TaskDone(incident=incident, task=row.pk))
    put_right(incident)
    return row


@command
def drop_task(actor: Actor, incident: Incident, *, task: Task, reason: str = "") -> Task:
    """It need not be done."""
    row = _open_task(incident, task)
    row.done_at, row.done_by, row.is_dropped, row.reason = now(), actor.person, True, reason
    row.save(update_fields=["done_at", "done_by", "is_dropped", "reason"])
    record(TaskDropped(incident=incident, task=row.pk))
    put_right(incident)
    return row


def _open_task(incident: Incident, task: Task) -> Task:
    row = Task.objects.filter(incident=incident, pk=task.pk).first()
    if row is None or not row.is_open:
        raise Refused(_("The task is done."), "done")
    return row
