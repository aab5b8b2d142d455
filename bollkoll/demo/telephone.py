"""The telephone in the demonstration: calls and what came of them, promised calls, and those who were told where to turn."""

import tomllib
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from bollkoll.cases.models import Case
from bollkoll.channels.phone import commands
from bollkoll.channels.phone.models import Call
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import Refused, act
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

TURNED_AWAY = 58
KNOWN_SUPPORTS = ("UU", "LU", "GU", "SU", "KTH", "LiU", "UmU")
LOCAL_NUMBER = "000-00 00 00"


def talk(stage: Stage) -> None:
    """Play every call at its own time, by those who work at the desk and are here."""
    for code in KNOWN_SUPPORTS:
        place = stage.places[code]
        with act(Actor(stage.staff[0]), via="import"):
            commands.tell_where_to_turn(
                Actor(stage.staff[0]), place, phone=LOCAL_NUMBER, email=f"it-support@{code.lower()}.example"
            )
    for _count in range(TURNED_AWAY):
        _turn_away(stage)
    used: set[Any] = set()
    text = (resources.files("bollkoll.demo") / "telephone.toml").read_text(encoding="utf-8")
    for script in tomllib.loads(text)["call"]:
        _play(stage, script, used)
    _still_open(stage)


def _moment(stage: Stage, days: float) -> datetime:
    """A moment in opening hours, as long ago as the script says or a little earlier."""
    moment = stage.now - timedelta(days=days)
    return (
        moment if days < 1 or stage.calendar.is_open(moment) else stage.calendar.next_open(moment - timedelta(hours=16))
    )


def _turn_away(stage: Stage) -> None:
    chance = stage.chance
    callers, reasons = Call.Caller, Call.Reason
    caller = chance.choices(
        [callers.STUDENT, callers.TEACHER, callers.STAFF, callers.STRANGER, callers.ENDED, callers.AUTHORITY],
        [30, 14, 8, 5, 2, 3],
    )[0]
    reason = chance.choices(
        [reasons.LOGIN, reasons.RESULT, reasons.REGISTRATION, reasons.HOW_TO, reasons.ACCOUNT, reasons.OTHER],
        [22, 14, 10, 6, 3, 4],
    )[0]
    place = chance.choice(list(stage.places.values())) if chance.random() < 0.8 else None
    agent = Actor(chance.choice(stage.staff[1:]), "phone")
    moment = stage.calendar.next_open(stage.now - timedelta(days=chance.uniform(1.2, 110)))
    with act(agent, at=moment + timedelta(minutes=chance.uniform(0, 400)), via="import"):
        commands.turn_away(agent, None, caller=caller, reason=reason, institution=place)


def _play(stage: Stage, script: dict[str, Any], used: set[Any]) -> None:
    into = script["into"]
    case = _case(stage, used) if into in ("note", "message") else None
    if case is None and into in ("note", "message"):
        return
    caller = (
        case.reporter if case else stage.chance.choice(stage.contacts[stage.chance.choice(["LU", "GU", "SU", "KTH"])])
    )
    holder = case.assignee if case and case.assignee else stage.staff[1]
    agent = Actor(holder, "phone")
    began = _moment(stage, script["days"])
    with act(agent, at=began, via="import"):
        call = commands.begin_call(agent, None, person=caller, institution=case.institution if case else None)
    promise = script.get("promise")
    new = {"title": script.get("title", ""), "kind": script.get("kind"), "service": _service(stage, script)}
    with act(agent, at=began + timedelta(minutes=script["minutes"]), via="import"):
        try:
            commands.file_call(
                agent, call, into=into, text=script["text"], case=case, new=new,
                call_back_at=_promised(stage, promise) if promise is not None else None,
            )  # fmt: skip
        except Refused:
            commands.file_call(agent, call, into="log", text=script["text"])


def _promised(stage: Stage, hours: float) -> datetime:
    """So many hours from now; what is ahead is in opening hours."""
    moment = stage.now + timedelta(hours=hours)
    return moment if hours < 0 else stage.calendar.next_open(moment)


def _service(stage: Stage, script: dict[str, Any]) -> Any:
    return stage.services.get(script.get("service", ""))


def _case(stage: Stage, used: set[Any]) -> Case | None:
    """An open case that somebody who is here works with, and that has no call yet."""
    rows = (
        Case.objects.open()
        .filter(subject__is_protected=False, state=Case.State.IN_PROGRESS, reporter__line=0)
        .exclude(via="phone")
    )
    here = Person.objects.second_line().present().values("pk")
    rows = rows.filter(assignee__in=here, reporter__ended_at=None).exclude(pk__in=used)
    # Nobody writes in a case of the journeys' own people, who expect to find theirs as they left them.
    rows = rows.exclude(reporter__email_key__in=("kontakt@uu.example", "support@uu.example"))
    case = rows.select_related("reporter", "assignee", "institution").order_by("-opened_at").first()
    if case is not None:
        used.add(case.pk)
    return case


def _still_open(stage: Stage) -> None:
    """One that an agent is in just now."""
    agent = Actor(stage.staff[4], "phone")
    with act(agent, at=stage.now - timedelta(minutes=3)):
        commands.begin_call(agent, None, person=stage.chance.choice(stage.contacts["UmU"]))
