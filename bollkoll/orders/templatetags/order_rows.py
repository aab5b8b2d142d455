"""``{% pool_rows %}`` and ``{% order_rows %}``: the rows of the lists of orders, as ``ui/README.md`` describes them.

Drawn here and not by a template: fifty rows of a template cost more than the rest of the page and its queries together.
Every text is escaped; what is marked safe was escaped by who made it.
"""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.rows import Row
from bollkoll.orders.models import Asked, Order
from bollkoll.ui.templatetags import ui

register = template.Library()


class Marks:
    """What rows have in common, drawn once per language."""

    def __init__(self) -> None:
        self.ball = ui.icon("ball")
        take = escape(_("I take it"))
        self.take = f'<button class="button is-small">{ui.icon("ball-full")}{take}</button>'
        self.look = escape(_("Read and decide"))
        self.states = {code: ui.state(code, icon_only=True) for code in ui.STATES}
        self.stages = {code: escape(label) for code, label in Order.Stage.choices}


@lru_cache(maxsize=8)
def _marks(sprite: str, language: str) -> Marks:
    return Marks()


def marks() -> Marks:
    return _marks(static("ui/icons.svg"), get_language() or "sv")


@register.simple_tag(takes_context=True)
def pool_rows(context: template.Context, rows: Iterable[tuple[Asked, Row, bool]]) -> SafeString:
    """Steps that wait for whoever takes them, each with the button that takes it; what lies with one already has a link."""
    mine, drawn = context["actor"].person_id, marks()
    token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(context["request"])}">'
    cases, orders = reverse("cases:list"), reverse("orders:orders")
    found = []
    for asked, row, is_shared in rows:
        number = row.case.number
        step = f"{orders}{number}/steps/{asked.run_id}/"
        end = (
            f'<a class="button is-small" href="{step}">{drawn.look}</a>'
            if asked.run.is_approval or not is_shared
            else f'<form method="post" action="{step}claim" data-once>{token}{drawn.take}</form>'
        )
        title = f"{escape(asked.run.title)} · {escape(row.plain_title)}"
        kind = f"{' is-mine' if asked.person_id == mine else ''}{' is-overdue' if row.is_overdue else ''}"
        found.append(
            f'<article class="row{kind}" id="step-{asked.pk}" data-row><div class="row-lead">{drawn.ball}</div>'
            f'<h2 class="row-title"><a href="{cases}{number}/" data-open data-beside>{title}</a></h2>'
            f'<span class="row-number">#{number}</span><div class="row-end">{end}</div>'
            f'<p class="row-facts">{_ball(row)}<span>{escape(row.case.institution.code)}</span></p></article>'
        )
    return mark_safe("".join(found))


@register.simple_tag
def order_rows(rows: Iterable[tuple[Order, Row]]) -> SafeString:
    """Orders with their ball while they run, and what became of them after."""
    drawn, cases = marks(), reverse("cases:list")
    found = []
    for order, row in rows:
        number, runs = row.case.number, order.is_running
        kind = f"{' is-mine' if row.mine else ''}{' is-overdue' if row.is_overdue and runs else ''}"
        fact = _ball(row) if row.ball and runs else f"<span>{drawn.stages[order.stage]}</span>"
        found.append(
            f'<article class="row{kind}" data-row><div class="row-lead">{drawn.states.get(row.case.state, "")}</div>'
            f'<h2 class="row-title"><a href="{cases}{number}/" data-open data-beside>{escape(row.plain_title)}</a></h2>'
            f'<span class="row-number">#{number}</span><div class="row-end">{ui.person_time(order.ordered_at)}</div>'
            f'<p class="row-facts">{fact}<span>{escape(row.case.institution.code)}</span></p></article>'
        )
    return mark_safe("".join(found))


def _ball(row: Row) -> str:
    return ui.ball(holder=row.holder, step=row.step, due=row.due_at, side=row.side, mine=row.mine)
