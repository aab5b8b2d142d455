"""An incident from the first sign to the review: declared, led, told of, resolved, answered, closed; and what surrounds it."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.hands import BY_TOUCH_TOO, PATIENCE, Hands
from tests.journeys.steps import WRITERS, go_by_rail, open_menu, opened_by_mail, reported_by_many, unlike
from tests.journeys.system import AGENT, COORDINATOR, EXPERT, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser


def dialog(hands: Hands) -> Locator:
    opened = hands.page.locator("#dialog[open]")
    expect(opened).to_be_visible(timeout=PATIENCE)
    return opened


def opens(hands: Hands, path: str) -> Locator:
    """Open a dialog of the room by the address that its link leads to; from a menu when it stands in one."""
    link = hands.page.locator(f"a[href*='/{path}']").first
    expect(link).to_be_attached(timeout=PATIENCE)  # what has just been done may still be on its way to the page
    if not link.is_visible():
        open_menu(hands, link.locator("xpath=ancestor::details[1]/summary"))
    hands.activate(link)
    return dialog(hands)


def sends(hands: Hands) -> None:
    """Send the dialog's form and see it close."""
    opened = hands.page.locator("#dialog[open]")
    hands.activate(opened.locator(".dialog-foot button:not([type=button])"))
    expect(opened).to_have_count(0, timeout=PATIENCE)


def ticks(hands: Hands, within: Locator, name: str, value: str = "") -> None:
    hands.activate(within.locator(f"[name={name}]" + (f'[value="{value}"]' if value else "")).first)


def first_person(opened: Locator, name: str = "person", like: str = "") -> None:
    """Choose somebody in a list of people: the first, or the first whose name is like that."""
    options = opened.locator(f"select[name={name}] option:not([value=''])").all_inner_texts()
    chosen = next(text for text in options if like in text)
    opened.locator(f"select[name={name}]").select_option(label=chosen)


def does(hands: Hands, path: str, nth: int = 0) -> None:
    """Press a button that carries out a verb at once."""
    form = hands.page.locator(f"form[action$='/{path}']").nth(nth)
    button = form.locator("button")
    expect(button).to_be_attached(timeout=PATIENCE)
    if not button.is_visible():
        open_menu(hands, form.locator("xpath=ancestor::details[1]/summary"))
    with hands.navigates():
        hands.activate(button)


def declared(agent: Hands, title: str) -> str:
    """Declare an incident from nothing; returns the address of its room."""
    go_by_rail(agent, "Incidents")
    agent.follow("link", "Declare an incident")
    agent.look("declaring an incident")
    agent.write(agent.page.locator("[name=title]"), title)
    ticks(agent, agent.page.locator("form.declare"), "services")
    agent.follow("button", "Declare")
    agent.reads(title)
    return re.search(r"/incidents/\d+/", agent.page.url)[0]  # type: ignore[index]


def tells_by_telephone(agent: Hands) -> None:
    """Everybody in the ledger who waits has been called."""
    waiting = agent.page.locator("a[href*='/mark-told']")
    for left in range(waiting.count(), 0, -1):
        opened = opens(agent, "mark-told")
        agent.write(opened.locator("[name=how]"), "på telefon")
        sends(agent)
        expect(waiting).to_have_count(left - 1, timeout=PATIENCE)


