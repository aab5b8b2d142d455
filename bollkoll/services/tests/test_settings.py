"""What the support says about itself, told from the pages."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands, queries
from bollkoll.services.models import Calendar, Environment, Membership, Organisation, SeasonNotice, Service, Team
from bollkoll.services.rules import week_in_words

pytestmark = pytest.mark.django_db

STOCKHOLM = ZoneInfo("Europe/Stockholm")
WEEK = {f"hours_{day}": "08.00–16.30" for day in range(5)}


def at(name, *args):
    return reverse(f"services:{name}", args=args)


# --- the support itself


def organisation(**more):
    return {
        "name_sv": "Gemensamma supporten",
        "name_en": "The joint support",
        "system_name": "Ladok",
        "support_address": "support@bollkoll.example",
        "phone": "010-123 45 67",
        "who_may_sv": "Lokal support.\nInga studenter.",
        "who_may_en": "Local support.",
        "close_solved_after": "10",
        "first_look_within": "4",
        "accept_within": "4",
        "look_again_within": "16",
    } | more


def test_the_organisation_is_changed_and_shown_in_both_languages(world):
    client = world.client(world.admin)
    assert client.post(at("organisation"), organisation()).status_code == 302
    client.cookies["language"] = "en"
    page = client.get(at("overview")).content.decode()
    assert "The joint support" in page
    assert "Inga studenter." in Organisation.objects.get().who_may_sv


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_sv", ""),
        ("support_address", "ingen adress"),
        ("look_again_within", "0"),
        ("close_solved_after", "-3"),
        ("close_solved_after", "aldrig"),
        ("name_sv", "x" * 121),
    ],
)
def test_bad_facts_come_back_with_the_text(world, field, value):
    response = world.client(world.admin).post(at("organisation"), organisation(**{field: value}))
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "Inga studenter." in response.content.decode()
    assert Organisation.objects.get().name_sv == "Testsupporten"


# --- hours


def test_the_incident_manager_sets_the_week_as_people_write_it(world):
    week = WEEK | {"hours_0": "8-11.30, 1230-16", "hours_4": "", "holidays": "on"}
    assert world.client(world.coordinator).post(at("hours"), week).status_code == 302
    calendar = queries.calendar()
    assert calendar.week[0] == ((time(8), time(11, 30)), (time(12, 30), time(16)))
    assert 4 not in calendar.week
    with override("sv"):
        assert week_in_words(calendar) == [("måndag", "08.00–11.30, 12.30–16.00"), ("tisdag–torsdag", "08.00–16.30")]


def test_holidays_may_be_worked(world):
    midsummer = date(2027, 6, 25)  # the eve, a Friday
    assert not queries.calendar().hours(midsummer)
    world.client(world.coordinator).post(at("hours"), WEEK)
    assert queries.calendar().hours(midsummer)


@pytest.mark.parametrize("hours", ["hela dagen", "16.30–08.00", "08.00–12.00, 11.00–16.30", "8", "08.00–24.01"])
def test_hours_that_make_no_sense_come_back(world, hours):
    response = world.client(world.coordinator).post(at("hours"), WEEK | {"hours_1": hours})
    assert response.status_code == 422
    assert hours in response.content.decode()
    assert queries.calendar().week[1] == ((time(8), time(16, 30)),)


def test_a_support_that_never_opens_is_refused(world):
    response = world.client(world.coordinator).post(at("hours"), {f"hours_{day}": "" for day in range(7)})
    assert response.status_code == 422
    assert queries.calendar().week


def test_a_day_that_differs_is_noted_and_removed(world):
    client = world.client(world.coordinator)
    day = date(2030, 6, 5)
    assert client.post(at("set_exception"), {"day": day, "hours": "10–12", "why": "Flytt"}).status_code == 302
    noon = datetime(2030, 6, 5, 11, tzinfo=STOCKHOLM)
    assert queries.calendar().is_open(noon)
    assert not queries.calendar().is_open(noon + timedelta(hours=2))
    assert client.post(at("set_exception"), {"day": day, "hours": ""}).status_code == 302
    assert not queries.calendar().is_open(noon)
    row = Calendar.objects.get().exceptions.get()
    assert client.post(at("remove_exception", row.pk)).status_code == 302
    assert queries.calendar().is_open(noon + timedelta(hours=2))
    assert client.post(at("set_exception"), {"day": "inte en dag", "hours": "kanske"}).status_code == 422


# --- notices


def notice(**more):
    today = date.today()
    facts = {"kind": "", "first_day": today, "last_day": today + timedelta(days=7), "text_sv": "Vi är färre i veckan."}
    return facts | more


def test_a_notice_is_looked_at_before_it_is_published(world):
    client = world.client(world.coordinator)
    response = client.post(at("publish_notice"), notice(preview="1"))
    assert response.status_code == 200
    assert [text for _language, text in response.context["previews"]] == ["Vi är färre i veckan."] * 2
    assert not SeasonNotice.objects.exists()
    assert client.post(at("publish_notice"), notice(text_en="We are fewer.")).status_code == 302
    assert [told.text for told in queries.notices("fault")] == ["Vi är färre i veckan."]


@pytest.mark.parametrize("name", ["text_sv", "text_en"])
def test_what_everybody_reads_holds_no_personal_number(world, name):
    given = notice(**{name: "Skriv inte om 19850412-2386."})
    response = world.client(world.coordinator).post(at("publish_notice"), given)
    assert response.status_code == 422 and response.context["form"].errors[name]
    assert not SeasonNotice.objects.exists()


def test_a_notice_of_one_kind_is_told_only_to_those(world):
    world.client(world.coordinator).post(at("publish_notice"), notice(kind="change"))
    assert queries.notices("change")
    assert not queries.notices("fault")


def test_a_notice_is_changed_and_taken_down(world):
    client = world.client(world.coordinator)
    client.post(at("publish_notice"), notice())
    row = SeasonNotice.objects.get()
    client.post(at("change_notice", row.pk), notice(text_sv="Nu är vi alla här."))
    assert "Nu är vi alla här." in client.get(at("staffing")).content.decode()
    assert client.post(at("end_notice", row.pk)).status_code == 302
    assert not queries.notices()
    assert client.post(at("end_notice", row.pk)).status_code == 409
    assert client.get(at("change_notice", row.pk)).status_code == 404


def test_a_period_that_ends_before_it_begins_comes_back(world):
    response = world.client(world.coordinator).post(at("publish_notice"), notice(last_day=date(2020, 1, 1)))
    assert response.status_code == 422
    assert "Vi är färre i veckan." in response.content.decode()


def test_markup_in_a_notice_is_shown_as_text(world):
    client = world.client(world.coordinator)
    client.post(at("publish_notice"), notice(text_sv="<script>alert(1)</script>\n\nRad två"))
    page = client.get(at("staffing")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# --- teams, services, environments


def test_a_team_is_added_filled_and_emptied(world):
    client = world.client(world.admin)
    response = client.post(at("add_team"), {"name": "Team Åland & Öar", "line": "3", "email": ""})
    team = Team.objects.get(name="Team Åland & Öar")
    assert response.url == at("team", team.pk)
    assert team.key == "team-aland-oar"
    client.post(at("add_member", team.pk), {"person": world.agent.pk, "part": "follows"})
    assert Membership.objects.get(team=team).part == "follows"
    assert world.agent.name in client.get(at("team", team.pk)).content.decode()
    client.post(at("remove_member", team.pk, world.agent.pk))
    assert not team.memberships.exists()
    assert client.post(at("remove_member", team.pk, world.agent.pk)).status_code == 404


def test_two_teams_of_one_name_get_keys_of_their_own(world):
    client = world.client(world.admin)
    for _turn in range(2):
        client.post(at("add_team"), {"name": "Drift", "line": "3"})
    assert set(Team.objects.filter(name="Drift").values_list("key", flat=True)) == {"drift", "drift-2"}


def test_only_those_who_work_here_are_in_a_team(world):
    response = world.client(world.admin).post(at("add_member", world.desk.pk), {"person": world.local.pk})
    assert response.status_code == 422


def test_a_team_that_answers_for_services_does_not_end(world):
    client = world.client(world.admin)
    facts = {"name": "Team deltagande", "is_ended": "on"}
    assert client.post(at("team", world.developers.pk), facts).status_code == 422
    client.post(at("change_service", world.service.pk), {"name_sv": "Resultat", "specialist": world.agent.pk})
    assert client.post(at("team", world.developers.pk), facts).status_code == 302
    assert client.get(at("team", world.developers.pk)).status_code == 404


def test_a_service_is_added_changed_and_ended(world):
    client = world.client(world.admin)
    facts = {"name_sv": "Examen", "hint_sv": "Ansökan och bevis", "team": world.developers.pk}
    assert client.post(at("add_service"), facts).status_code == 302
    row = Service.objects.get(key="examen")
    assert row.team == world.developers
    assert (
        client.post(at("change_service", row.pk), facts | {"specialist": world.agent.pk, "is_ended": "on"}).status_code
        == 302
    )
    assert row not in queries.services()
    assert client.post(at("change_service", row.pk), facts | {"specialist": world.local.pk}).status_code == 422
    assert client.post(at("change_service", row.pk), facts).status_code == 302
    assert row in queries.services()


def test_an_environment_is_added_and_renamed(world):
    client = world.client(world.admin)
    assert client.post(at("add_environment"), {"name_sv": "Test", "name_en": "Test", "order": "2"}).status_code == 302
    row = Environment.objects.get(key="test")
    client.post(at("change_environment", row.pk), {"name_sv": "Testmiljö", "order": "0"})
    assert world.fresh(row).name_sv == "Testmiljö"
    assert world.fresh(row).key == "test"
    assert client.post(at("add_environment"), {"name_sv": "", "order": "x"}).status_code == 422


@pytest.mark.parametrize("page", ["overview", "teams", "services", "staffing"])
def test_lists_take_as_many_questions_for_many_as_for_few(world, page):
    def add(count, mark):
        for number in range(count):
            team = commands.add_team(SYSTEM, key=f"t{mark}{number}", name=f"Team {number}", line=3)
            commands.add_member(SYSTEM, team, person=world.expert)
            commands.add_service(SYSTEM, key=f"s{mark}{number}", name_sv=f"Tjänst {number}", team=team)
            commands.publish_notice(
                SYSTEM, kind="", first_day=date.today(), last_day=date.today(), text_sv=f"Nummer {number}"
            )

    client = world.client(world.agent)
    add(2, "a")
    client.get(at(page))
    with CaptureQueriesContext(connection) as few:
        client.get(at(page))
    add(15, "b")
    with CaptureQueriesContext(connection) as many:
        client.get(at(page))
    assert len(many) == len(few)
