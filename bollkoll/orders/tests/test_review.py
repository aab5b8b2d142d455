"""The yearly review of accounts: what is offered is what can be done, and everybody who is asked is named."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.log.acting import Refused, act
from bollkoll.orders import commands
from bollkoll.orders.queries import review
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world, types, run_of):
    """Two contact persons are asked; ``abroad`` has an account at another institution too."""
    world.second = world.invite(world.uu, "Siv Andra", Role.Kind.CONTACT_PERSON)
    world.abroad = world.invite(world.uu, "Vera Vidare")
    people.invite(SYSTEM, world.lu, name="Vera Vidare", email=world.abroad.email, kind=Role.Kind.LOCAL_SUPPORT)
    order = commands.open_review(world.actor(world.admin), world.uu)
    return order, run_of(order, "review"), Case.objects.select_related("subject").get(pk=order.pk).number


def test_only_those_accounts_can_be_marked_that_the_one_who_is_asked_may_end(world, asked):
    order, run, number = asked
    client, address = world.client(world.contact), reverse("orders:confirm_need", args=[number, run.pk])
    page = client.get(address).content.decode()
    role = {one.person_id: one.pk for one in Role.objects.active().filter(institution=world.uu)}
    assert f'id="ended-{role[world.local.pk]}"' in page and f'id="ended-{role[world.second.pk]}"' in page
    assert f'id="ended-{role[world.abroad.pk]}"' not in page and "Supporten avslutar det" in page
    assert f'id="ended-{role[world.contact.pk]}"' not in page
    refused = client.post(address, {"ended": [role[world.local.pk], role[world.abroad.pk]]})
    said = refused.content.decode()
    assert refused.status_code == 409 and "Vera Vidare: Supporten avslutar det" in said
    assert f'id="ended-{role[world.local.pk]}" checked' in said
    assert Person.objects.get(pk=world.local.pk).is_active
    with pytest.raises(Refused) as own:
        commands.confirm_need(
            world.actor(world.contact), order, run=run, ended=[Role.objects.get(pk=role[world.contact.pk])]
        )
    assert own.value.code == "self"
    assert client.post(address, {"ended": [role[world.local.pk]]}).status_code == 303


def test_everybody_who_is_asked_is_named_on_the_matter(world, asked):
    number = asked[2]
    for person, other in ((world.contact, world.second), (world.second, world.contact)):
        page = world.client(person).get(reverse("portal:case", args=[number])).content.decode()
        facts = page.split("standing-facts")[1].split("</dl>")[0]
        assert f"Du, {other.name}" in facts
    seen = world.client(world.local).get(reverse("portal:case", args=[number])).content.decode()
    facts = seen.split("standing-facts")[1].split("</dl>")[0]
    assert world.contact.name in facts and world.second.name in facts


def test_whoever_is_asked_does_not_take_the_question_back_and_one_that_is_stopped_is_asked_again(world, asked):
    order, _run, number = asked
    client = world.client(world.contact)
    assert (
        reverse("orders:withdraw", args=[number])
        not in client.get(reverse("portal:case", args=[number])).content.decode()
    )
    with pytest.raises(Refused) as refused:
        commands.withdraw(world.actor(world.contact), order)
    assert refused.value.code == "asked"
    with act(SYSTEM):
        Role.objects.update(began_at=timezone.now() - timedelta(days=400))
    assert world.uu not in review.due()
    commands.cancel(world.actor(world.agent), order, reason="Fel mottagare.")
    assert world.uu in review.due()
