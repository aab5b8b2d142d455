"""Drawing a page: its template, its links, and the files that all pages share."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.template import Context, Engine
from django.template.base import Template
from django.utils.safestring import SafeString, mark_safe

from bollkoll.status.site import vocabulary
from bollkoll.status.site.telling import ROOT

HERE = Path(__file__).parent
MOST_KEPT = 8000
"""Pieces, of a few hundred bytes to a few thousand."""

T = TypeVar("T")
_engine = Engine(
    dirs=[str(HERE / "templates")],
    libraries={"i18n": "django.templatetags.i18n"},
    autoescape=True,
)


@cache
def template(name: str) -> Template:
    return _engine.get_template(f"status_site/{name}.html")


def draw(name: str, **context: Any) -> SafeString:
    return mark_safe(template(name).render(Context(context)))


_kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
_keeping = threading.Lock()


def kept(key: tuple[str, ...] | None, make: Callable[[], T]) -> T:
    """What is made from the same is made once in the life of a process: a publisher publishes again and again.

    ``key`` holds a digest of everything that it is made from; ``None`` makes it each time.
    """
    if key is None:
        return make()
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = make()
    with _keeping:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


@cache
def asset(name: str) -> tuple[str, bytes]:
    """Path and content of a file of ours whose name holds its digest."""
    if name.endswith(".svg"):
        content = favicon(name.removesuffix(".svg")).encode()
    else:
        content = (HERE / "assets" / name).read_bytes()
    stem, _dot, ending = name.rpartition(".")
    return f"_/{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}", content


FAVICON_INK = {"done": "#1c5e3c", "attention": "#b4690e", "urgent": "#a6241f", "calm": "#0f5260"}
MARKS = {"done": "operational", "attention": "degraded", "urgent": "down", "calm": "maintenance"}


def favicon(level: str) -> str:
    """The tab itself says how it is."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 24 24" fill="none" stroke="#fff" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" color="#fff"><rect x="-2" y="-2" width="24" height="24" rx="6" '
        f'fill="{FAVICON_INK[level]}" stroke="none"/>{vocabulary.ICONS[MARKS[level]]}</svg>\n'
    )


SYMBOLS = mark_safe(
    "".join(
        f'<symbol id="i-{name}" viewBox="0 0 20 20">{drawing}</symbol>' for name, drawing in vocabulary.ICONS.items()
    )
)
ASSETS = ("site.css", "site.js", *(f"{level}.svg" for level in MARKS))


@dataclass
class Page:
    """One page, whose links lead from its own place."""

    path: str
    html: str
    root: str = ""
    """The way to the site's root, where it cannot be told from the path."""

    @property
    def file(self) -> str:
        return f"{self.path}index.html" if not self.path.endswith(".html") else self.path

    @property
    def content(self) -> bytes:
        return self.html.replace(ROOT, self.root or "../" * self.file.count("/") or "./").encode()
