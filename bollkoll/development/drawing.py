"""The trend of a team as a picture: bars of opened and solved cases per week. The numbers stand in a table beside it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bollkoll.development.queries.teams import Week

STEP, BAR, TALL, FOOT, EDGE = 46, 15, 120, 22, 30
"""Pixels: from week to week, a bar's width, the tallest bar, room for week numbers, room for the scale."""


def scale(most: int) -> int:
    """A round number not below ``most``, for the top of the picture."""
    for top in (4, 10, 20, 40, 60, 100, 200, 400, 600, 1000):
        if most <= top:
            return top
    return -(-most // 1000) * 1000


def trend_chart(weeks: Sequence[Week]) -> SafeString:
    """The picture. Colours and theme come by class; which bar is which is told by shape too: solved is hatched."""
    top = scale(max((max(week.opened, week.solved) for week in weeks), default=0))
    width, height = EDGE + STEP * len(weeks), TALL + FOOT + 10
    lines = format_html_join(
        "",
        '<line class="chart-line" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="chart-scale" x="{}" y="{}">{}</text>',
        (
            (EDGE, width, y, y, EDGE - 6, y + 4, value)
            for y, value in ((_y(part, top), part) for part in (0, top // 2, top))
        ),
    )
    bars = format_html_join("", "{}", ((_bars(place, week, top),) for place, week in enumerate(weeks)))
    title = _("Opened and solved cases per week, the last %(count)s weeks") % {"count": len(weeks)}
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}"><defs><pattern id="hatch" width="5" height="5" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="chart-hatch-ground" width="5" height="5"/>'
        '<line class="chart-hatch" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>{}{}</svg>',
        width, height, title, lines, bars,
    )  # fmt: skip


def _y(value: float, top: int) -> float:
    return round(10 + TALL - TALL * value / top, 1)


def _bars(place: int, week: Week, top: int) -> SafeString:
    left = EDGE + STEP * place + (STEP - 2 * BAR - 2) / 2
    opened, solved = _y(week.opened, top), _y(week.solved, top)
    return format_html(
        '<rect class="chart-opened" x="{}" y="{}" width="{}" height="{}"/>'
        '<rect class="chart-solved" x="{}" y="{}" width="{}" height="{}"/>'
        '<text class="chart-week" x="{}" y="{}">{}</text>',
        left, opened, BAR, round(10 + TALL - opened, 1), left + BAR + 2, solved, BAR, round(10 + TALL - solved, 1),
        left + BAR + 1, TALL + 10 + 16, week.number,
    )  # fmt: skip
