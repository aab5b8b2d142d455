"""Third line in what is theirs today; the first visit to an empty system; pages for what cannot be shown."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import asked, done, opened_by_mail, takes, tools, unlike
from tests.journeys.system import AGENT, EXPERT, LOCAL_SUPPORT, System

pytestmark = pytest.mark.browser

TEAM = "Team Studiedeltagande och resultat"
PASSWORD = "fyra gula båtar på sjön"


def test_third_line_gets_a_ball_and_gives_its_input(sign_in, system: System):
    subject, hidden = unlike("Till tredje linjen"), unlike("Inte för tredje linjen")
    number = opened_by_mail(system, subject, "Betyget visas inte för studenten.")
    other = opened_by_mail(system, hidden, "Något annat.")
    expert = sign_in(EXPERT)
    expert.go(f"/cases/{number}/")
    expert.heading("There is no such page")

    agent = sign_in(AGENT, kind="mouse")
    takes(agent, number)
    dialog = asked(agent, "Wait for third line", more=True)
    agent.look("handing over to third line")
    agent.choose("Team", TEAM, within=dialog, written=True)
    task = f"Se efter i loggen för {number}."
    agent.fill("What they are to do", task, within=dialog)
    done(agent, "Hand over the ball", "The ball is with third line.")

    expert.go("/")
    expert.heading("Cases")
    expert.look("of third line")
    expert.go(f"/cases/?view=all&q={subject.split()[-1]}")
    expert.follow("link", subject, written=True)
    expert.reads("Betyget visas inte för studenten.")
    expert.reads(task)
    expert.look("as third line sees it")
    assert not tools(expert).locator("[data-key=t]").count(), "third line takes no cases"
    assert not expert.page.locator("#composer-answer").count(), "third line does not write to the reporter"
    words = f"Loggen säger att {number} är rättat."
    expert.write(expert.page.locator("#composer-note textarea"), words)
    expert.press("button", "Save note")
    expert.reads(words, within=expert.page.locator("#timeline"))
    agent.reads(words, within=agent.page.locator("#timeline"))
    reporter = sign_in(LOCAL_SUPPORT, kind="mouse")
    reporter.go(f"/matters/{number}/")
    reporter.reads(subject)
    reporter.misses(words)
    may_not_see(expert, other, hidden)
    may_look_at_the_house(expert)


def may_not_see(expert: Hands, other: int, hidden: str) -> None:
    """Other cases, those who report, held mail and what is sent are not for third line."""
    expert.go(f"/cases/?view=all&q={hidden.split()[-1]}")
    expert.misses(hidden)
    for path in (
        *(f"/cases/{other}/", f"/cases/{other}/parts/timeline", f"/matters/{other}/"),
        *("/account/institutions/", "/account/institutions/36/", "/mail/held/", "/mail/deliveries/"),
    ):
        assert expert.page.request.get(expert.url + path).status in (403, 404), path
    assert hidden not in expert.page.request.get(f"{expert.url}/desk/inflow/").text()
    expert.go(f"/cases/{other}/")
    expert.heading("There is no such page")
    expert.look()
    expert.go("/account/staff/add")
    expert.heading("You may not do that")
    expert.look()
    expert.follow("link", "To the start")
    expert.heading("Cases")


def may_look_at_the_house(expert: Hands) -> None:
    """Who works here, teams, services and hours are for everybody who works here; third line changes nothing of it."""
    for path in ("", "hours", "notices/", "teams/", "services/", "environments/"):
        expert.go(f"/settings/{path}")
        expert.look("as third line sees it")
        assert not expert.page.locator("main form").count(), path
    expert.go("/account/staff/")
    expert.look("as third line sees it")
    expert.follow("link", "Birger Påhitt", written=True)
    expert.look("as third line sees it")
    assert not expert.page.locator("main form").count()
    expert.go("/desk/mine/")
    expert.heading("My balls")
    expert.look("as third line sees it")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A system just installed: nobody has been there."""
    running = System(tmp_path_factory.mktemp("empty"))
    running.env["DATABASE_URL"] = ""  # in the folder, whatever the others use
    running.postbox.start()
    running.start()
    yield running
    running.stop()
    running.postbox.stop()


@pytest.mark.parametrize("way", ["mouse"])
def test_the_first_visit_makes_the_support_and_its_administrator(sign_in, empty: System):
    said = empty.command("init").stdout.decode()
    found = re.search(r"/first-visit/\S+", said)
    assert found, said
    for number, way in enumerate(("phone", "keyboard", "mouse")):
        hands = sign_in(None, kind=way, at=empty)
        if not number:
            hands.go("/")
            hands.look("nobody has been here")
        hands.go("/first-visit/inte-den-rätta")
        hands.heading("There is no such page")
        hands.go(found[0])
        hands.look("just installed")
        hands.fill("Name of the support", "Provsupporten")
        hands.fill("The support's e-mail address", "support@prov.example")
        hands.fill("Your name", "Åsa Första")
        hands.fill("Your e-mail address", "asa@prov.example")
        hands.fill("Choose a password", "åsa första")
        hands.press("button", "Set up and log in")
        hands.sees("Something needs another look. Write the password again; the rest is still here.")
        expect(hands.field("Name of the support")).to_have_value("Provsupporten")
        hands.look("refused")
    hands.fill("Choose a password", PASSWORD)
    hands.follow("button", "Set up and log in")
    expect(hands.page.locator(".user-menu")).to_be_visible(timeout=PATIENCE)
    hands.look("nothing has come in yet")
    for path in (
        *("/settings/", "/settings/hours", "/settings/notices/", "/settings/teams/", "/settings/services/"),
        *("/settings/environments/", "/account/staff/", "/account/institutions/", "/templates/", "/mail/held/"),
        *("/mail/deliveries/", "/desk/mine/", "/cases/", "/cases/new"),
    ):
        hands.go(path)
        hands.look("just installed")
    stranger = sign_in(None, at=empty)
    stranger.go(found[0])
    stranger.heading("There is no such page")
    stranger.go("/")
    stranger.reads("Provsupporten")


@pytest.mark.parametrize("way", ["mouse"])
def test_what_was_written_is_given_back_while_the_database_is_away(sign_in, empty: System):
    hands = sign_in("asa@prov.example", at=empty, password=PASSWORD)
    hands.go("/account/settings")
    hands.fill("Title", "Samordnare av allt")
    is_away(empty, "people_person", "away")
    try:
        hands.follow("button", "Save")
        hands.heading("We cannot reach our database just now")
        expect(
            hands.page.locator("textarea[name=title], textarea").filter(has_text="Samordnare av allt")
        ).to_be_visible()
        hands.look("database away")
    finally:
        is_away(empty, "away", "people_person")
        hands.complaints.clear()  # that there was no database is what the journey is about
    hands.follow("link", "Try again")
    hands.heading("My settings")


def is_away(empty: System, table: str, name: str) -> None:
    """What the pages ask for is not there, as when a database is being moved."""
    with sqlite3.connect(empty.home / "bollkoll.sqlite3", timeout=20) as database:
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute(f"ALTER TABLE {table} RENAME TO {name}")
