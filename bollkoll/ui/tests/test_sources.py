"""What holds for every template, style sheet and module of the product's interface."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2]
STATIC = PACKAGE / "ui/static/ui"
TEMPLATES = [path for path in PACKAGE.rglob("templates/**/*.html") if "/email/" not in str(path)]


def found(pattern: str, paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(PACKAGE)}: {hit.group(0)[:80]}"
        for path in paths
        for hit in re.finditer(pattern, path.read_text())
    ]


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r"""(?:\{% icon |icon=)["']([\w-]+)["']""", path.read_text())
    }
    assert {(path, name) for path, name in named if name not in drawn} == set()


def test_every_icon_that_a_tag_or_module_names_is_drawn():
    from bollkoll.ui import looks

    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        entry[0]
        for table in (looks.STATES, looks.PRIORITIES, looks.KINDS, looks.ENTRIES, looks.CHANNELS)
        for entry in table.values()
    }
    named |= set(looks.SIDES.values())
    for module in (STATIC / "js").glob("*.js"):
        named |= set(re.findall(r"""\bicon\("([\w-]+)"\)""", module.read_text()))
    assert named - drawn == set()


def test_no_template_has_inline_style_script_or_handler():
    assert found(r'<[^>]+\sstyle="[^"]*"', TEMPLATES) == []
    assert found(r"<style\b", TEMPLATES) == []
    assert found(r"<script(?![^>]*\bsrc=)[^>]*>", TEMPLATES) == []
    assert found(r'<[^>]+\son[a-z]+="', TEMPLATES) == []


def test_colours_are_named_once_in_the_tokens():
    sheets = [path for path in (STATIC / "css").glob("*.css") if path.name not in ("tokens.css", "print.css")]
    assert found(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])", sheets) == []


def test_every_text_a_module_says_is_given_by_the_page():
    texts = (PACKAGE / "ui/templates/ui/components/texts.html").read_text()
    given = set(re.findall(r"^data-([\w-]+)=", texts, re.M))
    said = set()
    for module in (STATIC / "js").glob("*.js"):
        source = module.read_text()
        said |= set(re.findall(r"""\btext\("([\w-]+)\"""", source))
        for chosen in re.findall(r"""\btext\([^"()]+\? "([\w-]+)" : "([\w-]+)\"""", source):
            said |= set(chosen)
    assert said - given == set()
    sources = "".join(module.read_text() for module in (STATIC / "js").glob("*.js"))
    assert {key for key in given if f'"{key}"' not in sources} == set(), "texts that no module says"


def test_modules_are_short_and_never_evaluate_text():
    modules = list((STATIC / "js").glob("*.js"))
    assert {
        path.name: len(path.read_text().splitlines()) for path in modules if len(path.read_text().splitlines()) > 150
    } == {}
    assert found(r"\beval\(|new Function\(|document\.write\(", modules) == []
