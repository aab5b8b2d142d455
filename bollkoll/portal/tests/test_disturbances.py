"""A disturbance is told once: the notice has the words, the incident behind it what a reporter can do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.incidents import commands as incidents
from bollkoll.incidents.models import Affected
from bollkoll.log.acting import Refused
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services
from bollkoll.status import commands

pytestmark = pytest.mark.django_db
SWEDISH = {"accept-language": "sv"}
TOLD, KNOWN, MINE = "Långsamt i Resultat", "Störning i Resultat", "Jag är också drabbad"


@pytest.fixture
def incident(world):
    return incidents.declare(
        world.actor(world.agent), None, title="Intern rubrik", services=[world.service], environments=[world.production]
    )


@pytest.fixture
def tell(world):
    """``tell(incident, **facts)``: a notice of it."""

    def publish(incident, **facts):
        given = {
            "kind": "disturbance", "title_sv": TOLD, "text_sv": "Resultat svarar långsamt. Försök igen om en stund.",
            "environments": [world.production], "parts": [commands.Piece(service=world.service, degree="degraded")],
            "next_update_at": timezone.now() + timedelta(hours=1), **facts,
        }  # fmt: skip
        return commands.publish(world.actor(world.agent), None, incident=incident, **given)

    return publish


def front(world, who=None):
    return world.client(who or world.contact).get(reverse("home"), headers=SWEDISH).content.decode()


def test_an_incident_that_a_notice_tells_of_is_not_told_a_second_time(world, incident, tell):
    before = front(world)
    assert (before.count(KNOWN), before.count(MINE)) == (1, 1)
    tell(incident)
    page = front(world)
    assert (page.count(TOLD), page.count(KNOWN), page.count(MINE)) == (1, 0, 1)
    assert "Intern rubrik" not in page


def test_whoever_is_affected_too_says_so_on_the_notice(world, incident, tell):
    tell(incident)
    assert reverse("portal:also_affected", args=[incident.number]) in front(world)
    world.client(world.contact).post(reverse("portal:also_affected", args=[incident.number]))
    assert Affected.objects.get(incident=incident).person == world.contact
    page = front(world)
    assert "Vi vet att ni är drabbade" in page and MINE not in page
    assert reverse("portal:not_affected", args=[incident.number]) in page


def test_a_notice_for_others_does_not_hide_the_incident(world, incident, tell):
    tell(incident, institutions=[world.stranger.roles.get().institution])
    page = front(world)
    assert TOLD not in page and KNOWN in page and MINE in page


def test_when_the_notice_is_over_the_incident_is_told_again_until_it_is_resolved(world, incident, tell):
    notice = tell(incident)
    commands.resolve(world.actor(world.agent), notice, text_sv="Det är över.")
    assert KNOWN in front(world)
    incidents.resolve(world.actor(world.agent), incident)
    assert KNOWN not in front(world) and MINE not in front(world)


def press(world, incident):
    url = reverse("portal:also_affected", args=[incident.number])
    answer = world.client(world.contact).post(url, headers=SWEDISH, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_whoever_says_that_they_are_affected_when_it_has_just_been_resolved_is_not_dropped(world, incident):
    actor = world.actor(world.agent)
    incidents.resolve(actor, incident)  # while their page stood open, and no notice tells of it
    page = press(world, incident)
    assert "Vi tror att det är löst sedan" in page and "Är ni fortfarande drabbade?" in page
    assert incident.affected.waiting().get().person == world.contact
    with pytest.raises(Refused):
        incidents.close(actor, world.fresh(incident))


def test_while_the_notice_goes_on_they_may_say_it_also_when_the_incident_is_closed(world, incident, tell):
    """None is closed while a notice goes on, but one may be published anew of an incident that is closed."""
    actor = world.actor(world.agent)
    incidents.resolve(actor, incident)
    incidents.close(actor, incident)
    notice = tell(incident)
    assert MINE in front(world)
    press(world, incident)
    assert world.fresh(incident).state == "resolved" and incident.affected.waiting().count() == 1
    assert world.fresh(incident).ball.step == "final_answer"
    commands.resolve(actor, notice, text_sv="Det är över.")


def test_when_it_is_closed_it_is_said_that_it_is_over_and_where_a_fault_is_reported(world, incident):
    incidents.resolve(world.actor(world.agent), incident)
    incidents.close(world.actor(world.agent), incident)
    page = press(world, incident)
    assert "Störningen är över. Anmäl ett fel här" in page and "Anmäl fel" in page
    assert not incident.affected.exists()


def test_a_notice_of_an_incident_that_was_merged_leads_to_the_one_that_goes_on(world, incident, tell):
    tell(incident)
    target = incidents.declare(world.actor(world.agent), None, title="Den andra", services=[world.service])
    incidents.merge(world.actor(world.agent), incident, target=target)
    page = front(world)
    assert KNOWN not in page and reverse("portal:also_affected", args=[target.number]) in page


def test_nobody_else_is_asked_whether_they_are_affected(world, incident, tell):
    tell(incident)
    answer = world.client(world.agent).get(reverse("status:concerning"), headers=SWEDISH)
    assert TOLD in answer.content.decode() and MINE not in answer.content.decode()


def test_the_same_holds_before_one_reports_whatever_is_chosen(world, incident, tell):
    tell(incident)
    client = world.client(world.contact)
    form = client.get(reverse("portal:new", args=["fault"]), headers=SWEDISH).content.decode()
    assert (form.count(TOLD), form.count(KNOWN), form.count(MINE)) == (1, 0, 1)
    elsewhere = services.add_environment(SYSTEM, key="test", name_sv="Test", name_en="Test", order=1)
    chosen = {"service": world.service.pk, "environment": elsewhere.pk}
    notices = client.get(reverse("status:concerning"), chosen, headers=SWEDISH).content.decode()
    known = client.get(reverse("portal:disturbances"), chosen, headers=SWEDISH).content.decode()
    assert TOLD not in notices and (known.count(KNOWN), known.count(MINE)) == (1, 1)
    chosen["environment"] = world.production.pk
    known = client.get(reverse("portal:disturbances"), chosen, headers=SWEDISH).content.decode()
    assert KNOWN not in known
    assert client.get(reverse("portal:disturbances"), {"service": "²", "environment": "9" * 30}).status_code == 200


def test_what_is_known_is_short_until_its_service_is_chosen(world, incident, tell):
    tell(incident)
    client = world.client(world.contact)
    folded = "Det vi vet, och vad du kan göra under tiden"
    assert folded in client.get(reverse("portal:new", args=["fault"]), headers=SWEDISH).content.decode()
    chosen = {"service": world.service.pk}
    assert folded not in client.get(reverse("status:concerning"), chosen, headers=SWEDISH).content.decode()
    assert folded in client.get(reverse("status:concerning"), headers=SWEDISH).content.decode()


def test_words_that_are_not_yet_in_english_say_that_they_are_swedish(world, incident, tell):
    tell(incident)
    page = world.client(world.contact).get(reverse("home"), headers={"accept-language": "en"}).content.decode()
    assert '<div lang="sv"><p>Resultat svarar långsamt.' in page
