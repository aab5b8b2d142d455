"""Ninety days, per service: on which days something was wrong, what it was, how badly and for how long."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bollkoll.status.site.reading import Notice, Picture
from bollkoll.status.site.stretches import Stretch, services, stretches
from bollkoll.status.site.vocabulary import RANK, TONES

DAYS = 90
ZONE = ZoneInfo("Europe/Stockholm")


@dataclass
class Entry:
    """One notice on one day: seconds of each degree, as it was told."""

    notice: Notice
    lasted: dict[str, float] = field(default_factory=dict)

    @property
    def degree(self) -> str:
        """The worst of that day."""
        return max(self.lasted, key=RANK.__getitem__)

    def minutes(self) -> list[tuple[str, int]]:
        """(degree, minutes), the worst first."""
        return [(degree, round(self.lasted[degree] / 60)) for degree in sorted(self.lasted, key=lambda one: -RANK[one])]


@dataclass
class Day:
    """One day of one service in the first environment."""

    on: date
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def degree(self) -> str:
        """The worst of the day, which gives its colour and nothing else."""
        return max((entry.degree for entry in self.entries.values()), key=RANK.__getitem__)


class History:
    """Days count in Swedish time, and the last is the day on which the picture was made."""

    def __init__(self, picture: Picture) -> None:
        self.last = picture.made_at.astimezone(ZONE).date()
        self.first = self.last - timedelta(days=DAYS - 1)
        self.environment = picture.environments[0].key if picture.environments else ""
        self._days: dict[str, dict[date, Day]] = defaultdict(dict)
        self._troubled: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
        for notice in picture.notices:
            if notice.kind != "information" and not notice.is_coming and notice.state != "cancelled":
                self._add(notice, picture.made_at)

    def _add(self, notice: Notice, until: datetime) -> None:
        for service in services(notice):
            for stretch in stretches(notice, service, self.environment, until):
                for on, seconds in self._spread(stretch):
                    day = self._days[service].setdefault(on, Day(on))
                    entry = day.entries.setdefault(notice.id, Entry(notice))
                    entry.lasted[stretch.degree] = entry.lasted.get(stretch.degree, 0) + seconds
                if stretch.degree != "maintenance":
                    self._troubled[service].append((stretch.start, min(stretch.end, until)))

    def _spread(self, stretch: Stretch) -> Iterator[tuple[date, float]]:
        """The days of a stretch within the ninety, with its seconds on each."""
        begun, ended = stretch.start.astimezone(ZONE), max(stretch.start, stretch.end).astimezone(ZONE)
        on = max(begun.date(), self.first)
        while on <= min(ended.date(), self.last):
            opens = datetime.combine(on, time.min, ZONE)
            closes = datetime.combine(on + timedelta(days=1), time.min, ZONE)
            seconds = min(ended, closes).timestamp() - max(begun, opens).timestamp()
            if seconds > 0 or begun == ended:
                yield on, seconds
            on += timedelta(days=1)

    def days(self, service: str) -> list[Day]:
        """Those on which there was something, the latest first."""
        return [day for _on, day in sorted(self._days[service].items(), reverse=True)]

    def troubled(self, service: str) -> tuple[int, int]:
        """Days with a disturbance, and minutes of disturbance in all: what overlaps counts once, planned work not at all."""
        days = sum(day.degree != "maintenance" for day in self._days[service].values())
        begins = datetime.combine(self.first, time.min, ZONE)
        seconds, reached = 0.0, begins.timestamp()
        for start, end in sorted(self._troubled[service]):
            seconds += max(0.0, end.timestamp() - max(reached, start.timestamp()))
            reached = max(reached, end.timestamp())
        return days, round(seconds / 60)

    def drawing(self, service: str, without: int = 0) -> list[tuple[str, str]]:
        """(tone, SVG path) over a ground of ninety by six: one piece for each stretch of neighbouring days. ``without``: so
        many of the latest, which are drawn one by one."""
        runs: dict[str, list[list[int]]] = {}
        for day in self.days(service)[without:][::-1]:
            place, of_tone = self.place(day), runs.setdefault(TONES[day.degree], [])
            if of_tone and sum(of_tone[-1]) == place:
                of_tone[-1][1] += 1
            else:
                of_tone.append([place, 1])
        return [
            (tone, "".join(f"M{start} 0h{length}v6h-{length}z" for start, length in pieces))
            for tone, pieces in runs.items()
        ]

    def place(self, day: Day) -> int:
        """From the left."""
        return (day.on - self.first).days
