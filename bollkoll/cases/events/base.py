"""What all news of a case have in common: where it shows, and who is told."""

from dataclasses import dataclass

from bollkoll.cases.models import Case
from bollkoll.log.facts import Fact


def reporters_side(case: Case) -> list[int]:
    """The reporter and the colleagues who follow the case."""
    watching = [w.person_id for w in case.watchers.select_related("person") if not w.person.line]
    return who_may(case, [case.reporter_id, *watching])


def desk_side(case: Case) -> list[int]:
    """The agent and colleagues at the desk who follow the case."""
    watching = [w.person_id for w in case.watchers.select_related("person") if w.person.line]
    return who_may(case, [*([case.assignee_id] if case.assignee_id else []), *watching])


def who_may(case: Case, persons: list[int]) -> list[int]:
    """Each once; of a protected case only those it names, also when they began to follow before it was protected."""
    once = list(dict.fromkeys(persons))
    if not case.subject.is_protected:
        return once
    named = set(case.named.values_list("person", flat=True))
    return [person for person in once if person in named]


@dataclass(frozen=True, kw_only=True)
class CaseFact(Fact):
    """Base: something happened to a case."""

    case: Case

    is_internal = False
    """Internal facts are not told on the reporter's topic and not shown to them."""

    def topics(self) -> list[str]:
        names = [self.case.topic]
        if not self.is_internal:
            names.append(f"{self.case.topic}:shared")
        if self.case.subject.is_protected:
            return [*names, *(f"person:{n.person_id}" for n in self.case.named.all())]
        names.append("desk")
        if not self.is_internal:
            names += [f"institution:{self.case.institution_id}", f"person:{self.case.reporter_id}"]
        if self.case.assignee_id:
            names.append(f"person:{self.case.assignee_id}")
        return names


def pages_of(case: Case) -> list[str]:
    """The other case's own pages, on both sides, which show the same news."""
    return [case.topic, f"{case.topic}:shared"]
