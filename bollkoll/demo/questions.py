"""Questions to third line in the demonstration: asked from cases that are being worked with, some of them answered."""

import tomllib
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.cases.queries.asking import third_line_of
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import act
from bollkoll.people import queries as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.services.models import Team


def ask(stage: Stage) -> None:
    """Each in its own case, when somebody who is here has that in hand."""
    text = (resources.files("bollkoll.demo") / "questions.toml").read_text(encoding="utf-8")
    for script in tomllib.loads(text)["question"]:
        rows = Case.objects.open().filter(title=script["case"], subject__is_protected=False).exclude(assignee=None)
        case = rows.select_related("assignee", "service__team").first()
        if case is not None and case.assignee is not None and not people.is_away(case.assignee):
            _play(stage, case, script)


def _play(stage: Stage, case: Case, script: dict[str, Any]) -> None:
    team = case.service.team if case.service and case.service.team else stage.teams["verksamhet"]
    began = max(case.last_contact_at, case.opened_at)
    asked_at = began + (stage.now - began) * 0.2
    ahead = stage.calendar.next_open(stage.now + timedelta(days=stage.chance.uniform(1, 3)))
    late = stage.calendar.next_open(stage.now + timedelta(minutes=30))
    with act(SYSTEM, at=asked_at, via="import"):
        question = cases.ask_for_input(
            Actor(case.assignee), case, text=script["text"], team=team,
            look_again_at=late if script["ends"] == "late" else ahead,
        )  # fmt: skip
    with act(SYSTEM, at=_after(stage, asked_at), via="import"):
        expert = Actor(_expert(team))
        match script["ends"]:
            case "answered":
                cases.answer_question(expert, question, text=script["input"])
            case "returned":
                cases.return_question(expert, question, reason=script["reason"])
            case "passed":
                other = stage.teams["verksamhet" if team.key != "verksamhet" else "drift"]
                cases.pass_question_on(expert, question, team=other, reason=script["reason"])


def _after(stage: Stage, asked_at: datetime) -> datetime:
    return asked_at + (stage.now - asked_at) * 0.4


def _expert(team: Team):
    return third_line_of(team).order_by("sort").first()
