"""Läget nu: what waits, what breaks, who carries what, what is unusual; on a desk and on a wall."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.channels.phone import commands as phone
from bollkoll.commitments import commands as balls
from bollkoll.desk import now_views, situation
from bollkoll.log import clock
from bollkoll.log.acting import act
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.people.sessions import SEEN
from bollkoll.services import opening
from bollkoll.services import queries as services

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}
IN_PAGE = {"HX-Request": "true", "HX-Target": "now", **SWEDISH}


def page(world, person, **headers):
    return world.client(person).get(reverse("desk:now"), headers={**SWEDISH, **headers})


def seen(world, person):
    return situation.situation(world.actor(person))


def promise(world, case, after, by=None):
    at = timezone.now() + after
    return cases.remind(world.actor(by or world.agent), case, step="follow_up", promised_at=at)


@pytest.mark.parametrize("name", ["desk:now", "desk:wall"])
@pytest.mark.parametrize(
    ("role", "status"),
    [("agent", 200), ("coordinator", 200), ("expert", 403), ("admin", 403), ("local", 403), (None, 302)],
)
def test_who_may_see_it(world, name, role, status):
    client = world.client(getattr(world, role) if role else None)
    assert client.get(reverse(name)).status_code == status


def test_it_is_the_incident_managers_home_and_others_keep_theirs(world):
    assert world.client(world.coordinator).get("/")["Location"] == reverse("desk:now")
    assert world.client(world.agent).get("/")["Location"] == reverse("desk:inflow")


def test_an_empty_desk_says_that_all_is_well(world):
    clock.tick()
    text = page(world, world.coordinator).content.decode()
    assert "Inget akut är öppet" in text
    assert "Ingen boll har passerat sin tid" in text
    assert "inget är lovat" in text


def test_what_nobody_has_taken_is_counted_with_its_oldest(world):
    old = world.case(at=timezone.now() - timedelta(days=3))
    world.case()
    world.taken()
    waiting = seen(world, world.agent)["waiting"]
    assert (waiting.count, waiting.late, waiting.oldest) == (2, 1, old.opened_at)


def test_what_is_acute_comes_first_and_what_is_solved_is_not(world):
    for number, (impact, urgency) in enumerate([(2, 2), (4, 4), (3, 3)]):
        case = world.taken(title=f"Sak {number}")
        cases.triage(world.actor(world.agent), case, impact=impact, urgency=urgency)
    solved = world.taken(title="Löst")
    cases.triage(world.actor(world.agent), solved, impact=4, urgency=4)
    cases.solve(world.actor(world.agent), solved)
    assert [line.title for line in seen(world, world.agent)["acute"].lines] == ["Sak 1", "Sak 2"]


def test_the_next_promise_counts_down_and_broken_ones_lead_the_overdue(world):
    later, sooner, broken = world.taken(title="Sen"), world.taken(title="Snar"), world.taken(title="Bruten")
    promise(world, later, timedelta(hours=2))
    promise(world, sooner, timedelta(minutes=30))
    promise(world, broken, timedelta(minutes=-30))
    with act(SYSTEM, at=timezone.now() - timedelta(days=20)):
        world.taken(title="Äldre")
    shown = seen(world, world.agent)
    assert [line.title for line in shown["promises"].lines] == ["Snar", "Sen"]
    assert shown["promises"].lines[0].left.startswith("0:29:")
    assert [line.title for line in shown["overdue"].lines] == ["Bruten", "Äldre"]
    assert (shown["overdue"].count, shown["overdue"].broken) == (2, 1)
    assert "data-countdown" in page(world, world.agent).content.decode()


def test_a_promise_on_a_side_ball_counts_and_what_waits_for_the_reporter_does_not(world):
    case = world.taken(title="Ring upp")
    with_reporter = world.taken(title="Väntar")
    world.answer(with_reporter, then="waiting", remind_at=timezone.now() - timedelta(minutes=1))
    with act(SYSTEM):
        ball = balls.Ball(step="call_back", person=world.other_agent, promised_at=timezone.now() + timedelta(minutes=5))
        balls.add_side_ball(case.subject, ball)
    shown = seen(world, world.agent)
    assert [line.holder for line in shown["promises"].lines] == [world.other_agent.name]
    assert "Väntar" not in [line.title for line in shown["overdue"].lines]


def test_protected_cases_are_named_to_nobody_here(world):
    hidden = world.protected(title="Hemlig titel")
    promise(world, hidden, timedelta(hours=1))
    for person, count in ((world.agent, 1), (world.coordinator, 1), (world.other_agent, 0)):
        assert len(seen(world, person)["promises"].lines) == count
        text = page(world, person).content.decode()
        assert "Hemlig titel" not in text
        assert f"#{hidden.number}" not in text
        assert ("Skyddat ärende" in text) == bool(count)


def test_the_incident_manager_misses_no_acute_case_that_is_protected(world):
    hidden = world.protected(title="Hemlig titel")
    cases.triage(world.actor(world.agent), hidden, impact=4, urgency=4)
    assert [line.is_protected for line in seen(world, world.coordinator)["acute"].lines] == [True]
    assert seen(world, world.other_agent)["acute"].lines == []


def test_everybody_stands_with_hours_absence_and_deputy(world):
    today = timezone.localdate()
    half = world.engage("Frida Halv", 2, share=50, hours={str(day): ["07.00", "23.59"] for day in range(7)})
    people.set_absence(SYSTEM, world.other_agent, first_day=today, last_day=today, deputy=world.agent)
    world.taken(by=half)
    with act(SYSTEM, at=timezone.now() - timedelta(days=20)):
        world.taken(by=half)
    places = {place.person: place for place in seen(world, world.coordinator)["places"]}
    assert (places[half].hours, places[half].weight, places[half].late) == ("07.00–23.59", 4, 1)
    assert places[world.other_agent].absence.deputy == world.agent
    text = page(world, world.coordinator).content.decode()
    assert f"{world.agent.name} vikarierar" in text
    assert "07.00–23.59" in text


def test_more_than_usual_for_the_hour_is_marked_and_a_burst_is_told(world):
    here = timezone.localtime()
    for week in range(1, 7):
        world.case(service=world.service, at=here - timedelta(weeks=week, minutes=5))
    for minutes, reporter in (
        (11, world.local),
        (9, world.stranger),
        (7, world.local),
        (5, world.stranger),
        (3, world.extra),
    ):
        world.case(reporter, service=world.service, at=timezone.now() - timedelta(minutes=minutes))
    clock.tick()
    arrivals = situation.arrivals(world.actor(world.agent), timezone.now(), services.calendar())
    stream = arrivals.streams[0]
    assert stream.service == world.service
    assert stream.arrived.count == 5
    assert stream.arrived.is_unusual == (arrivals.weeks >= 4)
    text = page(world, world.agent).content.decode()
    assert "anmälningar om Resultat inom 15 minuter" in text
    assert "Poisson" in text


def test_protected_cases_are_no_part_of_what_comes(world):
    hidden = world.case(service=world.service)
    cases.protect(world.actor(world.agent), hidden)
    calendar, at = services.calendar(), timezone.now()
    assert situation.arrivals(world.actor(world.agent), at, calendar).whole.count == 1
    assert situation.arrivals(world.actor(world.other_agent), at, calendar).whole.count == 0


def test_what_the_audit_has_found_stands_there_without_content(world):
    world.protected(title="Hemlig titel")
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today)
    balls.audit(CLOCK)
    text = page(world, world.coordinator).content.decode()
    assert reverse("desk:audit") in text
    assert "är borta, och ingen vikarierar" in text
    assert "Hemlig titel" not in text


def test_the_page_asks_for_its_contents_alone(world):
    fragment = page(world, world.agent, **IN_PAGE).content.decode()
    assert "<html" not in fragment
    assert "figures" in fragment


def test_it_costs_the_same_however_much_there_is(world):
    client = world.client(world.coordinator)

    def cost():
        client.get(reverse("desk:now"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("desk:now"))
        return len(asked)

    def more(number):
        for n in range(number):
            promise(world, world.taken(service=world.service), timedelta(hours=1 + n))
            with act(SYSTEM, at=timezone.now() - timedelta(days=20)):
                late = world.taken()
            cases.triage(world.actor(world.agent), late, impact=4, urgency=4)
            world.case(service=world.service)
            world.engage(f"Ny {number} {n}", 2)

    more(1)
    first = cost()
    more(12)
    assert cost() == first


# On a wall


def test_a_wall_has_no_rail_and_says_how_long_it_stays_signed_in(world):
    text = world.client(world.agent).get(reverse("desk:wall"), headers=SWEDISH).content.decode()
    assert 'class="rail"' not in text
    assert "data-session-seconds" not in text
    assert f"Inloggad som {world.agent.name}" in text


def test_what_a_wall_fetches_by_itself_keeps_it_signed_in_for_a_working_day_and_no_longer(world):
    client = world.client(world.agent)
    client.get(reverse("desk:wall"))

    def fetch_after(seconds, until):
        session = client.session
        session[SEEN] = int(time.time()) - seconds
        session[now_views.WALL_UNTIL] = int(time.time()) + until
        session.save()
        assert client.get(reverse("desk:wall"), headers=IN_PAGE).status_code == 200
        return time.time() - client.session[SEEN]

    assert fetch_after(3600, 60) < 60
    assert fetch_after(3600, -60) > 3000


def test_the_desks_own_page_never_keeps_anybody_signed_in(world):
    client = world.client(world.agent)
    client.get(reverse("desk:wall"))
    session = client.session
    session[SEEN] = int(time.time()) - 3600
    session.save()
    client.get(reverse("desk:now"), headers=IN_PAGE)
    assert time.time() - client.session[SEEN] > 3000


def test_who_keeps_the_supports_hours_is_not_at_work_when_it_is_closed(world, monkeypatch):
    client = world.client(world.coordinator)
    assert "arbetar inte nu" not in client.get(reverse("desk:now")).content.decode()
    monkeypatch.setattr(opening, "open_hours", lambda day: ())
    assert client.get(reverse("desk:now")).content.decode().count("arbetar inte nu") == 3
    case = world.case(title="Kom på kvällen")
    page = client.get(reverse("desk:deal_out_many")).content.decode()
    assert case.title in page and "selected" in page[page.index(case.title) :]


def test_what_the_figure_of_overdue_counts_is_listed_also_what_lies_beside_a_case(world):
    hour = timedelta(hours=1)
    case = world.taken(title="Ska ringas upp")
    with act(world.actor(world.agent), at=timezone.now() - 3 * hour):
        phone.promise_call_back(world.actor(world.agent), case, at=timezone.now() - 2 * hour)
    cases.remind(world.actor(world.agent), case, look_again_at=timezone.now() - hour)
    shown = page(world, world.agent)
    assert shown.context["overdue"].count == 2
    assert f'href="{reverse("desk:overdue")}">2<' in shown.content.decode()
    listed = world.client(world.agent).get(reverse("desk:overdue"), headers=SWEDISH)
    assert listed.content.decode().count("Ska ringas upp") == 2
    assert [line.is_broken for line in listed.context["lines"]] == [True, False]
    assert world.client(world.expert).get(reverse("desk:overdue")).status_code == 403
