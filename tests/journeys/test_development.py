"""What the developers do with what was reported: issues, versions, telling the reporters; teams, and questions lifted to them."""

import itertools
import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import WRITERS, asked, done, go_by_rail, means_it, opened_by_mail, panel, takes, unlike
from tests.journeys.system import AGENT, COORDINATOR, EXPERT, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser

TEAM = "Team Studiedeltagande och resultat"
OTHER_TEAM = "Team Externa integrationer, studentinformation och grunddata"
_keys = itertools.count(880_001)


def links(agent: Hands, number: int, key: str, title: str) -> None:
    """Open the case and link an issue to it."""
    takes(agent, number)
    beside = panel(agent, "Development")
    agent.press("link", "Add", within=beside)
    dialog = agent.page.locator("#dialog[open]")
    agent.fill("Key", key, within=dialog)
    agent.write(dialog.locator("[name=title]"), title)
    done(agent, "Link", "The issue is linked.")
    agent.reads(key, within=panel(agent, "Development"))


def test_from_a_case_to_a_version_and_back_to_the_reporter(sign_in, system: System):
    subject, key, title = unlike("Listan tappar rader"), f"LTRE-{next(_keys)}", unlike("Listan ska ha alla rader")
    number = opened_by_mail(system, subject, "Var tionde rad saknas.", LOCAL_SUPPORT)
    other = opened_by_mail(system, unlike("Rader saknas i listan"), "Flera rader är borta.", next(WRITERS))
    agent = sign_in(AGENT)
    takes(agent, number)
    agent.press("link", "Add", within=panel(agent, "Development"))
    dialog = agent.page.locator("#dialog[open]")
    agent.fill("Key", "inte en nyckel", within=dialog)
    agent.press("button", "Link", within=dialog)
    expect(dialog.locator("[aria-invalid]").first).to_be_visible(timeout=PATIENCE)
    agent.look("a key that is none")
    agent.fill("Key", f"https://tracker.example/browse/{key}", within=dialog)
    agent.write(dialog.locator("[name=title]"), title)
    done(agent, "Link", "The issue is linked.")
    agent.reads(title, within=panel(agent, "Development"))
    agent.look("a linked issue")
    links(agent, other, key, title)

    agent.press("button", "Make internal", within=panel(agent, "Development"))
    agent.sees("Show the reporter", within=panel(agent, "Development"))
    agent.press("button", "Show the reporter", within=panel(agent, "Development"))
    agent.sees("Make internal", within=panel(agent, "Development"))
    wrong = f"LTRE-{next(_keys)}"
    agent.press("link", "Add", within=panel(agent, "Development"))
    agent.fill("Key", wrong, within=agent.page.locator("#dialog[open]"))
    done(agent, "Link", "The issue is linked.")
    agent.press("button", "Remove the link to %(key)s", within=panel(agent, "Development"), key=wrong)
    expect(panel(agent, "Development").get_by_text(wrong)).to_have_count(0, timeout=PATIENCE)

    go_by_rail(agent, "Versions")
    agent.look("the calendar of versions")
    agent.follow("link", "Whole year")
    agent.look("a whole year")
    agent.follow("link", "Add a version")
    name = unlike("R")
    agent.fill("Name", name)
    agent.fill("What comes", "Listor med alla rader.")
    tomorrow = (datetime.now() + timedelta(days=1)).strftime("%Y-%m-%d")
    agent.write(agent.page.get_by_label("Produktion"), tomorrow)
    agent.look("a version to add")
    agent.follow("button", "Save")
    agent.heading("Version %(name)s", name=name)
    agent.follow("link", "Change")
    agent.fill("What comes", "Listor med alla rader, också de långa.")
    agent.follow("button", "Save")
    version = agent.page.url

    go_by_rail(agent, "Versions")
    agent.follow("link", "Development issues")
    agent.look("issues")
    agent.write(agent.page.locator("#issue-search"), key.lower())
    agent.follow("button", "Search", within=agent.page.locator(".issue-tools .search"))
    agent.follow("link", key, written=True)
    agent.choose("Status", "done")
    agent.choose("Fixed in version", name, written=True)
    agent.look("an issue with its cases")
    agent.follow("button", "Save")
    agent.sees("The issue is changed, in every case at once.")
    agent.go("/development/issues/")
    agent.follow("link", "Follow an issue")
    agent.fill("Key", f"LTRE-{next(_keys)}")
    agent.look("an issue to follow")
    agent.follow("button", "Follow")

    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go(f"/matters/{number}/")
    reporter.sees("With the developers")
    reporter.sees("Will be fixed in version %(version)s.", version=name)
    reporter.look("what the developers do")

    agent.go(version)
    place = agent.page.locator("tr", has=agent.page.get_by_role("rowheader", name=re.compile("^Produktion")))
    for turn in range(2):
        agent.activate(place.locator(".arrive > summary"))
        agent.look("a version arriving")
        agent.follow("button", "It is there", within=place)
        means_it(agent, "It is there")  # its issue is not marked as done
        expect(agent.page.locator(".notice-title").first).to_contain_text("2", timeout=PATIENCE)
        if turn == 0:
            agent.press("button", "Not there", within=place)
            with agent.navigates():
                agent.activate(agent.page.locator("dialog[open] .is-primary").last)
            agent.sees("Taken back.")
    agent.look("a version that is there")

    agent.go(f"/cases/{number}/")
    agent.sees("Tell the reporter")
    agent.look("a reporter to be told")
    with agent.navigates():
        agent.press("button", "Draft the answer")
    composer = agent.page.locator("#composer-answer")
    expect(composer.locator("textarea")).to_have_value(re.compile(key))
    before = system.postbox.count
    agent.activate(composer.locator(".composer-foot .button.is-primary"))
    sent = system.postbox.wait_for(LOCAL_SUPPORT, subject, after=before)
    assert name in sent.get_body(("plain",)).get_content()

    agent.go(version)
    agent.follow("link", "Tell them")
    agent.look("many to be told")
    agent.activate(agent.page.locator(".tell-draft > summary").first)
    agent.reads(title, within=agent.page.locator(".tell-text").first)
    agent.follow("button", "See the answers with this text")
    agent.follow("button", "Send to those ticked")
    agent.look("answers on their way")
    agent.activate(agent.page.locator(".undo button"))
    agent.sees("Send to those ticked")
    agent.go(f"/cases/{other}/")
    agent.press("button", "Knows already")
    expect(agent.page.locator(".to-tell")).to_have_count(0, timeout=PATIENCE)
    reporter.go(f"/matters/{number}/")
    reporter.reads(name)


