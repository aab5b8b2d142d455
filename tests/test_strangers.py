"""Every address refuses strangers, but for the few that are for everybody; contacts do not get into the desk."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from bollkoll.log.models import Event
from tests.addresses import addresses

PUBLIC = {
    "home": "sends people to where they belong; strangers read who may contact the support",
    "portal:home": "the same page",
    "portal:about": "who may contact the support, and how",
    "portal:accessibility": "the law asks for it",
    "account_login": "the way in",
    "account_inactive": "says that the account has ended",
    "people:forgotten_password": "who has forgotten the password cannot log in",
    "people:forgotten_password_sent": "says the same whether there is such an account or not",
    "people:use_invitation": "a one-time token is the key",
    "people:use_new_address": "a one-time token is the key",
    "first_visit": "a one-time token is the key",
    "email:unsubscribe": "a signed token is the key; mail programs post without a session (RFC 8058)",
    "bulletins:subscribe": "anybody may subscribe; nothing comes of it until the mailbox has confirmed",
    "bulletins:asked": "says the same to everybody",
    "bulletins:confirm": "a signed link of a mail is the key",
    "bulletins:subscription": "a signed link of a mail is the key",
    "bulletins:leave": "a signed link is the key; mail programs post without a session (RFC 8058)",
    "bulletins:stay": "a signed link of a mail is the key",
    "phone:exchange": "signed by a telephone exchange; there is none (404) until a secret is set",
    "language": "a choice of language is no secret",
    "healthz": "monitors ask; no personal data",
    "watchdog": "monitors ask; no personal data",
}
DESK = ("cases:", "desk:", "email:", "services:", "knowledge:", "development:", "incidents:", "phone:", "status:")
DESK += ("restricted:", "records:", "disclosure:")
KNOWN_ALREADY = "status:concerning"
"""What everybody may read on the public pages, narrowed to what one is about to report."""
OPEN_TO_CONTACTS = {"cases:attachment", "cases:preview", "cases:upload", "cases:remove_file", "cases:draft"}
OPEN_TO_CONTACTS |= {"restricted:give", "restricted:keep", "restricted:reveal", "restricted:erase"}
"""One place for everybody: what belongs to a case is found through the case, what is loose belongs to its owner."""

pytestmark = pytest.mark.django_db


def is_refused(response) -> bool:
    if response.status_code == 302:
        return urlsplit(response["Location"]).path == reverse("account_login")
    return response.status_code in (401, 403, 405)


@pytest.mark.parametrize(("name", "address"), list(addresses()))
def test_a_stranger_gets_in_only_where_everybody_may(name, address):
    client = Client()
    refused = {method: is_refused(getattr(client, method)(address)) for method in ("get", "post", "put", "delete")}
    if name not in PUBLIC:
        assert all(refused.values()), refused


def test_the_list_of_public_addresses_is_true():
    assert set(PUBLIC) <= {name for name, _ in addresses()}


def test_no_two_routes_share_a_name():
    names = [name for name, _ in addresses()]
    assert sorted(names) == sorted(set(names))


def test_a_contact_does_not_get_into_the_desk(world):
    world.case()
    client = world.client(world.stranger)
    let_in = [
        (name, method)
        for name, address in addresses()
        for method in ("get", "post")
        if name.startswith(DESK) and name not in PUBLIC and name not in OPEN_TO_CONTACTS and name != KNOWN_ALREADY
        if getattr(client, method)(address).status_code not in (302, 403, 404, 405)
    ]
    assert let_in == []


def test_a_contact_cannot_have_what_nobody_has_shared(world):
    client = world.client(world.stranger)
    for name, address in addresses():
        if name in OPEN_TO_CONTACTS and "upload" not in name and "draft" not in name:
            assert client.get(address).status_code in (404, 405), name


def test_third_line_changes_neither_accounts_nor_settings(world):
    client = world.client(world.expert)
    before = Event.objects.count()
    for name, address in addresses():
        if name.startswith(("services:", "people:institution", "people:staff")):
            client.post(address)
    assert Event.objects.count() == before
