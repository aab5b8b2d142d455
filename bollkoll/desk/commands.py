"""The stand-up: begun, walked through, ended. What is decided is written on the cases themselves."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message
from bollkoll.desk import dealing, morning
from bollkoll.desk.events import (
    AttendanceMarked,
    HandedOut,
    NotedDown,
    StandUpBegun,
    StandUpEnded,
    StandUpRulesChanged,
)
from bollkoll.desk.models import Attendance, Decision, StandUp, StandUpItem, StandUpRules
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

VIA = "stand_up"
"""The door of notes that were written at a stand-up: the timeline says so."""
Section = StandUpItem.Section


def _rules() -> StandUpRules:
    """The one row, locked: two who begin a stand-up at once come one after the other."""
    return StandUpRules.objects.select_for_update(no_key=True).get_or_create(pk=1)[0]


@command
def begin_stand_up(actor: Actor, subject: None = None, *, present: Iterable[Person] = ()) -> StandUp:
    """Begin: what stands on each section is found and kept as it is now. Refused while another goes on."""
    _rules()
    if StandUp.objects.filter(is_running=True).exists():
        raise Refused(_("A stand-up is going on already."), "running")
    calendar = morning.calendar()
    since = morning.since_when(now(), calendar)
    opened, solved = morning.counted_since(actor, since)
    stand_up = StandUp.objects.create(led_by=actor.person, since=since, began_at=now(), opened=opened, solved=solved)
    found = list(morning.found(actor, now(), since, calendar))
    StandUpItem.objects.bulk_create(_item(stand_up, one) for one in found)
    _attend(stand_up, present)
    record(StandUpBegun(stand_up=stand_up, items=len(found)))
    return stand_up


def _item(stand_up: StandUp, one: morning.Found) -> StandUpItem:
    return StandUpItem(
        stand_up=stand_up, section=one.section, case_id=one.case, other_id=one.other, ball_id=one.ball,
        person_id=one.person,
    )  # fmt: skip


def _attend(stand_up: StandUp, present: Iterable[Person]) -> tuple[int, ...]:
    there = {person.pk for person in present}
    for person in Person.objects.second_line():
        Attendance.objects.update_or_create(
            stand_up=stand_up, person=person, defaults={"was_there": person.pk in there}
        )
    return tuple(sorted(there))


def _goes_on(stand_up: StandUp) -> None:
    if not stand_up.is_running:
        raise Refused(_("The stand-up has ended. What you wrote can be noted on the case itself."), "ended")


@command
def mark_attendance(actor: Actor, stand_up: StandUp, *, present: Iterable[Person]) -> StandUp:
    """Who is there, all at once. The others get what was said by mail when it ends."""
    _goes_on(stand_up)
    record(AttendanceMarked(stand_up=stand_up, present=_attend(stand_up, present)))
    return stand_up


@command
def note_down(actor: Actor, stand_up: StandUp, *, case: Case, text: str, kind: str, once: str = "") -> Message:
    """A decision or a question, as an internal note on the case. Refused for protected cases: the screen is shared."""
    _goes_on(stand_up)
    if case.subject.is_protected:
        raise Refused(_("Nothing is written of a protected case here: the screen is shared."), "protected")
    message = cases.note(actor, case, text=text, via=VIA, once=once)
    decision = Decision.objects.create(stand_up=stand_up, kind=kind, case=case, message=message, at=now())
    record(NotedDown(stand_up=stand_up, decision=decision, case=case, message=message))
    return message


@command
def hand_out(actor: Actor, stand_up: StandUp, *, case: Case, person: Person | None) -> Case:
    """Give somebody a case that nobody has. Refused when a colleague has it already, or when it is protected."""
    _goes_on(stand_up)
    if case.subject.is_protected:
        raise Refused(_("A protected case is not dealt out here: the screen is shared."), "protected")
    if not dealing.give(actor, case, person) or person is None:
        raise Refused(_("%(name)s has the case already.") % {"name": person}, "unchanged")
    decision = Decision.objects.create(stand_up=stand_up, kind=Decision.Kind.DEALT, case=case, person=person, at=now())
    record(HandedOut(stand_up=stand_up, decision=decision, case=case, person=person.pk))
    return case


@command
def end_stand_up(actor: Actor, stand_up: StandUp) -> StandUp:
    """End it. It is kept as it was, and those of second line who were not there are told by mail. Refused (``nobody``) while
    nobody is marked as there."""
    if not stand_up.is_running:
        raise Refused(_("The stand-up has already ended."), "ended")
    if not stand_up.attendances.filter(was_there=True).exists():
        raise Refused(_("Nobody is marked as here. Mark who is, and end it then: the others get it by mail."), "nobody")
    stand_up.is_running, stand_up.ended_at = None, now()
    stand_up.save(update_fields=["is_running", "ended_at"])
    there = set(stand_up.attendances.filter(was_there=True).values_list("person", flat=True))
    absent = Person.objects.second_line().exclude(pk__in=there).order_by("pk").values_list("pk", flat=True)
    # The mail goes to everybody, so what is protected is not in its numbers.
    open_to_all = stand_up.items.exclude(case__subject__is_protected=True).exclude(other__is_protected=True)
    stood = list(open_to_all.values_list("section", flat=True))
    decided = list(stand_up.decisions.values_list("message", "case"))
    record(
        StandUpEnded(
            stand_up=stand_up,
            told=tuple(absent),
            present=tuple(sorted(there)),
            acute=stood.count(Section.ACUTE),
            promises=stood.count(Section.PROMISES),
            nobody=stood.count(Section.NOBODY),
            third_line=stood.count(Section.THIRD_LINE),
            stuck=stood.count(Section.STUCK),
            opened=stand_up.opened,
            solved=stand_up.solved,
            thanked=stood.count(Section.THANKS),
            noted=tuple(str(message) for message, _case in decided if message),
            dealt=tuple(str(case) for message, case in decided if not message),
        )
    )
    return stand_up


@command
def change_stand_up_rules(
    actor: Actor, subject: None = None, *, stuck_after: int, third_line_after: int
) -> StandUpRules:
    """What counts as too long, in working days."""
    rules = _rules()
    rules.stuck_after, rules.third_line_after = stuck_after, third_line_after
    rules.save()
    record(StandUpRulesChanged(stuck_after=stuck_after, third_line_after=third_line_after))
    return rules
