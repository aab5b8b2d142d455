"""The read API of Statuspage (v2), as files: what reads a Statuspage reads this site unchanged.

Swedish lies at ``api/v2``, and each language at ``sv/api/v2`` and ``en/api/v2``. What differs from the original, on purpose:

- a component is a service in an environment. Those of the first environment have the service's own name, the others
  "Resultat (Test)", since clients know components by name; each environment is a group;
- *information* is no incident, unless it says that something is affected;
- an incident is *identified* when somebody knows a work-around or when it will be over, else *investigating*;
- planned work that was cancelled is *completed*, with the words of its last update.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bollkoll.status.site import addresses
from bollkoll.status.site.reading import Notice, Part, Update, parts_of
from bollkoll.status.site.situation import Scope
from bollkoll.status.site.telling import Edition
from bollkoll.status.site.vocabulary import RANK

COMPONENT = {
    "operational": "operational",
    "degraded": "degraded_performance",
    "read_only": "partial_outage",
    "partial": "partial_outage",
    "down": "major_outage",
    "maintenance": "under_maintenance",
}
INCIDENT = {"monitoring": "monitoring", "resolved": "resolved", "cancelled": "resolved"}
MAINTENANCE = {
    "scheduled": "scheduled",
    "under_way": "in_progress",
    "ongoing": "in_progress",
    "monitoring": "verifying",
    "resolved": "completed",
    "cancelled": "completed",
}
INDICATOR = {
    "operational": "none",
    "maintenance": "none",
    "degraded": "minor",
    "read_only": "major",
    "partial": "major",
}
WORDS = {
    "none": "All Systems Operational",
    "minor": "Minor Service Outage",
    "major": "Partial System Outage",
    "critical": "Major Service Outage",
}
"""In the words of the original: there are clients that compare them."""
MOST = 50
BEGINNING = "2020-01-01T00:00:00.000Z"


Degrees = dict[tuple[str, str], str]
"""Of (environment, service)."""


class Api:
    def __init__(self, edition: Edition) -> None:
        self.edition, self.picture, self.language = edition, edition.picture, edition.language
        self.situation = edition.whole
        self.page_id = _id("page", self.picture.organisation.base_url)
        self.changed = max((n.changed_at for n in self.picture.notices), default=self.picture.made_at)

    def files(self) -> dict[str, bytes]:
        """Name → content."""
        latest = [notice for notice in self.picture.notices if _is_incident(notice)]
        incidents = [self._incident(n) for place, n in enumerate(latest) if place < MOST or not n.is_over]
        works = sorted(
            (n for n in self.picture.notices if n.kind == "planned"), key=lambda n: n.starts_at, reverse=True
        )
        maintenances = [self._maintenance(n) for place, n in enumerate(works) if place < MOST or not n.is_over]
        unresolved = [one for one in incidents if one["status"] not in ("resolved", "postmortem")]
        upcoming = [one for one in reversed(maintenances) if one["status"] == "scheduled"]
        active = [one for one in maintenances if one["status"] in ("in_progress", "verifying")]
        components, status = self.components(), self._status(unresolved)
        said: dict[str, dict[str, Any]] = {
            "summary": {
                "components": components, "incidents": unresolved, "scheduled_maintenances": [*active, *upcoming],
                "status": status,
            },
            "status": {"status": status},
            "components": {"components": components},
            "incidents": {"incidents": incidents[:MOST]},
            "incidents/unresolved": {"incidents": unresolved},
            "scheduled-maintenances": {"scheduled_maintenances": maintenances[:MOST]},
            "scheduled-maintenances/upcoming": {"scheduled_maintenances": upcoming},
            "scheduled-maintenances/active": {"scheduled_maintenances": active},
        }  # fmt: skip
        page = self._page()
        return {
            f"{name}.json": json.dumps({"page": page} | what, ensure_ascii=False, separators=(",", ":")).encode()
            for name, what in said.items()
        }

    def _page(self) -> dict[str, Any]:
        return {
            "id": self.page_id,
            "name": self.edition.title,
            "url": self.picture.organisation.base_url,
            "time_zone": "Europe/Stockholm",
            "updated_at": _time(self.changed),
        }

    # --- components ---------------------------------------------------------------------------------------------------

    def components(self) -> list[dict[str, Any]]:
        found = []
        for place, environment in enumerate(self.picture.environments, start=1):
            group = _id("group", environment.key)
            inside = [self._component(environment.key, service.key) for service in self.picture.services]
            worst = max(
                (self.situation.cell(environment.key, service.key).degree for service in self.picture.services),
                key=RANK.__getitem__,
                default="operational",
            )
            head = self._shaped(group, environment.name.named(self.language), COMPONENT[worst], place, None)
            found += [head | {"group": True, "components": [one["id"] for one in inside]}, *inside]
        return found

    def _component(self, environment: str, service: str) -> dict[str, Any]:
        place = next((n for n, one in enumerate(self.picture.services, start=1) if one.key == service), 0)
        name = self.situation.service(service)
        if self.picture.environments and environment != self.picture.environments[0].key:
            name = f"{name} ({self.situation.environment(environment)})"
        status = COMPONENT[self.situation.cell(environment, service).degree]
        return self._shaped(component_id(environment, service), name, status, place, _id("group", environment))

    def _shaped(self, identity: str, name: str, status: str, position: int, group: str | None) -> dict[str, Any]:
        return {
            "id": identity, "name": name, "status": status, "created_at": BEGINNING, "updated_at": _time(self.changed),
            "position": position, "description": None, "showcase": False, "start_date": None, "group_id": group,
            "page_id": self.page_id, "group": False, "only_show_if_degraded": False,
        }  # fmt: skip

    def _components_of(self, notice: Notice) -> list[dict[str, Any]]:
        pairs = [(place, part.service) for part in notice.parts for place in notice.places(part)]
        return [self._component(*pair) for pair in dict.fromkeys(pairs)]

    # --- incidents and maintenances -----------------------------------------------------------------------------------

    def _incident(self, notice: Notice) -> dict[str, Any]:
        known = bool(notice.workaround.sv or notice.expected_end_at)
        status = INCIDENT.get(notice.state) or ("identified" if known else "investigating")
        return self._event(notice, status, self._impact(notice)) | {"monitoring_at": self._watched(notice)}

    def _maintenance(self, notice: Notice) -> dict[str, Any]:
        end = notice.expected_end_at or notice.ended_at or notice.starts_at
        return self._event(notice, MAINTENANCE[notice.state], "maintenance") | {
            "monitoring_at": self._watched(notice),
            "scheduled_for": _time(notice.starts_at),
            "scheduled_until": _time(end),
        }

    def _event(self, notice: Notice, status: str, impact: str) -> dict[str, Any]:
        identity, components, stood = incident_id(notice.id), self._components_of(notice), _stood(notice)
        return {
            "id": identity, "name": self.edition.told(notice).title, "status": status,
            "created_at": _time(notice.published_at), "updated_at": _time(notice.changed_at), "monitoring_at": None,
            "resolved_at": _time(notice.ended_at or notice.changed_at) if notice.is_over else None, "impact": impact,
            "shortlink": self.edition.absolute(addresses.notice(self.language, notice.id)),
            "started_at": _time(notice.starts_at), "page_id": self.page_id, "reminder_intervals": None,
            "incident_updates": [
                self._update(notice, update, status, self._affected(*stood[update.id]))
                for update in sorted(notice.updates, key=lambda one: one.at)[::-1]
            ],
            "components": components,
        }  # fmt: skip

    def _affected(self, before: Degrees, after: Degrees) -> list[dict[str, str]]:
        found = []
        for place, service in {**before, **after}:
            one = self._component(place, service)
            old, new = (COMPONENT[degrees.get((place, service), "operational")] for degrees in (before, after))
            found.append({"code": one["id"], "name": one["name"], "old_status": old, "new_status": new})
        return found

    def _update(self, notice: Notice, update: Update, status: str, affected: list[dict[str, str]]) -> dict[str, Any]:
        """Its own status is what the update did; the last one's is the notice's."""
        is_last = update is max(notice.updates, key=lambda one: one.at)
        planned = notice.kind == "planned"
        meant = {
            "first": "scheduled" if planned else "investigating",
            "begun": "in_progress",
            "resolved": "completed" if planned else "resolved",
            "cancelled": "completed" if planned else "resolved",
        }.get(
            update.kind,
            ("in_progress" if planned and notice.starts_at <= update.at else "scheduled") if planned else "",
        )
        meant = meant or "identified"
        body = update.text.said(self.language) or self.edition.told(notice).title
        return {
            "id": _id("update", update.id), "status": status if is_last else meant, "body": body,
            "incident_id": incident_id(notice.id), "created_at": _time(update.at), "updated_at": _time(update.at),
            "display_at": _time(update.at), "affected_components": affected, "deliver_notifications": True,
            "custom_tweet": None, "tweet_id": None,
        }  # fmt: skip

    @staticmethod
    def _watched(notice: Notice) -> str | None:
        return _time(notice.changed_at) if notice.state == "monitoring" else None

    @staticmethod
    def _impact(notice: Notice) -> str:
        if notice.severity != "none" or notice.kind == "information":
            return notice.severity
        worst = notice.worst
        return "critical" if worst == "down" else INDICATOR.get(worst, "none")

    def _status(self, unresolved: list[dict[str, Any]]) -> dict[str, str]:
        first = self.picture.environments[0].key if self.picture.environments else ""
        degrees = [cell.degree for (at, _service), cell in self.situation.cells.items() if at == first]
        order = list(WORDS)
        found = ["critical" if degree == "down" else INDICATOR.get(degree, "none") for degree in degrees]
        if any(cell == "down" for cell in degrees) and len(degrees) < max(1, len(self.picture.services)):
            found = ["major" if one == "critical" else one for one in found]
        found += [one["impact"] for one in unresolved if one["impact"] in order and not one["components"]]
        indicator = max(found, key=order.index, default="none")
        if indicator == "none" and "maintenance" in degrees:
            return {"indicator": "none", "description": "Service Under Maintenance"}
        return {"indicator": indicator, "description": WORDS[indicator]}


def _stood(notice: Notice) -> dict[str, tuple[Degrees, Degrees]]:
    """How its components were before and after each update, by the facts that are kept with it; what has not begun, and what
    is over, works."""
    parts, places = notice.parts, notice.environments
    changes = []
    for update in sorted(notice.updates, key=lambda one: one.at)[::-1]:
        after = _degrees(parts, places)
        parts = parts_of(update.facts["parts"][0]) if "parts" in update.facts else parts
        places = tuple(update.facts["environments"][0] or ()) if "environments" in update.facts else places
        changes.append((update, _degrees(parts, places), after))
    found, is_on = {}, False
    for update, before, after in reversed(changes):
        was_on, is_on = is_on, _goes_on(notice, update, is_on)
        fine = dict.fromkeys(after, "operational")
        found[update.id] = before if was_on else fine, after if is_on else fine
    return found


def _goes_on(notice: Notice, update: Update, did: bool) -> bool:
    if update.kind in ("resolved", "cancelled"):
        return False
    if notice.kind != "planned":
        return did or update.kind in ("first", "reopened")
    return not update.is_put_off and (did or update.kind == "begun" or notice.starts_at <= update.at)


def _degrees(parts: Iterable[Part], environments: tuple[str, ...]) -> Degrees:
    return {
        (place, part.service): part.degree
        for part in parts
        for place in ((part.environment,) if part.environment else environments)
    }


def _is_incident(notice: Notice) -> bool:
    affects = any(part.degree != "operational" for part in notice.parts)
    return notice.kind == "disturbance" or (notice.kind == "information" and (affects or notice.severity != "none"))


def component_id(environment: str, service: str) -> str:
    """Made of the keys, so that it is the same whatever the names become."""
    return _id("component", f"{environment}/{service}")


def incident_id(notice: str) -> str:
    return _id("notice", notice)


def _id(kind: str, of: str) -> str:
    """Twelve small letters and digits, like the original's."""
    number = int.from_bytes(hashlib.sha256(f"{kind}:{of}".encode()).digest()[:10])
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return "".join(letters[(number >> (5 * place)) & 31] for place in range(12))


def _time(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.") + f"{when.microsecond // 1000:03d}Z"


def history_feeds(feeds: Any) -> dict[str, bytes]:
    """``history.atom`` and ``history.rss``, where the original has them."""
    whole = Scope()
    return {"history.atom": feeds.atom(whole, "history.atom"), "history.rss": feeds.rss(whole, "history.rss")}
