"""While an order form is filled in: what a draft keeps, and what a table says of its rows."""

import pytest
from django.urls import reverse

from bollkoll.cases.models import Case, Draft
from bollkoll.orders.models import Order
from bollkoll.orders.rules.faults import Faults

pytestmark = pytest.mark.django_db
NUMBER = "19850412-2386"


def number_of(order):
    return Case.objects.select_related("subject").get(pk=order.pk).number


def test_a_draft_keeps_no_number_of_a_person_that_was_written_where_none_may_stand(world, types):
    client, keep = world.client(world.contact), reverse("orders:keep_filled", args=["copying-merits"])
    client.post(keep, {"f_proof": f"Samma som {NUMBER}.", "f_consents-0-who": f"Anna, {NUMBER}"})
    assert NUMBER not in str(list(Draft.objects.values_list("fields", flat=True)))
    again = client.get(reverse("orders:place_order", args=["copying-merits"])).content.decode()
    assert NUMBER not in again and "Samma som 19850412-••••." in again and "Anna, 19850412-••••" in again


def test_a_table_counts_its_rows_as_the_page_does_and_marks_what_is_wrong(world, types):
    sent = {
        "version": "1", "f_source": NUMBER, "f_target": "19900101-2392", "f_protected": "no", "f_proof": "Samma.",
        "f_consents-TOTAL_FORMS": "4", "f_consents-INITIAL_FORMS": "0",
        "f_consents-0-institution": "UU", "f_consents-0-consent": "ja", "f_consents-0-who": "AA",
        "f_consents-2-institution": "LU", "f_consents-2-consent": "kanske", "f_consents-2-who": "BB",
        "f_consents-3-institution": "LU", "f_consents-3-consent": "ja", "f_consents-3-who": NUMBER,
    }  # fmt: skip
    answer = world.client(world.contact).post(reverse("orders:place_order", args=["copying-merits"]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Order.objects.exists()
    assert "se över rad 3: Samtycke (ja/nej), 4: Vem samtyckte, och när" in page.replace("\xa0", " ")
    for name in ("f_consents-2-consent", "f_consents-3-who"):
        cell = page.split(f'name="{name}"')[1].split("</div>")[0]
        assert 'aria-invalid="true"' in cell
    assert 'aria-invalid="true"' not in page.split('name="f_consents-0-consent"')[1].split(">")[0]


def test_what_is_wrong_with_an_answer_is_said_once(world, types):
    sent = {
        "version": "1", "f_role": "extra", "f_user_who": "other", "f_user_email": "nils@larosate.example",
        "f_why": f"Vikarie för {NUMBER}.",
    }  # fmt: skip
    page = world.client(world.contact).post(reverse("orders:place_order", args=["support-access"]), sent)
    said = page.content.decode()
    assert "Skriv namnet också." in said and "Välj vem" not in said
    assert (
        "Ett personnummer får inte stå här" in said
        and "”Varför" not in said.split("Ett personnummer får inte stå här")[0][-60:]
    )


def test_somebody_who_has_an_account_is_chosen_as_such_when_the_order_is_changed(world, types, place):
    user = {"name": world.local.name, "email": world.local.email}
    values = {"user": user, "profiles": ["student-data"], "environments": ["production"], "why": "Rättar."}
    order = place(types["national-permission"], values)
    page = world.client(world.contact).get(reverse("orders:change_order", args=[number_of(order)])).content.decode()
    assert f'<option value="{world.local.pk}" selected>' in page and '<option value="other" selected>' not in page


def test_what_a_form_asks_no_more_is_told_by_its_question(world, make_type):
    fields = [
        {"key": "what", "kind": "text", "title": {"sv": "Vad?"}},
        {"key": "hall", "kind": "text", "title": {"sv": "Vilken hall?"}},
    ]
    make_type(fields=fields)
    make_type(fields=fields[:1])
    sent = {"version": "1", "f_what": "En sak", "f_hall": "Hall B"}
    page = world.client(world.contact).post(reverse("orders:place_order", args=["small"]), sent).content.decode()
    assert "Vilken hall?: Hall B" in page and "hall: Hall B" not in page


def test_two_alternatives_of_a_question_do_not_say_the_same(make_type):
    choices = [{"key": "a", "title": {"sv": "Hall A"}}, {"key": "b", "title": {"sv": "hall a "}}]
    with pytest.raises(Faults, match="två alternativ säger samma sak"):
        make_type(fields=[{"key": "hall", "kind": "choice", "title": {"sv": "Hall?"}, "choices": choices}])
