"""A browser on the sample pages. It lives in a thread of its own, since Playwright allows one loop in each."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.test import override_settings

from bollkoll.kit import languages
from bollkoll.ui.tests import pages
from tests import chromium

BAD = re.compile("Content Security|Uncaught")


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        pass


class Site:
    """`site.visit("/form")(journey)` runs `journey(page)` in the browser's thread at once and fails on page errors."""

    def __init__(self, url: str, run: Callable, browser) -> None:
        self.url, self._run, self._browser = url, run, browser

    def visit(self, path: str, *, width: int = 1440, **context):
        def walk(journey: Callable) -> None:
            with override_settings(**pages.SETTINGS):
                self._run(self._walk, path, width, context, journey)

        return walk

    def visit_plainly(self, path: str):
        """The same without JavaScript."""
        return self.visit(path, java_script_enabled=False)

    def _walk(self, path: str, width: int, context: dict, journey: Callable) -> None:
        opened = self._browser.new_context(
            viewport={"width": width, "height": 900}, locale="sv-SE", timezone_id="Europe/Stockholm", **context
        )
        opened.grant_permissions(["clipboard-read", "clipboard-write"])
        faults: list[str] = []
        try:
            page = opened.new_page()
            page.set_default_timeout(30_000)  # on a busy machine; nothing waits longer than it has to
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on(
                "console", lambda m: faults.append(m.text) if re.search("Content Security|Uncaught", m.text) else None
            )
            page.goto(self.url + path)
            if context.get("java_script_enabled", True):
                page.locator("html.scripted").wait_for(state="attached")
            journey(page)
            assert faults == []
        finally:
            opened.close()


@pytest.fixture(scope="session")
def site():
    path = chromium.path()
    from playwright.sync_api import sync_playwright

    languages.compile_all()
    thread = ThreadPoolExecutor(max_workers=1)

    def run(work: Callable, *args):
        return thread.submit(work, *args).result()

    with override_settings(**pages.SETTINGS):
        server = make_server("127.0.0.1", 0, pages.application(), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    playwright = run(sync_playwright().start)
    browser = run(lambda: playwright.chromium.launch(executable_path=path, args=chromium.FLAGS))
    yield Site(f"http://127.0.0.1:{server.server_port}", run, browser)
    run(browser.close)
    run(playwright.stop)
    thread.shutdown()
    server.shutdown()


@pytest.fixture(autouse=True)
def nothing_told():
    pages.Told.posts.clear()
    pages.Told.topics.clear()
