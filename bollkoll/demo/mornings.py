"""The mornings of the demonstration: promised times, something acute just now, and stand-ups that have been held."""

from datetime import datetime, timedelta

from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.demo.stage import Stage
from bollkoll.desk import commands as desk
from bollkoll.desk.models import Decision, StandUp
from bollkoll.log.acting import Refused, now
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

BURST = [
    # institution, minutes ago, title, what happened
    ("GU", 52, "Resultat går inte att spara sedan i morse",
     "Läraren klickar på Spara och får \"Ett oväntat fel har inträffat\". Det gäller alla kurstillfällen vi provat."),
    ("LiU", 38, "Fel när resultat ska sparas, flera institutioner",
     "Tre institutioner har hört av sig sedan kl. 8. Samma felmeddelande i alla webbläsare."),
    ("KaU", 24, "Kan inte rapportera resultat",
     "Snurran står och går, sedan kommer ett felmeddelande. I testmiljön fungerar det."),
    ("UmU", 9, "Oväntat fel vid spara av resultat",
     "Attestering av redan sparade resultat går bra, men inget nytt kan sparas."),
]  # fmt: skip

SAID = [
    ("decision", "Vi svarar alla med samma text tills tredje linjen har hittat orsaken. {agent} håller i det."),
    ("question", "Gäller det bara kurstillfällen med periodindelning? {agent} frågar anmälaren."),
    ("decision", "Tas upp med teamet på torsdag. Anmälaren får veta att det dröjer."),
    ("decision", "Ring i stället för att skriva en gång till."),
    ("question", "Är det samma fel som i våras? Leta upp det gamla ärendet."),
    ("decision", "Stängs på fredag om inget mer har hörts."),
]


def plan(stage: Stage) -> None:
    """Put on the stage: the stand-ups of the mornings before, the promises of today, what came in within the last hour."""
    for number, nine in enumerate(_mornings(stage)):
        stage.at(nine, lambda number=number: _stand_up(stage, number))
    stage.at(stage.now - timedelta(minutes=3), lambda: _promise(stage))
    for code, minutes, title, happened in BURST:
        stage.at(
            stage.now - timedelta(minutes=minutes),
            lambda code=code, title=title, happened=happened: _report(stage, code, title, happened),
        )


def _report(stage: Stage, code: str, title: str, happened: str) -> None:
    report = {
        "did": "Försökte spara resultat för en kurs.", "happened": happened,
        "expected": "Att resultatet sparas.", "affected": "all",
    }  # fmt: skip
    case = cases.open_case(
        Actor(stage.contacts[code][-1]), title=title, kind="fault", service=stage.services["resultat"],
        environment=stage.environments.get("production"), institution=stage.places[code], report=report, text=happened,
    )  # fmt: skip
    if code == BURST[0][0]:
        cases.triage(Actor(stage.staff[0]), case, impact=4, urgency=4, reason="flera lärosäten, mitt i perioden")


def _mornings(stage: Stage) -> list[datetime]:
    """Nine o'clock of the latest four working days, as far as it has been nine."""
    found: list[datetime] = []
    day = timezone.localdate(stage.now)
    while len(found) < 4:
        nine = timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0))
        if stage.calendar.hours(day) and nine + timedelta(minutes=20) < stage.now:
            found.append(nine)
        day -= timedelta(days=1)
    return found[::-1]


def _stand_up(stage: Stage, number: int) -> None:
    leader, missing = Actor(stage.staff[0]), stage.staff[(number % 3) + 2]
    held = desk.begin_stand_up(leader, None, present=[one for one in stage.staff if one.pk != missing.pk])
    rows = held.items.filter(case__subject__is_protected=False).exclude(section="thanks").order_by("pk")
    about = list({row.case_id: row.case for row in rows.select_related("case__assignee", "case__subject")}.values())
    for turn, case in enumerate(about[number :: max(1, len(about) // 4)][:4]):
        kind, text = SAID[(number * 2 + turn) % len(SAID)]
        agent = case.assignee or stage.staff[1]
        _say(held, leader, case, kind, text.format(agent=agent.first_name))
    stage.at(now() + timedelta(minutes=12 + number), lambda: desk.end_stand_up(leader, held))


def _say(held: StandUp, leader: Actor, case: Case, kind: str, text: str) -> None:
    try:
        desk.note_down(leader, held, case=case, kind=Decision.Kind(kind), text=text)
    except Refused:
        return


def _promise(stage: Stage) -> None:
    """Some of what is worked with has been promised a time: one has passed, the others come during the day."""
    rows = Case.objects.open().filter(state="in_progress", subject__is_protected=False).exclude(assignee=None)
    ahead = (-0.6, 0.45, 1.3, 2.6, 4.2, 26)
    for case, after in zip(rows.select_related("assignee").order_by("-opened_at")[:6], ahead, strict=False):
        agent: Person | None = case.assignee
        if agent is not None:
            when = stage.now + timedelta(hours=after)
            cases.remind(
                Actor(agent), case, step="follow_up", promised_at=when, look_again_at=max(when, case.ball.look_again_at)
            )
