"""What every page needs is laid together into one script and one sheet, which say what their parts said."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

from bollkoll.ui import storage

SOURCE = Path(storage.__file__).parent / "static"


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> dict[str, str]:
    """The text of each of our files as it is served, by its name in the source."""
    there = shutil.copytree(SOURCE, tmp_path_factory.mktemp("static"), dirs_exist_ok=True)
    made = storage.StaticStorage(location=there, base_url="/static/")
    names = [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.*") if path.suffix in (".js", ".css")]
    source = FileSystemStorage(SOURCE)
    list(made.post_process({name: (source, name) for name in names}))
    return {name: Path(made.path(made.stored_name(name))).read_text() for name in names}


def test_every_part_is_in_the_script_once_and_before_whoever_needs_it(collected):
    script = collected["ui/js/app.js"]
    for part in re.findall(r'"\./([\w-]+\.js)"', (SOURCE / "ui/js/app.js").read_text()):
        first = (SOURCE / "ui/js" / part).read_text().partition("\n")[0]
        assert script.count(f"{first}\n") == 1, part
    assert script.index("function announce") < script.index("new EventSource")
    assert not re.search(r"^import\b", script, re.M)


def _taken_by(name):
    """The module, what it imports, and what those import."""
    found, left = set(), {name}
    while left:
        found |= left
        source = "".join((SOURCE / "ui/js" / one).read_text() for one in left)
        left = set(re.findall(r'^import.*"\./([\w-]+\.js)";', source, re.M)) - found
    return found


def test_other_modules_share_the_state_of_the_one_script(collected):
    inside = _taken_by("app.js") - {"app.js"}
    assert {"page.js", "renew.js", "remember.js"} <= inside
    own = {name: text for name, text in collected.items() if name.endswith(".js") and Path(name).name not in inside}
    assert "ui/js/lists.js" in own
    for name, text in own.items():
        taken = {re.sub(r"\.[0-9a-f]{12}", "", one) for one in re.findall(r'^import.*"\./(.*)";', text, re.M)}
        assert not taken & inside, name


def test_the_sheet_holds_its_parts_in_their_order(collected):
    sheet = collected["ui/css/app.css"]
    assert "@import" not in sheet
    assert sheet.index("@layer reset, tokens") < sheet.index("@layer tokens {") < sheet.index("@layer utilities {")


def test_two_modules_do_not_lend_different_things_by_one_name():
    source = {
        "ui/js/app.js": 'import "./one.js";\nimport "./two.js";\n',
        "ui/js/one.js": "export const same = 1;\n",
        "ui/js/two.js": "export function same() {}\n",
    }
    with pytest.raises(ImproperlyConfigured):
        storage.one_script(source)


def test_what_cannot_be_laid_together_is_refused():
    with pytest.raises(ImproperlyConfigured):
        storage.one_script({"ui/js/app.js": 'import { a as b } from "./one.js";\n', "ui/js/one.js": ""})
