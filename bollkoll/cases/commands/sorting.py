"""Merge, split, link, move: when what came in was not one case each."""

from django.utils.translation import gettext as _

from bollkoll.cases.commands.holding import back_at_the_desk, desk_ball
from bollkoll.cases.commands.procedure import not_in_procedure
from bollkoll.cases.commands.reproduction import settle
from bollkoll.cases.commands.triage import subject_line
from bollkoll.cases.events import Linked, Merged, MessageMoved, Opened, SplitOff, Unlinked, Unmerged
from bollkoll.cases.models import Case, CaseLink, Merge, Message, Watcher
from bollkoll.cases.policy import may_see
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment, Subject
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.people.actor import Actor


def _other(actor: Actor, case: Case, other: Case) -> Case:
    """The second case of the pair, under lock; never one the actor cannot see."""
    other = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("subject").get(pk=other.pk)
    if not may_see(actor, other):
        raise NotAllowed("cases.other")
    if other.pk == case.pk:
        raise Refused(_("A case cannot be joined with itself."), "same")
    return other


@command
def merge(actor: Actor, case: Case, *, target: Case) -> Case:
    """Join ``case`` into ``target``: its dialogue is shown there and later replies land there. ``unmerge`` undoes it.

    The two must be of the same institution, or one would show another institution's words; use ``link`` for that.
    """
    target = _other(actor, case, target)
    if case.merged_into_id or target.merged_into_id:
        raise Refused(_("One of them has already been merged."), "merged")
    if not case.is_open:
        raise Refused(_("The case is closed. Open it again first."), "closed")
    if not target.is_open:
        raise Refused(
            _(
                "#%(number)s is closed: nobody would have this case there. Link them instead, or open that one again first."
            )
            % {"number": target.number},
            "closed",
        )
    not_in_procedure(case)
    if case.institution_id != target.institution_id:
        raise Refused(
            _("Cases of different institutions cannot be merged: one would read the other's words. Link them instead."),
            "institutions",
        )
    if case.subject.is_protected != target.subject.is_protected:
        raise Refused(_("A protected case can only be merged with another protected one."), "protected")
    if case.questions.open().exists():
        raise Refused(
            _("Third line has been asked in this case. Merge the other one into it, or withdraw the question first."),
            "asked",
        )
    ball = case.ball
    Merge.objects.create(
        source=case,
        target=target,
        state_before=case.state,
        ball_before={"step": ball.step, "person": ball.person_id, "team": ball.team_id, "note": ball.note},
        merged_at=now(),
    )
    for person_id in {case.reporter_id, *case.watchers.values_list("person", flat=True)} - {target.reporter_id}:
        Watcher.objects.get_or_create(case=target, person_id=person_id, defaults={"added_at": now()})
    case.merged_into, case.state, case.closed_at = target, Case.State.CLOSED, now()
    case.save(update_fields=["merged_into", "state", "closed_at"])
    balls.close_subject(case.subject, end=Commitment.End.PASSED, reason=f"merged into {target.number}")
    settle(target)
    record(Merged(case=case, target=target))
    return target


@command
def unmerge(actor: Actor, case: Case) -> Case:
    """Undo a merge: the case is open again as it was, with its own dialogue. What was written in the target stays there."""
    row = Merge.objects.filter(source=case, undone_at=None).first()
    if row is None:
        raise Refused(_("The case is not merged."), "not_merged")
    row.undone_at = now()
    row.save(update_fields=["undone_at"])
    target = row.target
    case.merged_into, case.state, case.closed_at = None, row.state_before, None
    if case.state in (Case.State.SOLVED, Case.State.CLOSED):
        case.state = Case.State.IN_PROGRESS if case.assignee_id else Case.State.NEW
    if case.state == Case.State.WAITING_REPORTER:
        ball = balls.Ball(step=Commitment.Step.REPLY)
    elif case.state == Case.State.WAITING_THIRD_LINE and case.third_line_team:
        ball = balls.Ball(step=Commitment.Step.THIRD_LINE, team=case.third_line_team)
    else:
        ball = desk_ball(case)
        back_at_the_desk(case, ball)
    case.save(update_fields=["merged_into", "state", "assignee", "closed_at"])
    balls.reopen_subject(case.subject, ball)
    settle(target)
    record(Unmerged(case=case, target=target))
    return case


