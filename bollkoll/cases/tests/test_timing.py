"""Times that are computed: by kind and calendar, by who holds the ball, and by targets. What people promise never moves."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.cases.commands.timing import count_looks_anew
from bollkoll.cases.models import Case, Question
from bollkoll.commitments.models import Commitment, Offer
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused, act
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.services import commands as services
from bollkoll.services.models import Calendar, Organisation
from tests.together import together
from tests.world import World

pytestmark = pytest.mark.django_db

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PromiseFrom = Commitment.PromiseFrom


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)


MONDAY = local(2027, 3, 8, 9)
WEEK = (date(2027, 3, 8), date(2027, 3, 14))


def period(*kinds, level="paused", days=WEEK, **more):
    facts = {"level": level, "first_day": days[0], "last_day": days[1], **more}
    return services.add_periods(SYSTEM, Organisation.objects.get(), kinds=kinds, **facts)[0]


def target(kind="fault", priority=0, answer=None, solve=None, **others):
    wanted = {(kind, priority): (answer, solve)} | {("fault", int(key[1:])): within for key, within in others.items()}
    services.set_targets(SYSTEM, Organisation.objects.get(), targets=wanted)


def ball(case: Case) -> Commitment:
    return Case.objects.select_related("subject__main").get(pk=case.pk).subject.main


def heard() -> None:
    subscribers.run("cases.count_looks_anew", limit=10_000)


# --- the first look


def test_a_case_of_a_paused_kind_is_looked_at_when_the_period_is_over(world):
    period("change")
    assert ball(world.case(kind="change", at=MONDAY)).look_again_at == local(2027, 3, 15, 12)
    assert ball(world.case(kind="fault", at=MONDAY)).look_again_at == local(2027, 3, 8, 13)


@pytest.mark.parametrize(("affected", "look"), [("one", local(2027, 3, 15, 12)), ("all", local(2027, 3, 8, 13))])
def test_when_only_what_is_acute_is_handled_a_case_that_hits_everybody_is(world, affected, look):
    period("fault", level="acute")
    assert ball(world.case(at=MONDAY, report={"affected": affected})).look_again_at == look


def test_what_triage_makes_acute_is_no_longer_paused_and_the_other_way_round(world):
    period("fault")
    case, agent = world.case(at=MONDAY), world.actor(world.agent)
    commands.triage(agent, case, impact=4, urgency=4)
    assert ball(case).look_again_at == local(2027, 3, 8, 13)
    commands.triage(agent, case, impact=1, urgency=1)
    assert ball(case).look_again_at == local(2027, 3, 15, 12)
    commands.triage(agent, case, kind="question")
    assert ball(case).look_again_at == local(2027, 3, 8, 13)


def test_whoever_takes_a_case_of_a_paused_kind_looks_again_after_the_pause_in_their_own_hours(world):
    period("change")
    people.change_employment(SYSTEM, world.agent, share=40, hours={"2": ["08.00", "16.30"], "3": ["08.00", "16.30"]})
    case = world.case(kind="change", at=MONDAY)
    with act(world.actor(world.agent), at=MONDAY):
        commands.take(world.actor(world.agent), case)
    assert ball(case).look_again_at == local(2027, 3, 18, 15, 30)


def test_a_time_that_somebody_chose_is_left_alone(world):
    people.change_employment(SYSTEM, world.agent, share=40, hours={"2": ["08.00", "16.30"]})
    case, chosen = world.taken(), timezone.now() + timedelta(days=5, hours=3)
    commands.remind(world.actor(world.agent), case, look_again_at=chosen, promised_at=chosen)
    assert (ball(case).look_again_at, ball(case).promised_at) == (chosen, chosen)


# --- the calendar changes


def test_what_nobody_has_taken_follows_the_calendar_and_promises_never(world):
    new, taken = world.case(kind="change", at=MONDAY), world.case(kind="change", at=MONDAY)
    promised = world.case(kind="change", at=MONDAY)
    commands.take(world.actor(world.agent), taken)
    commands.remind(world.actor(world.agent), promised, promised_at=local(2027, 3, 9, 12))
    before = {case.pk: (ball(case).look_again_at, ball(case).promised_at) for case in (taken, promised)}
    heard()  # of the support's being set up
    row = period("change")
    heard()
    assert ball(new).look_again_at == local(2027, 3, 15, 12)
    assert {case.pk: (ball(case).look_again_at, ball(case).promised_at) for case in (taken, promised)} == before
    event = Event.objects.get(kind="cases.looks_counted")
    assert event.data == {"count": 1}
    assert event.cause.kind == "services.staffing_changed"
    services.remove_period(SYSTEM, Organisation.objects.get(), period=row)
    heard()
    assert ball(new).look_again_at == local(2027, 3, 8, 13)


def test_what_an_agent_took_during_a_pause_is_looked_at_in_time_when_the_pause_is_taken_away(world):
    case, row = world.case(kind="change", at=MONDAY), period("change")
    with act(world.actor(world.agent), at=MONDAY):
        commands.take(world.actor(world.agent), case)
    heard()
    assert ball(case).look_again_at > local(2027, 3, 15)
    services.remove_period(SYSTEM, Organisation.objects.get(), period=row)
    heard()
    assert (ball(case).person, ball(case).look_again_at.date()) == (world.agent, MONDAY.date() + timedelta(days=1))


def test_what_is_offered_and_what_is_asked_follow_the_opening_hours_too(world):
    agent, (offered, asked) = world.actor(world.agent), (world.case(at=MONDAY), world.case(at=MONDAY))
    with act(agent, at=MONDAY):
        for case in (offered, asked):
            commands.take(agent, case)
        commands.hand_over(agent, offered, text="Er.", team=world.developers)
        commands.ask_for_input(agent, asked, text="Varför?", team=world.developers)
    heard()

    def days():
        times = (Offer.objects.get().accept_by, Question.objects.get().ball.look_again_at)
        return [timezone.localtime(at).date() for at in times]

    before = days()
    for day in {MONDAY.date(), *before}:
        services.set_exception(SYSTEM, Calendar.objects.get(), day=day, hours=[])
    heard()
    assert all(now > then for now, then in zip(days(), before, strict=True))
    for day in {MONDAY.date(), *before}:
        services.remove_exception(SYSTEM, Calendar.objects.get(), day=day)
    heard()
    assert days() == before


def test_what_is_late_stays_late_when_a_pause_begins_and_ends(world):
    long_ago = timezone.now() - timedelta(days=30)
    case = world.case(kind="change", at=long_ago)
    with act(world.actor(world.agent), at=long_ago):
        commands.take(world.actor(world.agent), case)
    late = ball(case).look_again_at
    people.end_person(SYSTEM, world.agent)
    subscribers.run("cases.deal_out_again", limit=10_000)
    assert ball(case).look_again_at == late < timezone.now()
    today = timezone.localdate()
    row = period("change", days=(today, today + timedelta(days=20)))
    heard()
    assert ball(case).look_again_at == late
    services.remove_period(SYSTEM, Organisation.objects.get(), period=row)
    heard()
    assert ball(case).look_again_at == late


def test_a_time_somebody_chose_stays_when_the_case_goes_back_to_the_desk_and_a_pause_begins(world):
    case, chosen = world.taken(kind="change"), timezone.now() + timedelta(minutes=1)
    commands.remind(world.actor(world.agent), case, look_again_at=chosen)
    people.end_person(SYSTEM, world.agent)
    subscribers.run("cases.deal_out_again", limit=10_000)
    assert (ball(case).team, ball(case).look_again_at) == (world.desk, chosen)
    today = timezone.localdate()
    period("change", days=(today, today + timedelta(days=20)))
    heard()
    assert ball(case).look_again_at == chosen


def test_a_first_look_that_somebody_chose_stays_when_the_calendar_or_the_priority_changes(world):
    case, agent, chosen = world.case(kind="change", at=MONDAY), world.actor(world.agent), local(2027, 3, 10, 10)
    commands.remind(agent, case, look_again_at=chosen)
    commands.remind(agent, case, note="Vänta på driften")
    commands.triage(agent, case, impact=4, urgency=4)
    period("change")
    heard()
    assert ball(case).look_again_at == chosen


def test_a_day_that_is_closed_afterwards_moves_the_first_look(world):
    case = world.case(at=MONDAY)
    services.set_exception(SYSTEM, Calendar.objects.get(), day=MONDAY.date(), hours=[], why="Planeringsdag")
    heard()
    assert ball(case).look_again_at == local(2027, 3, 9, 12)


def test_looking_sooner_moves_the_first_look_of_what_nobody_has_taken_and_nothing_else(world):
    new, taken = world.case(at=MONDAY), world.case(at=MONDAY)
    commands.take(world.actor(world.agent), taken)
    before = ball(taken).look_again_at
    services.change_organisation(SYSTEM, Organisation.objects.get(), first_look_within=1)
    heard()
    assert ball(new).look_again_at == local(2027, 3, 8, 10)
    assert ball(taken).look_again_at == before


def test_a_change_that_moves_nothing_records_nothing(world):
    world.case(kind="fault", at=MONDAY)
    period("change")
    heard()
    assert not Event.objects.filter(kind="cases.looks_counted").exists()
    with pytest.raises(Refused):
        count_looks_anew(CLOCK)


def test_many_cases_are_counted_with_as_many_questions_as_few(world):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            count_looks_anew(SYSTEM)
        return len(found)

    for minute in range(2):
        world.case(kind="change", at=MONDAY + timedelta(minutes=minute))
    row = period("change")
    few = asked()
    for minute in range(12):
        world.case(kind="change", at=MONDAY + timedelta(minutes=minute))
    services.remove_period(SYSTEM, Organisation.objects.get(), period=row)
    assert asked() == few


@pytest.mark.parametrize("who", ["agent", "coordinator", "admin", "local", "expert"])
def test_only_the_system_counts_anew(world, who):
    assert not count_looks_anew.policy(world.actor(getattr(world, who)), None)
    assert count_looks_anew.policy(SYSTEM, None)


# --- targets


def test_nothing_is_promised_when_there_is_no_target(world):
    assert (ball(world.case()).promised_at, ball(world.case()).promise_from) == (None, "")


def test_a_target_promises_from_the_first_second_and_goes_along_when_the_case_is_taken(world):
    target(answer=8, solve=3)
    case = world.case(at=MONDAY)
    assert (ball(case).promised_at, ball(case).promise_from) == (local(2027, 3, 9, 8, 30), PromiseFrom.ANSWER)
    commands.take(world.actor(world.agent), case)
    assert (ball(case).promised_at, ball(case).promise_from) == (local(2027, 3, 9, 8, 30), PromiseFrom.ANSWER)
    assert ball(world.case(kind="question", at=MONDAY)).promised_at is None


def test_triage_computes_the_targets_promise_anew_until_something_is_said(world):
    target(answer=8, solve=5, p1=(2, 1))
    case, agent = world.case(at=MONDAY), world.actor(world.agent)
    commands.triage(agent, case, impact=4, urgency=4)
    assert ball(case).promised_at == local(2027, 3, 8, 11)
    commands.triage(agent, case, kind="question")
    assert (ball(case).promised_at, ball(case).promise_from) == (None, "")
    commands.triage(agent, case, kind="fault")
    assert ball(case).promised_at == local(2027, 3, 8, 11)
    world.answer(case)
    assert (ball(case).promised_at, ball(case).promise_from) == (local(2027, 3, 9, 16, 30), PromiseFrom.SOLVE)
    commands.triage(agent, case, impact=1, urgency=1)
    assert ball(case).promised_at == local(2027, 3, 9, 16, 30)


def test_what_a_person_promises_goes_before_the_target_and_is_never_changed_by_it(world):
    target(answer=8, solve=5)
    case, agent, mine = world.case(at=MONDAY), world.actor(world.agent), local(2027, 3, 12, 15)
    commands.remind(agent, case, promised_at=mine)
    assert (ball(case).promised_at, ball(case).promise_from) == (mine, PromiseFrom.PERSON)
    commands.triage(agent, case, kind="question", impact=4, urgency=4)
    commands.take(agent, case)
    assert (ball(case).promised_at, ball(case).promise_from) == (mine, PromiseFrom.PERSON)
    world.answer(case, promise_at=mine + timedelta(days=1))
    assert (ball(case).promised_at, ball(case).promise_from) == (mine + timedelta(days=1), PromiseFrom.PERSON)


def test_a_promise_stays_when_whoever_held_it_leaves_and_when_third_line_is_late(world):
    target(answer=8)
    case = world.case()
    commands.take(world.actor(world.agent), case)
    promised = ball(case).promised_at
    commands.deal_out_again(SYSTEM, case, person=world.agent)
    assert (ball(case).promised_at, ball(case).promise_from) == (promised, PromiseFrom.ANSWER)
    past = timezone.now() - timedelta(hours=1)
    commands.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers, look_again_at=past)
    commands.remind(CLOCK, case)
    assert ball(case).promised_at == promised


def test_a_changed_target_leaves_what_is_promised(world):
    target(answer=8)
    case = world.case(at=MONDAY)
    target(answer=80)
    period("fault")
    heard()
    assert ball(case).promised_at == local(2027, 3, 9, 8, 30)


def test_the_reporter_sees_the_promise_in_the_receipt_and_on_the_page(world):
    target(answer=8)
    case = world.case()
    client = world.client(world.local)
    page = client.get(reverse("portal:case", args=[case.number]) + "?received").content.decode()
    assert "Vi lovar ett första svar senast" in page
    assert page.count(ball(case).promised_at.isoformat()[:16]) >= 2


@pytest.mark.django_db(transaction=True)
def test_a_case_that_is_taken_while_the_calendar_changes_keeps_the_takers_time():
    world = World()
    cases = [world.case(kind="change", at=MONDAY) for _ in range(4)]
    period("change")

    def takes():
        return [commands.take(world.actor(world.agent), case) for case in cases]

    done = together(takes, lambda: count_looks_anew(SYSTEM))
    assert not isinstance(done[0], Exception), done
    assert isinstance(done[1], int | Refused), done
    for case in cases:
        assert (ball(case).person_id, ball(case).step) == (world.agent.pk, "answer")
        assert ball(case).look_again_at > timezone.now()


def test_the_desk_sees_that_a_promise_is_the_targets(world):
    target(answer=8)
    case, client = world.case(), world.client(world.agent)
    page = reverse("cases:case", args=[case.number])
    assert "lovat av målet för första svar" in client.get(page).content.decode()
    commands.remind(world.actor(world.agent), case, promised_at=timezone.now() + timedelta(days=1))
    assert "lovat av" not in client.get(page).content.decode()
