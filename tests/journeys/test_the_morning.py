"""The morning: the situation at a glance, much dealt out at once, and the stand-up from its beginning to the day after."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import WRITERS, go_by_rail, hears_nothing, opened_by_mail, takes, unlike
from tests.journeys.system import AGENT, COORDINATOR, EXPERT, System

pytestmark = pytest.mark.browser


def until(page: Page, holds: str) -> None:
    """The page's policy refuses what is waited for inside it, so it is asked from here."""
    for _turn in range(50):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


def test_the_situation_stands_on_one_page_and_renews_itself(sign_in, system: System):
    manager = sign_in(COORDINATOR)
    manager.go("/")
    manager.heading("The situation now")
    for heading in ("Next promises to break", "Overdue", "Who carries what"):
        manager.heading(heading)
    manager.sees("Usually")
    manager.look()
    countdown = manager.page.locator("time[data-countdown]").first
    before = countdown.inner_text()
    expect(countdown).not_to_have_text(before, timeout=PATIENCE)

    waiting = manager.page.locator(".figure dd").first
    were = int(waiting.inner_text())
    opened_by_mail(system, unlike("Kommer in medan man tittar"), "Text.", next(WRITERS))
    expect(waiting).to_have_text(re.compile(str(were + 1)), timeout=PATIENCE)

    manager.follow("link", "Wall screen")
    manager.heading("The situation now")
    expect(manager.page.locator(".rail")).to_have_count(0)
    manager.sees("Protected cases are never named here.")
    manager.press("button", "Dark")
    expect(manager.page.locator("html")).to_have_attribute("data-theme", "dark")
    manager.look("on a wall, dark")
    manager.press("button", "Light")
    manager.look("on a wall")
    usual = manager.page.viewport_size
    for height in (1080, 900):  # nobody scrolls a wall: it fits, and says how many more there are
        manager.page.set_viewport_size({"width": 1920, "height": height})
        expect(manager.page.locator("#now")).to_have_attribute("data-fitted", "")
        until(manager.page, "document.documentElement.scrollHeight <= innerHeight")
        until(
            manager.page,
            "[...document.querySelectorAll('[data-fits]')].every((one) => one.scrollHeight <= one.clientHeight + 1)",
        )
    expect(manager.page.locator(".now-more[data-left]:visible").first).to_have_text(re.compile(r"\d+ (more|till)"))
    manager.page.set_viewport_size(usual)
    manager.follow("link", "Back to the desk")
    manager.heading("The situation now")
    manager.activate(manager.page.locator(".figure", has_text=manager.word("Overdue balls")).get_by_role("link"))
    manager.heading("Overdue balls")
    expect(manager.page.locator("#overdue .glances > li").first).to_be_visible()
    manager.look()

    expert = sign_in(EXPERT)
    answer = expert.page.goto(f"{system.url}/desk/now/")
    assert answer is not None
    assert answer.status == 403


def test_many_are_dealt_out_after_a_look_at_who_then_carries_what(sign_in, system: System):
    word = unlike("Fördelas många").split()[-1]
    numbers = [
        opened_by_mail(system, f"Många {word} {place}", "Text.", next(WRITERS)) for place in ("ett", "två", "tre")
    ]
    manager, other = sign_in(COORDINATOR), sign_in(AGENT)
    manager.go("/desk/inflow/")
    hears_nothing(manager)
    manager.page.reload()
    for number in numbers:
        row = manager.page.locator("#inflow [data-row]", has_text=f"#{number}")
        manager.activate(row.locator("input[data-select]"))
    bar = manager.page.locator("[data-selection]")
    manager.follow("button", "Deal out…", within=bar)
    manager.heading("Deal out")
    manager.sees("What each then carries")
    manager.look()
    with manager.page.expect_response(re.compile("deal-out")):
        manager.choose("Give %(number)s to", "Embla Fiktiv", number=numbers[0], written=True)
    embla = manager.page.locator("#dealing-load tr", has_text="Embla Fiktiv")
    expect(embla).to_contain_text("+", timeout=PATIENCE)
    manager.look("a row changed")
    takes(other, numbers[2])
    manager.follow("button", "Deal out")
    outcome = manager.page.get_by_role("group", name=re.compile("gick inte att ändra"))
    expect(outcome).to_contain_text(f"#{numbers[2]}: Birger Påhitt", timeout=PATIENCE)
    manager.look("some were refused")
    manager.go(f"/cases/{numbers[0]}/")
    manager.reads("Embla Fiktiv")


