"""Who may look at and change the settings: every address and every verb, for every role."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bollkoll.people import commands as people
from bollkoll.people.actor import NOBODY, SYSTEM
from bollkoll.people.models import Role
from bollkoll.services import commands, policy, urls
from bollkoll.services.models import Calendar, Organisation

pytestmark = pytest.mark.django_db

ROLES = ("nobody", "contact", "other_contact", "local", "extra", "agent", "coordinator", "expert", "admin", "ended")
DESK = {"agent", "coordinator", "expert", "admin"}
COORDINATES = {"coordinator", "admin"}

# address: who opens the page, who may send it (None: it has only the one way)
PAGES = {
    "overview": (DESK, None),
    "organisation": ({"admin"}, {"admin"}),
    "hours": (DESK, COORDINATES),
    "set_exception": (None, COORDINATES),
    "remove_exception": (None, COORDINATES),
    "staffing": (DESK, None),
    "add_periods": (COORDINATES, COORDINATES),
    "change_period": (COORDINATES, COORDINATES),
    "remove_period": (None, COORDINATES),
    "copy_summer": (None, COORDINATES),
    "targets": (DESK, COORDINATES),
    "publish_notice": (COORDINATES, COORDINATES),
    "change_notice": (COORDINATES, COORDINATES),
    "end_notice": (None, COORDINATES),
    "teams": (DESK, None),
    "add_team": ({"admin"}, {"admin"}),
    "team": (DESK, {"admin"}),
    "add_member": (None, {"admin"}),
    "remove_member": (None, {"admin"}),
    "services": (DESK, None),
    "add_service": ({"admin"}, {"admin"}),
    "change_service": ({"admin"}, {"admin"}),
    "environments": (DESK, None),
    "add_environment": ({"admin"}, {"admin"}),
    "change_environment": ({"admin"}, {"admin"}),
}
VERBS = {
    **{key: {"admin"} for key in ("set_up", "change_organisation", "add_team", "change_team", "add_member")},
    **{key: {"admin"} for key in ("remove_member", "add_service", "change_service", "add_environment")},
    "change_environment": {"admin"},
    **dict.fromkeys(("set_hours", "set_exception", "remove_exception"), COORDINATES),
    **dict.fromkeys(("add_periods", "change_period", "remove_period", "copy_summer", "set_targets"), COORDINATES),
    **dict.fromkeys(("publish_notice", "change_notice", "end_notice"), COORDINATES),
    "set_freeze": {"agent", "coordinator"},
    "lift_freeze": {"agent", "coordinator"},
}


@pytest.fixture
def cast(world):
    world.other_contact = world.invite(world.lu, "Karl Kontakt", Role.Kind.CONTACT_PERSON)
    world.ended = world.invite(world.uu, "Elsa Ended")
    calendar, day = Calendar.objects.get(), date(2030, 1, 2)
    commands.add_member(SYSTEM, world.desk, person=world.agent)
    notice = commands.publish_notice(SYSTEM, kind="", first_day=day, last_day=day, text_sv="Något")
    (period,) = commands.add_periods(
        SYSTEM, Organisation.objects.get(), kinds=["order"], level="paused", first_day=day, last_day=day
    )
    world.arguments = {
        **{key: [period.pk] for key in ("change_period", "remove_period")},
        "remove_exception": [commands.set_exception(SYSTEM, calendar, day=day, hours=[]).pk],
        **{key: [notice.pk] for key in ("change_notice", "end_notice")},
        **{key: [world.desk.pk] for key in ("team", "add_member")},
        "remove_member": [world.desk.pk, world.agent.pk],
        "change_service": [world.service.pk],
        "change_environment": [world.production.pk],
    }
    return world


def clients(world):
    found = {role: Client() if role == "nobody" else world.client(getattr(world, role)) for role in ROLES}
    people.end_person(SYSTEM, world.ended)
    return found


def test_every_address_stands_in_the_table():
    assert {pattern.name for pattern in urls.urlpatterns} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_addresses(cast, name):
    """200 or a form sent back (422), or done (302 within the settings): let in. Else 404 or 403.

    Strangers are led to the login; a form that they send, perhaps too late, is given back with its text (403).
    """
    url = reverse(f"services:{name}", args=cast.arguments.get(name, []))
    opens, sends = PAGES[name]
    for role, client in clients(cast).items():
        for method, inside in (("get", opens), ("post", sends)):
            if inside is None:
                continue
            with transaction.atomic():
                response = getattr(client, method)(url)
                transaction.set_rollback(True)
            to_login = response.status_code == 302 and response.url.startswith(reverse("account_login"))
            if role in inside:
                assert response.status_code in (200, 302, 422), (role, method)
                assert not to_login, (role, method)
            elif role in ("nobody", "ended"):
                assert to_login if method == "get" else response.status_code == 403, (role, method)
            else:
                assert response.status_code == (403 if role in DESK else 404), (role, method)


def test_every_verb_stands_in_the_table():
    assert set(commands.__all__) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_verbs(cast, verb):
    actors = {role: NOBODY if role == "nobody" else cast.actor(getattr(cast, role)) for role in ROLES}
    assert {role for role, actor in actors.items() if getattr(policy, verb)(actor, None)} == VERBS[verb]
