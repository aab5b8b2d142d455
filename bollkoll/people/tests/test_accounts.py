"""The lokala kontaktperson keeps the accounts of the own institution."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bollkoll.log.models import Event
from bollkoll.people import commands
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person, Role

pytestmark = pytest.mark.django_db

FORM = {"name": "Nya Nilsson", "email": "nya@larosate.example", "kind": "local_support", "language": "sv"}


def at(name, *args):
    return reverse(f"people:{name}", args=args)


def test_the_contact_person_sees_everybody_with_role_and_seats(world):
    page = world.client(world.contact).get(at("accounts", world.uu.pk)).content.decode()
    for person in (world.contact, world.local, world.extra):
        assert person.name in page
    assert world.stranger.name not in page
    assert "1 av 3" in page or "1 of 3" in page


def test_an_invited_person_gets_the_role_and_is_told(world):
    client = world.client(world.contact)
    assert client.post(at("invite", world.uu.pk), FORM).status_code == 302
    person = Person.objects.get(email="nya@larosate.example")
    assert person.roles.get().kind == Role.Kind.LOCAL_SUPPORT
    event = Event.objects.filter(kind="people.invited").order_by("-pk")[0]
    assert event.audience == [person.pk]
    assert "Nya Nilsson" in client.get(at("accounts", world.uu.pk)).content.decode()


def test_the_fourth_extra_account_is_refused_and_what_was_written_stays(world):
    for name in ("Ett Extra", "Två Extra"):
        world.invite(world.uu, name, Role.Kind.EXTRA)
    response = world.client(world.contact).post(at("invite", world.uu.pk), FORM | {"kind": "extra"})
    assert response.status_code == 422
    assert "Nya Nilsson" in response.content.decode()
    assert response.context["form"].errors["kind"]
    assert not Person.objects.filter(email="nya@larosate.example").exists()


def test_a_role_is_not_changed_into_a_fourth_extra_either(world):
    for name in ("Ett Extra", "Två Extra"):
        world.invite(world.uu, name, Role.Kind.EXTRA)
    response = world.client(world.contact).post(at("change_role", world.uu.pk, world.local.pk), {"kind": "extra"})
    assert response.status_code == 422
    assert world.local.roles.get().kind == Role.Kind.LOCAL_SUPPORT


def test_an_ended_extra_account_gives_its_seat_back(world):
    for name in ("Ett Extra", "Två Extra"):
        world.invite(world.uu, name, Role.Kind.EXTRA)
    client = world.client(world.contact)
    assert client.post(at("end_role", world.uu.pk, world.extra.pk)).status_code == 302
    assert client.post(at("invite", world.uu.pk), FORM | {"kind": "extra"}).status_code == 302


def test_ending_tells_what_will_happen_before_it_happens(world):
    client = world.client(world.contact)
    page = client.get(at("end_role", world.uu.pk, world.local.pk))
    assert page.status_code == 200
    assert world.fresh(world.local).is_active
    client.post(at("end_role", world.uu.pk, world.local.pk))
    assert not world.fresh(world.local).is_active


def test_the_cases_that_stay_and_the_balls_that_move_are_counted_beforehand(world):
    for number in range(2):
        world.case(title=f"Fel {number}")
    world.taken(by=world.agent)
    world.protected()  # in nobody's numbers who is not named in it
    client = world.client(world.admin)
    client.cookies["language"] = "en"
    assert "3 open cases stay with the institution." in client.get(at("end_person", world.local.pk)).content.decode()
    assert "1 ball goes back to the desk." in client.get(at("end_person", world.agent.pk)).content.decode()


def test_a_role_elsewhere_keeps_the_account(world):
    commands.invite(SYSTEM, world.lu, name=world.local.name, email=world.local.email, kind=Role.Kind.LOCAL_SUPPORT)
    # The account belongs to two institutions, so only the support ends it.
    assert world.client(world.contact).post(at("end_role", world.uu.pk, world.local.pk)).status_code == 403
    assert world.client(world.admin).post(at("end_role", world.uu.pk, world.local.pk)).status_code == 302
    assert world.fresh(world.local).is_active


def test_the_only_contact_person_cannot_end_or_leave_the_own_role(world):
    client = world.client(world.contact)
    response = client.post(at("end_role", world.uu.pk, world.contact.pk))
    assert response.status_code == 409
    assert world.fresh(world.contact).is_active
    assert client.post(at("change_role", world.uu.pk, world.contact.pk), {"kind": "local_support"}).status_code == 422
    assert world.contact.roles.get().kind == Role.Kind.CONTACT_PERSON


def test_a_contact_person_who_gives_the_role_away_comes_to_the_front(world):
    client = world.client(world.contact)
    client.post(at("change_role", world.uu.pk, world.local.pk), {"kind": "contact_person"})
    response = client.post(at("change_role", world.uu.pk, world.contact.pk), {"kind": "local_support"})
    assert response.url == reverse("home")
    assert client.get(at("accounts", world.uu.pk)).status_code == 404


def test_details_are_changed_and_a_taken_address_is_refused(world):
    client = world.client(world.contact)
    facts = {"name": "Lars Lokal Larsson", "email": world.local.email, "language": "en", "phone": "08-123 45 67"}
    assert client.post(at("change_person", world.local.pk), facts).status_code == 302
    assert world.fresh(world.local).name == "Lars Lokal Larsson"
    response = client.post(at("change_person", world.local.pk), facts | {"email": world.extra.email.upper()})
    assert response.status_code == 422
    assert response.context["form"].errors["email"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("email", "inte en adress"),
        ("email", "x" * 250 + "@larosate.example"),
        ("kind", "king"),
        ("kind", ""),
        ("language", "tlh"),
    ],
)
def test_bad_input_comes_back_with_the_text(world, field, value):
    response = world.client(world.contact).post(at("invite", world.uu.pk), FORM | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Person.objects.filter(name="Nya Nilsson").exists()


def test_control_characters_and_direction_marks_do_not_get_in(world):
    facts = FORM | {"name": "  Nya\u202e \x07 Nilsson\n<b> "}
    client = world.client(world.contact)
    assert client.post(at("invite", world.uu.pk), facts).status_code == 302
    assert Person.objects.get(email="nya@larosate.example").name == "Nya Nilsson <b>"
    assert "<b>" not in client.get(at("accounts", world.uu.pk)).content.decode().replace("<b></b>", "")


def test_who_works_here_is_not_invited_by_a_contact_person(world):
    response = world.client(world.contact).post(at("invite", world.uu.pk), FORM | {"email": world.agent.email})
    assert response.status_code == 422
    assert not world.agent.roles.exists()


def test_a_known_person_gets_a_role_beside(world):
    client = world.client(world.contact)
    assert client.post(at("invite", world.uu.pk), FORM | {"email": world.stranger.email}).status_code == 302
    assert set(world.stranger.roles.active().values_list("institution", flat=True)) == {world.uu.pk, world.lu.pk}
    assert world.fresh(world.stranger).name == "Otto Annan"


def test_the_list_takes_as_many_questions_for_two_hundred_as_for_three(world):
    client = world.client(world.contact)
    url = at("accounts", world.uu.pk)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for number in range(40):
        world.invite(world.uu, f"Person {number}", Role.Kind.LOCAL_SUPPORT)
    with CaptureQueriesContext(connection) as many:
        assert "Person 39" in client.get(url).content.decode()
    assert len(many) == len(few)


def test_no_one_invites_into_an_institution_that_is_no_longer_a_member(world):
    client = world.client(world.admin)
    facts = {"code": "UU", "name_sv": "Uppsala universitet", "is_ended": "on"}
    assert client.post(at("change_institution", world.uu.pk), facts).status_code == 302
    assert client.post(at("invite", world.uu.pk), FORM).status_code == 422
    assert world.client(world.contact).get(at("accounts", world.uu.pk)).status_code == 404
