"""What a person wrote now, apart from what their mail program quoted and from the signature.

Only whole lines are moved and none is thrown away: `reply` and `quoted` together hold every line of the text that is
not blank.
When nothing would be left (a bare forward, an answer that is only a file) the whole text is the reply.
`older` says what kind of older message was folded: what somebody forwards, or points at, is what they want to say.
"""

import enum
from dataclasses import dataclass

from . import markers, signatures
from .html_text import HtmlText
from .markers import MAX_LINE


class Kind(enum.Enum):
    OWN = enum.auto()
    QUOTE = enum.auto()  # a line behind ">" or the attribution above such lines
    REST = enum.auto()  # at or below the place where the older message begins
    SIGNATURE = enum.auto()


class Older(enum.StrEnum):
    """What is folded, besides a signature."""

    NONE = ""
    OURS = "ours"  # what this system sent, below the line that it writes above it
    EARLIER = "earlier"
    BROUGHT = "brought"  # forwarded, or answered in: it belongs to what is said


@dataclass(frozen=True, slots=True)
class Folded:
    reply: str
    quoted: str
    older: Older = Older.NONE


def fold(text: str, markup: HtmlText | None = None, *, text_is_markup: bool = False) -> Folded:
    """Folds a text. `markup` is the text of the same message's HTML, whose hints are used: line by line when the text
    is that one,
    else by finding the same words."""
    if not text.strip():
        return Folded("", "")
    lines = text.split("\n")
    hints = markup.hints if markup is not None and text_is_markup else {}
    kinds = _kinds(lines, hints)
    if markup is not None and not text_is_markup and Kind.REST not in kinds and Kind.QUOTE not in kinds:
        at = _same_place(lines, markup)
        if at is not None:
            kinds = _kinds(lines, {at: "rest"})
    reply = [line for line, kind in zip(lines, kinds, strict=True) if kind is Kind.OWN]
    if not any(_says_something(line) for line in reply):
        return Folded(_trimmed(lines), "")
    folded = [line for line, kind in zip(lines, kinds, strict=True) if kind is not Kind.OWN]
    return Folded(_trimmed(reply), _trimmed(folded), _older(folded, kinds, reply))


def _older(folded: list[str], kinds: list[Kind], reply: list[str]) -> Older:
    if Kind.REST not in kinds and Kind.QUOTE not in kinds:
        return Older.NONE
    short = [line[:MAX_LINE] for line in folded]
    if any(markers.OWN_MARKER_PATTERN.search(line) for line in short):
        return Older.OURS
    if any(markers.FORWARDED.match(line) or markers.FORWARD_LINE.match(line) for line in short):
        return Older.BROUGHT
    return Older.BROUGHT if any(markers.ANSWERED_BELOW.search(line[:MAX_LINE]) for line in reply) else Older.EARLIER


def _says_something(line: str) -> bool:
    return any(character.isalnum() for character in line) or any(ord(character) > 0x2000 for character in line)


def _trimmed(lines: list[str]) -> str:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end])


def _kinds(lines: list[str], hints: dict[int, str]) -> list[Kind]:
    kinds = [Kind.OWN] * len(lines)
    attributions = _find_attributions(lines)
    cut = _rest_begins(lines, hints, attributions)
    for number in range(cut, len(lines)):
        kinds[number] = Kind.REST
    for number in range(cut):
        if _is_quoted(lines[number]):
            kinds[number] = Kind.QUOTE
    _attributions(lines, kinds, cut, hints, attributions)
    _join_quotes(lines, kinds, cut)
    _pgp(lines, kinds, cut)
    for start, end in _stretches(kinds, cut, Kind.OWN):
        for number in range(signatures.begins(lines, start, end, hints), end):
            kinds[number] = Kind.SIGNATURE
    _keep_interleaved(lines, kinds, cut)
    return kinds


def _is_quoted(line: str) -> bool:
    return line.startswith((">", " >", "|>"))


def _rest_begins(lines: list[str], hints: dict[int, str], attributions: dict[int, int]) -> int:
    """The first line of the older message, or the number of lines when there is none below."""
    for number, line in enumerate(lines):
        if hints.get(number) == "rest":
            return _upwards(lines, number)
        if not line.strip() or len(line) > MAX_LINE or _is_quoted(line):
            continue
        if markers.OWN_MARKER_PATTERN.search(line):
            return _above_marker(lines, number, attributions)
        if markers.SEPARATOR.match(line) or markers.FORWARD_LINE.match(line):
            return _upwards(lines, number)
        if markers.HEADER_FROM.match(line) and _is_header_block(lines, number):
            return _upwards(lines, number)
        last = attributions.get(number)
        if last is not None and not _quote_follows(lines, last) and _something_follows(lines, last):
            return number
    return len(lines)


def _upwards(lines: list[str], number: int) -> int:
    """Takes in the ruled line above a header block."""
    above = number - 1
    while above >= 0 and not lines[above].strip() and number - above < 4:
        above -= 1
    if above >= 0 and (markers.UNDERSCORES.match(lines[above]) or markers.SEPARATOR.match(lines[above][:MAX_LINE])):
        return above
    return number


