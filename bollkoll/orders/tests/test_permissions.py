"""Who may do what with orders, their steps, their types and duties."""

import pytest
from django.db import transaction
from django.urls import reverse

from bollkoll.cases.models import Case
from bollkoll.log.acting import NotAllowed, Refused
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


# What a page offers is what is permitted

LACKING = {"evidence", "reason", "unopened", "unchanged", "password", "validity", "consent", "frozen"}
"""Refused for what the form lacks or what stands in the way today: it is offered all the same, and says so."""
GIVEN = {
    "decline": {"reason": "Nej."}, "refuse_check": {"reason": "Nej."}, "return_order": {"reason": "Nej."},
    "cancel": {"reason": "Nej."}, "start_over": {"reason": "Nej."},
}  # fmt: skip
OF_RUN = ("approve", "decline", "claim", "put_back", "finish_step", "refuse_check", "return_order", "ask_instead")
OF_ORDER = ("change_order", "withdraw", "cancel")


def permitted(world, person, order, verb, **named):
    """Whether the command lets them: it is tried, and nothing of it stays."""
    more = dict(GIVEN.get(verb, {}))
    if verb == "ask_instead":
        more["person"] = world.admin
    if verb == "change_order":
        more["values"] = order.values | {"what": "En annan sak", "why": "Annat."}
    try:
        with transaction.atomic():
            getattr(commands, verb)(world.actor(person), type(order).objects.get(pk=order.pk), **named, **more)
            transaction.set_rollback(True)
    except NotAllowed:
        return False
    except Refused as refusal:
        return refusal.code in LACKING and verb not in ("claim", "put_back")
    return True


def offers(world, person, order):
    """Every verb of the order whose address stands on a page of theirs, with the turn or step it is of."""
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    client, found = world.client(person), set()
    house = "portal:case" if world.actor(person).is_contact else "cases:case"
    pages = [client.get(reverse(house, args=[number]))]
    live = [run for run in order.runs.all() if run.is_live]
    pages += [client.get(reverse("orders:step", args=[number, run.pk])) for run in live]
    pages.append(client.get(reverse("orders:orders")))
    text = "".join(page.content.decode() for page in pages if page.status_code == 200)
    for run in live:
        found |= {
            (verb, run.step) for verb in OF_RUN if f'"{reverse(f"orders:{verb}", args=[number, run.pk])}"' in text
        }
    found |= {(verb, "") for verb in OF_ORDER if f'"{reverse(f"orders:{verb}", args=[number])}"' in text}
    return found | {
        ("start_over", stage.key)
        for stage in order.definition.stages
        if f'"{reverse("orders:start_over", args=[number, stage.key])}"' in text
    }


def allowed(world, person, order):
    live = [run for run in order.runs.all() if run.is_live]
    found = {(verb, run.step) for run in live for verb in OF_RUN if permitted(world, person, order, verb, run=run)}
    found |= {(verb, "") for verb in OF_ORDER if permitted(world, person, order, verb)}
    return found | {
        ("start_over", stage.key)
        for stage in order.definition.stages
        if permitted(world, person, order, "start_over", step=stage.key)
    }


def _step(key, **more):
    return {"key": key, "title": {"sv": f"Steg {key}"}, "who": "desk"} | more


def _scenes(world, make_type, place, permission, run_of):
    """Orders at every kind of turn: approved by one, waiting, taken, to be checked, with the orderer, to be corrected, over."""
    agent = world.actor(world.agent)
    yield "to be approved", permission()
    sent = permission()
    commands.approve(world.actor(world.expert), sent, run=run_of(sent, "approve"))
    yield "with the orderer", sent
    asked = permission()
    commands.ask_instead(world.actor(world.coordinator), asked, run=run_of(asked, "approve"), person=world.other_agent)
    yield "asked of somebody else", asked
    type_ = make_type(steps=[_step("do", evidence="text"), _step("check", four_eyes_of="do")])
    yield "to be done", place(type_)
    taken = place(type_)
    commands.claim(agent, taken, run=run_of(taken, "do"))
    yield "taken", taken
    checked = place(type_)
    commands.finish_step(agent, checked, run=run_of(checked, "do"), text="Gjort.")
    yield "to be checked", checked
    returned = place(type_)
    commands.return_order(agent, returned, run=run_of(returned, "do"), reason="Fel.")
    yield "to be corrected", returned
    over = place(type_)
    commands.cancel(agent, over, reason="Nej.")
    yield "over", over


def test_what_a_page_offers_is_what_is_permitted(world, types, make_type, place, permission, run_of):
    for scene, order in _scenes(world, make_type, place, permission, run_of):
        for role in ROLES:
            person = getattr(world, role)
            order.refresh_from_db()
            assert offers(world, person, order) == allowed(world, person, order), (scene, role)


def test_whoever_did_the_step_reads_who_may_check_it_and_why_not_they(world, make_type, place, run_of):
    order = place(make_type(steps=[_step("do"), _step("check", four_eyes_of="do")]))
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "do"))
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    pages = [reverse("cases:case", args=[number]), reverse("orders:step", args=[number, run_of(order, "check").pk])]
    for page in pages:
        said = world.client(world.agent).get(page).content.decode()
        assert "Du har gjort det som ska kontrolleras" in said and "De som får: Andra linjen" in said
        assert "Du har gjort det som ska kontrolleras" not in world.client(world.other_agent).get(page).content.decode()
    pool = reverse("orders:orders")
    assert "Steg check" not in world.client(world.agent).get(pool).content.decode()
    assert "Steg check" in world.client(world.other_agent).get(pool).content.decode()
