"""What differs between two versions of an order type, as people say it: what came, what went, what moved, what was changed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.orders.rules import telling
from bollkoll.orders.rules.definition import Definition


@dataclass(frozen=True)
class Change:
    """A fact that is another now; empty when it was or is not said."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A part that is in both, with what is said of it now. ``place``: where it stands now, when others have changed places
    with it."""

    title: str
    changes: list[Change]
    place: str = ""


@dataclass(frozen=True)
class Section:
    """Differences of one kind of part. ``came``: what is new, with what it says; ``went``: titles."""

    title: str
    came: list[Changed] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)


def between(before: Definition, after: Definition, names: telling.Names = {}) -> list[Section]:  # noqa: B006
    """Sections that have something to say, in the order of the form. Empty: the two say the same."""
    whole = _changes(telling.of_whole(before, names), telling.of_whole(after, names))
    found = [Section(_("The order type"), changed=[Changed(str(after.title), whole)] if whole else [])]
    for title, name, facts in (
        (_("The form"), "fields", lambda of, one: telling.of_field(of, one)),
        (_("Approvals"), "approvals", lambda of, one: telling.of_stage(of, one, names)),
        (_("Steps"), "steps", lambda of, one: telling.of_stage(of, one, names)),
        (_("Documents"), "documents", lambda of, one: telling.of_document(one)),
    ):
        found.append(_section(title, before, after, name, facts))
    return [one for one in found if one.came or one.went or one.changed]


def _section(
    title: str, before: Definition, after: Definition, name: str, facts: Callable[[Definition, Any], telling.Facts]
) -> Section:
    old, new = ({row.key: row for row in getattr(one, name)} for one in (before, after))
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    changed = []
    for key, row in new.items():
        if key not in old:
            continue
        changes = _changes(facts(before, old[key]), facts(after, row))
        if changes or key in moved:
            changed.append(Changed(str(row.title), changes, _after(after, name, key) if key in moved else ""))
    return Section(
        title,
        came=[Changed(str(row.title), _new(facts(after, row))) for key, row in new.items() if key not in old],
        went=[str(row.title) for key, row in old.items() if key not in new],
        changed=changed,
    )


def _changes(before: telling.Facts, after: telling.Facts) -> list[Change]:
    labels = list(dict.fromkeys([*after, *before]))
    return [
        Change(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def _new(facts: telling.Facts) -> list[Change]:
    """What a new part says, but for what it is not."""
    return [Change(label, "", said) for label, said in facts.items() if said and said != telling.said_no()]


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest that must have been moved to make the one order of the other: all but the longest run that kept its order."""
    place = {key: number for number, key in enumerate(before)}
    runs: list[list[str]] = []
    for key in after:
        fitting = [run for run in runs if place[run[-1]] < place[key]]
        longest: list[str] = max(fitting, key=lambda run: len(run)) if fitting else []
        runs.append([*longest, key])
    best: list[str] = max(runs, key=lambda run: len(run)) if runs else []
    kept = set(best)
    return {key for key in after if key not in kept}


def _after(definition: Definition, name: str, key: str) -> str:
    rows = getattr(definition, name)
    number = [row.key for row in rows].index(key)
    return _("now after “%(title)s”") % {"title": rows[number - 1].title} if number else _("now first")
