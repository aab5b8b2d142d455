"""What nobody holds is everywhere nobody's: incidents, notices, and what lies beside a case, in the inflow and its count."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.channels.phone import commands as phone
from bollkoll.commitments.models import Commitment
from bollkoll.desk import commands as stand_up
from bollkoll.desk import queries
from bollkoll.incidents import commands as incidents
from bollkoll.log import clock, subscribers
from bollkoll.log.acting import act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.status import commands as status

pytestmark = pytest.mark.django_db
IN_PAGE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "inflow"}


def tick():
    with housekeeping("test"):
        Cursor.objects.filter(name__startswith="clock:").delete()
    clock.tick()


def away(person, **more):
    today = timezone.localdate()
    people.set_absence(SYSTEM, person, first_day=today, last_day=today + timedelta(days=2), **more)


@pytest.fixture
def nobody(world):
    """The incident manager is away without a deputy: what would be theirs lies with the desk."""
    away(world.coordinator)


def declared(world, title="Resultat går inte att spara"):
    return incidents.declare(world.actor(world.other_agent), None, title=title)


def published(world, by=None):
    return status.publish(
        world.actor(by or world.agent), None, kind="disturbance", title_sv="Resultat går inte att öppna",
        text_sv="Vi söker felet.", next_update_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip


def inflow(client, **headers):
    return unescape(client.get(reverse("desk:inflow"), **headers).content.decode())


def said(page):
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(page)).split())


def lying(subject, **more):
    return Commitment.objects.open().filter(subject=subject.pk, team__line=2, **more)


def test_an_incident_that_nobody_leads_stands_first_in_the_inflow_and_in_its_count(world, desk, nobody):
    incident = declared(world)
    count = lying(incident).count()
    page = inflow(desk)
    assert count >= 1 and incident.title in page and f"{count} bollar väntar" in page
    rail = page[page.index(f'href="{reverse("desk:inflow")}"') :]
    assert f">{count}<" in rail[: rail.index("</a>")]
    now = unescape(desk.get(reverse("desk:now")).content.decode())
    assert f'<a href="{reverse("desk:inflow")}">{count}</a>' in now
    old = world.case(title="Gammal sak", at=timezone.now() - timedelta(days=9))
    page = inflow(desk)
    assert page.index("Akut") < page.index(incident.title) < page.index(old.title)


def test_whoever_takes_the_lead_from_the_inflow_leads(world, desk, nobody):
    incident = declared(world)
    ball = lying(incident, step="lead").get()
    answer = desk.post(reverse("desk:give_ball", args=[ball.pk]), {"person": ""}, **IN_PAGE)
    assert answer.status_code == 200
    assert world.fresh(incident).lead == world.agent
    assert not lying(incident, step="lead").exists()


def test_what_an_incident_leaves_to_the_desk_is_given_to_somebody_and_stays_with_them(world, desk, nobody):
    incident = declared(world)
    for step in ("lead", "severity"):
        ball = lying(incident, step=step).get()
        desk.post(reverse("desk:give_ball", args=[ball.pk]), {"person": world.other_agent.pk})
    held = Commitment.objects.open().filter(subject=incident.pk, person=world.other_agent)
    assert {"lead", "severity"} <= set(held.values_list("step", flat=True))
    tick()
    incidents.add_task(world.actor(world.agent), incident, what="Ring drift")  # everything owed is made true anew
    held = Commitment.objects.open().filter(subject=incident.pk, person=world.other_agent)
    assert {"lead", "severity"} <= set(held.values_list("step", flat=True))
    room = unescape(desk.get(reverse("incidents:room", args=[incident.number])).content.decode())
    assert "gav bollen till Bo Björk" in said(room)


def test_a_notice_whose_author_left_is_nobodys_until_somebody_informs(world, desk, nobody):
    notice = published(world, by=world.other_agent)
    away(world.other_agent)
    tick()
    assert lying(notice).exists()
    page = inflow(desk)
    assert "Resultat går inte att öppna" in page
    ball = lying(notice).filter(main_of__isnull=False).get()
    desk.post(reverse("desk:give_ball", args=[ball.pk]))
    assert world.fresh(notice).communicator == world.agent
    assert not lying(notice).exists()
    assert "Resultat går inte att öppna" not in inflow(desk)


def test_a_promised_call_of_somebody_who_is_away_is_seen_beside_a_colleagues_case(world, desk):
    case = world.taken(by=world.other_agent, title="Ring om intyg")
    at = timezone.now() + timedelta(hours=3)
    phone.promise_call_back(world.actor(world.coordinator), case, at=at)
    held = Commitment.objects.open().get(subject=case.pk, step="call_back")
    away(held.person)
    tick()
    if held.person == world.other_agent:  # theirs went to the desk with the case: both are one row there
        cases.take(world.actor(world.agent), world.fresh(case))
        assert not lying(case).exists()
        return
    assert "Ring om intyg" in inflow(desk)
    ball = lying(case).get()
    assert desk.post(reverse("desk:give_ball", args=[ball.pk]), {"person": world.agent.pk}).status_code == 303
    moved = Commitment.objects.open().get(subject=case.pk, step="call_back")
    assert (moved.person, moved.promised_at) == (world.agent, at)
    assert "gav Asta Almgren det som låg hos" in said(desk.get(f"/cases/{case.number}/").content.decode())


def test_of_two_who_take_it_at_once_the_second_is_told(world, desk, nobody):
    incident = declared(world)
    address = reverse("desk:give_ball", args=[lying(incident, step="lead").get().pk])
    assert desk.get(address).status_code == 200
    desk.post(address)
    second = world.client(world.other_agent).post(address, **IN_PAGE)
    assert second.status_code == 409 and "Någon hann före" in second.content.decode()
    assert world.fresh(incident).lead == world.agent


def test_at_the_stand_up_it_is_given_from_where_it_stands(world, desk, nobody):
    incident = declared(world)
    stand_up.begin_stand_up(world.actor(world.agent), None, present=[world.agent])
    page = desk.get(f"{reverse('desk:stand_up')}?at=nobody.0").content.decode()
    ball = lying(incident).by_due().first()
    assert reverse("desk:give_ball", args=[ball.pk]) in page
    desk.post(reverse("desk:give_ball", args=[ball.pk]))
    page = desk.get(f"{reverse('desk:stand_up')}?at=nobody.0").content.decode()
    assert reverse("desk:give_ball", args=[ball.pk]) not in page


def test_it_is_not_given_to_somebody_who_is_away(world, desk, nobody):
    incident = declared(world)
    ball = lying(incident, step="severity").get()
    address = reverse("desk:give_ball", args=[ball.pk])
    answer = desk.post(address, {"person": world.coordinator.pk}, **IN_PAGE)
    assert answer.status_code == 409 and "Cilla Ceder är borta" in answer.content.decode()
    assert lying(incident, step="severity").exists()


def test_only_the_desk_sees_and_takes_it(world, nobody):
    incident = declared(world)
    address = reverse("desk:give_ball", args=[lying(incident, step="lead").get().pk])
    expert = world.client(world.expert)
    assert incident.title not in inflow(expert)
    assert expert.post(address).status_code == 403
    assert world.client(world.local).post(address).status_code == 403


def test_the_inflow_costs_the_same_however_much_lies_there(world, desk, nobody):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            inflow(desk)
        return len(asked)

    declared(world)
    published(world, by=world.other_agent)
    away(world.other_agent)
    tick()
    first = cost()
    for number in range(5):
        incidents.declare(world.actor(world.agent), None, title=f"Störning {number}")
    while subscribers.run_all():
        continue
    assert cost() <= first


def test_an_acute_case_is_acute_in_the_inflow_and_never_later(world, desk):
    for number in range(3):
        world.case(title=f"Gammal {number}", at=timezone.now() - timedelta(days=9))
    acute = world.case(title="Hela lärosätet står still")
    cases.triage(world.actor(world.agent), acute, impact=4, urgency=4)
    page = inflow(desk)
    assert page.index("Akut") < page.index(acute.title) < page.index("Gammal 0")


def held_beside(world, case, person):
    """A call of somebody who is away now, so that it lies with the desk; the case itself is where it was."""
    at = timezone.now() + timedelta(hours=3)
    with act(world.actor(person)):
        phone.promise_call_back(world.actor(person), case, at=at)
    return Commitment.objects.open().get(subject=case.pk, step="call_back")


def test_a_row_says_what_lies_there_and_who_has_the_case_itself(world, desk):
    case = world.taken(by=world.agent, title="Felet är hos oss")
    ball = held_beside(world, case, world.other_agent)
    assert ball.person == world.other_agent
    away(world.other_agent)
    tick()
    shown = inflow(desk)
    row = shown[shown.index("Felet är hos oss") :].split("</article>")[0]
    assert "Ring upp" in row.replace("Ringa", "Ring")
    assert "ärendet: Asta Almgren" in row


def test_a_promised_call_goes_before_the_case_it_is_of_in_the_inflow_and_in_its_counts(world, desk):
    later = world.case(title="Kom först", at=timezone.now() - timedelta(days=1))
    case = world.taken(title="Ring om betyg")
    at = timezone.now() + timedelta(minutes=5)
    with act(world.actor(world.agent)):
        phone.promise_call_back(world.actor(world.agent), case, at=at)
    away(world.agent)
    tick()
    client = world.client(world.other_agent)
    shown = inflow(client)
    row = shown[shown.index("Ring om betyg") :].split("</article>")[0]
    assert "Ingen ännu" in row and "Ring upp" in row.replace("Ringa", "Ring")
    first = list(queries.inflow_due(world.actor(world.other_agent)).values_list("due", flat=True))
    assert at in first
    assert later.ball.due_at in first
