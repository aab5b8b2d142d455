"""The catalogue: what is found by which words, and what is told before one begins."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.log.acting import Refused
from bollkoll.log.models import Delivery
from bollkoll.orders import commands
from bollkoll.services import commands as services
from bollkoll.services.models import Freeze, Organisation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("behorighet", "Nationell behörighet"), ("konto", "Behörighet till supporten"), ("kontot", "Behörighet till supporten"),
        ("cert", "API-certifikat"), ("certifikatet", "API-certifikat"), ("lösenord", "API-certifikat"),
        ("losenord", "API-certifikat"), ("alias", "Identitetshantering"), ("personnummer", "Identitetshantering"),
        ("personnumret", "Identitetshantering"), ("meriter", "Kopiering av meriter"), ("password", "API-certifikat"),
    ],
)  # fmt: skip
def test_the_catalogue_is_searched_as_everything_else_and_by_what_people_call_it(world, types, words, found):
    page = world.client(world.contact).get(reverse("orders:catalogue"), {"q": words}).content.decode()
    assert f">{found}</a></h2>" in page


def test_what_finds_nothing_says_so(world, types):
    page = world.client(world.contact).get(reverse("orders:catalogue"), {"q": "cykelställ"}).content.decode()
    assert "Inget med de orden" in page


def test_what_is_told_of_everything_is_told_once_above_and_what_is_told_of_one_at_its_own(world, types):
    today = timezone.localdate()
    boss = world.actor(world.admin)
    services.publish_notice(boss, kind="", first_day=today, last_day=today, text_sv="Vi är få i dag.")
    services.add_periods(
        boss, Organisation.objects.get(), kinds=["order:certificate"], first_day=today, last_day=today, level="paused",
        text_sv="Certifikat i tid!",
    )  # fmt: skip
    page = world.client(world.contact).get(reverse("orders:catalogue")).content.decode()
    assert page.count("Vi är få i dag.") == 1 and page.index("Vi är få i dag.") < page.index('class="order-offers"')
    own = page[page.index(">API-certifikat</a>") :]
    assert "Certifikat i tid!" in own[: own.index("</li>")]


def test_the_form_the_receipt_and_the_mail_say_of_the_staffing_calendar_what_the_catalogue_says(
    world, types, place, follow
):
    today, boss, support = timezone.localdate(), world.actor(world.admin), Organisation.objects.get()
    period = {"first_day": today, "last_day": today + timedelta(days=20)}
    services.publish_notice(boss, kind="fault", **period, text_sv="Skicka exempel.")
    services.publish_notice(boss, kind="order", **period, text_sv="Vi flyttar.")
    services.add_periods(boss, support, kinds=["order"], **period, level="paused")
    services.add_periods(boss, support, kinds=["order:certificate"], **period, level="normal")
    client = world.client(world.contact)
    catalogue = client.get(reverse("orders:catalogue")).content.decode()
    assert "är detta pausat" in catalogue and "Skicka exempel." not in catalogue and catalogue.count("Vi flyttar.") == 1
    for key, said, unsaid in (
        ("documentation-access", "är detta pausat", "som vanligt"), ("api-certificate", "som vanligt", "pausat"),
    ):  # fmt: skip
        form = client.get(reverse("orders:place_order", args=[key])).content.decode()
        assert said in form and unsaid not in form and "Vi flyttar." in form and "Skicka exempel." not in form
    values = {"environment": "production", "purpose": "Läsa resultat.", "keeper": "IT", "replaces": "no"}
    order = place(types["api-certificate"], values)
    follow()
    receipt = client.get(reverse("portal:case", args=[order.case.number]) + "?received").content.decode()
    mail = Delivery.objects.get(topic=order.topic, person=world.contact, event__kind="cases.opened")
    for told in (receipt, mail.text):
        assert (
            "som vanligt" in told and "pausat" not in told and "Vi flyttar." in told and "Skicka exempel." not in told
        )


def test_a_freeze_is_told_before_one_orders_and_where_the_step_is_done(world, types, place, run_of):
    values = {"environment": "production", "purpose": "Läsa resultat.", "keeper": "IT", "replaces": "no"}
    order = place(types["api-certificate"], values)
    number = Case.objects.select_related("subject").get(pk=order.pk).number
    boss = world.actor(world.coordinator)
    until = timezone.now() + timedelta(hours=2)
    freeze = services.set_freeze(boss, what=Freeze.What.CERTIFICATES, reason="Utfärdaren byter nycklar", until=until)
    contact, agent = world.client(world.contact), world.client(world.agent)
    pages = [
        (contact, reverse("orders:catalogue")), (contact, reverse("orders:place_order", args=["api-certificate"])),
        (contact, reverse("portal:case", args=[number])), (agent, reverse("cases:case", args=[number])),
        (agent, reverse("orders:step", args=[number, run_of(order, "make").pk])),
    ]  # fmt: skip
    for client, page in pages:
        told = client.get(page).content.decode()
        assert "Utfärdaren byter nycklar" in told and "beräknas vara över" in told, page
    other = contact.get(reverse("orders:place_order", args=["national-permission"])).content.decode()
    assert "Utfärdaren byter nycklar" not in other
    with pytest.raises(Refused) as refusal:
        commands.finish_step(world.actor(world.agent), order, run=run_of(order, "make"), text="Gäller till 2031-01-31.")
    assert refusal.value.code == "frozen"
    services.lift_freeze(boss, freeze)
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "make"), text="Gäller till 2031-01-31.")


@pytest.mark.parametrize("key", ["access-review", "api-certificate-renewal"])
def test_what_stands_in_no_catalogue_is_ordered_by_the_system_alone(world, types, key):
    address, version = reverse("orders:place_order", args=[key]), types[key].current
    client = world.client(world.contact)
    assert client.get(address).status_code == 404
    with pytest.raises(Refused) as refusal:
        commands.place_order(world.actor(world.contact), version=version, institution=world.uu, values={})
    assert refusal.value.code == "closed"
    client.post(address, {"version": version.number})
    assert not Case.objects.filter(kind="order").exists()