@BY_TOUCH_TOO
def test_from_the_first_sign_to_the_review(sign_in, system: System):
    title, subject = unlike("Resultat går inte att spara"), unlike("Kan inte spara")
    number = opened_by_mail(system, subject, "Ingen kan spara.", LOCAL_SUPPORT)
    other = opened_by_mail(system, unlike("Sparar inte"), "Samma hos oss.", next(WRITERS))
    agent = sign_in(AGENT)
    room = declared(agent, title)
    agent.look("the room of a new incident")

    opened = opens(agent, "set-severity")
    ticks(agent, opened, "severity", "2")
    agent.look("the severity")
    sends(agent)
    opened = opens(agent, "link-case")
    agent.write(opened.locator("[name=numbers]"), f"{number}, {other}")
    sends(agent)
    expect(agent.page.locator("#room-aside")).to_contain_text(str(number), timeout=PATIENCE)
    opened = opens(agent, "change-facts")
    agent.look("what it is about")
    sends(agent)
    opened = opens(agent, "set-communicator")
    first_person(opened)
    sends(agent)

    agent.write(agent.page.locator(".room-note textarea"), "Kön växer.")
    with agent.navigates():
        agent.activate(agent.page.locator(".room-note .button.is-note"))
    agent.reads("Kön växer.")
    opened = opens(agent, "attempt")
    ticks(agent, opened, "verdict", "reproduced")
    agent.write(opened.locator("[name=text]"), "Samma fel hos oss.")
    sends(agent)
    opened = opens(agent, "ask-for-decision")
    agent.write(opened.locator("[name=question]"), "Får vi starta om?")
    first_person(opened)
    sends(agent)
    expect(agent.page.locator("#room-work")).to_contain_text("Får vi starta om?", timeout=PATIENCE)
    opened = opens(agent, "decide?")
    agent.write(opened.locator("[name=answer]"), "Ja")
    agent.write(opened.locator("[name=reason]"), "Det går fort.")
    sends(agent)
    opened = opens(agent, "ask-for-decision")
    agent.write(opened.locator("[name=question]"), "Ska alla få veta?")
    first_person(opened)
    sends(agent)
    expect(agent.page.locator("#room-work")).to_contain_text("Ska alla få veta?", timeout=PATIENCE)
    does(agent, "withdraw-decision")
    opened = opens(agent, "record-decision")
    for name, text in (("question", "Telefonen"), ("answer", "Vi lägger ut ett besked"), ("reason", "Många ringer")):
        agent.write(opened.locator(f"[name={name}]"), text)
    sends(agent)

    opened = opens(agent, "add-task")
    agent.write(opened.locator("[name=what]"), "Ring drift")
    sends(agent)
    expect(agent.page.locator("#room-work")).to_contain_text("Ring drift", timeout=PATIENCE)
    does(agent, "do-task")
    opened = opens(agent, "add-task")
    agent.write(opened.locator("[name=what]"), "Läs loggen")
    sends(agent)
    expect(agent.page.locator("#room-work")).to_contain_text("Läs loggen", timeout=PATIENCE)
    does(agent, "drop-task")
    opened = opens(agent, "assign-step?kind=publish")
    first_person(opened)
    sends(agent)
    does(agent, "finish-step")
    opened = opens(agent, "skip-step?kind=")
    agent.write(opened.locator("[name=reason]"), "Ingen behövs")
    sends(agent)
    opened = opens(agent, "set-freeze")
    ticks(agent, opened, "what", "base_data")
    sends(agent)
    does(agent, "lift-freeze")
    agent.look("the room at work")

    expert = sign_in(EXPERT)
    expert.go("/")  # whoever has logged in before has no page open
    for turn in ("decline", "accept"):
        opened = opens(agent, "pull-in")
        first_person(opened, name="who", like="Iris Skenbild")
        sends(agent)
        expert.go(room)
        expert.look("asked to join")
        if turn == "decline":
            opens(expert, "decline")
            sends(expert)
        else:
            does(expert, "accept")
        agent.go(room)
    does(agent, "leave")

    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go("/")
    reporter.look("a disturbance on the front page")
    reporter.go("/new/fault/")
    reporter.page.locator("#id_service").select_option(index=1)
    reporter.look("a disturbance before reporting")
    reporter.go("/disturbances/")
    contact = sign_in("kontakt@uu.example")
    contact.go("/")
    does(contact, "also-affected")
    does(contact, "not-affected")

    agent.go(room)
    does(agent, "begin-monitoring")
    does(agent, "confirm")
    does(agent, "resolve")
    agent.look("resolved, and somebody waits")
    agent.follow("link", "Give the final answer")
    agent.write(agent.page.locator("[name=text_sv]"), "Nu fungerar det igen.")
    agent.press("button", "See what each gets")
    expect(agent.page.locator(".tell-text").first).to_contain_text("Nu fungerar det igen.", timeout=PATIENCE)
    agent.look("one answer to all")
    agent.follow("button", "Send to those ticked")
    agent.look("answers to all on their way")
    with agent.navigates():
        agent.activate(agent.page.locator(".undo button"))
    expect(agent.page.locator("[name=text_sv]")).to_have_value("Nu fungerar det igen.")
    agent.look("an answer to all that was taken back")
    agent.go(f"{room}reporters/")
    tells_by_telephone(agent)
    agent.look("the ledger when all know")
    agent.go(room)
    does(agent, "close")
    does(agent, "reopen")
    agent.look("nobody knows yet that it came back")
    does(agent, "resolve")
    agent.go(f"{room}reporters/")
    tells_by_telephone(agent)
    agent.go(room)
    does(agent, "close")

    agent.follow("link", "The review")
    does(agent, "mark-personal-data")
    opened = opens(agent, "decide-report")
    ticks(agent, opened, "verdict", "report")
    agent.write(opened.locator("[name=reason]"), "Det berör flera.")
    sends(agent)
    agent.go(f"{room}review/")
    opened = opens(agent, "note-sent-report")
    sends(agent)
    agent.go(f"{room}review/")
    agent.write(agent.page.locator("[name=causes]"), "Minnet tog slut.")
    agent.follow("button", "Save")
    opened = opens(agent, "add-action")
    agent.write(opened.locator("[name=what]"), "Slå på larmet")
    first_person(opened, "owner")
    sends(agent)
    agent.go(f"{room}review/")
    opened = opens(agent, "do-action")
    sends(agent)
    agent.go(f"{room}review/")
    agent.look("a review")
    opened = opens(agent, "skip-review")
    agent.write(opened.locator("[name=reason]"), "Liten")
    sends(agent)
    agent.go(f"{room}export/")
    agent.look("an incident as a document")
    answer = agent.page.request.get(f"{system.url}{room}export.md")
    assert title in answer.text()
    agent.page.goto("about:blank")
    with agent.page.expect_download():
        agent.page.evaluate(f"location.href = '{system.url}{room}export.md'")


