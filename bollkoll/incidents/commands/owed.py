"""What an incident owes, made true: called by every verb here that may change it. The incident is under lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from bollkoll.commitments import commands as balls
from bollkoll.commitments import followers
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.incidents import rules
from bollkoll.incidents.events import Ended, Settled
from bollkoll.incidents.models import Action, Decision, Incident, Participant, ProcessStep, Report, Review, Task
from bollkoll.incidents.queries import meanwhile
from bollkoll.log.acting import Refused, command, now, record, reread
from bollkoll.people import queries as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services

End, Step = Commitment.End, Commitment.Step
WITH_BALL = {"publish": Step.PUBLISH, "reproduce": Step.REPRODUCE}
"""Steps that are a ball by themselves; the others are balls of those who are asked, or of the notice."""


@dataclass(frozen=True)
class Wanted:
    """A ball that there should be. ``is_fixed``: that holder and nobody else. ``is_promised``: its time was said to others, in
    the review that is kept."""

    step: str
    holder: dict[str, Any]
    look_at: datetime
    note: str = ""
    is_fixed: bool = True
    is_promised: bool = False

    def ball(self) -> balls.Ball:
        return balls.Ball(
            step=self.step, look_again_at=self.look_at, is_look_chosen=True, note=self.note,
            promised_at=self.look_at if self.is_promised else None, **self.holder,
        )  # fmt: skip

    def is_held(self, ball: Commitment) -> bool:
        if ball.step != self.step:
            return False
        person, team = self.holder.get("person"), self.holder.get("team")
        same = ball.person_id == (person.pk if person else None) and ball.team_id == (team.pk if team else None)
        return same or (not self.is_fixed and _holds_well(ball))


@command
def settle(actor: Actor, incident: Incident) -> Incident:
    """Make what is owed true again. Refused (``unchanged``) when it is."""
    if not put_right(incident):
        raise Refused("", "unchanged")
    record(Settled(incident=incident))
    return incident


def must_stand(incident: Incident) -> None:
    """Of one that was merged into another nothing is changed: it is done there."""
    if incident.merged_into is not None:
        words = _("It has been merged into incident #%(number)s. Do it there.")
        raise Refused(words % {"number": incident.merged_into.number}, "merged")


def must_be_seen(
    incident: Incident, seen: int | None, kinds: tuple[str, ...], stands: object = "", **named: object
) -> None:
    """Of two who change the same the second reads first what the first has done. ``seen``: what the page had seen
    (``queries.meanwhile.last``), nothing when nobody looked at a page; ``stands``: how it is now, in a few words."""
    who = meanwhile.changers(incident, seen, kinds, **named) if seen is not None else []
    if not who:
        return
    words = _("%(name)s has changed this meanwhile. Nothing of yours is saved yet.")
    if stands:
        words = _("%(name)s has changed this meanwhile: it is now %(stands)s. Nothing of yours is saved yet.")
    raise Refused(words % {"name": " · ".join(who), "stands": stands}, "changed")


def goes_on_as(incident: Incident) -> Incident:
    """The incident that it was merged into, under lock; itself when it was not."""
    while incident.merged_into is not None:
        incident = reread(incident.merged_into)
    return incident


def owes_again(incident: Incident) -> None:
    """Somebody waits for the final answer: a closed incident is then only resolved."""
    if incident.is_closed and not incident.merged_into_id:
        incident.state, incident.closed_at = Incident.State.RESOLVED, None
        incident.save(update_fields=["state", "closed_at"])


def put_right(incident: Incident) -> bool:
    """Whether anything had to change."""
    changed = _main(incident)
    if incident.merged_into_id or not incident.subject.is_open:
        return changed
    changed |= _severity(incident)
    rows: list[tuple[Any, Wanted | None]] = [
        *((row, _step(incident, row)) for row in ProcessStep.objects.filter(incident=incident)),
        *((row, _decision(row)) for row in Decision.objects.filter(incident=incident).select_related("asked_of")),
        *((row, _participant(row)) for row in Participant.objects.filter(incident=incident)),
        *((row, _task(incident, row)) for row in Task.objects.filter(incident=incident)),
        *((row, _action(row)) for row in Action.objects.filter(incident=incident)),
        *((row, _report(incident, row)) for row in Report.objects.filter(incident=incident).select_related("rule")),
    ]
    for row, wanted in rows:
        changed |= hold_side(incident, row, wanted)
    return changed


def give(person: Person | None, step: str) -> dict[str, Any]:
    """Who holds what ``person`` should: themselves while they are here and may, else their deputy, else the coordinator."""
    if person is None:
        return balls.coordinator_or_desk()
    if balls.may_hold(person, step) and not people.is_away(person):
        return {"person": person}
    return balls.instead_of(person)


def _is_here(person: Person | None) -> bool:
    return person is not None and not people.is_away(person)


def _holds_well(ball: Commitment) -> bool:
    person = ball.person
    return ball.team_id is not None or (
        person is not None and balls.may_hold(person, ball.step) and not people.is_away(person)
    )


# The main ball


def _main(incident: Incident) -> bool:
    subject = incident.subject
    subject.refresh_from_db(fields=["is_open", "main"])
    wanted = None if incident.merged_into_id else _wanted_main(incident)
    if wanted is None:
        if not subject.is_open:
            return False
        _end_sides(incident)
        balls.close_subject(subject)
        if not incident.merged_into_id:
            record(Ended(incident=incident))
        return True
    if not subject.is_open:
        balls.reopen_subject(subject, wanted.ball())
        return True
    main = subject.main
    if main is not None and wanted.is_held(main):
        return _look_anew(incident, main)
    balls.move(subject, wanted.ball(), end=End.PASSED)
    return True


def _look_anew(incident: Incident, main: Commitment) -> bool:
    """Whoever leads is at it: they look at the whole again a while after the last thing that was done."""
    if main.step != Step.RESTORE or main.look_again_at > now() + rules.LOOK_WITHIN / 2:
        return False
    balls.count_anew(incident.subject, look_again_at=now() + rules.LOOK_WITHIN, promised_at=main.promised_at)
    return True


def _wanted_main(incident: Incident) -> Wanted | None:
    at = now()
    if incident.is_unresolved:
        if incident.lead is None:
            due = max(incident.declared_at + rules.LEAD_WITHIN, at + timedelta(minutes=1))
            return Wanted(Step.LEAD, balls.coordinator_or_desk(), due, is_fixed=False)
        return Wanted(Step.RESTORE, give(incident.lead, Step.RESTORE), at + rules.LOOK_WITHIN)
    speaker = incident.communicator or incident.lead
    if not incident.is_closed:
        if incident.affected.waiting().exists():
            return Wanted(Step.FINAL, give(speaker, Step.FINAL), at + rules.FINAL_WITHIN, is_fixed=False)
        return Wanted(Step.FOLLOW_UP, give(incident.lead, Step.FOLLOW_UP), services.look_again(at), is_fixed=False)
    review = Review.objects.filter(incident=incident).first()
    if review is None or review.done_at is None:
        due = (incident.closed_at or at) + rules.REVIEW_WITHIN
        return Wanted(Step.REVIEW, give(incident.lead, Step.REVIEW), max(due, at + timedelta(days=1)), is_fixed=False)
    parts: list[Any] = [incident.actions, incident.reports, incident.tasks, incident.decisions]
    left = [row for part in parts for row in part.all() if row.is_open]
    if left:
        due = max(min(row.due_at for row in left), services.look_again(at))
        return Wanted(Step.FOLLOW_UP, give(incident.lead, Step.FOLLOW_UP), due, is_fixed=False)
    return None


def _end_sides(incident: Incident) -> None:
    sides = Commitment.objects.open().filter(subject=incident.subject).exclude(pk=incident.subject.main_id)
    for ball in sides.select_related("subject"):
        balls.end_ball(ball, end=End.RELEASED)


# The others


def hold_side(incident: Incident, row: Any, wanted: Wanted | None, field: str = "ball") -> bool:
    """The row's ball is the wanted one, or has ended. Whether anything had to change."""
    key = getattr(row, f"{field}_id")
    ball = Commitment.objects.select_related("person", "subject").filter(pk=key).first() if key else None
    is_open = ball is not None and ball.ended_at is None
    if wanted is None:
        if ball is not None and is_open:
            balls.end_ball(ball, end=End.RELEASED if _was_dropped(row) else End.KEPT)
        return is_open
    if ball is not None and is_open and wanted.is_held(ball) and ball.look_again_at == wanted.look_at:
        return False
    made = balls.add_side_ball(incident.subject, wanted.ball())
    if ball is not None and is_open:
        balls.end_ball(ball, end=End.PASSED)
    setattr(row, field, made)
    row.save(update_fields=[field])
    return True


