"""The pieces that stand many times on a page, drawn here and not by templates: icons, moments, balls.

Every text given to them is escaped.
"""

import datetime as dt
import functools
from dataclasses import dataclass
from html import escape as plain_escape
from typing import Any

from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bollkoll.ui import dates
from bollkoll.ui.looks import SIDES

SOON = dt.timedelta(hours=2)


@functools.cache
def _sprite() -> str:
    """The sprite's address, which is the same as long as the process lives: a page draws hundreds of icons."""
    return static("ui/icons.svg")


def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """One icon of the sprite; decorative unless it has a label."""
    return _icon(_sprite(), name, str(label), size)


@functools.lru_cache(maxsize=1024)
def _icon(sprite: str, name: str, label: str, size: str) -> SafeString:
    shape = f"icon icon-{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', shape, label, sprite, name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', shape, sprite, name)


@dataclass(frozen=True)
class Present:
    """The present as the reader has it: whoever draws a hundred moments asks for it once (:func:`present`)."""

    now: dt.datetime
    zone: dt.tzinfo
    language: str


def present() -> Present:
    return Present(timezone.now(), timezone.get_current_timezone(), get_language() or "sv")


def person_time(value: dt.datetime | dt.date | None, relative: bool = True, at: Present | None = None) -> SafeString:
    """A moment as people say it, exact in the title. Counting ones carry what times.js needs to keep them true."""
    if not value:
        return mark_safe("")
    at = at or present()
    language, zone, now = at.language, at.zone, at.now
    named = dates.clock_time(value, now, language, zone)
    said = dates.person_time(value, now, language, zone) if relative else named
    counts = f' data-counts data-named="{named}"' if said != named else ""
    title = dates.exact(value, language, zone)
    # Words and numbers of ``dates`` alone: there is nothing to escape, and a list has a hundred of them.
    return mark_safe(f'<time datetime="{value.isoformat()}" title="{title}"{counts}>{said}</time>')


def ball(
    holder: Any = "",
    step: Any = "",
    due: dt.datetime | None = None,
    side: str = "us",
    mine: bool = False,
    promised: bool | dt.datetime | None = False,
    overdue: bool | None = None,
    note: str = "",
    panel: bool = False,
    at: Present | None = None,
) -> SafeString:
    """Whose ball it is, the next step and when: one line of facts in a row, or the panel at the top of a case.

    ``promised``: whether ``due`` is what was promised; or when that is, if anything: a promise that has broken is what is
    said, also when the ball was to be looked at before.
    """
    at = at or present()
    if isinstance(promised, dt.datetime):
        due = promised if promised < at.now else due
        promised = promised == due
    late = bool(due and due < at.now) if overdue is None else overdue
    soon = bool(due and not late and due - at.now < SOON)
    if not panel:
        return _ball_line(holder, step, due, side, mine, bool(promised), late, soon, at)
    shown = get_template("ui/components/ball.html")
    return shown.render(  # type: ignore[return-value]  # always a SafeString
        {
            "holder": holder,
            "step": step,
            "due": due,
            "side_icon": SIDES.get(side, "ball"),
            "mine": mine,
            "promised": promised,
            "broken": _broken(due, at) if promised and late else "",
            "late": late,
            "soon": soon,
            "note": note,
        }
    )


def _ball_line(
    holder: Any, step: Any, due: dt.datetime | None, side: str, mine: bool, promised: bool, late: bool, soon: bool,
    at: Present,
) -> SafeString:  # fmt: skip
    """Drawn here and not by a template: a list has fifty of them."""
    you, overdue, given = _words(at.language)
    parts = [
        '<span class="ball is-mine">' if mine else '<span class="ball">',
        icon("ball-full" if mine else SIDES.get(side, "ball")),
        f'<span class="ball-holder">{you if mine else plain_escape(str(holder))}</span>',
    ]
    if step:
        parts.append(f'<span class="ball-step">{plain_escape(str(step))}</span>')
    if due:
        lead: str = ""
        when: str = person_time(due, at=at)
        if late and promised:
            lead, when = f"{icon('alert')}{given} ", f'<span>{when}<span class="ball-word">, {overdue}</span></span>'
        elif late:
            lead = f'{icon("alert")}<span class="ball-word">{overdue} </span>'
        elif soon:
            lead = icon("clock")
        elif promised:
            lead = f"{given} "
        tone = " is-late" if late else " is-soon" if soon else ""
        parts.append(f'<span class="ball-due{tone}">{lead}{when}</span>')
    return mark_safe("".join([*parts, "</span>"]))


def _broken(due: dt.datetime | None, at: Present) -> SafeString:
    """That something was promised by then and has not come: never only that it is late."""
    return format_html(str(_("promised {time}, overdue")), time=person_time(due, at=at))


@functools.lru_cache(maxsize=8)
def _words(language: str) -> tuple[SafeString, SafeString, SafeString]:
    """What stands in every row, once per language."""
    return escape(_("You")), escape(_("overdue")), escape(_("promised"))