def test_a_question_is_lifted_to_the_team_and_answered_at_its_meeting(sign_in, system: System):
    subject, question = unlike("Gruppval krånglar"), unlike("Kan vi lova något om gruppvalet?")
    number = opened_by_mail(system, subject, "Grupperna blir överfulla.", next(WRITERS))
    agent = sign_in(AGENT)
    takes(agent, number)
    dialog = asked(agent, "Lift to the team", more=True)
    agent.choose("Team", TEAM, within=dialog, written=True)
    agent.fill("Question", question, within=dialog)
    agent.look("a question to lift")
    done(agent, "Lift", "The question is on the team's agenda.")
    agent.reads(question, within=panel(agent, "Lifted to a team"))

    expert = sign_in(EXPERT)
    expert.go("/cases/")
    go_by_rail(expert, "Our team")
    expert.heading("Agenda")
    expert.reads(question)
    expert.misses(subject)
    expert.look("third line's own team")
    expert.activate(expert.page.locator(".raise > summary"))
    loose = unlike("Ska vi byta tid?")
    expert.fill("Question", loose, within=expert.page.locator(".raise"))
    expert.follow("button", "Put on the agenda")
    expert.reads(loose)

    go_by_rail(agent, "Teams")
    agent.look("all teams")
    agent.follow("link", TEAM, written=True)
    agent.activate(agent.page.locator(".trend-numbers > summary"))
    agent.look("a team")
    day = agent.page.locator(".meeting-dates li:not(.is-cancelled) a").last
    with agent.navigates():
        agent.activate(day)
    agent.follow("link", "Move")
    later = (datetime.now() + timedelta(days=45)).strftime("%Y-%m-%dT10:00")
    agent.fill("New day and time", later)
    agent.look("a meeting to move")
    agent.follow("button", "Move")
    agent.sees("The meeting is moved, and what is on it is due then.")
    with agent.navigates():
        agent.activate(agent.page.locator(".meeting-dates li:not(.is-cancelled) a").last)
    agent.press("button", "Cancel the meeting")
    with agent.navigates():
        agent.activate(agent.page.locator("dialog[open] .is-primary").last)
    agent.sees("The meeting is cancelled. What was on it is on the next one.")

    item = agent.page.locator(".agenda-item", has_text=question)
    agent.follow("link", "Note what was said", within=item)
    agent.look("what was said")
    agent.fill("What was said", "Ja, från nästa version.")
    agent.follow("button", "Note it, and on to the next meeting")
    with agent.navigates():
        agent.activate(agent.page.locator(".agenda-day a").first)
    agent.look("a meeting")
    left = agent.page.locator(".agenda-item", has_text=loose)
    if left.count():
        agent.follow("button", "No time: to the next meeting", within=left)
    agent.go(f"/cases/{number}/")
    agent.reads("Ja, från nästa version.")
    agent.go(agent.page.locator(".lifted-list a").first.get_attribute("href"))
    again = agent.page.locator(".agenda-item", has_text=question)
    agent.write(again.locator("textarea"), "Det är bestämt.")
    agent.follow("button", "Answered", within=again)
    agent.sees("Noted.")

    go_by_rail(expert, "Our team")
    gone = expert.page.locator(".agenda-item", has_text=loose)
    expert.press("button", "Withdraw", within=gone)
    with expert.navigates():
        expert.activate(expert.page.locator("dialog[open] .is-primary").last)
    expert.sees("The question is off the agenda.")