def test_several_at_once_and_what_surrounds_them(sign_in, system: System):
    manager = sign_in(COORDINATOR)
    service = reported_by_many(system, unlike("Listan är tom"))
    manager.go("/desk/now/")
    manager.look("incidents on the situation now")
    first, second = declared(manager, unlike("Intyg saknas")), declared(manager, unlike("Intyg blir tomma"))
    go_by_rail(manager, "Incidents")
    manager.sees("leads several")
    manager.look("the board with one who leads two")
    proposal = manager.page.locator(".proposal", has_text=service)
    expect(proposal).to_be_visible(timeout=3 * PATIENCE)
    with manager.navigates():
        manager.activate(proposal.locator("form[action$='/dismiss'] button"))
    expect(proposal).to_have_count(0, timeout=PATIENCE)
    manager.follow("link", "Past incidents")
    manager.look("past incidents")
    manager.go("/incidents/report-rules/")
    manager.look("clocks for reporting")
    manager.follow("button", "Save")

    manager.go(second)
    manager.look("the first notice, written")
    does(manager, "first/")
    expect(manager.page.locator(".notice-room-row").first).to_be_visible(timeout=PATIENCE)
    opened = opens(manager, "hand-over-lead")
    first_person(opened)
    manager.write(opened.locator("[name=summary]"), "Vi väntar på drift.")
    manager.look("handing over the lead")
    sends(manager)
    number = opened_by_mail(system, unlike("Tomt intyg"), "Pdf:en är tom.", next(WRITERS))
    manager.go(f"/cases/{number}/")
    opened = opens(manager, "join")
    mine = first.strip("/").split("/")[-1]
    labels = opened.locator("select[name=incident] option").all_inner_texts()
    opened.locator("select[name=incident]").select_option(
        label=next(one for one in labels if one.startswith(f"#{mine} "))
    )
    manager.look("a case joins an incident")
    sends(manager)
    manager.go(first)
    opened = opens(manager, "split")
    manager.write(opened.locator("[name=title]"), unlike("En annan sak"))
    manager.activate(opened.locator("[name=cases]").first)
    with manager.navigates():
        manager.activate(opened.locator(".dialog-foot button:not([type=button])"))
    does(manager, "take-lead")
    manager.look("what was split off")
    made = manager.page.url
    manager.activate(manager.page.locator("form[action$='/unlink-case'] button").first)
    with manager.navigates():
        manager.activate(manager.page.locator("dialog[open] .is-primary").last)
    manager.page.goto(made)
    opened = opens(manager, "merge")
    manager.look("merging")
    with manager.navigates():
        manager.activate(opened.locator(".dialog-foot button:not([type=button])"))
