"""What is so now: per service and environment, for everybody or for one institution, and as one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from bollkoll.status.site.reading import Named, Notice, Picture
from bollkoll.status.site.vocabulary import RANK, TONES


@dataclass(frozen=True)
class Scope:
    """The whole, or one service, environment or institution: each has a page, feeds and a calendar."""

    kind: str = "all"
    key: str = ""
    name: str = ""

    def concerns(self, notice: Notice) -> bool:
        """A notice that names no part concerns every part."""
        if self.kind == "service":
            return not notice.parts or any(part.service == self.key for part in notice.parts)
        if self.kind == "environment":
            return not notice.all_environments or self.key in notice.all_environments
        if self.kind == "institution":
            return notice.institutions is None or self.key in notice.institutions
        return True

    def was_told(self, notice: Notice) -> bool:
        """Whether it has ever concerned it: what has been told here is told to the end."""
        ever = getattr(notice.ever, f"{self.kind}s", None)  # of the whole: everything
        return ever is None or self.key in ever


@dataclass(frozen=True)
class Cell:
    """One service in one environment. ``only`` are the institutions when it is so for some; ``others``: how it is for
    the rest."""

    degree: str = "operational"
    only: tuple[str, ...] = ()
    others: str = "operational"


FINE = Cell()


@dataclass(frozen=True)
class Now:
    """``level`` is a tone; ``icon`` a degree's or ``information``."""

    level: str
    icon: str
    sentence: str
    detail: str = ""


class Situation:
    """The open notices of a scope, and what they make of each cell."""

    def __init__(self, picture: Picture, language: str, scope: Scope) -> None:
        self.picture, self.language, self.scope = picture, language, scope
        self.open = [notice for notice in picture.open if scope.concerns(notice)]

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """(environment, service) → how it is, for those that do not simply work."""
        found: dict[tuple[str, str], Cell] = {}
        everywhere = [environment.key for environment in self.picture.environments] or [""]
        for notice in self.open:
            only = () if self.scope.kind == "institution" else notice.institutions or ()
            for part in notice.parts:
                for environment in notice.places(part) or everywhere:
                    at = environment, part.service
                    found[at] = _worse(found.get(at, FINE), Cell(part.degree, only))
        if self.scope.kind == "service":
            found = {at: cell for at, cell in found.items() if at[1] == self.scope.key}
        if self.scope.kind == "environment":
            found = {at: cell for at, cell in found.items() if at[0] == self.scope.key}
        return {at: cell for at, cell in found.items() if cell.degree != "operational"}

    def cell(self, environment: str, service: str) -> Cell:
        return self.cells.get((environment, service), FINE)

    @property
    def first(self) -> str:
        """The environment that the sentence is about."""
        if self.scope.kind == "environment":
            return self.scope.key
        return self.picture.environments[0].key if self.picture.environments else ""

    @property
    def is_quiet(self) -> bool:
        """Nothing that a banner should trouble anybody with."""
        return self.now().level == "done"

    def now(self, is_answer: bool = True) -> Now:
        """``is_answer``: to whoever asks whether an institution is affected."""
        here = {service: cell for (environment, service), cell in self.cells.items() if environment == self.first}
        whole = [n for n in self.open if n.kind != "information" and not n.parts and self._is_here(n)]
        # What is critical and of no service in particular, that nobody can log in, is worse than any one service.
        if here and not any(is_critical(notice) for notice in whole):
            return self._disturbed(here, is_answer)
        if whole:
            return self._whole(max(whole, key=lambda n: (is_critical(n), n.kind == "disturbance")), here, is_answer)
        elsewhere = [at for at, _cell in self.cells.items() if at[0] != self.first]
        if elsewhere:
            names = list(dict.fromkeys(self.environment(at[0]) for at in elsewhere))
            all_planned = all(self.cells[at].degree == "maintenance" for at in elsewhere)
            sentence = _("%(system)s works.") % {"system": self._subject()}
            words = _("Planned work in %(where)s.") if all_planned else _("Disturbances in %(where)s.")
            return Now("done", "operational", sentence, words % {"where": listed(names)})
        return self._fine()

    def _whole(self, notice: Notice, here: dict[str, Cell], is_answer: bool) -> Now:
        level = "calm" if notice.kind == "planned" else "urgent" if notice.severity == "critical" else "attention"
        icon = "maintenance" if notice.kind == "planned" else "degraded"
        title = notice.title.said(self.language) or (
            _("Planned work is under way") if notice.kind == "planned" else _("A disturbance is going on")
        )
        sentence = self._answered(_ended(title), is_answer and is_critical(notice))
        return Now(level, icon, sentence, self._being_watched() or _others(len(here)))

    def _answered(self, sentence: str, is_answer: bool) -> str:
        return (
            _("Yes. %(sentence)s") % {"sentence": sentence}
            if self.scope.kind == "institution" and is_answer
            else sentence
        )

    def _fine(self) -> Now:
        if self.scope.kind == "institution":
            return Now("done", "operational", _("No, not that we know of."), _("Everything works right now."))
        if self.scope.kind == "service":
            sentence = _("%(system)s works.") % {"system": self.scope.name}
            return Now("done", "operational", sentence, _("No known disturbances right now."))
        return Now("done", "operational", _("Everything works."), _("No known disturbances right now."))

    def _disturbed(self, here: dict[str, Cell], is_answer: bool) -> Now:
        worst = max((cell.degree for cell in here.values()), key=RANK.__getitem__)
        at_worst = [service for service, cell in here.items() if cell.degree == worst]
        # Of as many as are so for everybody it is said so; only when there is none, of those that are so for some.
        at_worst = [service for service in at_worst if not here[service].only] or at_worst
        number, subject = 1, self._system
        if self.scope.kind == "service":
            subject = self.scope.name
        elif len(at_worst) < max(1, len(self.picture.services)) or not self._system:
            order = [service.key for service in self.picture.services]
            at_worst.sort(key=lambda key: order.index(key) if key in order else len(order))
            names = [self.service(key) for key in at_worst]
            number = len(names)
            many = ngettext("%(count)s service", "%(count)s services", number) % {"count": number}
            subject = listed(names) if number <= 2 else many
        sentence = _phrase(worst, number) % {"what": subject}
        if whom := self._for_whom([here[key].only for key in at_worst]):
            sentence = _("%(sentence)s for %(whom)s") % {"sentence": sentence, "whom": whom}
        others = self._for_others(here[at_worst[0]], subject) if len(at_worst) == 1 else ""
        detail = self._being_watched() or others or _others(len(here) - len(at_worst))
        return Now(TONES[worst], worst, self._answered(_ended(sentence), is_answer), detail)

    def _for_others(self, cell: Cell, subject: str) -> str:
        if cell.others == "operational":
            return ""
        return _("For the others: %(sentence)s.") % {"sentence": _phrase(cell.others, 1) % {"what": subject}}

    def _for_whom(self, only: list[tuple[str, ...]]) -> str:
        """The institutions, by name when it is the same few for each; nothing when it is everybody."""
        if not all(only):
            return ""
        if len({frozenset(codes) for codes in only}) > 1 or len(only[0]) > 2:
            return _("some institutions")
        return listed(self.institution(code) for code in sorted(only[0]))

    def _is_here(self, notice: Notice) -> bool:
        return not notice.all_environments or self.first in notice.all_environments

    def _being_watched(self) -> str:
        troubles = [notice for notice in self.open if notice.kind == "disturbance"]
        if troubles and all(notice.state == "monitoring" for notice in troubles):
            return _("The fault has been fixed, and we are making sure that it stays so.")
        return ""

    @property
    def _system(self) -> str:
        return self.picture.organisation.system

    def _subject(self) -> str:
        return self.scope.name if self.scope.kind == "service" else self._system or _("The system")

    def service(self, key: str) -> str:
        return name(self.picture.services, key, self.language)

    def environment(self, key: str) -> str:
        return name(self.picture.environments, key, self.language)

    def institution(self, code: str) -> str:
        return name(self.picture.institutions, code, self.language)


