"""The administrator sets up the support: what it says of itself, when it is open, what it tells, who works in it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.coming_in import comes_in, link_in, row, somebody
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import go_by_rail, number_of, open_menu, unlike
from tests.journeys.system import AGENT, LOCAL_SUPPORT, System, plain_text
from tests.journeys.system import COORDINATOR as ADMINISTRATOR

pytestmark = pytest.mark.browser


def tab(hands: Hands, name: str) -> None:
    hands.follow("link", name, within=hands.page.locator(".tabs"))


def refused(hands: Hands, state: str = "refused") -> None:
    """The page says what is wrong, and has the form with it."""
    expect(hands.page.locator(".errors").filter(visible=True)).to_be_visible(timeout=PATIENCE)
    hands.look(state)


def test_what_the_support_says_of_itself_and_when_it_is_open(sign_in):
    admin = sign_in(ADMINISTRATOR)
    admin.go("/desk/mine/")
    go_by_rail(admin, "Settings")
    admin.look()
    admin.follow("link", "Change")
    admin.look()
    address = admin.field("support's e-mail").input_value()
    phone = admin.field("Telephone").input_value()
    admin.fill("Telephone", "08-111 22 33")
    admin.fill("support's e-mail", "supporten@hemma")
    admin.press("button", "Save")
    refused(admin)
    expect(admin.field("Telephone")).to_have_value("08-111 22 33")
    admin.fill("support's e-mail", address)
    admin.follow("button", "Save")
    admin.reads("08-111 22 33")
    stranger = sign_in(None)
    stranger.go("/")
    stranger.reads("08-111 22 33")
    admin.follow("link", "Change")
    admin.fill("Telephone", phone)
    admin.follow("button", "Save")
    admin.reads(phone)

    tab(admin, "Opening hours")
    admin.look()
    friday = admin.page.locator("input[name=hours_4]")
    usual = friday.input_value()
    admin.write(friday, "8 till sent")
    admin.press("button", "Save")
    admin.sees("Write the hours like 08.00–16.30.")
    refused(admin)
    expect(friday).to_have_value("8 till sent")
    admin.write(friday, usual)
    admin.follow("button", "Save")
    admin.sees("The opening hours are saved.")
    a_day_differs(admin, stranger)


def a_day_differs(admin: Hands, stranger: Hands) -> None:
    day = timezone.localdate() + timedelta(days=400)
    why = unlike("Personaldag")
    admin.press("summary", "Note a day")
    section = admin.page.locator("details[open] form")
    admin.fill("Day", f"{day:%Y-%m-%d}", within=section)
    admin.fill("Hours", "kvart över", within=section)
    admin.fill("Reason", why, within=section)
    admin.press("button", admin.word("Note", "verb"), within=section, written=True)
    admin.sees("Write the hours like 08.00–16.30.")
    refused(admin, "a day refused")
    section = admin.page.locator("details[open] form")
    expect(admin.field("Reason", within=section)).to_have_value(why)
    admin.fill("Hours", "9-11", within=section)
    admin.follow("button", admin.word("Note", "verb"), within=section, written=True)
    admin.sees("The day is noted.")
    admin.reads("09.00–11.00", within=row(admin, why))
    admin.look("a day differs")
    admin.follow("button", "Remove", within=row(admin, why))
    admin.sees("The day is as usual again.")
    expect(row(admin, why)).to_have_count(0)


def test_a_notice_is_shown_before_one_sends_and_in_the_acknowledgement(sign_in, system: System):
    admin, reporter = sign_in(ADMINISTRATOR), sign_in(LOCAL_SUPPORT, kind="mouse")
    today = timezone.localdate()
    text, english = unlike("Frågor besvaras långsammare"), unlike("Questions take longer")
    admin.go("/settings/")
    tab(admin, "Staffing and notices")
    admin.look()
    admin.follow("link", "Write a notice")
    admin.look()
    admin.activate(admin.page.locator("input[name=kind][value=question]"))
    admin.fill("first day", f"{today:%Y-%m-%d}")
    admin.fill("last day", f"{today - timedelta(days=1):%Y-%m-%d}")
    admin.fill("text in Swedish", text)
    admin.fill("text in English", english)
    admin.press("button", "Publish")
    admin.sees("The last day is before the first.")
    refused(admin)
    admin.fill("last day", f"{today + timedelta(days=2):%Y-%m-%d}")
    admin.press("button", "See how it looks")
    admin.heading("So it will look")
    admin.look("before it is published")
    admin.follow("button", "Publish")
    admin.reads(text)

    reporter.go("/new/fault/")
    reporter.misses(text)
    reporter.go("/new/question/")
    reporter.reads(text)
    reporter.look("with a notice")
    subject = unlike("Fråga under en lugn tid")
    reporter.fill("Subject", subject)
    reporter.fill("Your question", "Hur gör man?")
    before = system.postbox.count
    reporter.follow("button", "Send the question")
    number_of(reporter)
    assert text in plain_text(system.postbox.wait_for(LOCAL_SUPPORT, subject, after=before))

    changed = unlike("Frågor besvaras som vanligt")
    notice = admin.page.locator("section.season", has_text=text)
    admin.follow("link", "Change", within=notice)
    admin.look()
    admin.fill("text in Swedish", changed)
    admin.follow("button", "Publish")
    reporter.go("/new/question/")
    reporter.reads(changed)
    reporter.misses(text)
    notice = admin.page.locator("section.season", has_text=changed)
    admin.press("button", "Take down", within=notice)
    dialog = admin.page.locator("dialog[open]")
    expect(dialog).to_be_visible(timeout=PATIENCE)
    admin.look("asked before it is taken down")
    with admin.navigates():
        admin.activate(dialog.locator("button.is-primary"))
    admin.sees("The notice is taken down.")
    reporter.go("/new/question/")
    reporter.misses(changed)


def test_a_team_its_people_and_what_it_answers_for(sign_in, system: System, way):
    admin = sign_in(ADMINISTRATOR)
    name, address = somebody("Tore Tredjelinje")
    before = system.postbox.count
    is_hired(admin, name, address, line=3)
    comer = sign_in(None)
    comes_in(comer, link_in(system.postbox.wait_for(address, "/account/invitation/", after=before)))

    team = unlike("Team Prov")
    admin.go("/settings/teams/")
    admin.look()
    admin.follow("link", "Add a team")
    admin.look()
    admin.fill("Name", " ")
    admin.press("button", "Add")
    refused(admin)
    admin.fill("Name", team)
    admin.follow("button", "Add")
    admin.look("without people")
    page = admin.page.url
    admin.choose("Person", name, written=True)
    admin.follow("button", "Add to the team")
    admin.reads(name, within=row(admin, name))
    admin.choose("Person", "Birger", written=True)
    admin.activate(admin.page.locator("input[name=part][value=follows]"))
    admin.follow("button", "Add to the team")
    admin.look("with people")
    comer.go(page)
    comer.heading(team)
    comer.look("as third line sees it")
    assert not comer.page.locator("main form").count()

    service = a_service(admin, sign_in(LOCAL_SUPPORT, kind="mouse"), team, page)
    admin.go(page)
    admin.reads(team)
    admin.follow("button", "Remove", within=row(admin, "Birger"))
    expect(row(admin, "Birger")).to_have_count(0)
    admin.choose("No longer exists")
    admin.follow("button", "Save")
    admin.misses(team)
    assert service
    admin.go("/account/staff/")
    admin.follow("link", name, written=True)
    ends(admin, name)


def a_service(admin: Hands, reporter: Hands, team: str, page: str) -> str:
    """A service that the team answers for: the team cannot end, and reporters can choose it until it ends."""
    name = unlike("Provtjänst")
    tab_of = "/settings/services/"
    admin.go(tab_of)
    admin.look()
    admin.follow("link", "Add a service")
    admin.look()
    admin.fill("name in Swedish", " ")
    admin.fill("hint in Swedish", "Det som provas")
    admin.press("button", "Save")
    refused(admin)
    expect(admin.field("hint in Swedish")).to_have_value("Det som provas")
    admin.fill("name in Swedish", name)
    admin.choose("third-line team", team, written=True)
    admin.follow("button", "Save")
    admin.reads(team, within=row(admin, name))
    admin.go(page)
    admin.choose("No longer exists")
    admin.press("button", "Save")
    admin.sees("The team answers for services. Give those to another team first.")
    refused(admin, "a team in use")
    reporter.go("/new/question/")
    expect(reporter.page.locator("select[name=service] option", has_text=name)).to_have_count(1)

    admin.go(tab_of)
    admin.follow("link", "Change", within=row(admin, name))
    admin.look()
    admin.choose("third-line team", "nobody yet")
    admin.choose("No longer exists")
    admin.follow("button", "Save")
    admin.sees("no longer exists", within=row(admin, name))
    reporter.go("/new/question/")
    expect(reporter.page.locator("select[name=service] option", has_text=name)).to_have_count(0)
    return name


def test_an_environment_is_added_and_renamed(sign_in):
    admin = sign_in(ADMINISTRATOR, "en")
    name, english = unlike("Provmiljö"), unlike("Trial")
    admin.go("/settings/environments/")
    admin.look()
    admin.follow("link", "Add an environment")
    admin.look()
    admin.fill("name in Swedish", " ")
    admin.press("button", "Save")
    refused(admin)
    admin.fill("name in Swedish", name)
    admin.follow("button", "Save")
    admin.follow("link", "Change", within=row(admin, name))
    admin.look()
    admin.fill("name in English", english)
    admin.follow("button", "Save")
    admin.reads(english, within=row(admin, name))


def is_hired(admin: Hands, name: str, address: str, *, line: int) -> None:
    """Somebody new at the support; an address that somebody has is refused first."""
    admin.go("/desk/mine/")
    go_by_rail(admin, "People")
    tab(admin, "Staff")
    admin.look()
    admin.follow("link", "Add somebody")
    admin.look()
    admin.fill("Name", name)
    admin.fill("E-mail", AGENT)
    admin.activate(admin.page.locator(f"input[name=line][value='{line}']"))
    admin.press("button", "Add and send the link")
    refused(admin)
    expect(admin.field("Name")).to_have_value(name)
    expect(admin.page.locator(f"input[name=line][value='{line}']")).to_be_checked()
    admin.fill("E-mail", address)
    admin.follow("button", "Add and send the link")
    admin.heading(name)


def ends(admin: Hands, name: str) -> None:
    open_menu(admin, admin.find("summary", "More", within=admin.page.locator("main")))
    admin.follow("link", "End the account")
    admin.look()
    admin.follow("button", "End the account")
    admin.sees("The account of %(name)s has ended.", name=name)
    admin.look("ended")


def test_an_agent_is_invited_works_part_time_is_away_and_leaves(sign_in, system: System):
    admin = sign_in(ADMINISTRATOR)
    name, address = somebody("Agda Andralinje")
    before = system.postbox.count
    is_hired(admin, name, address, line=2)
    admin.look("just invited")
    card = admin.page.url
    first = link_in(system.postbox.wait_for(address, "/account/invitation/", after=before))
    before = system.postbox.count
    open_menu(admin, admin.find("summary", "More", within=admin.page.locator("main")))
    admin.look("more")
    admin.follow("button", "Send the invitation again")
    link = link_in(system.postbox.wait_for(address, "/account/invitation/", after=before))
    assert link != first
    agent = sign_in(None, kind="mouse")
    comes_in(agent, link)
    agent.go("/desk/inflow/")
    agent.heading("Inflow")
    agent.go("/settings/organisation")
    agent.heading("You may not do that")
    agent.look()

    admin.follow("link", "Change")
    admin.look()
    admin.fill("Working share, per cent", "50")
    admin.write(admin.page.locator("input[name=hours_0]"), "8-12")
    admin.activate(admin.page.locator("input[name=line][value='3']"))
    admin.choose("incident manager")
    admin.press("button", "Save")
    admin.sees("The incident manager works in second line.")
    refused(admin)
    expect(admin.page.locator("input[name=hours_0]")).to_have_value("8-12")
    admin.activate(admin.page.locator("input[name=line][value='2']"))
    admin.choose("incident manager")
    admin.follow("button", "Save")
    admin.reads("08.00–12.00")
    admin.reads(re.compile("50"))
    is_away(admin)
    agent.go(card)
    agent.reads("08.00–12.00")

    ends(admin, name)
    agent.go("/desk/inflow/")
    agent.heading("Log in")
    admin.go("/account/staff/")
    admin.misses(name)


def is_away(admin: Hands) -> None:
    """Absences on the card: refused when they end before they begin; noted, with who stands in; removed."""
    today = timezone.localdate()
    admin.press("summary", "Note an absence")
    section = admin.page.locator("#absences details[open] form")
    admin.fill("first day", f"{today:%Y-%m-%d}", within=section)
    admin.fill("last day", f"{today - timedelta(days=3):%Y-%m-%d}", within=section)
    admin.choose("stands in", "Birger", within=section, written=True)
    admin.press("button", admin.word("Note", "verb"), within=section, written=True)
    admin.sees("The last day is before the first.")
    refused(admin, "an absence refused")
    section = admin.page.locator("#absences details[open] form")
    admin.fill("last day", f"{today + timedelta(days=3):%Y-%m-%d}", within=section)
    admin.follow("button", admin.word("Note", "verb"), within=section, written=True)
    admin.sees("The absence is noted.")
    away = admin.page.locator("#absences tbody tr")
    expect(away).to_contain_text("Birger")
    admin.look("away")
    admin.follow("button", "Remove", within=away)
    admin.sees("The absence is removed.")


def test_an_institution_joins_and_leaves(sign_in, system: System):
    admin = sign_in(ADMINISTRATOR)
    code = unlike("X").split()[-1].upper()
    name = f"Högskolan {code}"
    admin.go("/account/institutions/")
    admin.look()
    admin.follow("link", "Add")
    admin.look()
    admin.fill("abbreviation", "UU")
    admin.fill("name in Swedish", name)
    admin.press("button", "Save")
    refused(admin)
    expect(admin.field("name in Swedish")).to_have_value(name)
    admin.fill("abbreviation", code)
    admin.follow("button", "Save")
    admin.sees("%(institution)s is saved.", institution=name)

    admin.fill("Find", "finns inte alls")
    admin.follow("button", "Find")
    admin.sees("No institution by that name")
    admin.look("nothing found")
    admin.fill("Find", code.lower())
    admin.follow("button", "Find")
    admin.sees("no contact person", within=row(admin, code))
    admin.follow("link", name, written=True)
    admin.look("nobody yet")
    person, address = somebody("Klas Kontaktperson")
    admin.press("link", "Invite", within=admin.page.locator(".empty"))
    admin.fill("Name", person)
    admin.fill("E-mail", address)
    admin.activate(admin.page.locator("input[name=kind][value=contact_person]"))
    before = system.postbox.count
    admin.follow("button", "Send the invitation")
    admin.reads(person)
    guest = sign_in(None, kind="mouse")
    comes_in(guest, link_in(system.postbox.wait_for(address, "/account/invitation/", after=before)))
    guest.follow("link", "Accounts")
    guest.reads(name)

    admin.go(f"/account/institutions/?q={code}")
    admin.follow("link", "Change")
    admin.look()
    admin.choose("No longer a member")
    admin.follow("button", "Save")
    admin.fill("Find", code)
    admin.follow("button", "Find")
    admin.sees("no longer a member", within=row(admin, code))
    admin.look("no longer a member")
    guest.go("/new/question/")
    guest.misses("Send the question")
