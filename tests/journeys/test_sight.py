"""The journeys' own eyes: what nobody could read or hit is found, in light and dark, however much has been looked at before."""

import pytest

from tests.journeys import sight

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title><style>
:root {{ color-scheme: light dark; }} body {{ background: light-dark(#fff, #111); color: light-dark(#111, #eee); }}
.pale {{ color: light-dark(#bbb, #eee); }} .dusk {{ color: light-dark(#111, #333); }}
button {{ width: {size}px; height: {size}px; padding: 0; font-size: 9px; }}
</style></head><body><main><h1>One</h1><p>Something to read.</p><p class="{kind}">Something else.</p>
<button>a</button><button>b</button>{more}</main></body></html>"""


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


def found(page, state: str, *, kind: str = "", size: int = 40, more: str = "") -> str:
    page.set_content(PAGE.format(title=state, kind=kind, size=size, more=more))
    return "\n".join(sight.faults(page, state))


def test_each_kind_of_fault_is_found_beside_what_was_judged_before(page):
    assert found(page, "good") == ""
    assert "light: color-contrast" in found(page, "pale by light", kind="pale")
    dark = found(page, "pale by dark", kind="dusk")
    assert "dark: color-contrast" in dark and "light" not in dark
    assert "target-size" in found(page, "small", size=12)
    assert "image-alt" in found(page, "unnamed", more='<img src="data:,">')
    ground = '<div style="background: light-dark(#222, #eee)"><p>Something to read.</p></div>'
    assert "color-contrast" in found(page, "on another ground", more=ground)
    assert "color-contrast" in found(page, "still there", kind="pale"), "a fault stays one until mended"
