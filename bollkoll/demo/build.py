"""Build the demonstration: about 400 cases over the last 120 days, made through commands at their own times.

Steps of all cases are carried out in the order of their times, so that numbers, events and balls come out as they would
have in life. History says that it came by import and sends no mail; the last day's does.
"""

import random
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from django.db import connection
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.demo import mornings, questions, support, words
from bollkoll.demo import people as cast
from bollkoll.demo.stage import Stage
from bollkoll.kit import hours
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused, act, now
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Event
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.services import commands as services
from bollkoll.services.models import Environment

SEED = 1742
DAYS = 120

LOGINS = [
    ("asta.exempel@bollkoll.example", "incident manager and administrator"),
    ("birger.pahitt@bollkoll.example", "agent, second line"),
    ("iris.skenbild@bollkoll.example", "developer, third line"),
    ("kontakt@uu.example", "local contact person at an institution"),
    ("support@uu.example", "local support at an institution"),
]


def scripts() -> list[dict[str, Any]]:
    """All written cases, in the order of their files."""
    folder = resources.files("bollkoll.demo") / "cases"
    found = []
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        found += tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return found


@cache
def attempts() -> dict[str, list[dict[str, Any]]]:
    """Subject of a written case → what was tried to reproduce it."""
    found: dict[str, list[dict[str, Any]]] = {}
    path = resources.files("bollkoll.demo") / "attempts.toml"
    for attempt in tomllib.loads(path.read_text(encoding="utf-8"))["attempt"]:
        found.setdefault(attempt["case"], []).append(attempt)
    return found


