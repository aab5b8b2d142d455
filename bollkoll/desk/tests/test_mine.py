"""My balls: what I hold by due time, then what I answer for while the ball is elsewhere."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.desk import queries
from bollkoll.people.models import Person
from bollkoll.ui.tallies import Tally

pytestmark = pytest.mark.django_db


def mine(client, **headers):
    return client.get(reverse("desk:mine"), **headers).content.decode()


def test_i_see_the_balls_i_hold_and_not_a_colleagues(world, desk):
    world.taken(title="Min boll")
    world.taken(title="Kollegans boll", by=world.other_agent)
    page = mine(desk)
    assert "Min boll" in page
    assert "Kollegans boll" not in page


def test_a_number_in_the_note_of_a_ball_is_masked_in_lists(world, desk):
    case = world.taken()
    cases.remind(world.actor(world.agent), case, note="Ring om 19850412-2386")
    assert "Ring om" in mine(desk) and "2386" not in mine(desk)
    assert "2386" not in desk.get(reverse("cases:list")).content.decode()


def test_a_case_i_answer_for_stands_apart_while_the_reporter_has_the_ball(world, desk):
    case = world.taken(title="Väntar på svar")
    world.answer(case, then="waiting")
    actor = world.actor(world.agent)
    assert queries.my_balls(actor) == []
    assert [row.case for row in queries.responsible_elsewhere(actor)] == [case]
    assert "Väntar på svar" in mine(desk)


def test_who_has_the_ball_elsewhere_is_named_also_to_somebody_who_holds_none(world, desk):
    case = world.taken(title="Väntar på svar")
    world.answer(case, then="waiting")
    page = mine(desk)
    assert reverse("desk:inflow") in page
    assert f'title="{case.reporter.name}' in page or f">{case.reporter.name}<" in page
    assert "Ingen ännu" not in page


def test_a_closed_case_is_nowhere_among_mine(world, desk):
    case = world.taken(title="Färdig sak")
    cases.close(world.actor(world.agent), case)
    assert "Färdig sak" not in mine(desk)


def test_a_ball_of_a_protected_case_is_shown_to_the_named_only(world, desk):
    case = world.protected(title="Skyddad boll")
    assert "Skyddad boll" in mine(desk)
    assert "Skyddad boll" not in mine(world.client(world.other_agent))
    assert Tally(lambda: queries.my_due(world.actor(world.agent))).whole == 1
    assert case.subject.is_protected


def test_no_ball_says_where_to_find_one(world, desk):
    assert reverse("desk:inflow") in mine(desk)


def test_third_line_has_balls_too(world):
    page = mine(world.client(world.expert))
    assert "<html" in page


def test_reporters_have_none_here(world):
    assert world.client(world.local).get(reverse("desk:mine")).status_code == 403
    assert world.client().get(reverse("desk:mine")).status_code == 302


def test_my_balls_cost_the_same_however_many(world, desk):
    def cost():
        mine(desk)  # a session that is touched now and then is touched here
        with CaptureQueriesContext(connection) as asked:
            mine(desk)
        return len(asked)

    world.taken()
    world.answer(world.taken(), then="waiting")
    first = cost()
    for _ in range(9):
        world.taken()
        world.answer(world.taken(), then="waiting")
    assert cost() == first


def test_the_rail_counts_are_capped(world):
    """A number never grows wider than this, however many there are; ``ui.tallies`` counts no further."""
    tally = Tally(lambda: queries.my_due(world.actor(world.agent)))
    tally.found = [(100, 100)]
    assert (tally.said, tally.late_said) == ("99+", "99+")
    tally.found = [(0, 0)]
    assert tally.said == ""


def test_the_rail_offers_each_only_what_is_theirs(world, rf):
    from bollkoll.desk import panels
    from bollkoll.people.actor import Actor

    def offered(person):
        request = rf.get("/")
        request.actor = Actor(Person.objects.get(pk=person.pk))
        return [bool(entry(request)) for entry in (panels.inflow, panels.mine, panels.case_list)]

    assert offered(world.agent) == [True, True, True]
    assert offered(world.expert) == [False, True, True]
    assert offered(world.admin) == [False, False, False]
    assert offered(world.local) == [False, False, False]


def test_a_promise_that_has_broken_is_told_as_a_broken_promise_in_the_list_and_on_the_case(world, desk):
    case = world.taken(title="Vi lovade")
    hour = timedelta(hours=1)
    cases.remind(
        world.actor(world.agent), case, promised_at=timezone.now() - hour, look_again_at=timezone.now() - 2 * hour
    )
    plain = world.taken(title="Bara sen")
    cases.remind(world.actor(world.agent), plain, look_again_at=timezone.now() - hour)
    shown = mine(desk)
    rows = {title: shown[shown.index(title) :].split("</article>")[0] for title in ("Vi lovade", "Bara sen")}
    head = desk.get(f"/cases/{case.number}/").content.decode()
    assert "utlovat <span><time" in rows["Vi lovade"] and ", försenad" in rows["Vi lovade"]
    assert "utlovat <time" in head and "</time>, försenat" in head
    assert "utlovat" not in rows["Bara sen"] and "försenad" in rows["Bara sen"]


def test_a_ball_to_look_at_before_its_promise_is_not_called_promised_then(world, desk):
    case = world.taken(title="Tittar först")
    hour = timedelta(hours=1)
    cases.remind(world.actor(world.agent), case, promised_at=timezone.now() + hour, look_again_at=timezone.now() - hour)
    shown = mine(desk)
    assert "utlovat" not in shown[shown.index("Tittar först") :].split("</article>")[0]
