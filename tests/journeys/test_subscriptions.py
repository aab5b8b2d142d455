"""Anybody subscribes to operating information, chooses anew and leaves; the desk sees how far each notice has come."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.hands import BY_TOUCH_TOO, PATIENCE, Hands
from tests.journeys.steps import unlike
from tests.journeys.system import COORDINATOR, System, plain_text

pytestmark = pytest.mark.browser


def link_in(mail, word: str) -> str:
    return next(url for url in re.findall(r"http://\S+", plain_text(mail)) if word in url)


@BY_TOUCH_TOO
def test_somebody_subscribes_and_leaves(sign_in, system: System):
    name = re.sub(r"[^a-z0-9]", "", unlike("lasare").lower())
    address = f"{name}@{'larosate' * 7}.example"  # longer than a phone is wide
    reader = sign_in(None)
    reader.go("/subscriptions/")
    reader.look("the form of a subscription")
    reader.follow("button", "Subscribe")
    reader.look("the form of a subscription, refused")
    before = system.postbox.count
    reader.fill("E-mail address", address)
    reader.activate(reader.page.locator("input[name=kinds][value=disturbance]"))
    reader.follow("button", "Subscribe")
    reader.heading("Look in your mailbox")
    reader.look("asked for")

    letter = system.postbox.wait_for(address, after=before)
    reader.go(link_in(letter, "/confirm/"))
    reader.look("to be confirmed")
    reader.follow("button", "Confirm")
    reader.heading("Your subscription")
    reader.look("a subscription")
    reader.activate(reader.page.locator("input[name=kinds][value=planned]"))
    reader.follow("button", "Save")
    reader.sees("Your choice is saved.")
    leaves(reader)


def leaves(reader: Hands) -> None:
    reader.follow("link", "Unsubscribe")
    reader.look("about to leave")
    at = reader.page.url
    reader.follow("button", "Unsubscribe")
    reader.heading("You get no more operating information")
    reader.look("left")
    reader.go(at)
    reader.heading("This subscription has ended")
    reader.look("over")


def confirmed(reader: Hands, system: System) -> str:
    """Somebody subscribes to everything; returns the address."""
    address, before = (
        f"{re.sub(r'[^a-z0-9]', '', unlike('prenumerant').lower())}@larosate.example",
        system.postbox.count,
    )
    reader.go("/subscriptions/")
    reader.fill("E-mail address", address)
    reader.follow("button", "Subscribe")
    reader.go(link_in(system.postbox.wait_for(address, after=before), "/confirm/"))
    reader.follow("button", "Confirm")
    return address


def test_one_of_several_readers_wants_to_go_on(sign_in, system: System):
    address = f"support-{re.sub(r'[^a-z0-9]', '', unlike('delad').lower())}@larosate.example"
    reader = sign_in(None)
    before = system.postbox.count
    reader.go("/subscriptions/")
    reader.fill("E-mail address", address)
    reader.choose("Several people read this mailbox")
    reader.follow("button", "Subscribe")
    reader.go(link_in(system.postbox.wait_for(address, after=before), "/confirm/"))
    reader.follow("button", "Confirm")
    reader.follow("link", "Unsubscribe")
    reader.look("leaving a mailbox that is shared")
    reader.follow("button", "Unsubscribe")
    reader.heading("The others have been told")
    reader.follow("link", "See the subscription")
    reader.look("being left")
    reader.follow("button", "Go on getting it")
    reader.sees("It goes on. Nothing changes for those who read the mailbox.")


def test_the_desk_sees_how_far_each_notice_has_come(sign_in, system: System):
    manager, title, full = sign_in(COORDINATOR), unlike("Intyg dröjer"), confirmed(sign_in(None), system)
    system.postbox.full.add(full)
    manager.go("/notices/")
    manager.follow("link", "New notice")
    manager.fill("Title in Swedish", title)
    manager.fill("Text in Swedish", "Intyg skapas långsamt. Försök igen om en stund.")
    degree = manager.page.locator("select[name^=degree_]").first
    manager.reach(degree)
    degree.select_option("degraded")
    manager.reads(title, within=manager.page.locator("#notice-preview"))
    manager.follow("button", "Publish")
    manager.sees("Published.")
    manager.go("/subscriptions/desk/")
    manager.heading("Bulletins")
    first = manager.page.locator("tbody th a", has_text=title).first
    expect(first).to_be_visible(timeout=PATIENCE)  # the list lives: it comes when the worker has noted it
    manager.look("bulletins")
    with manager.navigates():
        manager.activate(first)
    manager.look("a bulletin")
    again, at = manager.page.get_by_role("button", name=manager.word("Send those again")), manager.page.url
    for _turn in range(30):  # the mail waits for the page, and then finds the mailbox full
        if again.count():
            break
        manager.page.wait_for_timeout(1000)
        manager.go(at)
    manager.look("a bulletin that did not reach everybody")
    before = system.postbox.count
    system.postbox.full.discard(full)
    manager.follow("button", "Send those again")
    system.postbox.wait_for(full, title, after=before)
    manager.go("/subscriptions/desk/subscribers/")
    manager.heading("Subscribers")
    manager.look("subscribers")
    with manager.navigates():
        manager.activate(manager.page.locator("tbody button").first)
    manager.sees("The subscription has ended.")
