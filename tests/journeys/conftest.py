"""One running system and one browser for all journeys. Each is walked by mouse in a wide window, and by the keyboard alone in
one 390 px wide, as by somebody who has magnified the page; some also by touch (``hands.BY_TOUCH_TOO``)."""

import fcntl
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Browser, Error, sync_playwright

from bollkoll.kit import languages
from tests import chromium
from tests.journeys.hands import PATIENCE, Hands
from tests.journeys.system import PASSWORD, System

SIZES = {"mouse": (1440, 900), "keyboard": (390, 844), "phone": (390, 844)}
VISITED: set[str] = set()
"""The names of all addresses that a browser has asked for."""
NOTES = Path("var") / "journeys" / "visited"
"""Where each process of a run leaves them, for ``every_address.py``."""
FAILED = pytest.StashKey[bool]()
_sessions: dict[tuple[str, str], list] = {}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Path:
    """A home that has been filled and whose mail has gone: made once for all processes of the run, and copied by each."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    home = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        languages.compile_all()
        if not home.exists():
            System(home).make()
    return home


@pytest.fixture(scope="session")
def system(tmp_path_factory, demonstration):
    """The demonstration, running. Each process of the tests has one of its own."""
    running = System(tmp_path_factory.mktemp("system"))
    running.fill(demonstration)
    running.postbox.start()
    running.start()
    yield running
    running.stop()
    running.postbox.stop()


@pytest.fixture(scope="session", autouse=True)
def _visited():
    """Note what was visited, beside what other processes of the same run note."""
    run = os.environ["BOLLKOLL_TEST_RUN"]
    NOTES.mkdir(parents=True, exist_ok=True)
    for other in NOTES.iterdir():
        if not other.name.startswith(f"{run}-") and not os.environ.get("BOLLKOLL_KEEP_NOTES"):
            other.unlink(missing_ok=True)
    yield
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    (NOTES / f"{run}-{worker}.txt").write_text("\n".join(sorted(VISITED)))


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["mouse", "keyboard"])
def way(request) -> str:
    return request.param


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def sign_in(request, system: System, browser: Browser, way: str):
    """``sign_in(address)`` gives the :class:`Hands` of somebody who is signed in; ``sign_in(None)`` of a stranger.

    ``afresh`` logs in through the page instead of taking up an earlier session; ``at`` is another system.
    """
    contexts, everybody = [], []

    def begin(
        address: str | None, language: str = "sv", *, kind: str | None = None, afresh: bool = False, at: System = system,
        password: str = PASSWORD,
    ) -> Hands:  # fmt: skip
        used = kind or way
        width, height = SIZES[used]
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="sv-SE" if language == "sv" else "en-GB",
            timezone_id="Europe/Stockholm",
            has_touch=used == "phone",
            is_mobile=used == "phone",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(2 * PATIENCE)
        context.add_cookies([{"name": "language", "value": language, "url": at.url}])
        hands = Hands(context.new_page(), at.url, used, language)
        everybody.append(hands)
        listen(hands)
        if address:
            known = _sessions.get((at.url, address))
            if known and not afresh:
                context.add_cookies(known)
            else:
                log_in(hands, address, password)
                if not afresh:
                    _sessions[at.url, address] = [c for c in context.cookies() if c["name"] != "language"]
        return hands

    yield begin
    if request.node.stash.get(FAILED, False):
        picture(request.node.name, everybody)
    complaints = [complaint for hands in everybody for complaint in hands.complaints]
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def picture(name: str, everybody: list[Hands]) -> None:
    """What each of them saw when the journey failed, in ``var/journeys``."""
    folder = Path("var") / "journeys"
    folder.mkdir(parents=True, exist_ok=True)
    for number, hands in enumerate(everybody):
        try:
            hands.page.screenshot(path=folder / f"{re.sub(r'[^a-z0-9]+', '-', name)}-{number}.png", full_page=True)
        except Error:
            continue  # a page that cannot be pictured hides nothing: the failure itself is told


def log_in(hands: Hands, address: str, password: str = PASSWORD) -> None:
    hands.go("/account/login")
    hands.fill("E-mail address", address)
    hands.fill("Password", password)
    with hands.navigates():
        hands.key("Enter")


def forget_session(system: System, address: str) -> None:
    """The sessions of somebody were ended: whoever comes next logs in."""
    _sessions.pop((system.url, address), None)


def listen(hands: Hands) -> None:
    """A page that throws, breaks the content security policy or meets a fault of the server is faulty, whatever it shows."""

    def console(message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            hands.complaints.append(f"{hands.page.url}: {message.text}")

    def answered(response) -> None:
        if response.status >= 500:
            hands.complaints.append(f"{response.request.method} {response.url}: {response.status}")

    hands.page.on("console", console)
    hands.page.on("pageerror", lambda error: hands.complaints.append(f"{hands.page.url}: {error}"))
    hands.page.on("response", answered)
    hands.page.on("request", lambda request: note(request.url, hands.url))
    hands.page.on("download", lambda download: note(download.url, hands.url))  # is no request of the page's


def note(url: str, base: str) -> None:
    if url.startswith(base):
        try:
            VISITED.add(resolve(urlsplit(url).path).view_name)
        except Resolver404:
            return
