"""A person is erased: what is theirs goes, what must stay tells no more who it was."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from bollkoll.cases import search
from bollkoll.cases.models import Case
from bollkoll.disclosure import rules
from bollkoll.disclosure.events import PersonErased
from bollkoll.disclosure.models import Erasure
from bollkoll.disclosure.sweeping import sweep
from bollkoll.kit import text as texts
from bollkoll.kit.traces import Traces
from bollkoll.log import erasing
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.log.erasing import Change, Fate, Hinder, Part
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person


@dataclass(frozen=True)
class Outcome:
    """A part and how many rows of it there are."""

    part: Part
    number: int


@dataclass(frozen=True)
class Preview:
    """What would happen: what goes, what loses its name, what stays and why, texts that name the person; or what hinders."""

    hinders: list[Hinder]
    outcomes: list[Outcome]
    texts: int

    def of(self, fate: str) -> list[Outcome]:
        return [one for one in self.outcomes if one.part.fate == fate]


def preview(person: Person) -> Preview:
    """Count, and change nothing."""
    traces = _traces(person)
    outcomes = [Outcome(part, sum(change.rows.count() for change in part.changes(person, traces))) for part in _parts()]
    found = sweep(person, traces, _cases(person), does_it=False)
    return Preview(erasing.hindering(person), [one for one in outcomes if one.number], found.texts)


@command
def erase_person(actor: Actor, person: Person, *, reason: str, basis: str = "", confirmation: str) -> Erasure:
    """Erase a person for good. ``confirmation``: the person's name, written by whoever does it.

    Raises :class:`Refused` while something hinders (``hindered``), and when it is already done.
    """
    if person.erased_at is not None:
        raise Refused(_("That is already so."), "unchanged")
    why = texts.one_line(reason, rules.LONGEST_REASON).text
    if not rules.is_reason(why):
        raise Refused(_("Say why: it is kept."), "reason")
    if texts.fold_key(confirmation) != texts.fold_key(person.name):
        raise Refused(_("Write the name of the person as it stands above."), "confirmation")
    hindering = erasing.hindering(person)
    if hindering:
        raise Refused(hindering[0].text, "hindered")
    assert actor.person is not None  # the policy lets nobody else
    traces, cases = _traces(person), _cases(person)
    made = Erasure.objects.create(
        person=person, erased_by=actor.person, erased_at=now(), reason=why, basis=texts.one_line(basis, 200).text
    )
    numbers = dict.fromkeys(Fate, 0)
    for part in _parts():
        if part.fate != Fate.STAYS:
            found_first = [(change, _keys(change)) for change in part.changes(person, traces)]
            numbers[part.fate] += sum(_carried_out(change, keys) for change, keys in found_first)
    found = sweep(person, traces, cases, does_it=True)
    search.forget(Case.objects.filter(pk__in=found.cases | cases).select_related("subject"))
    made.gone, made.nameless, made.texts = numbers[Fate.GOES], numbers[Fate.NAMELESS], found.texts
    made.save(update_fields=["gone", "nameless", "texts"])
    record(PersonErased(person=person.pk, gone=made.gone, nameless=made.nameless, texts=made.texts))
    return Erasure.objects.get(pk=made.pk)


def _parts() -> list[Part]:
    return erasing.parts()


def _traces(person: Person) -> Traces:
    with translation.override(settings.LANGUAGE_CODE):
        return erasing.traces_of(person, _("Erased person %(number)s") % {"number": person.pk})


def _cases(person: Person) -> set[UUID]:
    """Those that the person had to do with."""
    theirs = Q(reporter=person) | Q(assignee=person) | Q(taken_over_by=person)
    theirs |= Q(pk__in=person.messages.values("case")) | Q(pk__in=person.watching.values("case"))
    return set(Case.objects.filter(theirs).values_list("pk", flat=True))


def _keys(change: Change) -> list[Any]:
    return list(change.rows.order_by().values_list("pk", flat=True).distinct())


def _carried_out(change: Change, keys: list[Any]) -> int:
    rows: Any = change.rows.model._base_manager.filter(pk__in=keys)
    if change.files:
        for path in rows.exclude(**{change.files: ""}).values_list(change.files, flat=True):
            transaction.on_commit(partial(default_storage.delete, path))
    if change.each is not None:
        for row in rows:
            change.each(row)
    elif change.put:
        rows.update(**change.put)
    else:
        rows.delete()
    return len(keys)
