"""The inflow: what came in and nobody has taken, dealt out without leaving the list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.desk import queries
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services
from bollkoll.services.models import Membership
from bollkoll.ui.tallies import Tally

pytestmark = pytest.mark.django_db
IN_PAGE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "inflow"}
IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dialog-body"}


def inflow(client, **headers):
    return client.get(reverse("desk:inflow"), **headers)


def test_what_nobody_has_taken_waits_in_the_inflow_the_oldest_promise_first(world, desk):
    from datetime import timedelta

    now = timezone.now()
    later = world.case(title="Kom sist", at=now - timedelta(hours=1))
    sooner = world.case(title="Kom först", at=now - timedelta(days=9))
    world.taken(title="Redan tagen")
    page = inflow(desk).content.decode()
    assert page.index("Kom först") < page.index("Kom sist")
    assert "Redan tagen" not in page
    assert f"#{sooner.number}" in page and f"#{later.number}" in page


def test_an_empty_inflow_says_what_to_do_next(world, desk):
    page = inflow(desk)
    assert page.status_code == 200
    assert reverse("desk:mine") in page.content.decode()


def test_only_those_who_work_here_see_the_inflow(world):
    address = reverse("desk:inflow")
    assert world.client().get(address).status_code == 302
    assert world.client(world.local).get(address).status_code == 403
    assert world.client(world.admin).get(address).status_code == 403
    assert world.client(world.expert).get(address).status_code == 200


def test_third_line_sees_only_its_own_in_the_inflow_and_no_suggestions(world):
    case = world.case(title="Andras sak")
    page = inflow(world.client(world.expert)).content.decode()
    assert "Andras sak" not in page
    assert reverse("desk:accept", args=[case.number]) not in page
    assert "Allt som kommit in är taget" not in page  # they cannot know
    assert reverse("cases:questions") in page and "Inget här är ditt" in page


def test_a_protected_case_is_in_the_inflow_of_the_named_only(world, desk):
    case = world.case(title="Skyddad sak")
    cases.protect(world.actor(world.agent), case)
    assert "Skyddad sak" in inflow(desk).content.decode()
    other = world.client(world.other_agent)
    assert "Skyddad sak" not in inflow(other).content.decode()
    assert Tally(lambda: queries.inflow_due(world.actor(world.other_agent))).whole == 0
    assert Tally(lambda: queries.inflow_due(world.actor(world.agent))).whole == 1


def test_the_page_asks_for_its_rows_alone(world, desk):
    world.case(title="Ny sak")
    fragment = inflow(desk, **IN_PAGE).content.decode()
    assert "Ny sak" in fragment
    assert "<html" not in fragment


def test_the_inflow_costs_the_same_however_long_it_is(world, desk):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            inflow(desk)
        return len(asked)

    world.case()
    world.protected()
    first = cost()
    for number in range(12):
        world.case(title=f"Ärende {number}", service=world.service)
    cases.protect(world.actor(world.agent), world.case(service=world.service))
    assert cost() <= first + 1  # one more: who is named in protected cases that wait


# The suggestion


def test_the_specialist_of_the_service_is_suggested_with_the_reasons(world):
    case = world.case(service=world.service)
    best = queries.suggestions_for([case])[case.pk][0]
    assert best.person == world.agent
    assert "specialist" in best.codes


def test_who_is_away_today_is_not_suggested_before_who_is_here(world):
    case = world.case(service=world.service)
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today)
    ranked = [one.person for one in queries.suggestions_for([case])[case.pk]]
    assert ranked[0] != world.agent
    assert ranked[-1] == world.agent


def test_the_list_suggests_the_same_as_the_case_page(world):
    from bollkoll.cases.queries import suggestions

    services.add_member(SYSTEM, world.developers, person=world.other_agent, part=Membership.Part.FOLLOWS)
    made = [world.case(service=world.service), world.case(), world.protected(service=world.service)]
    many = queries.suggestions_for(Case.objects.for_list().filter(pk__in=[case.pk for case in made]))
    for case in made:
        assert [(o.person, o.codes) for o in many[case.pk]] == [
            (o.person, o.codes) for o in suggestions(world.fresh(case))
        ]


def test_a_protected_case_is_suggested_only_to_those_who_may_see_it(world):
    case = world.protected(service=world.service)
    assert [one.person for one in queries.suggestions_for([world.fresh(case)])[case.pk]] == [world.agent]


def test_one_key_gives_the_case_to_the_suggested_agent(world, desk):
    case = world.case(service=world.service)
    answer = desk.post(reverse("desk:accept", args=[case.number]), {"person": world.other_agent.pk}, **IN_PAGE)
    assert answer.status_code == 200
    assert world.fresh(case).assignee == world.other_agent
    assert f"#{case.number}" not in answer.content.decode().split("</article>")[0]


def test_one_key_takes_it_oneself(world, desk):
    case = world.case()
    assert desk.post(reverse("desk:accept", args=[case.number])).status_code == 303
    assert world.fresh(case).assignee == world.agent


def test_a_case_that_a_colleague_took_meanwhile_is_not_taken_from_them(world, desk):
    case = world.taken(by=world.other_agent)
    answer = desk.post(reverse("desk:accept", args=[case.number]), {"person": world.agent.pk}, **IN_PAGE)
    assert answer.status_code == 409
    assert world.other_agent.name in answer.content.decode()
    assert world.fresh(case).assignee == world.other_agent


@pytest.mark.parametrize("person", ["0", "-1", "x", "999999999999999999999", "١"])
def test_a_person_who_does_not_work_here_gets_nothing(world, desk, person):
    case = world.case()
    assert desk.post(reverse("desk:accept", args=[case.number]), {"person": person}, **IN_PAGE).status_code == 409
    assert world.fresh(case).assignee is None


def test_nobody_but_agents_deals_out(world):
    case = world.case()
    for who, status in ((world.local, 403), (world.stranger, 403), (world.expert, 404), (world.admin, 403)):
        client = world.client(who)
        assert client.post(reverse("desk:accept", args=[case.number])).status_code == status
        assert client.get(reverse("desk:deal_out", args=[case.number])).status_code == status
    assert world.fresh(case).assignee is None


def test_a_protected_case_cannot_even_be_found_by_who_is_not_named(world):
    case = world.protected()
    client = world.client(world.other_agent)
    for name in ("desk:deal_out", "desk:suggest"):
        assert client.get(reverse(name, args=[case.number])).status_code == 404
    assert client.post(reverse("desk:accept", args=[case.number])).status_code == 404


# Sort and give


def form(world, case, **changes):
    given = {"kind": "question", "service": world.service.pk, "environment": world.production.pk, "impact": "3",
             "urgency": "3", "reason": "hela lärosätet", "person": world.other_agent.pk, "was": ""}  # fmt: skip
    return {**given, **changes}


def test_a_case_is_sorted_and_given_in_one_act(world, desk):
    case = world.case()
    answer = desk.post(reverse("desk:deal_out", args=[case.number]), form(world, case), **IN_DIALOG)
    assert answer.status_code == 204
    assert "told" in answer["HX-Trigger"]
    now = world.fresh(case)
    assert (now.kind, now.service, now.environment, now.priority) == ("question", world.service, world.production, 2)
    assert (now.priority_reason, now.assignee) == ("hela lärosätet", world.other_agent)


def test_the_dialog_answers_with_the_form_alone_and_the_page_with_a_page(world, desk):
    address = reverse("desk:deal_out", args=[world.case(service=world.service).number])
    in_dialog = desk.get(address, **IN_DIALOG).content.decode()
    assert "<html" not in in_dialog
    assert world.agent.name in in_dialog
    assert "<html" in desk.get(address).content.decode()


def test_without_scripts_one_comes_back_to_the_inflow(world, desk):
    case = world.case()
    answer = desk.post(reverse("desk:deal_out", args=[case.number]), form(world, case))
    assert (answer.status_code, answer["Location"]) == (303, reverse("desk:inflow"))


def test_sorting_alone_gives_the_case_to_nobody(world, desk):
    case = world.case()
    desk.post(reverse("desk:deal_out", args=[case.number]), form(world, case, person=""), **IN_DIALOG)
    assert world.fresh(case).assignee is None
    assert world.fresh(case).service == world.service


def test_wrong_values_come_back_with_the_form_and_change_nothing(world, desk):
    case = world.case()
    sent = form(world, case, kind="spam", impact="9", reason="skälet står kvar")
    answer = desk.post(reverse("desk:deal_out", args=[case.number]), sent, **IN_DIALOG)
    assert answer.status_code == 422
    assert "skälet står kvar" in answer.content.decode()
    assert world.fresh(case).service is None


def test_who_was_faster_is_told_before_the_case_is_taken_from_them(world, desk):
    case = world.taken(by=world.coordinator)
    sent = form(world, case)
    answer = desk.post(reverse("desk:deal_out", args=[case.number]), sent, **IN_DIALOG)
    assert answer.status_code == 409
    assert world.coordinator.name in answer.content.decode()
    assert "hela lärosätet" in answer.content.decode()
    assert world.fresh(case).assignee == world.coordinator
    assert world.fresh(case).service is None
    again = desk.post(reverse("desk:deal_out", args=[case.number]), {**sent, "was": world.coordinator.pk}, **IN_DIALOG)
    assert again.status_code == 204
    assert world.fresh(case).assignee == world.other_agent


def test_a_form_that_changes_nothing_says_so(world, desk):
    case = world.case()
    sent = {"kind": case.kind, "person": "", "was": ""}
    assert desk.post(reverse("desk:deal_out", args=[case.number]), sent, **IN_DIALOG).status_code == 409


def test_another_service_brings_another_suggestion(world, desk):
    case = world.case()
    other = services.add_service(SYSTEM, key="examen", name_sv="Examen", specialist=world.coordinator)
    answer = desk.get(reverse("desk:suggest", args=[case.number]), {"service": other.pk})
    assert answer.status_code == 200
    options = answer.content.decode()
    assert options.index(world.coordinator.name) < options.index(world.other_agent.name)
    assert desk.get(reverse("desk:suggest", args=[case.number]), {"service": "x"}).status_code == 200


def test_whom_somebody_has_chosen_stays_chosen_when_the_service_changes(world, desk):
    case = world.case()
    other = services.add_service(SYSTEM, key="examen", name_sv="Examen", specialist=world.coordinator)
    address = reverse("desk:suggest", args=[case.number])

    def chosen(**more):
        answer = desk.get(address, {"service": other.pk, **more})
        return answer.context["form"].initial["person"]

    assert chosen(person=world.agent.pk, offered=world.agent.pk) == world.coordinator.pk
    assert chosen(person=world.agent.pk, offered=world.other_agent.pk) == world.agent.pk
    assert chosen(person="", offered=world.other_agent.pk) is None
    assert chosen(person="x" * 20, offered="") is None


# Several at once


def test_each_chosen_case_goes_to_the_one_suggested_for_it(world, desk):
    one, two, taken = world.case(service=world.service), world.case(), world.taken(by=world.coordinator)
    desk.post(reverse("desk:accept_many"), {"case": [one.pk, two.pk, taken.pk]})
    assert world.fresh(one).assignee == world.agent
    assert world.fresh(two).assignee is not None
    assert world.fresh(taken).assignee == world.coordinator
    page = inflow(desk).content.decode()
    assert f"#{taken.number}" in page
    assert world.coordinator.name in page


def test_the_load_says_who_has_room_and_who_is_away(world, desk):
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.other_agent, first_day=today, last_day=today)
    world.taken(by=world.agent)
    loads = {load.person: load for load in queries.loads()}
    assert loads[world.agent].open_balls == 1
    assert loads[world.other_agent].is_away
    page = inflow(desk).content.decode()
    assert world.other_agent.name in page
    assert desk.get(reverse("desk:load")).status_code == 200


def test_the_suggestions_of_many_cases_cost_a_constant_number_of_queries(world, django_assert_max_num_queries):
    made = [world.case(service=world.service) for _ in range(6)] + [world.protected() for _ in range(3)]
    rows = list(Case.objects.for_list().select_related("service__team").filter(pk__in=[case.pk for case in made]))
    with django_assert_max_num_queries(3):
        found = queries.suggestions_for(rows)
        assert all(one.short for ranked in found.values() for one in ranked)
