"""The first visit: from an empty system to an administrator who is logged in, once."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bollkoll.people.models import Person
from bollkoll.project import first_visit
from bollkoll.services.models import Organisation

pytestmark = pytest.mark.django_db

FORM = {
    "organisation": "Gemensamma supporten",
    "address": "support@bollkoll.example",
    "name": "Åsa Första",
    "email": "asa@bollkoll.example",
    "password": "fyra gula båtar på sjön",
}


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME = tmp_path
    cache.clear()


def page(token):
    return reverse("first_visit", args=[token])


def test_the_first_administrator_comes_in_and_can_be_put_out_again():
    client = Client()
    response = client.post(page(first_visit.make_token()), FORM)
    assert response.status_code == 302
    person = Person.objects.get()
    assert person.is_administrator
    assert Organisation.objects.get().name == "Gemensamma supporten"
    assert client.get(reverse("people:settings")).status_code == 200
    other = Client()
    assert (
        other.post(reverse("account_login"), {"login": FORM["email"], "password": FORM["password"]}).status_code == 302
    )
    other.post(reverse("people:sign_out_everywhere"))
    assert client.get(reverse("people:settings")).status_code == 302


def test_the_address_works_once_and_only_with_its_token():
    token = first_visit.make_token()
    assert Client().get(page("något-annat")).status_code == 404
    Client().post(page(token), FORM)
    assert Client().get(page(token)).status_code == 404
    assert Client().get(page(first_visit.make_token())).status_code == 404  # there is an administrator


@pytest.mark.parametrize(
    ("field", "value"), [("password", "asa första"), ("password", "Åsa Första Åsa"), ("email", "x")]
)
def test_what_is_refused_comes_back_and_nothing_is_made(field, value):
    token = first_visit.make_token()
    response = Client().post(page(token), FORM | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert not Person.objects.exists()
    assert Client().get(page(token)).status_code == 200
