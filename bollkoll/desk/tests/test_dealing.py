"""Many dealt out at once: looked through first, changed row by row, each saved by itself, nothing twice."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.desk import commands, dealing, queries
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}
DEAL = "/desk/inflow/deal-out"


def preview(world, *made):
    return dealing.preview(dealing.chosen_cases(world.actor(world.agent), [case.number for case in made]), {})


def save(client, choices, **more):
    sent = {"do": "save", "case": list(choices), **{f"to-{number}": who or "" for number, who in choices.items()}}
    return client.post(DEAL, {**sent, **more}, headers=SWEDISH)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("role", "statuses"),
    [("agent", (200, 303)), ("coordinator", (200, 303)), ("expert", (403,)), ("admin", (403,)), ("local", (403,))],
)
def test_who_may_deal_out(world, role, statuses, method):
    assert getattr(world.client(getattr(world, role)), method)(DEAL).status_code in statuses


def test_everything_that_nobody_has_is_looked_through_before_anything_is_saved(world, desk):
    mine, theirs = world.case(title="Ett"), world.case(title="Två")
    world.taken(title="Redan tagen")
    text = desk.get(DEAL, headers=SWEDISH).content.decode()
    assert "Ett" in text
    assert "Två" in text
    assert "Redan tagen" not in text
    assert "2 ärenden som ingen har. Inget är sparat än." in text
    assert world.fresh(mine).assignee is world.fresh(theirs).assignee is None


def test_what_was_chosen_in_the_list_is_what_is_looked_through(world, desk):
    chosen, other = world.case(title="Vald"), world.case(title="Annan")
    answer = desk.post(DEAL, {"case": [chosen.pk], "next": "/desk/stand-up/"}, follow=True, headers=SWEDISH)
    text = answer.content.decode()
    assert "Vald" in text
    assert other.title not in text
    assert 'value="/desk/stand-up/"' in text


def test_each_gets_a_fair_part_and_nobody_who_is_away_any(world):
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.other_agent, first_day=today, last_day=today)
    made = [world.case() for _ in range(6)]
    found = preview(world, *made)
    given = {change.person: change.given for change in found.changes}
    assert given[world.agent] == given[world.coordinator] == 3
    assert given[world.other_agent] == 0
    loads = {change.person: (change.before, change.after) for change in found.changes}
    assert loads[world.agent] == (0, 3)


def test_the_specialist_gets_what_they_know(world):
    found = preview(world, world.case(service=world.service))
    assert found.rows[0].chosen == world.agent.pk
    assert "specialist" in found.rows[0].proposed.codes


def test_a_protected_case_is_given_to_the_named_only_and_seen_by_nobody_else(world, desk):
    hidden = world.case(title="Hemlig titel")
    cases.protect(world.actor(world.agent), hidden)
    assert [one.person for one in preview(world, hidden).rows[0].able] == [world.agent]
    assert "Hemlig titel" not in world.client(world.other_agent).get(DEAL).content.decode()
    save(world.client(world.other_agent), {hidden.number: world.other_agent.pk})
    assert world.fresh(hidden).assignee is None


def test_a_changed_row_changes_the_load_and_leaves_the_others_alone(world, desk):
    made = [world.case() for _ in range(3)]
    before = preview(world, *made)
    address = {"case": [case.number for case in made], f"to-{made[0].number}": world.other_agent.pk}
    text = desk.get(DEAL, address, headers={**SWEDISH, "HX-Target": "dealing-load"}).content.decode()
    assert "<html" not in text
    numbers = {made[0].number: world.other_agent.pk}
    after = dealing.preview(dealing.chosen_cases(world.actor(world.agent), [case.number for case in made]), numbers)
    chosen = {row.case.number: row.chosen for row in after.rows}
    assert chosen[made[0].number] == world.other_agent.pk
    assert [chosen[row.case.number] for row in before.rows if row.case.number != made[0].number] == [
        row.chosen for row in before.rows if row.case.number != made[0].number
    ]


def test_saved_each_goes_to_its_choice_and_nobody_yet_stays(world, desk):
    one, two, three = world.case(), world.case(), world.case()
    answer = save(desk, {one.number: world.agent.pk, two.number: world.other_agent.pk, three.number: None})
    assert answer.status_code == 303
    assert world.fresh(one).assignee == world.agent
    assert world.fresh(two).assignee == world.other_agent
    assert world.fresh(three).assignee is None
    assert "2 ärenden är fördelade" in desk.get("/desk/inflow/", headers=SWEDISH).content.decode()


def test_one_that_is_refused_stops_no_other_and_is_told_with_the_reason(world, desk):
    one, taken, closed = world.case(), world.case(), world.case()
    cases.take(world.actor(world.coordinator), taken)
    cases.close(world.actor(world.coordinator), closed, reason="dubblett")
    save(desk, dict.fromkeys((taken.number, one.number, closed.number), world.agent.pk))
    assert world.fresh(one).assignee == world.agent
    assert world.fresh(taken).assignee == world.coordinator
    page = desk.get("/desk/inflow/", headers=SWEDISH).content.decode()
    assert re.search(rf"#{taken.number}</a>: {world.coordinator.name} har redan tagit", page)
    assert f"#{closed.number}</a>" in page


def test_posted_twice_nothing_is_doubled(world, desk):
    case = world.case()
    save(desk, {case.number: world.agent.pk})
    before = Event.objects.count()
    save(desk, {case.number: world.agent.pk})
    assert Event.objects.count() == before
    assert "inget blev dubbelt" in desk.get("/desk/inflow/", headers=SWEDISH).content.decode()


@pytest.mark.parametrize("strange", ["x", "-1", "", "9" * 30, "1042; drop", "é"])
def test_strange_input_changes_nothing(world, desk, strange):
    case = world.case()
    before = Event.objects.count()
    assert desk.get(DEAL, {"case": strange, f"to-{strange}": "1"}).status_code == 200
    assert save(desk, {strange: strange}, next="https://elsewhere.example/")["Location"] == "/desk/inflow/"
    save(desk, {case.number: strange})
    save(desk, {case.number: world.expert.pk})
    assert world.fresh(case).assignee is None
    assert Event.objects.count() == before


def test_from_the_stand_up_nothing_protected_is_shown_and_what_is_dealt_out_is_kept_there(world, desk):
    case, hidden = world.case(title="Vanlig"), world.case(title="Hemlig titel")
    cases.protect(world.actor(world.agent), hidden)
    held = commands.begin_stand_up(world.actor(world.agent), None, present=[world.agent])
    text = desk.get(DEAL, {"next": "/desk/stand-up/"}).content.decode()
    assert "Vanlig" in text
    assert "Hemlig titel" not in text
    choices = {case.number: world.other_agent.pk, hidden.number: world.agent.pk}
    assert save(desk, choices, next="/desk/stand-up/")["Location"] == "/desk/stand-up/"
    assert [(one.case, one.person) for one in held.decisions.all()] == [(case, world.other_agent)]
    assert world.fresh(hidden).assignee is None


def test_what_was_refused_from_the_stand_up_is_told_there_and_at_once(world, desk):
    one, two = world.case(title="Ett"), world.case(title="Två")
    commands.begin_stand_up(world.actor(world.agent), None, present=[world.agent])
    page = desk.get(f"{reverse('desk:stand_up')}?at=nobody.0").content.decode()
    back = re.search(r'href="([^"]*deal-out[^"]*)"', page)[1]
    asked = desk.get(back)
    assert 'name="next" value="/desk/stand-up/?at=nobody.0"' in asked.content.decode()
    cases.take(world.actor(world.coordinator), two)
    sent = {
        "do": "save", "case": [one.number, two.number], f"to-{one.number}": world.agent.pk, f"to-{two.number}": world.agent.pk,
        "next": "/desk/stand-up/?at=nobody.0",
    }  # fmt: skip
    there = desk.post(reverse("desk:deal_out_many"), sent, follow=True)
    assert there.redirect_chain[-1][0] == "/desk/stand-up/?at=nobody.0"
    words = unescape(there.content.decode())
    assert "Cilla Ceder har redan tagit ärendet" in words and f"#{two.number}" in words
    assert "har redan tagit" not in unescape(desk.get(reverse("desk:inflow")).content.decode())


def test_who_leaves_tomorrow_gets_nothing_while_somebody_stays(world):
    day = timezone.localdate()
    following = day + timezone.timedelta(days={4: 3, 5: 2}.get(day.weekday(), 1))
    people.set_absence(SYSTEM, world.agent, first_day=following, last_day=following)
    assert {load.person for load in queries.loads() if load.is_leaving} == {world.agent}
    found = preview(world, *[world.case(service=world.service) for _ in range(3)])
    assert world.agent.pk not in {row.chosen for row in found.rows}


def test_it_costs_the_same_however_many_there_are(world, desk):
    def cost():
        desk.get(DEAL)
        with CaptureQueriesContext(connection) as asked:
            desk.get(DEAL)
        return len(asked)

    world.protected()
    hidden = world.case(service=world.service)
    cases.protect(world.actor(world.agent), hidden)
    first = cost()
    for _ in range(9):
        world.case(service=world.service)
    assert cost() == first
