"""One's own account: details, language, how much mail, password, places where one is logged in, staying logged in."""

import pytest
from playwright.sync_api import expect

from tests.journeys.coming_in import NEW_PASSWORD, comes_in, link_in, newcomer
from tests.journeys.conftest import log_in
from tests.journeys.hands import BY_TOUCH_TOO, PATIENCE, Hands
from tests.journeys.steps import log_out, number_of, takes, unlike
from tests.journeys.system import AGENT, System, plain_text

pytestmark = pytest.mark.browser

OTHER_PASSWORD = "sju tysta tåg i natten"
HOURS = 8


def opens_settings(hands: Hands, tab: str = "") -> None:
    hands.go("/")
    hands.activate(hands.page.locator(".user-menu > summary"))
    hands.follow("link", "My settings")
    if tab:
        hands.follow("link", tab, within=hands.page.locator(".tabs"))


def is_in(hands: Hands) -> None:
    expect(hands.page.locator(".user-menu")).to_be_visible(timeout=PATIENCE)


@BY_TOUCH_TOO
def test_details_language_and_how_much_mail(sign_in, system: System):
    hands, address = newcomer(sign_in, system, "Signe Sparsam")
    opens_settings(hands)
    hands.look()
    hands.fill("Telephone", "018-000 00 00")
    hands.fill("E-mail", AGENT)
    hands.follow("button", "Save")
    hands.sees("You log in with your address: write your present password to change it.")
    hands.fill("Present password", NEW_PASSWORD)
    hands.follow("button", "Save")
    hands.sees("Somebody else has that address.")
    expect(hands.field("Telephone")).to_have_value("018-000 00 00")
    hands.look("refused")

    hands.fill("E-mail", address)
    hands.activate(hands.page.locator("input[name=language][value=en]"))
    hands.activate(hands.page.locator("input[name=telling][value=none]"))
    hands.choose("single-key shortcuts")
    hands.follow("button", "Save")
    hands.language = "en"
    hands.sees("Your settings are saved.")
    expect(hands.page.locator("html")).to_have_attribute("lang", "en")
    expect(hands.page.locator("input[name=telling][value=none]")).to_be_checked()
    hands.look("in English")

    number = asks(hands, unlike("Utan mejl"))
    is_answered_without_mail(sign_in, system, hands, number, address)


def test_a_new_address_is_confirmed_by_a_link_and_the_old_one_is_told(sign_in, system: System):
    hands, address = newcomer(sign_in, system, "Alva Adressbytare")
    new = f"ny-{address}"
    for is_meant in (False, True):
        opens_settings(hands)
        hands.fill("E-mail", new)
        hands.fill("Present password", NEW_PASSWORD)
        before = system.postbox.count
        hands.follow("button", "Save")
        hands.sees("A link is on its way to your new address. It counts when you have used the link.")
        hands.sees("%(email)s waits to be confirmed", email=new)
        link = link_in(system.postbox.wait_for(new, "/account/address/", after=before))
        if not is_meant:
            hands.look("waits")
            hands.follow("button", "Keep the address that I have")
            hands.sees("Your address stays as it is.")
    stranger = sign_in(None)
    stranger.go(link)
    stranger.heading("Confirm your address")
    stranger.reads(address)
    stranger.look()
    before = system.postbox.count
    stranger.follow("button", "Yes, this is my address")
    system.postbox.wait_for(address, "loggar du från och med nu in med", after=before)
    hands.go("/account/settings")
    expect(hands.field("E-mail")).to_have_value(new)
    stranger.go(link)
    stranger.heading("The link no longer works")


def asks(hands: Hands, subject: str) -> int:
    """Ask a question in the portal; the number of the matter."""
    hands.go("/new/question/")
    hands.fill("Subject", subject)
    hands.choose("Service", hands.page.locator("select[name=service] option").nth(1).inner_text(), written=True)
    hands.fill("Your question", "Hur gör man?")
    hands.follow("button", "Send the question")
    return number_of(hands)


def is_answered_without_mail(sign_in, system: System, hands: Hands, number: int, address: str) -> None:
    """Whoever chose no mail gets none; the answer is in the portal, and the desk can see why no mail was sent."""
    agent = sign_in(AGENT, kind="mouse")
    takes(agent, number)
    answer = f"Så här gör man ({number})."
    agent.write(agent.page.locator("#composer-answer textarea"), answer)
    agent.activate(agent.page.locator("#composer-answer .composer-foot button.is-primary"))
    hands.go(f"/matters/{number}/")
    expect(hands.page.get_by_text(answer).first).to_be_visible(
        timeout=2 * PATIENCE
    )  # when it cannot be undone any more
    agent.go(f"/mail/cases/{number}/")
    agent.sees("Not mailed: the person has chosen no mail.")
    assert not [to for to, told in system.postbox.messages if to == address and answer in plain_text(told)]