def build(password: str, told: Callable[[float], None] = lambda share: None) -> int:
    """Fill an empty database. Returns the number of cases. ``told`` hears how far it has come, 0 to 1."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=OFF")
    stage = _stage(password)
    for script in scripts():
        Story(stage, script).begin()
    mornings.plan(stage)
    stage.play(told)
    _afterwards(stage)
    questions.ask(stage)
    words.receive_strange_mail(stage.now)
    _mark_history_as_read()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=NORMAL")
    return Case.objects.count()


def _stage(password: str) -> Stage:
    chance = random.Random(SEED)
    begun = timezone.now()
    with act(SYSTEM, at=begun - timedelta(days=DAYS + 30), via="import"):
        services.set_up(
            SYSTEM,
            name_sv="Gemensamma supporten (demo)",
            name_en="The joint support (demo)",
            support_address="support@bollkoll.example",
            phone="08-000 00 00",
            who_may_sv=support.WHO_MAY_SV,
            who_may_en=support.WHO_MAY_EN,
        )
        teams = support.teams()
        staff = cast.staff()
        known = support.build(staff, cast.experts(), teams)
        places = cast.institutions()
        contacts = cast.contacts(places, chance)
        _logins(password, contacts)
    return Stage(
        chance, begun, hours.Calendar(), staff, teams, known,
        {e.key: e for e in Environment.objects.all()}, places, contacts,
    )  # fmt: skip


def _logins(password: str, contacts: dict[str, list[Person]]) -> None:
    """Two contacts get addresses that are easy to remember; everybody in ``LOGINS`` gets the password."""
    for person, address in zip(contacts["UU"], ("kontakt@uu.example", "support@uu.example"), strict=False):
        people.change_person(SYSTEM, person, name=person.name, email=address, phone=person.phone, title=person.title)
    for address, _what in LOGINS:
        people.change_password(SYSTEM, Person.objects.get(email_key=address), password=password)


class Story:
    """One written case, played through commands."""

    def __init__(self, stage: Stage, script: dict[str, Any]) -> None:
        self.stage, self.script = stage, script
        self.service = stage.services[script["service"]]
        self.agent = self._agent()
        self.case: Case | None = None
        self.is_fresh = self.fades = False
        self.ending = ""

    def _agent(self) -> Person:
        """Mostly the specialist; part-timers less often."""
        chance = self.stage.chance
        specialist = self.service.specialist or self.stage.staff[1]
        others = [p for p in self.stage.staff[1:] if p != specialist]
        weights = [4.5, *(p.employment.share / 100 for p in others)]
        return chance.choices([specialist, *others], weights)[0]

    def begin(self) -> None:
        self.stage.at(self._opened_at(), self.open)

    def _opened_at(self) -> datetime:
        """Cases that are not solved are recent; solved ones are spread over the whole time, more of them in working hours."""
        chance, thread = self.stage.chance, self.script.get("thread", [])
        agent = [entry for entry in thread if entry["by"] == "agent"]
        ending = (agent[-1].get("then") or "keep") if agent else "new"
        self.is_fresh = ending == "solved" and chance.random() < 0.14  # answered the other day; not confirmed yet
        self.ending = ending
        self.fades = ending in ("waiting", "third_line") and chance.random() < 0.5  # long ago, and over since
        longest = {"new": 0.5, "keep": 8, "waiting": 9, "third_line": 16}.get(ending, DAYS)
        longest = DAYS if self.fades else longest
        last = max((entry["after"] for entry in thread), default=0) / 24 + 0.2
        longest = last + 6 if self.is_fresh else longest
        days_ago = (
            chance.uniform(min(last, longest), max(longest, last * 1.1))
            if ending != "new"
            else chance.uniform(0.01, longest)
        )
        days_ago = max(days_ago, last + 20) if self.fades else days_ago
        moment = self.stage.now - timedelta(days=days_ago)
        if ending != "new" and chance.random() < 0.93:
            moment = self.stage.calendar.next_open(moment) + timedelta(minutes=chance.uniform(0, 300))
        return min(moment, self.stage.now - timedelta(minutes=chance.uniform(4, 90)))

    def open(self) -> None:
        chance, script = self.stage.chance, self.script
        code = chance.choices(list(self.stage.contacts), [len(p) ** 1.6 for p in self.stage.contacts.values()])[0]
        english = script.get("lang") == "en"
        reporter = chance.choice(self.stage.contacts[code])
        report = {key: script.get(key, "") for key in ("did", "happened", "expected", "since", "affected")}
        via = "mail" if script["kind"] != "fault" and chance.random() < 0.4 else "web"
        self.case = cases.open_case(
            Actor(reporter, via),
            title=script["subject"],
            text=script.get("text", "") or ("See the description above." if english else ""),
            kind=script["kind"],
            service=self.service,
            environment=self.stage.environments.get(script.get("environment", "")),
            report=report if script["kind"] == "fault" else {},
            examples=script.get("examples", []),
            institution=self.stage.places[code],
            via=via,
        )
        self.reporter = reporter
        opened = self.case.opened_at
        moment = opened
        for number, entry in enumerate(script.get("thread", [])):
            moment = max(self._working(opened + timedelta(hours=entry["after"])), moment + timedelta(minutes=3))
            if (entry["by"] == "agent" and number == 0) or (self._first_of_agent(number)):
                self.stage.at(moment - timedelta(minutes=2), self._take)
            self.stage.at(moment, lambda entry=entry, number=number: self._entry(entry, number))
        for attempt in attempts().get(script["subject"], []):
            at = self._working(opened + timedelta(hours=attempt["after"]))
            self.stage.at(at, lambda attempt=attempt: self._try(attempt))
        if self.fades:
            over = self._working(moment + timedelta(days=self.stage.chance.uniform(6, 18)))
            self.stage.at(over, self._fade)

    def _fade(self) -> None:
        """Nobody wrote again: third line mended it and the reporter was told by telephone, or the question lapsed."""
        try:
            if self.ending == "third_line":
                cases.solve(Actor(self.agent), self.case)
                self.stage.at(now() + timedelta(days=10, hours=1), self._close_silent)
            else:
                cases.close(Actor(self.agent), self.case, reason="inget svar")
        except Refused:
            return

    def _first_of_agent(self, number: int) -> bool:
        before = self.script["thread"][:number]
        return self.script["thread"][number]["by"] == "agent" and all(e["by"] != "agent" for e in before)

    def _working(self, moment: datetime) -> datetime:
        if self.stage.calendar.is_open(moment):
            return moment
        return self.stage.calendar.next_open(moment) + timedelta(minutes=self.stage.chance.uniform(2, 90))

    def _take(self) -> None:
        agent = Actor(self.agent)
        cases.take(agent, self.case)
        cases.triage(
            agent, self.case, impact=self.script.get("impact"), urgency=self.script.get("urgency"), service=self.service
        )

    def _entry(self, entry: dict[str, Any], number: int) -> None:
        try:
            if entry["by"] == "reporter":
                self._reporter(entry, number)
            elif entry["kind"] == "note":
                cases.note(Actor(self.agent), self.case, text=entry["text"])
                if entry.get("then") == "third_line":
                    self._third_line()
            else:
                self._answer(entry)
        except Refused:
            # Life interferes: an answer to a case that its reporter has closed is not written.
            return

    def _try(self, attempt: dict[str, Any]) -> None:
        told = {name: attempt.get(name, "") for name in ("version", "steps", "used", "expected", "actual")}
        here = self.stage.environments[attempt["environment"]]
        cases.reproduce(Actor(self.agent), self.case, environment=here, verdict=attempt["verdict"], **told)

    def _answer(self, entry: dict[str, Any]) -> None:
        then = {"third_line": "keep"}.get(entry.get("then", "keep"), entry.get("then", "keep"))
        message = cases.answer(
            Actor(self.agent), self.case, text=entry["text"], then=then,
            remind_at=self._reminder() if then == "waiting" else None,
        )  # fmt: skip
        cases.release_answer(CLOCK, self.case, message=message)
        if entry.get("then") == "third_line":
            self._third_line()
        if then == "solved":
            self.stage.at(message.written_at + timedelta(days=10, hours=1), self._close_silent)

    def _reminder(self) -> datetime:
        """When the agent looks again: what still waits was put off to a day soon, some of it to today."""
        usual = self.stage.calendar.add(now(), timedelta(hours=24))
        soon = self.stage.calendar.next_open(self.stage.now + timedelta(days=self.stage.chance.uniform(-0.4, 5)))
        return usual if self.fades else max(usual, soon)

    def _third_line(self) -> None:
        team = self.service.team or self.stage.teams["verksamhet"]
        moment = self.stage.now + timedelta(days=self.stage.chance.uniform(-1.5, 5))
        cases.mark_waiting_third_line(
            Actor(self.agent), self.case, team=team, look_again_at=self.stage.calendar.next_open(moment)
        )

    def _reporter(self, entry: dict[str, Any], number: int) -> None:
        solved = Case.objects.get(pk=self.case.pk).state == Case.State.SOLVED
        last = number == len(self.script["thread"]) - 1
        if last and solved and self.is_fresh:
            return
        if last and (entry.get("thanks") or solved):
            cases.say_thanks(Actor(self.reporter), self.case, rating=entry.get("thanks"), words=entry["text"])
        else:
            cases.reply(Actor(self.reporter), self.case, text=entry["text"])

    def _close_silent(self) -> None:
        try:
            cases.close_silent(CLOCK, self.case)
        except Refused:
            return


def _afterwards(stage: Stage) -> None:
    """What makes the pages whole: absences, notices, a protected case, links, followers, a shared view."""
    chance, today = stage.chance, timezone.localdate(stage.now)
    asta, birger = Actor(stage.staff[0]), Actor(stage.staff[1])
    away = stage.staff[3]
    with act(SYSTEM, via="import"):
        people.set_absence(
            SYSTEM, away, first_day=today, last_day=today + timedelta(days=4), kind="leave", deputy=stage.staff[1]
        )
        people.set_absence(
            SYSTEM,
            stage.staff[4],
            first_day=today + timedelta(days=28),
            last_day=today + timedelta(days=45),
            deputy=stage.staff[2],
        )
        support.tell_reporters(today)
        words.keep_templates(asta, stage.services)
        open_cases = list(Case.objects.open().select_related("subject", "institution").order_by("-opened_at")[:60])
        pairs: dict[int | None, list[Case]] = {}
        for case in open_cases:
            pairs.setdefault(case.service_id, []).append(case)
        for together in [found for found in pairs.values() if len(found) > 1][:6]:
            cases.link(asta, together[0], other=together[1])
        hidden = next(case for case in open_cases if case.service.key == "identiteter") if any(
            case.service.key == "identiteter" for case in open_cases
        ) else open_cases[5]  # fmt: skip
        cases.protect(asta, hidden)
        for case in chance.sample(open_cases, 8):
            colleagues = [p for p in stage.contacts[case.institution.code] if p.pk != case.reporter_id]
            if colleagues and case.pk != hidden.pk:
                cases.add_watcher(asta, case, person=colleagues[0])
        cases.save_view(asta, name="Akut just nu", query="state=open&priority=1", is_shared=True)
        cases.save_view(
            birger, name="Väntar på tredje linjen", query="state=waiting_third_line&sort=due", is_shared=True
        )


def _mark_history_as_read() -> None:
    """Let the subscribers read what was built, in one go, so that the first start has nothing to catch up with."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with housekeeping("demo"):
        for name in subscribers.REGISTRY:
            Cursor.objects.get_or_create(name=name)
    for name in subscribers.REGISTRY:
        while subscribers.run(name, limit=2000):
            if Cursor.objects.get(name=name).position >= last:
                break
