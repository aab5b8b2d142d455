"""The local contact person keeps the accounts of the own institution; whoever is invited comes in, and is put out."""

import re

import pytest
from playwright.sync_api import expect

from bollkoll.channels.email.tests import mails
from tests.journeys.coming_in import NEW_PASSWORD, comes_in, invites, link_in, newcomer, row, somebody
from tests.journeys.conftest import log_in
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import log_out, open_menu
from tests.journeys.system import AGENT, CONTACT_PERSON, System

pytestmark = pytest.mark.browser

EXTRA = "extra account"
LOCAL_SUPPORT = "local support"


def opens_menu_of(keeper: Hands, name: str) -> None:
    open_menu(keeper, row(keeper, name).locator("details.menu > summary"))


def to_the_accounts(keeper: Hands) -> None:
    keeper.go("/")
    keeper.follow("link", "Accounts")


def test_three_extra_accounts_and_no_more(sign_in, system: System):
    keeper = sign_in(CONTACT_PERSON)
    to_the_accounts(keeper)
    keeper.look()
    keeper.sees("%(taken)s of %(of)s extra accounts are used.", taken=0, of=3)
    people = [somebody(f"Extra {place}") for place in ("Ettan", "Andran", "Trean", "Fyran")]
    for name, address in people[:3]:
        keeper.follow("link", "Invite")
        invites(keeper, name, address, EXTRA)
        keeper.sees("%(name)s is invited. The link goes by mail.", name=name)
    keeper.sees("%(taken)s of %(of)s extra accounts are used.", taken=3, of=3)
    keeper.look("three extra")

    name, address = people[3]
    keeper.follow("link", "Invite")
    keeper.look()
    invites(keeper, name, address, EXTRA)
    keeper.sees("Something needs another look. Everything you wrote is still here.")
    keeper.reads(re.compile("3"), within=keeper.page.locator(".errors"))
    keeper.look("refused")
    expect(keeper.field("Name")).to_have_value(name)
    expect(keeper.field("E-mail")).to_have_value(address)
    keeper.activate(keeper.page.locator("input[name=kind][value=local_support]"))
    keeper.follow("button", "Send the invitation")
    keeper.reads(name)

    opens_menu_of(keeper, name)
    keeper.look("menu")
    keeper.follow("link", "Change role")
    keeper.look()
    keeper.activate(keeper.page.locator("input[name=kind][value=extra]"))
    keeper.press("button", "Save")
    expect(keeper.page.locator(".errors")).to_be_visible(timeout=PATIENCE)
    keeper.look("refused")
    keeper.follow("link", "Cancel")

    for known, _address in people:  # as it was
        opens_menu_of(keeper, known)
        keeper.follow("link", "End the account")
        keeper.follow("button", "End the account")
    keeper.sees("%(taken)s of %(of)s extra accounts are used.", taken=0, of=3)


def test_somebody_is_invited_comes_in_is_changed_and_put_out(sign_in, system: System):
    keeper = sign_in(CONTACT_PERSON)
    to_the_accounts(keeper)
    accounts = keeper.page.url.removeprefix(keeper.url)
    keeper.follow("link", "Invite")
    name, address = somebody("Nina Nyinbjuden")
    before = system.postbox.count
    invites(keeper, name, address, LOCAL_SUPPORT)
    first = link_in(system.postbox.wait_for(address, "/account/invitation/", after=before))
    keeper.sees("invited", within=row(keeper, name))
    before = system.postbox.count
    opens_menu_of(keeper, name)
    keeper.follow("button", "Send the invitation again")
    link = link_in(system.postbox.wait_for(address, "/account/invitation/", after=before))

    guest = sign_in(None)
    guest.go(first)
    guest.heading("The link no longer works")
    guest.go(link)
    guest.look()
    guest.fill("Password", "kort")
    guest.follow("button", "Choose the password and log in")
    guest.sees("Something needs another look. Write the password again; the rest is still here.")
    guest.look("refused")
    comes_in(guest, link)
    guest.sees("Your password is chosen. Welcome!")
    log_out(guest)
    guest.go(link)
    guest.heading("The link no longer works")
    log_in(guest, address, NEW_PASSWORD)
    expect(guest.page.locator(".user-menu")).to_be_visible(timeout=PATIENCE)
    sees_nothing_to_keep(guest, accounts)

    card = is_changed(keeper, accounts, name)
    is_put_out_but_may_return(keeper, guest, card, address)
    has_ended(keeper, guest, accounts, f"{name} Ändrad", address)


def sees_nothing_to_keep(guest: Hands, accounts: str) -> None:
    """Local support keeps no accounts and no settings: there are no such pages, and no way to them."""
    guest.go("/")
    assert not guest.page.locator(".portal-nav a[href*='/account/']").count()
    for path in (
        *(accounts, f"{accounts}invite", "/account/institutions/", "/account/institutions/add", "/account/staff/"),
        *("/account/staff/add", "/account/persons/1/", "/account/persons/1/change", "/account/persons/1/end"),
        *("/settings/", "/settings/organisation", "/settings/teams/", "/settings/notices/publish"),
    ):
        assert guest.page.request.get(guest.url + path).status == 404, path