def _worse(one: Cell, other: Cell) -> Cell:
    """For everybody is worse than for some; the institutions of the same degree are put together. What is milder, and so for
    everybody, is how it is for those that the worse is not so for."""
    worse, milder = sorted((one, other), key=lambda cell: -RANK[cell.degree])
    is_same = worse.degree == milder.degree
    only = (
        worse.only if not is_same else tuple(dict.fromkeys([*one.only, *other.only])) if one.only and other.only else ()
    )
    rest = [worse.others, milder.others, *([] if milder.only or is_same else [milder.degree])]
    return Cell(worse.degree, only, max(rest, key=RANK.__getitem__) if only else "operational")


def _phrase(degree: str, number: int) -> str:
    """The sentence for so many things, with ``%(what)s`` for them."""
    return {
        "down": ngettext("%(what)s is down", "%(what)s are down", number),
        "partial": ngettext("%(what)s is partly down", "%(what)s are partly down", number),
        "read_only": _("%(what)s can only be read"),
        "degraded": ngettext("%(what)s works worse than usual", "%(what)s work worse than usual", number),
        "maintenance": _("Planned work is under way in %(what)s"),
    }[degree]


def is_critical(notice: Notice) -> bool:
    return notice.kind == "disturbance" and notice.severity == "critical"


def _others(count: int) -> str:
    if not count:
        return ""
    words = ngettext("%(count)s more service is affected.", "%(count)s more services are affected.", count)
    return words % {"count": count}


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def listed(names: Iterable[str]) -> str:
    """*A, B and C* in the language at hand."""
    *most, last = names
    return pgettext("site list", "%(most)s and %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def name(of: Iterable[Named], key: str, language: str) -> str:
    """A key that nobody knows any more is its own name."""
    return next((one.name.named(language) for one in of if one.key == key), "") or key
