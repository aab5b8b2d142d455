"""What is filled in protected: there as long as the order needs it, opened by whoever acts on it, and an identity."""

from html import unescape

import pytest
from django.urls import reverse

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message
from bollkoll.cases.tests.test_files import png
from bollkoll.log.acting import Refused
from bollkoll.orders import commands
from bollkoll.orders.models import Duty, Order
from bollkoll.people.actor import SYSTEM
from bollkoll.records.models import Record
from bollkoll.restricted import commands as restricted
from bollkoll.restricted.models import Secret
from bollkoll.services import commands as services
from bollkoll.services.models import Freeze

pytestmark = pytest.mark.django_db
CERTAIN = "19850412-2386"
SOURCE, TARGET = "19850412-2385", "19900101-2392"


@pytest.fixture
def merits(world, types, place):
    commands.give_duty(SYSTEM, Duty.objects.get(key="merits"), person=world.agent)
    consents = [{"institution": "UU", "consent": "ja", "who": "AA, i dag"}]
    values = {"protected": "no", "proof": "Samma person.", "consents": consents}
    return place(types["copying-merits"], values, private={"source": SOURCE, "target": TARGET})


@pytest.fixture
def identity(types, place):
    values = {"what": "number", "proof": "Folkbokföringen."}
    return place(types["identity-handling"], values, private={"source": SOURCE, "target": TARGET})


def number_of(order):
    return Case.objects.select_related("subject").get(pk=order.pk).number


def test_the_orderer_does_not_take_back_what_the_order_needs_and_is_told_what_to_do(world, merits):
    client, secret = world.client(world.contact), Secret.objects.filter(case=merits.pk).first()
    matter, erase = reverse("portal:case", args=[number_of(merits)]), reverse("restricted:erase", args=[secret.pk])
    page = client.get(matter).content.decode()
    assert erase not in page and "så länge den pågår" in page
    assert "så länge den pågår" in client.post(erase, follow=True).content.decode()
    secret.refresh_from_db()
    assert secret.is_there
    commands.withdraw(world.actor(world.contact), merits)
    assert erase in client.get(matter).content.decode()
    client.post(erase)
    secret.refresh_from_db()
    assert not secret.is_there


def test_an_order_whose_protected_data_is_gone_is_worked_on_no_further(world, merits, run_of):
    restricted.erase(world.actor(world.agent), Secret.objects.get(case=merits.pk, field="source"))
    run = run_of(merits, "examine")
    with pytest.raises(Refused) as gone:
        commands.finish_step(world.actor(world.agent), merits, run=run, text="Granskat.")
    assert gone.value.code == "sealed_gone"
    page = world.client(world.agent).get(reverse("orders:step", args=[number_of(merits), run.pk])).content.decode()
    assert page.count("finns inte kvar i den skyddade delen") == 1 and "förvaras i den skyddade delen" in page
    commands.return_order(world.actor(world.agent), merits, run=run, reason="Fyll i identiteten igen.")
    commands.change_order(world.actor(world.contact), merits, values=merits.values, private={"source": SOURCE})
    commands.finish_step(world.actor(world.agent), merits, run=run_of(merits, "examine"), text="Granskat.")


def test_an_identity_is_changed_only_by_who_has_opened_it(world, identity, run_of):
    agent = world.actor(world.agent)
    with pytest.raises(Refused) as closed:
        commands.finish_step(agent, identity, run=run_of(identity, "change"), text="Bytt.")
    assert closed.value.code == "unopened"
    for secret in Secret.objects.filter(case=identity.pk):
        restricted.reveal(agent, secret, reason="Gör ändringen nu")
    commands.finish_step(agent, identity, run=run_of(identity, "change"), text="Bytt.")


@pytest.mark.parametrize(
    ("source", "target", "status"),
    [
        (SOURCE, "", 422), (SOURCE, "abc", 422), ("abc", TARGET, 422), (SOURCE, TARGET, 303), ("8504122385", "820202-T000", 303),
        (SOURCE, "0190f3c2-5b1e-7c11-8a55-0242ac120002", 303),
    ],
)  # fmt: skip
def test_a_change_of_personal_number_asks_for_two_identities_that_are_some(world, types, source, target, status):
    sent = {
        "version": "1", "f_what": "number", "f_source": source, "f_target": target, "f_proof": "Folkbokföringen.",
    }  # fmt: skip
    answer = world.client(world.contact).post(reverse("orders:place_order", args=["identity-handling"]), sent)
    assert answer.status_code == status and Order.objects.exists() is (status == 303)
    if status == 422:
        assert "Fyll i detta." in answer.content.decode() or "Skriv personnumret" in answer.content.decode()


