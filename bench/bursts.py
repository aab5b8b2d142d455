"""How often is a burst missed, and how often called for nothing? A simulated year, by the rules that the clock uses.

    python -m bench.bursts [--seed 1] [--years 1] [--cases 4000 12000 30000]

Ordinary cases come by the hour of a working day and with the season; one matter in twelve draws a second case from a
colleague at the same institution within half an hour. On top of it come acute incidents: each makes 3 to 14 institutions
report, faster or slower. *Missed*: an incident with three reports of two institutions within its first hour that was never
proposed. *False*: a proposal with no incident behind it. Volumes are unknown (domain §9), so several are tried.
"""

import argparse
import bisect
import random
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bollkoll.incidents import rules
from bollkoll.kit import hours

ZONE = ZoneInfo("Europe/Stockholm")
SERVICES = (22, 18, 11, 9, 8, 7, 6, 5, 4, 3, 3, 2, 1, 1)
"""How the cases fall on the services: most on two (domain §2)."""
INSTITUTIONS = [12, 11, 10, 9, 8, 7, 7, 6, 6, 5, 5, 4, 4, 4, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2] + [1] * 14
DAY = {7: 2, 8: 9, 9: 14, 10: 14, 11: 10, 12: 7, 13: 13, 14: 13, 15: 11, 16: 6, 17: 1}
INCIDENTS_A_YEAR = 60
CALENDAR = hours.Calendar()
Arrival = tuple[datetime, int]


def season(day: date) -> float:
    """Term starts and the July transfer are busy, high summer and Christmas are not."""
    week = day.isocalendar().week
    if week in (3, 4, 34, 35, 36):
        return 1.9
    return 0.35 if 28 <= week <= 31 or week in (52, 1) else 1.0


def ordinary(chance: random.Random, cases: int, days: list[date], share: float) -> list[Arrival]:
    """The ordinary cases of one service."""
    weights = [season(day) if CALENDAR.hours(day) else 0.03 for day in days]
    per_weight = cases * share / sum(weights) * (len(days) / 365)
    found: list[Arrival] = []
    for day, weight in zip(days, weights, strict=True):
        for hour, part in DAY.items():
            mean = per_weight * weight * part / sum(DAY.values())
            for _ in range(_poisson(chance, mean)):
                moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
                moment += timedelta(seconds=chance.random() * 3600)
                place = chance.choices(range(len(INSTITUTIONS)), INSTITUTIONS)[0]
                found.append((moment, place))
                if chance.random() < 1 / 12:
                    found.append((moment + timedelta(minutes=chance.random() * 30), place))
    return sorted(found)


def _poisson(chance: random.Random, mean: float) -> int:
    count, left = 0, chance.expovariate(1)
    while left < mean:
        count, left = count + 1, left + chance.expovariate(1)
    return count


def incident(chance: random.Random, days: list[date]) -> list[Arrival]:
    """The reports of one incident: so many institutions, each once or twice, the pace of its own."""
    day = chance.choice([day for day in days if CALENDAR.hours(day)])
    hour = chance.choices(list(DAY), list(DAY.values()))[0]
    start = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE) + timedelta(minutes=chance.random() * 60)
    places = chance.sample(range(len(INSTITUTIONS)), chance.randint(3, 14))
    pace = chance.choice((8, 15, 30, 60))
    reports = []
    for place in places:
        moment = start + timedelta(minutes=chance.expovariate(1 / pace))
        reports.append((moment, place))
        if chance.random() < 0.2:
            reports.append((moment + timedelta(minutes=chance.random() * 20), place))
    return sorted(reports)


def proposals(arrivals: list[Arrival], since: datetime) -> list[datetime]:
    """When a proposal would have been made, by the rules; while one stands no other is."""
    moments = [moment for moment, _place in arrivals]
    made: list[datetime] = []
    for at, (moment, _place) in enumerate(arrivals):
        if moment < since or (made and moment - made[-1] < rules.LAPSES_AFTER):
            continue
        first = bisect.bisect_right(moments, moment - timedelta(minutes=max(rules.WINDOWS)))
        if at + 1 - first < rules.LEAST_CASES:
            continue
        weeks = rules.usual_spans(moment, lambda day: bool(CALENDAR.holiday(day)), moments[0])
        days = rules.recent_spans(moment, lambda day: not CALENDAR.hours(day), moments[0])
        usual = max(rules.per_hour(_count(moments, spans), len(spans)) for spans in (weeks, days))
        if rules.burst(arrivals[first : at + 1], moment, usual):
            made.append(moment)
    return made


def _count(moments: list[datetime], spans: list[rules.Span]) -> int:
    return sum(bisect.bisect_right(moments, end) - bisect.bisect_right(moments, start) for start, end in spans)


def year(seed: int, cases: int) -> dict[str, float]:
    chance = random.Random(seed)
    first = date(2025, 1, 1)
    days = [first + timedelta(days=number) for number in range(-75, 365)]
    since = datetime(2025, 1, 1, tzinfo=ZONE)
    known: list[tuple[int, list[Arrival]]] = []
    for _ in range(INCIDENTS_A_YEAR):
        service = chance.choices(range(len(SERVICES)), SERVICES)[0]
        known.append((service, incident(chance, days[75:])))
    found = missed = false = quiet = 0
    delays = []
    for service, share in enumerate(SERVICES):
        usual = ordinary(chance, cases, days, share / sum(SERVICES))
        mine = [reports for other, reports in known if other == service]
        made = proposals(sorted(usual + [one for reports in mine for one in reports]), since)
        spans = [(reports[0][0], reports[-1][0] + timedelta(minutes=5)) for reports in mine]
        false += sum(not any(start <= moment <= end for start, end in spans) for moment in made)
        for reports, (start, end) in zip(mine, spans, strict=True):
            inside = [one for one in reports if one[0] <= start + timedelta(hours=1)]
            if len(inside) < 3 or len({place for _moment, place in inside}) < 2:
                quiet += 1
                continue
            stood = [moment for moment in made if start - rules.LAPSES_AFTER <= moment <= end]
            if stood:
                found += 1
                delays.append(max(0.0, (max(stood[0], start) - start).total_seconds() / 60))
            else:
                missed += 1
    return {
        "cases": cases, "noticeable": found + missed, "missed": missed, "too quiet": quiet, "false": false,
        "minutes": median(delays) if delays else 0.0,
    }  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--years", type=int, default=1)
    asked.add_argument("--cases", type=int, nargs="*", default=[4_000, 12_000, 30_000])
    given = asked.parse_args()
    print(
        "cases a year | years | noticeable incidents | missed | false alarms a year | median minutes from first report"
    )
    for cases in given.cases:
        runs = [year(given.seed + number, cases) for number in range(given.years)]
        noticeable, missed = sum(run["noticeable"] for run in runs), sum(run["missed"] for run in runs)
        false, minutes = sum(run["false"] for run in runs) / len(runs), median(run["minutes"] for run in runs)
        print(f"{cases:12} | {len(runs):5} | {noticeable:20.0f} | {missed:6.0f} | {false:19.1f} | {minutes:.1f}")


if __name__ == "__main__":
    main()