def test_a_team_sets_when_it_meets_and_stops(sign_in, system: System):
    agent = sign_in(AGENT, "en")
    agent.go("/cases/")
    go_by_rail(agent, "Teams")
    agent.follow("link", "Drift", written=True)
    agent.sees("No meetings are set")
    agent.follow("link", "Set when it meets")
    ahead = datetime.now() + timedelta(days=7 + (1 - datetime.now().weekday()) % 7)
    agent.fill("First meeting", ahead.strftime("%Y-%m-%d"))
    agent.fill("Time", "10:15")
    agent.look("when a team meets")
    agent.follow("button", "Save")
    agent.sees("The next meetings are set.")
    agent.look("a team with meetings")
    with agent.navigates():
        agent.activate(agent.page.locator(".meeting-dates a").first)
    agent.look("an empty meeting")
    agent.follow("link", "Drift", written=True, within=agent.page.locator(".back"))
    agent.follow("link", "Change when it meets")
    agent.press("button", "End the meetings")
    with agent.navigates():
        agent.activate(agent.page.locator("dialog[open] .is-primary").last)
    agent.sees("No meetings are set")

    go_by_rail(agent, "Teams")
    agent.follow("link", OTHER_TEAM, written=True)
    with agent.navigates():
        agent.activate(agent.page.locator(".meeting-dates a").first)
    agent.look("a meeting that has begun")
    if agent.page.locator(".form-foot .button.is-primary").count():  # the first way that is walked closes it
        agent.follow("button", "Close the meeting")
        agent.sees("The meeting is closed. What was not taken up is on the next one.")
        with agent.navigates():
            agent.activate(agent.page.locator('.dev-aside a[href*="/meetings/"]').first)
        agent.sees("The meeting has been held.")
        agent.look("a meeting that has been held")


def test_an_administrator_says_where_issues_are(sign_in, system: System):
    admin = sign_in(COORDINATOR)
    admin.go("/settings/")
    admin.follow("link", "Trackers")
    admin.look("trackers")
    admin.follow("link", "Add a tracker")
    prefix = "Q" + unlike("").strip().upper()
    admin.fill("Prefix", prefix)
    admin.fill("Name", "En annan")
    admin.fill("Address of an issue", "https://annan.example/utan-nyckel")
    admin.press("button", "Save")
    expect(admin.page.locator("[aria-invalid=true]").first).to_be_visible(timeout=PATIENCE)
    admin.look("a refused tracker")
    admin.fill("Address of an issue", "https://annan.example/{key}")
    admin.follow("button", "Save")
    row = admin.page.locator("tr", has_text=prefix)
    with admin.navigates():
        admin.activate(row.get_by_role("link"))
    admin.fill("Name", "En annan, med nytt namn")
    admin.follow("button", "Save")
    admin.choose("Where the institutions work", "Produktion", written=True)
    admin.follow("button", "Save")
    admin.sees("Saved.")
