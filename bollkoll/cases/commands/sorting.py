"""Split, link, move: when what came in was not one case each."""

from django.utils.translation import gettext as _

from bollkoll.cases.commands.holding import desk_ball
from bollkoll.cases.commands.reproduction import settle
from bollkoll.cases.commands.triage import subject_line
from bollkoll.cases.events import Linked, MessageMoved, Opened, SplitOff, Unlinked
from bollkoll.cases.models import Case, CaseLink, Message
from bollkoll.cases.policy import may_see
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Subject
from bollkoll.log.acting import NotAllowed, Refused, command, now, record
from bollkoll.people.actor import Actor


def other_of_pair(actor: Actor, case: Case, other: Case) -> Case:
    """The second case of the pair, under lock; never one the actor cannot see."""
    other = under_lock(other)
    if not may_see(actor, other):
        raise NotAllowed("cases.other")
    if other.pk == case.pk:
        raise Refused(_("A case cannot be joined with itself."), "same")
    return other


def under_lock(case: Case) -> Case:
    return Case.objects.select_for_update(no_key=True, of=("self",)).select_related("subject").get(pk=case.pk)


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
    target = other_of_pair(actor, case, target)
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
    other = other_of_pair(actor, case, other)
    one, two = sorted((case, other), key=lambda c: c.number)
    row, made = CaseLink.objects.get_or_create(one=one, other=two, defaults={"added_at": now()})
    if not made:
        raise Refused(_("They are already linked."), "unchanged")
    record(Linked(case=case, other=other))
    return row


@command
def unlink(actor: Actor, case: Case, *, other: Case) -> None:
    """Remove a link, whichever way it was made."""
    other = other_of_pair(actor, case, other)
    gone = CaseLink.objects.filter(one__in=[case, other], other__in=[case, other]).delete()[0]
    if not gone:
        raise Refused(_("They are not linked."), "unchanged")
    record(Unlinked(case=case, other=other))
