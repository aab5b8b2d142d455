"""Many cases at once: one act, one answer per case. What could not be done is told, and the rest is done."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.people.actor import Actor

MOST = 500
"""As many as one act may hold locked."""


@dataclass
class Outcome:
    """Which were done, and of the others why not, in the order they were asked for."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, str]] = field(default_factory=list)
    unknown: int = 0
    """Asked for and not found: gone, or not the actor's to see."""

    def stored(self) -> dict[str, Any]:
        """Without titles, to be kept until the next page shows it."""
        refused = [[case.number, why] for case, why in self.refused]
        return {"done": len(self.done), "refused": refused, "unknown": self.unknown}


def chosen(actor: Actor, keys: Iterable[str]) -> tuple[list[Case], int]:
    """The visible cases of these keys, in the order of the keys, and how many were not found. Refused when too many."""
    wanted: dict[UUID, None] = {}
    strange = 0
    for key in keys:
        try:
            wanted[UUID(str(key))] = None
        except ValueError:
            strange += 1
    if len(wanted) > MOST:
        raise Refused(_("At most %(number)s cases at a time. Nothing was changed.") % {"number": MOST}, "too_many")
    found = {case.pk: case for case in Case.objects.visible_to(actor).for_list().filter(pk__in=list(wanted))}
    cases = [found[key] for key in wanted if key in found]
    return cases, len(wanted) - len(cases) + strange


def each(actor: Actor, keys: Iterable[str], verb: Callable[..., Any], **arguments: Any) -> Outcome:
    """Run a command on each chosen case in one act; a refusal concerns its own case only.

    The cases are taken in the order of their keys, so that two who do the same at once wait for each other and never
    in a ring.
    """
    cases, unknown = chosen(actor, keys)
    outcome = Outcome(unknown=unknown)
    said: dict[UUID, str] = {}
    with act(actor):
        for case in sorted(cases, key=lambda one: one.pk):
            try:
                verb(actor, case, **arguments)
            except Refused as refusal:
                said[case.pk] = str(refusal.message)
            except NotAllowed:
                said[case.pk] = _("You may not do that with this case.")
    outcome.done = [case for case in cases if case.pk not in said]
    outcome.refused = [(case, said[case.pk]) for case in cases if case.pk in said]
    return outcome
