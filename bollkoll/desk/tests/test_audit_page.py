"""The audit on a page, in the desk's bar and in mail."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bollkoll.commitments import commands, queries
from bollkoll.commitments.models import Violation
from bollkoll.incidents import commands as incidents
from bollkoll.log import clock, subscribers
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Delivery
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.project import panels

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong(world):
    """Somebody is away, nobody stands in, and the desk has not been given the balls yet."""
    world.protected(title="Hemlig titel")
    world.taken(title="Vanlig titel")
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today)
    commands.audit(CLOCK)


def page(world, person, **headers):
    return world.client(person).get("/desk/audit/", headers={"accept-language": "sv", **headers})


def test_what_is_wrong_is_said_by_number_and_never_by_content(world, wrong):
    text = page(world, world.coordinator).content.decode()
    assert text.count("är borta, och ingen vikarierar") == 2
    assert "Vanlig titel" not in text
    assert "Hemlig titel" not in text


def test_what_is_wrong_leads_to_what_it_is_about_unless_it_may_not_be_opened(world):
    hidden, plain = world.protected(title="Hemlig titel"), world.taken(title="Vanlig titel")
    incident = incidents.declare(
        world.actor(world.agent), title="Allt står", services=[world.service], lead=world.agent
    )
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today)
    commands.audit(CLOCK)
    shown = page(world, world.coordinator).content.decode()
    assert f'href="/cases/{plain.number}/"' in shown
    assert f'href="/incidents/{incident.number}/"' in shown
    assert f'href="/cases/{hidden.number}/"' not in shown


def test_when_nothing_is_wrong_it_says_so_and_when_it_was_asked(world):
    assert "aldrig frågat" in page(world, world.agent).content.decode()
    clock.tick()
    assert "Inget är tappat" in page(world, world.agent).content.decode()
    with housekeeping("test"):
        Cursor.objects.filter(name=queries.HEARTBEAT).update(moved_at=timezone.now() - timedelta(hours=1))
    assert "tyst" in page(world, world.agent).content.decode()


def test_what_was_wrong_is_remembered(world, wrong):
    with housekeeping("test"):
        Violation.objects.update(gone_at=timezone.now())
    text = page(world, world.agent).content.decode()
    assert "Vad som var fel" in text


@pytest.mark.parametrize(
    ("role", "status"), [("agent", 200), ("coordinator", 200), ("admin", 200), ("expert", 403), ("local", 403)]
)
def test_who_may_read_it(world, role, status):
    assert page(world, getattr(world, role)).status_code == status


def test_strangers_log_in_first(client, world):
    assert client.get("/desk/audit/").status_code == 302


def test_the_desks_bar_leads_there(world, wrong, monkeypatch):
    monkeypatch.setattr(panels, "_seen", (-1000.0, [], 0))
    text = world.client(world.agent).get("/cases/", headers={"accept-language": "sv"}).content.decode()
    assert "Kontrollen har funnit 2 saker" in text
    assert "/desk/audit/" in text


def test_the_incident_manager_gets_one_mail_whatever_mail_they_have_chosen(world, wrong):
    people.change_preferences(world.actor(world.coordinator), world.coordinator, language="sv", telling="none")
    subscribers.run("email.tell", limit=10_000)
    sent = Delivery.objects.filter(person=world.coordinator, event__kind="commitments.violations_found")
    assert [mail.work for mail in sent] == ["waiting"]
    assert "Hemlig" not in sent[0].text + sent[0].subject
    assert "/desk/audit/" in sent[0].text
    clock.tick()
    assert Delivery.objects.filter(event__kind="commitments.violations_found").count() == 1


def test_the_page_costs_the_same_however_much_is_wrong(world, wrong):
    client = world.client(world.agent)

    def cost():
        client.get("/desk/audit/")  # a session that is touched now and then is touched here
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/audit/")
        return len(asked)

    first = cost()
    with housekeeping("test"):
        for number in range(30):
            Violation.objects.create(check_name="clock.fails", key=str(number), found_at=timezone.now())
    assert cost() == first
