"""Those who work here, the card of a person, and institutions."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.log.models import Event
from bollkoll.people import commands
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Institution, Person

pytestmark = pytest.mark.django_db

FORM = {"name": "Nils Ny", "email": "nils@bollkoll.example", "language": "sv", "line": "2", "share": "80"}


def at(name, *args):
    return reverse(f"people:{name}", args=args)


def test_an_administrator_adds_somebody_with_share_and_hours(world):
    response = world.client(world.admin).post(at("engage"), FORM | {"hours_0": "8-16.30", "hours_2": "09:00–12"})
    person = Person.objects.get(email="nils@bollkoll.example")
    assert response.url == at("person", person.pk)
    assert (person.line, person.employment.share) == (2, 80)
    assert person.employment.hours == {"0": ["08.00", "16.30"], "2": ["09.00", "12.00"]}
    assert Event.objects.filter(kind="people.invited", audience=[person.pk]).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours_1", "åtta till fem"),
        ("hours_1", "16.30–08.00"),
        ("hours_1", "25.00–26.00"),
        ("hours_1", "08.00–09.00, 10.00–11.00"),
        ("share", "0"),
        ("share", "101"),
        ("line", "0"),
        ("line", "7"),
        ("email", ""),
    ],
)
def test_bad_input_comes_back_with_the_text(world, field, value):
    response = world.client(world.admin).post(at("engage"), FORM | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert "Nils Ny" in response.content.decode()


def test_an_incident_manager_works_in_second_line(world):
    response = world.client(world.admin).post(at("engage"), FORM | {"line": "3", "is_coordinator": "on"})
    assert response.status_code == 422


def test_somebody_who_works_here_is_not_added_twice(world):
    response = world.client(world.admin).post(at("engage"), FORM | {"email": world.agent.email})
    assert response.status_code == 422
    assert world.fresh(world.agent).name == "Asta Almgren"


def test_rights_are_changed_by_an_administrator_only(world):
    facts = {"name": "Asta Almgren", "email": world.agent.email, "language": "sv", "line": "2", "share": "50"}
    facts |= {"is_administrator": "on"}
    world.client(world.admin).post(at("change_person", world.agent.pk), facts)
    agent = world.fresh(world.agent)
    assert agent.is_administrator
    assert agent.employment.share == 50
    # A person who changes the own details is not offered any rights, and what is sent along counts for nothing.
    world.client(world.other_agent).post(
        at("change_person", world.other_agent.pk), facts | {"name": "Bo Björk", "email": world.other_agent.email}
    )
    assert not world.fresh(world.other_agent).is_administrator


def test_the_last_administrator_keeps_the_right(world):
    client = world.client(world.admin)
    facts = {"name": "Disa Dahl", "email": world.admin.email, "language": "sv", "line": "2", "share": "100"}
    response = client.post(at("change_person", world.admin.pk), facts)
    assert response.status_code == 422
    assert world.fresh(world.admin).is_administrator
    assert client.post(at("end_person", world.admin.pk)).status_code == 409
    assert world.fresh(world.admin).is_active


def test_absences_with_a_deputy_show_and_are_removed(world):
    client = world.client(world.coordinator)
    today = date.today()
    facts = {"kind": "ill", "first_day": today, "last_day": today + timedelta(days=2), "deputy": world.agent.pk}
    assert client.post(at("set_absence", world.other_agent.pk), facts).status_code == 302
    card = client.get(at("person", world.other_agent.pk)).content.decode()
    assert world.agent.name in card
    listed = {p.pk: p.is_away for _title, people in client.get(at("staff")).context["groups"] for p in people}
    assert listed[world.other_agent.pk]
    assert not listed[world.agent.pk]
    absence = world.other_agent.absences.get()
    assert client.post(at("remove_absence", world.other_agent.pk, absence.pk)).status_code == 302
    assert not world.other_agent.absences.exists()


def day(ahead):
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def asked(response):
    """What is asked before it is taken, and the yes to it."""
    page = response.content.decode()
    return unescape(page), {"sure": re.search(r'name="sure" value="(\w+)"', page)[1]}


def test_the_only_incident_manager_is_asked_who_stands_in_before_the_leave_is_noted(world):
    client = world.client(world.coordinator)
    facts = {"kind": "leave", "first_day": day(100), "last_day": day(109)}
    page, yes = asked(client.post(at("set_absence", world.coordinator.pk), facts))
    assert "Cilla Ceder är ensam incidentansvarig då, och ingen vikarierar" in page
    assert f'value="{day(109)}"' in page and not world.coordinator.absences.exists()
    assert client.post(at("set_absence", world.coordinator.pk), {**facts, "deputy": world.agent.pk}).status_code == 302
    later = {**facts, "first_day": day(131), "last_day": day(132)}
    assert client.post(at("set_absence", world.coordinator.pk), {**later, "sure": "something else"}).status_code == 422
    assert client.post(at("set_absence", world.coordinator.pk), {**later, **yes}).status_code == 302
    commands.change_rights(SYSTEM, world.agent, line=2, is_coordinator=True)
    third = {**facts, "first_day": day(162), "last_day": day(163)}
    assert client.post(at("set_absence", world.coordinator.pk), third).status_code == 302


def test_a_deputy_who_is_away_then_too_is_said_and_asked(world):
    client = world.client(world.coordinator)
    first = {"kind": "leave", "first_day": day(104), "last_day": day(111)}
    assert client.post(at("set_absence", world.other_agent.pk), first).status_code == 302
    facts = {"kind": "leave", "first_day": day(100), "last_day": day(109), "deputy": world.other_agent.pk}
    page, yes = asked(client.post(at("set_absence", world.agent.pk), facts))
    assert "Bo Björk är också borta" in page
    assert client.post(at("set_absence", world.agent.pk), {**facts, **yes}).status_code == 302


def test_who_is_to_stand_in_for_somebody_and_goes_away_is_told_whom_they_leave(world):
    client = world.client(world.coordinator)
    facts = {"kind": "leave", "first_day": day(100), "last_day": day(109)}
    assert client.post(at("set_absence", world.agent.pk), {**facts, "deputy": world.other_agent.pk}).status_code == 302
    page, _yes = asked(client.post(at("set_absence", world.other_agent.pk), facts))
    assert "Bo Björk vikarierar för Asta Almgren" in page


def test_ending_the_only_incident_manager_or_the_right_is_warned_of(world):
    client = world.client(world.admin)
    page = unescape(client.get(at("end_person", world.coordinator.pk)).content.decode())
    assert "Cilla Ceder är ensam incidentansvarig" in page
    assert "incidentansvarig. Sedan" not in unescape(client.get(at("end_person", world.agent.pk)).content.decode())
    facts = {"name": "Cilla Ceder", "email": world.coordinator.email, "language": "sv", "line": "2", "share": "100"}
    page, yes = asked(client.post(at("change_person", world.coordinator.pk), facts))
    assert "Cilla Ceder är ensam incidentansvarig" in page and world.fresh(world.coordinator).is_coordinator
    assert client.post(at("change_person", world.coordinator.pk), {**facts, **yes}).status_code == 302
    assert not world.fresh(world.coordinator).is_coordinator


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-9, -5, "har redan varit"),
        (26_000, 26_001, "börjar om mer än ett år"),
        (1, 900, "längre än ett år"),
    ],
)
def test_days_that_are_mostly_a_slip_of_the_hand_are_asked_about(world, first, last, words):
    client, facts = world.client(world.coordinator), {"kind": "ill", "first_day": day(first), "last_day": day(last)}
    page, yes = asked(client.post(at("set_absence", world.agent.pk), facts))
    assert words in page and not world.agent.absences.exists()
    assert client.post(at("set_absence", world.agent.pk), {**facts, **yes}).status_code == 302


def test_whoever_takes_away_an_absence_that_has_begun_is_told_what_comes_back(world):
    client = world.client(world.coordinator)
    for first, comes_back in ((0, True), (5, False)):
        facts = {"kind": "leave", "first_day": day(first), "last_day": day(first + 1)}
        assert client.post(at("set_absence", world.agent.pk), facts).status_code == 302
        client.get(at("person", world.agent.pk))
        client.post(at("remove_absence", world.agent.pk, world.agent.absences.get().pk))
        page = unescape(client.get(at("person", world.agent.pk)).content.decode())
        assert ("kommer tillbaka till Asta Almgren" in page) == comes_back


def test_an_absence_that_ends_before_it_begins_comes_back_open(world):
    facts = {"kind": "leave", "first_day": "2026-07-10", "last_day": "2026-07-01"}
    response = world.client(world.agent).post(at("set_absence", world.agent.pk), facts)
    assert response.status_code == 422
    assert 'value="2026-07-10"' in response.content.decode()


def test_one_notes_the_own_absence_and_not_a_colleagues(world):
    facts = {"kind": "leave", "first_day": day(100), "last_day": day(109)}
    client = world.client(world.agent)
    assert client.post(at("set_absence", world.agent.pk), facts).status_code == 302
    assert client.post(at("set_absence", world.other_agent.pk), facts).status_code == 403


def test_ending_an_agent_is_announced_before_and_done_after(world):
    client = world.client(world.admin)
    assert client.get(at("end_person", world.agent.pk)).status_code == 200
    assert client.post(at("end_person", world.agent.pk)).url == at("person", world.agent.pk)
    assert not world.fresh(world.agent).is_active
    assert client.get(at("person", world.agent.pk)).status_code == 200


def test_mail_that_bounced_is_said_and_mended(world):
    commands.mark_undeliverable(SYSTEM, world.local, why="550 no such user")
    client = world.client(world.agent)
    assert "550 no such user" in client.get(at("person", world.local.pk)).content.decode()
    assert "550" not in world.client(world.contact).get(at("person", world.local.pk)).content.decode()
    assert client.post(at("mark_deliverable", world.local.pk)).status_code == 302
    assert world.fresh(world.local).undeliverable_at is None
    assert client.post(at("mark_deliverable", world.local.pk)).status_code == 409


def test_one_more_address_is_added_once(world):
    client = world.client(world.agent)
    assert client.post(at("add_alias", world.local.pk), {"address": "lars@annat.example"}).status_code == 302
    again = client.post(at("add_alias", world.extra.pk), {"address": "LARS@annat.example"})
    assert again.status_code == 422
    assert "LARS@annat.example" in again.content.decode()


def test_staff_takes_as_many_questions_for_many_as_for_few(world):
    client = world.client(world.agent)
    client.get(at("staff"))
    with CaptureQueriesContext(connection) as few:
        client.get(at("staff"))
    for number in range(20):
        world.engage(f"Kollega {number}", 2 + number % 2)
    with CaptureQueriesContext(connection) as many:
        assert "Kollega 19" in client.get(at("staff")).content.decode()
    assert len(many) == len(few)


# --- institutions


def test_institutions_are_listed_found_and_marked(world):
    commands.add_institution(SYSTEM, code="SKH", name_sv="Stockholms konstnärliga högskola", is_verified=False)
    client = world.client(world.agent)
    context = client.get(at("institutions")).context
    counts = {row.code: (row.accounts, row.contact_persons) for row in context["present"]}
    assert counts == {"UU": (3, 1), "LU": (1, 0), "SKH": (0, 0)}
    assert context["unverified"] == 1
    assert [row.code for row in client.get(at("institutions"), {"q": "konst"}).context["present"]] == ["SKH"]
    assert client.get(at("institutions"), {"q": "finns inte"}).status_code == 200


def test_an_administrator_adds_changes_and_ends_an_institution(world):
    client = world.client(world.admin)
    facts = {"code": "KTH", "name_sv": "Kungl. Tekniska högskolan", "name_en": "KTH Royal Institute of Technology"}
    assert client.post(at("add_institution"), facts).status_code == 302
    row = Institution.objects.get(code="KTH")
    assert client.post(at("change_institution", row.pk), facts | {"is_ended": "on"}).status_code == 302
    assert world.fresh(row).ended_at
    assert client.post(at("change_institution", row.pk), facts).status_code == 302
    assert world.fresh(row).ended_at is None


def test_two_institutions_do_not_share_an_abbreviation(world):
    response = world.client(world.admin).post(at("add_institution"), {"code": "uu", "name_sv": "Ett annat"})
    assert response.status_code == 422
    assert "Ett annat" in response.content.decode()


def test_institutions_take_as_many_questions_for_many_as_for_few(world):
    client = world.client(world.agent)
    client.get(at("institutions"))
    with CaptureQueriesContext(connection) as few:
        client.get(at("institutions"))
    for number in range(30):
        world.institution(f"X{number}", f"Lärosäte {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(at("institutions"))
    assert len(many) == len(few)
