"""Lämna över: offered with a key, accepted in third line which answers the reporter, returned, passed on, given back; and
one new time promised to many."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import WRITERS, asked, done, opened_by_mail, takes, tools, unlike
from tests.journeys.system import AGENT, EXPERT, LOCAL_SUPPORT, System, plain_text

pytestmark = pytest.mark.browser

TEAM = "Team Studiedeltagande och resultat"
OTHER_TEAM = "Team Utbildningsplanering"
OFFERED = "The case is offered. The ball stays here until it is accepted."


def offer(agent: Hands, words: str, team: str = TEAM) -> None:
    dialog = asked(agent, "Hand over")
    agent.choose("Whom", team, within=dialog, written=True)
    agent.fill("What they need to know", words, within=dialog)
    done(agent, "Hand over", OFFERED)


def test_a_case_is_offered_accepted_answered_and_given_back(sign_in, system: System):
    number = opened_by_mail(system, unlike("Ert fel"), "Betygen försvinner på natten.")
    agent = sign_in(AGENT)
    takes(agent, number)
    dialog = asked(agent, "Hand over")
    agent.look("handing over")
    agent.press("button", "Hand over", within=dialog)
    expect(dialog.locator("[aria-invalid=true]").first).to_be_visible(timeout=PATIENCE)
    agent.look("handing over refused")
    agent.go(f"/cases/{number}/")
    before = system.postbox.count
    why = f"Felet {number} ligger i er kod."
    offer(agent, why)
    agent.look("offered")
    assert why in plain_text(system.postbox.wait_for(EXPERT, why, after=before))

    expert = sign_in(EXPERT)
    expert.go("/desk/mine/")
    expert.sees("Offered to you")
    expert.look("offered to me")
    expert.go(f"/cases/{number}/")
    expert.reads(why)
    expert.look("an offer")
    assert not expert.page.locator("#composer-answer").count(), "nothing is answered before it is accepted"
    expert.follow("button", "Accept")
    expert.sees("The case is yours.")
    expert.look("taken over")
    agent.reads("Iris Skenbild", within=agent.page.locator(".case-ball"))

    said = f"Nu är koden för {number} rättad."
    before = system.postbox.count
    expert.write(expert.page.locator("#composer-answer textarea"), said)
    expert.activate(expert.page.locator("#composer-answer .composer-foot button.is-primary"))
    expert.reads(said, within=expert.page.locator("#timeline"))
    assert said in plain_text(system.postbox.wait_for(LOCAL_SUPPORT, said, after=before))

    expert.go(f"/cases/{number}/")
    dialog = asked(expert, "Give back")
    expert.look("giving back")
    reason = f"Resten av {number} är en fråga om rutiner."
    expert.fill("Why", reason, within=dialog)
    with expert.navigates():
        expert.press("button", "Give back", within=dialog)
    expert.sees("The case is with second line again.")
    agent.reads(reason, within=agent.page.locator("#timeline"))
    agent.look("given back")
    expect(tools(agent).get_by_role("link", name=agent.word("Hand over"))).to_be_visible(timeout=PATIENCE)


def test_an_offer_is_returned_passed_on_and_taken_back(sign_in, system: System):
    number = opened_by_mail(system, unlike("Vems är det"), "Två system säger olika.")
    agent = sign_in(AGENT, "en")
    takes(agent, number)
    offer(agent, f"Ert, tror vi, {number}.")
    expert = sign_in(EXPERT)
    expert.go(f"/cases/{number}/")
    expert.press("link", "Return", within=expert.page.locator(".case-offer"))
    dialog = expert.page.locator("#dialog[open]")
    expert.look("returning")
    expert.fill("Why", f"Inte vårt, {number}.", within=dialog)
    with expert.navigates():
        expert.press("button", "Return", within=dialog)
    expert.sees("It is returned.")
    assert expert.page.request.get(f"{expert.url}/cases/{number}/").status == 404
    agent.reads(f"Inte vårt, {number}.", within=agent.page.locator("#timeline"))

    offer(agent, f"Se en gång till, {number}.")
    expert.go(f"/cases/{number}/")
    expert.press("link", "Pass on", within=expert.page.locator(".case-offer"))
    dialog = expert.page.locator("#dialog[open]")
    expert.look("passing on")
    expert.choose("Whom", OTHER_TEAM, within=dialog, written=True)
    expert.fill("What they need to know", f"De kan det, {number}.", within=dialog)
    with expert.navigates():
        expert.press("button", "Pass on", within=dialog)
    expert.sees("It is passed on.")
    agent.reads(OTHER_TEAM, within=agent.page.locator(".case-offer"))
    agent.look("offered to another")
    agent.press("button", "Take back", within=agent.page.locator(".case-offer"))
    expect(agent.page.locator(".case-offer")).to_have_count(0, timeout=PATIENCE)
    agent.sees("The offer is taken back.")


def test_many_are_promised_a_new_time_and_the_promises_are_on_one_page(sign_in, system: System):
    word = unlike("Sent svar").split()[-1]
    writers = [next(WRITERS), next(WRITERS)]
    for writer in writers:
        opened_by_mail(system, f"Sent svar {word}", "När kommer svaret?", writer)
    agent = sign_in(AGENT)
    chooses_all_of(agent, word)
    agent.heading("Promise a new time")
    agent.look("many promised")
    agent.press("button", "Preview")
    expect(agent.page.locator("[aria-invalid=true]").first).to_be_visible(timeout=PATIENCE)
    agent.look("without a time")
    previews(agent, f"Hej {{namn}}, vi hörs om {word}.")
    agent.look("previewed")
    before = system.postbox.count
    with agent.navigates():
        agent.activate(agent.page.locator("button[value=send]"))
    undo = agent.page.locator(".undo")
    expect(undo).to_be_visible(timeout=PATIENCE)
    agent.look("sent to many")
    agent.follow("button", "Undo", within=undo)
    agent.reads("2 svar togs tillbaka.")
    chooses_all_of(agent, word)
    previews(agent, f"Hej {{namn}}, om {word} hörs vi senast {{tid}}.")
    with agent.navigates():
        agent.activate(agent.page.locator("button[value=send]"))
    for writer in writers:
        assert f"om {word} hörs vi" in plain_text(system.postbox.wait_for(writer, word, after=before))
    agent.go("/desk/mine/")
    agent.follow("link", "My promises")
    agent.reads(f"Sent svar {word}")
    agent.look("my promises")


def chooses_all_of(agent: Hands, word: str) -> None:
    """Both cases that have a word, to be promised a new time."""
    agent.go(f"/cases/?view=all&q={word}")
    boxes = agent.page.locator("#found input[data-select]")
    expect(boxes).to_have_count(2)
    for place in range(2):
        agent.activate(boxes.nth(place))
    bar = agent.page.locator("[data-selection]")
    agent.press("summary", "More", within=bar)
    agent.press("button", "Promise a new time", within=bar)


def previews(agent: Hands, text: str) -> None:
    """A time two days ahead and a text, as each of them gets it."""
    when = timezone.localtime(timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    agent.write(agent.field("New time"), when)
    agent.fill("In Swedish", text)
    agent.press("button", "Preview")
    agent.heading("As each of them gets it")
    expect(agent.page.locator(".letter")).to_have_count(2, timeout=PATIENCE)
