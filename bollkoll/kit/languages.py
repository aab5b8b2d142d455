"""Catalogues: ``locale/<language>/<app>.po`` of all apps are compiled into one ``django.mo`` per language.

``python -m bollkoll.kit.languages`` compiles; building the wheel does it too. Needs Babel, which is a build tool only.
"""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"


class Clash(ValueError):
    """Two catalogues translate the same text differently: give one of them a context, or agree."""


def merged(folder: Path):
    """One catalogue of all ``*.po`` in ``folder`` (``locale/sv``). Raises :class:`Clash` on two different translations."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    whole = Catalog(locale=folder.name, charset="utf-8", fuzzy=False)
    found: dict[object, tuple[object, str]] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=folder.name):
                if not message.id or not message.string or message.fuzzy:
                    continue
                key = (message.context, message.id if isinstance(message.id, str) else message.id[0])
                if found.get(key, (message.string, ""))[0] != message.string:
                    raise Clash(
                        f"{message.id!r}: {found[key][1]} says {found[key][0]!r}, {path.name} {message.string!r}"
                    )
                found[key] = (message.string, path.name)
                whole.add(message.id, message.string, context=message.context)
    return whole


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Compile every language; returns the files written."""
    from babel.messages.mofile import write_mo

    written = []
    for folder in sorted(p for p in locale.iterdir() if p.is_dir()):
        target = folder / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(exist_ok=True)
        content = BytesIO()
        write_mo(content, merged(folder))
        if not target.exists() or target.read_bytes() != content.getvalue():
            target.write_bytes(content.getvalue())
        else:
            target.touch()  # looked at, so not stale
        written.append(target)
    return written


def are_stale(locale: Path = LOCALE) -> bool:
    """Whether some text is newer than its language's catalogue, and both can be compiled here: a wheel has no Babel."""
    if find_spec("babel") is None:
        return False
    for folder in locale.iterdir():
        compiled = folder / "LC_MESSAGES" / "django.mo"
        written = [path.stat().st_mtime for path in folder.glob("*.po")]
        if written and (not compiled.exists() or compiled.stat().st_mtime < max(written)):
            return os.access(folder, os.W_OK)
    return False


def texts(package: Path = PACKAGE) -> Iterator[tuple[Path, str | None, str]]:
    """Every text that the templates and the code mark for translation: (file, context, English)."""
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    keywords: dict = {
        "gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None,
        "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }  # fmt: skip
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html"), *package.rglob("*.txt")]):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Python's tokenizer reads what templatize makes; the indentation of markup means nothing to it.
            source = "\n".join(line.lstrip() for line in templatize(source).splitlines())
        for _line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords):
            text = message[0] if isinstance(message, tuple) else message
            if text:
                yield path, context, text


if __name__ == "__main__":
    for file in compile_all():
        sys.stdout.write(f"{file.relative_to(PACKAGE.parent)}\n")
