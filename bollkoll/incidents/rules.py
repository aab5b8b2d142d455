"""Pure rules of incidents: the process and its clocks, when a burst is one, and the first words about it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bollkoll.cases import rules as cases
from bollkoll.kit.chance import poisson_tail

# The process

LEAD_WITHIN = timedelta(minutes=5)
SEVERITY_WITHIN = timedelta(minutes=15)
JOIN_WITHIN = timedelta(minutes=10)
DECIDE_WITHIN = timedelta(minutes=30)
LOOK_WITHIN = timedelta(minutes=30)
"""How often whoever leads looks at the whole again when nothing else falls due."""
PROCESS = {
    "publish": timedelta(minutes=10),
    "reproduce": timedelta(minutes=20),
    "prioritise": timedelta(minutes=30),
    "pull_in": timedelta(minutes=30),
    "inform": None,
}
"""The steps in order, and how long after the declaration each is due. Minutes, not working hours: it is acute."""
FINAL_WITHIN = timedelta(hours=8)
REVIEW_WITHIN = timedelta(days=7)
NAG_AGAIN_AFTER = timedelta(minutes=10)

DEFAULT_REPORTS = (
    ("msb_first", "MSB: första rapport", "MSB: first report", 6, "severity_1"),
    ("msb_whole", "MSB: slutrapport, fyra veckor", "MSB: whole report, four weeks", 4 * 7 * 24, "severity_1"),
    ("nis2_early", "NIS2: tidig varning", "NIS2: early warning", 24, "severity_2"),
    ("nis2_report", "NIS2: incidentanmälan", "NIS2: incident notification", 72, "severity_2"),
    ("personal_data", "IMY: personuppgiftsincident", "IMY: personal data breach", 72, "personal"),
)
"""Key, names, hours, what begins the clock. Each can be changed or put out of use in the settings."""


# Bursts (docs/incidents.md has the formula and how it did over a year)

WINDOWS = (15, 60)
"""Minutes back that are looked at."""
LEAST_CASES = 3
LEAST_INSTITUTIONS = 2
CHANCE = 5e-4
"""A burst: so many or more come by chance more seldom than this in such a window."""
WEEKS, DAYS = 10, 7
AROUND = timedelta(minutes=90)
"""What is usual is counted from so long before to so long after the same time: of the same weekday for ``WEEKS`` weeks, and
of the last ``DAYS`` days, since a busy season is usual too. The greater of the two counts."""
PRIOR_CASES, PRIOR_HOURS = 0.5, 3.0
"""What is supposed before anything has been counted: half a case in three hours. Keeps silence from being certain."""
LAPSES_AFTER = timedelta(hours=3)
MORE_AFTER_DISMISSAL = 3
"""A dismissed burst is proposed again when so many more have come."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Burst:
    """``count`` cases of ``institutions`` within ``minutes``, where ``mean`` are usual."""

    count: int
    institutions: int
    minutes: int
    mean: float
    chance: float


def usual_spans(at: datetime, is_left_out: Callable[[date], bool], first: datetime | None = None) -> list[Span]:
    """The hours around the same time (local, by the clock on the wall) of the same weekday in each of the weeks before.

    Left out: days for which ``is_left_out`` (public holidays), and weeks before ``first``, when there was nothing to
    count yet.
    """
    zone, wall = at.tzinfo, at.replace(tzinfo=None)
    spans = []
    for week in range(1, WEEKS + 1):
        middle = wall - timedelta(weeks=week)
        if is_left_out(middle.date()):
            continue
        span = (middle - AROUND).replace(tzinfo=zone), (middle + AROUND).replace(tzinfo=zone)
        if first is None or span[0] >= first:
            spans.append(span)
    return spans


def recent_spans(at: datetime, is_closed: Callable[[date], bool], first: datetime | None = None) -> list[Span]:
    """The hours around the same time of the last days that were open."""
    zone, wall = at.tzinfo, at.replace(tzinfo=None)
    spans = []
    for day in range(1, DAYS + 1):
        middle = wall - timedelta(days=day)
        span = (middle - AROUND).replace(tzinfo=zone), (middle + AROUND).replace(tzinfo=zone)
        if not is_closed(middle.date()) and (first is None or span[0] >= first):
            spans.append(span)
    return spans


def per_hour(counted: int, spans: int) -> float:
    """Cases an hour: those counted in the spans and what is supposed beforehand, over all those hours."""
    hours = spans * 2 * AROUND.total_seconds() / 3600
    return (counted + PRIOR_CASES) / (hours + PRIOR_HOURS)


