"""A case and all about a person are handed out: asked for with a reason, made by the worker, fetched, erased here."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.coming_in import invites, somebody
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.steps import open_menu, opened_by_mail, takes, tools, unlike
from tests.journeys.system import COORDINATOR, System

pytestmark = pytest.mark.browser
WRITER = "kerstin.vinterglod@su.example"


def fetched(hands: Hands) -> zipfile.ZipFile:
    """The package, when the worker has made it: the page tells of it by itself."""
    hands.sees("The file is ready")
    hands.look("ready")
    with hands.page.expect_download() as download:
        hands.press("button", "Fetch the file")
    path = Path(download.value.path())
    assert hashlib.sha256(path.read_bytes()).hexdigest() in hands.page.content()
    return zipfile.ZipFile(path)


def data(package: zipfile.ZipFile) -> dict:
    names = [name for name in package.namelist() if name.endswith(".json") and name != "index.json"]
    return json.loads(package.read(names[0]))


def test_a_case_is_handed_out(sign_in, system: System):
    subject = unlike("Lämnas ut")
    number = opened_by_mail(system, subject, "Vi vill ha det skriftligt.", WRITER)
    head = sign_in(COORDINATOR)
    takes(head, number)
    open_menu(head, head.find("summary", "More", within=tools(head)))
    with head.navigates():
        head.press("link", "Hand out the case", within=tools(head))
    head.look("to hand out a case")
    head.press("button", "Make it")
    expect(head.page.locator("[aria-invalid]").first).to_be_visible(timeout=PATIENCE)
    head.look("without a reason")
    head.fill("To whom", "Tidningen Testbladet")
    head.fill("Reason", "Begäran den 3 maj, dnr 2027-14")
    head.choose("internal notes and questions to third line")
    head.fill("Why it is left out", "OSL 21 kap. 7 §")
    head.follow("button", "Make it")
    package = fetched(head)
    assert data(package)["content"]["case"][0]["title"] == subject
    assert any(name.endswith(".pdf") for name in package.namelist())
    assert "SHA256SUMS" in package.namelist()
    head.press("button", "Erase the file now")
    with head.navigates():
        head.press("button", "Continue", within=head.page.locator("dialog:modal"))
    head.sees("The file is gone. That it was handed out stays.")
    head.look("gone")
    head.go("/settings/")
    head.follow("link", "Handed out")
    head.reads("Tidningen Testbladet")
    head.look("what has been handed out")


def test_all_about_a_person_is_handed_out(sign_in, system: System):
    opened_by_mail(system, unlike("Mina uppgifter"), "Vad har ni om mig?", WRITER)
    head = sign_in(COORDINATOR)
    head.go("/account/institutions/?q=SU")
    with head.navigates():
        row = head.page.locator("tr", has=head.page.get_by_role("cell", name="SU", exact=True))
        head.activate(row.get_by_role("link").first)
    with head.navigates():
        head.activate(head.page.get_by_role("link", name="Kerstin").first)
    head.follow("link", "Hand out all about the person")
    head.look("all about a person")
    head.fill("To whom", "Mejlas till den adress som står på kontot")
    head.fill("Reason", "Begärt per telefon den 4 maj")
    head.follow("button", "Make it")
    found = data(fetched(head))
    assert found["content"]["account"][0]["email"] == WRITER
    assert any("Vad har ni om mig?" in item["text"] for item in found["content"]["written"])
    expect(head.page.locator("code.digest").first).to_be_visible(timeout=PATIENCE)


def test_a_person_is_erased(sign_in, system: System):
    """Somebody is invited, leaves, and asks to be forgotten."""
    name, address = somebody("Glenn Borta")
    head = sign_in(COORDINATOR)
    head.go("/account/institutions/?q=KTH")
    with head.navigates():
        row = head.page.locator("tr", has=head.page.get_by_role("cell", name="KTH", exact=True))
        head.activate(row.get_by_role("link").first)
    head.follow("link", "Invite")
    invites(head, name, address, "local support")
    head.sees("%(name)s is invited. The link goes by mail.", name=name)
    with head.navigates():
        head.activate(head.page.get_by_role("link", name=name, exact=True).first)
    person = head.page.url
    head.follow("link", "Erase the person")
    head.sees("Not yet. Do this first:")
    head.look("an erasure that something hinders")
    head.follow("link", "Go there")
    head.follow("button", "End the account")
    head.go(person)
    head.follow("link", "Erase the person")
    head.sees("Name, address, telephone and title")
    head.look("what goes and what stays")
    head.fill("Reason", "Begärt i brev den 7 maj")
    head.fill("Decision", "Gallringsbeslut 4")
    head.press("button", "Go on")
    head.heading("Erase %(name)s for good?", name=name)
    head.look("once more")
    head.fill("The person’s name", "Någon Annan")
    head.press("button", "Erase for good")
    head.sees("Write the name of the person as it stands above.")
    head.look("another name")
    head.fill("The person’s name", name)
    head.follow("button", "Erase for good")
    head.sees("The person is erased.")
    head.reads("Begärt i brev den 7 maj")
    head.misses(name)
    head.look("erased persons")
    head.go(person)
    head.misses(name)
    head.sees("The person was erased")
    head.look("the card of somebody who was erased")
