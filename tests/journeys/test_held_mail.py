"""Mail that could not become a case by itself: an agent looks, and lets in, adds, has it read again or puts it aside."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import Hands
from tests.journeys.steps import go_by_rail, mail, number_of, opened_by_mail, unlike
from tests.journeys.system import AGENT, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser


def held(agent: Hands, system: System, subject: str, sender: str = "") -> None:
    """A stranger's mail has come in; the open list of held mail shows it by itself."""
    sender = sender or "nagon.annan@institutionen.example"
    system.send(mail(subject, "Vi hittar inte våra studenter i Ladok.\n\nHälsningar\nNågon", sender), sender)
    agent.reads(subject)


def opens(agent: Hands, subject: str) -> None:
    agent.follow("link", subject, written=True)
    agent.heading("Make it a new case")


def test_a_stranger_is_let_in_as_a_contact(sign_in, system: System):
    agent = sign_in(AGENT)
    agent.go("/desk/inflow/")
    go_by_rail(agent, "Held mail")
    subject = unlike("Studenter saknas i kursen")
    sender = f"{subject.split()[-1]}@privat.example"
    held(agent, system, subject, sender)
    agent.look()
    opens(agent, subject)
    agent.reads("Vi hittar inte våra studenter i Ladok.")
    agent.look()
    with agent.page.expect_download() as downloaded:
        agent.press("link", "Original (.eml)")
    assert downloaded.value.suggested_filename.endswith(".eml")

    panel = agent.page.locator("form[action$='/let-in']")
    agent.fill("From", "ingen@ingenstans.example", within=panel)
    agent.press("button", "Open a case", within=panel)
    agent.sees("There is nobody with that address. Choose one of the list.")
    agent.look("refused")
    panel = agent.page.locator("form[action$='/let-in']")
    agent.fill("From", LOCAL_SUPPORT, within=panel)
    agent.choose("Remember that they write from this address", within=panel)
    agent.follow("button", "Open a case", within=panel)
    number = number_of(agent)
    agent.reads("Vi hittar inte våra studenter i Ladok.")
    agent.reads(subject)

    again = unlike("Nu från samma adress")
    opened_by_mail_from_alias(system, again, sender)
    agent.go("/cases/?view=all&q=" + again.split()[-1])
    agent.reads(again)
    assert number


def opened_by_mail_from_alias(system: System, subject: str, sender: str) -> None:
    """The address is known now: what comes from it becomes a case, and the acknowledgement goes to the first address."""
    before = system.postbox.count
    system.send(mail(subject, "Från min andra adress.", sender), sender)
    system.postbox.wait_for(LOCAL_SUPPORT, subject, after=before)


def test_a_held_mail_is_added_to_a_case(sign_in, system: System):
    subject = unlike("Resultat saknas för en kurs")
    number = opened_by_mail(system, subject, "Kursen är UUXA01.")
    agent = sign_in(AGENT)
    agent.go("/mail/held/")
    more = unlike("Mer om samma kurs")
    held(agent, system, more)
    opens(agent, more)
    panel = agent.page.locator("form[action$='/add-to-case']")
    agent.fill("Case number", "999999999", within=panel)
    agent.fill("From", LOCAL_SUPPORT, within=panel)
    agent.press("button", "Add to the case", within=panel)
    agent.sees("There is no case with that number.")
    panel = agent.page.locator("form[action$='/add-to-case']")
    agent.fill("Case number", str(number), within=panel)
    agent.follow("button", "Add to the case", within=panel)
    assert number_of(agent) == number
    agent.reads("Vi hittar inte våra studenter i Ladok.")


def test_a_held_mail_is_put_aside_and_taken_back_and_read_again(sign_in, system: System):
    agent = sign_in(AGENT)
    agent.go("/mail/held/")
    subject = unlike("Vinn en resa")
    held(agent, system, subject)
    opens(agent, subject)
    agent.follow("button", "Put it aside")
    agent.misses(subject)
    agent.follow("link", "Put aside")
    agent.look("put aside")
    opens(agent, subject)
    agent.follow("button", "Take back")
    agent.sees("Put it aside")
    agent.follow("button", "Read again")
    agent.reads(subject)

    other = unlike("Vinn en annan resa")
    held(agent, system, other)
    for one in (subject, other):
        agent.activate(agent.page.locator("[data-row]", has_text=one).locator("input[type=checkbox]"))
    agent.look("chosen")
    agent.follow("button", "Put it aside")
    agent.misses(subject)
    agent.misses(other)
    agent.follow("link", "Already read")
    expect(agent.page.locator("[data-row]").first).to_be_visible()
    agent.look("read")
