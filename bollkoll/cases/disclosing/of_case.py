"""What cases have of a case: how it stands, what was reported, the dialogue, questions to third line, what happened."""

import re
from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Attachment, Case, CaseLink, Contribution, Message, Named, Reproduction, Thanks
from bollkoll.cases.queries.finding import threads
from bollkoll.cases.queries.sentences import Names
from bollkoll.log.disclosing import Group, Held, Item, Line, Section, in_case, items
from bollkoll.log.facts import REGISTRY
from bollkoll.log.models import Event, Topic
from bollkoll.people.actor import Actor


@in_case(order=10)
def standing(actor: Actor, case: Case) -> Iterator[Section]:
    """How it stands, of the case and of those merged into it."""
    cases = threads(actor, case)
    yield Section("case", _("The case"), [Item(_facts(one)) for one in cases])
    for one in cases:
        yield from _report(one)


def _facts(case: Case) -> list[Line]:
    found = [
        Line("number", _("Number"), case.number),
        Line("title", _("Subject"), case.title),
        Line("kind", _("Kind"), capfirst(case.get_kind_display())),
        Line("state", _("State"), capfirst(case.get_state_display())),
        Line("institution", _("Institution"), case.institution.name),
        Line("reporter", _("Reporter"), str(case.reporter)),
        Line("service", _("Service"), str(case.service or "")),
        Line("environment", _("Environment"), str(case.environment or "")),
        Line("agent", _("Agent"), str(case.assignee or "")),
        Line("is_protected", _("Protected"), case.subject.is_protected or None),
        Line("opened_at", _("Opened"), case.opened_at),
        Line("solved_at", _("Solved"), case.solved_at),
        Line("closed_at", _("Closed"), case.closed_at),
        Line("merged_into", _("Merged into"), case.merged_into.number if case.merged_into else None),
    ]
    return [line for line in found if line.value not in (None, "")]


def _report(case: Case) -> Iterator[Section]:
    report = getattr(case, "report", None)
    if report is not None:
        told = [
            Line("did", _("what you did"), report.did),
            Line("happened", _("what happened"), report.happened),
            Line("expected", _("what you expected"), report.expected),
            Line("since", _("since when"), report.since),
            Line("affected", _("who is affected"), str(report.get_affected_display())),
        ]
        told = [line for line in told if line.value]
        if told:
            yield Section("report", _("What was reported"), [Item(told)])
    yield Section(
        "examples",
        _("Examples"),
        items(
            case.examples.all(),
            ("course", _("course code"), "course"),
            ("occasion", _("occasion code"), "occasion"),
            ("student", _("student UID"), "student"),
            ("time", _("time"), "time"),
            ("wrong", _("what is wrong"), "wrong"),
        ),
    )


@in_case(order=20)
def dialogue(actor: Actor, case: Case) -> Iterator[Section]:
    """Every message and note; an answer that can still be taken back has not been given."""
    rows = Message.objects.filter(case__in=threads(actor, case)).exclude(kind=Message.Kind.ANSWER, released_at=None)
    rows = rows.select_related("author", "case__subject", "reproduction__environment").prefetch_related("attachments")
    yield Section("dialogue", _("The dialogue"), [_message(row) for row in rows.order_by("written_at", "pk")])


def _message(message: Message) -> Item:
    attempt = getattr(message, "reproduction", None)
    lines = [
        Line("at", _("When"), message.written_at),
        Line("who", _("Who"), str(message.author or _("The system"))),
        Line("kind", _("Kind"), capfirst(message.get_kind_display())),
        Line("case", _("Case"), message.case.number),
    ]
    text = "\n\n".join(filter(None, (message.text, *(_attempt(attempt) if attempt else ()))))
    group = Group.NOTES if message.is_internal else ""
    return Item(lines, text or "–", [held(file) for file in message.attachments.all()], group)


def _attempt(attempt: Reproduction) -> Iterator[str]:
    said = [
        (_("Attempt to reproduce"), attempt.get_verdict_display()),
        (_("environment"), attempt.environment),
        (_("version"), attempt.version),
        (_("data used"), attempt.used),
        (_("expected result"), attempt.expected),
        (_("actual result"), attempt.actual),
    ]
    yield "\n".join(f"{capfirst(label)}: {value}" for label, value in said if value)


def held(file: Attachment) -> Held:
    """A file as it is handed out; one that nobody may open stays."""
    why_not = str(file.get_checked_display()) if file.is_held else ""
    return Held(file.name, file.path, file.size, file.sha256, file.content_type, why_not=why_not)


@in_case(order=30)
def questions(actor: Actor, case: Case) -> Iterator[Section]:
    """What third line was asked, and gave."""
    rows = Contribution.objects.filter(question__case__in=threads(actor, case))
    rows = rows.select_related("author", "question__team", "question__person").prefetch_related("attachments")
    said = [
        Item(
            [
                Line("at", _("When"), row.said_at),
                Line("who", _("Who"), str(row.author or _("The system"))),
                Line("kind", _("Kind"), capfirst(row.get_kind_display())),
                Line("asked", _("Asked of"), row.question.asked),
            ],
            row.text or "–",
            [held(file) for file in row.attachments.all()],
        )
        for row in rows.order_by("question", "said_at", "pk")
    ]
    yield Section("questions", _("Questions to third line"), said, Group.NOTES)


@in_case(order=40)
def around(actor: Actor, case: Case) -> Iterator[Section]:
    """Who follows it, who may see it, what it is linked with, what was said when it was solved."""
    columns = (("who", _("Who"), "person"), ("since", _("Since"), "added_at"))
    yield Section("followers", _("Who follows it"), items(case.watchers.select_related("person"), *columns))
    if case.subject.is_protected:
        named = Named.objects.filter(case=case).select_related("person")
        yield Section("named", _("Who may see it"), items(named, *columns))
    seen = Case.objects.visible_to(actor).values("pk")
    links = CaseLink.objects.filter(one=case, other__in=seen) | CaseLink.objects.filter(other=case, one__in=seen)
    others = [link.other if link.one_id == case.pk else link.one for link in links.select_related("one", "other")]
    yield Section(
        "links",
        _("Linked with"),
        items(others, ("number", _("Number"), "number"), ("title", _("Subject"), "title")),
    )
    thanks = Thanks.objects.filter(case=case).select_related("person")
    yield Section(
        "thanks",
        _("What was said when it was solved"),
        items(
            thanks,
            ("at", _("When"), "said_at"),
            ("who", _("Who"), "person"),
            ("helped", _("It helped"), "helped"),
            ("rating", _("Rating"), "rating"),
            text="words",
        ),
    )


@in_case(order=80)
def happened(actor: Actor, case: Case) -> Iterator[Section]:
    """The log, as sentences."""
    found = Topic.objects.filter(name__in=[one.topic for one in threads(actor, case)]).values("event")
    rows = Event.objects.filter(pk__in=found, kind__in=REGISTRY).select_related("actor").order_by("at", "pk")
    events = list(rows)
    names = Names(actor, case, events)
    yield Section(
        "history",
        _("What happened"),
        [Item([Line("at", _("When"), event.at), Line("what", _("What"), _sentence(names, event))]) for event in events],
        Group.HISTORY,
    )


def _sentence(names: Names, event: Event) -> str:
    """The sentence without its marks; what a fact of another page names is left open."""
    try:
        return unescape(strip_tags(names.sentence(event)))
    except KeyError:
        who = event.actor.name if event.actor else _("the system")
        return re.sub(
            r"\{(\w+)\}", lambda found: who if found[1] == "actor" else "…", str(REGISTRY[event.kind].sentence)
        )
