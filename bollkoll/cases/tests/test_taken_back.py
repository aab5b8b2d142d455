"""Third line writes to the reporter while second line takes the case back: nothing is sent, and nothing is lost."""

from html import unescape

import pytest

from bollkoll.cases import commands

pytestmark = pytest.mark.django_db


def taken_over(world):
    case = world.taken(service=world.service)
    commands.hand_over(world.actor(world.agent), case, text="Ni vet mer.", team=world.developers)
    commands.accept_offer(world.actor(world.expert), world.fresh(case))
    return world.fresh(case)


def test_what_third_line_was_writing_when_it_is_taken_back_stands_in_a_note_and_says_who_has_it(world):
    case = taken_over(world)
    world.note(world.fresh(case), "Jag tittar i loggen.", by=world.expert)
    commands.give_back(world.actor(world.agent), world.fresh(case), reason="Vi svarar själva.")
    client, sent = world.client(world.expert), {"text": "Felet är rättat i natt.", "then": "keep", "once": "a"}
    answer = client.post(f"/cases/{case.number}/answer", sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Asta Almgren tog tillbaka ärendet" in page and "Felet är rättat i natt." in page
    assert not case.messages.filter(kind="answer").exists()
    assert client.post(f"/cases/{case.number}/note", {"text": sent["text"], "once": "b"}).status_code == 303


def test_what_third_line_was_writing_when_the_case_went_out_of_sight_is_said_to_be_unsent(world):
    case = taken_over(world)
    commands.give_back(world.actor(world.agent), world.fresh(case), reason="Vi svarar själva.")
    sent = {"text": "Felet är rättat i natt.", "then": "keep", "once": "a"}
    answer = world.client(world.expert).post(f"/cases/{case.number}/answer", sent)
    assert answer.status_code == 409 and "kopiera din text" in answer.content.decode()
    outside = world.engage("Egon Ensam", 3)
    assert world.client(outside).post(f"/cases/{case.number}/answer", sent).status_code == 404
