"""One timeline: messages, notes and events as sentences, of the case and of those merged into it.

A constant number of queries however long it is: cases, messages, files, examples, events, and one for each kind of
thing that sentences name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bollkoll.cases.models import Attachment, Case, Contribution, Message, Reproduction
from bollkoll.cases.queries import asking
from bollkoll.cases.queries.finding import threads
from bollkoll.cases.queries.sentences import Names
from bollkoll.log.facts import REGISTRY
from bollkoll.log.models import Event, Topic
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

QUIET = (
    "cases.opened",
    "cases.noted",
    "cases.reproduction_tried",
    "cases.answer_written",
    "cases.answered",
    "cases.replied",
    "cases.auto_replied",
    "cases.input_asked_for",
    "cases.question_answered",
    "cases.question_returned",
    "cases.question_passed_on",
    "cases.question_commented",
    "commitments.",
    "email.",
    "incidents.",
)
"""Beginnings of events that say what a message, another event or the panel of what was told already shows."""

SHARED = {
    "cases.taken",
    "cases.assigned",
    "cases.waiting_third_line",
    "cases.taken_over",
    "cases.reopened",
    "cases.solved",
    "cases.confirmed",
    "cases.closed",
    "cases.thanked",
    "cases.did_not_help",
    "cases.merged",
    "cases.unmerged",
    "cases.split",
    "cases.renamed",
    "cases.watcher_added",
    "cases.watcher_removed",
    "cases.reporter_gone",
}
"""What the reporter's side is told of what happens."""

FOLDED = {"cases.triaged", "cases.ball_set", "cases.renamed", "cases.taken", "cases.assigned", "cases.linked"}
"""The same again by the same person with nothing in between is one line: the latest."""

ICONS = {
    "cases.taken": "ball-full",
    "cases.assigned": "hand-over",
    "cases.ball_given": "hand-over",
    "cases.dealt_out_again": "refresh",
    "cases.stood_in": "people",
    "cases.came_back": "undo",
    "cases.reporter_gone": "person",
    "cases.triaged": "tag",
    "cases.renamed": "edit",
    "cases.answer_undone": "undo",
    "cases.reopened": "refresh",
    "cases.waiting_third_line": "people",
    "cases.offered": "hand-over",
    "cases.taken_over": "ball-full",
    "cases.offer_returned": "undo",
    "cases.offer_withdrawn": "undo",
    "cases.offer_fell": "undo",
    "cases.offer_lapsed": "clock",
    "cases.given_back": "undo",
    "cases.third_line_chased": "bell",
    "cases.reminded": "bell",
    "cases.question_withdrawn": "x",
    "cases.question_chased": "bell",
    "cases.question_raised": "ball",
    "cases.question_moved": "people",
    "cases.ball_set": "ball",
    "cases.solved": "check-circle",
    "cases.confirmed": "check-circle",
    "cases.closed": "state-closed",
    "cases.thanked": "heart",
    "cases.did_not_help": "alert",
    "cases.merged": "merge",
    "cases.unmerged": "split",
    "cases.split": "split",
    "cases.linked": "link",
    "cases.unlinked": "link",
    "cases.message_moved": "arrow-right",
    "cases.protected": "shield",
    "cases.unprotected": "shield",
    "cases.person_named": "eye",
    "cases.person_unnamed": "eye-off",
    "cases.watcher_added": "plus",
    "cases.watcher_removed": "minus",
}
SHOWN_AS = {
    Message.Kind.REPORT: "message",
    Message.Kind.REPLY: "message",
    Message.Kind.ANSWER: "answer",
    Message.Kind.NOTE: "note",
}
DOORS = {"mail": "mail", "email": "mail", "phone": "phone", "web": "portal"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in the timeline. ``kind`` as the page draws it: message, answer, note, event.

    ``sentence`` (events) is safe HTML; ``origin`` is the case it came from when that is another than the page's.
    """

    kind: str
    at: datetime
    anchor: str
    order: tuple = ()
    who: str = ""
    role: str = ""
    channel: str = ""
    icon: str = ""
    word: str = ""
    message: Message | None = None
    said: Contribution | None = None
    attempt: Reproduction | None = None
    files: tuple[Attachment, ...] = ()
    sentence: SafeString = field(default_factory=lambda: mark_safe(""))
    details: str = ""
    origin: Case | None = None
    is_merged: bool = False
    is_new: bool = False
    event_kind: str = ""
    actor_id: int | None = None


def timeline(actor: Actor, case: Case, seen: Message | None = None) -> list[Entry]:
    """Everything, for staff; for anybody else the shared one. What others wrote after ``seen`` is marked new."""
    if not (actor.is_staff or actor.is_machine):
        return shared_timeline(actor, case)
    cases = threads(actor, case)
    events = (event for event in _events(cases) if not event.kind.startswith(QUIET) and not _is(event.kind, "is_quiet"))
    entries = _messages(actor, case, cases, Message.objects.all()) + _sentences(actor, case, events)
    entries += [_input(said) for said in asking.contributions(cases)]
    return [_marked(entry, actor, seen) for entry in _folded(_in_order(entries))]


def shared_timeline(actor: Actor, case: Case) -> list[Entry]:
    """What the reporter's side reads: the dialogue, and a few plain events. Never a note, never an unsent answer."""
    cases = threads(actor, case)
    events = (event for event in _events(cases) if event.kind in SHARED or _is(event.kind, "is_told"))
    entries = _messages(actor, case, cases, Message.objects.shared()) + _sentences(actor, case, events)
    return _folded(_in_order(entries))


def newer_than(actor: Actor, case: Case, seen: Message | None) -> list[Message]:
    """What others have said in the dialogue since ``seen``."""
    if seen is None:
        return []
    rows = case.messages.exclude(kind=Message.Kind.NOTE).exclude(author=actor.person_id)
    return list(rows.filter(written_at__gt=seen.written_at).select_related("author"))


def _in_order(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.at, entry.order))


