"""Who should take a case, and why."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bollkoll.cases import rules
from bollkoll.cases.models import Case
from bollkoll.people import queries as people
from bollkoll.people.models import Person
from bollkoll.services import opening
from bollkoll.services.models import Membership


@dataclass(frozen=True)
class Suggested:
    """An agent for a case, best first. ``reasons`` are sentences in the reader's language."""

    person: Person
    score: float
    codes: tuple[str, ...]
    case: Case

    @cached_property
    def reasons(self) -> list[str]:
        return [_reason(code, self.person, self.case) for code in self.codes]

    @property
    def is_away(self) -> bool:
        return self.person.is_away  # type: ignore[attr-defined]

    @property
    def is_present(self) -> bool:
        return bool({"present", "leaving"} & set(self.codes))


def suggestions(case: Case) -> list[Suggested]:
    """All agents who may see the case, ranked by ``rules.suggest``, those who are away last. At most three queries."""
    agents = list(people.agents())
    if case.subject.is_protected:
        named = set(case.named.values_list("person", flat=True))
        agents = [agent for agent in agents if agent.pk in named]
    service = case.service
    followers: frozenset[int] = frozenset()
    if service and service.team_id:
        rows = Membership.objects.filter(team=service.team_id, person__line=Person.Line.SECOND)
        followers = frozenset(rows.values_list("person", flat=True))
    here = timezone.localtime()
    hours_today = opening.open_hours(here.date())
    facts = [
        {
            "id": agent.pk,
            "is_present": not agent.is_away and rules.is_at_work(_hours(agent), here, hours_today),
            "share": _share(agent),
            "open_balls": agent.open_balls,
            "is_leaving": agent.is_leaving,
        }
        for agent in agents
    ]
    by_id = {agent.pk: agent for agent in agents}
    ranked = rules.suggest(facts, specialist_id=service.specialist_id if service else None, team_followers=followers)
    found = [Suggested(by_id[one.person_id], one.score, one.reasons, case) for one in ranked]
    return sorted(found, key=lambda one: one.is_away)  # who is away for days stands last, also when nobody is at work


def _hours(agent: Person) -> dict:
    employment = getattr(agent, "employment", None)
    return employment.hours if employment else {}


def _share(agent: Person) -> int:
    employment = getattr(agent, "employment", None)
    return employment.share if employment else 100


def _away(person: Person) -> str:
    """Until when, and who stands in, as :func:`people.queries.agents` found."""
    if not person.deputy_name and person.away_to == timezone.localdate():  # type: ignore[attr-defined]
        return _("away today")
    said = {"day": date_format(person.away_to, "j b"), "deputy": person.deputy_name}  # type: ignore[attr-defined]
    return (_("away to %(day)s, %(deputy)s stands in") if said["deputy"] else _("away to %(day)s")) % said


def _reason(code: str, person: Person, case: Case) -> str:
    if code == "specialist":
        return _("specialist in %(service)s") % {"service": case.service}
    if code == "follows_team" and case.service:
        return _("follows %(team)s") % {"team": case.service.team}
    if code == "present":
        return _("works today")
    if code == "leaving":
        return _("away from tomorrow")
    if code == "absent":
        return _away(person) if person.is_away else _("not at work now")
    balls = ngettext("%(number)s open ball", "%(number)s open balls", person.open_balls) % {"number": person.open_balls}
    share = _share(person)
    return balls if share == 100 else _("%(balls)s at %(share)s %%") % {"balls": balls, "share": share}
