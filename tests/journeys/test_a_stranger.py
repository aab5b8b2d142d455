"""A stranger comes by: who may contact the support, and how; nothing else is told."""

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import BY_TOUCH_TOO
from tests.journeys.system import LOCAL_SUPPORT

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_stranger_learns_who_may_contact_the_support(sign_in, language):
    hands = sign_in(None, language)
    hands.go("/")
    hands.heading("Who may contact us")
    hands.heading("Everybody else")
    hands.sees("Opening hours")
    expect(hands.page.locator("html")).to_have_attribute("lang", language)
    other = "en" if language == "sv" else "sv"
    expect(hands.page.locator(f"#{other}[lang={other}]")).to_be_visible()
    hands.look(language)
    hands.press("link", "In English" if language == "sv" else "På svenska", written=True)
    expect(hands.page.locator(f"#{other}")).to_be_in_viewport()

    hands.follow("link", "About the support")
    hands.heading("How a matter goes")
    hands.look(language)
    hands.follow("link", "Accessibility statement")
    hands.heading("Tell us what does not work")
    hands.look(language)


@BY_TOUCH_TOO
def test_a_stranger_changes_the_language_and_it_stays(sign_in):
    hands = sign_in(None, "sv")
    hands.go("/about/")
    hands.follow("button", "English", written=True)
    hands.language = "en"
    hands.heading("How a matter goes")
    hands.go("/")
    expect(hands.page.locator("html")).to_have_attribute("lang", "en")
    hands.follow("button", "Svenska", written=True)
    hands.language = "sv"
    hands.heading("Who may contact us")


@BY_TOUCH_TOO
def test_a_stranger_is_told_why_they_cannot_log_in(sign_in):
    hands = sign_in(None)
    hands.go("/")
    hands.follow("link", "Log in")
    hands.look()
    hands.fill("E-mail address", "otto.obehorig@larosate.example")
    hands.fill("Password", "inte mitt lösenord alls")
    hands.follow("button", "Log in")
    hands.sees("That e-mail address and password do not go together.")
    expect(hands.field("E-mail address")).to_have_value("otto.obehorig@larosate.example")
    expect(hands.page.locator("input[name=password]")).to_have_value("")
    hands.look("refused")

    hands.go("/matters/")
    hands.heading("Log in")
    hands.sees("Who may contact the support")


def test_a_stranger_asks_for_a_password_and_learns_nothing_about_accounts(sign_in, system):
    hands = sign_in(None)
    said = []
    for address in ("ingen.alls@larosate.example", LOCAL_SUPPORT):
        hands.go("/account/login")
        hands.follow("link", "Forgotten your password?")
        hands.look()
        hands.fill("E-mail address", address)
        hands.follow("button", "Send the link")
        hands.heading("Look in your mail")
        said.append(hands.page.locator("main").inner_text())
    assert said[0] == said[1]
    hands.look()
    system.postbox.wait_for(LOCAL_SUPPORT, "/account/invitation/")
    assert not [address for address, _mail in system.postbox.messages if address.startswith("ingen.alls")]


def test_a_wrong_address_says_so_and_leads_home(sign_in):
    hands = sign_in(None)
    for path in ("/no-such-page/", "/first-visit/not-the-token", "/cases/files/x", "/matters/1/nothing"):
        hands.go(path)
        hands.heading("There is no such page")
    hands.look()
    hands.follow("link", "To the start")
    hands.heading("Who may contact us")

    hands.go("/account/invitation/not-a-real-token")
    hands.heading("The link no longer works")
    hands.look()
    for path in ("/cases/1001/", "/desk/inflow/", "/settings/"):
        hands.go(path)
        hands.heading("Log in")
