"""The text of HTML that `html.clean` has rewritten, with the places where mail programs say that a quotation begins."""

import html as entities
import re
from dataclasses import dataclass, field

from .html import names

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*?)?)/?>|<!--.*?-->|([^<]+)|<", re.S)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
_BLOCK = names(
    "address article aside blockquote caption center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5"
    " h6 header hr li main ol p pre section table tbody tfoot thead tr ul"
)
# Paragraphs without space around them: those of Word, and those that say so.
_TIGHT_CLASS = re.compile(r"(?:^|\s)(?:x_)*Mso(?:Normal|PlainText|ListParagraph)|(?:^|\s)elementToProof")
_TIGHT_STYLE = re.compile(r"margin:\s*(?:0[a-z]*\s*){1,4}(?:;|$)|margin-bottom:\s*0(?![.\d])")
_SPACED = names("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure")

# What mail programs put around or before the message that is answered: attribute, pattern of one of its words, meaning.
# "rest" says that everything from here on is older, "attribution" that this element names the older one's writer,
# "signature" that this element is one. Programs of Microsoft put x_ before the names they meet in others' mail.
_BLOCKS_IN_ID = "divRplyFwdMsg|appendonsend|reply-intro|mail-editor-reference-message-container|isForwardContent"
_SIGNATURES_IN_ID = "Signature|AppleMailSignature|lineBreakAtBeginningOfSignature|ms-outlook-mobile-signature"
_WORD = r"(?i)(?:^|\s)(?:x_)*(?:{})(?:\s|$)"
_OUTLOOK_RULE = r"(?i)border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)\s+1\.0pt"
_HINTS = (
    ("id", re.compile(_WORD.format(_BLOCKS_IN_ID + "|ms-outlook-mobile-body-separator-line")), "rest"),
    ("id", re.compile(_WORD.format(_SIGNATURES_IN_ID)), "signature"),
    ("class", re.compile(_WORD.format("gmail_attr|moz-cite-prefix")), "attribution"),
    ("class", re.compile(_WORD.format("OutlookMessageHeader|yahoo_quoted|protonmail_quote|zmail_extra")), "rest"),
    ("class", re.compile(_WORD.format("gmail_signature|moz-signature|protonmail_signature_block")), "signature"),
    ("style", re.compile(_OUTLOOK_RULE), "rest"),
)


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The text of some HTML. `hints` tell for a line number (from 0) what the markup says begins there."""

    text: str
    hints: dict[int, str] = field(default_factory=dict)


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.current: list[str] = []
        self.prefix = ""
        self.quotes = 0
        self.lists: list[int | None] = []
        self.preformatted = 0
        self.hints: dict[int, str] = {}
        self.pending_cell = False
        self.item = ""
        self.tight = False
        self.is_kept_blank = False

    def write(self, text: str) -> None:
        if self.preformatted:
            first, *rest = text.split("\n")
            self.current.append(first)
            for line in rest:
                self.newline(force=True)
                self.current.append(line)
            return
        if "\xa0" in text and not text.strip() and not self.current:
            self.is_kept_blank = True  # <p>&nbsp;</p> is how programs write an empty line
            return
        text = _SPACE.sub(" ", text)
        if not self.current or (self.current and self.current[-1].endswith(" ")):
            text = text.lstrip(" ")
        if not text:
            return
        if self.item:
            self.current.append(self.item)
            self.item = ""
        if self.pending_cell and text.strip():
            if "".join(self.current).strip():
                self.current.append(" | ")
            self.pending_cell = False
        self.current.append(text)

    def newline(self, *, force: bool = False) -> None:
        line = "".join(self.current).rstrip()
        self.current = []
        self.pending_cell = False
        force = force or self.is_kept_blank
        self.is_kept_blank = False
        if line or force:
            self.lines.append(self.margin() + line if line else self.margin().rstrip())

    def blank(self) -> None:
        self.newline()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(self.margin().rstrip())
        elif self.lines and self.lines[-1].count(">") > self.quotes:
            self.lines[-1] = self.margin().rstrip()

    def margin(self) -> str:
        indent = "  " * (len(self.lists) - 1) if self.lists else ""
        return "> " * self.quotes + indent

    def hint(self, meaning: str) -> None:
        if self.quotes == 0:
            self.hints.setdefault(len(self.lines), meaning)


def to_text(hinted: str) -> HtmlText:
    """Text of HTML that `clean` has rewritten: links as `text <address>`, rows of tables on lines, quotations with `>
    `."""
    writer = _Writer()
    anchors: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(hinted):
        closing, tag, raw_attributes, text = match.groups()
        if text is not None:
            writer.write(entities.unescape(text))
        elif tag is None:
            if match[0] == "<":
                writer.write("<")
        elif closing:
            _close(writer, tag, anchors)
        else:
            _open(writer, tag, {n: entities.unescape(v) for n, v in _ATTRIBUTE.findall(raw_attributes)}, anchors)
    writer.newline()
    return _tidy(writer)


def _open(writer: _Writer, tag: str, attributes: dict[str, str], anchors: list[tuple[str, int, int]]) -> None:
    if tag == "br":
        writer.newline(force=True)
        return
    if tag in _BLOCK:
        if tag == "p":
            writer.tight = bool(
                _TIGHT_CLASS.search(attributes.get("class", "")) or _TIGHT_STYLE.search(attributes.get("style", ""))
            )
        if tag in _SPACED and not writer.lists and not (tag == "p" and writer.tight):
            writer.blank()
        else:
            writer.newline()
    if attributes and writer.quotes == 0:
        for attribute, pattern, meaning in _HINTS:
            if attribute in attributes and pattern.search(attributes[attribute]):
                writer.newline()
                writer.hint(meaning)
    if tag == "blockquote":
        writer.quotes += 1
    elif tag in ("ul", "ol"):
        start = attributes.get("start", "1")
        writer.lists.append((int(start) if start.isdigit() else 1) if tag == "ol" else None)
    elif tag == "li":
        number = writer.lists[-1] if writer.lists else None
        writer.item = "- " if number is None else f"{number}. "
        if writer.lists and number is not None:
            writer.lists[-1] = number + 1
    elif tag in ("td", "th"):
        writer.pending_cell = True
    elif tag == "pre":
        writer.preformatted += 1
    elif tag == "hr":
        writer.current.append("_" * 32)
        writer.newline()
    elif tag == "img":
        if attributes.get("alt", "").strip():
            writer.write(f"[{attributes['alt'].strip()}]")
    elif tag == "a":
        anchors.append((attributes.get("href", ""), len(writer.lines), len(writer.current)))


def _close(writer: _Writer, tag: str, anchors: list[tuple[str, int, int]]) -> None:
    if tag == "a" and anchors:
        href, line, at = anchors.pop()
        if len(writer.lines) == line:
            label = "".join(writer.current[at:])
        else:
            label = "".join(writer.lines[line:]) + "".join(writer.current)
        address = _link(href, label)
        if address and label.strip():
            writer.current.append(address)
        return
    if tag == "blockquote":
        writer.newline()
        writer.quotes = max(0, writer.quotes - 1)
        writer.blank()
    elif tag in ("ul", "ol"):
        writer.newline()
        if writer.lists:
            writer.lists.pop()
        if not writer.lists:
            writer.blank()
    elif tag == "pre":
        writer.newline()
        writer.preformatted = max(0, writer.preformatted - 1)
        writer.blank()
    elif tag in _SPACED and not writer.lists and not (tag == "p" and writer.tight):
        writer.blank()
    elif tag in _BLOCK:
        writer.newline()


def _link(href: str, label: str) -> str:
    shown = label.strip().removesuffix("/").lower()
    target = href.strip()
    lowered = target.lower()
    if not target or lowered.startswith("cid:"):
        return ""
    if lowered.startswith(("mailto:", "tel:")):
        bare = target.split(":", 1)[1].split("?", 1)[0]
        return "" if not bare or bare.lower() in shown else f" <{bare}>"
    stripped = re.sub(r"^https?://", "", lowered).removesuffix("/")
    return "" if re.sub(r"^https?://", "", shown) == stripped else f" <{target}>"


def _tidy(writer: _Writer) -> HtmlText:
    """At most one empty line in a row, none at the ends; the hints follow their lines."""
    out: list[str] = []
    moved: dict[int, str] = {}
    waiting: str | None = None
    for number, line in enumerate(writer.lines):
        waiting = writer.hints.get(number) or waiting
        if not line.strip() and (not out or not out[-1].strip()):
            continue
        if waiting is not None and line.strip():
            moved[len(out)] = waiting
            waiting = None
        out.append(line)
    while out and not out[-1].strip():
        out.pop()
    return HtmlText("\n".join(out), moved)
