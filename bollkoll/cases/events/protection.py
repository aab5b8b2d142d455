"""News of who sees and who follows."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.cases.events.base import CaseFact, desk_side, pages_of


@dataclass(frozen=True, kw_only=True)
class Protected(CaseFact):
    kind = "cases.protected"
    sentence = _("{actor} protected the case: only named persons see it")
    is_internal = narrows = True

    def topics(self) -> list[str]:
        """Also those who can no longer see it: their open lists let it go at once."""
        return [*super().topics(), *pages_of(self.case), "desk", f"institution:{self.case.institution_id}"]


@dataclass(frozen=True, kw_only=True)
class Unprotected(CaseFact):
    kind = "cases.unprotected"
    sentence = _("{actor} lifted the protection")
    is_internal = True


@dataclass(frozen=True, kw_only=True)
class PersonNamed(CaseFact):
    kind = "cases.person_named"
    sentence = _("{actor} let {person} see the protected case")
    is_internal = True
    person: int


@dataclass(frozen=True, kw_only=True)
class PersonUnnamed(CaseFact):
    kind = "cases.person_unnamed"
    sentence = _("{actor} took {person} off the protected case")
    is_internal = narrows = True
    person: int

    def topics(self) -> list[str]:
        return [*super().topics(), f"person:{self.person}"]


@dataclass(frozen=True, kw_only=True)
class InstitutionChanged(CaseFact):
    """It is of another of the reporter's institutions: the support of the one before sees it no longer."""

    kind = "cases.institution_changed"
    sentence = _("{actor} said that the case is of {institution}")
    narrows = True
    institution: int
    before: int

    def topics(self) -> list[str]:
        return [*super().topics(), f"institution:{self.before}"]


@dataclass(frozen=True, kw_only=True)
class WatcherAdded(CaseFact):
    kind = "cases.watcher_added"
    sentence = _("{actor} added {person}")
    person: int

    def audience(self) -> list[int]:
        return [self.person]


@dataclass(frozen=True, kw_only=True)
class ReporterGone(CaseFact):
    """Whoever reported it has no account there any more; ``added`` follow it instead."""

    kind = "cases.reporter_gone"
    sentence = _("{person} has no account at the institution any more")
    person: int
    added: tuple[int, ...] = ()

    def audience(self) -> list[int]:
        return [*self.added, *desk_side(self.case)]


@dataclass(frozen=True, kw_only=True)
class WatcherRemoved(CaseFact):
    kind = "cases.watcher_removed"
    sentence = _("{actor} removed {person}")
    person: int
