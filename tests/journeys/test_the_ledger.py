"""Who was told what: of a case, of a person, of all; and the link in every mail that makes them fewer."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import asked, done, go_by_rail, opened_by_mail, panel, unlike
from tests.journeys.system import AGENT, CONTACT_PERSON, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser


def test_what_was_sent_is_found_again_and_can_be_stopped(sign_in, system: System):
    subject = unlike("Att berätta om")
    number = opened_by_mail(system, subject, "Text.")
    agent = sign_in(AGENT, "en")
    agent.go(f"/cases/{number}/")
    before = system.postbox.count
    colleague = follows(agent)
    sent = system.postbox.wait_for(CONTACT_PERSON, subject, after=before)
    told = panel(agent, "Told by mail")
    agent.reads(colleague, within=told)

    agent.follow("link", "All mail about the case", within=told)
    agent.heading("Mail about case %(number)s", number=number)
    row = agent.page.locator("tr", has_text=colleague)
    expect(row).to_contain_text(subject)
    expect(row).to_contain_text(agent.word("sent"), timeout=PATIENCE)
    agent.look("of a case")
    agent.follow("link", colleague, within=row, written=True)
    agent.heading("Mail to %(name)s", name=colleague)
    agent.reads(subject)
    agent.look("of a person")

    everything(agent, number, colleague)

    stranger = sign_in(None, "en")
    stranger.go(re.search(r"<(http[^>]+)>", str(sent["List-Unsubscribe"]))[1])
    stranger.reads(CONTACT_PERSON)
    stranger.look("fewer mails")
    stranger.follow("button", "Stop following case %(number)s", number=number)
    stranger.sees("You get no more mail about this case.")
    stranger.look("stopped")
    agent.go(f"/cases/{number}/")
    agent.sees("Only the reporter.", within=panel(agent, "Follow"))


def follows(agent: Hands) -> str:
    """The contact person of the institution follows the case; returns the name."""
    dialog = asked(agent, "Add a follower", more=True)
    options = agent.field("Person", within=dialog).locator("option").all_inner_texts()
    option = next(text for text in options if CONTACT_PERSON in text)
    agent.choose("Person", option, within=dialog, written=True)
    done(agent, "Add", "They follow the case now.")
    return option.partition(" – ")[0]


def everything(agent: Hands, number: int, colleague: str) -> None:
    """The whole ledger, narrowed."""
    agent.go("/mail/deliveries/")
    agent.look("all")
    with agent.navigates():
        agent.fill("Case number", str(number))
        agent.key("Enter")
    rows = agent.page.locator("#deliveries tbody tr")
    expect(rows).to_have_count(2)
    with agent.navigates():
        agent.fill("Recipient", LOCAL_SUPPORT)
        agent.key("Enter")
    expect(rows).to_have_count(1)
    agent.misses(colleague)
    with agent.navigates():
        agent.choose("How it went", "came back")
    agent.sees("No mail")
    agent.look("nobody was written to")
    go_by_rail(agent, "Held mail")
