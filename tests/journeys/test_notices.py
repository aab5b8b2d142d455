"""What the world is told: a disturbance from the first notice to its end, with a correction; planned work that comes back."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import go_by_rail, unlike
from tests.journeys.system import AGENT, COORDINATOR, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser


def sure(hands: Hands) -> None:
    """Yes to the question that a button asks first."""
    with hands.navigates():
        hands.activate(hands.page.locator("dialog[open] .is-primary").last)


def test_a_disturbance_from_the_first_notice_to_its_end(sign_in, system: System):
    agent, title = sign_in(AGENT), unlike("Det går långsamt")
    go_by_rail(agent, "Operating information")
    agent.look("what goes on")
    agent.follow("link", "New notice")
    agent.fill("Title in Swedish", title)
    agent.fill("Text in Swedish", "Gäller 19850412-1236. Vi undersöker orsaken.")
    expect(agent.page.locator(".notice-lint .is-urgent")).to_be_visible(timeout=PATIENCE)
    agent.look("a notice that is stopped")
    agent.fill("Text in Swedish", "Resultat svarar långsamt. Försök igen om en stund.")
    expect(agent.page.locator(".notice-lint .is-urgent")).to_have_count(0, timeout=PATIENCE)
    degree = agent.page.locator("select[name^=degree_]").first
    agent.reach(degree)
    degree.select_option("degraded")
    agent.activate(agent.page.locator("input[name=environments]").nth(1))
    row = agent.page.locator(".notice-part").first
    agent.activate(row.locator("summary"))
    other = row.locator(".notice-part-own select").nth(1)
    agent.reach(other)
    other.select_option("down")
    agent.reads(title, within=agent.page.locator("#notice-preview"))
    agent.reads("(Test): nere", within=agent.page.locator("#notice-preview"))
    agent.look("a notice with its preview")
    agent.follow("button", "Publish")
    agent.sees("Published.")
    agent.look("a notice that is out")
    number = int(re.search(r"/notices/(\d+)/", agent.page.url)[1])

    agent.follow("link", "Write the English")
    agent.fill("Title in English", "It is slow")
    agent.write(agent.page.locator("textarea[name^=text_]").first, "Results responds slowly. Try again in a while.")
    agent.look("the English of a notice")
    agent.follow("button", "Publish the English")

    agent.follow("link", "Correct")
    agent.fill("Text in Swedish", "Rätt är att bara sökningen är långsam.")
    agent.look("a correction")
    agent.follow("button", "Publish the correction")
    expect(agent.page.locator(".is-corrected").first).to_be_visible(timeout=PATIENCE)
    agent.look("a notice with a correction")
    agent.choose("Second pair of eyes", "Asta", written=True)
    agent.follow("button", "Ask to read it through")
    agent.reads("Asta", within=agent.page.locator("#messages, .toasts").first)
    agent.choose("Who informs", "Cordelia", written=True)
    agent.follow("button", "Let them inform")
    agent.reads("Cordelia", within=agent.page.locator("#messages, .toasts").first)

    agent.go("/cases/?view=all&state=in_progress&service=intyg")
    with agent.navigates():
        agent.activate(agent.page.locator("#list .row-title a").first)
    agent.look("a case of a service that is disturbed")
    with agent.navigates():
        agent.press("button", "Put what is known into the answer")
    expect(agent.page.locator("#composer-answer textarea")).to_have_value(re.compile("Resultatintyg|transcripts"))
    agent.go(f"/notices/{number}/")
    agent.fill("Text in Swedish", "Orsaken är hittad.")
    agent.follow("button", "Publish the update")
    agent.sees("The update is published.")
    agent.go(f"/notices/{number}/update/")
    agent.look("an update on a page of its own")
    agent.go("/desk/promises/")
    agent.reads("Resultatintyg skapas långsamt")
    agent.look("promises of every kind")

    coordinator = sign_in(COORDINATOR)
    coordinator.go("/desk/now/")
    coordinator.look("the situation with notices")
    coordinator.go(f"/notices/{number}/")
    coordinator.look("a notice to be read through")
    coordinator.follow("button", "It is right")
    coordinator.sees("Thank you: it is read through.")

    reporter = sign_in(LOCAL_SUPPORT)
    reporter.go("/")
    reporter.reads(title)
    reporter.go("/new/fault/")
    select = reporter.page.locator("select[name=service]")
    reporter.reach(select)
    with reporter.page.expect_response(re.compile("/notices/concerning/")):
        select.select_option(index=1)
    reporter.look("what is known already")

    agent.go(f"/notices/{number}/")
    agent.follow("link", "It is over")
    agent.look("the end of a notice")
    agent.follow("button", "Publish that it is over")
    agent.follow("link", "It is back")
    agent.fill("Text in Swedish", "Felet är tillbaka.")
    agent.follow("button", "Publish that it is back")
    agent.follow("link", "Cancel the notice")
    agent.fill("Text in Swedish", "Publicerades av misstag.")
    agent.follow("button", "Publish that it is cancelled")
    agent.look("a notice that is cancelled")


def test_an_update_that_somebody_else_was_before_is_sent_again_from_where_it_stands(sign_in, system: System):
    first, second = sign_in(COORDINATOR), sign_in(AGENT)
    first.go("/notices/new/?anew")
    first.fill("Title in Swedish", unlike("Trögt"))
    first.fill("Text in Swedish", "Det går trögt. Vänta.")
    first.follow("button", "Publish")
    first.sees("Published.")
    at = first.page.url
    second.go(at)
    second.fill("Text in Swedish", "Felet är återskapat.")
    first.fill("Text in Swedish", "Utvecklarna är inkallade.")
    first.follow("button", "Publish the update")
    first.sees("The update is published.")
    second.press("button", "Publish the update")
    second.sees("Your text is kept. Look through the form before you send it again: nothing has been saved yet.")
    second.look("a notice that somebody else has updated meanwhile")
    second.follow("button", "Publish the update")
    second.sees("The update is published.")
    for said in ("Utvecklarna är inkallade.", "Felet är återskapat."):
        second.reads(said)


def test_planned_work_that_comes_back(sign_in, system: System):
    agent, name = sign_in(AGENT, "en"), unlike("Underhåll")
    agent.go("/notices/")
    agent.follow("link", "Templates")
    agent.look("templates")
    agent.follow("link", "New template")
    agent.fill("Name", name)
    agent.activate(agent.page.locator("input[name=kind][value=planned]"))
    agent.fill("Title in Swedish", "Underhåll {day}")
    agent.fill("Text in Swedish", "Stängt klockan {start}–{end}.")
    agent.look("a template")
    agent.follow("button", "Save")
    agent.follow("link", name, written=True)
    agent.follow("button", "Save")

    agent.go("/notices/calendar/")
    agent.look("the calendar")
    agent.follow("link", "Work that comes back")
    agent.choose("Template", name, written=True)
    agent.fill("First day", (datetime.now() + timedelta(days=9)).strftime("%Y-%m-%d"))
    agent.look("work that comes back")
    agent.follow("button", "Save")
    agent.look("a series with its dates")
    agent.follow("button", "Leave out")
    agent.follow("button", "Take up again")
    series = agent.page.url
    with agent.navigates():
        agent.activate(agent.page.locator(".series-date a").first)
    agent.look("planned work that is not announced")
    agent.follow("link", "Change")
    agent.fill("Title in Swedish", unlike("Underhåll"))
    agent.activate(agent.page.locator("input[name=environments]").first)
    agent.follow("button", "Save")
    agent.press("button", "Announce now")
    sure(agent)
    agent.sees("Announced.")
    agent.follow("link", "Failed or moved: new time")
    agent.fill("Text in Swedish", "Flyttas en dag.")
    agent.look("planned work that is moved")
    agent.follow("button", "Publish the new time")
    agent.follow("link", "Begin now")
    agent.follow("button", "Publish that it has begun")
    agent.sees("The work has begun.")
    agent.go(series)
    with agent.navigates():
        agent.activate(agent.page.locator(".series-date a").last)
    agent.press("button", "Drop")
    sure(agent)
    agent.go(series)
    agent.press("button", "End the series")
    sure(agent)
    agent.go("/notices/templates/")
    agent.follow("link", name, written=True)
    agent.press("button", "Put away")
    sure(agent)
    agent.go("/notices/places/")
    agent.look("where it is published")
    agent.follow("button", "Make the pages anew")
    agent.go("/notices/?view=over")
    agent.look("what is over")
