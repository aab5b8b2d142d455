"""What must not stand in a text: masked there, kept where only the support can open it, read with a reason, gone by a rule."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE
from tests.journeys.steps import WRITERS, keeps_protected, number_of, opened_by_mail, panel, takes, unlike
from tests.journeys.system import AGENT, COORDINATOR, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser
NUMBER, MASKED = "19850412-2385", "19850412-••••"


def test_a_number_of_a_person_goes_where_only_the_support_can_open_it(sign_in, system: System, way: str):
    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go("/new/question/")
    reporter.fill("Subject", unlike("Fel identitet"))
    reporter.fill("Your question", f"Det gäller {NUMBER}, som har två identiteter.")
    reporter.press("button", "Keep it protected")
    expect(reporter.field("Your question")).to_have_value(re.compile(MASKED), timeout=PATIENCE)
    reporter.follow("button", "Send the question")
    number = number_of(reporter)
    reporter.reads(MASKED)
    reporter.sees("the support has not read it")
    reporter.follow("link", "Leave data protected")
    reporter.look("to leave data")
    reporter.choose("contact details")
    reporter.fill("What to call it", "Studentens nya adress")
    reporter.fill("The data", "Påhittade gatan 1")
    reporter.follow("button", "Leave it")
    reporter.reads("Studentens nya adress")
    reporter.misses("Påhittade gatan 1")
    reporter.look("what was left")

    agent = sign_in(AGENT)
    takes(agent, number)
    beside = panel(agent, "Protected data")
    agent.activate(beside.get_by_role("link", name=re.compile(MASKED)).first)
    dialog = agent.page.locator("#dialog[open]")
    agent.press("button", "Show", within=dialog)
    expect(dialog.locator("[aria-invalid]").first).to_be_visible(timeout=PATIENCE)
    agent.fill("Why do you need to read it?", "Jämför med folkbokföringen.", within=dialog)
    agent.press("button", "Show", within=dialog)
    agent.reads(NUMBER, within=dialog)
    agent.look("a value that is shown")
    agent.press("button", "Close", within=dialog)
    expect(agent.page.get_by_text(NUMBER)).to_have_count(0, timeout=PATIENCE)
    agent.go(f"/restricted/cases/{number}/")
    agent.reads("Jämför med folkbokföringen.")
    agent.look("who has read it")
    agent.press("button", "Erase", within=agent.page.locator("tr", has_text="nya adress"))
    agent.press("button", "Continue", within=agent.page.locator("dialog:modal"))
    agent.sees("The data is erased.")


def test_from_the_composer_the_dialog_and_the_rules(sign_in, system: System):
    number = opened_by_mail(system, unlike("Dubblett"), "Samma person två gånger.", next(WRITERS))
    agent = sign_in(AGENT)
    takes(agent, number)
    agent.key("n")
    note = agent.page.locator("#composer-note textarea")
    agent.write(note, f"Ringde om {NUMBER}.")
    agent.press("button", "Keep it protected")
    expect(note).to_have_value(re.compile(MASKED), timeout=PATIENCE)
    agent.go(f"/cases/{number}/")
    agent.reads(MASKED, within=panel(agent, "Protected data"))
    keeps_protected(agent, "Reservidentitet", "820202-T000")

    head = sign_in(COORDINATOR)
    head.go("/restricted/retention/")
    head.look("how long things are kept")
    head.go("/restricted/retention/secrets/question/")
    head.fill("Days after closing", "30")
    head.fill("Decision", "Gallringsbeslut 4")
    head.follow("button", "Save")
    head.reads("Gallringsbeslut 4")
    head.go("/restricted/retention/secrets/")
    head.look("a rule")


def test_a_locked_record_is_read_verified_filed_and_relieved_of_persons(sign_in, system: System):
    head = sign_in(COORDINATOR)
    head.go("/records/")
    head.look("the records")
    head.follow("link", "Kopiering av meriter", written=True)
    head.sees("How it is proved")
    head.look("a record")
    with head.page.expect_download() as document:
        head.press("link", "As a document")
    assert document.value.suggested_filename.endswith(".pdf")
    erase = head.page.get_by_role("button", name=head.word("Erase personal data"))
    if erase.count():  # the demonstration has one record: whoever comes first relieves it for good
        head.activate(erase.first)
        head.press("button", "Continue", within=head.page.locator("dialog:modal"))
        head.sees("The personal data is gone from the record. The chain holds.")
    head.go("/records/verify/")
    head.sees("Yes. Nothing has been changed, added or taken away.")
    head.look("they hold")


def test_a_file_that_nothing_holds_back_is_not_asked_about_again(sign_in, system: System):
    """No scanner is configured here: the address of another look answers only to a form, which no page shows."""
    agent = sign_in(AGENT)
    answer = agent.page.goto(f"{system.url}/cases/files/{UUID(int=1)}/scan-again")
    assert answer is not None and answer.status == 405