def is_changed(keeper: Hands, accounts: str, name: str) -> str:
    """Details, by the list and by the card; an address that somebody has is refused with all that was written."""
    keeper.go(accounts)
    keeper.follow("link", name, written=True)
    keeper.look()
    card = keeper.page.url.removeprefix(keeper.url)
    keeper.follow("link", "Change")
    keeper.look()
    address = keeper.field("E-mail").input_value()
    keeper.fill("Name", f"{name} Ändrad")
    keeper.fill("E-mail", AGENT)
    keeper.press("button", "Save")
    keeper.sees("Somebody else has that address.")
    expect(keeper.field("Name")).to_have_value(f"{name} Ändrad")
    keeper.look("refused")
    keeper.fill("E-mail", address)
    keeper.follow("button", "Save")
    keeper.heading(f"{name} Ändrad")

    keeper.press("summary", "One more address")
    more = keeper.page.locator("details.fold", has=keeper.page.get_by_text(keeper.word("One more address")))
    keeper.fill("One more address", AGENT)
    keeper.press("button", "Add", within=more)
    keeper.sees("Somebody already has that address.")
    keeper.look("address refused")
    other = address.replace("@", "+andra@")
    keeper.fill("One more address", other)
    keeper.follow("button", "Add", within=more)
    keeper.reads(other)

    keeper.go(accounts)
    opens_menu_of(keeper, name)
    keeper.follow("link", "Change role")
    keeper.activate(keeper.page.locator("input[name=kind][value=extra]"))
    keeper.follow("button", "Save")
    keeper.sees(EXTRA, within=row(keeper, name))
    return card


def is_put_out_but_may_return(keeper: Hands, guest: Hands, card: str, address: str) -> None:
    guest.go("/matters/")
    keeper.go(card)
    keeper.press("summary", "More")
    keeper.look("more")
    keeper.follow("button", "Log out everywhere")
    keeper.sees("The person is logged out everywhere.")
    guest.go("/matters/")
    guest.heading("Log in")
    log_in(guest, address, NEW_PASSWORD)
    expect(guest.page.locator(".user-menu")).to_be_visible(timeout=PATIENCE)


def has_ended(keeper: Hands, guest: Hands, accounts: str, name: str, address: str) -> None:
    """Ending says what will happen, and then the open page of the other leads nowhere."""
    guest.go("/new/question/")
    keeper.go(accounts)
    opens_menu_of(keeper, name)
    keeper.follow("link", "End the account")
    keeper.look()
    keeper.follow("link", "Keep")
    keeper.reads(name)
    opens_menu_of(keeper, name)
    keeper.follow("link", "End the account")
    keeper.follow("button", "End the account")
    expect(row(keeper, name)).to_have_count(0, timeout=PATIENCE)
    guest.go("/matters/")
    guest.heading("Log in")
    log_in(guest, address, NEW_PASSWORD)
    guest.heading("The account has ended")
    guest.look()


def test_the_last_contact_person_stays_and_the_only_one_to_keep_is_told_so(sign_in):
    keeper = sign_in(CONTACT_PERSON, "en")
    to_the_accounts(keeper)
    myself = keeper.page.locator(".user-name").text_content().strip()
    opens_menu_of(keeper, myself)
    keeper.follow("link", "Change role")
    keeper.sees("This is you. With another role you can no longer keep the accounts.")
    keeper.activate(keeper.page.locator("input[name=kind][value=local_support]"))
    keeper.press("button", "Save")
    keeper.sees("You are the only local contact person. Make somebody else one first, or ask the support.")
    keeper.look("only one")
    keeper.follow("link", "Cancel")
    opens_menu_of(keeper, myself)
    keeper.follow("link", "End the account")
    keeper.follow("button", "End the account")
    keeper.sees("You are the only local contact person. Make somebody else one first, or ask the support.")
    keeper.look("only one")


def test_mail_that_comes_back_is_told_and_mended_and_the_card_ends_the_account(sign_in, system: System):
    hands, address = newcomer(sign_in, system, "Retur Adressen")
    told = system.postbox.wait_for(address, "/account/invitation/")
    report = mails.delivery_report(
        to="support@bollkoll.example", recipient=address, original_message_id=str(told["Message-ID"]),
        message_id=f"<tillbaka.{address}>",
    )  # fmt: skip
    system.send(report, "")
    keeper = sign_in(CONTACT_PERSON)
    to_the_accounts(keeper)
    system.wait_until(lambda: keeper.page.reload() and "mail-alert" in row(keeper, address).inner_html(), "no bounce")
    keeper.look("mail comes back")
    known = row(keeper, address).get_by_role("link").inner_text()
    with keeper.navigates():
        keeper.activate(row(keeper, address).get_by_role("link"))
    keeper.look("mail comes back")
    keeper.follow("button", "It works again")
    keeper.sees("Mail is sent there again.")

    before = system.postbox.count
    keeper.press("summary", "More")
    keeper.follow("button", "Send a link for a new password")
    again = system.postbox.wait_for(address, "/account/invitation/", after=before)
    comes_in(hands, link_in(again), "fem röda båtar på land")
    keeper.press("summary", "More")
    keeper.follow("link", "End the account")
    keeper.look("the person")
    name = keeper.word("The account of %(name)s has ended.", name=known)
    keeper.follow("button", "End the account")
    keeper.reads(name)
    hands.go("/matters/")
    hands.heading("Log in")
