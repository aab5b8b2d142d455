"""``{% case_rows rows %}``: the rows of a list, as ``ui/README.md`` describes them.

Drawn here and not by a template: fifty rows of a template cost more than the rest of the page and its queries together.
Every text is escaped; what is marked safe was escaped by who made it.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.rows import Other, Row
from bollkoll.cases.templatetags.reproduction import LOOKS
from bollkoll.commitments.models import Commitment
from bollkoll.kit.personnummer import masked
from bollkoll.kit.words import Fragment
from bollkoll.ui.pieces import Present, present
from bollkoll.ui.templatetags import ui

register = template.Library()
OTHERS = {"incident": "incident", "notice": "megaphone"}


@register.simple_tag(takes_context=True)
def case_rows(context: template.Context, rows: Iterable[Row]) -> SafeString:
    """The rows one after the other. ``beside`` in the context opens cases beside the list; ``inflow`` is for it."""
    actor = context.get("actor")
    marks = _marks(static("ui/icons.svg"), get_language() or "sv")
    beside = " data-beside" if context.get("beside") else ""
    base = reverse("cases:list")
    may_choose = bool(actor and actor.is_agent)
    inflow = bool(context.get("inflow"))
    at = present()
    return mark_safe(
        "\n".join(
            _other(row, may_choose, inflow, at)
            if isinstance(row, Other)
            else _row(row, marks, base, beside, may_choose, inflow, at)
            for row in rows
        )
    )


def _other(row: Other, may_choose: bool, inflow: bool, at: Present) -> str:
    """A ball of an incident or a notice: its own page opens, not a case beside the list."""
    classes = f"row{' is-mine' if row.mine else ''}{' is-overdue' if row.is_overdue else ''}"
    icon = ui.icon(OTHERS.get(row.ball.subject.kind, "ball"), label=row.kind)
    where = f"<span>{escape(row.face.where)}</span>" if row.face.where else ""
    room = '<span class="row-select"></span>' if may_choose else ""  # as wide as the boxes of the cases
    held = ui.ball(
        holder=row.step if inflow else str(row.ball.person or row.ball.team or ""), step="" if inflow else row.step,
        due=row.due_at, side="none" if inflow else "us", mine=row.mine, promised=row.ball.promised_at, at=at,
    )  # fmt: skip
    return (
        f'<article class="{classes}" data-row>{room}<div class="row-lead">{icon}</div>'
        f'<h3 class="row-title"><a href="{escape(row.face.url)}" data-open>{escape(masked(row.face.title))}</a></h3>'
        f'<span class="row-number">#{row.ball.subject.number}</span><div class="row-end"></div>'
        f'<p class="row-facts">{held}{where}</p>{row.more}</article>'
    )


class Marks:
    """Icons and badges that rows have in common, drawn once per language."""

    def __init__(self) -> None:
        self.states = {code: ui.state(code, icon_only=True) for code in ui.STATES}
        self.priorities = {code: ui.priority(code, icon_only=True) for code in ui.PRIORITIES}
        self.verdicts = {
            code.value: _verdict(capfirst(str(code.label)), ui.icon(icon, size="small"))
            for code, (icon, _tone) in LOOKS.items()
        }
        self.protected = ui.badge(_("Protected"), tone="attention", icon="shield")
        self.note = ui.icon("lock", label=_("Internal note"), size="small")
        self.dialogue = ui.icon("message", label=_("Dialogue"), size="small")
        self.choose = escape(_("Choose %(number)s"))
        self.closed = escape(_("Closed"))
        self.nobody = _("Nobody yet")


def _verdict(words: str, icon: str) -> str:
    return f'<span class="row-verdict" title="{escape(words)}">{icon}<span>{escape(words)}</span></span>'


@lru_cache(maxsize=8)
def _marks(sprite: str, language: str) -> Marks:
    return Marks()


def _row(row: Row, marks: Marks, base: str, beside: str, may_choose: bool, inflow: bool, at: Present) -> str:
    case, number = row.case, row.case.number
    classes = "row"
    if row.mine:
        classes += " is-mine"
    if row.is_overdue:
        classes += " is-overdue"
    if row.ball is None:
        classes += " is-muted"
    choose = (
        f'<label class="row-select"><input type="checkbox" name="case" value="{case.pk}" form="many" data-select>'
        f'<span class="visually-hidden">{marks.choose % {"number": number}}</span></label>'
        if may_choose
        else ""
    )
    end = f"{marks.protected if case.subject.is_protected else ''}{marks.priorities.get(row.priority, '')}"
    service = f"<span>{escape(str(case.service))}</span>" if case.service else ""
    verdict = marks.verdicts.get(case.reproduction, "")
    kind = f"<span>{escape(capfirst(str(case.get_kind_display())))}</span>" if inflow else ""
    return (
        f'<article class="{classes}" data-row>{choose}'
        f'<div class="row-lead">{marks.states.get(case.state, "")}</div>'
        f'<h3 class="row-title"><a href="{base}{number}/" data-open{beside}>{_marked(row.title)}</a></h3>'
        f'<span class="row-number">#{number}</span>'
        f'<div class="row-end">{end}{ui.person_time(case.last_contact_at, at=at)}</div>'
        f'<p class="row-facts">{_ball(row, marks, inflow, at)}<span title="{escape(str(case.institution))}">'
        f"{escape(case.institution.code)}</span>{service}{kind}{verdict}</p>{_snippet(row, marks)}{row.more}</article>"
    )


def _ball(row: Row, marks: Marks, inflow: bool, at: Present) -> str:
    if row.ball is None:
        return f"<span>{marks.closed} {ui.person_time(row.case.closed_at, at=at)}</span>"
    promised = row.ball.promised_at
    if inflow:  # the holder is the same in every row there, and so is the step of what came in
        step = "" if row.ball.step == Commitment.Step.DEAL_OUT else row.step
        return ui.ball(holder=marks.nobody, step=step, due=row.due_at, side=row.side, promised=promised, at=at) + _case(
            row
        )
    return ui.ball(
        holder=row.holder, step=row.step, due=row.due_at, side=row.side, mine=row.mine, promised=promised, at=at,
    )  # fmt: skip


def _case(row: Row) -> str:
    """What lies with the desk is not all: who has the case itself, when somebody has."""
    if not row.is_beside or row.case.ball is None or (row.case.ball.team and row.case.ball.team.line == 2):
        return ""
    held = row.case.ball.person or row.case.ball.team or row.case.reporter
    said = _("the case: %(name)s") % {"name": held}
    return f'<span class="row-beside">{escape(said)}</span>'


def _snippet(row: Row, marks: Marks) -> str:
    if not row.snippet:
        return ""
    return f'<p class="row-snippet">{marks.note if row.where == "note" else marks.dialogue}{_marked(row.snippet)}</p>'


def _marked(fragments: list[Fragment]) -> str:
    return "".join(f"<mark>{escape(piece)}</mark>" if is_hit else escape(piece) for piece, is_hit in fragments)
