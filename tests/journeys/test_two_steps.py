"""Two steps in: a passkey made by the browser (a virtual device of its own), codes from an app, recovery codes."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from tests.journeys.conftest import log_in
from tests.journeys.system import COORDINATOR, PASSWORD
from tests.journeys.system import EXPERT as PERSON

pytestmark = pytest.mark.browser

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def way() -> str:
    """Once is enough: what is shown is walked by keyboard and on a phone elsewhere, and the device has no hands."""
    return "mouse"


@pytest.fixture
def hands(sign_in):
    """A browser with a device that answers for its owner. A passkey belongs to a name, so the address has one."""
    hands = sign_in(None)
    hands.url = hands.url.replace("127.0.0.1", "localhost")
    hands.page.context.add_cookies([{"name": "language", "value": hands.language, "url": hands.url}])
    device = hands.page.context.new_cdp_session(hands.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return hands


def confirm(hands) -> None:
    """Say the password again when it is asked for."""
    if "/confirm/" in hands.page.url:
        hands.look("asked again")
        hands.fill("Your password", PASSWORD)
        with hands.navigates():
            hands.key("Enter")


def is_in(hands) -> None:
    hands.page.wait_for_url(lambda url: "/account/" not in url)


def log_out(hands) -> None:
    hands.go("/account/logout")
    hands.page.locator("main").get_by_role("button", name=hands.word("Log out")).click()
    hands.page.wait_for_url("**/account/login*")


def test_a_passkey_is_made_used_alone_used_as_second_step_and_removed(system, hands):
    log_in(hands, PERSON)
    hands.go("/account/two-steps")
    hands.look()
    hands.follow("link", "Add a passkey")
    confirm(hands)
    hands.look()
    hands.press("button", "Make the passkey")
    hands.page.wait_for_url("**/two-steps/codes")
    hands.look("first codes")

    log_out(hands)
    hands.press("button", "Log in with a passkey")
    is_in(hands)

    log_out(hands)
    log_in(hands, PERSON)
    hands.page.wait_for_url("**/second-step")
    hands.look()
    hands.press("button", "Use your passkey")
    is_in(hands)

    hands.go("/account/two-steps")
    hands.look("with a passkey")
    hands.go("/account/confirm/passkey?next=/account/two-steps")
    hands.look()
    hands.press("button", "Use your passkey")
    hands.page.wait_for_url("**/account/two-steps")
    hands.follow("link", "Rename")
    confirm(hands)
    hands.look()
    hands.fill("What you call it", "Nyckeln på jobbet")
    hands.follow("button", "Save")
    hands.reads("Nyckeln på jobbet")
    hands.follow("link", "Remove")
    confirm(hands)
    with hands.navigates():
        hands.page.locator("main form button").click()
    hands.sees("The passkey has been removed.")


def has_codes_from_an_app(hands) -> list[str]:
    """Set up an app; the recovery codes."""
    hands.go("/account/two-steps/app/activate")
    confirm(hands)
    hands.look()
    secret = hands.page.locator("code.secret").text_content()
    hands.fill("The six digits that the app now shows", "000000")
    hands.follow("button", "Turn on")
    hands.look("refused")
    hands.fill("The six digits that the app now shows", code(secret))
    hands.press("button", "Turn on")
    hands.page.wait_for_url("**/two-steps/codes")
    return hands.page.locator(".codes code").all_inner_texts()


def test_codes_from_an_app_and_recovery_codes(system, hands, tmp_path):
    log_in(hands, PERSON)
    first = has_codes_from_an_app(hands)
    with hands.page.expect_download() as downloaded:
        hands.press("link", "Download")
    downloaded.value.save_as(tmp_path / "codes.txt")
    assert all(one in (tmp_path / "codes.txt").read_text() for one in first)
    hands.follow("link", "Make new codes")
    confirm(hands)
    hands.look()
    hands.follow("button", "Make new codes", within=hands.page.locator("main form"))
    recovery = hands.page.locator(".codes code").all_inner_texts()
    assert recovery and not set(first) & set(recovery)

    log_out(hands)
    log_in(hands, PERSON)
    hands.page.wait_for_url("**/second-step")
    hands.fill("Code", first[0])
    with hands.navigates():
        hands.key("Enter")
    hands.look("a wrong code")
    hands.fill("Code", recovery[0])
    with hands.navigates():
        hands.key("Enter")
    is_in(hands)

    hands.go("/account/confirm/password?next=/account/two-steps")
    confirm(hands)
    hands.heading("Two-step login")
    hands.go("/account/confirm/code?next=/account/two-steps")
    hands.look()
    hands.fill("Code", recovery[0])
    with hands.navigates():
        hands.key("Enter")
    hands.look("a code that was used")
    hands.fill("Code", recovery[1])
    with hands.navigates():
        hands.key("Enter")
    hands.heading("Two-step login")
    hands.look("with an app")
    hands.follow("link", "Turn off")
    confirm(hands)
    hands.look()
    with hands.navigates():
        hands.page.locator("main form button").click()
    hands.sees("Codes from an app are no longer asked for.")


def test_an_administrator_removes_the_second_step_of_somebody_who_has_lost_everything(system, sign_in, hands):
    log_in(hands, PERSON)
    has_codes_from_an_app(hands)
    log_out(hands)

    admin = sign_in(COORDINATOR)
    admin.go("/account/staff/")
    admin.follow("link", "Iris Skenbild", written=True)
    admin.press("summary", "More", within=admin.page.locator("main"))
    admin.press("button", "Remove the two-step login")
    dialog = admin.page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    admin.look("asked before the second step is removed")
    with admin.navigates():
        dialog.locator("button.is-primary").click()
    admin.sees("The two-step login is removed.")
    log_in(hands, PERSON)
    is_in(hands)


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret.strip(), next(iter(yield_hotp_counters_from_time()))))
