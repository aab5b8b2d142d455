"""What cases have of a person: what they reported, wrote, follow and hold, of the cases that the actor sees.

Internal notes and what third line was asked are the work of the house: of those it is said when and where, not what.
"""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.cases.disclosing.of_case import held
from bollkoll.cases.models import (
    Attachment,
    Case,
    Contribution,
    Draft,
    Message,
    Named,
    Once,
    Presence,
    Question,
    SavedView,
    Thanks,
    Watcher,
)
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.log.disclosing import Item, Line, Section, about_person, items, parts_played
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


def _seen(actor: Actor):
    return Case.objects.visible_to(actor).values("pk")


@about_person(Case, Watcher, Named, Presence, order=20)
def cases(actor: Actor, person: Person) -> Iterator[Section]:
    """Which cases they have to do with; how many of them are hidden from whoever hands it out."""
    columns = (
        ("number", _("Number"), "number"),
        ("title", _("Subject"), "title"),
        ("state", _("State"), lambda case: capfirst(case.get_state_display())),
        ("at", _("Opened"), "opened_at"),
    )
    seen = Case.objects.filter(pk__in=_seen(actor)).select_related("subject").order_by("opened_at", "pk")
    watched = Watcher.objects.filter(person=person).values("case")
    named = Named.objects.filter(person=person).values("case")
    theirs = Q(reporter=person) | Q(pk__in=watched) | Q(pk__in=named)
    hidden = Case.objects.filter(theirs).exclude(pk__in=_seen(actor)).count()
    note = ngettext(
        "%(number)s protected case is not in this: whoever made it does not see that case.",
        "%(number)s protected cases are not in this: whoever made it does not see those cases.",
        hidden,
    ) % {"number": hidden}
    reported = items(seen.filter(reporter=person), *columns)
    yield Section("reported", _("Cases they reported"), reported, note=note if hidden else "")
    yield Section("following", _("Cases they follow"), items(seen.filter(pk__in=watched), *columns))
    yield Section("named_in", _("Protected cases they may see"), items(seen.filter(pk__in=named), *columns))
    yield Section(
        "handled",
        _("Cases they handled"),
        items(seen.filter(Q(assignee=person) | Q(taken_over_by=person)), columns[0], columns[2], columns[3]),
    )
    there = Presence.objects.filter(person=person, case__in=_seen(actor)).select_related("case__subject")
    yield Section("open_now", _("Cases they have open"), items(there, ("case", _("Case"), "case.number")))


@about_person(Message, Attachment, Thanks, order=22)
def written(actor: Actor, person: Person) -> Iterator[Section]:
    """What they wrote to the support and to reporters, with their files."""
    rows = Message.objects.filter(author=person, case__in=_seen(actor)).exclude(kind=Message.Kind.NOTE)
    rows = rows.select_related("case__subject").prefetch_related("attachments").order_by("written_at", "pk")
    said = [
        Item(
            [
                Line("at", _("When"), row.written_at),
                Line("case", _("Case"), row.case.number),
                Line("kind", _("Kind"), capfirst(row.get_kind_display())),
            ],
            row.text or "–",
            [held(file) for file in row.attachments.all()],
        )
        for row in rows
    ]
    yield Section("written", _("What they wrote"), said)
    loose = Attachment.objects.loose().filter(owner=person)
    files = [Item([Line("at", _("When"), file.added_at)], files=[held(file)]) for file in loose]
    yield Section("loose_files", _("Files that were never sent"), files)
    thanks = Thanks.objects.filter(person=person, case__in=_seen(actor)).select_related("case__subject")
    columns = (("at", _("When"), "said_at"), ("case", _("Case"), "case.number"), ("rating", _("Rating"), "rating"))
    yield Section("thanked", _("What was said when it was solved"), items(thanks, *columns, text="words"))


@about_person(Question, Contribution, Commitment, Offer, order=24)
def worked(actor: Actor, person: Person) -> Iterator[Section]:
    """What they did in cases, by when and where."""
    notes = Message.objects.filter(author=person, case__in=_seen(actor), kind=Message.Kind.NOTE)
    asked = Question.objects.filter(case__in=_seen(actor)).select_related("case__subject")
    said = Contribution.objects.filter(author=person, question__case__in=_seen(actor))
    found = parts_played(
        (_("Internal note"), notes.select_related("case__subject").order_by("written_at"), "written_at", "case.number"),
        (_("Asked third line"), asked.filter(asker=person), "asked_at", "case.number"),
        (_("Was asked"), asked.filter(person=person), "asked_at", "case.number"),
        (_("Wrote to or from third line"), said.select_related("question__case__subject"), "said_at", _of_question),
    )
    yield Section("worked", _("What they did in cases"), found)
    open_to = Q(subject__is_protected=False) | Q(subject__in=_seen(actor))
    balls = Commitment.objects.filter(open_to, person=person).select_related("subject").order_by("made_at", "pk")
    yield Section(
        "balls",
        _("Balls they held"),
        items(
            balls,
            ("from", _("From"), "made_at"),
            ("where", _("Where"), "subject.number"),
            ("step", _("Next step"), "get_step_display"),
            ("promised", _("Promised"), "promised_at"),
            ("to", _("To"), "ended_at"),
        ),
    )
    offers = Offer.objects.filter(open_to).select_related("subject").order_by("offered_at")
    passed = parts_played(
        (_("Offered a ball"), offers.filter(sender=person), "offered_at", "subject.number"),
        (_("Was offered a ball"), offers.filter(person=person), "offered_at", "subject.number"),
        (_("Ended an offer"), offers.filter(ended_by=person), "ended_at", "subject.number"),
    )
    yield Section("offers", _("Balls that were offered"), passed)


def _of_question(said: Contribution) -> int:
    return said.question.case.number


@about_person(Draft, SavedView, Once, order=26)
def own(actor: Actor, person: Person) -> Iterator[Section]:
    """What their pages keep for them."""
    drafts = Draft.objects.filter(person=person).order_by("saved_at")
    texts = [
        Item(
            [Line("at", _("When"), draft.saved_at)],
            "\n".join(value for value in draft.fields.values() if isinstance(value, str) and value) or "–",
        )
        for draft in drafts
    ]
    yield Section("drafts", _("Drafts"), texts)
    views = SavedView.objects.filter(person=person)
    yield Section(
        "views", _("Lists they keep"), items(views, ("name", _("Name"), "name"), ("query", _("What"), "query"))
    )
    sent = Once.objects.filter(person=person).count()
    forms = [Item([Line("number", _("Number"), sent)])] if sent else []
    yield Section("forms", _("Forms they have sent"), forms)
