"""Lists of cases: what the address asks for, what each may see, many at once, views that are kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bollkoll.cases import commands as cases
from bollkoll.cases import listed, lists
from bollkoll.cases.models import SavedView
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db
LIST = "/cases/"
FOUND = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "found"}


def shown(client, query=""):
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def titles(client, query=""):
    """The titles of the list in order."""
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [row.plain_title for row in answer.context["page"].rows]


# Who sees what


def test_reporters_have_their_own_list_elsewhere_and_strangers_none(world):
    assert world.client().get(LIST).status_code == 302
    for who in (world.local, world.contact, world.extra, world.admin):
        assert world.client(who).get(LIST).status_code == 403


def test_every_address_of_lists_is_closed_to_reporters(world):
    view = cases.save_view(world.actor(world.agent), name="Delad", query="", is_shared=True)
    client = world.client(world.local)
    for address in (reverse("cases:export"), reverse("cases:filters"), reverse("cases:many_form", args=["assign"]),
                    reverse("desk:palette"), reverse("desk:load")):  # fmt: skip
        assert client.get(address).status_code == 403, address
    for address in (reverse("cases:many"), reverse("cases:save_view"), reverse("cases:remove_view", args=[view.pk]),
                    reverse("desk:accept_many")):  # fmt: skip
        assert client.post(address, {"name": "x", "do": "take"}).status_code == 403, address


def test_a_protected_case_is_in_no_list_and_no_count_of_who_is_not_named(world, desk):
    world.protected(title="Skyddad sak")
    other = world.client(world.other_agent)
    for query in ("", "view=all", "view=teams", "group=holder", "sort=-number&view=all", "institution=UU"):
        assert "Skyddad sak" in titles(desk, query) or query == "view=teams"
        assert titles(other, query) == []
        assert other.get(f"{LIST}?{query}").context["page"].count == 0


def test_third_line_lists_what_it_is_asked_about_and_nothing_else(world):
    theirs = world.taken(title="Fråga till teamet")
    cases.mark_waiting_third_line(world.actor(world.agent), theirs, team=world.developers)
    world.taken(title="Annat")
    client = world.client(world.expert)
    assert titles(client, "view=all") == ["Fråga till teamet"]
    assert reverse("cases:many") not in shown(client, "view=all")


# The views


def test_each_view_holds_what_its_name_says(world, desk):
    mine = world.taken(title="Min")
    world.taken(title="Kollegans", by=world.other_agent)
    world.case(title="Ny", service=world.service)
    waiting = world.taken(title="Väntar", by=world.other_agent)
    world.answer(waiting, by=world.other_agent, then="waiting")
    solved = world.taken(title="Löst", by=world.other_agent)
    cases.solve(world.actor(world.other_agent), solved)
    closed = world.taken(title="Stängt", by=world.other_agent)
    cases.close(world.actor(world.other_agent), closed)
    services.add_member(SYSTEM, world.developers, person=world.agent, part="follows")
    assert titles(desk, "view=mine") == ["Min"]
    assert titles(desk, "view=waiting") == ["Väntar"]
    assert set(titles(desk, "view=solved")) == {"Löst", "Stängt"}
    assert set(titles(desk, "view=open")) == {"Min", "Kollegans", "Ny", "Väntar", "Löst"}
    assert set(titles(desk, "view=all")) == {"Min", "Kollegans", "Ny", "Väntar", "Löst", "Stängt"}
    assert titles(desk, "view=teams") == ["Ny"]
    assert mine.number


def test_every_row_says_whose_ball_it_is_the_next_step_and_when(world, desk):
    world.taken(by=world.other_agent, service=world.service)
    page = shown(desk)
    assert world.other_agent.name in page
    assert 'class="ball-step"' in page and 'class="ball-due' in page
    assert "Resultat" in page and "UU" in page


def test_the_first_promise_to_break_stands_first(world, desk):
    now = timezone.now()
    world.case(title="Nyss", at=now - timedelta(hours=1))
    world.case(title="Länge sedan", at=now - timedelta(days=20))
    assert titles(desk) == ["Länge sedan", "Nyss"]
    assert titles(desk, "sort=-due") == ["Nyss", "Länge sedan"]
    assert titles(desk, "view=all") == ["Nyss", "Länge sedan"]
    assert titles(desk, "view=all&sort=number") == ["Nyss", "Länge sedan"]


def test_filters_narrow_together_and_each_can_be_taken_away(world, desk):
    world.case(title="Rätt", kind="fault", service=world.service, environment=world.production)
    world.case(title="Fel slag", kind="question", service=world.service, environment=world.production)
    world.case(title="Fel lärosäte", reporter=world.stranger, kind="fault", service=world.service)
    query = "kind=fault&service=resultat&environment=production&institution=UU"
    assert titles(desk, query) == ["Rätt"]
    chips = desk.get(f"{LIST}?{query}").context["chips"]
    assert len(chips) == 4
    for _label, address in chips:
        assert len(titles(desk, address.lstrip("?"))) >= 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=new", ["Ny"]),
        ("state=in_progress&state=new", ["Tagen", "Ny"]),
        ("assignee=me", ["Tagen"]),
        ("assignee=none", ["Ny"]),
        ("overdue=1", []),
        ("view=all&state=closed", ["Stängd"]),
        ("priority=1", ["Tagen"]),
        ("priority=4", []),
        ("from=2000-01-01&to=2001-01-01", []),
        ("from=2000-01-01", ["Tagen", "Ny"]),
    ],
)
def test_each_filter(world, desk, query, found):
    world.case(title="Ny")
    taken = world.taken(title="Tagen")
    cases.triage(world.actor(world.agent), taken, impact=4, urgency=4)
    cases.close(world.actor(world.agent), world.taken(title="Stängd"))
    assert sorted(titles(desk, query)) == sorted(found)


def test_the_reporters_cases_are_a_list(world, desk):
    world.case(title="Lars")
    world.case(title="Otto", reporter=world.stranger)
    assert titles(desk, f"reporter={world.stranger.pk}") == ["Otto"]


@pytest.mark.parametrize("group", list(lists.GROUPS))
def test_a_list_is_grouped_under_headings(world, desk, group):
    world.case(title="Ny", service=world.service)
    world.taken(title="Tagen", reporter=world.stranger)
    cases.solve(world.actor(world.agent), world.taken(title="Löst"))
    page = desk.get(f"{LIST}?group={group}").context["page"]
    assert len(page.rows) == 3
    assert all(part.heading for part in page.groups)
    assert len({part.heading for part in page.groups}) == len(page.groups)


@pytest.mark.parametrize("sort", [*lists.SORTS, *(f"-{key}" for key in lists.SORTS)])
def test_a_list_is_sorted_by_each_key(world, desk, sort):
    world.case(title="Ny")
    world.taken(title="Tagen", service=world.service)
    assert len(titles(desk, f"sort={sort}")) == 2
    assert len(titles(desk, f"view=all&sort={sort}")) == 2


STRANGE = st.text(max_size=60) | st.sampled_from(
    ["", "-", "due", "-due;--", "1", "0", "-1", "99999999999999", "١", "\x00", "%00", "2026-13-45", "9999-12-31",
     "0001-01-01", "me", "none", "all", "UU", "resultat", "' OR 1=1 --", "<b>", "closed", "best", "-best"]
)  # fmt: skip
KEYS = ["view", "state", "kind", "priority", "service", "environment", "institution", "assignee", "reporter", "from",
        "to", "overdue", "q", "sort", "group", "page", "nonsense"]  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(KEYS), STRANGE), max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_address_is_a_list_and_its_own_address_is_the_same_list(world, pairs):
    query = QueryDict(mutable=True)
    for key, value in pairs:
        query.appendlist(key, value)
    actor = world.actor(world.agent)
    listing = lists.read(query, actor)
    assert lists.read(QueryDict(listing.query), actor) == listing
    list(listed.keys(actor, listing)[:5])


@pytest.mark.parametrize(
    "query", ["", "sort=-due", "view=waiting", "view=mine", "view=teams", "overdue=1", "state=new"]
)
def test_a_page_found_by_walking_the_balls_is_the_page_that_sorting_all_gives(world, query):
    actor = world.actor(world.agent)
    for number in range(6):
        case = world.case(at=timezone.now() - timedelta(days=number), title=f"Sak {number}")
        if number % 3:
            cases.take(world.actor(world.agent if number % 2 else world.other_agent), case)
        if number == 4:
            cases.mark_waiting_third_line(actor, world.fresh(case), team=world.developers)
        if number == 5:
            cases.close(actor, world.fresh(case))
    world.protected()
    for who in (actor, world.actor(world.other_agent)):
        listing = lists.read(QueryDict(query), who)
        assert listing.follows_balls
        sorted_all = listed.ordered(listed.cases(who, listing), listing).values_list("pk", flat=True)
        assert list(listed.keys(who, listing)) == list(sorted_all)


def test_a_page_of_open_cases_sorts_nothing_however_many_are_open(world):
    if connection.vendor != "sqlite":
        return  # PostgreSQL knows how many there are and chooses by that
    plan = listed.keys(world.actor(world.agent), lists.Listing())[:51].explain()
    assert "USING INDEX commitments_open_due" in plan and "TEMP B-TREE FOR ORDER BY" not in plan


@pytest.mark.parametrize(
    "query", ["page=0", "page=-3", "page=x", "page=99999999", "institution=FINNSEJ", "sort=title", "view=alla"]
)
def test_a_bad_address_is_answered_with_a_list(world, desk, query):
    world.case()
    assert desk.get(f"{LIST}?{query}").status_code == 200


def test_fifty_rows_to_a_page_and_the_count_stops(world, desk, monkeypatch):
    monkeypatch.setattr(lists, "PAGE_SIZE", 3)
    monkeypatch.setattr(lists, "MOST_COUNTED", 4)
    for number in range(7):
        world.case(title=f"Sak {number}", at=timezone.now() - timedelta(hours=number))
    first = desk.get(f"{LIST}?view=all").context["page"]
    assert len(first.rows) == 3 and first.has_next and first.is_capped
    seen = titles(desk, "view=all") + titles(desk, "view=all&page=2") + titles(desk, "view=all&page=3")
    assert seen == [f"Sak {number}" for number in range(7)]
    assert titles(desk, "view=all&page=4") == []


def test_a_list_costs_the_same_however_long_it_is(world, desk):
    def cost(query):
        shown(desk, query)  # a session that is touched now and then is touched here
        with CaptureQueriesContext(connection) as asked:
            shown(desk, query)
        return len(asked)

    world.case(service=world.service)
    world.protected()
    queries = ("", "view=all", "view=mine", "view=teams", "group=institution", "q=resultat")
    first = [cost(query) for query in queries]
    for _ in range(8):
        world.taken(service=world.service, environment=world.production)
        world.case(reporter=world.stranger)
    assert [cost(query) for query in queries] == first


def test_an_empty_list_says_what_to_do_next(world, desk):
    for query in (
        "view=mine",
        "view=teams",
        "view=open",
        "view=waiting",
        "view=solved",
        "view=all",
        "service=resultat",
        "q=finnsinte",
    ):
        assert 'class="empty"' in shown(desk, query), query


def test_the_page_asks_for_its_rows_alone(world, desk):
    world.case(title="Ny sak")
    answer = desk.get(LIST, **FOUND).content.decode()
    assert "Ny sak" in answer and "<html" not in answer


def test_a_personal_number_in_a_title_is_masked(world, desk):
    world.case(title="Student 19811228-9874 saknas")
    page = shown(desk)
    assert "9874" not in page
    assert "19811228-••••" in page


def test_markup_in_a_title_stays_text(world, desk):
    world.case(title="<script>alert(1)</script> & sånt")
    page = shown(desk)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_filters_are_a_form_of_their_own_without_scripts(world, desk):
    page = desk.get(reverse("cases:filters"), {"institution": "UU", "reporter": world.local.pk, "from": "2026-01-02"})
    assert page.status_code == 200
    assert "<html" in page.content.decode()
    assert world.local.name in page.content.decode()
    assert "2026-01-02" in page.content.decode()
    inside = desk.get(reverse("cases:filters"), HTTP_HX_TARGET="filter-body", HTTP_HX_REQUEST="true")
    assert "<html" not in inside.content.decode()


def test_as_one_types_the_whole_list_follows_and_not_the_page(world, desk):
    world.case(title="Ny sak")
    answer = desk.get(f"{LIST}?q=sak", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="list").content.decode()
    assert "<html" not in answer
    assert 'id="found"' in answer and 'class="tabs"' in answer


# Many at once


def many(client, chosen, do, **fields):
    return client.post(reverse("cases:many"), {"case": [case.pk for case in chosen], "do": do, "next": LIST, **fields})


def test_many_are_given_to_one_agent_in_one_act(world, desk):
    chosen = [world.case(), world.case()]
    answer = many(desk, chosen, "assign", person=world.other_agent.pk)
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert all(world.fresh(case).assignee == world.other_agent for case in chosen)


def test_many_are_sorted_and_what_was_left_empty_stays(world, desk):
    one, two = world.case(kind="question"), world.case(kind="fault", environment=world.production)
    many(desk, [one, two], "triage", service=world.service.pk, impact="4", urgency="4")
    assert [world.fresh(case).service for case in (one, two)] == [world.service] * 2
    assert [world.fresh(case).kind for case in (one, two)] == ["question", "fault"]
    assert world.fresh(two).environment == world.production
    assert world.fresh(one).priority == 1


def test_what_could_not_be_done_is_told_with_its_reason_and_the_rest_is_done(world, desk):
    free, taken, closed = world.case(), world.taken(by=world.other_agent), world.taken()
    cases.close(world.actor(world.agent), closed)
    many(desk, [free, taken, closed], "take")
    assert world.fresh(free).assignee == world.agent
    assert world.fresh(taken).assignee == world.other_agent
    page = shown(desk)
    assert f"#{taken.number}</a>: {world.other_agent.name}" in page
    assert f"#{closed.number}</a>" in page
    assert 'id="outcome-title"' not in shown(desk)  # told once


def test_a_case_one_may_not_see_is_not_touched_and_not_named(world):
    hidden, open_ = world.protected(title="Skyddad sak"), world.case()
    client = world.client(world.other_agent)
    many(client, [hidden, open_], "close")
    assert world.fresh(hidden).is_open
    assert not world.fresh(open_).is_open
    page = shown(client)
    assert 'id="outcome-title"' in page
    assert str(hidden.number) not in page


@pytest.mark.parametrize("verb", ["solve", "close"])
def test_many_are_solved_or_closed(world, desk, verb):
    chosen = [world.taken(), world.taken()]
    many(desk, chosen, verb)
    assert {world.fresh(case).state for case in chosen} == {{"solve": "solved", "close": "closed"}[verb]}


def test_only_agents_change_many(world):
    case = world.taken()
    cases.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
    assert many(world.client(world.expert), [case], "close").status_code == 403
    assert world.fresh(case).is_open


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "assign"},
        {"do": "assign", "person": "x"},
        {"do": "triage"},
        {"do": "triage", "impact": "9"},
        {"do": "explode"},
    ],
)
def test_a_wrong_question_comes_back_with_the_chosen_cases(world, desk, sent):
    case = world.case(title="Vald sak")
    answer = desk.post(reverse("cases:many"), {"case": [case.pk], **sent})
    assert answer.status_code == 422
    assert "Vald sak" in answer.content.decode()
    assert world.fresh(case).assignee is None


def test_without_scripts_one_is_asked_what_to_do(world, desk):
    case = world.case(title="Vald sak")
    answer = desk.post(reverse("cases:many"), {"case": [case.pk]})
    assert answer.status_code == 200
    assert "Vald sak" in answer.content.decode()


def test_nothing_chosen_and_nonsense_chosen_change_nothing(world, desk):
    assert desk.post(reverse("cases:many"), {"do": "take"}).status_code == 303
    assert desk.post(reverse("cases:many"), {"do": "take", "case": ["x", "' OR 1=1"]}).status_code == 303
    assert 'id="outcome-title"' in shown(desk)


def test_too_many_at_once_are_refused_whole(world, desk, monkeypatch):
    from bollkoll.cases import many as several

    monkeypatch.setattr(several, "MOST", 1)
    chosen = [world.case(), world.case()]
    assert many(desk, chosen, "take").status_code == 409
    assert all(world.fresh(case).assignee is None for case in chosen)


def test_one_is_led_back_within_the_house_only(world, desk):
    answer = desk.post(reverse("cases:many"), {"do": "take", "case": [world.case().pk], "next": "https://ont.example/"})
    assert answer["Location"] == LIST


@pytest.mark.parametrize("verb", ["assign", "triage", "solve", "close"])
def test_each_question_is_asked_in_the_dialog(world, desk, verb):
    page = desk.get(reverse("cases:many_form", args=[verb]))
    assert page.status_code == 200
    assert f'value="{verb}"' in page.content.decode()


def test_there_is_no_question_for_what_cannot_be_done(world, desk):
    assert desk.get(reverse("cases:many_form", args=["delete"])).status_code == 404


# Views that are kept


def test_a_list_is_kept_under_a_name_and_found_again(world, desk):
    answer = desk.post(
        reverse("cases:save_view"), {"name": "Akut", "query": "priority=1&nonsense=2&page=7", "is_shared": "on"}
    )
    assert answer.status_code == 303
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_shared) == ("Akut", "priority=1", True)
    assert "Akut" in shown(desk)
    assert "Akut" in shown(world.client(world.other_agent))


def test_ones_own_view_is_ones_own(world, desk):
    desk.post(reverse("cases:save_view"), {"name": "Hemlig vy", "query": "view=mine"})
    assert "Hemlig vy" not in shown(world.client(world.other_agent))


def test_a_view_needs_a_name(world, desk):
    answer = desk.post(reverse("cases:save_view"), {"name": "  ", "query": "priority=1"})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_third_line_keeps_no_views(world):
    answer = world.client(world.expert).post(reverse("cases:save_view"), {"name": "Min", "query": ""})
    assert answer.status_code == 403


def test_a_view_is_removed_by_its_owner_and_a_shared_one_by_the_coordinator(world, desk):
    own = cases.save_view(world.actor(world.agent), name="Egen", query="")
    shared = cases.save_view(world.actor(world.agent), name="Delad", query="", is_shared=True)
    other = world.client(world.other_agent)
    assert other.post(reverse("cases:remove_view", args=[own.pk])).status_code == 404
    assert other.post(reverse("cases:remove_view", args=[shared.pk])).status_code == 409
    assert world.client(world.coordinator).post(reverse("cases:remove_view", args=[shared.pk])).status_code == 303
    assert desk.post(reverse("cases:remove_view", args=[own.pk])).status_code == 303
    assert not SavedView.objects.exists()
