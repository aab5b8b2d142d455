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
            yield from _loose(match, text, today)
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


def is_functional(local: str, domain: str) -> bool:
    """Whether an address says what it is for: each piece of it does, or is a part of the domain, and one says it at least."""
    pieces = [piece for piece in re.split(r"[._+\d-]+", local.casefold()) if piece]
    labels = set(domain.casefold().split("."))
    return any(FOR_WHAT.fullmatch(piece) and len(piece) > 1 for piece in pieces) and all(
        FOR_WHAT.fullmatch(piece) or piece in labels for piece in pieces
    )
