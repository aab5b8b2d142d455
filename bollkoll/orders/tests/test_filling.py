"""While an order form is filled in: what a draft keeps, and what a table says of its rows."""

import pytest
from django.urls import reverse

from bollkoll.cases.models import Draft
from bollkoll.orders.models import Order

pytestmark = pytest.mark.django_db
NUMBER = "19850412-2386"


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