def test_the_password_is_changed_and_forgotten(sign_in, system: System):
    hands, address = newcomer(sign_in, system, "Pelle Passord")
    elsewhere = sign_in(None)
    log_in(elsewhere, address, NEW_PASSWORD)
    is_in(elsewhere)

    opens_settings(hands, "Password")
    hands.look()
    hands.fill("Present password", "inte alls det här")
    hands.fill("New password", "kort")
    hands.follow("button", "Change the password")
    hands.sees("That is not your present password.")
    hands.sees("Something needs another look. Write the password again; the rest is still here.")
    expect(hands.field("Present password")).to_have_value("")
    hands.look("refused")
    hands.fill("Present password", NEW_PASSWORD)
    hands.fill("New password", OTHER_PASSWORD)
    hands.follow("button", "Change the password")
    hands.sees("Your password is changed. You are logged out everywhere else.")
    elsewhere.go("/matters/")
    elsewhere.heading("Log in")
    log_in(elsewhere, address, NEW_PASSWORD)
    elsewhere.sees("That e-mail address and password do not go together.")
    elsewhere.sees("Something needs another look. Write the password again; the rest is still here.")
    expect(elsewhere.field("E-mail address")).to_have_value(address)
    log_in(elsewhere, address, OTHER_PASSWORD)
    is_in(elsewhere)

    log_out(hands)
    hands.go("/account/login")
    hands.follow("link", "Forgotten your password?")
    hands.fill("E-mail address", address)
    before = system.postbox.count
    hands.follow("button", "Send the link")
    hands.heading("Look in your mail")
    link = link_in(system.postbox.wait_for(address, "/account/invitation/", after=before))
    hands.go(link)
    hands.heading("Choose a new password")
    hands.look()
    comes_in(hands, link, NEW_PASSWORD)
    elsewhere.go("/matters/")
    elsewhere.heading("Log in")
    hands.go(link)
    hands.heading("The link no longer works")


def test_one_sees_where_one_is_logged_in_and_puts_the_others_out(sign_in, system: System):
    hands, address = newcomer(sign_in, system, "Stina Spridd")
    others = [sign_in(None, kind=kind) for kind in ("mouse", "phone")]
    for other in others:
        log_in(other, address, NEW_PASSWORD)
        is_in(other)
    opens_settings(hands, "Devices")
    places = hands.page.locator("tbody tr")
    expect(places).to_have_count(3)
    hands.sees("here and now")
    hands.look()

    others[0].go("/new/question/")
    others[0].fill("Subject", "Något som jag skriver")
    expect(others[0].page.locator("[data-draft-status]")).to_contain_text(
        others[0].word("Saved {time}").partition("{")[0], timeout=PATIENCE
    )
    hands.follow("button", "Log out", within=places.nth(1))
    hands.sees("That place is logged out.")
    hands.follow("button", "Log out everywhere else")
    hands.sees("You are logged out everywhere else.")
    hands.sees("You are logged in nowhere else.")
    hands.look("nowhere else")
    others[1].go("/matters/")
    others[1].heading("Log in")
    text_is_kept(others[0], address)


def text_is_kept(writer: Hands, address: str) -> None:
    """What was being written where one was put out is not lost: it is on the page, and it is there after logging in again."""
    writer.fill("Your question", "Det här skrev jag efter att jag blev utloggad.")
    writer.press("button", "Send the question")
    writer.sees("You have been logged out. Copy your text, log in again in a new tab, and try again here.")
    writer.look("put out while writing")
    expect(writer.field("Subject")).to_have_value("Något som jag skriver")
    expect(writer.field("Your question")).to_have_value("Det här skrev jag efter att jag blev utloggad.")
    in_a_new_tab = Hands(writer.page.context.new_page(), writer.url, writer.kind, writer.language)
    log_in(in_a_new_tab, address, NEW_PASSWORD)
    is_in(in_a_new_tab)
    writer.page.bring_to_front()
    writer.follow("button", "Send the question")
    assert number_of(writer)
    writer.reads("Det här skrev jag efter att jag blev utloggad.")


def test_one_is_warned_before_the_session_ends_and_stays_with_the_text(sign_in, system: System):
    hands, _address = newcomer(sign_in, system, "Vera Vaken", "en")
    hands.page.clock.install()
    hands.go("/new/question/")
    hands.fill("Your question", "En lång text som tar tid.")
    hands.page.clock.fast_forward(f"{HOURS - 1:02d}:58:30")
    hands.heading("Are you still there?")
    hands.look("warned")
    with hands.page.expect_response(lambda answer: answer.url.endswith("/account/sessions/extend")) as answered:
        hands.press("button", "Stay logged in")
    assert answered.value.ok
    expect(hands.page.locator("dialog[open]")).to_have_count(0, timeout=PATIENCE)
    expect(hands.field("Your question")).to_have_value("En lång text som tar tid.")
    hands.page.clock.fast_forward(f"{HOURS - 1:02d}:50:00")
    expect(hands.page.locator("dialog[open]")).to_have_count(0)
    hands.page.clock.fast_forward("00:10:05")
    hands.sees("You have been logged out. Your text is kept in this browser.")
    hands.look("over")
    hands.press("button", "Close", within=hands.page.locator("dialog[open]"))
    expect(hands.field("Your question")).to_have_value("En lång text som tar tid.")


def test_an_agent_asks_again_before_logging_out(sign_in):
    hands = sign_in(AGENT, afresh=True)
    hands.go("/account/logout")
    hands.look()
    hands.follow("link", "Stay")
    hands.go("/account/logout")
    hands.follow("button", "Log out", within=hands.page.locator("main"))
    hands.heading("Log in")
