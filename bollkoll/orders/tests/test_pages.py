"""The pages: the form that keeps everything, the steps, the list, the types."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bollkoll.cases.models import Case
from bollkoll.orders import commands
from bollkoll.orders.forms.steps import FinishStepForm
from bollkoll.orders.models import Duty, Order, OrderType, Run
from bollkoll.orders.rules.toml import dump
from bollkoll.orders.tests.test_delicate import PNG
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db


def form(version, **more):
    return {
        "version": version.number,
        "f_user_who": "other",
        "f_user_name": "Nils Ny",
        "f_user_email": "nils.ny@larosate.example",
        **more,
    }


def number(order):
    return Case.objects.select_related("subject").get(pk=order.pk).number


def test_an_order_is_made_from_its_form(world, types):
    client = world.client(world.contact)
    catalogue = client.get(reverse("orders:catalogue"))
    assert "Behörighet till supporten" in catalogue.content.decode()
    address = reverse("orders:place_order", args=["support-access"])
    assert client.get(address).status_code == 200
    answer = client.post(address, form(types["support-access"].current, f_role="local_support"))
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "Lägg upp kontot" in page
    assert Order.objects.get().values["role"] == "local_support"


def test_a_refused_form_keeps_everything(world, types):
    client = world.client(world.contact)
    answer = client.post(
        reverse("orders:place_order", args=["support-access"]), form(types["support-access"].current, f_role="extra")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nils Ny" in page and "nils.ny@larosate.example" in page and "Fyll i detta." in page
    assert not Order.objects.exists()


def test_a_number_of_a_person_stands_nowhere_in_an_order_or_in_what_was_done(world, types, access, run_of):
    client = world.client(world.contact)
    address = reverse("orders:place_order", args=["support-access"])
    sent = form(types["support-access"].current, f_role="extra", f_why="Vikarie för 19850412-2386.")
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "får inte stå här" in answer.content.decode() and "Vikarie för 19850412-2386." in answer.content.decode()
    assert (
        "behövs numret frågar supporten" in answer.content.decode()
        and "formuläret förvarar" not in answer.content.decode()
    )
    assert not Order.objects.exists()
    assert client.post(address, sent | {"f_why": "Vikarie för 19850412-••••."}).status_code == 303
    order = access(user={"name": "Någon annan", "email": "annan@larosate.example"})
    done = FinishStepForm(
        {"text": "Kontot till 19850412-2386 är klart."}, actor=world.actor(world.agent), order=order,
        run=run_of(order, "account"),
    )  # fmt: skip
    assert "text" in done.errors


@pytest.mark.parametrize("who", ["contact", "local", "agent"])
def test_an_order_takes_no_role_from_anybody_and_gives_the_support_none(world, types, who):
    person = getattr(world, who)
    had = [(role.institution_id, role.kind) for role in person.roles.all()]
    answer = world.client(world.contact).post(
        reverse("orders:place_order", args=["support-access"]),
        form(
            types["support-access"].current, f_role="local_support", f_user_name=person.name, f_user_email=person.email
        ),
    )
    assert answer.status_code == 409 and person.name in answer.content.decode()
    assert [(role.institution_id, role.kind) for role in person.roles.all()] == had
    assert not Order.objects.exists()


def test_a_form_that_was_changed_meanwhile_keeps_what_was_typed_and_says_so(world, types):
    type_ = types["support-access"]
    old = type_.current
    definition = old.content.model_copy(update={"fields": [one for one in old.content.fields if one.key != "why"]})
    commands.draft_type(SYSTEM, type_, definition=definition)
    commands.publish_type(SYSTEM, OrderType.objects.get(pk=type_.pk))
    client = world.client(world.contact)
    answer = client.post(
        reverse("orders:place_order", args=["support-access"]), form(old, f_role="extra", f_why="Till vikarien")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "har ändrats sedan du öppnade" in page and "Till vikarien" in page and "Nils Ny" in page
    again = client.post(
        reverse("orders:place_order", args=["support-access"]),
        form(OrderType.objects.get(pk=type_.pk).current, f_role="local_support"),
    )
    assert again.status_code == 303


def test_only_those_who_may_order_see_the_form(world, types):
    address = reverse("orders:place_order", args=["support-access"])
    assert world.client(world.local).get(address).status_code == 403
    assert (
        "orders/new/support-access" not in world.client(world.local).get(reverse("orders:catalogue")).content.decode()
    )


def test_an_approver_reads_the_order_and_approves_on_the_page(world, permission, run_of):
    order = permission()
    run = run_of(order, "approve")
    client = world.client(world.expert)
    page = client.get(reverse("orders:step", args=[number(order), run.pk])).content.decode()
    assert "Rättar uppgifter." in page and "Godkänn" in page
    refused = client.post(reverse("orders:decline", args=[number(order), run.pk]), {"reason": ""})
    assert refused.status_code == 422
    assert client.post(reverse("orders:approve", args=[number(order), run.pk]), {}).status_code == 303
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    again = client.post(reverse("orders:approve", args=[number(order), run.pk]), {})
    assert again.status_code == 409


def test_the_orderer_returns_the_signed_document_and_corrects(world, permission, run_of):
    order = permission()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    client = world.client(world.contact)
    run = run_of(order, "signed")
    address = reverse("orders:finish_step", args=[number(order), run.pk])
    assert client.post(address, {"text": "Här."}).status_code == 409
    scan = SimpleUploadedFile("skannad.pdf", b"%PDF-1.7\nx\n%%EOF")
    assert client.post(address, {"text": "Här.", "attachments": scan}).status_code == 303
    commands.return_order(world.actor(world.agent), order, run=run_of(order, "profile"), reason="Fel person.")
    page = client.get(reverse("portal:case", args=[number(order)])).content.decode()
    assert "Fel person." in page and "Rätta beställningen" in page
    change = reverse("orders:change_order", args=[number(order)])
    assert "Nils Ny" in client.get(change).content.decode()
    answer = client.post(
        change,
        form(order.version, f_profiles=["alias"], f_environments=["production"], f_why="Rättar uppgifter."),
    )
    assert answer.status_code == 303
    order.refresh_from_db()
    assert order.values["profiles"] == ["alias"] and run_of(order, "approve").round == 2


def test_what_is_to_be_signed_is_known_by_what_is_in_it_and_not_by_its_name(world, permission, run_of):
    order = permission()
    commands.approve(world.actor(world.expert), order, run=run_of(order, "approve"))
    run, client = run_of(order, "signed"), world.client(world.contact)
    address = reverse("orders:finish_step", args=[number(order), run.pk])
    page = SimpleUploadedFile("ansvarsforbindelse.pdf", b"<!doctype html><html><body>Hej</body></html>")
    refused = client.post(address, {"attachments": page})
    said = refused.content.decode()
    assert refused.status_code == 409 and "varken en pdf eller en bild" in said and "JPEG eller PNG" in said
    assert "ansvarsforbindelse.pdf" in said and Run.objects.get(pk=run.pk).is_live
    assert client.post(address, {"attachments": SimpleUploadedFile("bild.png", PNG)}).status_code == 303


def test_the_desk_works_from_the_case_and_from_the_pool(world, access, run_of):
    order = access()
    client = world.client(world.agent)
    assert "Lägg upp kontot" in client.get(reverse("orders:orders")).content.decode()
    for show in ("running", "over", "all"):
        assert client.get(reverse("orders:orders") + f"?show={show}&institution=UU&page=x").status_code == 200
    assert "Lägg upp kontot" in client.get(reverse("cases:case", args=[number(order)])).content.decode()
    run = run_of(order, "account")
    assert client.post(reverse("orders:claim", args=[number(order), run.pk])).status_code == 303
    for name in ("return_order", "ask_instead"):
        allowed = client.get(reverse(f"orders:{name}", args=[number(order), run.pk]))
        assert allowed.status_code == (200 if name == "return_order" else 403)
    for name in ("cancel",):
        assert client.get(reverse(f"orders:{name}", args=[number(order)])).status_code == 200
    assert client.post(reverse("orders:put_back", args=[number(order), run.pk])).status_code == 303
    assert client.post(reverse("orders:finish_step", args=[number(order), run.pk]), {}).status_code == 303
    assert client.get(reverse("orders:step", args=[number(order), run.pk])).status_code == 200


def test_the_pool_asks_the_same_however_many_there_are(world, access, django_assert_max_num_queries):
    client = world.client(world.agent)
    for place in range(2):
        access(user={"name": f"Ny {place}", "email": f"ny{place}@larosate.example"})
    counts = []
    for more in (0, 6):
        for place in range(more):
            access(user={"name": f"Fler {place}", "email": f"fler{place}@larosate.example"})
        for address in ("", "?show=running"):
            client.get(reverse("orders:orders") + address)
            with django_assert_max_num_queries(60) as asked:
                client.get(reverse("orders:orders") + address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_a_type_is_written_previewed_published_exported_and_put_in_again(world, types):
    client = world.client(world.coordinator)
    type_ = types["support-access"]
    page = reverse("orders:type_text", args=[type_.key])
    assert client.get(reverse("orders:types")).status_code == 200
    assert client.get(page).status_code == 200
    text = dump(type_.current.content).replace("Behörighet till supporten", "Konto hos supporten")
    wrong = text.replace('kind = "choice"', 'kind = "chioce"')
    refused = client.post(page, {"text": wrong})
    assert refused.status_code == 422
    line = next(n for n, row in enumerate(wrong.splitlines(), 1) if "chioce" in row)
    assert f"Rad {line}" in refused.content.decode() and "chioce" in refused.content.decode()
    assert client.post(page, {"text": text}).status_code == 303
    assert "Konto hos supporten" in client.get(reverse("orders:preview", args=[type_.key])).content.decode()
    assert OrderType.objects.get(pk=type_.pk).current_id == type_.current_id
    exported = client.get(reverse("orders:export_type", args=[type_.key])).content
    assert client.post(reverse("orders:publish_type", args=[type_.key])).status_code == 303
    assert str(OrderType.objects.get(pk=type_.pk)) == "Konto hos supporten"
    sent = BytesIO(exported)
    sent.name = "konto.toml"
    assert client.post(reverse("orders:import_type"), {"file": sent}).status_code == 303
    assert client.post(reverse("orders:discard_draft", args=[type_.key])).status_code == 303
    assert client.post(reverse("orders:switch_type", args=[type_.key]), {"place": "3"}).status_code == 303
    assert not OrderType.objects.get(pk=type_.pk).is_active


def test_a_file_with_faults_tells_each_and_changes_nothing(world, types):
    client = world.client(world.admin)
    broken = SimpleUploadedFile("x.toml", b'key = "new"\ntitle = { sv = "X" }\nwrong = 1\n')
    answer = client.post(reverse("orders:import_type"), {"file": broken})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "summary" in page and "saknas" in page and "wrong" in page
    half = SimpleUploadedFile("x.toml", b'key = "new"\ntitle = { sv = \n')
    assert "Rad 2" in client.post(reverse("orders:import_type"), {"file": half}).content.decode()
    assert not OrderType.objects.filter(key="new").exists()


def test_two_who_write_the_same_draft_are_told(world, types):
    type_ = types["support-access"]
    page = reverse("orders:type_text", args=[type_.key])
    text = dump(type_.current.content)
    world.client(world.coordinator).post(page, {"text": text})
    answer = world.client(world.admin).post(page, {"text": text, "changed_at": ""})
    assert answer.status_code == 409


def test_duties_are_given_and_ended(world, types):
    client = world.client(world.admin)
    assert client.post(reverse("orders:add_duty"), {"key": "keys", "name_sv": "Nyckelansvarig"}).status_code == 303
    assert client.get(reverse("orders:duties")).status_code == 200

    duty = Duty.objects.get(key="keys")
    assert client.post(reverse("orders:give_duty", args=[duty.pk]), {"person": world.agent.pk}).status_code == 303
    assert duty.holders.filter(ended_at=None).count() == 1
    assert client.post(reverse("orders:end_duty", args=[duty.pk, world.agent.pk])).status_code == 303
    assert world.client(world.agent).get(reverse("orders:duties")).status_code == 403


def test_orders_come_after_cases_in_the_inflow(world, access):
    access()
    world.case()
    page = world.client(world.agent).get(reverse("desk:inflow")).content.decode()
    assert page.index("Resultat syns inte") < page.index("Behörighet till supporten")


def test_who_reads_english_reads_the_steps_of_an_order_in_english_wherever_its_ball_is_shown(world, access):
    order = access()
    english = {"Accept-Language": "en"}
    agent, contact = world.client(world.agent), world.client(world.contact)
    seen = [
        (agent, reverse("cases:case", args=[number(order)])), (agent, reverse("cases:list")),
        (agent, reverse("orders:orders") + "?show=running"), (contact, reverse("portal:case", args=[number(order)])),
    ]  # fmt: skip
    for client, address in seen:
        page = client.get(address, headers=english).content.decode()
        assert "Make the account" in page and "Lägg upp kontot" not in page, address
        assert "Lägg upp kontot" in client.get(address).content.decode(), address


def test_a_draft_of_a_type_is_listed_in_the_readers_language(world, types):
    raw = types["support-access"].current.definition | {"key": "ny", "title": {"sv": "Nyckelkort", "en": "Key card"}}
    commands.draft_type(SYSTEM, None, definition=raw)
    client, page = world.client(world.admin), reverse("orders:types")
    assert "Key card" in client.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert "Nyckelkort" in client.get(page).content.decode()


def test_what_brings_a_step_on_is_marked_as_that_steps_own(world, make_type, place, run_of):
    """What the page goes by when others do the step: it moves no focus and takes no press for the one that comes."""
    order = place(make_type())
    page = world.client(world.agent).get(reverse("cases:case", args=[order.case.number])).content.decode()
    assert f'data-whose="{run_of(order, "do").pk}"' in page
    assert 'data-stand="Någon annan ändrade beställningen nyss. Nu: Gör det."' in page
