"""Trying to see the fault oneself: what was tried stands in the case, in lists, and nowhere outside the support."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import WRITERS, asked, done, opened_by_mail, panel, takes, tools, unlike
from tests.journeys.system import AGENT, EXPERT, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser
TEAM = "Team Studiedeltagande och resultat"
"""What the expert of the demonstration is a member of."""


def picture(folder: Path) -> Path:
    path = folder / "skärmbild.png"
    Image.new("RGB", (320, 200), "#446688").save(path)
    return path


def attempts(hands: Hands) -> Locator:
    return hands.page.locator("#timeline .entry", has=hands.page.locator(".attempt"))


def test_a_fault_is_tried_until_it_takes_more_data(sign_in, system: System, tmp_path):
    subject = unlike("Betyg försvinner")
    number = opened_by_mail(system, subject, "Betygen försvinner när listan sorteras om.", LOCAL_SUPPORT)
    agent = sign_in(AGENT)
    takes(agent, number)

    dialog = asked(agent, "Reproduce")
    agent.look("trying")
    agent.press("button", "Save the attempt", within=dialog)
    expect(dialog.locator(".errors, [role=alert]").first).to_be_visible(timeout=PATIENCE)
    agent.look("refused")
    agent.choose("Environment", "Test", within=dialog, written=True)
    agent.fill("Version", "2.47.1", within=dialog)
    agent.fill("What you did", "Sorterade listan två gånger, student 19811228-9874.", within=dialog)
    expect(dialog.locator(".identity.is-certain")).to_be_visible(timeout=PATIENCE)
    expect(dialog.locator(".identity button")).to_have_count(1)
    agent.look("an identity number")
    agent.activate(dialog.locator(".identity button"))
    expect(agent.field("What you did", within=dialog)).to_have_value(re.compile(r"19811228-••••"))
    agent.fill("Data used", "Kurs TE1104", within=dialog)
    agent.fill("What should happen", "Betygen står kvar.", within=dialog)
    agent.fill("What happened", "Tre av tio rader blev tomma. " * 40, within=dialog)
    agent.activate(dialog.locator("[name=verdict][value=reproduced]"))
    agent.upload(picture(tmp_path), within=dialog)
    agent.reads("skärmbild.png", within=dialog)
    expect(dialog.locator("input[name=files]")).to_have_count(1, timeout=PATIENCE)
    agent.look("written")
    done(agent, "Save the attempt", "The attempt is saved.")

    expect(attempts(agent)).to_have_count(1, timeout=PATIENCE)
    agent.reads("2.47.1", within=attempts(agent))
    agent.misses("9874")
    expect(attempts(agent).locator("img.file-preview")).to_be_visible()
    agent.activate(attempts(agent).locator(".attempt-long > summary"))
    agent.reads("Betygen står kvar.", within=attempts(agent))
    agent.sees("in %(place)s", within=panel(agent, "Reproduction"), place="Test")
    agent.look("tried once")

    dialog = asked(agent, "Reproduce")
    agent.choose("Environment", "Produktion", within=dialog, written=True)
    agent.fill("What you did", "Samma sak, med kursens egen lista.", within=dialog)
    agent.activate(dialog.locator("[name=verdict][value=needs_data]"))
    with agent.navigates():
        agent.press("button", "Save the attempt", within=dialog)
    agent.sees("The attempt is saved. A question to the reporter is drafted below: read it, change it, send it.")
    composer = agent.page.locator("#composer-answer")
    expect(composer.locator("textarea")).to_have_value(re.compile("Samma sak, med kursens egen lista"))
    expect(composer.locator("[name=then][value=waiting]")).to_be_checked()
    expect(attempts(agent)).to_have_count(2)
    agent.look("a drafted question")
    before = system.postbox.count
    agent.activate(composer.locator(".composer-foot .button.is-primary"))
    sent = system.postbox.wait_for(LOCAL_SUPPORT, subject, after=before)
    assert "Samma sak" in sent.get_body(("plain",)).get_content()

    tools = attempts(agent).first.locator(".entry-tools")
    agent.activate(tools.locator("summary"))
    agent.press("button", "Försöket gäller inte", within=tools, written=True)
    agent.sees("does not hold", within=attempts(agent).first)
    agent.look("an attempt that does not hold")

    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go(f"/matters/{number}/")
    reporter.reads("Samma sak, med kursens egen lista.")
    for inside in ("Tre av tio rader", "skärmbild.png", "Kurs TE1104"):
        reporter.misses(inside)

    agent.go(f"/cases/?view=mine&q={subject.split()[-1]}")
    row = agent.page.locator("[data-row]", has_text=subject)
    expect(row.locator(".row-verdict")).to_contain_text(agent.word("needs data", "verdict").capitalize())
    agent.look("a list of what was tried")
    agent.activate(agent.page.locator("#filters > summary"))
    body = agent.page.locator("#filter-body")
    agent.activate(body.locator("[name=reproduction][value=needs_data]"))
    agent.look("filters")
    agent.follow("button", "Show", within=body)
    assert "reproduction=needs_data" in agent.page.url
    expect(agent.page.locator("[data-row]", has_text=subject)).to_be_visible()


def test_third_line_adds_what_it_has_tried(sign_in, system: System):
    subject = unlike("Registrering dubblas")
    number = opened_by_mail(system, subject, "Två registreringar blir fyra.", next(WRITERS))
    agent = sign_in(AGENT, "en")
    takes(agent, number)
    dialog = asked(agent, "Wait for third line", more=True)
    agent.choose("Team", TEAM, within=dialog, written=True)
    done(agent, "Hand over the ball", "The ball is with third line.")

    expert = sign_in(EXPERT, "en")
    expert.go(f"/cases/{number}/")
    expert.look("what third line may do")
    expert.press("link", "Reproduce", within=tools(expert))
    dialog = expert.page.locator("#dialog[open]")
    expert.choose("Environment", "Integration test", within=dialog, written=True)
    expert.fill("What you did", "Ran the load test of the release.", within=dialog)
    expert.activate(dialog.locator("[name=verdict][value=not_reproduced]"))
    expert.look("third line trying")
    done(expert, "Save the attempt", "The attempt is saved.")
    expert.reads("Ran the load test of the release.", within=attempts(expert))
    agent.reads("Ran the load test of the release.", within=attempts(agent))
    expert.look("tried by third line")
