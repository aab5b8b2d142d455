"""The timeline: what happened, from the log, and what was written, with the exact times. Merged incidents are read in it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bollkoll.cases.models import Case
from bollkoll.incidents.models import (
    Action,
    Decision,
    Incident,
    Note,
    Participant,
    ProcessStep,
    Report,
    Said,
    Task,
)
from bollkoll.log.facts import REGISTRY
from bollkoll.log.models import Event, Topic
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services.models import Freeze

SHOWN = ("incidents.", "commitments.", "services.freeze")
QUIET = {
    "incidents.noted",
    "incidents.settled",
    "incidents.answer_given",
    "incidents.final_given",
    "commitments.ball_moved",
    "commitments.ball_put_down",
    "commitments.ball_counted",
}
ICONS = {
    "incidents.declared": "incident", "incidents.severity_set": "bolt", "incidents.lead_taken": "ball-full",
    "incidents.lead_handed_over": "hand-over", "incidents.communicator_set": "megaphone",
    "incidents.informed": "megaphone", "incidents.reporters_told": "mail", "incidents.answers_written": "reply",
    "incidents.decision_asked": "ask", "incidents.decided": "check-circle", "incidents.pulled_in": "people",
    "incidents.joined": "people", "incidents.declined": "x", "incidents.left": "minus", "incidents.task_added": "plus",
    "incidents.task_done": "check", "incidents.case_linked": "link", "incidents.case_unlinked": "link",
    "incidents.case_followed": "merge", "incidents.case_restored": "split",
    "incidents.also_affected": "building", "incidents.resolved": "state-solved", "incidents.closed": "state-closed",
    "incidents.reopened": "refresh", "incidents.monitoring_begun": "eye", "incidents.nagged": "bell",
    "incidents.merged": "merge", "incidents.split": "split", "incidents.step_finished": "check",
    "incidents.step_skipped": "minus", "incidents.step_ended": "minus",
    "incidents.final_reopened": "mail-alert", "incidents.told_by_hand": "phone",
    "incidents.report_decided": "shield", "incidents.report_sent": "shield", "commitments.stood_in": "people",
    "commitments.ball_given": "hand-over",    "services.freeze_set": "lock", "services.freeze_lifted": "unlock",
    "incidents.answers_taken_back": "undo", "incidents.action_added": "plus", "incidents.review_finished": "book",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One thing. ``note`` when somebody wrote it; else ``sentence``, with what it was about in ``details``."""

    at: datetime
    order: tuple
    kind: str
    icon: str
    sentence: SafeString | None = None
    details: str = ""
    note: Note | None = None
    origin: Incident | None = None


def timeline(actor: Actor, incident: Incident) -> list[Entry]:
    """Oldest first. A constant number of queries however long it is."""
    merged = list(Incident.objects.filter(merged_into=incident).select_related("subject"))
    of = {one.pk: one for one in merged}
    topics = [incident.topic, *(one.topic for one in merged)]
    found = Topic.objects.filter(name__in=topics).values("event")
    events = Event.objects.filter(pk__in=found).exclude(kind__in=QUIET).select_related("actor").order_by("at", "pk")
    known = [event for event in events if event.kind in REGISTRY and event.kind.startswith(SHOWN)]
    names = _Names(actor, known)
    entries = [
        Entry(
            event.at, (0, event.pk), event.kind, ICONS.get(event.kind, "live-dot"), names.sentence(event),
            names.details(event), origin=_origin(event, of),
        )
        for event in known
    ]  # fmt: skip
    notes = Note.objects.filter(incident__in=[incident.pk, *of]).select_related("author", "environment")
    for note in notes:
        icon = {"attempt": "flask", "hand_over": "hand-over"}.get(note.kind, "note")
        entries.append(Entry(note.at, (1, note.pk), "note", icon, note=note, origin=of.get(note.incident_id)))
    return sorted(entries, key=lambda entry: (entry.at, entry.order))


def _origin(event: Event, merged: dict[Any, Incident]) -> Incident | None:
    key = event.data.get("incident")
    return next((one for pk, one in merged.items() if str(pk) == key), None)


