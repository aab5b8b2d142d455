"""Who may do what: every address and every verb of people, for every role. One table each, read line by line."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from bollkoll.log.guard import housekeeping
from bollkoll.people import commands, login_urls, policy, urls
from bollkoll.people.actor import NOBODY
from bollkoll.people.models import Person, Role

SOON = (date.today() + timedelta(days=60)).isoformat()
pytestmark = pytest.mark.django_db

ROLES = (
    *("nobody", "contact", "other_contact", "local", "extra"),
    *("agent", "coordinator", "expert", "admin", "ended"),
)
"""``contact`` and ``other_contact`` are lokala kontaktpersoner of the institution in question and of another."""

IN, OUT, NO, NEVER = 200, 302, 403, 404
"""Comes in · is asked to log in · may not · may not even know."""


@pytest.fixture
def cast(world):
    """A person for each role; ``target`` is whom the addresses are about, at the institution ``world.uu``."""
    world.other_contact = world.invite(world.lu, "Karl Kontakt", Role.Kind.CONTACT_PERSON)
    world.ended = world.invite(world.uu, "Elsa Ended")
    world.target = world.invite(world.uu, "Tove Target")
    world.password(world.ended)
    return world


def client_of(world, role):
    if role == "nobody":
        return Client()
    client = world.client(getattr(world, role))
    if role == "ended":
        with housekeeping("the session outlives the account, as if it had not been found"):
            Person.objects.filter(pk=world.ended.pk).update(ended_at=timezone.now())
    return client


def expected_of(role, inside, others):
    if role in inside:
        return IN
    return OUT if role in ("nobody", "ended") else others.get(role, others["*"])


def name_of(row):
    return f"{row[0]}-{'-'.join(row[1])}"


EVERYBODY = set(ROLES) - {"nobody", "ended"}
DESK = {"agent", "coordinator", "expert", "admin"}

PAGES = [
    ("people:settings", [], EVERYBODY, {"*": NEVER}),
    ("people:change_password", [], EVERYBODY, {"*": NEVER}),
    ("people:sessions", [], EVERYBODY, {"*": NEVER}),
    ("people:institutions", [], DESK - {"expert"}, {"*": NEVER}),
    ("people:add_institution", [], {"admin"}, {"*": NEVER, "agent": NO, "coordinator": NO, "expert": NO}),
    ("people:change_institution", ["uu"], {"admin"}, {"*": NEVER, "agent": NO, "coordinator": NO}),
    ("people:accounts", ["uu"], {"contact", "agent", "coordinator", "admin"}, {"*": NEVER}),
    ("people:invite", ["uu"], {"contact", "admin"}, {"*": NEVER}),
    ("people:change_role", ["uu", "target"], {"contact", "admin"}, {"*": NEVER}),
    ("people:end_role", ["uu", "target"], {"contact", "admin"}, {"*": NEVER}),
    ("people:staff", [], DESK, {"*": NEVER}),
    ("people:engage", [], {"admin"}, {"*": NEVER, "agent": NO, "coordinator": NO, "expert": NO}),
    ("people:person", ["target"], {"contact", "agent", "coordinator", "admin"}, {"*": NEVER}),
    ("people:person", ["agent"], DESK, {"*": NEVER}),
    ("people:change_person", ["target"], {"contact", "admin"}, {"*": NEVER, "agent": NO, "coordinator": NO}),
    ("people:change_person", ["agent"], {"agent", "admin"}, {"*": NEVER, "coordinator": NO, "expert": NO}),
    ("people:end_person", ["target"], {"contact", "admin"}, {"*": NEVER, "agent": NO, "coordinator": NO}),
    ("people:end_person", ["agent"], {"admin"}, {"*": NEVER, "agent": NO, "coordinator": NO, "expert": NO}),
    ("mfa_index", [], EVERYBODY, {"*": NEVER}),
]


@pytest.mark.parametrize("row", PAGES, ids=name_of)
def test_pages(cast, row):
    name, arguments, inside, others = row
    url = reverse(name, args=[getattr(cast, argument).pk for argument in arguments])
    for role in ROLES:
        response = client_of(cast, role).get(url)
        expected = expected_of(role, inside, others)
        assert response.status_code == expected, role
        if expected == OUT:
            assert response.url.startswith(reverse("account_login")), role


DEEDS = [
    ("people:invite_again", ["uu", "target"], {"contact", "admin"}, {"*": NEVER}),
    ("people:invite_person_again", ["target"], {"contact", "admin"}, {"*": NEVER, "agent": NO, "coordinator": NO}),
    ("people:invite_person_again", ["agent"], {"admin"}, {"*": NEVER, "agent": NO, "coordinator": NO, "expert": NO}),
    ("people:sign_out_person", ["target"], {"contact", "admin"}, {"*": NEVER, "agent": NO, "coordinator": NO}),
    ("people:set_absence", ["agent"], {"agent", "coordinator", "admin"}, {"*": NEVER, "expert": NO}),
    ("people:add_alias", ["target"], {"contact", "agent", "coordinator", "admin"}, {"*": NEVER}),
    ("people:end_person", ["target"], {"contact", "admin"}, {"*": NEVER, "agent": NO, "coordinator": NO}),
    ("people:end_role", ["uu", "target"], {"contact", "admin"}, {"*": NEVER}),
]
SENT = {
    "people:set_absence": {"kind": "leave", "first_day": SOON, "last_day": SOON},
    "people:add_alias": {"address": "en@till.example"},
}


@pytest.mark.parametrize("row", DEEDS, ids=name_of)
def test_deeds(cast, row):
    name, arguments, inside, others = row
    url = reverse(name, args=[getattr(cast, argument).pk for argument in arguments])
    for role in ROLES:
        with transaction.atomic():  # done, looked at, and undone before the next
            response = client_of(cast, role).post(url, SENT.get(name, {}))
            transaction.set_rollback(True)
        expected = expected_of(role, inside, others)
        if expected == IN:  # sent on to the next page
            assert response.status_code == 302, role
            assert not response.url.startswith(reverse("account_login")), role
        else:
            assert response.status_code == (NO if expected == OUT else expected), role  # the text is given back


OPEN = {
    *("forgotten_password", "forgotten_password_sent", "use_invitation", "use_new_address", "extend_session"),
    *("account_login", "mfa_login_webauthn", "mfa_authenticate", "account_logout", "account_inactive"),
}
"""Those that strangers may open, each with its own tests."""


@pytest.mark.parametrize("pattern", [*urls.urlpatterns, *login_urls.urlpatterns], ids=lambda pattern: pattern.name)
def test_every_other_address_sends_strangers_to_the_login(db, pattern):
    if pattern.name in OPEN:
        return
    prefix = "people:" if pattern in urls.urlpatterns else ""
    url = reverse(prefix + pattern.name, kwargs=dict.fromkeys(pattern.pattern.converters, 1))
    for response in (Client().get(url), Client().post(url)):
        if prefix and response.request["REQUEST_METHOD"] == "POST":
            assert response.status_code == 403, url  # a form that came too late: its text is given back
        else:
            assert response.status_code == 302, url
            assert response.url.startswith(reverse("account_login"))


VERBS = {
    # verb: subject, and who may
    "invite": ("uu", {"contact", "admin"}),
    "add_institution": (None, {"admin"}),
    "change_institution": ("uu", {"admin"}),
    "engage": (None, {"admin"}),
    "change_employment": ("agent", {"admin"}),
    "change_rights": ("agent", {"admin"}),
    "change_person": ("target", {"contact", "admin"}),
    "change_role": ("target", {"contact", "admin"}),
    "end_role": ("target", {"contact", "admin"}),
    "end_person": ("target", {"contact", "admin"}),
    "invite_again": ("target", {"contact", "admin"}),
    "change_preferences": ("local", {"local"}),
    "change_password": ("local", {"local"}),
    "use_invitation": ("local", {"local"}),
    "ask_new_address": ("local", {"local"}),
    "give_up_new_address": ("local", {"local"}),
    "use_new_address": ("local", {"local"}),
    "sign_in": ("local", {"local"}),
    "ask_password": ("local", set(ROLES)),
    "remove_second_steps": ("target", {"admin"}),
    "set_absence": ("agent", {"agent", "coordinator", "admin"}),
    "remove_absence": ("agent", {"agent", "coordinator", "admin"}),
    "mark_undeliverable": ("target", set()),
    "mark_deliverable": ("target", {"contact", "agent", "coordinator", "admin"}),
    "add_alias": ("target", {"contact", "agent", "coordinator", "admin"}),
    "sign_out": ("target", {"contact", "admin"}),
    "sign_out_everywhere": ("target", {"contact", "admin"}),
}


def test_every_verb_stands_in_the_table():
    verbs = {name for name in commands.__all__ if hasattr(getattr(commands, name), "policy")}
    assert verbs == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_verbs(cast, verb):
    subject, may = VERBS[verb]
    client_of(cast, "ended")
    target = cast.fresh(getattr(cast, subject)) if subject else None
    actors = {role: NOBODY if role == "nobody" else cast.actor(getattr(cast, role)) for role in ROLES}
    assert {role for role, actor in actors.items() if getattr(policy, verb)(actor, target)} == may


def test_a_contact_person_does_not_touch_who_works_here_or_administers(cast):
    actor = cast.actor(cast.contact)
    for person in (cast.agent, cast.expert, cast.admin, cast.stranger):
        assert not policy.end_person(actor, person)
        assert not policy.change_person(actor, person)


def test_allauth_has_no_other_addresses(db):
    names = {str(key) for key in get_resolver().reverse_dict if isinstance(key, str)}
    own = {pattern.name for pattern in login_urls.urlpatterns}
    assert {name for name in names if name.startswith(("account_", "mfa_", "socialaccount", "usersessions"))} == own


@pytest.mark.parametrize("role", ["contact", "local", "agent", "coordinator", "expert", "admin"])
def test_no_link_leads_nowhere(cast, role):
    """Whatever the pages offer, the one it is offered to may open."""
    client = client_of(cast, role)
    pages = [
        "people:settings",
        "people:sessions",
        "mfa_index",
        "people:staff",
        "people:institutions",
        "services:overview",
    ]
    found = {reverse(name) for name in pages} | {reverse("people:accounts", args=[cast.uu.pk])}
    found |= {reverse("people:person", args=[person.pk]) for person in (cast.target, cast.agent)}
    shown = [page for page in map(client.get, sorted(found)) if page.status_code == 200]
    links = {link for page in shown for link in re.findall(r'href="(/[^"#]*)"', page.content.decode())}
    for link in sorted(links):
        if link.startswith("/static/"):
            continue
        assert client.get(link.replace("&amp;", "&")).status_code in (200, 302), link
