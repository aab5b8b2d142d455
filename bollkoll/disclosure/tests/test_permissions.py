"""Who may do what: a table of commands and roles, and one of pages and roles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bollkoll.disclosure import commands, policy

pytestmark = pytest.mark.django_db

ROLES = ("agent", "other_agent", "coordinator", "admin", "expert", "local", "contact", "extra", "stranger")
AGENTS = {"agent", "other_agent", "coordinator"}
MAY = {
    "disclose_case": AGENTS, "disclose_person": {"coordinator"}, "fetch": {"agent"}, "settle": set(), "stop": set(),
    "remove": {"agent", "coordinator", "admin"}, "erase_person": {"coordinator", "admin"},
}  # fmt: skip
PAGES = {
    "disclosures": AGENTS | {"admin"}, "disclosure": AGENTS | {"admin"}, "disclose_case": AGENTS,
    "disclose_person": {"coordinator"}, "erase_person": {"coordinator", "admin"},
}  # fmt: skip


@pytest.fixture
def scene(world, handed_out):
    case = world.taken()
    return {"case": case, "disclosure": handed_out(case), "person": world.local}


SUBJECTS = {"disclose_case": "case", "disclose_person": "person", "erase_person": "person"}


def test_the_table_has_every_command():
    assert set(MAY) == set(commands.__all__)


def test_who_may_do_what(world, scene):
    for name, allowed in MAY.items():
        subject = scene[SUBJECTS.get(name, "disclosure")]
        said = {role for role in ROLES if getattr(policy, name)(world.actor(getattr(world, role)), subject)}
        assert said == allowed, name


def test_who_sees_which_page(world, scene):
    keys = {
        "disclosure": [scene["disclosure"].pk], "disclose_case": [scene["case"].number],
        "disclose_person": [scene["person"].pk], "erase_person": [scene["person"].pk],
    }  # fmt: skip
    for role in ROLES:
        client = world.client(getattr(world, role))
        seen = {
            name
            for name in PAGES
            if client.get(reverse(f"disclosure:{name}", args=keys.get(name, []))).status_code == 200
        }
        wanted = {name for name, allowed in PAGES.items() if role in allowed}
        if role == "admin":  # an administrator who is no agent sees no cases: only that one was handed out
            wanted -= {"disclosure"}
        assert seen == wanted, role


def test_an_administrator_at_the_desk_hands_out_all_about_a_person(world, scene):
    both = world.engage("Berit Båda", 2, is_administrator=True)
    assert policy.disclose_person(world.actor(both), scene["person"])


def test_the_list_costs_the_same_however_much_was_handed_out(world, scene, handed_out):
    client, address = world.client(world.agent), reverse("disclosure:disclosures")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    few = queries()
    for _turn in range(5):
        handed_out(world.taken())
    assert queries() == few
