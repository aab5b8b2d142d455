"""Ninety days, per service: on which days something was wrong, how badly and how long."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bollkoll.status.site.reading import Notice, Picture
from bollkoll.status.site.vocabulary import RANK, TONES

DAYS = 90
ZONE = ZoneInfo("Europe/Stockholm")


@dataclass
class Day:
    """One day of one service in the first environment."""

    on: date
    degree: str = "operational"
    minutes: int = 0
    notices: list[Notice] = field(default_factory=list)


class History:
    """Days count in Swedish time, and the last is the day on which the picture was made."""

    def __init__(self, picture: Picture) -> None:
        self.last = picture.made_at.astimezone(ZONE).date()
        self.first = self.last - timedelta(days=DAYS - 1)
        self.environment = picture.environments[0].key if picture.environments else ""
        self._days: dict[str, dict[date, Day]] = defaultdict(dict)
        for notice in picture.notices:
            if notice.kind != "information" and not notice.is_coming and notice.state != "cancelled":
                self._add(notice, min(notice.ended_at or picture.made_at, picture.made_at))

    def _add(self, notice: Notice, until: datetime) -> None:
        seen = set()
        for part in notice.parts:
            if part.service in seen or (self.environment and self.environment not in notice.places(part)):
                continue
            seen.add(part.service)
            degree = part.degree if part.degree != "operational" else notice.worst
            if degree == "operational":
                continue
            for on, minutes in self._spread(notice.starts_at, until):
                day = self._days[part.service].setdefault(on, Day(on))
                day.minutes = min(24 * 60, day.minutes + minutes)
                day.degree = max(day.degree, degree, key=RANK.__getitem__)
                day.notices.append(notice)

    def _spread(self, start: datetime, end: datetime) -> Iterator[tuple[date, int]]:
        """The days of a stretch within the ninety, with its minutes on each."""
        begun, ended = start.astimezone(ZONE), max(start, end).astimezone(ZONE)
        on = max(begun.date(), self.first)
        while on <= min(ended.date(), self.last):
            opens = datetime.combine(on, time.min, ZONE)
            closes = datetime.combine(on + timedelta(days=1), time.min, ZONE)
            yield on, round((min(ended, closes).timestamp() - max(begun, opens).timestamp()) / 60)
            on += timedelta(days=1)

    def days(self, service: str) -> list[Day]:
        """Those on which there was something, the latest first."""
        return [day for _on, day in sorted(self._days[service].items(), reverse=True)]

    def good_days(self, service: str) -> int:
        """Days without disturbances: planned work is none."""
        return DAYS - sum(day.degree not in ("operational", "maintenance") for day in self._days[service].values())

    def drawing(self, service: str) -> list[tuple[str, str]]:
        """(tone, SVG path) over a ground of ninety by six: one piece for each stretch of neighbouring days."""
        runs: dict[str, list[list[int]]] = {}
        for on, day in sorted(self._days[service].items()):
            place, of_tone = (on - self.first).days, runs.setdefault(TONES[day.degree], [])
            if of_tone and sum(of_tone[-1]) == place:
                of_tone[-1][1] += 1
            else:
                of_tone.append([place, 1])
        return [
            (tone, "".join(f"M{start} 0h{length}v6h-{length}z" for start, length in pieces))
            for tone, pieces in runs.items()
        ]