class _Names:
    """What the events' ids are called, found once for all of them."""

    ROWS = {
        "decision": Decision, "task": Task, "participant": Participant, "said": Said, "action": Action,
        "report": Report,
    }  # fmt: skip

    def __init__(self, actor: Actor, events: list[Event]) -> None:
        keys: defaultdict[str, set[Any]] = defaultdict(set)
        for event in events:
            for name, value in event.data.items():
                if value is not None and not isinstance(value, list):
                    keys[name].add(value)
        people = keys["person"] | keys["whom"] | keys["deputy"]
        self.people = Person.objects.in_bulk(people) if people else {}
        cases = Case.objects.visible_to(actor).filter(pk__in=keys["case"]).select_related("subject", "institution")
        self.cases = {str(case.pk): case for case in cases} if keys["case"] else {}
        others = keys["target"] | keys["made"]
        incidents = Incident.objects.filter(pk__in=others).select_related("subject") if others else ()
        self.incidents = {str(one.pk): one for one in incidents}
        self.rows = {name: model.objects.in_bulk(keys[name]) for name, model in self.ROWS.items() if keys[name]}  # type: ignore[attr-defined]
        self.reports = Report.objects.select_related("rule").in_bulk(keys["report"]) if keys["report"] else {}
        teams = [row.pk for row in self.rows.get("participant", {}).values() if row.team_id]
        self.participants = Participant.objects.select_related("team", "person").in_bulk(teams) if teams else {}

    def sentence(self, event: Event) -> SafeString:
        data = event.data
        places: dict[str, Any] = {"actor": _strong(event.actor.name if event.actor else _("the system"))}
        for name in ("person", "whom", "deputy"):
            if name in data:
                person = self.people.get(data[name])
                places[name] = _strong(person.name if person else _("nobody") if data[name] is None else _("somebody"))
        participant = self.participants.get(data.get("participant", 0))
        if participant is not None and "whom" in data and participant.person_id is None:
            places["whom"] = _strong(str(participant.team))
        if "case" in data:
            case = self.cases.get(data["case"])
            places["case"] = _strong(f"#{case.number} {case.title}") if case else _strong(_("a case"))
        for name in ("target", "made"):
            if name in data:
                other = self.incidents.get(data[name])
                places[name] = _strong(f"#{other.number} {other.title}") if other else _strong(_("another incident"))
        if "step" in data:
            places["step"] = dict(ProcessStep.Kind.choices).get(data["step"], data["step"])
        if "severity" in data:
            places["severity"] = dict(Incident.Severity.choices).get(data["severity"], data["severity"])
        if "what" in data:
            places["what"] = dict(Freeze.What.choices).get(data["what"], data["what"])
        for name in ("count", "balls"):
            if name in data:
                places[name] = data[name]
        return format_html(capfirst(str(REGISTRY[event.kind].sentence)), **places)

    def details(self, event: Event) -> str:
        """What it was about, in the words of whoever wrote it."""
        data = event.data
        if "decision" in data and (decision := self._row("decision", data)):
            if event.kind == "incidents.decided":
                return f"{decision.question} – {decision.answer} ({decision.reason})"
            is_why = decision.reason and event.kind.endswith("withdrawn")
            return f"{decision.question} – {decision.reason}" if is_why else str(decision.question)
        if "task" in data and (task := self._row("task", data)):
            return f"{task.what} – {task.reason}" if task.reason and event.kind.endswith("dropped") else str(task.what)
        if "action" in data and (action := self._row("action", data)):
            return str(action.what)
        if "said" in data and (said := self._row("said", data)):
            return str(said.shown_sv)
        if "participant" in data and (row := self._row("participant", data)):
            return str(row.reason if event.kind == "incidents.declined" else row.wanted_for)
        if "report" in data and data["report"] in self.reports:
            verdict = dict(Report.Verdict.choices).get(data.get("verdict", ""), "")
            name = self.reports[data["report"]].rule.name
            return f"{name}: {verdict}" if verdict else name
        if "changed" in data:
            return ", ".join(
                str(getattr(Incident._meta.get_field(one), "verbose_name", one)) for one in data["changed"]
            )
        if "missing" in data:
            words = {"lead": _("lead"), "severity": _("severity"), "publish": _("first notice")}
            return ", ".join(words.get(one, one) for one in data["missing"])
        return ""

    def _row(self, name: str, data: dict[str, Any]) -> Any:
        return self.rows.get(name, {}).get(data[name])


def _strong(name: str) -> SafeString:
    return format_html("<strong>{}</strong>", name)