def burst(arrivals: Sequence[tuple[datetime, int]], at: datetime, usual: float) -> Burst | None:
    """The rarest burst that ends at ``at``, or ``None``. ``arrivals``: when each case of one service came, and from which
    institution; ``usual``: so many an hour.

    Several cases of one institution count as two at most: they may be one and the same matter. It is asked whenever a
    case comes, so the last one is there whatever is usual: what may be by chance is the others.
    """
    best: Burst | None = None
    for minutes in WINDOWS:
        since = at - timedelta(minutes=minutes)
        inside = [institution for moment, institution in arrivals if since < moment <= at]
        places = set(inside)
        count = sum(min(inside.count(one), 2) for one in places)
        if count < LEAST_CASES or len(places) < LEAST_INSTITUTIONS:
            continue
        mean = usual * minutes / 60
        found = Burst(len(inside), len(places), minutes, mean, poisson_tail(count - 1, mean))
        if found.chance < CHANCE and (best is None or found.chance < best.chance):
            best = found
    return best


# Words


@dataclass(frozen=True)
class FirstWords:
    """The first notice, ready to publish: without a scope that nobody knows yet."""

    title_sv: str
    text_sv: str
    title_en: str
    text_en: str


def listed(names: Sequence[str], last: str) -> str:
    """ "A, B och C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def first_words(services_sv: Sequence[str], services_en: Sequence[str], since_sv: str, since_en: str) -> FirstWords:
    """What may be said at once: what, since when, that we look into it. Nothing of how many or whom, which nobody knows.

    ``since_…``: the moment in words ("kl. 08.12").
    """
    sv, en = listed(services_sv, "och") or "systemet", listed(services_en, "and") or "the system"
    return FirstWords(
        title_sv=f"Störning i {sv}",
        text_sv=(
            f"Vi har fått flera rapporter om problem med {sv} sedan {since_sv}. "
            "Vi felsöker och återkommer med mer information."
        ),
        title_en=f"Disturbance in {en}",
        text_en=(
            f"We have had several reports of problems with {en} since {since_en}. "
            "We are investigating and will come back with more information."
        ),
    )


CAME_BACK = (
    "Felet har kommit tillbaka. Vi felsöker och återkommer med mer information.",
    "The fault has come back. We are investigating and will come back with more information.",
)
"""The first word to those who were told that it was over, in both languages."""

FILLED = ("name", "number")


def filled(text: str, *, name: str, number: int | None) -> str:
    """What is filled in for each (``FILLED``), other braces left."""
    return cases.filled(text, {"name": name, "number": str(number or "")})


def greeted(text: str, *, name: str, number: int | None, is_english: bool) -> str:
    """The text as one reporter gets it, with a greeting first when the name is not in it."""
    words = filled(text, name=name, number=number)
    if any(cases.is_place(word, ("name",)) for word in cases.PLACE.findall(text)):
        return words
    return f"{'Hello' if is_english else 'Hej'} {name},\n\n{words}"


WHOEVER = {
    "sv": {"name": "[mottagarens namn]", "number": "[ärendets nummer]"},
    "en": {"name": "[the recipient's name]", "number": "[the case's number]"},
}


def to_whoever(text: str, language: str) -> str:
    """The text as it is told of afterwards, when it is nobody's own: what was filled in for each stands in words."""
    return cases.filled(text, WHOEVER[language])


# The board


def board_key(due: datetime | None, severity: int | None, institutions: int, at: datetime) -> tuple:
    """The next promise that will break first; then the most severe (unknown as severe as 2) at the most institutions."""
    weight = (5 - (severity or 2)) * max(institutions, 1)
    minutes = int((due - at).total_seconds() // 60) if due else 10**9
    return (minutes, -weight)


def leads_several(leads: Iterable[int | None]) -> set[int]:
    """Those who lead more than one."""
    seen: set[int] = set()
    twice: set[int] = set()
    for one in leads:
        if one is not None:
            (twice if one in seen else seen).add(one)
    return twice


def affected_cells(rows: Iterable[tuple[int | None, int]]) -> Mapping[tuple[int | None, int], int]:
    """How many reports of each service and institution."""
    cells: dict[tuple[int | None, int], int] = {}
    for key in rows:
        cells[key] = cells.get(key, 0) + 1
    return cells
