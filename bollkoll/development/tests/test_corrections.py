"""A version was not there after all: whoever was told that it was is owed that word, whatever has become of the case."""

import pytest
from django.urls import reverse

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Message
from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment
from bollkoll.development import commands
from bollkoll.development.models import Telling
from bollkoll.people.actor import CLOCK

pytestmark = pytest.mark.django_db


def owed(case):
    return Commitment.objects.open().filter(subject=case.pk, step="tell")


@pytest.fixture
def told(world, version, fixed, there):
    """``told(case, …)``: the version is in production, and the reporters of these cases know."""

    def tell(*found):
        for case in found:
            fixed(case)
        there(version)
        for case in found:
            commands.say_told(world.actor(world.agent), Telling.objects.get(case=case))

    return tell


@pytest.fixture
def gone(world, version):
    """``gone()``: the version is not there after all; gives the page that says so."""

    def take_back():
        address = reverse("development:take_back_arrival", args=[version.pk])
        page = world.client(world.agent).post(address, {"environment": world.production.pk}, follow=True)
        return page.content.decode()

    return take_back


def test_a_closed_case_is_opened_by_the_correction_and_its_agent_holds_it(world, version, told, gone, follow):
    closed, standing = world.taken(title="Stängt sedan dess"), world.taken()
    told(closed, standing)
    cases.confirm_solved(world.actor(world.local), closed)
    page = gone()
    follow()
    assert "2 anmälare har redan fått veta det" in page and "2 anmälare väntar på besked" in page
    assert world.fresh(closed).is_open and owed(closed).get().person == world.agent
    mine = world.client(world.agent).get(reverse("desk:mine")).content.decode()
    assert f"#{closed.number}" in mine
    assert "Berätta för anmälaren: 2026.24 var inte i produktion" in mine and "att det är i produktion" not in mine
    case = world.client(world.agent).get(reverse("cases:case", args=[closed.number])).content.decode()
    assert "ärendet öppnades igen: anmälaren ska få veta" in case.lower()


def test_whoever_closes_a_case_is_asked_about_the_correction_that_is_owed_in_it(world, version, told, gone, follow):
    case = world.taken()
    told(case)
    gone()
    follow()
    asked = world.client(world.agent).post(reverse("cases:close", args=[case.number]), {"reason": "Dubblett"})
    assert asked.status_code == 422
    assert "Anmälaren ska ännu få veta: 2026.24 var inte i produktion." in asked.content.decode()
    assert world.fresh(case).is_open


def test_what_was_opened_for_the_correction_alone_is_closed_again_when_nothing_is_to_be_told(
    world, version, told, gone, there, follow
):
    known, arrived = world.taken(), world.taken(title="Kom ändå")
    told(known, arrived)
    for case in (known, arrived):
        cases.close(world.actor(world.agent), case)
    gone()
    commands.say_told(world.actor(world.agent), Telling.objects.get(case=known))
    assert not world.fresh(known).is_open and world.fresh(arrived).is_open
    there(version)
    follow()
    assert not world.fresh(arrived).is_open
    assert Telling.objects.get(case=arrived).told_at


def test_a_case_where_something_else_has_happened_since_stays_open(world, version, told, gone, there, follow):
    written, passed = world.taken(), world.taken(title="Gick till en kollega")
    told(written, passed)
    for case in (written, passed):
        cases.close(world.actor(world.agent), case)
    gone()
    world.reply(world.fresh(written), "Det är ändå fel.")
    cases.assign(world.actor(world.agent), world.fresh(passed), person=world.other_agent)
    there(version)
    follow()
    for case in (written, passed):
        assert world.fresh(case).is_open and not owed(case).exists()


def test_a_correction_is_owed_still_when_the_reporter_closes_the_case(world, version, told, gone, follow):
    case = world.taken()
    told(case)
    cases.solve(world.actor(world.agent), case)
    gone()
    cases.confirm_solved(world.actor(world.local), world.fresh(case))
    follow()
    assert world.fresh(case).is_open and owed(case).get().person == world.agent
    sent = {"text": "Det var fel av oss.", "then": "keep", "marks": f"told:{version.pk}"}
    world.client(world.agent).post(reverse("cases:answer", args=[case.number]), sent)
    cases.release_answer(CLOCK, case, message=Message.objects.get(kind="answer"))
    follow()
    assert not owed(case).exists()
    cases.close(world.actor(world.agent), world.fresh(case))
    follow()
    assert not world.fresh(case).is_open


def test_a_correction_goes_along_when_the_case_is_merged_and_back_when_that_is_undone(
    world, version, told, gone, follow
):
    case, target = world.taken(), world.taken(title="Samma sak")
    told(case)
    gone()
    cases.merge(world.actor(world.agent), case, target=target)
    follow()
    assert owed(target).get().note == "2026.24 var inte i produktion"
    page = world.client(world.agent).get(reverse("development:version", args=[version.pk])).content.decode()
    assert "1 anmälare väntar på besked" in page and "stängt ärende kan" not in page
    cases.unmerge(world.actor(world.agent), world.fresh(case))
    follow()
    assert owed(case).count() == 1 and not owed(target).exists()


def test_who_was_told_in_a_case_that_has_been_merged_since_is_corrected_once_where_it_goes_on(
    world, version, told, gone, there, follow
):
    first, second, target = world.taken(), world.taken(title="Samma"), world.taken(title="Samma sak")
    told(first, second)
    cases.merge(world.actor(world.agent), first, target=second)
    cases.merge(world.actor(world.agent), second, target=target)
    follow()
    gone()
    follow()
    assert owed(target).count() == 1 and not owed(first).exists() and not owed(second).exists()
    commands.say_told(world.actor(world.agent), Telling.objects.open().get())
    cases.unmerge(world.actor(world.agent), world.fresh(second))
    follow()
    assert not owed(second).exists(), "they have been told"
    there(version)
    follow()
    assert owed(second).get().note == "2026.24 är i produktion"


def test_the_auditor_sees_a_correction_that_nobody_holds(world, version, told, gone):
    case = world.taken()
    told(case)
    gone()
    assert not [name for name, _key in audit.findings() if name == "telling.without_ball"]
    cases.close(world.actor(world.agent), world.fresh(case))
    assert [name for name, _key in audit.findings() if name == "telling.without_ball"]
