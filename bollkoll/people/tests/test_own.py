"""One's own account."""

import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bollkoll.log.acting import Refused, act
from bollkoll.people import commands
from bollkoll.people.actor import SYSTEM
from bollkoll.people.commands.address import new_address_link
from bollkoll.people.models import Person
from bollkoll.people.sessions import SEEN

pytestmark = pytest.mark.django_db

PASSWORD = "en riktigt lång fras 7"
NEW = "fyra gula båtar på sjön"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


def at(name, *args):
    return reverse(f"people:{name}", args=args)


def facts(person, **more):
    return {"name": person.name, "email": person.email, "language": "sv", "telling": "each", "shortcuts": "on"} | more


def test_choices_are_saved_and_the_page_turns_to_the_language(world):
    client = world.client(world.local)
    response = client.post(at("settings"), facts(world.local, language="en", telling="digest", shortcuts=""))
    assert response.status_code == 302
    assert response.cookies["language"].value == "en"
    person = world.fresh(world.local)
    assert (person.language, person.telling, person.shortcuts) == ("en", "digest", False)
    assert "Your settings are saved." in client.get(at("settings")).content.decode()


NEW_ADDRESS = "ny.adress@larosate.example"


def link():
    """The path that a mail to the new address leads to, written now."""
    with act(SYSTEM):
        return urlsplit(new_address_link(Person.objects.get(new_address__email=NEW_ADDRESS))[1]).path


def test_a_new_address_takes_the_present_password_and_counts_when_it_is_confirmed(world):
    world.password(world.local, PASSWORD)
    client, was = world.client(world.fresh(world.local)), world.local.email
    for given, status in (({}, 422), ({"present_password": NEW}, 422), ({"present_password": PASSWORD}, 302)):
        assert client.post(at("settings"), facts(world.local, email=NEW_ADDRESS) | given).status_code == status
    assert world.fresh(world.local).email == was
    assert f"{NEW_ADDRESS} väntar på att bekräftas" in client.get(at("settings")).content.decode()
    stranger, there = Client(), link()
    assert was in stranger.get(there).content.decode() and world.fresh(world.local).email == was
    assert stranger.post(there).status_code == 302
    person = world.fresh(world.local)
    assert (person.email, person.logins.get().email) == (NEW_ADDRESS, NEW_ADDRESS)
    assert stranger.post(there).status_code == 410


def test_an_address_that_is_given_up_or_taken_meanwhile_is_not_confirmed(world):
    commands.ask_new_address(world.actor(world.local), world.local, email=NEW_ADDRESS)
    given_up = link()
    assert world.client(world.local).post(at("give_up_new_address")).status_code == 302
    assert Client().get(given_up).status_code == 410
    commands.ask_new_address(world.actor(world.local), world.local, email=NEW_ADDRESS)
    taken = link()
    commands.change_person(SYSTEM, world.extra, name="Extra", email=NEW_ADDRESS)
    assert Client().post(taken).status_code == 410
    assert world.fresh(world.local).email != NEW_ADDRESS


def test_nobody_gets_round_the_link_by_way_of_the_list_of_accounts(world):
    with pytest.raises(Refused, match="i dina inställningar"):
        commands.change_person(world.actor(world.contact), world.contact, name="Kim", email=NEW_ADDRESS)


def test_a_refused_form_keeps_what_was_written_and_saves_nothing(world):
    world.password(world.local, PASSWORD)
    wanted = {"name": "Ett nytt namn", "email": world.extra.email, "telling": "none", "present_password": PASSWORD}
    response = world.client(world.fresh(world.local)).post(at("settings"), facts(world.local, **wanted))
    assert response.status_code == 422
    assert "Ett nytt namn" in response.content.decode()
    person = world.fresh(world.local)
    assert (person.name, person.telling) == ("Lars Lokal", "each")


