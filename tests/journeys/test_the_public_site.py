"""Somebody in a hurry reads the public site: on a phone, on a wide screen, without scripts, and on another site's page.

The site is files, so no system runs here: they are published and answered for by the code that ``bollkoll web`` answers with.
"""

import re
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from bollkoll.status.site import serving
from bollkoll.status.site.publishing import publish
from bollkoll.status.site.tests.pictures import NOW, disturbance, long_history, picture, planned, said, update, uuid
from tests.journeys.sight import OUTSIDE, faults

pytestmark = pytest.mark.browser

SIZES = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1440, "height": 900}}
OTHER_SITE = """<!doctype html><html lang="sv"><head><title>Studentwebben</title></head><body><main><h1>Studentwebben</h1></main>
<script src="{address}/banner.js" data-language="sv" data-institution="{institution}"></script></body></html>"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0)
    return tmp_path / "status"


@pytest.fixture
def address(root):
    server = serving.Site(root)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            asked = {name.lower().encode(): value.encode() for name, value in self.headers.items()}
            if self.path.startswith("/other/"):
                institution = self.path.rpartition("/")[2]
                page = OTHER_SITE.format(address=f"http://localhost:{http.server_port}/status", institution=institution)
                found = 200, [(b"content-type", b"text/html; charset=utf-8")], page.encode()
            else:
                found = server.answer("GET", self.path, asked)
            status, headers, body = found
            self.send_response(status)
            for name, value in headers:
                if name != b"content-length":
                    self.send_header(name.decode(), value.decode())
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/status"
        http.shutdown()


@pytest.fixture
def reader(browser):
    """``reader(kind)`` opens a page; what its console complains of fails the test."""
    contexts, complaints = [], []

    def begin(kind="phone", **more):
        context = browser.new_context(
            viewport=SIZES[kind], reduced_motion="reduce", timezone_id="Europe/Stockholm", **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if message.type == "error" and "404" not in message.text else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield begin
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("kind", ["phone", "wide"])
def test_somebody_in_a_hurry_learns_how_it_is_and_whether_it_concerns_them(root, address, reader, kind):
    publish(long_history(40), root)
    page = reader(kind, locale="sv-SE")
    page.goto(f"{address}/")
    expect(page).to_have_url(f"{address}/sv/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultat är nere.")
    expect(page.get_by_text("Nästa besked senast sön 29 nov 23.30").first).to_be_in_viewport()
    assert faults(page, "bad") == []

    page.get_by_role("link", name="Är mitt lärosäte drabbat?").click()
    page.get_by_role("link", name="Uppsala universitet").click()
    expect(page).to_have_url(f"{address}/sv/larosate/uu/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ja. Resultat är nere.")
    assert faults(page, "institution") == []

    page.get_by_role("link", name="Resultat går inte att attestera").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultat går inte att attestera")
    expect(page.locator("del").filter(has_text="05.00 den 27 juni")).to_be_visible()
    expect(page.locator("ins")).to_have_text("mån 30 nov 05.00")
    assert faults(page, "notice") == []
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results cannot be certified")

    for name, heading in (
        ("Planned work", "Planned work"), ("History", "The last 90 days"), ("Subscribe", "Subscribe"),
        ("My institution", "Is my institution affected?"),
    ):  # fmt: skip
        page.get_by_role("navigation", name="Pages").first.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert faults(page, name) == []
    page.get_by_role("navigation", name="Pages").first.get_by_role("link", name="Right now").click()
    page.get_by_text("Test", exact=True).click()
    page.get_by_role("link", name="Results", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results is down.")
    expect(page.get_by_text(re.compile(r"disturbed on \d+ days?, .+ in all|no disturbance told of"))).to_be_visible()
    assert faults(page, "service") == []
    page.goto(f"{address}/sv/nothing")
    expect(page.get_by_text("Sidan finns inte.")).to_be_visible()
    assert faults(page, "missing") == []
    page.goto(f"{address}/sv/banner.html")
    assert faults(page, "banner") == []


def test_everything_can_be_read_without_scripts(root, address, reader):
    publish(picture(disturbance(), planned()), root)
    page = reader(java_script_enabled=False)
    page.goto(f"{address}/sv/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultat är nere.")
    expect(page.locator("details").first).to_have_attribute("open", "")
    page.get_by_text("Utbildning – allt fungerar").click()
    expect(page.locator("details").nth(2).get_by_text("Fungerar").first).to_be_visible()


def test_a_page_that_is_open_says_what_is_late_and_renews_itself(root, address, reader):
    publish(picture(disturbance(), position=1), root)
    page = reader("wide")
    page.clock.install(time=NOW)
    page.goto(f"{address}/sv/")
    expect(page.locator(".late").first).to_be_hidden()
    page.clock.fast_forward("00:48:00")
    expect(page.locator(".late").first).to_have_text("försenat")
    told = disturbance()
    told["updates"].append(update(150, NOW + timedelta(minutes=49), "update", "Nu har vi hittat felet."))
    publish(picture(told, position=2), root)
    page.clock.fast_forward("01:10")
    expect(page.get_by_text("Nu har vi hittat felet.")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Sidan har uppdaterats.")
    publish(picture(position=3), root)
    page.clock.fast_forward("01:10")
    expect(page.get_by_role("heading", level=1)).to_have_text("Allt fungerar.")
    expect(page).to_have_title(re.compile("Allt fungerar"))


def test_another_sites_page_has_a_banner_only_when_something_is_wrong_for_it(root, address, reader):
    publish(picture(disturbance(institutions=["UU"], title=said("Resultat", "Results"))), root)
    page = reader("wide")
    page.goto(f"{address.replace('/status', '')}/other/UU")
    link = page.get_by_role("region", name="Driftsinformation för Ladok").get_by_role("link")
    expect(link).to_have_text("Resultat är nere.")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ja. Resultat är nere.")
    page.goto(f"{address.replace('/status', '')}/other/lu")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("region")).to_have_count(0)
    assert uuid(1) not in page.content()


@pytest.mark.parametrize("width", [320, 390])
def test_no_word_however_long_makes_a_page_wider_than_a_phone(root, address, reader, width):
    long = "Felmeddelande" * 12
    link = f"https://larosate.example/{'kurs' * 40}"
    texts = [update(101, NOW - timedelta(hours=1), "first", f"{long} se {link}", f"{long} see {link}")]
    parts = [{"service": "resultat", "degree": "down", "environment": None, "note": said("x" * 150, "y" * 150)}]
    facts = {"title": said(long, long), "workaround": said(link, link), "parts": parts}
    over = disturbance(2) | facts | {"state": "resolved", "ended_at": texts[0]["at"], "next_update_at": None}
    going_on = disturbance(1) | facts | {"updates": texts}
    whole = picture(going_on, planned(3) | {"title": said(long, long)}, over)
    whole["services"][0]["name"] = said(long, long)
    whole["institutions"][0]["name"] = said(long, long)
    whole["organisation"]["name"] = said(long, long)
    publish(whole, root)
    page = reader()
    page.set_viewport_size({"width": width, "height": 844})
    pages = sorted(file.relative_to(root / "current") for file in (root / "current").rglob("*.html"))
    seen = [f"/{file.parent}/" if file.name == "index.html" else f"/{file}" for file in pages]
    wide = {}
    for place in dict.fromkeys(seen):
        page.goto(f"{address}{place}")
        if outside := page.evaluate(OUTSIDE):
            wide[place] = outside
    assert len(seen) > 20 and wide == {}
    page.goto(f"{address.replace('/status', '')}/other/UU")
    page.get_by_role("region").wait_for()
    assert page.evaluate(OUTSIDE) == []
