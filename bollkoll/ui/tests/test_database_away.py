"""When the database is away, pages say so and give every text back."""

import pytest
from django.db import OperationalError
from django.test import Client

from bollkoll.people.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_database(monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("could not connect to server")

    monkeypatch.setattr("bollkoll.services.queries.organisation", away)
    monkeypatch.setattr(Actor, "is_agent", property(away))


def test_a_page_says_that_the_database_is_away_and_when_to_try_again(without_database):
    client = Client(raise_request_exception=False)
    response = client.get("/", headers={"accept-language": "sv"})
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "Vi når inte vår databas just nu" in response.content.decode()


def test_a_text_that_could_not_be_saved_is_given_back(world, monkeypatch):
    client = world.client(world.local)
    client.raise_request_exception = False

    def away(*_args, **_more):
        raise OperationalError("could not connect to server")

    monkeypatch.setattr("bollkoll.cases.commands.timing.services.first_look", away)
    response = client.post("/new/question/", {"title": "En lång fråga", "text": "Med <b>mycket</b> text att förlora."})
    assert response.status_code == 503
    assert "Med &lt;b&gt;mycket&lt;/b&gt; text att förlora." in response.content.decode()
