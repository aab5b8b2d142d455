"""What is done once more: it says why, who sent it back, what was changed; and the record tells it too."""

import pytest
from django.urls import reverse

from bollkoll.cases.models import Case
from bollkoll.orders import commands
from bollkoll.people.actor import SYSTEM
from bollkoll.records.models import Record

pytestmark = pytest.mark.django_db
FIELDS = [
    {"key": "what", "kind": "text", "title": {"sv": "Vad?"}, "required": True},
    {"key": "why", "kind": "text", "title": {"sv": "Varför?"}},
]


def step(key, who="desk", **more):
    return {"key": key, "title": {"sv": f"Steg {key}"}, "who": who} | more


def page_of(order, run, name="step"):
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    return reverse(f"orders:{name}", args=[number, run.pk])


@pytest.fixture(autouse=True)
def heads_file(monkeypatch, tmp_path, settings):
    monkeypatch.setattr(settings.CONFIG, "record_heads", str(tmp_path / "heads.jsonl"))


def test_the_record_says_who_returned_and_who_withdrew_each_turn_and_when(world, make_type, place, run_of):
    steps = [step("do", evidence="text"), step("beside", after=[]), step("check", four_eyes_of="do", after=["do"])]
    order = place(make_type(steps=steps, locked=True))
    agent, other, contact = (world.actor(one) for one in (world.agent, world.other_agent, world.contact))
    commands.finish_step(agent, order, run=run_of(order, "do"), text="Gjort.")
    commands.return_order(other, order, run=run_of(order, "check"), reason="Fel rad.")
    commands.change_order(contact, order, values={"what": "Rätt sak"})
    commands.finish_step(agent, order, run=run_of(order, "do"), text="Gjort om.")
    commands.cancel(agent, order, reason="Behövs inte.")
    turns = Record.objects.get().pieces.select_related("by")
    returned = turns.get(label="Steg check", text__startswith="återlämnad")
    assert returned.by == world.other_agent and returned.at is not None
    assert turns.get(label="Steg check: vad som skrevs").by == world.other_agent
    first, second = turns.filter(label="Steg beside").order_by("place")
    assert (first.by, second.by) == (world.contact, world.agent)
    assert turns.get(label="Steg check", text__startswith="återtagen").by == world.agent
    assert all(one.at > order.ordered_at for one in turns.filter(text__startswith="återtagen"))


def test_whoever_does_a_step_again_reads_there_why_it_was_not_signed(world, make_type, place, run_of):
    order = place(make_type(steps=[step("do", evidence="text"), step("check", four_eyes_of="do")]))
    agent, other = world.actor(world.agent), world.actor(world.other_agent)
    commands.finish_step(agent, order, run=run_of(order, "do"), text="Gjort.")
    commands.refuse_check(other, order, run=run_of(order, "check"), reason="Raden med Lund saknas.")
    client = world.client(world.agent)
    page = client.get(page_of(order, run_of(order, "do"))).content.decode()
    assert "Raden med Lund saknas." in page and f"{world.other_agent.name} skrev inte under ”Steg check”" in page
    case = reverse("cases:case", args=[Case.objects.get(pk=order.pk).number])
    assert "skrev inte under ”Steg check”" in client.get(case).content.decode()
    commands.finish_step(agent, order, run=run_of(order, "do"), text="Nu med Lund.")
    commands.start_over(agent, order, step="do", reason="En gång till.")
    assert "Raden med Lund saknas." not in client.get(page_of(order, run_of(order, "do"))).content.decode()


def test_an_approver_of_a_changed_order_is_led_on_and_reads_what_was_changed(world, make_type, place, run_of):
    approvals = [{"key": "approve", "title": {"sv": "Godkänn"}, "who": "duty:bosses"}]
    duty = commands.add_duty(SYSTEM, key="bosses", name_sv="Chefer")
    commands.give_duty(SYSTEM, duty, person=world.expert)
    order = place(make_type(fields=FIELDS, approvals=approvals), {"what": "En sak", "why": "Därför."})
    old = run_of(order, "approve")
    commands.change_order(world.actor(world.contact), order, values={"what": "En annan sak", "why": "Därför."})
    new, client = run_of(order, "approve"), world.client(world.expert)
    refused = client.post(page_of(order, old, "approve"), {"words": "Ja, det är bra."})
    said = refused.content.decode()
    assert refused.status_code == 409 and "Ja, det är bra." in said
    assert page_of(order, new) in said and f'action="{page_of(order, old, "approve")}"' not in said
    again = client.get(page_of(order, old)).content.decode()
    assert page_of(order, new) in again and "frågas du om detta på nytt" in again
    page = client.get(page_of(order, new)).content.decode()
    assert page_of(order, new, "approve") in page
    told = page.split("ändrades efter att detta senast frågades")[1].split("</div>")[0]
    assert "Vad?" in told and "Varför?" not in told
