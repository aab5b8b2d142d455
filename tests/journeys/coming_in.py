"""Steps by which somebody gets an account and comes in."""

import re
from collections.abc import Callable
from email.message import EmailMessage

from playwright.sync_api import Locator, expect

from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import unlike
from tests.journeys.system import CONTACT_PERSON, System, plain_text

NEW_PASSWORD = "fyra gula båtar på sjön"


def somebody(name: str) -> tuple[str, str]:
    """A name of their own, and an address."""
    known = unlike(name)
    return known, f"{known.lower().replace(' ', '.')}@larosate.example"


def link_in(message: EmailMessage) -> str:
    """The one-time link of a mail."""
    found = re.search(r"https?://\S+/account/(?:invitation|address)/[\w-]+", plain_text(message))
    assert found, plain_text(message)
    return found[0]


def row(hands: Hands, text: str) -> Locator:
    """The row of a table that has a text."""
    return hands.page.locator("tr", has_text=text)


def invites(keeper: Hands, name: str, email: str, role: str) -> None:
    """Fill in the open invitation and press the button, whatever comes of it."""
    keeper.fill("Name", name)
    keeper.fill("E-mail", email)
    keeper.activate(keeper.page.get_by_label(re.compile(rf"^{keeper.word(role)} –", re.I)))
    keeper.press("button", "Send the invitation")


def comes_in(hands: Hands, link: str, password: str = NEW_PASSWORD) -> None:
    """Follow the link of a mail and choose a password."""
    hands.go(link)
    hands.fill("Password", password)
    hands.follow("button", "Choose the password and log in")
    expect(hands.page.locator(".user-menu")).to_be_visible(timeout=PATIENCE)


def newcomer(sign_in: Callable[..., Hands], system: System, name: str, language: str = "sv") -> tuple[Hands, str]:
    """Somebody of local support who has just been invited and come in: the hands, and the address."""
    keeper = sign_in(CONTACT_PERSON, kind="mouse")
    keeper.go("/")
    keeper.follow("link", "Accounts")
    keeper.follow("link", "Invite")
    known, address = somebody(name)
    if language == "en":
        keeper.activate(keeper.page.locator("input[name=language][value=en]"))
    before = system.postbox.count
    invites(keeper, known, address, "local support")
    hands = sign_in(None, language)
    comes_in(hands, link_in(system.postbox.wait_for(address, "/account/invitation/", after=before)))
    return hands, address