def test_the_record_says_who_opened_the_identities_and_what_was_frozen_while_a_step_waited(
    world, identity, run_of, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr(settings.CONFIG, "record_heads", str(tmp_path / "heads.jsonl"))
    boss = world.actor(world.coordinator)
    services.lift_freeze(boss, services.set_freeze(boss, what=Freeze.What.IDENTITY, reason="Incident"))
    for step, person in (("change", world.agent), ("check", world.other_agent)):
        actor = world.actor(person)
        for secret in Secret.objects.filter(case=identity.pk):
            restricted.reveal(actor, secret, reason="Kontrollerar beställningen")
        commands.finish_step(actor, identity, run=run_of(identity, step), text="Gjort.")
    pieces = list(Record.objects.get().pieces.all())
    read = [one for one in pieces if one.label == "Skyddad uppgift lästes"]
    assert [one.by_id for one in read] == [world.agent.pk] * 2 + [world.other_agent.pk] * 2
    why = [one for one in pieces if one.label == "Skyddad uppgift lästes: skäl"]
    assert [one.text for one in why] == ["Kontrollerar beställningen"] * 4
    assert all(one.at and one.is_personal for one in (*read, *why))
    frozen = [
        (one.label.partition(": ")[2], one.text, one.by_id) for one in pieces if "identitetsändringar" in one.text
    ]
    assert frozen == [
        ("fick vänta", "Fryst: identitetsändringar", world.coordinator.pk),
        ("kunde göras", "Inte längre fryst: identitetsändringar", world.coordinator.pk),
    ]
    assert not any(SOURCE in one.text or TARGET in one.text for one in pieces)


def test_no_number_of_a_person_gets_into_the_record_by_a_reason_or_the_name_of_a_file(world, merits, run_of):
    client, words = world.client(world.agent), f"Fel person, {CERTAIN} är inte hens."
    run = run_of(merits, "examine")
    at_step = [reverse(f"orders:{name}", args=[number_of(merits), run.pk]) for name in ("return_order", "finish_step")]
    for address in (*at_step, reverse("orders:cancel", args=[number_of(merits)])):
        refused = client.post(address, {"reason": words, "text": words, "rows": ""})
        assert refused.status_code == 422 and words in unescape(refused.content.decode()), address
    rows = client.post(at_step[0], {"reason": "Fel rad.", "rows": CERTAIN})
    assert rows.status_code == 422 and "får inte stå här" in rows.content.decode()
    file = world.file(world.agent, png(), f"{CERTAIN}.png")
    named = client.post(at_step[1], {"text": "Granskat.", "files": [str(file.pk)]})
    assert named.status_code == 422 and "ett annat namn" in named.content.decode()
    assert run_of(merits, "examine").pk == run.pk and not Message.objects.filter(text__contains=CERTAIN).exists()


def test_a_reason_for_opening_holds_no_number_either(world, merits):
    secret = Secret.objects.filter(case=merits.pk).first()
    answer = world.client(world.agent).post(
        reverse("restricted:reveal", args=[secret.pk]), {"reason": f"Är det {CERTAIN}?"}
    )
    assert answer.status_code == 422 and "utan personnummer" in answer.content.decode()


def test_two_accounts_of_one_name_are_not_four_eyes(world, merits, run_of):
    twin = world.engage(world.agent.name, 2)
    commands.give_duty(SYSTEM, Duty.objects.get(key="merits"), person=twin)
    cases.name_person(world.actor(world.agent), Case.objects.get(pk=merits.pk), person=twin)
    for secret in Secret.objects.filter(case=merits.pk):
        for person in (world.agent, twin):
            restricted.reveal(world.actor(person), secret, reason="Kontrollerar beställningen")
    commands.finish_step(world.actor(world.agent), merits, run=run_of(merits, "examine"), text="Granskat.")
    with pytest.raises(Refused) as refused:
        commands.finish_step(world.actor(twin), merits, run=run_of(merits, "examine-check"))
    assert refused.value.code == "four_eyes" and "ditt namn" in str(refused.value.message)
