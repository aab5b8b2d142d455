"""Who may: one function per command, same name.

The desk keeps issues and versions together; administrators say where trackers are. A team's agenda is open to the desk
and to its own people, a case in it only to those who see the case.
"""

from bollkoll.cases.models import Case
from bollkoll.cases.policy import may_see
from bollkoll.development.models import AgendaItem, Meeting, Series, Telling
from bollkoll.people.actor import Actor
from bollkoll.services.models import Membership, Team


def _administers(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_administrator


def _desk(actor: Actor, subject: object) -> bool:
    return actor.is_machine or actor.is_agent


def _case(actor: Actor, case: Case) -> bool:
    return actor.is_machine or (actor.is_agent and may_see(actor, case))


def _machine(actor: Actor, subject: object) -> bool:
    return actor.is_machine


def _telling(actor: Actor, telling: Telling) -> bool:
    return _case(actor, telling.case)


def may_meet(actor: Actor, team: Team) -> bool:
    """Whose agenda it is: the desk's, and that of third line in the team."""
    if actor.is_machine or actor.is_agent:
        return True
    return actor.is_third_line and Membership.objects.filter(team=team, person=actor.person_id).exists()


def _series(actor: Actor, series: Series) -> bool:
    return may_meet(actor, series.team)


def _meeting(actor: Actor, meeting: Meeting) -> bool:
    return may_meet(actor, meeting.team)


def _item(actor: Actor, item: AgendaItem) -> bool:
    return may_meet(actor, item.team) and (item.case is None or may_see(actor, item.case))


add_tracker = change_tracker = choose_production = _administers
add_issue = change_issue = add_version = change_version = arrive = take_back_arrival = _desk
link_issue = unlink_issue = show_issue = _case
say_told = _telling
settle = tell = follow_merge = plan_meetings = _machine
lift = set_series = may_meet
end_series = _series
move_meeting = cancel_meeting = close_meeting = _meeting
say = carry_over = withdraw = _item
