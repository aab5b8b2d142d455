"""Dealing out many at once: who is to have what, and what each then carries, before anything is saved."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.cases import commands
from bollkoll.cases.many import Outcome
from bollkoll.cases.models import Case
from bollkoll.cases.rules import load
from bollkoll.desk import queries, rules
from bollkoll.desk.queries import Load, Suggestion
from bollkoll.desk.rules import Bearer, Dealt, ToDeal
from bollkoll.kit.personnummer import masked
from bollkoll.log.acting import NotAllowed, Refused, act, reread
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

MOST = 200
"""As many as one looks through before saving."""


@dataclass(frozen=True)
class Row:
    """A case of the preview. ``chosen`` is a person's id, or ``None`` for nobody yet."""

    case: Case
    able: list[Suggestion]
    proposed: Dealt
    chosen: int | None

    @property
    def title(self) -> str:
        return masked(self.case.title)

    @property
    def is_changed(self) -> bool:
        return self.chosen != self.proposed.person

    @property
    def why(self) -> str:
        """Why the proposed one: what they know, that they have room. Of another choice what there is to know of them."""
        if self.chosen is None:
            return _("nobody yet") if self.able else _("nobody can see it")
        if self.is_changed:
            return next((one.short for one in self.able if one.person.pk == self.chosen), "")
        words = {
            "specialist": _("specialist"),
            "follows_team": _("follows the team"),
            "room": _("has room"),
        }
        return " · ".join(words[code] for code in self.proposed.codes)


@dataclass(frozen=True)
class Change:
    """What somebody carries before and after; weights are balls at full time."""

    load: Load
    given: int

    @property
    def person(self) -> Person:
        return self.load.person

    @property
    def before(self) -> int:
        return round(self.load.weight)

    @property
    def after(self) -> int:
        return round(load(self.load.open_balls + self.given, self.load.share))

    @property
    def balls_after(self) -> int:
        return self.load.open_balls + self.given


@dataclass(frozen=True)
class Preview:
    rows: list[Row]
    changes: list[Change]

    @property
    def dealt(self) -> int:
        return sum(row.chosen is not None for row in self.rows)

    @property
    def heaviest(self) -> int:
        """The end of the bars."""
        return max([20, *(change.after for change in self.changes)])


def chosen_cases(actor: Actor, numbers: Iterable[int], *, is_shared: bool = False) -> list[Case]:
    """Cases of the numbers that nobody has taken, or all such when there are no numbers; in the order to deal them out:
    the highest priority, then the next to break. ``is_shared``: the screen is, so no protected ones.
    """
    wanted = list(numbers)
    rows = queries.inflow(actor)
    if is_shared:
        rows = rows.filter(subject__is_protected=False)
    if wanted:
        rows = rows.filter(subject__number__in=wanted)
    cases = list(rows.for_list().select_related("service__team")[:MOST])
    return sorted(cases, key=lambda case: (case.priority or 3, case.ball.due_at, case.number))


def preview(cases: list[Case], choices: Mapping[int, int | None]) -> Preview:
    """The deal as proposed, with what has been chosen otherwise. ``choices``: number → person's id, ``None`` for nobody.

    The proposal itself stays when a choice is made, so that one changed row does not move the others.
    """
    loads = queries.loads()
    able = queries.suggestions_for(cases, loads)
    followers = {
        case.pk: frozenset(one.person.pk for one in able[case.pk] if "follows_team" in one.codes) for case in cases
    }
    to_deal = [
        ToDeal(
            case.pk, case.service.specialist_id if case.service else None, followers[case.pk],
            frozenset(one.person.pk for one in able[case.pk]),
        )
        for case in cases
    ]  # fmt: skip
    is_over = not any(load.is_here for load in loads)  # the day is: whoever is not away has it tomorrow
    bearers = [
        Bearer(
            load.person.pk, load.share, load.open_balls, load.is_here or (is_over and not load.is_away), load.is_leaving
        )
        for load in loads
    ]
    proposed = rules.deal(to_deal, bearers)
    rows = [
        Row(case, able[case.pk], proposed[case.pk], _choice(case, able[case.pk], proposed[case.pk], choices))
        for case in cases
    ]
    given = Counter(row.chosen for row in rows)
    return Preview(rows, [Change(load, given[load.person.pk]) for load in loads])


def _choice(case: Case, able: list[Suggestion], proposed: Dealt, choices: Mapping[int, int | None]) -> int | None:
    if case.number not in choices:
        return proposed.person
    chosen = choices[case.number]
    return chosen if chosen in {one.person.pk for one in able} else None


def carry_out(
    actor: Actor, numbers: list[int], choices: Mapping[int, int | None], by: Callable[..., Any] | None = None
) -> Outcome:
    """Give each case to its choice, each in an act of its own: one that is refused stops no other. ``by``: the verb,
    :func:`give` unless it is done at a stand-up.

    Carried out twice it doubles nothing: who already has the case keeps it, and nothing is recorded.
    """
    visible = Case.objects.visible_to(actor).for_list().filter(subject__kind="case", subject__number__in=numbers[:MOST])
    found = {case.number: case for case in visible}
    outcome = Outcome(unknown=len({number for number in numbers if number not in found}))
    wanted = {number: person for number, person in choices.items() if person and number in found}
    people = Person.objects.second_line().in_bulk(set(wanted.values()))
    for number in sorted(wanted):
        case = found[number]
        try:
            if (by or give)(actor, case, people.get(wanted[number])):
                outcome.done.append(case)
        except Refused as refusal:
            outcome.refused.append((case, str(refusal.message)))
        except NotAllowed:
            outcome.refused.append((case, _("You may not do that with this case.")))
    return outcome


def give(actor: Actor, case: Case, person: Person | None) -> bool:
    """One case to one agent; ``False`` when they have it already. Refused when a colleague was faster."""
    if person is None:
        raise Refused(_("That person does not work at the desk any more. Choose somebody else."), "gone")
    with act(actor):
        now = reread(case)
        if now.assignee_id == person.pk:
            return False
        if now.assignee_id:
            raise Refused(_("%(name)s has already taken the case.") % {"name": now.assignee}, "taken")
        commands.assign(actor, case, person=person)
    return True
