"""The shapes that a message's text and files have on the way from its parts to the whole."""

import re
from dataclasses import dataclass, field

from .attachments import Attachment
from .html_text import HtmlText


@dataclass(slots=True)
class Unit:
    """One stretch of the body: as plain text, as HTML, or as both when the sender sent alternatives."""

    plain: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Report:
    """A machine-readable part of a report: its type and its contents as text."""

    content_type: str
    text: str


@dataclass(slots=True)
class Body:
    text: str = ""
    html: str | None = None
    hinted_text: HtmlText | None = None
    text_is_html: bool = False
    attachments: list[Attachment] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    returned: list[bytes] = field(default_factory=list)
    report_type: str = ""


def trim(text: str) -> str:
    lines = [line.rstrip() if line != "-- " else line for line in text.split("\n")]
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def is_stub(text: str, of_html: str) -> bool:
    """Whether a plain text only says that there is HTML: a tenth of it, and it is no short beginning of it."""
    bare = "".join(filter(str.isalnum, text[:3000]))
    return len(of_html) > 400 and len(text) < 3000 and len(bare) * 10 < sum(map(str.isalnum, of_html[:40_000]))


def enriched(text: str) -> str:
    text = re.sub(r"(?is)<param>.{0,300}?</param>", "", text).replace("<<", "\0")
    text = re.sub(r"<[^<>\n]{0,60}>", "", text)
    return text.replace("\0", "<")