def _was_dropped(row: Model) -> bool:
    if isinstance(row, ProcessStep):
        return row.outcome == ProcessStep.Outcome.SKIPPED
    if isinstance(row, Participant):
        return row.state == Participant.State.LEFT
    return bool(getattr(row, "is_dropped", False) or getattr(row, "is_withdrawn", False))


def _severity(incident: Incident) -> bool:
    wanted = None
    if incident.severity is None and incident.is_unresolved:
        due = incident.declared_at + rules.SEVERITY_WITHIN
        wanted = Wanted(Step.SEVERITY, give(incident.lead, Step.SEVERITY), due, is_fixed=_is_here(incident.lead))
    return hold_side(incident, incident, wanted, "severity_ball")


def _step(incident: Incident, row: ProcessStep) -> Wanted | None:
    step = WITH_BALL.get(row.kind)
    if step is None or not row.is_open or not incident.is_unresolved or row.due_at is None:
        return None
    owner = row.owner or (incident.communicator if row.kind == ProcessStep.Kind.PUBLISH else None) or incident.lead
    return Wanted(step, give(owner, step), row.due_at, is_fixed=owner is not None)


def _decision(row: Decision) -> Wanted | None:
    if not row.is_open or row.due_at is None:
        return None
    return Wanted(Step.DECIDE, give(row.asked_of, Step.DECIDE), row.due_at, row.question[:190])


