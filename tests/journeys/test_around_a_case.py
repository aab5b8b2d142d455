"""Those who follow a case and look at it, templates for answers, files and mail, long stories, and cases of the telephone."""

import re

import pytest
from playwright.sync_api import expect

from bollkoll.channels.email.tests import mails
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import WRITERS, done, number_of, opened_by_mail, panel, takes, tools, unlike
from tests.journeys.system import AGENT, COORDINATOR, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser


def test_others_follow_a_case_and_see_who_is_there(sign_in, system: System):
    subject = unlike("Att följa")
    number = opened_by_mail(system, subject, "Text.", next(WRITERS))
    agent, other = sign_in(AGENT), sign_in(COORDINATOR)
    takes(agent, number)
    agent.press("link", "Add", within=panel(agent, "Follow"))
    dialog = agent.page.locator("#dialog")
    agent.choose("Person", "Asta Exempel", within=dialog, written=True)
    agent.look("adding a follower")
    done(agent, "Add", "They follow the case now.")
    agent.reads("Asta Exempel", within=panel(agent, "Follow"))

    other.go(f"/cases/{number}/")
    agent.page.reload()
    agent.sees("%(name)s is looking", name="Asta")
    other.press("link", "Internal note")
    other.activate(other.page.locator("#composer-note textarea"))
    other.page.keyboard.type("Jag skriver något ", delay=10)
    agent.page.reload()
    agent.sees("%(name)s is writing", name="Asta")
    agent.look("somebody is writing")
    mention(other)
    before = system.postbox.count
    other.press("button", "Save note")
    other.reads("Jag skriver något @Embla Fiktiv")
    system.postbox.wait_for("embla.fiktiv@bollkoll.example", str(number), after=before)

    agent.press("button", "Take %(name)s off", name="Asta Exempel", within=panel(agent, "Follow"))
    agent.sees("They no longer follow the case.")


def mention(hands: Hands) -> None:
    """A colleague is named after @, from the list that comes."""
    hands.page.keyboard.type("@Emb", delay=20)
    option = hands.page.get_by_role("option", name=re.compile("Embla"))
    expect(option).to_be_visible(timeout=PATIENCE)
    hands.look("mentioning")
    if hands.keyboard:
        hands.key("Enter")
    else:
        hands.activate(option)


def test_a_template_is_written_used_and_put_away(sign_in, system: System):
    number = opened_by_mail(system, unlike("Att svara på med en mall"), "Text.", next(WRITERS))
    agent = sign_in(AGENT)
    name = unlike("Vänta på rättning")
    agent.go("/templates/")
    agent.look()
    agent.follow("link", "New template")
    agent.look()
    agent.fill("Name", name)
    agent.fill("Text in Swedish", "Hej {förnamn}, felet rättas i nästa version.")
    agent.press("button", "Save")
    agent.look("refused")
    variables = agent.page.locator("#variables ~ dl code").all_inner_texts()
    agent.fill("Text in Swedish", f"Hej {variables[0]}, felet rättas i nästa version.")
    agent.follow("button", "Save")
    agent.follow("link", name, written=True)
    agent.fill("Text in English", f"Hello {variables[0]}, it will be mended in the next version.")
    agent.follow("button", "Save")

    takes(agent, number)
    composer = agent.page.locator("#composer-answer")
    agent.press("summary", "Templates", within=composer)
    agent.look("templates")
    agent.press("button", name, within=composer, written=True)
    expect(composer.locator("textarea")).to_have_value(re.compile(r"Hej \S.*, felet rättas i nästa version\."))
    agent.activate(composer.locator(".composer-foot button.is-primary"))
    agent.reads("felet rättas i nästa version.", within=agent.page.locator("#timeline"))

    agent.go("/templates/")
    row = agent.page.locator("tr", has_text=name)
    expect(row).to_contain_text("1")
    agent.follow("button", "Put away", within=row)
    gone = agent.page.locator("li", has_text=name)
    agent.look("put away")
    agent.follow("button", "Bring back", within=gone)
    agent.follow("button", "Put away", within=agent.page.locator("tr", has_text=name))


