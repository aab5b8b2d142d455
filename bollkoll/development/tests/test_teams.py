"""The page of a team: what it has, what is on its agenda, and who sees how much of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.development import commands
from bollkoll.development.queries import teams as queries
from bollkoll.log import subscribers
from bollkoll.log.models import Delivery, Event
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db


def page(world, person, team=None):
    address = reverse("development:team", args=[(team or world.developers).pk])
    return world.client(person).get(address)


def lift(world, case, question, by=None):
    return commands.lift(world.actor(by or world.agent), world.developers, case=case, question=question)


def test_the_desk_sees_all_teams_and_third_line_its_own(world, operations):
    team, member = operations
    assert page(world, world.agent).status_code == 200
    assert page(world, world.agent, team).status_code == 200
    assert page(world, world.expert).status_code == 200
    assert page(world, world.expert, team).status_code == 404
    assert page(world, member, team).status_code == 200
    listed = world.client(world.agent).get(reverse("development:teams")).content.decode()
    assert "Drift" in listed
    assert world.client(world.expert).get(reverse("development:teams"))["Location"] == reverse(
        "development:team", args=[world.developers.pk]
    )


def test_a_team_has_its_services_people_cases_and_issues(world, tracker):
    services.add_member(SYSTEM, world.developers, person=world.agent, part="follows")
    case = world.taken(title="Listan blir tom", service=world.service)
    issue = commands.link_issue(world.actor(world.agent), case, key="LTRE-4", title="Tom lista").issue
    coming = commands.add_version(
        world.actor(world.agent), name="2099.1", plan={world.production: timezone.localdate() + timedelta(days=9)}
    )
    commands.change_issue(world.actor(world.agent), issue, status="in_progress", team=world.developers, fixed_in=coming)
    shown = page(world, world.agent).content.decode()
    for text in ("Resultat", "Ebbe Ek", "Asta Almgren", "Listan blir tom", "LTRE-4", "2099.1", "<svg"):
        assert text in shown
    theirs = page(world, world.expert).content.decode()
    assert "LTRE-4" in theirs
    assert "Listan blir tom" not in theirs


def test_the_trend_counts_weeks(world):
    now = timezone.now()
    for weeks in (0, 2, 2, 40):
        world.case(service=world.service, at=now - timedelta(weeks=weeks), title=f"För {weeks} veckor sedan")
    cases.solve(world.actor(world.agent), world.case(service=world.service))
    world.case(title="Utan tjänst")
    found = queries.trend(world.actor(world.agent), world.developers)
    assert len(found) == 12
    assert [week.opened for week in found][-3:] == [2, 0, 2]
    assert found[-1].solved == 1


def test_third_line_reads_the_question_and_not_the_case_that_it_may_not_see(world):
    hidden, theirs = world.taken(title="Andras ärende"), world.taken(title="Vårt ärende")
    cases.mark_waiting_third_line(world.actor(world.agent), theirs, team=world.developers)
    lift(world, hidden, "Hur gör vi med listan?")
    item = lift(world, theirs, "Och med intyget?")
    shown = page(world, world.expert).content.decode()
    assert "Hur gör vi med listan?" in shown
    assert "Och med intyget?" in shown
    assert "Vårt ärende" in shown
    assert "Andras ärende" not in shown
    assert f"#{hidden.number}" not in shown
    client = world.client(world.expert)
    theirs_too = reverse("development:say", args=[item.pk])
    assert client.post(theirs_too, {"text": "Så här.", "then": "answered"}).status_code == 303
    other = reverse("development:say", args=[item.pk - 1])
    assert client.post(other, {"text": "Så här.", "then": "answered"}).status_code == 403


def test_a_question_of_a_protected_case_is_nowhere_for_those_not_named(world):
    case = world.protected(title="Hemligt ärende")
    item = lift(world, case, "Fråga om alias")
    assert "Fråga om alias" in page(world, world.agent).content.decode()
    for person in (world.other_agent, world.expert):
        shown = page(world, person).content.decode()
        assert "Fråga om alias" not in shown
        assert "Hemligt" not in shown
        client = world.client(person)
        for name in ("say", "carry_over", "withdraw"):
            assert client.post(reverse(f"development:{name}", args=[item.pk]), {"text": "x"}).status_code == 404
    rows = {row["team"].pk: row["questions"] for row in queries.listed(world.actor(world.other_agent))}
    assert rows[world.developers.pk] == 0
    heard = Event.objects.get(kind="development.lifted").topics.values_list("name", flat=True)
    assert f"team:{world.developers.pk}" not in heard
    assert "desk" not in heard


def test_protected_cases_are_not_counted_for_those_not_named(world):
    world.protected(service=world.service)
    assert queries.open_cases(world.actor(world.agent), world.developers).count() == 1
    assert queries.open_cases(world.actor(world.other_agent), world.developers).count() == 0
    assert sum(week.opened for week in queries.trend(world.actor(world.other_agent), world.developers)) == 0


def test_third_line_lifts_only_to_its_own_team_and_from_what_it_sees(world, operations):
    team, member = operations
    case = world.taken()
    assert world.client(member).get(reverse("development:lift", args=[case.number])).status_code == 404
    cases.mark_waiting_third_line(world.actor(world.agent), case, team=team)
    address = reverse("development:lift", args=[case.number])
    client = world.client(member)
    facts = {"question": "Hur?", "once": "x"}
    assert client.post(address, facts | {"team": world.developers.pk}).status_code == 422
    assert client.post(address, facts | {"team": team.pk}).status_code == 303
    raised = reverse("development:raise_question", args=[world.developers.pk])
    assert client.post(raised, facts).status_code == 404


def test_a_question_without_a_case_is_raised_and_withdrawn(world):
    client = world.client(world.expert)
    address = reverse("development:raise_question", args=[world.developers.pk])
    assert client.post(address, {"question": ""}).status_code == 422
    assert client.post(address, {"question": "Ska vi byta dag?"}).status_code == 303
    assert "Ska vi byta dag?" in page(world, world.agent).content.decode()
    (shown,) = queries.on_agenda(world.actor(world.agent), world.developers)
    assert client.post(reverse("development:withdraw", args=[shown.item.pk])).status_code == 303
    assert "Ska vi byta dag?" not in page(world, world.agent).content.decode()


def test_anothers_question_is_withdrawn_with_a_reason_that_is_kept_and_told(world):
    case = world.taken()
    item = commands.lift(world.actor(world.agent), world.developers, case=case, question="Hur gör vi?")
    address, other = reverse("development:withdraw", args=[item.pk]), world.client(world.other_agent)
    refused = other.post(address, follow=True).content.decode()
    assert "Skriv varför" in refused
    assert queries.on_agenda(world.actor(world.agent), world.developers)
    assert other.post(address, {"reason": "Det är rättat sedan i går."}).status_code == 303
    assert not queries.on_agenda(world.actor(world.agent), world.developers)
    shown = page(world, world.agent).content.decode()
    assert "Det är rättat sedan i går." in shown
    assert world.other_agent.name in shown
    while subscribers.run_all():
        continue
    letter = Delivery.objects.get(person=world.agent, event__kind="cases.noted")
    assert "Det är rättat sedan i går." in letter.text


def test_a_question_without_a_case_is_withdrawn_by_whoever_raised_it_or_the_incident_manager(world):
    item = commands.lift(world.actor(world.agent), world.developers, question="Ska vi byta dag?")
    address = reverse("development:withdraw", args=[item.pk])
    refused = world.client(world.other_agent).post(address, {"reason": "Nej."}, follow=True).content.decode()
    assert "eller en incidentansvarig" in refused
    world.client(world.coordinator).post(address)
    assert not queries.on_agenda(world.actor(world.agent), world.developers)


def test_the_page_costs_the_same_however_much_there_is(world, tracker):
    client = world.client(world.agent)
    address = reverse("development:team", args=[world.developers.pk])

    def more(number):
        case = world.taken(title=f"Ärende {number}", service=world.service)
        lift(world, case, f"Fråga {number}")
        issue = commands.link_issue(world.actor(world.agent), case, key=f"LTRE-{number}").issue
        commands.change_issue(world.actor(world.agent), issue, status="in_progress", team=world.developers)

    def cost(url):
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    more(1)
    few, listed = cost(address), cost(reverse("development:teams"))
    for number in range(2, 7):
        more(number)
    assert cost(address) == few
    services.add_team(SYSTEM, key="en-till", name="En till", line=3)
    assert cost(reverse("development:teams")) == listed
