"""All about one person, for that person: what every app has, and nothing that whoever makes it does not see."""

import pytest

from bollkoll.disclosure import commands, making
from bollkoll.log import disclosing, subscribers
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.restricted import commands as restricted

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(world):
    """The local support of an institution, with something of most things."""
    person = world.local
    people.change_person(SYSTEM, person, name=person.name, email=person.email, phone="018-471 00 00")
    people.add_alias(SYSTEM, person, address="lars.privat@larosate.example")
    world.client(person)
    case = world.taken(reporter=person, title="Betyg saknas", files=[world.file(person, name="lista.txt")])
    world.answer(case, "Nu är det rättat.")
    world.reply(case, "Tack, det fungerar.")
    world.note(case, "En intern tanke om Lars.")
    people.sign_in(world.actor(person), person, way="password")
    while subscribers.run_all():
        continue
    return world.fresh(person)


def test_it_has_what_the_apps_keep(world, full, handed_out, opened):
    package = opened(handed_out(full, by=world.coordinator, recipient="Mejlat till personen"))
    content = package.data["content"]
    assert content["account"][0]["email"] == full.email
    assert content["account"][0]["phone"] == "018-471 00 00"
    assert content["addresses"][0]["address"] == "lars.privat@larosate.example"
    assert content["reported"][0]["title"] == "Betyg saknas"
    assert {item["text"] for item in content["written"]} >= {"Tack, det fungerar."}
    assert any("Nu är det rättat." in item["text"] for item in content["sent"])
    assert content["sessions"]
    assert content["signed_in"][0]["way"] == "password"
    assert package.read(package.ending("lista.txt"))
    assert package.read(package.ending(".pdf")).startswith(b"%PDF")


def test_internal_notes_about_them_are_not_in_it(world, full, handed_out, opened):
    assert "intern tanke" not in opened(handed_out(full, by=world.coordinator, recipient="x")).text


def test_of_what_whoever_works_here_wrote_internally_it_says_when_and_where(world, full, handed_out, opened):
    text = opened(handed_out(world.agent, by=world.coordinator, recipient="x")).text
    assert "intern tanke" not in text
    assert "Intern anteckning" in text


def test_protected_cases_that_whoever_makes_it_does_not_see_are_counted_only(world, full, handed_out, opened):
    world.protected(reporter=full, title="Hemligt ärende", text="Om något hemligt.")
    package = opened(handed_out(full, by=world.coordinator, recipient="x"))
    assert "Hemligt ärende" not in package.text
    assert "Om något hemligt" not in package.text


def test_their_protected_data_is_told_by_label_and_read_out_only_when_chosen(world, full, handed_out, opened):
    case = world.taken(reporter=full)
    secret = restricted.store(world.actor(full), case, value="Hemliga gatan 1", label="Ny adress", field="contact")
    restricted.reveal(world.actor(world.agent), secret, reason="Behövde skicka brev.")
    package = opened(handed_out(full, by=world.coordinator, recipient="x"))
    assert "Hemliga gatan" not in package.text
    assert package.data["content"]["protected"][0]["label"] == "Ny adress"
    assert package.data["content"]["readings"][0]["reason"] == "Behövde skicka brev."
    chosen = opened(handed_out(full, by=world.coordinator, recipient="x", secrets=[secret]))
    assert "Hemliga gatan 1" in chosen.text


def test_it_is_logged_without_a_name(world, full, handed_out):
    handed_out(full, by=world.coordinator, recipient="Mejlat", reason="Begärt i brev 7")
    event = Event.objects.get(kind="disclosure.person_disclosed")
    assert event.data["person"] == full.pk
    assert full.name not in str(event.data)


def test_an_agent_does_not_make_one_and_nobody_without_a_reason(world, full):
    with pytest.raises(NotAllowed):
        commands.disclose_person(world.actor(world.agent), full, reason="Begärt", recipient="x")
    with pytest.raises(Refused):
        commands.disclose_person(world.actor(world.coordinator), full, reason=" ", recipient="x")


def test_whoever_led_and_leads_no_more_gets_nothing(world, full):
    row = commands.disclose_person(world.actor(world.coordinator), full, reason="Begärt i brev", recipient="x")
    people.change_rights(SYSTEM, world.coordinator, line=2, is_coordinator=False, is_administrator=False)
    making.make_one("worker")
    assert world.fresh(row).work == "failed"


def test_everybody_of_a_support_can_be_told(world, full):
    """Each function of each app runs for each kind of person."""
    actor = world.actor(world.coordinator)
    for person in (world.agent, world.coordinator, world.admin, world.expert, world.contact, full):
        assert disclosing.of_person(actor, person)
