"""Finds what looks like a Swedish personal identity number, and masks it.

A support desk never needs one, so a person who types one is asked first. How firmly is decided here: a *certain*
finding is a number whose check digit is right; the rest are only plausible and deserve a mild warning.

Found: personnummer (folkbokföringslagen 1991:481, 18 §; SKV 704) with ten or twelve digits, with hyphen, dash, space
or nothing before the last four, and ``+`` from the year of turning a hundred; samordningsnummer (SKV 707: day + 60);
interim numbers, which have a letter where a serial number would begin (in Ladok a T, ``820202-T000``).

Not found: order and telephone numbers, organisation numbers, dates with times, UUIDs, course codes. Where a plain row
of ten digits could be either, the check digit decides; a number from the last ten years that reads as a date and a
clock time is a time stamp.

``bollkoll/ui/static/ui/js/personnummer.js`` has the same rules for the browser; ``tests/personnummer.json`` holds both
to the same table.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PERSONNUMMER = "personnummer"
SAMORDNINGSNUMMER = "samordningsnummer"
INTERIM = "interim"

HIDDEN = "••••"
"""What stands instead of the last four characters. As long as they are, so nothing moves in the text."""

CANDIDATE = re.compile(
    r"""
    (?<![^\W_]) (?<![0-9][-–.:+]) (?<!\+)
    (?P<century>18|19|20)? (?P<year>[0-9]{2}) (?P<iso>-?) (?P<month>[0-9]{2}) (?P=iso) (?P<day>[0-9]{2})
    (?P<separator>[ ]?[-‐‑‒–—−][ ]?|\+|[ \u00a0\u202f]|)
    (?P<serial>[0-9TtPRSUWXJKLMN][0-9]{3})
    (?![^\W_]) (?![-–.:][0-9])
    """,
    re.VERBOSE,
)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
BEFORE_OTHER_NUMBERS = re.compile(
    r"(?<![^\W_])(?:tel|tfn|telefon\w*|mobil\w*|mob|phone|fax|ring|order\w*|beställning|best|faktura\w*|dnr|ärende)"
    r"[ \u00a0]*(?:nr|no|nummer)?[.:]?[ \u00a0]*#?\Z",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
TOO_YOUNG = 10
"""Nobody younger than this many years is in a register of students, but dates in file names and orders are."""


@dataclass(frozen=True)
class Finding:
    """``text[start:end]``; ``certain`` when the check digit is right or it is a T-number."""

    start: int
    end: int
    text: str
    kind: str
    certain: bool


def find(text: str, today: date | None = None) -> list[Finding]:
    """What in the text looks like an identity number, in order and never overlapping.

    ``today`` (default: the current date) decides which years are in the future and which are very recent.
    """
    this_year = (today or date.today()).year
    uuids = [match.span() for match in UUID.finditer(text)]
    findings = []
    for match in CANDIDATE.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in uuids):
            continue
        judged = _judge(match, text, this_year)
        if judged:
            findings.append(Finding(match.start(), match.end(), match.group(), *judged))
    return findings


def has_certain(text: str) -> bool:
    """Whether a number whose check digit is right stands in the text."""
    return any(found.certain for found in find(text))


def mask(text: str, findings: Iterable[Finding] | None = None) -> str:
    """The text with the last four characters of each finding hidden: ``19850412-••••``. As long as it was."""
    for finding in find(text) if findings is None else findings:
        text = text[: finding.end - len(HIDDEN)] + HIDDEN + text[finding.end :]
    return text


def masked(text: str) -> str:
    """Masks only what is certain: for subjects, previews and lists, where nobody can be asked."""
    return mask(text, [finding for finding in find(text) if finding.certain])


def _judge(match: re.Match[str], text: str, this_year: int) -> tuple[str, bool] | None:
    """The kind and whether it is certain, or nothing."""
    part = match.groupdict()
    century, separator, serial = part["century"], part["separator"], part["serial"].upper()
    dashed = separator.strip() != ""
    year = _year(century, part["year"], separator, this_year)
    month, day = int(part["month"]), int(part["day"])
    coordinated = 60 <= day <= 91
    if year > this_year:
        return None
    recent = year > this_year - TOO_YOUNG

    if not serial[0].isdigit():
        if not _is_date(year, month, day) or (recent and not dashed) or part["iso"]:
            return None
        if serial[0] == "T":
            return INTERIM, True
        return (INTERIM, False) if dashed and not recent else None

    right = _is_luhn(part["year"] + part["month"] + part["day"] + serial)
    # In a samordningsnummer the month and the day may be unknown: 00 and 60.
    unknown = coordinated and right and dashed and month <= 12 and (month == 0 or day == 60)
    if not _is_date(year, month, day - 60 if coordinated else day) and not unknown:
        return None
    if recent and (CLOCK.fullmatch(serial) or not right):
        return None
    if part["iso"] and not (century and dashed and right):
        return None
    kind = SAMORDNINGSNUMMER if coordinated else PERSONNUMMER
    if century or dashed:
        return kind, right
    if not right or _is_another_number(match, text):
        return None
    # Nine in ten mobile numbers that begin with 070 read as a month of 2007: too many for a firm question.
    return kind, part["year"] + part["month"][0] != "070"


def _year(century: str | None, year: str, separator: str, this_year: int) -> int:
    """The whole year. Two digits mean the latest such year, or with ``+`` a hundred years before that."""
    if century:
        return int(century + year)
    latest = this_year - (this_year - int(year)) % 100
    return latest - 100 if separator == "+" else latest


def _is_date(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _is_luhn(ten: str) -> bool:
    """The check digit of ten digits (SKV 704): doubled, single, doubled … summed by digit to a multiple of ten."""
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in ten[::2])
    return (doubled + sum(int(digit) for digit in ten[1::2])) % 10 == 0


def _is_another_number(match: re.Match[str], text: str) -> bool:
    """Whether six and four digits without a hyphen are rather a telephone, order or account number."""
    if match["separator"]:
        before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
        return bool(re.fullmatch(r"[0-9][ \u00a0]", before) or re.fullmatch(r"[ \u00a0][0-9]", after))
    return bool(BEFORE_OTHER_NUMBERS.search(text[max(0, match.start() - 40) : match.start()]))
