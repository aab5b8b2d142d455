"""Cases that are handed over in the demonstration: taken over by third line, offered to it, and between colleagues."""

from datetime import timedelta

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.cases.queries.asking import third_line_of
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import act
from bollkoll.people import queries as people
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person

TAKEN_OVER = [
    "Vi har återskapat det i testmiljön och felet ligger i tjänsten, inte i lärosätets data. Svara gärna anmälaren direkt: "
    "det blir följdfrågor som vi ändå skulle skicka vidare till er.",
    "Det här är samma sorts fel som ni rättade i våras, men nu via integrationen. Anmälaren är van vid teknik och vill "
    "prata direkt med den som kan koden.",
    "Jag kommer inte längre: loggen ser rätt ut härifrån. Ta över helt, så följer jag ärendet.",
]
OFFERED = (
    "Rättningen måste göras i databasen och det får vi inte göra. Underlaget från anmälaren ligger överst i ärendet; "
    "säg till om ni behöver fler exempel."
)
TO_COLLEAGUE = (
    "Jag är på utbildning resten av veckan och anmälaren behöver svar innan dess. Du har haft lärosätets andra ärenden i "
    "samma fråga, så det går fortast hos dig."
)


def hand_over(stage: Stage) -> None:
    """Some of what waits for third line is theirs entirely; two are on their way, one of them to a colleague."""
    waiting = Case.objects.open().filter(state=Case.State.WAITING_THIRD_LINE, subject__is_protected=False)
    ours = [case for case in _whole(waiting) if _is_here(case.assignee)]
    for case, text in zip(ours, TAKEN_OVER, strict=False):
        team = case.third_line_team
        experts = list(third_line_of(team).present().order_by("sort")) if team else []
        if team is None or not experts:
            continue
        at = max(case.last_contact_at, stage.now - timedelta(days=3))
        with act(SYSTEM, at=at, via="import"):
            cases.hand_over(Actor(case.assignee), case, text=text, team=team)
        with act(SYSTEM, at=at + (stage.now - at) / 4, via="import"):
            cases.accept_offer(Actor(experts[0]), case)
    working = Case.objects.open().filter(state=Case.State.IN_PROGRESS, subject__is_protected=False)
    held = [case for case in _whole(working) if _is_here(case.assignee) and case.ball.person_id == case.assignee_id]
    deltagande = stage.teams.get("deltagande")
    birger = stage.staff[1]
    with act(SYSTEM, at=stage.now - timedelta(minutes=25), via="import"):
        for case in [case for case in held if case.service and case.service.team == deltagande][:1]:
            cases.hand_over(Actor(case.assignee), case, text=OFFERED, team=deltagande)
        for case in [case for case in held if case.assignee_id != birger.pk][-1:]:
            cases.hand_over(Actor(case.assignee), case, text=TO_COLLEAGUE, person=birger)


def _whole(rows):
    return rows.select_related("subject__main", "assignee", "service__team", "third_line_team").order_by("-opened_at")


def _is_here(person: Person | None) -> bool:
    return person is not None and person.is_agent and not people.is_away(person)
