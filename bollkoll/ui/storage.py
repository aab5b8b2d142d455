"""Static files under names that carry their digest, and few of them: what every page needs is one script and one sheet.

In the source, ``app.js`` and ``app.css`` import what they are made of, and browsers read them so during development. For
everybody else the parts are laid together when the files are collected: a page on a slow line asks for a dozen files
and not for fifty.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SCRIPT, SHEET = "ui/js/app.js", "ui/css/app.css"
JS_IMPORT = re.compile(r'^import (?:\{ (\w+(?:, \w+)*) \} from )?"\./([\w-]+\.js)";\n', re.M)
JS_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class) (\w+))", re.M)
CSS_IMPORT = re.compile(r'^@import "([\w-]+\.css)";\n', re.M)

Paths = dict[str, tuple[Any, str]]


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed, cached for ever. ``bollkoll`` collects the files at start when they are missing."""

    support_js_module_import_aggregation = True
    # Only our own modules: packages ship variants that import what they do not ship.
    _js_module_import_aggregation_patterns = ("ui/js/*.js", HashedFilesMixin._js_module_import_aggregation_patterns[1])  # type: ignore[attr-defined]
    manifest_strict = False

    def post_process(self, paths: Paths, *args: Any, **kwargs: Any) -> Iterator[tuple[str, str, bool]]:
        return super().post_process(paths | _laid_together(paths), *args, **kwargs)


def _laid_together(paths: Paths) -> Paths:
    """What is served in the place of some of the files."""
    source = {name: _read(*paths[name]) for name in paths if name.startswith(("ui/js/", "ui/css/"))}
    made = one_script(source) | one_sheet(source)
    memory = InMemoryStorage()
    for name, text in made.items():
        memory.save(name, ContentFile(text.encode()))
    return {name: (memory, name) for name in made}


def _read(storage: Any, path: str) -> str:
    with storage.open(path) as file:
        return file.read().decode()


def one_script(source: dict[str, str]) -> dict[str, str]:
    """``app.js`` with all that it imports inside, each module in a scope of its own; and the other modules, which take from
    it what they took from one of those. What a module lends the others has one name in all of them."""
    if SCRIPT not in source:
        return {}
    parts: list[str] = []
    lent: dict[str, str] = {}
    seen: set[str] = set()

    def lay(name: str) -> None:
        seen.add(name)
        for _, other in JS_IMPORT.findall(source[name]):
            if _beside(name, other) not in seen:
                lay(_beside(name, other))
        names = JS_EXPORT.findall(source[name])
        for one in names:
            if one in lent:
                raise ImproperlyConfigured(f"{name} and {lent[one]} both export {one}: give one of them another name.")
            lent[one] = name
        body = _plain(name, JS_EXPORT.sub("", JS_IMPORT.sub("", source[name])))
        take = f"const {{ {', '.join(names)} }} = " if names else ""
        give = f"return {{ {', '.join(names)} }};\n" if names else ""
        parts.append(f"{take}(() => {{\n{body}{give}}})();\n")

    lay(SCRIPT)
    made = {SCRIPT: "".join(parts) + f"export {{ {', '.join(lent)} }};\n"}
    app = PurePosixPath(SCRIPT).name

    for name, text in source.items():
        if name not in seen and name.endswith(".js"):
            laid = [other for _, other in JS_IMPORT.findall(text) if _beside(name, other) in seen]
            for other in laid:
                text = text.replace(f'from "./{other}"', f'from "./{app}"')
            if laid:
                made[name] = text
    return made


def _plain(name: str, text: str) -> str:
    """Nothing is left that only a module of its own may say."""
    if re.search(r"^(import|export)\b", text, re.M):
        raise ImproperlyConfigured(f"{name} imports or exports in a way that the storage does not know.")
    return text


def one_sheet(source: dict[str, str]) -> dict[str, str]:
    """``app.css`` with the sheets that it imports inside. Their layers have an order of their own (``reset.css``)."""
    if SHEET not in source:
        return {}
    return {SHEET: CSS_IMPORT.sub(lambda found: source[_beside(SHEET, found[1])], source[SHEET])}


def _beside(name: str, other: str) -> str:
    return str(PurePosixPath(name).with_name(other))