def test_the_password_is_changed_with_the_present_one_and_others_are_logged_out(world):
    world.password(world.local, PASSWORD)
    client, other = world.client(world.local), world.client(world.local)
    refused = client.post(at("change_password"), {"present_password": "fel fel fel", "password": NEW})
    assert refused.status_code == 422
    assert client.post(at("change_password"), {"present_password": PASSWORD, "password": NEW}).status_code == 302
    assert client.get(at("settings")).status_code == 200
    assert other.get(at("settings")).status_code == 302
    assert UserSession.objects.get().session_key == client.session.session_key


def test_the_present_password_cannot_be_guessed_at_length(world):
    client = world.client(world.local)
    answers = [
        client.post(at("change_password"), {"present_password": f"gissning {n}", "password": NEW}) for n in range(6)
    ]
    assert answers[-1].status_code == 429
    assert "gissning" not in answers[-1].content.decode()


def test_devices_are_named_in_words_and_logged_out_one_by_one(world):
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126 Safari/537"
    here = world.client(world.local)
    there = world.client(world.local)
    there.get(at("sessions"), headers={"user-agent": f"{windows} Edg/126.0"})
    page = here.get(at("sessions")).content.decode()
    assert "Edge" in page
    assert "Windows" in page
    session = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(at("sign_out", session.pk)).status_code == 302
    assert there.get(at("settings")).status_code == 302
    assert here.get(at("settings")).status_code == 200


def test_one_logs_out_everywhere_else(world):
    here, there = world.client(world.local), world.client(world.local)
    here.post(at("sign_out_everywhere"))
    assert there.get(at("settings")).status_code == 302
    assert here.get(at("settings")).status_code == 200


def test_nobody_logs_somebody_else_out_by_a_number(world):
    there = world.client(world.extra)
    session = UserSession.objects.get(session_key=there.session.session_key)
    assert world.client(world.local).post(at("sign_out", session.pk)).status_code == 404
    assert there.get(at("settings")).status_code == 200


# --- time-out


def age(client, seconds):
    """Let the session be some seconds older."""
    session = client.session
    session[SEEN] = int(time.time()) - seconds
    session.save()


def test_a_page_opened_by_the_person_lets_the_session_live_on(world, settings):
    client = world.client(world.local)
    age(client, 3600)
    client.get(at("settings"))
    assert client.session[SEEN] >= time.time() - 5
    row = UserSession.objects.get(session_key=client.session.session_key)
    assert row.last_seen_at > timezone.now() - timedelta(seconds=5)


@pytest.mark.parametrize("header", ["HX-Request", "X-Requested-With", "X-Sent-By"])
def test_what_an_open_page_fetches_by_itself_does_not(world, header):
    client = world.client(world.local)
    age(client, 3600)
    before = client.session[SEEN]
    client.get(at("settings"), headers={header: "true"})
    assert client.session[SEEN] == before


def test_the_page_says_how_long_is_left_as_the_server_counts(world, settings):
    client = world.client(world.local)
    age(client, 30)
    assert client.get(at("settings")).context["session_seconds"] in range(
        settings.SESSION_COOKIE_AGE - 35, settings.SESSION_COOKIE_AGE - 29
    )


def test_one_may_stay_by_one_press(world, settings):
    client = world.client(world.local)
    age(client, settings.SESSION_COOKIE_AGE - 60)
    answer = client.post(at("extend_session"), headers={"X-Requested-With": "fetch"})
    assert answer.json() == {"seconds": settings.SESSION_COOKIE_AGE}
    assert client.session[SEEN] >= time.time() - 5


def test_it_is_too_late_when_the_session_is_over(world):
    assert Client().post(at("extend_session")).status_code == 401
    assert world.client(world.local).get(at("extend_session")).status_code == 405


def test_a_form_sent_after_the_session_ended_gets_its_text_back(world):
    typed = facts(world.local, title="Samordnare av något som inte är sparat")
    answer = Client().post(at("settings"), typed)
    assert answer.status_code == 403
    assert typed["title"] in answer.content.decode()
    assert Client().post(at("settings"), typed, headers={"X-Sent-By": "page"}).status_code == 401
    assert Client().get(at("settings")).status_code == 302