def test_files_and_mail_with_layout_are_looked_at(sign_in, system: System):
    subject = unlike("Med filer")
    before = system.postbox.count
    raw = mails.owa_reply(
        sender=LOCAL_SUPPORT, to="support@bollkoll.example", subject=subject, body="Se bilagorna.",
        quoted="Hej,\n\nvad gäller det?",
        message_id=f"<{subject.split()[-1]}@larosate.example>", in_reply_to="",
        files=[("bild.png", "image/png", mails.PIXEL), ("lista.txt", "text/plain", b"UUXA01;VG\r\n"),
               ("sida.html", "text/html", b"<script>alert(1)</script>")],
    )  # fmt: skip
    system.send(raw, LOCAL_SUPPORT)
    answer = system.postbox.wait_for(LOCAL_SUPPORT, subject, after=before)
    agent = sign_in(AGENT, "en")
    agent.go(f"/cases/{re.search(r'#([0-9]+)', str(answer['Subject']))[1]}/")
    agent.reads("Se bilagorna.")
    timeline = agent.page.locator("#timeline")
    shown = timeline.locator("img.file-preview").first
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("naturalWidth", 1)
    seen = agent.page.request.get(agent.url + timeline.locator(".file-name", has_text="bild.png").get_attribute("href"))
    assert seen.status == 200 and seen.headers["content-type"].startswith("image/png")
    assert "sandbox" in seen.headers["content-security-policy"]

    agent.press("summary", "As it looked in the mail", within=timeline)
    expect(agent.page.frame_locator("iframe.mail-frame").get_by_text("vad gäller det?").first).to_be_visible(
        timeout=PATIENCE
    )
    agent.look("with the mail's layout")
    with agent.page.expect_download() as downloaded:
        agent.activate(timeline.locator(".file-name", has_text="sida.html"))
    assert downloaded.value.suggested_filename == "sida.html"
    with agent.navigates():
        agent.activate(timeline.locator(".file-name", has_text="lista.txt"))
    agent.reads("UUXA01;VG")


@pytest.mark.parametrize("way", ["keyboard", "phone"])
def test_the_middle_of_a_long_case_is_folded(sign_in, system: System, way):
    number = opened_by_mail(system, unlike("Lång historia"), "Det första.", next(WRITERS))
    agent = sign_in(AGENT)
    agent.go(f"/cases/{number}/")
    agent.page.evaluate(MANY_NOTES, [f"/cases/{number}/note", 26])
    agent.page.reload()
    agent.reads("Tillägg nummer 25.")
    agent.misses("Tillägg nummer 2.")
    agent.look("folded")
    agent.activate(agent.page.locator("#older > summary"))
    agent.reads("Tillägg nummer 2.")
    agent.look("unfolded")


MANY_NOTES = """async ([url, count]) => {
  const headers = { "X-CSRFToken": document.body.dataset.csrf };
  const text = (n) => new URLSearchParams({ text: `Tillägg nummer ${n}.` });
  for (let n = 0; n < count; n++) await fetch(url, { method: "POST", headers, body: text(n) });
}"""


def test_a_case_is_opened_for_somebody_who_calls(sign_in, system: System, tmp_path):
    agent = sign_in(AGENT)
    agent.go("/desk/mine/")
    agent.follow("link", "New case")
    agent.look()
    agent.press("button", "Open the case")
    agent.sees("This field is required.")
    agent.look("refused")
    subject = unlike("Ringde om resultat")
    role = agent.field("Who calls?")
    name = next(text for text in role.locator("option").all_inner_texts() if "· UU" in text)
    agent.choose("Who calls?", name, written=True)
    agent.fill("Subject line", subject)
    agent.fill("What they said", "Hittar inte resultaten.")
    (tmp_path / "anteckning.txt").write_text("anteckning")
    agent.upload(tmp_path / "anteckning.txt")
    agent.reads("anteckning.txt")
    agent.follow("button", "Open the case")
    agent.reads("Hittar inte resultaten.")
    agent.reads("anteckning.txt")
    expect(tools(agent).locator("[data-key=t]")).to_have_count(0)
    assert number_of(agent)