def _above_marker(lines: list[str], number: int, attributions: dict[int, int]) -> int:
    """Takes in the attribution above our own marker."""
    above = number - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    for start in range(max(0, above - 8), above + 1):
        if attributions.get(start) == above:
            return start
        if markers.HEADER_FROM.match(lines[start][:MAX_LINE]) and _is_header_block(lines, start):
            return _upwards(lines, start)
    return number


def _is_header_block(lines: list[str], number: int) -> bool:
    seen: set[int] = set()
    blanks = strange = 0
    for line in lines[number + 1 : number + 14]:
        if not line.strip():
            blanks += 1
            if blanks > 4:
                break
            continue
        matched = False
        for which, pattern in enumerate(markers.HEADER_OTHERS):
            if len(line) <= 20_000 and pattern.match(line[:MAX_LINE]):
                seen.add(which)
                matched = True
        # A long list of recipients goes on over some lines.
        strange += not matched
        if strange > 3 or (
            not matched and len(seen) >= 2 and not line.startswith((" ", "\t", "<")) and "@" not in line
        ):
            break
    return len(seen - {3}) >= 2 or (1 in seen and 3 in seen)


def _find_attributions(lines: list[str]) -> dict[int, int]:
    """Where attributions begin and end ("On … wrote:"); they may be broken over four lines."""
    found: dict[int, int] = {}
    for last, line in enumerate(lines):
        if len(line) > MAX_LINE or not line.rstrip().endswith(":") or _is_quoted(line):
            continue
        joined = ""
        for first in range(last, max(-1, last - 4), -1):
            piece = lines[first].strip()
            if not piece or len(piece) + len(joined) > MAX_LINE or _is_quoted(piece):
                break
            joined = f"{piece} {joined}".strip()
            if any(each.match(joined) for each in markers.ATTRIBUTIONS):
                found[first] = last
                break
    return found


def _quote_follows(lines: list[str], last: int) -> bool:
    for line in lines[last + 1 : last + 4]:
        if line.strip():
            return _is_quoted(line)
    return False


def _something_follows(lines: list[str], last: int) -> bool:
    return any(line.strip() for line in lines[last + 1 : last + 1000])


def _attributions(
    lines: list[str], kinds: list[Kind], cut: int, hints: dict[int, str], attributions: dict[int, int]
) -> None:
    quoted_below = Kind.QUOTE in kinds
    last_said = max((number for number in range(cut) if lines[number].strip()), default=-1)
    for number in range(cut):
        if kinds[number] is not Kind.OWN or not lines[number].strip():
            continue
        last = attributions.get(number)
        if last is None and quoted_below and _is_weak(lines[number]) and markers.WEAK_ATTRIBUTION.match(lines[number]):
            last = number
        if last is None and hints.get(number) == "attribution":
            last = number
        if last is None or last >= cut:
            continue
        if _quote_follows(lines, last) or last >= last_said:
            for each in range(number, last + 1):
                kinds[each] = Kind.QUOTE


def _is_weak(line: str) -> bool:
    return len(line) <= MAX_LINE and line.rstrip().endswith(":")


def _join_quotes(lines: list[str], kinds: list[Kind], cut: int) -> None:
    """Blank lines within a quotation belong to it."""
    for start, end in _stretches(kinds, cut, Kind.OWN):
        if start > 0 and end < cut and not any(line.strip() for line in lines[start:end]):
            for number in range(start, end):
                kinds[number] = Kind.QUOTE


def _stretches(kinds: list[Kind], cut: int, kind: Kind) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start: int | None = None
    for number in range(cut + 1):
        inside = number < cut and kinds[number] is kind
        if inside and start is None:
            start = number
        elif not inside and start is not None:
            found.append((start, number))
            start = None
    return found


def _pgp(lines: list[str], kinds: list[Kind], cut: int) -> None:
    inside = False
    for number in range(cut):
        if markers.PGP_START.match(lines[number]):
            kinds[number] = Kind.SIGNATURE
            if number + 1 < cut and lines[number + 1].startswith("Hash:"):
                kinds[number + 1] = Kind.SIGNATURE
        inside = inside or bool(markers.PGP_SIGNATURE.match(lines[number]))
        if inside:
            kinds[number] = Kind.SIGNATURE
        if markers.PGP_END.match(lines[number]):
            inside = False


def _keep_interleaved(lines: list[str], kinds: list[Kind], cut: int) -> None:
    """Quoted questions between answers stay with the answers, the first one too when there are several."""
    quotes = _stretches(kinds, cut, Kind.QUOTE)
    own = [number for number in range(cut) if kinds[number] is Kind.OWN and lines[number].strip()]
    if not quotes or not own:
        return
    last_own = own[-1]
    answered = [(start, end) for start, end in quotes if start < last_own]
    if len(answered) == 1 and own[0] > answered[0][0]:
        return  # one quotation with the answer below it: that is no dialogue
    for start, end in answered:
        for number in range(start, end):
            kinds[number] = Kind.OWN


def _same_place(lines: list[str], markup: HtmlText) -> int | None:
    """The line of a plain text where the HTML of the same message says that the older message begins."""
    cuts = [line for line, meaning in markup.hints.items() if meaning == "rest"]
    if not cuts:
        return None
    wanted = _bare("\n".join(markup.text.split("\n")[: min(cuts)]))
    seen = ""
    for number, line in enumerate(lines):
        if len(seen) >= len(wanted):
            return number if seen == wanted and number else None
        seen += _bare(line)
    return None


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
