"""What in a text that everybody reads looks like a fact about one person: identity numbers and mail addresses.

One rule, for whoever writes with the database and without it. What is *certain* is stopped. What may just as well be
something else (an address that does not say what it is for, a row of ten digits with a wrong check digit) is stopped until
somebody says that it is nobody's.

The text is first made even: compatibility forms and other scripts' digits are read as what they look like (NFKC, Unicode TR
36 §2), and what takes no room is taken out, so that nothing is hidden from the rule that a reader would see.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from bollkoll.kit import personnummer

NO_ROOM = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\ufe00-\ufe0f\uffa0]")
"""Fillers and variation selectors; what is of category Cf (joiners, soft hyphens, direction marks) goes as well."""
LOOSE = re.compile(
    r"(?<![\w.:+-])(?P<century>18|19|20)?(?P<year>[0-9]{2})(?P<between>[-./ ]?)(?P<month>[0-9]{2})(?P=between)(?P<day>[0-9]{2})"
    r"(?P<separator>\s?[-‐‑‒–—−./_]?\s{0,2})(?P<serial>[0-9]{4})(?![\w:+]|[-–.][0-9])"
)
"""Shapes that are too common elsewhere to be a warning while typing: any separator, any check digit."""
SPREAD = re.compile(r"(?<![\w.:+-])[0-9](?:[ \t]{0,2}(?:[-‐‑‒–—−./_,·][ \t]{0,2})?[0-9])*+(?![\w:+]|[-–.][0-9])")
"""Digits with anything between them, anywhere: a whole row of them is looked at, and the check digit decides."""
DATE_GROUPS = ([6], [8], [2, 2, 2], [4, 2, 2], [2, 2, 2, 2], [4, 4])
"""How the date of a birth is written; other groups of digits may be lists of times and rooms."""
MASKED = re.compile(
    r"(?<![\w.:+-])(?P<born>(?:18|19|20)?[0-9]{6})(?P<separator>\s?[-‐‑‒–—−+]\s?|[ ]?)"
    r"(?P<serial>(?=.{0,3}[xX*•?#])[0-9]{0,3}[xX*•?#]+)(?![\w*•#])"
)
"""A number with its end hidden. With one digit hidden nothing is: the check digit follows from the others."""
TELEPHONE = re.compile(r"0[1-9][0-9]{0,2}[ \t]*[-–/ ][ \t]*[1-9][0-9]")
MOBILE = re.compile(r"07[02369]")
ADDRESS = re.compile(
    r"(?<![\w.])[\w.+'%-]*\w(?:@|\s?[(\[]\s?(?:at|a|snabel-?a)\s?[)\]]\s?)[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
AT = re.compile(r"@|\s?[(\[][^)\]]*[)\]]\s?")

FOR_WHAT = re.compile(
    r"(?:support|help|hjälp|hjalp|service|servicecenter|desk|it|info|information|kontakt|contact|ladok|student|students|studie|"
    r"studier|registrator|registratur|diarium|drift|operations|ops|noc|web|webb|webmaster|postmaster|abuse|security|säkerhet|"
    r"sakerhet|office|center|expedition|kansli|admin|administration|administratör|antagning|admissions?|examen|examina|intyg|"
    r"international|utbildning|education|noreply|no|reply|status|incident|incidenter|mail|mejl|post|system|team|grupp|group|"
    r"bibliotek|library|vägledning|vagledning|tentamen|tenta|schema|lokal|local|central|institution|fakultet|s|en|na)+"
)
"""Words that say what a mailbox is for, alone or put together: ``ladoksupport``, ``it-support``, ``studentexpeditionen``."""


@dataclass(frozen=True)
class Personal:
    """``shown`` is masked where it must be, and names the finding when somebody says that it is nobody's."""

    kind: str
    """``identity`` (a personal identity number) or ``address`` (a mail address that may be a person's)."""
    shown: str
    certain: bool


def even(text: str) -> str:
    """The text as a reader sees it."""
    seen = unicodedata.normalize("NFKC", text)
    seen = "".join(letter for letter in seen if unicodedata.category(letter) != "Cf")
    seen = NO_ROOM.sub("", seen)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in seen)


def find(*texts: str, besides: Collection[str] = (), today: date | None = None) -> list[Personal]:
    """In order, each once. ``besides``: what somebody has said is nobody's, as it was ``shown``; certain ones stay."""
    found = [one for text in texts for one in _in(even(text), today)]
    return [one for one in dict.fromkeys(found) if one.certain or one.shown not in besides]


