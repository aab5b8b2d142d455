"""What is done once more: it says why, who sent it back, what was changed; and the record tells it too."""

import pytest
from django.urls import reverse

from bollkoll.cases.models import Case, Message
from bollkoll.log.acting import Refused
from bollkoll.log.models import Delivery
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


@pytest.mark.parametrize("way", ["return_order", "start_over"])
def test_a_signed_document_is_sent_back_and_its_orderer_reads_why_everywhere(world, permission, run_of, follow, way):
    order = permission()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    signed = run_of(order, "signed")
    commands.finish_step(world.actor(world.contact), order, run=signed, files=[world.scan(world.contact)])
    agent, number = world.client(world.agent), order.case.number
    if way == "return_order":
        address = reverse("orders:return_order", args=[number, run_of(order, "profile").pk])
        assert "Det som fylldes i" in agent.get(address).content.decode()
        answer = agent.post(address, {"step": "signed", "reason": "Fel person har skrivit under."})
    else:
        address = reverse("orders:start_over", args=[number, "signed"])
        answer = agent.post(address, {"reason": "Fel person har skrivit under."})
    assert answer.status_code == 303
    again = run_of(order, "signed")
    assert again.round == 2 and again.is_live and run_of(order, "undertaking").round == 1
    order.refresh_from_db()
    assert order.stage == "running" and not order.correction
    client = world.client(world.contact)
    for page in (reverse("portal:case", args=[number]), page_of(order, again)):
        assert "Fel person har skrivit under." in client.get(page).content.decode()
    follow()
    told = Delivery.objects.filter(person=world.contact, event__kind="orders.step_asked").order_by("event").last()
    assert "Fel person har skrivit under." in told.text
    assert Message.objects.filter(case=order.pk, text="Fel person har skrivit under.").get().kind == "answer"
    with pytest.raises(Refused):
        commands.finish_step(world.actor(world.contact), order, run=again)
    commands.finish_step(world.actor(world.contact), order, run=again, files=[world.scan(world.contact)])
    assert run_of(order, "profile").is_live


def test_the_step_page_tells_how_the_order_goes_now_as_the_page_of_the_order_does(world, permission, run_of):
    order = permission()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    client, signed = world.client(world.contact), run_of(order, "signed")
    commands.finish_step(world.actor(world.contact), order, run=signed, files=[world.scan(world.contact)])
    commands.start_over(world.actor(world.agent), order, step="signed", reason="Fel sida.")
    pages = [reverse("portal:case", args=[order.case.number]), page_of(order, run_of(order, "signed"))]
    for page in (client.get(address).content.decode() for address in pages):
        told = page.split('class="order-steps"')[1].split("</ol>")[0].split("<li")
        assert f"godkänd · {world.expert.name}" in told[1] and "klar" not in told[1]
        assert "väntar på" in told[3] and "1 tidigare omgång" in told[3]
        assert "inte påbörjat" in told[4] and "återlämnad" not in told[4]


def test_an_order_that_was_withdrawn_says_so_and_asks_nothing(world, make_type, place):
    order = place(make_type())
    commands.withdraw(world.actor(world.contact), order)
    address = reverse("portal:case", args=[Case.objects.get(pk=order.pk).number])
    page = world.client(world.contact).get(address).content.decode()
    assert "Beställningen är avbruten" in page and "Beställ på nytt om det ändå behövs" in page
    assert "Om det kommer tillbaka" not in page and "Hur gick det?" not in page and "Så går beställningen" not in page


def test_the_orderer_finds_the_document_to_sign_where_it_is_sent_back(world, permission, run_of):
    order = permission()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    page = world.client(world.contact).get(page_of(order, run_of(order, "signed"))).content.decode()
    assert "Dokumentet att skriva under" in page and ".pdf" in page.split("Dokumentet att skriva under")[1]


def test_what_is_to_be_done_stands_on_the_case_where_it_is_done_with_one_press(world, make_type, place, run_of):
    order = place(make_type(steps=[step("do", help={"sv": "Lägg upp raderna i katalogen."})]))
    page = world.client(world.agent).get(reverse("cases:case", args=[Case.objects.get(pk=order.pk).number]))
    assert "Lägg upp raderna i katalogen." in page.content.decode()


def test_the_record_names_the_order_in_its_own_language_and_is_there_while_the_case_is_open_again(
    world, make_type, place, run_of, follow
):
    order = place(make_type(locked=True))
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "do"))
    record, case = Record.objects.get(), Case.objects.get(pk=order.pk)
    assert record.pieces.get(label="Beställningstyp").text == "Liten beställning, version 1"
    assert case.is_open
    page = world.client(world.agent).get(reverse("cases:case", args=[case.number])).content.decode()
    assert reverse("records:record", args=[record.number]) in page
