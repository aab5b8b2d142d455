"""What becomes of a person's cases: what was said in them is an official document, and tells no more who it was."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

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
from bollkoll.kit.traces import Traces
from bollkoll.log.erasing import Change, Fate, Hinder, erases, hinders, stays
from bollkoll.people.models import Person


@hinders
def open_cases(person: Person) -> Iterator[Hinder]:
    mine = Q(reporter=person) | Q(assignee=person) | Q(taken_over_by=person)
    number = Case.objects.open().filter(mine).count()
    if number:
        said = ngettext(
            "%(number)s case of the person is open: close it, or let a colleague go on with it, first.",
            "%(number)s cases of the person are open: close them, or let a colleague go on with them, first.",
            number,
        )
        yield Hinder(said % {"number": number}, f"{reverse('cases:list')}?reporter={person.pk}")


@erases(gettext_lazy("Drafts, own lists, files that were never sent"), Draft, SavedView, Once, Presence, order=20)
def own(person: Person, traces: Traces) -> Iterator[Change]:
    for rows in (Draft.objects, Once.objects, Presence.objects, SavedView.objects.filter(is_shared=False)):
        yield Change(rows.filter(person=person))
    loose = Attachment.objects.loose().filter(owner=person, contribution=None, message=None)
    yield Change(loose, files="path")


@erases(gettext_lazy("That they follow cases"), Watcher, order=21)
def follows(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Watcher.objects.filter(person=person))


@erases(
    gettext_lazy("Cases they reported, what they wrote in cases, thanks"),
    *(Case, Message, Contribution, Question, Thanks, Named),
    fate=Fate.NAMELESS,
    why=gettext_lazy(
        "Cases are official documents and go by the rules of retention; name, addresses and telephone go from their texts."
    ),
    order=22,
)
def written(person: Person, traces: Traces) -> Iterator[Change]:
    for rows in (
        Case.objects.filter(Q(reporter=person) | Q(assignee=person) | Q(taken_over_by=person)),
        Message.objects.filter(author=person),
        Contribution.objects.filter(author=person),
        Question.objects.filter(Q(asker=person) | Q(person=person)),
        Thanks.objects.filter(person=person),
    ):
        yield Change(rows, each=lambda row: None)


@stays(
    gettext_lazy("Files that they sent"),
    Attachment,
    why=gettext_lazy("They are part of the case, whose retention decides; their names are kept without the person’s."),
    order=61,
)
def files(person: Person, traces: Traces) -> Iterator[Change]:
    yield Change(Attachment.objects.filter(owner=person).exclude(message=None, contribution=None))
