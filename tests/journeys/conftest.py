"""One running system and one browser for all journeys; each journey is walked by mouse, by keyboard alone, and on a phone."""

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.hands import Hands
from tests.journeys.system import PASSWORD, System

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SIZES = {"mouse": (1440, 900), "keyboard": (1440, 900), "phone": (390, 844)}
VISITED: set[str] = set()
_sessions: dict[str, list] = {}


@pytest.fixture(scope="session")
def system(tmp_path_factory):
    running = System(tmp_path_factory.mktemp("system"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.fail("The journeys need Chromium: install it with the system's packages (apt-get install chromium).")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=FLAGS)


@pytest.fixture(params=["mouse", "keyboard", "phone"])
def way(request) -> str:
    return request.param


@pytest.fixture
def sign_in(system, browser: Browser, way):
    """``sign_in(address)`` gives the :class:`Hands` of somebody who is signed in; ``sign_in(None)`` of a stranger."""
    contexts = []

    def begin(address: str | None, language: str = "sv", kind: str | None = None) -> Hands:
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
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda r: _note(r.url, system.url))
        page.on("console", lambda m: _complain(page, m))
        context.add_cookies([{"name": "language", "value": language, "url": system.url}])
        hands = Hands(page, system.url, used)
        if address:
            if address in _sessions:
                context.add_cookies(_sessions[address])
            else:
                _log_in(hands, address)
                _sessions[address] = [c for c in context.cookies() if c["name"] != "language"]
        return hands

    yield begin
    for context in contexts:
        context.close()


def _log_in(hands: Hands, address: str) -> None:
    hands.go("/account/login")
    hands.page.locator("input[name=login]").fill(address)
    hands.page.locator("input[name=password]").fill(PASSWORD)
    with hands.navigates():
        hands.page.locator("input[name=password]").press("Enter")


def _complain(page, message) -> None:
    """A page that breaks the content security policy or throws is a fault, whatever it looks like."""
    if message.type == "error" and ("Content Security Policy" in message.text or "Uncaught" in message.text):
        raise AssertionError(f"{page.url}: {message.text}")


def _note(url: str, base: str) -> None:
    if url.startswith(base):
        try:
            VISITED.add(resolve(urlsplit(url).path).view_name)
        except Resolver404:
            return


def named_urls() -> set[str]:
    """Every name under which a page or verb is routed."""
    found: set[str] = set()

    def walk(patterns, prefix: str) -> None:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
            elif isinstance(entry, URLPattern) and entry.name:
                found.add(prefix + entry.name)

    walk(get_resolver().url_patterns, "")
    return found


def shots() -> Path:
    """Where screenshots go when ``BOLLKOLL_SHOTS`` says so."""
    return Path("var") / "shots"


def plain(text: str) -> str:
    return re.sub(r"\W+", "-", text)[:60]
