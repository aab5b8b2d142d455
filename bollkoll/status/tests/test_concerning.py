"""Whom a published notice concerns, where, how severe it is and what one can do meanwhile, told anew."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from bollkoll.commitments.models import Commitment
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.status import commands
from bollkoll.status.picture import picture
from bollkoll.status.site.history import History
from bollkoll.status.site.reading import read
from bollkoll.status.site.telling import Edition
from bollkoll.status.tests.sending import on_page

pytestmark = pytest.mark.django_db


def form(world, notice, name, *more):
    """The address of a form, and what a browser would send of it."""
    address = reverse(f"status:{name}", args=[notice.number, *more])
    return address, on_page(world.client(world.agent).get(address)) | {"text_sv": ["Nu vet vi mer."]}


def told(language="sv"):
    seen = read(picture())
    with translation.override(language):
        [notice] = [Edition(seen, language, History(seen)).told(one) for one in seen.notices]
        return notice, notice.latest.facts


@pytest.mark.parametrize("name", ["update", "correct"])
def test_whom_where_how_severe_and_what_to_do_are_told_anew(world, disturbance, another, name):
    notice = disturbance(institutions=[world.uu], severity="minor")
    address, sent = form(world, notice, name, *([notice.updates.get().pk] if name == "correct" else []))
    assert (sent["whom"], sent["institutions"], sent["severity"]) == (["some"], ["UU"], ["minor"])
    sent |= {
        "whom": ["all"], "severity": ["critical"], "environments": [str(world.production.pk), str(another[1].pk)],
        "workaround_sv": ["Vänta till i morgon."], "workaround_en": ["Wait until tomorrow."],
    }  # fmt: skip
    assert world.client(world.agent).post(address, sent).status_code == 303
    notice.refresh_from_db()
    assert notice.is_for_all and notice.severity == "critical" and notice.environments.count() == 2
    page, facts = told()
    assert ("För vem", "Uppsala universitet", "Alla lärosäten") in facts
    assert ("Var", "Produktion", "Produktion och Test") in facts
    assert ("Det här kan du göra så länge", "", "Vänta till i morgon.") in facts
    assert ("What you can do meanwhile", "", "Wait until tomorrow.") in told("en")[1]
    assert "Vänta till i morgon." in page.workaround


def test_nothing_of_it_is_told_when_it_stands_as_it_was(world, disturbance):
    notice = disturbance(institutions=[world.uu, world.lu], workaround_sv="Vänta.")
    address, sent = form(world, notice, "update")
    assert world.client(world.agent).post(address, sent).status_code == 303
    assert not {"institutions", "environments", "severity", "workaround_sv"} & set(notice.updates.last().facts)


def test_an_institution_that_has_left_stays_where_it_was_affected(world, disturbance):
    notice = disturbance(institutions=[world.uu, world.lu])
    people.change_institution(SYSTEM, world.lu, code="LU", name_sv="Lunds universitet", is_ended=True)
    address, sent = form(world, notice, "update")
    assert sent["institutions"] == ["LU", "UU"]
    world.client(world.agent).post(address, sent)
    assert set(notice.institutions.all()) == {world.uu, world.lu}


def test_what_is_wrong_in_the_folded_part_opens_it_and_keeps_what_was_written(world, disturbance):
    notice = disturbance(institutions=[world.uu])
    address, sent = form(world, notice, "update")
    refused = world.client(world.agent).post(address, sent | {"institutions": [], "workaround_sv": ["Vänta."]})
    assert refused.status_code == 422 and '<details class="notice-more notice-concern" open>' in refused.text
    assert "Vänta." in refused.text


def test_information_asks_neither_how_severe_it_is_nor_what_to_do(world):
    notice = commands.publish(
        world.actor(world.agent), None, kind="information", title_sv="Ny version", text_sv="Nu finns den.",
        environments=[world.production], starts_at=timezone.now(),
    )  # fmt: skip
    _address, sent = form(world, notice, "update")
    assert "whom" in sent and not {"severity", "workaround_sv"} & set(sent)


def test_a_note_and_a_way_round_without_english_are_said_to_be_on_their_way_and_are_a_ball(world, disturbance):
    part = commands.Piece(service=world.service, degree="down", note_sv="alla utom CSN och NyA")
    notice = disturbance(
        title_en="Results", text_en="Results is down.", parts=[part], workaround_sv="Vänta.", workaround_en="Wait."
    )
    with translation.override("en"):
        page, _facts = told("en")
        assert page.is_pending and page.parts == [("down", "Down", "Results: translation pending")]
    balls = Commitment.objects.open().filter(subject=notice.subject, step="translate")
    assert balls.exists()
    address = reverse("status:translate", args=[notice.number])
    client = world.client(world.agent)
    shown = client.get(address)
    assert "alla utom CSN och NyA" in shown.text
    sent = on_page(shown) | {f"note_{world.service.pk}": ["all but CSN and NyA"]}
    assert client.post(address, sent).status_code == 303
    with translation.override("en"):
        page, _facts = told("en")
        assert page.parts == [("down", "Down", "Results: all but CSN and NyA")] and not page.is_pending
    assert not balls.exists()


def test_a_way_round_without_english_is_never_left_out_in_silence(world, disturbance):
    disturbance(title_en="Results", text_en="Results is down.", workaround_sv="Vänta.")
    with translation.override("en"):
        page, _facts = told("en")
        assert page.is_pending and "Translation pending" in page.workaround and page.in_swedish in page.workaround
