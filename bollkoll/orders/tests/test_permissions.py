"""Who may do what with orders, their steps, their types and duties."""

import pytest
from django.urls import reverse

from bollkoll.cases.models import Case
from bollkoll.orders import commands, policy
from bollkoll.orders.models import Duty, OrderType
from bollkoll.orders.policy import is_asked

pytestmark = pytest.mark.django_db

ROLES = ("agent", "coordinator", "admin", "expert", "contact", "local", "extra", "stranger")
"""``expert`` is national administrator; ``contact`` has ordered; ``stranger`` is of another institution."""
DESK, KEEPERS, THEIRS = {"agent", "coordinator"}, {"coordinator", "admin"}, {"contact", "local"}
SEE = DESK | THEIRS | {"expert"}

MAY = {
    "place_order": DESK | THEIRS | {"extra", "stranger"}, "change_order": THEIRS, "withdraw": THEIRS,
    "claim": SEE, "put_back": SEE, "finish_step": SEE, "refuse_check": SEE, "approve": SEE, "decline": SEE,
    "return_order": SEE, "confirm_need": SEE, "start_over": DESK, "cancel": DESK, "ask_instead": {"coordinator"},
    "stand_in": set(), "chase": set(), "settle": set(), "renew": set(), "open_review": KEEPERS,
    "begin_type": KEEPERS, "draft_type": KEEPERS, "publish_type": KEEPERS, "discard_draft": KEEPERS, "switch_type": KEEPERS,
    "add_duty": KEEPERS, "give_duty": KEEPERS, "end_duty": KEEPERS,
}  # fmt: skip
OF_TYPES = {"draft_type", "publish_type", "discard_draft", "switch_type"}
OF_DUTIES = {"add_duty", "give_duty", "end_duty"}


@pytest.fixture
def scene(world, permission):
    order = permission()
    return order, OrderType.objects.get(key="national-permission"), Duty.objects.get(key="national-administrator")


def test_the_table_has_every_command():
    assert set(MAY) == set(commands.__all__)


def test_who_may_do_what(world, scene):
    order, type_, duty = scene
    for name, allowed in MAY.items():
        subject = type_ if name in OF_TYPES else duty if name in OF_DUTIES else order
        said = {role for role in ROLES if getattr(policy, name)(world.actor(getattr(world, role)), subject)}
        assert said == allowed, name


def test_a_step_is_asked_of_those_it_names_only(world, scene, run_of):
    order = scene[0]
    [asked] = run_of(order, "approve").asked.all()
    assert {role for role in ROLES if is_asked(world.actor(getattr(world, role)), asked)} == {"expert"}
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    [asked] = run_of(order, "signed").asked.all()
    # an extra account belongs to the institution, and sees only its own matters
    assert {role for role in ROLES if is_asked(world.actor(getattr(world, role)), asked)} == THEIRS


PAGES = {
    "orders": DESK | {"expert"}, "types": KEEPERS, "duties": KEEPERS, "add_duty": KEEPERS, "import_type": KEEPERS,
    "begin_type": KEEPERS, "draft_type": KEEPERS, "type_text": KEEPERS, "differences": KEEPERS, "versions": KEEPERS,
    "preview": KEEPERS, "export_type": KEEPERS,
    "catalogue": set(ROLES), "cancel": DESK, "withdraw": THEIRS, "change_order": THEIRS, "step": SEE,
}  # fmt: skip


def test_who_sees_which_page(world, scene, run_of):
    order = scene[0]
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    places = {"cancel": [number], "withdraw": [number], "change_order": [number]}
    of_type = ("draft_type", "type_text", "differences", "versions", "preview", "export_type")
    places |= {name: [scene[1].key] for name in of_type}
    places["step"] = [number, run_of(order, "approve").pk]
    clients = {role: world.client(getattr(world, role)) for role in ROLES}
    for name, allowed in PAGES.items():
        address = reverse(f"orders:{name}", args=places.get(name, []))
        assert {role for role in ROLES if clients[role].get(address).status_code == 200} == allowed, name
