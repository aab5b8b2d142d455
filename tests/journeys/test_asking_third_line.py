"""Be om underlag: an agent asks third line beside the case; the input comes by page and by mail, and becomes a draft."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import asked, go_by_rail, mail, opened_by_mail, takes, unlike
from tests.journeys.system import AGENT, EXPERT, LOCAL_SUPPORT, System, plain_text

pytestmark = pytest.mark.browser

TEAM = "Team Studiedeltagande och resultat"
OTHER_TEAM = "Team Utbildningsplanering"
OTHER_EXPERT = "moa.skiss@bollkoll.example"


def ask(agent: Hands, number: int, words: str, along: str = "") -> None:
    agent.go(f"/cases/{number}/")
    dialog = asked(agent, "Ask for input")
    agent.choose("Whom", TEAM, within=dialog, written=True)
    agent.fill("Question", words, within=dialog)
    if along:
        agent.activate(dialog.get_by_label(re.compile(re.escape(along))))
    agent.press("button", "Ask", within=dialog)
    expect(agent.page.locator("#dialog[open]")).to_have_count(0, timeout=PATIENCE)
    agent.sees("The question is with %(name)s.", name=TEAM)
    agent.reads(words, within=agent.page.locator("#timeline"))


def test_input_is_asked_for_given_on_the_page_and_becomes_a_draft(sign_in, system: System):
    subject, hidden = unlike("Underlag behövs"), unlike("Bara för oss")
    number = opened_by_mail(system, subject, "Resultaten syns inte för studenten.")
    agent = sign_in(AGENT)
    takes(agent, number)
    for words in (f"Loggen visar kö för {number}.", hidden):
        agent.key("n")
        agent.write(agent.page.locator("#composer-note textarea"), words)
        agent.press("button", "Save note")
        agent.reads(words, within=agent.page.locator("#timeline"))
    dialog = asked(agent, "Ask for input")
    agent.look("asking third line")
    agent.press("button", "Ask", within=dialog)
    expect(dialog.locator("[aria-invalid=true]").first).to_be_visible(timeout=PATIENCE)
    agent.look("asking refused")
    agent.go(f"/cases/{number}/")
    question = f"Varför står {number} i kön?"
    before = system.postbox.count
    ask(agent, number, question, along=f"Loggen visar kö för {number}.")
    agent.look("asked")
    system.postbox.wait_for(EXPERT, question, after=before)

    expert = sign_in(EXPERT)
    expert.go("/")
    go_by_rail(expert, "Questions to us")
    expert.heading("Questions to us")
    expert.look("with a question")
    expert.follow("link", question, written=True)
    for words in (question, "Resultaten syns inte för studenten.", f"Loggen visar kö för {number}."):
        expert.reads(words)
    expert.misses(hidden)
    expert.look("asked")
    assert expert.page.request.get(f"{expert.url}/cases/{number}/").status == 404
    expert.press("button", "Send the input")
    expect(expert.page.locator("#question-form [aria-invalid=true]")).to_be_visible(timeout=PATIENCE)
    expert.look("refused")
    given = f"Händelsen i {number} är omkörd."
    before = system.postbox.count
    expert.fill("Your input", "Jag tittar på det i eftermiddag.")
    expert.follow("button", "Write, and answer later")
    expert.reads("Jag tittar på det i eftermiddag.", within=expert.page.locator("#thread"))
    expert.fill("Your input", given)
    expert.follow("button", "Send the input")
    expert.sees("Thank you. The agent has your input.")
    expert.look("answered")
    more = f"Och gränssnittet är tömt för {number}."
    expert.fill("Write more in the question", more)
    expert.follow("button", "Write")
    expert.reads(more, within=expert.page.locator("#thread"))

    agent.reads(given, within=agent.page.locator("#timeline"))
    system.postbox.wait_for(AGENT, given, after=before)
    agent.sees("Input from %(name)s has come", name="Iris Skenbild")
    agent.look("input has come")
    with agent.navigates():
        agent.page.locator("body").press("w")
    expect(agent.page.locator("#composer-answer textarea[name=text]")).to_have_value(re.compile(re.escape(given)))
    expect(agent.page.locator("#composer-answer textarea[name=text]")).to_be_focused(timeout=PATIENCE)
    agent.look("the draft")
    reporter = sign_in(LOCAL_SUPPORT, kind="mouse")
    reporter.go(f"/matters/{number}/")
    reporter.reads(subject)
    for words in (question, given, more, hidden):
        reporter.misses(words)
    agent.go(expert.page.url)
    agent.fill("Write more in the question", "Gäller det utbildningsmiljön också?")
    agent.follow("button", "Ask again: it waits for input")
    agent.sees("The question waits for input again.")
    agent.look("asked again")


def test_a_question_is_answered_passed_on_returned_and_withdrawn_by_those_whom_it_concerns(sign_in, system: System):
    number = opened_by_mail(system, unlike("Flera frågor"), "Två saker är fel.")
    agent = sign_in(AGENT, "en")
    takes(agent, number)
    first, second = f"Den första frågan om {number}?", f"Den andra frågan om {number}?"
    before = system.postbox.count
    ask(agent, number, first)
    letter = system.postbox.wait_for(EXPERT, first, after=before)
    assert "Två saker är fel." in plain_text(letter)
    reply = mail(f"SV: {letter['Subject']}", f"Svaret kommer per mejl, {number}.\n\n> {first}", EXPERT)
    reply["In-Reply-To"] = str(letter["Message-ID"])
    system.send(reply, EXPERT, str(letter["Reply-To"]).rpartition("<")[2].rstrip(">"))
    agent.reads(f"Svaret kommer per mejl, {number}.", within=agent.page.locator("#timeline"))
    agent.look("input by mail")
    assert not agent.page.locator("#timeline .entry.is-answer").count()

    before = system.postbox.count
    ask(agent, number, second)
    expert = sign_in(EXPERT)
    go_to(expert, second)
    opened(expert, "Pass it on")
    expert.look("passing on")
    dialog = expert.page.locator("#dialog[open]")
    expert.choose("Team", OTHER_TEAM, within=dialog, written=True)
    expert.fill("Why", f"De kan utbildning, {number}.", within=dialog)
    with expert.navigates():
        expert.press("button", "Pass on", within=dialog)
    expert.sees("The question is passed on.")
    expert.look("passed on")
    passed = system.postbox.wait_for(OTHER_EXPERT, second, after=before)
    assert f"De kan utbildning, {number}." in plain_text(passed)

    third = f"Den tredje frågan om {number}?"
    ask(agent, number, third)
    go_to(expert, third)
    opened(expert, "Return it")
    expert.look("returning")
    dialog = expert.page.locator("#dialog[open]")
    expert.fill("Why", f"Inte vår fråga, {number}.", within=dialog)
    with expert.navigates():
        expert.press("button", "Return", within=dialog)
    expert.sees("The question is returned.")
    expert.look("returned")
    agent.reads(f"Inte vår fråga, {number}.", within=agent.page.locator("#timeline"))

    go_by_rail(agent, "Questions asked")
    agent.look("waiting and ended")
    agent.follow("link", second, written=True)
    agent.look("of an agent")
    opened(agent, "Withdraw it")
    agent.look("withdrawing")
    with agent.navigates():
        agent.press("button", "Withdraw", within=agent.page.locator("#dialog[open]"))
    agent.sees("The question is withdrawn.")
    agent.look("withdrawn")
    go_by_rail(agent, "Questions asked")
    agent.follow("link", first, written=True)
    with agent.navigates():
        agent.press("button", "Make an answer of it")
    expect(agent.page.locator("#composer-answer textarea[name=text]")).to_have_value(re.compile("per mejl"))


def go_to(expert: Hands, words: str) -> None:
    expert.go("/cases/questions/")
    expert.follow("link", words, written=True)


def opened(hands: Hands, name: str) -> None:
    hands.press("link", name, within=hands.page.locator("#question-form"))
    expect(hands.page.locator("#dialog[open]")).to_be_visible(timeout=PATIENCE)
