"""What is delivered and runs out: which day is meant, and that the orderer sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.log.acting import Refused
from bollkoll.orders import commands
from bollkoll.ui import dates

pytestmark = pytest.mark.django_db


def test_the_last_day_is_the_one_to_come_and_the_orderer_sees_it(world, types, place, run_of):
    values = {"environment": "production", "purpose": "Läsa resultat.", "keeper": "IT", "replaces": "no"}
    order, agent = place(types["api-certificate"], values), world.actor(world.agent)
    today = timezone.localdate()
    last, other = today + timedelta(days=364), today + timedelta(days=400)
    for said, told in (
        (f"Gjord {today}.", "sista giltighetsdag"),
        (f"Gäller till {last} eller {other}.", f"{last}, {other}"),
    ):
        with pytest.raises(Refused, match=told) as refusal:
            commands.finish_step(agent, order, run=run_of(order, "make"), text=said)
        assert refusal.value.code == "validity"
    address = reverse("portal:case", args=[Case.objects.get(pk=order.pk).number])
    client = world.client(world.contact)
    assert "Gäller till och med" not in client.get(address).content.decode()
    commands.finish_step(agent, order, run=run_of(order, "make"), text=f"Gjord {today}, gäller till {last}.")
    order.refresh_from_db()
    assert order.validity.last_day == last
    assert f"Gäller till och med <strong>{dates.exact(last, 'sv')}" in client.get(address).content.decode()
