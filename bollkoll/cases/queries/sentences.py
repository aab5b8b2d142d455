"""Events as sentences: what their ids are called, found once for all of them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.log.facts import REGISTRY
from bollkoll.log.models import Event
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution, Person
from bollkoll.services.models import Environment, Service, Team

Fill = Callable[[list[Event]], dict[int, dict[str, str]]]
FILLS: list[Fill] = []
"""How upper apps say what else their events name: from events to ``{event: {place: words}}``, asked once for all."""


class Names:
    """What the events' ids are called, found once for all of them."""

    PERSONS = ("person", "deputy", "away")
    TEAMS = ("team",)
    INSTITUTIONS = ("institution",)
    CASES = ("case", "target", "other", "made")

    def __init__(self, actor: Actor, case: Case, events: list[Event]) -> None:
        self.case = case
        self.persons = Person.objects.in_bulk(_ids(events, self.PERSONS))
        self.teams = Team.objects.in_bulk(_ids(events, self.TEAMS))
        self.institutions = Institution.objects.in_bulk(_ids(events, self.INSTITUTIONS))
        keys = {key for key in _ids(events, self.CASES) if key != str(case.pk)}
        visible = Case.objects.visible_to(actor).filter(pk__in=keys).select_related("subject") if keys else ()
        self.cases = {str(row.pk): row for row in visible}
        triaged = [event for event in events if event.kind == "cases.triaged"]
        self.services = Service.objects.in_bulk(_ids(triaged, ("service",)))
        self.environments = Environment.objects.in_bulk(_ids(triaged, ("environment",)))
        self.others: dict[int, dict[str, str]] = {}
        for fill in FILLS:
            self.others |= fill(events)

    def sentence(self, event: Event) -> SafeString:
        here = str(self.case.pk)
        places: dict[str, Any] = {
            "actor": _strong(event.actor.name if event.actor else _("the system")),
            **{name: _strong(self._person(event.data.get(name))) for name in self.PERSONS if name in event.data},
            **{name: _strong(self._team(event.data.get(name))) for name in self.TEAMS if name in event.data},
        }
        if event.data.get("institution") in self.institutions:
            places["institution"] = _strong(self.institutions[event.data["institution"]].name)
        places |= {name: _strong(said) for name, said in self.others.get(event.pk, {}).items()}
        for name in ("target", "other", "made"):
            key = event.data.get(name)
            if key is not None:
                # Seen from the other side, the case to name is the one that it happened to.
                places[name] = self._case(event.data.get("case") if key == here else key)
        words = str(REGISTRY[event.kind].sentence)
        if event.kind == "cases.merged" and event.data.get("target") == here:
            words = _("{actor} merged {target} into this case")
        elif event.kind == "cases.offered" and event.data.get("team"):
            words = _("{actor} offered the case to {team}")
        elif event.kind == "cases.offer_lapsed" and event.data.get("away"):
            words = _("{away} is away and cannot accept the case: the ball went to {person}")
        elif event.kind == "cases.offer_lapsed" and event.data.get("team"):
            words = _("nobody in {team} is here to accept the case: the ball went to {person}")
        elif event.kind == "cases.given_back" and event.actor_id != event.data.get("person"):
            words = _("{actor} took the case back from {person}")
        elif event.kind == "cases.message_moved" and event.data.get("target") == here:
            words = _("{actor} moved a message here from {target}")
        return format_html(words, **places)

    def details(self, event: Event) -> str:
        """What a sorting came to: "Resultat · Produktion"."""
        if event.kind != "cases.triaged":
            return ""
        service = self.services.get(event.data.get("service"))
        environment = self.environments.get(event.data.get("environment"))
        kind = dict(Case.Kind.choices).get(event.data.get("case_kind"))
        return " · ".join(str(name) for name in (kind, service, environment) if name)

    def _person(self, key: Any) -> str:
        if key is None:
            return _("the desk")
        person = self.persons.get(key)
        return person.name if person else _("somebody")

    def _team(self, key: Any) -> str:
        team = self.teams.get(key)
        return team.name if team else _("third line")

    def _case(self, key: Any) -> SafeString:
        case = self.cases.get(str(key))
        return _strong(f"#{case.number} {case.title}") if case else _strong(_("another case"))


def _ids(events: Iterable[Event], names: tuple[str, ...]) -> set:
    return {event.data[name] for event in events for name in names if event.data.get(name) is not None}


def _strong(name: str) -> SafeString:
    return format_html("<strong>{}</strong>", name)
