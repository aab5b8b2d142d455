"""Everybody can use it: what axe, a narrow window and a keyboard say of the sample pages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "preload": {
        "assets": ["media"]
    },  # no rule asks for the text of the style sheets, and axe looks for imported ones astray
}

# Controls that can be focused but show no ring on themselves or on what stands for them.
UNRINGED = """() => {
  const ringed = (e) => e && getComputedStyle(e).outlineStyle !== 'none' && parseFloat(getComputedStyle(e).outlineWidth) >= 2;
  const stand_in = (e) => e.closest('.row') ?? e.closest('.upload-choose')?.querySelector('.button');
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((e) => e.checkVisibility() && !e.disabled)
    .filter((e) => { e.focus({ focusVisible: true }); return document.activeElement === e && !ringed(e) && !ringed(stand_in(e)); })
    .map((e) => e.outerHTML.slice(0, 120));
}"""  # noqa: E501


@pytest.mark.parametrize("width", [1440, 800, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/gallery", "/cases", "/form", "/compose"])
def test_axe_finds_nothing(site, path, scheme, width):
    @site.visit(path, width=width, color_scheme=scheme, reduced_motion="reduce")
    def journey(page):
        found = Axe().run(page, options=RULES).response["violations"]
        faults = [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]
        assert faults == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_chosen_against_the_systems_is_as_readable(site, theme):
    @site.visit("/gallery", color_scheme="dark" if theme == "light" else "light", reduced_motion="reduce")
    def journey(page):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert Axe().run(page, options=RULES).response["violations"] == []


@pytest.mark.parametrize("path", ["/gallery", "/cases", "/form", "/compose"])
def test_nothing_sticks_out_at_320_pixels(site, path):
    @site.visit(path, width=320)
    def journey(page):
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0


def test_every_control_shows_where_the_focus_is(site):
    @site.visit("/gallery")
    def journey(page):
        unseen = page.evaluate(UNRINGED)
        assert unseen == []
