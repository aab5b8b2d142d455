"""What orders are called: told apart in lists, without anything about a person that the form keeps elsewhere."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.orders import commands
from bollkoll.orders.commands.renewal import renew
from bollkoll.orders.models import Duty, Order, Validity
from bollkoll.orders.tests.test_types import FIELD, put_in
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db
SOURCE, TARGET = "19850412-2385", "19900101-2392"
CERTIFICATE = {"environment": "production", "purpose": "Läsa resultat.", "keeper": "IT", "replaces": "no"}
BASE = {"kind": "", "environments": ["production"], "from": "2027-01-01", "why": "Behövs."}


def listed(world, person):
    return world.client(person).get(reverse("orders:orders") + "?show=all").content.decode()


def test_two_certificates_are_told_apart_by_environment_and_name(world, types, place, run_of):
    for name in ("Lärplattformen", "Schemat"):
        place(types["api-certificate"], CERTIFICATE | {"name": name})
    page = listed(world, world.agent)
    assert "API-certifikat: Produktion · Lärplattformen" in page and "API-certifikat: Produktion · Schemat" in page


def test_a_renewal_is_called_as_what_it_renews(world, types, place, run_of):
    order = place(types["api-certificate"], CERTIFICATE | {"name": "Schemat"})
    last = timezone.localdate() + timezone.timedelta(days=60)
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "make"), text=f"Gäller till {last}.")
    made = renew(SYSTEM, Validity.objects.get(order=order))
    assert made.case.title == "Förnyat API-certifikat: Produktion · Schemat"


def test_copying_is_told_apart_by_institutions_and_day_and_tells_no_identity(world, types, place):
    commands.give_duty(SYSTEM, Duty.objects.get(key="merits"), person=world.agent)
    for codes in (["UU", "LU"], ["UU", "KTH"]):
        rows = [{"institution": code, "consent": "ja", "who": "Anna Andersson"} for code in codes]
        values = {"protected": "no", "proof": "Samma person.", "consents": rows}
        place(types["copying-merits"], values, private={"source": SOURCE, "target": TARGET})
    page, day = listed(world, world.agent), timezone.localdate().isoformat()
    assert f"Kopiering av meriter: UU, LU · {day}" in page and f"Kopiering av meriter: UU, KTH · {day}" in page
    for title in Order.objects.values_list("case__title", flat=True):
        assert "Anna" not in title and SOURCE not in title and TARGET not in title


def test_identities_are_called_by_what_is_to_be_done_and_never_by_a_person(world, types, place):
    values = {"what": "alias", "proof": "Underlaget är sett."}
    order = place(types["identity-handling"], values, private={"source": SOURCE})
    assert order.case.title == f"Identitetshantering: Lägga upp ett alias · {timezone.localdate().isoformat()}"


def test_areas_and_rows_stand_in_the_title_and_a_long_one_is_cut(world, types, place):
    user = {"name": "Nils Ny", "email": "nils.ny@larosate.example"}
    areas = place(types["documentation-access"], {"user": user, "areas": ["guides"], "right": "read"})
    assert areas.case.title == "Åtkomst till dokumentationsytor: Nils Ny · Handledningar och rutiner"
    kind = types["base-data"].current.content.field("kind").choices[0]
    rows = [{"code": f"K{n}", "sv": "Kod", "what": "Ny"} for n in range(6)]
    base = place(types["base-data"], BASE | {"kind": kind.key, "rows": rows})
    assert base.case.title == f"Grunddata och utbildningsmallar: {kind.title.sv} · K0, K1, K2, K3 …"


def test_a_number_of_a_person_is_never_shown_in_a_title(world, make_type, place):
    order = place(make_type(fields=[FIELD | {"in_title": True}]), {"what": f"Studenten {SOURCE}"})
    assert "Studenten" in order.case.title and SOURCE not in order.case.title


def test_a_changed_answer_changes_the_title(world, make_type, place):
    order = place(make_type(fields=[FIELD | {"in_title": True}]), {"what": "Ett"})
    assert order.case.title.endswith(": Ett")
    commands.change_order(world.actor(world.contact), order, values={"what": "Två"})
    order.case.refresh_from_db()
    assert order.case.title.endswith(": Två")


@pytest.mark.parametrize("more", [{"private": True}, {"kind": "file"}, {"kind": "person"}])
def test_what_is_private_or_a_person_is_refused_as_a_title(world, make_type, more):
    raw = make_type().current.definition | {"fields": [FIELD | {"in_title": True} | more]}
    said = put_in(world.client(world.admin), raw)
    assert said.status_code == 422 and "står inte i en rubrik" in said.content.decode()


def test_the_form_of_a_type_says_which_answers_make_the_title_and_the_file_has_it(world, types):
    client, key = world.client(world.admin), "api-certificate"
    page = client.get(reverse("orders:draft_type", args=[key])).content.decode()
    assert "Svaret står i beställningens rubrik" in page and "Dagen då det beställdes står i rubriken" in page
    assert "in_title = true" in client.get(reverse("orders:export_type", args=[key])).content.decode()
