"""Where a signature begins: after "-- ", at "Mvh" and its kin, at a list's footer, at "Skickat från min iPhone"."""

from . import markers
from .markers import MAX_LINE

MAX_SIGNATURE = 14  # lines after a closing like "Mvh"
MAX_DASHED = 25  # lines after "-- "


def begins(lines: list[str], start: int, end: int, hints: dict[int, str]) -> int:
    """The first line of the signature in the lines from `start` up to `end`; `end` when there is none."""
    first = end
    for number, follows in _last_lines(lines, start, end):
        line = lines[number]
        if (
            hints.get(number) == "signature"
            or markers.SIGNATURE_LINE.match(line)
            or (markers.UNDERSCORES.match(line) and follows <= MAX_SIGNATURE and _is_footer(lines[number + 1 : end]))
            or _is_closing(lines, number, end)
        ):
            first = number
            break
    return _device_lines(lines, start, first)


def _last_lines(lines: list[str], start: int, end: int) -> list[tuple[int, int]]:
    """The lines that can begin a signature, in order, each with the number of lines said below it."""
    found: list[tuple[int, int]] = []
    follows = 0
    for number in range(end - 1, start - 1, -1):
        if lines[number].strip():
            found.append((number, follows))
            follows += 1
            if follows > MAX_DASHED:
                break
    return found[::-1]


def _is_footer(below: list[str]) -> bool:
    return any(markers.LIST_FOOTER.search(line[:MAX_LINE]) for line in below)


def _is_closing(lines: list[str], number: int, end: int) -> bool:
    """Whether "Mvh" and its kin stands here with nothing but a name, a title and addresses below."""
    line = lines[number]
    if len(line) > 100 or not markers.CLOSINGS.match(line):
        return False
    below = 0
    for each in lines[number + 1 : end]:
        if not each.strip():
            continue
        if markers.DISCLAIMER.search(each[:MAX_LINE]):
            return True
        if markers.PHONE_SIGNATURE.match(each[:MAX_LINE]):
            continue
        below += 1
        if below > MAX_SIGNATURE or len(each) > 160 or markers.POSTSCRIPT.match(each) or each.rstrip().endswith("?"):
            return False
    return True


def _device_lines(lines: list[str], start: int, begins: int) -> int:
    """Takes in "Skickat från min iPhone" and the like when it is the last line above."""
    while True:
        last = begins - 1
        while last >= start and not lines[last].strip():
            last -= 1
        if last < start or len(lines[last]) > MAX_LINE:
            return begins
        line = lines[last]
        is_device = bool(markers.PHONE_SIGNATURE.match(line)) and bool(markers.PHONE_WORDS.search(line))
        if not is_device and not (markers.UNDERSCORES.match(line) and last > start):
            return begins
        begins = last
