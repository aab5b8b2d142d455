"""The live stream: a page hears of everything that happened since it was read."""

import asyncio
from urllib.parse import urlsplit

import pytest

from bollkoll.cases import commands as cases
from bollkoll.log.live import begin_page, live_url, position
from bollkoll.people.actor import SYSTEM
from bollkoll.project.live import Hub
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db(transaction=True)


def heard(url: str, *more: str, header: bytes = b"", wanted: str = "") -> str:
    """What a stream tells by itself until ``wanted`` is told (or for the time that an empty stream is given)."""

    async def listen() -> str:
        hub, said = Hub(), []
        enough = asyncio.Event()

        async def send(message) -> None:
            said.append(message.get("body", b"").decode())
            if wanted and wanted in said[-1]:
                enough.set()

        async def receive():
            await (asyncio.wait_for(enough.wait(), 20) if wanted else asyncio.sleep(0.5))
            return {"type": "http.disconnect"}

        query = "&".join(urlsplit(address).query for address in (url, *more))
        scope = {"query_string": query.encode(), "headers": [(b"last-event-id", header)] if header else []}
        try:
            await hub.serve(scope, receive, send)
        finally:
            hub.stop()
        return "".join(said)

    return asyncio.run(listen())


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    begin_page(None)


def test_what_happened_between_the_reading_and_the_stream_is_told(world):
    case = world.case()
    begin_page(position())
    world.note(case)
    assert case.topic in heard(live_url(case.topic), wanted=case.topic)


def test_what_the_page_has_read_already_is_not_told_again(world):
    case = world.case()
    world.note(case)
    begin_page(position())
    assert case.topic not in heard(live_url(case.topic))


def test_a_page_of_several_parts_hears_all_since_the_oldest(world):
    first, second = world.case(), world.case()
    begin_page(position())
    older = live_url(first.topic)
    world.note(first)
    begin_page(position())
    told = heard(older, live_url(second.topic), wanted=first.topic)
    assert first.topic in told and second.topic not in told


def test_a_browser_that_comes_back_says_itself_how_far_it_came(world):
    case = world.case()
    begin_page(position())
    url = live_url(case.topic)
    world.note(case)
    assert case.topic not in heard(url, header=str(position()).encode())


def test_an_open_page_is_read_from_its_beginning(world):
    """The page says where it began, also when something happens while it is drawn."""
    client = world.client(world.agent)
    before = position()
    shown = client.get("/desk/inflow/").content.decode()
    assert f"/live?last={before}&amp;topics=" in shown


def test_a_page_from_before_a_case_was_protected_hears_no_more_of_it_and_a_new_one_does(world):
    case = world.taken()
    begin_page(position())
    old = live_url(case.topic)
    cases.protect(world.actor(world.agent), case)
    begin_page(position())
    new = live_url(case.topic)
    world.note(case)
    assert case.topic not in heard(old)
    assert case.topic in heard(new, wanted=case.topic)


def test_a_stream_that_is_open_when_a_case_is_protected_is_told_to_ask_anew(world):
    case, desk = world.taken(), "desk"
    begin_page(position())
    url = live_url(case.topic, desk)
    cases.protect(world.actor(world.agent), case)
    told = heard(url)
    assert f'"{case.topic}"' not in told
    assert desk in told


def test_an_old_page_of_somebody_who_is_named_no_longer_hears_no_more(world):
    case = world.protected()
    cases.name_person(world.actor(world.agent), case, person=world.other_agent)
    begin_page(position())
    old = live_url(case.topic)
    cases.unname_person(world.actor(world.agent), case, person=world.other_agent)
    world.note(case)
    assert case.topic not in heard(old)


def test_whoever_passed_a_question_on_hears_no_more_of_it_from_an_old_page(world):
    question = cases.ask_for_input(world.actor(world.agent), world.taken(), team=world.developers, text="Vad gäller?")
    begin_page(position())
    old = live_url(question.topic)
    other = services.add_team(SYSTEM, key="drift", name="Drift", line=3)
    services.add_member(SYSTEM, other, person=world.engage("Nils Ny", 3))
    cases.pass_question_on(world.actor(world.expert), question, team=other, reason="Det är deras.")
    cases.comment_on_question(world.actor(world.agent), question, text="Mer om det.")
    assert question.topic not in heard(old)
