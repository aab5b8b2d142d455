"""The front page, told from the edge."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db


def draft(client, kind, **fields):
    return client.post(reverse("cases:draft", args=[f"portal:new:{kind}"]), fields)


def test_nobody_is_told_in_both_languages_who_may_contact_the_support(world):
    page = world.client().get("/", headers={"accept-language": "sv"})
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count('class="who"') == 6, "who, how and everybody else, twice"
    assert 'id="en" lang="en"' in text and "Who may contact us" in text
    assert text.count("support@bollkoll.example") >= 2


def test_the_english_front_has_the_swedish_notice_too(world):
    text = world.client().get("/", headers={"accept-language": "en"}).content.decode()
    assert 'id="sv" lang="sv"' in text and "måndag–fredag" in text and "Monday–Friday" in text


def test_season_notices_are_told_to_everybody(world):
    today = timezone.localdate()
    services.publish_notice(SYSTEM, kind="change", first_day=today, last_day=today, text_sv="Först efter jul.")
    assert "Först efter jul." in world.client().get("/").content.decode()
    assert "Först efter jul." in world.client(world.local).get("/").content.decode()


def test_a_contact_meets_three_doors_and_where_the_matters_stand(world):
    case = world.case(world.local, title="Resultat saknas")
    text = world.client(world.local).get(reverse("home")).content.decode()
    for kind in ("fault", "question", "change"):
        assert reverse("portal:new", args=[kind]) in text
    assert "Resultat saknas" in text and reverse("portal:case", args=[case.number]) in text


def test_who_has_reported_nothing_is_told_where_to_begin(world):
    assert 'class="empty"' in world.client(world.extra).get("/").content.decode()


def test_an_unsent_draft_waits_on_the_front(world):
    client = world.client(world.local)
    draft(client, "fault", title="Halvskriven anmälan om 19121212-1212")
    text = client.get("/").content.decode()
    assert "Halvskriven anmälan" in text and "19121212-1212" not in text
    assert "Halvskriven" not in world.client(world.contact).get("/").content.decode()


@pytest.mark.parametrize(
    ("who", "where"), [("agent", "desk:inflow"), ("expert", "cases:list"), ("admin", "services:overview")]
)
def test_those_who_work_here_are_led_to_the_desk(world, who, where):
    answer = world.client(getattr(world, who)).get("/")
    assert answer.status_code == 302 and answer.url == reverse(where)


@pytest.mark.parametrize("name", ["portal:about", "portal:accessibility"])
def test_public_pages_are_for_everybody(world, name):
    for client in (world.client(), world.client(world.local), world.client(world.agent)):
        assert client.get(reverse(name)).status_code == 200


def test_an_open_front_whose_session_has_ended_is_not_overdrawn(world):
    assert world.client().get("/", headers={"hx-request": "true"}).status_code == 401


def test_the_front_asks_the_same_number_of_questions_however_many_matters(world, django_assert_max_num_queries):
    client = world.client(world.local)
    client.get("/")
    counted = []
    for _turn in range(2):
        for _case in range(4):
            world.taken(reporter=world.local)
        with django_assert_max_num_queries(60) as asked:
            client.get("/")
        counted.append(len(asked))
    assert counted[0] == counted[1]