def _in(text: str, today: date | None) -> Iterator[Personal]:
    taken = []
    for one in personnummer.find(text, today):
        taken.append((one.start, one.end))
        yield Personal("identity", personnummer.mask(one.text), certain=True)
    for match in LOOSE.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            for found in _loose(match, text, today):
                taken.append(match.span())
                yield found
    for pattern, judged in ((SPREAD, _spread), (MASKED, _masked)):
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                yield from judged(match, text, today)
    for address in ADDRESS.findall(text):
        local, _at, domain = AT.sub("@", address, count=1).partition("@")
        if not is_functional(local, domain):
            yield Personal("address", f"{local}@{domain}", certain=False)


def _loose(match: re.Match[str], text: str, today: date | None) -> Iterator[Personal]:
    """A day of birth and four digits, when they are not rather a time, a telephone number or the number of something else."""
    digits = "".join(match[name] for name in ("year", "month", "day", "serial"))
    plain = f"{match['century'] or ''}{digits[:6]}-{digits[6:]}"
    found = personnummer.find(plain, today)
    if not found:
        return
    one = found[0]
    is_bare = not match["separator"] and not match["between"]
    if is_bare and not match["century"] and MOBILE.match(digits):
        return
    before = text[max(0, match.start() - 40) : match.start()]
    if personnummer.BEFORE_OTHER_NUMBERS.search(before):
        return
    if re.search(r"[0-9][ \u00a0]\Z", before) or re.match(r"[ \u00a0][0-9]", text[match.end() :]):
        return  # a part of a longer number in groups
    if (
        match["between"]
        and not match["separator"].strip()
        and personnummer.CLOCK.fullmatch(match["serial"])
        and not one.certain
    ):
        return  # a day and a clock
    yield Personal("identity", personnummer.mask(one.text), certain=one.certain)


def _spread(match: re.Match[str], text: str, today: date | None) -> Iterator[Personal]:
    """Ten or twelve digits in any groups, when the check digit is right; in a longer row those after a whole date."""
    if TELEPHONE.match(match.group()) or personnummer.BEFORE_OTHER_NUMBERS.search(
        text[max(0, match.start() - 40) : match.start()]
    ):
        return
    groups, between = re.findall("[0-9]+", match.group()), re.findall("[^0-9]+", match.group())
    whole = "".join(groups)
    if len(whole) in (10, 12):
        found = list(_grouped(groups, [one.strip() for one in between], today))
        if found or len(groups) == 1:
            yield from found
            return
    for at, (group, gap) in enumerate(zip(groups, between, strict=False)):
        if len(group) in (6, 8) and gap.strip():
            serial = [groups[at + 1]]
            while len("".join(serial)) < 4 and at + 1 + len(serial) < len(groups):
                serial.append(groups[at + 1 + len(serial)])
            yield from _grouped([group, *serial], [gap.strip()] * len(serial), today)


def _grouped(groups: list[str], between: list[str], today: date | None) -> Iterator[Personal]:
    """Certain when nothing else is written so: digit by digit, or a date in its own groups and then the rest."""
    if len(groups) == 1:
        return
    whole = "".join(groups)
    plain = f"{whole[:-4]}-{whole[-4:]}"
    found = personnummer.find(plain, today) if len(whole) in (10, 12) else []
    if not found or not found[0].certain:
        return
    lengths = [len(group) for group in groups]
    ends = next((n for n in range(1, len(groups)) if sum(lengths[:n]) == len(whole) - 4), None)
    is_digits = set(lengths) == {1} and len(set(between)) == 1
    is_dated = ends is not None and lengths[:ends] in DATE_GROUPS and len(set(between[: ends - 1])) < 2
    is_clock = (
        ends is not None
        and not between[ends - 1]
        and lengths[ends:] == [2, 2]
        and between[-1] == "."
        and personnummer.CLOCK.fullmatch(whole[-4:])
    )
    yield Personal("identity", personnummer.mask(plain), certain=is_digits or (is_dated and not is_clock))


def _masked(match: re.Match[str], text: str, today: date | None) -> Iterator[Personal]:
    """A day of birth and four characters of which the last are hidden."""
    born, serial = match["born"], match["serial"]
    if len(serial) != 4 or (not match["separator"].strip() and len(born) == 6 and not serial[0].isdigit()):
        return
    known = len(serial.rstrip("xX*•?#"))
    fitting = personnummer.find(f"{born}-{serial[:known].ljust(4, '0')}", today)
    if fitting:
        yield Personal("identity", f"{born}-{personnummer.HIDDEN}", certain=known == 3)


def is_functional(local: str, domain: str) -> bool:
    """Whether an address says what it is for: each piece of it does, or is a part of the domain, and one says it at least."""
    pieces = [piece for piece in re.split(r"[._+\d-]+", local.casefold()) if piece]
    labels = set(domain.casefold().split("."))
    return any(FOR_WHAT.fullmatch(piece) and len(piece) > 1 for piece in pieces) and all(
        FOR_WHAT.fullmatch(piece) or piece in labels for piece in pieces
    )