@command
def split(actor: Actor, case: Case, *, message: Message, title: str) -> Case:
    """Make a case of its own of one message: same reporter, institution and protection; the two are linked."""
    row = case.messages.filter(pk=message.pk).first()
    if row is None or row.kind == Message.Kind.REPORT:
        raise Refused(_("The first report cannot be split off; split off a later message."), "first")
    _not_on_its_way(row)
    line = subject_line(title, _("Write a subject for the new case."))
    ball = desk_ball(case)
    root, agent = balls.open_subject(Subject.Kind.CASE, ball), ball.person
    if case.subject.is_protected:
        root.is_protected = True
        root.save(update_fields=["is_protected"])
    made = Case.objects.create(
        subject=root, title=line, kind=case.kind, reporter=case.reporter, institution=case.institution,
        service=case.service, environment=case.environment, assignee=agent, via=row.via,
        state=Case.State.IN_PROGRESS if agent else Case.State.NEW,
        opened_at=now(), last_contact_at=row.written_at,
    )  # fmt: skip
    for named in case.named.all():
        made.named.create(person=named.person, added_at=now())
    row.case, row.moved_from = made, case
    row.save(update_fields=["case", "moved_from"])
    settle(case)
    settle(made)
    CaseLink.objects.create(one=case, other=made, added_at=now())
    record(Opened(case=made, message=row), actor=actor)
    record(SplitOff(case=case, made=made))
    return made


def _not_on_its_way(row: Message) -> None:
    """An answer that can still be taken back would leave an empty case behind."""
    if row.is_waiting:
        raise Refused(
            _("The answer has not been sent yet. Take it back, or wait a moment until it has been sent."), "waiting"
        )


def _not_shown_to_others(case: Case, target: Case) -> None:
    """What is written in a protected case is read by those it names; in another case others would read it."""
    if not case.subject.is_protected:
        return
    names = set(case.named.values_list("person", flat=True))
    if not target.subject.is_protected or not set(target.named.values_list("person", flat=True)) <= names:
        raise Refused(
            _(
                "The case is protected, and others may see the case you move to. Protect that one for the same persons first."
            ),
            "protected",
        )


@command
def move_message(actor: Actor, case: Case, *, message: Message, target: Case) -> Message:
    """Move one message to the case where it belongs (same institution)."""
    target = _other(actor, case, target)
    row = case.messages.filter(pk=message.pk).first()
    if row is None or row.kind == Message.Kind.REPORT:
        raise Refused(_("The first report stays; merge the cases instead."), "first")
    _not_on_its_way(row)
    _not_shown_to_others(case, target)
    if case.institution_id != target.institution_id and row.kind != Message.Kind.NOTE:
        raise Refused(_("A message cannot be moved to another institution's case."), "institutions")
    row.case, row.moved_from = target, case
    row.save(update_fields=["case", "moved_from"])
    settle(case)
    settle(target)
    record(MessageMoved(case=case, target=target))
    return row


@command
def link(actor: Actor, case: Case, *, other: Case) -> CaseLink:
    """Say that two cases have to do with each other. Only the desk sees it."""
    other = _other(actor, case, other)
    one, two = sorted((case, other), key=lambda c: c.number)
    row, made = CaseLink.objects.get_or_create(one=one, other=two, defaults={"added_at": now()})
    if not made:
        raise Refused(_("They are already linked."), "unchanged")
    record(Linked(case=case, other=other))
    return row


@command
def unlink(actor: Actor, case: Case, *, other: Case) -> None:
    """Remove a link, whichever way it was made."""
    other = _other(actor, case, other)
    gone = CaseLink.objects.filter(one__in=[case, other], other__in=[case, other]).delete()[0]
    if not gone:
        raise Refused(_("They are not linked."), "unchanged")
    record(Unlinked(case=case, other=other))
