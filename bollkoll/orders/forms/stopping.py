"""What stops an order while it is filled in, what it lacks, and what a draft of it has of its tables."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bollkoll.orders.rules import FormField
from bollkoll.orders.rules.stopping import is_same, stopped_by


def in_the_way(one: FormField, value: Any, said: dict[str, Any]) -> Iterator[str]:
    """Why the order cannot be sent with this answer, in words that say what to do instead."""
    yield from (str(words) for words in stopped_by(one, value))
    other = said.get(one.differs_from) if one.differs_from else None
    if isinstance(value, str) and isinstance(other, str) and is_same(value, other):
        yield _("This is the same as above. Two different ones are needed.")


def kept_rows(draft: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a table as a draft has them, by the names of its cells."""
    rows: dict[int, dict[str, Any]] = {}
    for key, value in draft.items():
        if found := re.fullmatch(rf"{re.escape(name)}-(\d{{1,3}})-([a-z0-9_-]+)", key):
            rows.setdefault(int(found[1]), {})[found[2]] = value
    return [rows[number] for number in sorted(rows) if any(rows[number].values())]


def missing_words(one: FormField) -> str:
    words = {
        "choice": _("Choose one."),
        "several": _("Choose at least one."),
        "environment": _("Choose an environment."),
        "environments": _("Choose at least one environment."),
        "person": _("Choose who, or write name and e-mail address."),
        "date": _("Choose a day."),
        "file": _("Add the file."),
        "signature": _("Add the signed document."),
        "rows": _("Fill in at least one row in “%(title)s”.") % {"title": one.title},
    }
    return words.get(one.kind, _("Fill this in."))


def day_words(first: date | None, last: date | None) -> str:
    if first and last:
        return _("Choose a day from %(first)s to %(last)s.") % {"first": first, "last": last}
    if first:
        return _("Choose %(first)s or later.") % {"first": first}
    return _("Choose %(last)s or earlier.") % {"last": last}
