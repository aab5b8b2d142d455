"""Somebody is away: nothing that they hold is silently kept."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from bollkoll.cases import commands
from bollkoll.cases import queries as case_queries
from bollkoll.cases.models import Case
from bollkoll.cases.tests.questions import tick
from bollkoll.channels.phone import commands as phone
from bollkoll.commitments import audit, queries
from bollkoll.commitments import commands as balls
from bollkoll.commitments.models import Commitment
from bollkoll.development import commands as development
from bollkoll.development.queries.owed import present_ball
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused, act
from bollkoll.log.guard import housekeeping
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM

pytestmark = pytest.mark.django_db
TODAY = timedelta()


def fresh(case):
    return Case.objects.select_related("subject__main", "assignee").get(pk=case.pk)


def away(world, person, first=0, last=3, deputy=None):
    today = timezone.localdate()
    people.set_absence(
        world.actor(world.coordinator), person,
        first_day=today + timedelta(days=first), last_day=today + timedelta(days=last), deputy=deputy,
    )  # fmt: skip


def test_the_deputy_gets_the_ball_with_its_note_and_times_and_the_case_stays_whose_it_was(world):
    case = world.taken()
    promised = timezone.now() + timedelta(days=2)
    commands.remind(world.actor(world.agent), case, step="reproduce", note="i testmiljön", promised_at=promised)
    before = fresh(case).ball
    away(world, world.agent, deputy=world.other_agent)
    tick()
    found = fresh(case)
    assert (found.assignee, found.state) == (world.agent, "in_progress")
    assert (found.ball.person, found.ball.step, found.ball.note) == (world.other_agent, "reproduce", "i testmiljön")
    assert (found.ball.look_again_at, found.ball.promised_at) == (before.look_again_at, promised)


def test_a_computed_time_is_counted_from_the_deputys_hours_and_a_chosen_one_goes_along(world):
    three_weeks = timezone.now() + timedelta(days=21)
    people.change_employment(SYSTEM, world.agent, share=20, hours={str(three_weeks.weekday()): ["08.00", "08.30"]})
    computed, chosen = world.taken(), world.taken(title="Vald tid")
    commands.remind(world.actor(world.agent), chosen, look_again_at=three_weeks)
    late = fresh(computed).ball.look_again_at
    away(world, world.agent, deputy=world.other_agent)
    tick()
    assert fresh(computed).ball.person == fresh(chosen).ball.person == world.other_agent
    assert fresh(computed).ball.look_again_at < late
    assert fresh(computed).ball.look_again_at > timezone.now()
    assert (fresh(chosen).ball.look_again_at, fresh(chosen).ball.is_look_chosen) == (three_weeks, True)


def test_without_a_deputy_the_desk_deals_it_out_again(world):
    case = world.taken()
    away(world, world.agent)
    tick()
    assert (fresh(case).assignee, fresh(case).state, fresh(case).ball.team) == (None, "new", world.desk)


def test_a_deputy_who_is_away_too_is_none(world):
    case = world.taken()
    away(world, world.other_agent)
    away(world, world.agent, deputy=world.other_agent)
    tick()
    assert fresh(case).ball.team == world.desk


def test_an_absence_that_has_not_begun_moves_nothing(world):
    case = world.taken()
    away(world, world.agent, first=1, deputy=world.other_agent)
    tick()
    assert fresh(case).ball.person == world.agent
    with pytest.raises(Refused):
        commands.stand_in(CLOCK, case, person=world.agent)


def test_a_protected_case_goes_only_to_a_deputy_who_sees_it(world):
    case, second = world.protected(), world.protected()
    commands.name_person(world.actor(world.agent), second, person=world.other_agent)
    away(world, world.agent, deputy=world.other_agent)
    tick()
    assert fresh(case).ball.team == world.desk
    assert fresh(second).ball.person == world.other_agent


def test_nobody_is_given_a_case_while_away_and_the_words_say_until_when_and_who_stands_in(world):
    case, client = world.case(), world.client(world.coordinator)
    last = timezone.localdate() + timedelta(days=3)

    def give(person):
        answer = client.post(reverse("cases:assign", args=[case.number]), {"person": person.pk})
        assert answer.status_code == 409 and fresh(case).assignee is None
        return unescape(answer.content.decode())

    away(world, world.other_agent, deputy=world.coordinator)
    day = date_format(last, "j F" if last.year == timezone.localdate().year else "j F Y")
    assert f"Bo Björk är borta till och med {day}, och du vikarierar" in give(world.other_agent)
    away(world, world.agent, deputy=world.other_agent)
    assert f"Asta Almgren är borta till och med {day}, och det är Bo Björk, som skulle vikariera, också" in give(
        world.agent
    )
    away(world, third := world.engage("Cecilia Ny", 2), deputy=world.coordinator)
    client = world.client(world.engage("Doris Ny", 2))
    assert "Cilla Ceder vikarierar" in give(third)


def test_who_is_noted_as_away_is_told_so_when_they_take_a_case_and_it_is_not_undone_behind_their_back(world):
    case = world.case()
    away(world, world.agent)
    answer = world.client(world.agent).post(reverse("cases:take", args=[case.number]))
    assert answer.status_code == 409 and "Du står som borta till och med" in answer.content.decode()
    assert fresh(case).assignee is None
    people.remove_absence(world.actor(world.agent), world.agent, absence=world.agent.absences.get())
    commands.take(world.actor(world.agent), case)
    tick()
    assert fresh(case).assignee == world.agent


def test_a_hand_over_to_somebody_away_says_that_the_deputy_is_oneself(world):
    case = world.taken()
    away(world, world.other_agent, deputy=world.agent)
    with pytest.raises(Refused) as refused, override("sv"):
        commands.hand_over(world.actor(world.agent), case, text="Tar du den?", person=world.other_agent)
    page = world.client(world.agent).get(reverse("cases:hand_over", args=[case.number])).content.decode()
    assert "Bo Björk · borta, Asta Almgren vikarierar" in page  # the list says who is away
    assert "du vikarierar" in str(refused.value.message) and "ingen vikarierar" not in str(refused.value.message)


def test_side_balls_go_along_and_the_timeline_says_so(world):
    case = world.taken(by=world.other_agent)
    with act(world.actor(world.agent)):
        balls.add_side_ball(case.subject, balls.Ball(step="call_back", person=world.agent, note="ring Eva"))
    away(world, world.agent, deputy=world.other_agent)
    tick()
    held = Commitment.objects.open().filter(subject=case.pk).values_list("person", "step", "note")
    assert set(held) == {(world.other_agent.pk, "answer", ""), (world.other_agent.pk, "call_back", "ring Eva")}
    page = world.client(world.other_agent).get(f"/cases/{case.number}/").content.decode()
    assert "Vikarierar" in page or "standing in for" in page or "vikarierar" in page


def test_what_lies_with_the_desk_beside_the_main_ball_goes_to_whoever_takes_the_case(world):
    case = world.taken()
    phone.promise_call_back(world.actor(world.agent), case, at=timezone.now() + timedelta(hours=3))
    away(world, world.agent)
    tick()
    assert {ball.team for ball in Commitment.objects.open().filter(subject=case.pk)} == {world.desk}
    commands.take(world.actor(world.other_agent), fresh(case))
    (main, call) = sorted(Commitment.objects.open().filter(subject=case.pk), key=lambda ball: ball.step)
    assert (main.person, call.person) == (world.other_agent, world.other_agent)
    assert (call.step, call.promised_by) == ("call_back", world.agent)


def test_what_is_late_is_late_also_when_it_is_dealt_out_again(world):
    case = world.taken()
    with act(world.actor(world.agent), at=timezone.now() - timedelta(days=5)):
        commands.remind(
            world.actor(world.agent), case, step="reproduce", look_again_at=timezone.now() - timedelta(days=2)
        )
    before = fresh(case).ball.look_again_at
    away(world, world.agent)
    tick()
    assert (fresh(case).ball.team, fresh(case).ball.look_again_at) == (world.desk, before)


def test_what_is_late_is_late_with_the_deputy_too(world):
    with act(world.actor(world.agent), at=timezone.now() - timedelta(days=9)):
        case = commands.take(world.actor(world.agent), world.case())
    before = fresh(case).ball
    assert not before.is_look_chosen
    assert before.look_again_at < timezone.now()
    away(world, world.agent, deputy=world.other_agent)
    tick()
    assert (fresh(case).ball.person, fresh(case).ball.look_again_at) == (world.other_agent, before.look_again_at)


def test_the_auditor_is_content_when_balls_have_moved_and_not_before(world):
    world.taken()
    away(world, world.agent)
    assert {name for name, _key in audit.findings()} == {"ball.holder_away"}
    tick()
    assert audit.findings() == {}
    assert queries.is_watched()


def test_a_protected_case_of_somebody_away_is_seen_by_the_incident_manager(world):
    case = world.protected()
    away(world, world.agent, deputy=world.other_agent)
    tick()
    assert Case.objects.visible_to(world.actor(world.coordinator)).filter(pk=case.pk).exists()
    assert not Case.objects.visible_to(world.actor(world.other_agent)).filter(pk=case.pk).exists()
    assert audit.findings() == {}


def test_a_protected_case_that_waits_is_seen_by_somebody_while_its_agent_is_away(world):
    case = world.protected()
    world.answer(case, then="waiting")
    away(world, world.agent)
    commands.reply(world.actor(world.local), fresh(case), text="Här är svaret.")
    tick()
    assert audit.findings() == {}
    assert Case.objects.visible_to(world.actor(world.coordinator)).filter(pk=case.pk).exists()


def test_when_the_incident_manager_is_away_too_whoever_stands_in_sees_it(world):
    case = world.protected()
    away(world, world.coordinator, deputy=world.other_agent)
    away(world, world.agent)
    tick()
    assert Case.objects.visible_to(world.actor(world.other_agent)).filter(pk=case.pk).exists()
    assert audit.findings() == {}


def test_a_protected_case_that_nobody_here_sees_is_found(world):
    case = world.protected()
    with housekeeping("behind its back"):
        Commitment.objects.filter(subject=case.pk, ended_at=None).update(holder="team", person=None, team=world.desk)
        case.named.exclude(person=world.local).delete()
    assert {name for name, _key in audit.findings()} == {"case.out_of_sight"}


def test_the_last_at_the_support_is_not_taken_off_a_protected_case(world):
    case = world.protected()
    agent = world.actor(world.agent)
    commands.name_person(agent, case, person=world.other_agent)
    commands.unname_person(agent, case, person=world.other_agent)
    with housekeeping("the agent only reported it to themselves"):
        Case.objects.filter(pk=case.pk).update(assignee=None)
    with pytest.raises(Refused):
        commands.unname_person(agent, fresh(case), person=world.agent)
    assert case.named.filter(person=world.agent).exists()


def test_an_absence_is_noted_once(world):
    away(world, world.agent)
    with pytest.raises(Refused):
        away(world, world.agent)


def test_who_is_away_stands_last_among_those_who_may_have_the_case_also_when_nobody_is_at_work(world, opening_hours):
    case = world.case(service=world.service)
    before = [one.person for one in case_queries.suggestions(case)]
    away(world, before[0])
    assert [one.person for one in case_queries.suggestions(case)] == [*before[1:], before[0]]


def here_after_all(world, person):
    people.remove_absence(world.actor(world.coordinator), person, absence=person.absences.get())
    while subscribers.run("cases.come_back"):
        pass


def test_an_absence_noted_by_mistake_gives_back_what_went_on_because_of_it_and_nobody_has_touched(world):
    kept, lying, touched = world.taken(), world.taken(title="Låg hos supporten"), world.taken(title="Någon tog den")
    commands.remind(world.actor(world.agent), kept, step="reproduce", note="i testmiljön")
    away(world, world.agent)
    tick()
    assert fresh(kept).ball.team == world.desk
    commands.take(world.actor(world.other_agent), fresh(touched))
    here_after_all(world, world.agent)
    found = fresh(kept)
    assert (found.assignee, found.state) == (world.agent, "in_progress")
    assert (found.ball.person, found.ball.step, found.ball.note) == (world.agent, "reproduce", "i testmiljön")
    assert (fresh(lying).assignee, fresh(lying).ball.person) == (world.agent, world.agent)
    assert (fresh(touched).assignee, fresh(touched).ball.person) == (world.other_agent, world.other_agent)
    assert not audit.findings()


@pytest.mark.parametrize("stands_in", [True, False])
def test_every_ball_of_a_case_comes_back_as_itself(world, stands_in):
    case = world.taken()
    commands.remind(world.actor(world.agent), case, step="reproduce", promised_at=timezone.now() + timedelta(days=1))
    phone.promise_call_back(world.actor(world.agent), case, at=timezone.now() + timedelta(hours=3), note="om felet")
    lifted = development.lift(world.actor(world.agent), world.desk, question="Vad gäller?", case=case)
    before = held_in(case)
    away(world, world.agent, deputy=world.other_agent if stands_in else None)
    tick()
    assert not {row for row in held_in(case) if row[0] == world.agent.pk}
    here_after_all(world, world.agent)
    while subscribers.run("development.follow_ball"):
        pass
    assert held_in(case) == before
    assert present_ball(world.fresh(lifted)).person == world.agent
    assert not audit.findings()


def held_in(case):
    open_balls = Commitment.objects.open().filter(subject=case.pk)
    return set(open_balls.values_list("person", "step", "note", "promised_at", "promised_by"))


def test_third_line_has_taken_the_case_over_again_when_it_comes_back(world):
    case = world.taken()
    commands.hand_over(world.actor(world.agent), case, text="Tar ni den?", person=world.expert)
    commands.accept_offer(world.actor(world.expert), fresh(case))
    away(world, world.expert)
    tick()
    assert (fresh(case).ball.person, fresh(case).taken_over_by) == (world.agent, None)
    here_after_all(world, world.expert)
    found = fresh(case)
    assert (found.ball.person, found.taken_over_by, found.state) == (world.expert, world.expert, "waiting_third_line")
    commands.give_back(world.actor(world.expert), found, reason="Den är er.")


def test_what_a_deputy_has_done_nothing_with_comes_back_and_what_a_colleague_was_given_before_does_not(world):
    case, given = world.taken(), world.taken(title="Gavs bort före")
    commands.assign(world.actor(world.coordinator), given, person=world.other_agent)
    away(world, world.agent, deputy=world.other_agent)
    tick()
    assert fresh(case).ball.person == world.other_agent
    here_after_all(world, world.agent)
    assert (fresh(case).assignee, fresh(case).ball.person) == (world.agent, world.agent)
    assert fresh(given).ball.person == world.other_agent


def test_an_absence_that_has_not_begun_gives_nothing_back(world):
    case = world.taken()
    away(world, world.agent, deputy=world.other_agent)
    tick()
    today = timezone.localdate()
    people.set_absence(
        world.actor(world.coordinator), world.agent,
        first_day=today + timedelta(days=20), last_day=today + timedelta(days=21),
    )  # fmt: skip
    later = world.agent.absences.get(first_day__gt=today)
    people.remove_absence(world.actor(world.coordinator), world.agent, absence=later)
    while subscribers.run("cases.come_back"):
        pass
    assert fresh(case).ball.person == world.other_agent
