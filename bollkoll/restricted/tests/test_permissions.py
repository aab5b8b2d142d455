"""Who may do what: a table of commands and roles, and one of pages and roles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bollkoll.restricted import commands, policy

pytestmark = pytest.mark.django_db

ROLES = ("agent", "coordinator", "admin", "expert", "local", "contact", "extra", "stranger")
DESK, THEIRS = {"agent", "coordinator"}, {"local", "contact"}
MAY = {
    "store": DESK | THEIRS, "reveal": DESK, "erase": DESK | {"local"}, "rotate": {"admin"}, "dispose_secrets": set(),
    "dispose_files": set(), "limit": set(),
    "set_rule": {"admin"}, "remove_rule": {"admin"},
}  # fmt: skip
PAGES = {
    "case": DESK, "store": DESK, "give": THEIRS, "reveal": DESK, "retention": DESK | {"admin"}, "set_rule": {"admin"},
}  # fmt: skip


@pytest.fixture
def scene(world, kept):
    case = world.taken()
    return {"case": case, "secret": kept(case)}


SUBJECTS = {
    "store": "case",
    "reveal": "secret",
    "erase": "secret",
    "dispose_secrets": "case",
    "dispose_files": "case",
    "limit": "case",
}


def test_the_table_has_every_command():
    assert set(MAY) == set(commands.__all__)


def test_who_may_do_what(world, scene):
    for name, allowed in MAY.items():
        subject = scene.get(SUBJECTS.get(name, ""))
        said = {role for role in ROLES if getattr(policy, name)(world.actor(getattr(world, role)), subject)}
        assert said == allowed, name


def test_who_sees_which_page(world, scene):
    number = [scene["case"].number]
    keys = {"case": number, "store": number, "give": number, "reveal": [scene["secret"].pk], "set_rule": ["secrets"]}
    for role in ROLES:
        client = world.client(getattr(world, role))
        seen = {
            name
            for name in PAGES
            if client.get(reverse(f"restricted:{name}", args=keys.get(name, []))).status_code == 200
        }
        assert seen == {name for name, allowed in PAGES.items() if role in allowed}, role


def test_the_page_costs_the_same_however_much_is_kept(world, scene, kept):
    client, address = world.client(world.agent), reverse("restricted:case", args=[scene["case"].number])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    few = queries()
    for number in range(12):
        kept(scene["case"], f"värde {number}")
    assert queries() == few