def _folded(entries: list[Entry]) -> list[Entry]:
    kept: list[Entry] = []
    for entry in entries:
        last = kept[-1] if kept else None
        is_folded = entry.event_kind in FOLDED
        if last and is_folded and (entry.event_kind, entry.actor_id) == (last.event_kind, last.actor_id):
            kept.pop()
        kept.append(entry)
    return kept


def _marked(entry: Entry, actor: Actor, seen: Message | None) -> Entry:
    message = entry.message
    fresh = seen and message and message.written_at > seen.written_at and message.author_id != actor.person_id
    return replace(entry, is_new=True) if fresh else entry


# Messages


def _messages(actor: Actor, case: Case, cases: list[Case], rows) -> list[Entry]:
    rows = rows.filter(case__in=cases).select_related("author", "reproduction__environment")
    rows = rows.prefetch_related("attachments", "moved_from__subject")
    prefetch_related_objects(cases, "examples")
    known = {one.pk: one for one in cases}
    entries = []
    for message in rows.order_by("written_at", "pk"):
        message.case = known[message.case_id]
        entries.append(_entry(message, case, getattr(message, "reproduction", None)))
    return entries


def _entry(message: Message, case: Case, attempt: Reproduction | None) -> Entry:
    author = message.author
    merged = message.case_id != case.pk
    outside = message.kind in (Message.Kind.REPORT, Message.Kind.REPLY)
    return Entry(
        kind=SHOWN_AS[Message.Kind(message.kind)],
        at=message.written_at,
        anchor=f"m-{message.pk}",
        order=(0, message.pk.int),
        who=author.name if author else _("The system"),
        role=_role(author, message.case),
        channel=DOORS.get(message.via, "") if outside or message.via == "phone" else "",
        message=message,
        attempt=attempt,
        icon="flask" if attempt else "standup" if message.via == "stand_up" else "",
        word=_word(message, bool(attempt)),
        files=tuple(message.attachments.all()),
        origin=message.case if merged else message.moved_from,
        is_merged=merged,
        actor_id=message.author_id,
    )


def _word(message: Message, is_attempt: bool) -> str:
    if is_attempt:
        return _("Internal: attempt to reproduce")
    if message.kind == Message.Kind.REPLY and message.author_id not in (None, message.case.reporter_id):
        return _("From a colleague of the reporter")
    return _("Internal: from the stand-up") if message.via == "stand_up" else ""


def _input(said: Contribution) -> Entry:
    """An entry of a question's thread, for those who see the whole case."""
    author = said.author
    return Entry(
        kind="input",
        at=said.said_at,
        anchor=f"q-{said.pk}",
        order=(0, said.pk),
        who=author.name if author else _("The system"),
        role=author.title if author else "",
        said=said,
        files=tuple(said.attachments.all()),
        actor_id=said.author_id,
    )


def _role(author: Person | None, case: Case) -> str:
    if author is None:
        return ""
    return author.title if author.line else case.institution.code


# Events as sentences


def _is(kind: str, what: str) -> bool:
    """What the app above that such events come from says of them: ``is_told`` (the reporter's side reads them), ``is_quiet``."""
    return bool(getattr(REGISTRY.get(kind), what, False))


def _events(cases: list[Case]) -> list[Event]:
    """Events of the page's case; of merged ones only the merge itself, which stands under both names."""
    found = Topic.objects.filter(name=cases[0].topic).values("event")
    return list(Event.objects.filter(pk__in=found).select_related("actor").order_by("at", "pk"))


def _sentences(actor: Actor, case: Case, events: Iterable[Event]) -> list[Entry]:
    events = [event for event in events if event.kind in REGISTRY]
    names = Names(actor, case, events)
    return [
        Entry(
            kind="event",
            at=event.at,
            anchor=f"e-{event.pk}",
            order=(1, event.pk),
            sentence=names.sentence(event),
            details=names.details(event),
            icon=ICONS.get(event.kind) or str(getattr(REGISTRY[event.kind], "icon", "live-dot")),
            event_kind=event.kind,
            actor_id=event.actor_id,
        )
        for event in events
    ]
