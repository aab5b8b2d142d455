"""What an order type may say: what is refused when it is saved and put in, and how the refusal is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from bollkoll.log.guard import housekeeping
from bollkoll.log.triggers import lifted
from bollkoll.orders.models import Order, OrderTypeVersion
from bollkoll.orders.rules.toml import dump_raw

pytestmark = pytest.mark.django_db
FIELD = {"key": "what", "kind": "text", "title": {"sv": "Vad?"}, "required": True}
NESTED = "(a+)+"


def put_in(client, raw):
    text = raw if isinstance(raw, str) else dump_raw(raw)
    sent = SimpleUploadedFile("x.toml", text.encode())
    return client.post(reverse("orders:import_type"), {"file": sent})


def test_a_pattern_with_nested_repeats_stops_nobody(world, make_type):
    """The text that makes a backtracking engine try two to the power of its length."""
    type_ = make_type(fields=[FIELD | {"pattern": NESTED}])
    page = reverse("orders:place_order", args=[type_.key])
    answer = world.client(world.contact).post(page, {"version": "1", "f_what": "a" * 200 + "!"})
    assert answer.status_code == 422 and "Det är inte skrivet som det ska" in answer.content.decode()
    assert world.client(world.contact).post(page, {"version": "1", "f_what": "a" * 200}).status_code == 303
    assert Order.objects.count() == 1


def test_a_pattern_that_cannot_be_promised_for_is_refused_when_put_in_and_asks_nothing_where_it_stands(
    world, make_type
):
    type_ = make_type()
    raw = type_.current.definition | {"fields": [FIELD | {"pattern": "(?=(a+)+$)b"}]}
    answer = put_in(world.client(world.admin), raw)
    assert answer.status_code == 422 and "inget reguljärt uttryck som kan användas" in answer.content.decode()
    with housekeeping("a version from before"), lifted():
        OrderTypeVersion.objects.update(definition=raw, changed_at=timezone.now())
    page = reverse("orders:place_order", args=[type_.key])
    assert world.client(world.contact).post(page, {"version": "1", "f_what": "a" * 200 + "!"}).status_code == 303