def test_the_stand_up_from_its_beginning_to_the_day_after(sign_in, system: System):
    word = unlike("Ingens på stå-uppen").split()[-1]
    manager = sign_in(COORDINATOR)
    go_to_stand_up(manager)
    manager.look("before it begins")
    manager.fill("Stuck: working days without contact with the reporter", "4")
    manager.follow("button", "Save")
    for _turn in range(2):
        manager.activate(manager.page.get_by_role("checkbox", name="Folke Sagolund"))
    manager.follow("button", "Begin the stand-up")
    manager.look("the first item")

    if manager.keyboard:
        manager.key("s")
        expect(manager.page.locator("[data-timer-pause]")).to_be_visible()
        for key, place in (("l", "promises.0"), ("h", "acute.0"), ("j", "acute.1"), ("k", "acute.0")):
            manager.key(key)
            expect(manager.page).to_have_url(re.compile(re.escape(place)), timeout=PATIENCE)
    place, number = find_nobodys(manager)
    manager.look("nobody's, with those who could take it")
    write_decision(manager, f"Vi provar {word} själva först.")
    manager.page.goto(f"{system.url}/desk/stand-up/?at={place}")
    manager.reads(f"Vi provar {word} själva först.")
    manager.look("decided")
    give_it_to_the_first(manager)
    manager.page.goto(f"{system.url}/desk/stand-up/?at=thanks.0")
    manager.heading("Since last time")
    manager.look("the joy")
    manager.activate(manager.page.locator(".standup-head .menu > summary"))
    manager.follow("button", "Save", within=manager.page.locator(".standup-head .menu-list"))

    after = system.postbox.count
    manager.press("button", manager.word("End", "stand-up"), written=True)
    manager.follow("button", "Continue", within=manager.page.locator("dialog[open]"))
    manager.heading("What came of it")
    manager.reads(f"Vi provar {word} själva först.")
    manager.look("afterwards")
    system.postbox.wait_for("dagny.latsas@bollkoll.example", word, after=after)
    manager.follow("link", "All stand-ups")
    manager.heading("Stand-ups")
    manager.look("all of them")

    agent = sign_in(AGENT, "en")
    agent.go(f"/cases/{number}/")
    agent.sees("Internal: from the stand-up")


def go_to_stand_up(manager: Hands) -> None:
    """The page to begin one; one that an earlier walk left open is ended first."""
    manager.go("/desk/inflow/")
    go_by_rail(manager, "Stand-up")
    if manager.page.locator(".standup-head").count():
        manager.press("button", manager.word("End", "stand-up"), written=True)
        manager.follow("button", "Continue", within=manager.page.locator("dialog[open]"))
        go_by_rail(manager, "Stand-up")


def find_nobodys(manager: Hands) -> tuple[str, int]:
    """Walk through nobody's until a case that somebody can be given is in focus; its place and number."""
    for at in range(40):
        manager.page.goto(f"{manager.url}/desk/stand-up/?at=nobody.{at}")
        found = re.search(r"#(\d+)", manager.page.locator(".standup-item").inner_text())
        if found and manager.page.locator(".standup-agents .button").count():
            return f"nobody.{at}", int(found[1])
    raise AssertionError("nobody's has no case to give")


def write_decision(manager: Hands, text: str) -> None:
    if manager.keyboard:
        manager.key("n")
        manager.page.keyboard.insert_text(text)
        with manager.navigates():
            manager.key("ControlOrMeta+Enter")
        return
    manager.fill("Decision or question, as an internal note on the case", text)
    manager.follow("button", "Save as decision")


def give_it_to_the_first(manager: Hands) -> None:
    first = manager.page.locator(".standup-agents .button").first
    with manager.navigates():
        if manager.keyboard:
            manager.key("1")
        else:
            manager.activate(first)
