"""What is handed out as a document: PDF/A, with who, when and why, what was left out and the digest of each file."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.disclosure.models import Disclosure
from bollkoll.kit import paper
from bollkoll.log.disclosing import Group, Item, Section
from bollkoll.services import queries as services

MOST_COLUMNS = 5


def title(disclosure: Disclosure) -> str:
    if disclosure.case is not None:
        return _("Case %(number)s") % {"number": disclosure.case.number}
    return _("What is kept about %(name)s") % {"name": disclosure.person}


def document(disclosure: Disclosure, sections: Sequence[Section], files: Sequence[tuple[str, int, str]]) -> bytes:
    """The document, in its language. ``files``: name, size and digest of each that comes along."""
    with translation.override(disclosure.language):
        return paper.pdf(
            title(disclosure),
            list(_blocks(disclosure, sections, files)),
            language=disclosure.language,
            foot=f"{title(disclosure)} · {said(disclosure.asked_at)}",
            at=disclosure.asked_at,
        )


def _blocks(
    disclosure: Disclosure, sections: Sequence[Section], files: Sequence[tuple[str, int, str]]
) -> Iterator[paper.Block]:
    yield paper.Facts([(str(label), value) for label, value in facts(disclosure) if value])
    if disclosure.left_out:
        yield paper.Heading(_("What has been left out"))
        yield paper.Table(
            [_("What"), _("Why")],
            [(capfirst(str(Group(group).label)), why) for group, why in disclosure.left_out.items()],
        )
    for section in sections:
        if not section.items and not section.note:
            continue
        yield paper.Heading(str(section.title))
        if section.note:
            yield paper.Paragraph(str(section.note), is_quiet=True)
        yield from _drawn(section.items)
    if files:
        yield paper.Heading(_("Files that come along"))
        for name, size, digest in files:
            yield paper.Facts([(name, _("%(size)s bytes, SHA-256 %(digest)s") % {"size": size, "digest": digest})])


def facts(disclosure: Disclosure) -> list[tuple[Any, str]]:
    """Who handed it out, to whom, when and why."""
    return [
        (_("Handed out by"), f"{disclosure.asked_by}, {services.organisation().name}"),
        (_("When"), said(disclosure.asked_at)),
        (_("To whom"), disclosure.recipient),
        (_("Ground"), str(disclosure.get_ground_display())),
        (_("Reason"), disclosure.reason),
    ]


def _drawn(items: Sequence[Item]) -> Iterator[paper.Block]:
    """A table when all are short and alike; else each thing by itself, its text under a line that says what it is."""
    keys = {tuple(line.key for line in item.lines) for item in items}
    is_table = len(items) > 1 and len(keys) == 1 and len(items[0].lines) <= MOST_COLUMNS
    if is_table and not any(item.text for item in items):
        yield paper.Table(
            [str(line.label) for line in items[0].lines], [[said(line.value) for line in item.lines] for item in items]
        )
        return
    for item in items:
        if item.text:
            yield paper.Facts([(" · ".join(said(line.value) for line in item.lines), item.text)])
        else:
            yield paper.Facts([(str(line.label), said(line.value)) for line in item.lines])


def said(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H.%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
