"""Two steps in: a passkey made by the browser (a virtual device of its own), codes from an app, recovery codes."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.journeys.conftest import log_in
from tests.journeys.system import EXPERT as PERSON
from tests.journeys.system import PASSWORD

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
    hands.follow("link", "Remove")
    confirm(hands)
    with hands.navigates():
        hands.page.locator("main form button").click()
    hands.sees("The passkey has been removed.")


def test_codes_from_an_app_and_recovery_codes(system, hands):
    log_in(hands, PERSON)
    hands.go("/account/two-steps/app/activate")
    confirm(hands)
    hands.look()
    secret = hands.page.locator("code.secret").inner_text() or hands.page.locator("code.secret").text_content()
    hands.fill("The six digits that the app now shows", code(secret))
    hands.press("button", "Turn on")
    hands.page.wait_for_url("**/two-steps/codes")
    recovery = hands.page.locator(".codes code").first.inner_text()

    log_out(hands)
    log_in(hands, PERSON)
    hands.page.wait_for_url("**/second-step")
    hands.fill("Code", "000000")
    with hands.navigates():
        hands.key("Enter")
    hands.look("a wrong code")
    hands.fill("Code", recovery)
    with hands.navigates():
        hands.key("Enter")
    is_in(hands)

    hands.go("/account/two-steps/app/deactivate")
    confirm(hands)
    hands.look()
    with hands.navigates():
        hands.page.locator("main form button").click()
    hands.sees("Codes from an app are no longer asked for.")


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret.strip(), next(iter(yield_hotp_counters_from_time()))))
