"""Writing in a case: who gets it is seen, nothing typed is lost, what was sent can be taken back while it can, not after."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import BY_TOUCH_TOO, PATIENCE, Hands
from tests.journeys.steps import WRITERS, hears_nothing, mail, opened_by_mail, takes, unlike
from tests.journeys.system import AGENT, COORDINATOR, System, plain_text

pytestmark = pytest.mark.browser


@BY_TOUCH_TOO
def test_an_answer_is_written_kept_taken_back_and_sent(sign_in, system: System, tmp_path):
    subject = unlike("Att svara på")
    writer = next(WRITERS)
    number = opened_by_mail(system, subject, "Vad gäller?", writer)
    agent = sign_in(AGENT, "en")
    takes(agent, number)
    composer = agent.page.locator("#composer-answer")
    reporter = composer.locator(".recipient").first.inner_text()
    agent.find("button", "Send to %(name)s", name=reporter, within=composer)
    expect(composer).to_contain_text("Answer that leaves the house")

    (tmp_path / "fel.txt").write_text("fel fil")
    (tmp_path / "instruktion.txt").write_text("Gör så här.")
    agent.upload(tmp_path / "fel.txt", tmp_path / "instruktion.txt", within=composer)
    agent.reads("instruktion.txt", within=composer)
    agent.press("button", "Remove %(name)s", name="fel.txt", within=composer)
    agent.misses("fel.txt", within=composer)
    box = composer.locator("textarea")
    agent.write(box, f"Så här gör ni. ({subject})")
    is_kept(agent, "#composer-answer")
    agent.look("an answer with a file")

    writes_a_note_meanwhile(agent)
    agent.page.reload()
    expect(box).to_have_value(f"Så här gör ni. ({subject})")
    agent.reads("instruktion.txt", within=composer)
    agent.misses("fel.txt", within=composer)

    early, late = sign_in(AGENT, "en"), sign_in(AGENT, "en")
    is_sent(agent)
    for window in (early, late):
        hears_nothing(window)
    late.page.clock.set_fixed_time(time.time())  # a clock that is behind
    early.go(f"/cases/{number}/")
    early.find("button", "Undo")
    agent.press("button", "Undo")
    expect(box).to_have_value(f"Så här gör ni. ({subject})")
    agent.reads("instruktion.txt", within=composer)
    early.press("button", "Undo")
    early.reads("The answer has already been taken back.")
    early.look("taken back already")

    is_sent(agent)
    late.go(f"/cases/{number}/")
    before = late.find("button", "Undo")
    sent = system.postbox.wait_for(writer, f"Så här gör ni. ({subject})")
    assert "instruktion.txt" in plain_text(sent)
    late.activate(before)
    late.reads("The answer has already been sent and cannot be taken back.")
    late.look("sent already")
    expect(agent.page.locator("#timeline .undo")).to_have_count(0, timeout=PATIENCE)


def is_kept(hands: Hands, form: str) -> None:
    said = hands.word("Saved {time}").partition("{")[0]
    expect(hands.page.locator(f"{form} [data-draft-status]")).to_contain_text(said, timeout=PATIENCE)


def writes_a_note_meanwhile(agent: Hands) -> None:
    """The note has a box and a colour of its own; what is in the other box stays."""
    agent.press("link", "Internal note")
    note = agent.page.locator("#composer-note")
    expect(note).to_contain_text("The reporter never sees it")
    expect(agent.page.locator("#composer-answer")).to_be_hidden()
    agent.write(note.locator("textarea"), "Halvfärdig anteckning")
    is_kept(agent, "#composer-note")
    agent.look("a note")
    agent.press("link", "Answer to the reporter")
    expect(note).to_be_hidden()


def is_sent(agent: Hands) -> None:
    agent.activate(agent.page.locator("#composer-answer .composer-foot button.is-primary"))
    expect(agent.page.locator("#timeline .undo")).to_be_visible(timeout=PATIENCE)


def test_what_came_meanwhile_is_read_before_one_answers(sign_in, system: System):
    subject = unlike("Svaret korsas")
    writer = next(WRITERS)
    number = opened_by_mail(system, subject, "Vad gäller?", writer)
    agent, other = sign_in(AGENT), sign_in(COORDINATOR)
    takes(agent, number)
    hears_nothing(agent)
    agent.go(f"/cases/{number}/")
    note = "Halva tanken."
    agent.press("link", "Internal note")
    agent.write(agent.page.locator("#composer-note textarea"), note)
    is_kept(agent, "#composer-note")
    agent.page.reload()
    expect(agent.page.locator("#composer-note textarea")).to_have_value(note)
    expect(agent.page.locator("#composer-note")).to_be_visible()

    other.go(f"/cases/{number}/")
    asked = system.postbox.wait_for(writer, subject)
    reply = mail(f"Re: {asked['Subject']}", "Glöm det, det löste sig!", writer)
    reply["In-Reply-To"] = asked["Message-ID"]
    system.send(reply, writer)
    other.reads("Glöm det, det löste sig!")

    agent.press("link", "Answer to the reporter")
    agent.write(agent.page.locator("#composer-answer textarea"), "Här är ett långt svar.")
    agent.activate(agent.page.locator("#composer-answer .composer-foot button.is-primary"))
    agent.sees("Somebody has written in the case since you opened it. Read that first; your answer is kept.")
    expect(agent.page.locator("#composer-answer textarea")).to_have_value("Här är ett långt svar.")
    agent.look("somebody was faster")
    agent.press("button", "Send anyway")
    agent.reads("Här är ett långt svar.", within=agent.page.locator("#timeline"))
    agent.press("button", "Undo")
    expect(agent.page.locator("#composer-answer textarea")).to_have_value("Här är ett långt svar.")
    expect(agent.page.locator("#timeline .undo")).to_have_count(0)
