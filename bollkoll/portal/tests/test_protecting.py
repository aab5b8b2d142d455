"""A number of a person in a text: masked there, and kept where only the support can open it."""

import pytest
from django.conf import settings
from django.urls import reverse

from bollkoll.cases.models import Case, Draft, Message
from bollkoll.restricted.models import Secret

pytestmark = pytest.mark.django_db
NUMBER = "19850412-2385"


def test_the_reporter_may_choose_to_keep_it_protected(world):
    client = world.client(world.local)
    address = reverse("portal:new", args=["question"])
    fields = {"title": "Fel person", "text": f"Det gäller {NUMBER}.", "once": "a"}
    asked = client.post(address, fields)
    assert asked.status_code == 422
    assert 'value="protect"' in asked.content.decode()
    sent = client.post(address, fields | {"identity": "protect", "asked": ""})
    assert sent.status_code == 303
    case = Case.objects.get()
    assert case.messages.get().text == "Det gäller 19850412-••••."
    secret = Secret.objects.get()
    assert (secret.case, secret.label, secret.made_by) == (case, "19850412-••••", world.local)


def test_what_was_chosen_survives_a_form_that_is_refused_for_something_else(world):
    client = world.client(world.local)
    address = reverse("portal:new", args=["question"])
    refused = client.post(
        address, {"title": "x" * 400, "text": f"Det gäller {NUMBER}.", "identity": "protect", "once": "b"}
    )
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'name="protected" value="{NUMBER}"' in page
    assert "Det gäller 19850412-••••." in page
    sent = client.post(
        address, {"title": "Kort", "text": "Det gäller 19850412-••••.", "protected": NUMBER, "once": "b"}
    )
    assert sent.status_code == 303
    assert Secret.objects.get().case == Case.objects.get()


def test_in_a_reply_too_and_only_once(world):
    case = world.taken()
    client = world.client(world.local)
    fields = {"text": f"Hon heter annat, {NUMBER}.", "identity": "protect", "once": "c"}
    for _turn in range(2):
        assert client.post(reverse("portal:reply", args=[case.number]), fields).status_code == 303
    assert Message.objects.filter(kind="reply").get().text == "Hon heter annat, 19850412-••••."
    assert Secret.objects.count() == 1


def test_what_is_no_number_is_not_kept(world):
    case = world.taken()
    client = world.client(world.local)
    client.post(reverse("portal:reply", args=[case.number]), {"text": "Hej", "protected": ["x", "1" * 50], "once": "d"})
    assert not Secret.objects.exists()


def test_without_a_key_it_is_not_offered(world, monkeypatch):
    monkeypatch.setattr(settings.CONFIG, "restricted_keys", "")
    client = world.client(world.local)
    fields = {"title": "Fel person", "text": f"Det gäller {NUMBER}.", "once": "e"}
    asked = client.post(reverse("portal:new", args=["question"]), fields)
    assert 'value="protect"' not in asked.content.decode()
    again = client.post(reverse("portal:new", args=["question"]), fields | {"identity": "protect"})
    assert again.status_code == 422  # asked once more, and neither sent nor lost
    assert not Case.objects.exists()


def test_the_reporter_leaves_data_on_the_own_page(world):
    case = world.case()
    client = world.client(world.local)
    address = reverse("restricted:give", args=[case.number])
    assert client.post(address, {"field": "identity", "value": "  "}).status_code == 422
    left = client.post(address, {"field": "contact", "label": "Studentens nya adress", "value": "Storgatan 1"})
    assert left.status_code == 303
    page = client.get(left["Location"]).content.decode()
    assert "Studentens nya adress" in page
    assert "Storgatan 1" not in page
    assert not Draft.objects.exists()
