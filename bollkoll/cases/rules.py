"""Pure rules of cases: priority, states, what a reply does."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext_lazy as _

from bollkoll.services.rules import Acute

LEVELS = (1, 2, 3, 4)
STEPS_GO_ON = _(
    "The steps of the order are not over: an answer neither solves it nor makes it wait. Send it, and carry out the steps or "
    "stop the order."
)

_MATRIX = {
    # impact × urgency, 1 low … 4 critical → priority 1 (highest) … 4
    (4, 4): 1, (4, 3): 1, (3, 4): 1,
    (4, 2): 2, (3, 3): 2, (2, 4): 2, (4, 1): 2,
    (3, 2): 3, (2, 3): 3, (1, 4): 3, (3, 1): 3, (2, 2): 3,
    (2, 1): 4, (1, 3): 3, (1, 2): 4, (1, 1): 4,
}  # fmt: skip


def priority(impact: int | None, urgency: int | None) -> int | None:
    """Priority 1 (highest) to 4 from impact × urgency (each 1 low to 4 critical); ``None`` until both are known.

    The matrix is the usual one of ITIL practice, made symmetric enough that neither factor alone reaches the top.
    """
    if impact is None or urgency is None:
        return None
    return _MATRIX[impact, urgency]


def impact_from_report(kind: str, affected: str) -> int | None:
    """A first guess of impact from what the reporter filled in; triage may change it."""
    return {"one": 1, "some": 2, "all": 3}.get(affected) if kind == "fault" else None


def acute(priority: int | None, affected: str) -> Acute:
    """How acute a case is when only what is acute is handled: priority 1; before there is a priority, that everybody at the
    institution is affected, as the reporter says."""
    if priority is not None:
        return Acute.JUDGED if priority == 1 else Acute.NO
    return Acute.SAID if affected == "all" else Acute.NO


SPECIALIST_WORTH = 6.0
FOLLOWER_WORTH = 3.0
"""So many balls at full time heavier somebody may be and still be chosen for what they know."""


@dataclass(frozen=True)
class Suggestion:
    """Who should take a case, with the reasons in order of weight (codes that the view translates)."""

    person_id: int
    score: float
    reasons: tuple[str, ...]


def load(open_balls: int, share: int) -> float:
    """Open balls per full-time share: 8 balls at 50 % weigh as 16 (share in per cent, 5–100)."""
    return open_balls * 100 / max(share, 5)


def suggest(people: list[dict], *, specialist_id: int | None, team_followers: frozenset[int]) -> list[Suggestion]:
    """Rank agents for a case. ``people``: dicts with ``id, is_present, share, open_balls``, and ``is_leaving`` for those
    who are here today and away from the next working day.

    Present before absent, and among them those who stay; then whose load is lightest, where what somebody knows makes up
    for ``SPECIALIST_WORTH`` or ``FOLLOWER_WORTH`` balls at full time. Deterministic: equal scores go by id.
    """
    ranked = []
    for person in people:
        presence = "absent" if not person["is_present"] else "leaving" if person.get("is_leaving") else "present"
        knows = ("specialist",) if person["id"] == specialist_id else ()
        follows = ("follows_team",) if person["id"] in team_followers else ()
        score = worth(person["id"], specialist_id, team_followers) - load(person["open_balls"], person["share"])
        one = Suggestion(person["id"], score, (*knows, *follows, presence, "load"))
        ranked.append((("present", "leaving", "absent").index(presence), -score, one.person_id, one))
    return [one for *_order, one in sorted(ranked, key=lambda row: row[:3])]


def worth(person: int, specialist: int | None, followers: Container[int]) -> float:
    """What somebody knows of a service, in balls at full time."""
    if person == specialist:
        return SPECIALIST_WORTH
    return FOLLOWER_WORTH if person in followers else 0.0


def is_at_work(hours: dict, here: datetime, opening: Sequence[tuple[time, time]]) -> bool:
    """Whether somebody with these hours works on the day of ``here`` (local time). No hours: those of the support, which is
    open that day at ``opening``; when it is closed nobody works.

    A case is dealt out to who is there today, also in their lunch or before they have come; not to who has gone home.
    """
    if not opening:
        return False
    if not hours:
        return here.time() < opening[-1][1]
    today = hours.get(str(here.weekday()))
    if not today:
        return False
    return here.strftime("%H.%M") < str(today[-1]).replace(":", ".")


def mentioned(text: str, names: Iterable[tuple[int, str]]) -> list[int]:
    """Ids of those whose names stand after an ``@`` in the text, in order of ``names``; the longer name goes first."""
    found, left = [], text.casefold()
    for key, name in sorted(names, key=lambda pair: -len(pair[1])):
        said = f"@{name.casefold()}"
        if said in left:
            found.append(key)
            left = left.replace(said, " ")
    return found


PLACES = {
    "name": ("namn", "first_name", "förnamn"), "number": ("nummer",), "time": ("tid",), "title": ("rubrik",),
    "version": ("version",), "issues": ("rättelser",), "agent": ("handläggare",),
}  # fmt: skip
"""What a text for many may hold in braces, and what else it is called: first in Swedish. All are understood, in either language;
a page fills in those it knows, and offers them by :func:`places`."""
MEANT = {called: place for place, others in PLACES.items() for called in (place, *others)}
PLACE = re.compile(r"\{([^\W\d]\w*)\}")


def places(known: Iterable[str], language: str | None) -> list[str]:
    """The places in their braces, as they are called in a language."""
    return [f"{{{place if language == 'en' else PLACES[place][0]}}}" for place in known]


def is_place(word: str, known: Container[str]) -> bool:
    return MEANT.get(word.lower()) in known


def unknown_places(text: str, known: Container[str], within: re.Pattern[str] = PLACE) -> list[str]:
    """Words in braces that nothing is filled in for, each once. ``within``: what counts as such a word."""
    return list(dict.fromkeys(word for word in within.findall(text) if not is_place(word, known)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in, each once, from ``values`` by :data:`PLACES`; other braces stay."""
    return PLACE.sub(lambda found: values.get(MEANT.get(found[1].lower(), ""), found[0]), text)