def _participant(row: Participant) -> Wanted | None:
    if row.state != Participant.State.ASKED:
        return None
    holder = give(row.person, Step.JOIN) if row.person else {"team": row.team}
    return Wanted(Step.JOIN, holder, row.due_at, row.wanted_for)


def _task(incident: Incident, row: Task) -> Wanted | None:
    if not row.is_open:
        return None
    owner = row.owner or incident.lead
    return Wanted(Step.TASK, give(owner, Step.TASK), row.due_at, row.what[:190], is_fixed=owner is not None)


def _action(row: Action) -> Wanted | None:
    if not row.is_open:
        return None
    return Wanted(Step.ACTION, give(row.owner, Step.ACTION), row.due_at, row.what[:190], is_promised=True)


def _report(incident: Incident, row: Report) -> Wanted | None:
    if not row.is_open:
        return None
    holder = give(incident.lead, Step.REPORT)
    return Wanted(Step.REPORT, holder, row.due_at, row.rule.name_sv, is_fixed=_is_here(incident.lead))


# Somebody is away or has left


def _hold(subject: Subject) -> None:
    for incident in Incident.objects.filter(pk=subject.pk):
        reread(incident)


def _moved(old: Commitment, new: Commitment) -> None:
    """The ball went to somebody else: so did what it was for."""
    if old.step == Step.RESTORE:
        incident = Incident.objects.get(pk=old.subject_id)
        incident.lead = new.person
        incident.save(update_fields=["lead"])
        if new.person is None:
            put_right(incident)
    Incident.objects.filter(severity_ball=old).update(severity_ball=new)
    for model in (ProcessStep, Task):
        # What lay with the desk is theirs who took it, whoever once had it.
        whose = {} if old.team_id else {"owner": old.person_id}
        model.objects.filter(ball=old, **whose).update(owner=new.person_id)
    if new.person_id:
        Action.objects.filter(ball=old).update(owner=new.person_id)
        Decision.objects.filter(ball=old).update(asked_of=new.person_id)
        Participant.objects.filter(ball=old).update(person=new.person_id)
    for rows in (ProcessStep, Task, Action, Decision, Participant, Report):
        rows.objects.filter(ball=old).update(ball=new)
    if old.person_id is None:
        return
    Incident.objects.filter(pk=old.subject_id, communicator=old.person_id).update(communicator=new.person_id)


followers.register(Subject.Kind.INCIDENT, hold=_hold, moved=_moved)
