"""The incident manager plans the summer: it is drawn, told to reporters, copied to the next year; and what targets promise."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.coming_in import row
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import number_of, unlike
from tests.journeys.system import AGENT, LOCAL_SUPPORT, System, plain_text
from tests.journeys.system import COORDINATOR as MANAGER

pytestmark = pytest.mark.browser
FAR = {"mouse": 0, "keyboard": 3, "phone": 6}
"""Years apart, so that the three ways of walking do not meet each other's periods."""


def refused(hands: Hands, state: str = "refused") -> None:
    expect(hands.page.locator(".errors").filter(visible=True)).to_be_visible(timeout=PATIENCE)
    hands.look(state)


def agrees(hands: Hands) -> None:
    """Yes, in the dialog that asks first."""
    dialog = hands.page.locator("dialog[open]")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    with hands.navigates():
        hands.activate(dialog.locator("button.is-primary"))


def test_a_summer_is_planned_changed_and_copied_to_the_next_year(sign_in, way):
    manager = sign_in(MANAGER)
    year = timezone.localdate().year + 4 + FAR[way]
    manager.go("/settings/")
    manager.follow("link", "Staffing and notices", within=manager.page.locator(".tabs"))
    manager.look()
    manager.go(f"/settings/staffing/?year={year}")
    manager.sees("Everything is handled as usual the whole of %(year)s.", year=year)
    manager.look("an empty year")
    manager.follow("link", "Add a period")
    manager.look()
    manager.fill("first day", f"{year}-07-12")
    manager.fill("last day", f"{year}-07-01")
    manager.press("button", "Save")
    refused(manager)
    for kind in ("question", "change"):
        manager.activate(manager.page.locator(f"input[name=kinds][value={kind}]"))
    manager.activate(manager.page.locator("input[name=level][value=delayed]"))
    manager.fill("last day", f"{year}-07-25")
    manager.press("button", "Save")
    manager.sees("Say how many working days longer it takes.")
    refused(manager, "without days")
    manager.fill("working days more than usual", "4")
    manager.press("button", "See how it looks")
    manager.heading("So it will look")
    manager.look("before it is saved")
    manager.follow("button", "Save")
    manager.sees("The staffing calendar is saved.")
    manager.look("planned")
    rows = manager.page.locator(".table.stacks tbody tr")
    expect(rows).to_have_count(1)

    manager.follow("link", "Change", within=rows.first)
    manager.look()
    manager.activate(manager.page.locator("input[name=also]"))
    manager.activate(manager.page.locator("input[name=level][value=paused]"))
    manager.fill("send before", f"{year}-07-01")
    manager.fill("to have it handled before", f"{year}-07-12")
    manager.follow("button", "Save")
    expect(rows).to_have_count(2)
    manager.reads(manager.word("paused"), within=row(manager, manager.word("Question", "case kind")))

    manager.go(f"/settings/staffing/?year={year + 1}")
    manager.follow("button", "Copy the summer of %(before)s", before=year)
    expect(rows).to_have_count(2)
    manager.look("copied")
    manager.press("button", "Remove", within=rows.first)
    agrees(manager)
    manager.sees("The period is removed: it is as usual again.")
    expect(rows).to_have_count(1)

    agent = sign_in(AGENT, "en", kind="mouse")
    agent.go(f"/settings/staffing/?year={year}")
    agent.look("as an agent reads it")
    expect(agent.page.locator("main form")).to_have_count(0)


def test_a_pause_is_told_before_one_sends_and_targets_promise(sign_in, system: System):
    manager, reporter = sign_in(MANAGER), sign_in(LOCAL_SUPPORT, kind="mouse")
    today = timezone.localdate()
    manager.go("/settings/staffing/add")
    manager.activate(manager.page.locator("input[name=kinds][value=question]"))
    manager.fill("first day", f"{today:%Y-%m-%d}")
    manager.fill("last day", f"{today + timedelta(days=2):%Y-%m-%d}")
    manager.activate(manager.page.locator("input[name=level][value=paused]"))
    manager.fill("own text in Swedish", unlike("Frågor vilar"))
    text = manager.field("own text in Swedish").input_value()
    manager.follow("button", "Save")
    manager.go("/settings/targets/")
    manager.look()
    answer = manager.page.locator("input[name=question_0_answer]")
    manager.write(answer, "0")
    manager.press("button", "Save")
    refused(manager)
    manager.write(manager.page.locator("input[name=question_0_answer]"), "16")
    manager.follow("button", "Save")
    manager.sees("The targets are saved. They count for what comes in from now on.")

    reporter.go("/new/question/")
    reporter.reads(text)
    reporter.go("/new/fault/")
    reporter.misses(text)
    reporter.go("/new/question/")
    subject = unlike("Fråga med löfte")
    reporter.fill("Subject", subject)
    reporter.fill("Your question", "När får vi svar?")
    before = system.postbox.count
    reporter.follow("button", "Send the question")
    number_of(reporter)
    reporter.sees("We promise a first answer at the latest")
    reporter.reads(text)
    reporter.look("promised")
    letter = plain_text(system.postbox.wait_for(LOCAL_SUPPORT, subject, after=before))
    assert text in letter and "Du får ett första svar senast" in letter

    agent = sign_in(AGENT, "en", kind="mouse")
    agent.go("/settings/targets/")
    agent.reads("16")
    agent.look("as an agent reads it")
    manager.write(manager.page.locator("input[name=question_0_answer]"), "")
    manager.follow("button", "Save")
    manager.go(f"/settings/staffing/?year={today.year}")
    manager.press("button", "Remove", within=row(manager, text))
    agrees(manager)
    reporter.go("/new/question/")
    reporter.misses(text)
