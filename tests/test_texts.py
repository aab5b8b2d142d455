"""Every text for people is there in both languages, and says the same things in both."""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bollkoll.kit import personnummer
from bollkoll.kit.languages import LOCALE, PACKAGE, merged, texts

PLACEHOLDERS = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_IN_BOTH = {
    "Bollkoll", "Svenska", "English", "Ctrl", "Esc", "Enter", "Shift", "Tab", "csv", "CSV", "MB", "kB", "TOTP", "Ref",
    "sv", "en", "DOCTYPE", "html", "Atom", "RSS", "JSON", "Feed",
}  # fmt: skip
"""Names, keys and units: the same whatever the language."""
SHOWCASES = {"ui/templates/ui/gallery.html"}
"""For developers: shows the components with sample texts."""
BILINGUAL = re.compile(r"/templates/email/mail/stranger|/templates/portal/about")
"""Read by those whose language we do not know: both languages side by side."""
SPOKEN = {"aria-label", "title", "placeholder", "alt", "data-confirm", "data-label"}


@cache
def swedish() -> dict[tuple[str | None, str], list[str]]:
    """(context, English) → the Swedish forms."""
    found = {}
    for message in merged(LOCALE / "sv"):
        if message.id:
            singular = message.id if isinstance(message.id, str) else message.id[0]
            found[message.context, singular] = (
                [message.string] if isinstance(message.string, str) else list(message.string)
            )
    return found


@cache
def used() -> dict[str, set[tuple[str | None, str]]]:
    """App → the texts that its code and templates mark."""
    found = defaultdict(set)
    for path, context, text in texts():
        parts = path.relative_to(PACKAGE).parts
        found["email" if parts[0] == "channels" else parts[0]].add((context, text))
    return found


@pytest.mark.parametrize("app", sorted(used()))
def test_every_text_has_its_swedish(app):
    known = swedish()
    missing = sorted(
        f"{context or ''} {text}".strip() for context, text in used()[app] if not all(known.get((context, text), [""]))
    )
    assert not missing, f"bollkoll/locale/sv/{app}.po lacks:\n" + "\n".join(missing)


@pytest.mark.parametrize("path", sorted((LOCALE / "sv").glob("*.po")), ids=lambda path: path.stem)
def test_a_catalogue_has_nothing_that_nobody_says(path):
    from babel.messages.pofile import read_po

    said = {text for app in used().values() for _, text in app}
    with path.open("rb") as file:
        kept = [m.id if isinstance(m.id, str) else m.id[0] for m in read_po(file) if m.id]
    gone = sorted(text for text in kept if text not in said)
    assert not gone, "\n".join(gone)


def test_no_text_hides_in_a_format_string():
    """What gathers the texts does not see into f-strings (Python 3.11), so such a text would be missing unseen."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for whole in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(whole, ast.JoinedStr):
                calls = [node for node in ast.walk(whole) if isinstance(node, ast.Call)]
                found += [f"{path.name}:{c.lineno}" for c in calls if getattr(c.func, "id", "") in MARKS]
    assert found == []


def _placeholders(text: str) -> set[str]:
    return {one or other for one, other in PLACEHOLDERS.findall(text)}


def test_both_languages_have_the_same_blanks_to_fill_in():
    wrong = []
    for message in merged(LOCALE / "sv"):
        if not message.id:
            continue
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        asked = set().union(*map(_placeholders, english))
        for form in forms:
            given = _placeholders(form)
            # One of several plural forms may do without the number ("one file").
            if given != asked and not (len(forms) > 1 and given <= asked):
                wrong.append(f"{english[0]!r}: {sorted(asked)} but {sorted(given)}")
    assert not wrong, "\n".join(wrong)


class _Said(HTMLParser):
    """What a template says by itself: texts between tags, and spoken attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        self.said += [value or "" for name, value in attributes if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, text: str) -> None:
        if not self.silent:
            self.said.append(text)


def _templates() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        name = str(path.relative_to(PACKAGE))
        if name not in SHOWCASES and not BILINGUAL.search(f"/{name}"):
            yield path


@pytest.mark.parametrize("path", list(_templates()), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_says_nothing_that_cannot_be_translated(path):
    source = path.read_text(encoding="utf-8")
    source = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<!--.*?-->", "", source, flags=re.S)
    source = re.sub(r"\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}", "", source, flags=re.S)
    source = re.sub(r"\{%\s*block (?:layout|page_layout|body_class)\s*%\}[\w ]+", "", source)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.S)
    parser = _Said()
    parser.feed(source)
    words = [word for text in parser.said for word in WORD.findall(text.replace("&nbsp;", " "))]
    assert [word for word in words if word not in SAME_IN_BOTH] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "demo" / "cases").glob("*.toml")), ids=lambda path: path.stem)
def test_the_demonstration_shows_nobodys_number(path):
    whole = path.read_text(encoding="utf-8")
    assert tomllib.loads(whole)["case"]
    assert [finding for finding in personnummer.find(whole) if finding.certain] == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "demo").glob("*.py")), ids=lambda path: path.stem)
def test_the_demonstrations_people_have_no_numbers(path):
    assert personnummer.find(path.read_text(encoding="utf-8")) == []
