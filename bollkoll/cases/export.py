"""A list as CSV that a Swedish Excel opens as it is: UTF-8 with a byte order mark, semicolons, local times.

A cell that begins like a formula gets an apostrophe before it (OWASP, CSV injection). Personal numbers in titles are
masked.
"""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases import listed, lists, search
from bollkoll.cases.lists import Listing
from bollkoll.cases.models import Case
from bollkoll.cases.rows import PRIORITY_WORDS, Row, row
from bollkoll.people.actor import Actor

MOST_ROWS = 20_000
CHUNK = 500
MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


class _Line:
    """What csv writes to: gives the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def safe(value: Any) -> str:
    """A cell that no spreadsheet runs."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def lines(actor: Actor, listing: Listing, language: str) -> Iterator[str]:
    """The list as CSV, line by line: the keys first, then the cases by the hundred, so that it begins at once."""
    write = csv.writer(_Line(), delimiter=";", lineterminator="\r\n").writerow
    keys = _keys(actor, listing)
    with translation.override(language):
        yield MARK + write([safe(heading) for heading in _headings()])
    for start in range(0, min(len(keys), MOST_ROWS), CHUNK):
        chunk = keys[start : min(start + CHUNK, MOST_ROWS)]
        found = {case.pk: case for case in Case.objects.visible_to(actor).for_list().filter(pk__in=chunk)}
        with translation.override(language):
            written = [write([safe(cell) for cell in _cells(actor, found[key])]) for key in chunk if key in found]
        yield "".join(written)
    if len(keys) > MOST_ROWS:
        with translation.override(language):
            yield write(
                [
                    _("Only the first %(number)s cases are here. Narrow the list and export again.")
                    % {"number": MOST_ROWS}
                ]
            )


def _keys(actor: Actor, listing: Listing) -> list:
    rows = listed.cases(actor, listing)
    if listing.q:
        numbers = search.matching(rows, actor, listing.q, MOST_ROWS + 1)
        found = dict(
            rows.filter(subject__kind="case", subject__number__in=numbers).values_list("subject__number", "pk")
        )
        if listing.order == "best":
            return [found[number] for number in numbers if number in found]
        rows = rows.filter(pk__in=list(found.values()))
    return list(listed.ordered(rows, listing).values_list("pk", flat=True)[: MOST_ROWS + 1])


def _headings() -> list[str]:
    return [
        _("Number"), _("Subject"), _("State"), _("Kind"), _("Institution"), _("Reporter"), _("Service"),
        _("Environment"), _("Priority"), _("Reproduction"), _("Agent"), _("Ball"), _("Next step"), _("Due"), _("Opened"),
        _("Last contact"), _("Solved"), _("Closed"),
    ]  # fmt: skip


def _cells(actor: Actor, case: Case) -> list[Any]:
    shown = row(actor, case, case.ball)
    priority = lists.PRIORITIES.get(str(case.priority))
    return [
        case.number, shown.plain_title, capfirst(case.get_state_display()), capfirst(case.get_kind_display()),
        case.institution.code, case.reporter, case.service, case.environment,
        PRIORITY_WORDS[priority]() if priority else "",
        capfirst(case.get_reproduction_display()), case.assignee, _holder(shown), shown.step,
        _moment(shown.due_at), _moment(case.opened_at), _moment(case.last_contact_at), _moment(case.solved_at),
        _moment(case.closed_at),
    ]  # fmt: skip


def _holder(shown: Row) -> str:
    """Whose ball; of the reporter's side which institution's."""
    return f"{shown.holder}, {shown.case.institution.code}" if shown.side == "reporter" else shown.holder


def _moment(value: datetime | None) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else ""
