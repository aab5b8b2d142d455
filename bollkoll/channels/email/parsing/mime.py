"""The MIME tree of a message (RFC 5322, 2045, 2046), read from bytes and never refusing any.

Own code and not the standard library's, because what matters here is what happens when the rules are broken: a header
block
with a line of garbage, a boundary that is missing, false or never closed, parts after the last one. Time is linear in
the
size for a given depth; bodies are slices of the message and are decoded when asked for.
"""

import re
from dataclasses import dataclass, field

from .headers import Parameters, parameters
from .transfer import decode_transfer

MAX_DEPTH = 40
MAX_PARTS = 2000

_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_FAMILIAR = re.compile(
    rb"(?i)(?:from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|content-type|x-[\w-]+)"
    rb"[ \t]*:"
)
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+$")
_TYPE_SLIPS = {
    "text": "text/plain",
    "plain": "text/plain",
    "plain/text": "text/plain",
    "text/plaintext": "text/plain",
    "text/text": "text/plain",
    "text/ascii": "text/plain",
    "application/plain": "text/plain",
    "html": "text/html",
    "html/text": "text/html",
    "application/html": "text/html",
    "text/htm": "text/html",
    "multipart": "multipart/mixed",
    "message/rfc-822": "message/rfc822",
}
_PART_START = re.compile(rb"(?m)^--([^\r\n]{1,200}?)[ \t]*\r?\n(?=(?i:content-[a-z-]+[ \t]*:))")


class Headers(list[tuple[str, bytes]]):
    """Header fields in order: lower-case name, raw unfolded value."""

    def first(self, name: str) -> bytes | None:
        for key, raw in self:
            if key == name:
                return raw
        return None

    def all(self, name: str) -> list[bytes]:
        return [raw for key, raw in self if key == name]


@dataclass(slots=True)
class Part:
    raw: bytes
    headers: Headers
    start: int
    end: int
    content_type: str = "text/plain"
    declared_type: bool = True
    parameters: Parameters = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: Parameters = field(default_factory=dict)
    children: list["Part"] = field(default_factory=list)

    @property
    def encoded(self) -> bytes:
        return self.raw[self.start : self.end]

    @property
    def encoding(self) -> str:
        value = (self.headers.first("content-transfer-encoding") or b"").decode("ascii", "ignore")
        return value.split(";")[0].strip(" \t\"'").lower()

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "")

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    def payload(self, problems: list[str]) -> bytes:
        return decode_transfer(self.encoded, self.encoding, self.content_type.startswith("text/"), problems)

    def walk(self) -> list["Part"]:
        found = [self]
        for child in self.children:
            found += child.walk()
        return found


def read_headers(raw: bytes, pos: int, end: int, problems: list[str], *, top: bool = False) -> tuple[Headers, int]:
    """The header fields from `pos`, and where the body begins."""
    fields: list[tuple[str, list[bytes]]] = []
    first = pos
    while pos < end:
        newline = raw.find(b"\n", pos, end)
        stop = end if newline < 0 else newline + 1
        line = raw[pos:stop].rstrip(b"\r\n")
        if not line:
            if top and not fields and _familiar_near(raw, stop, end):
                pos = stop
                continue
            pos = stop
            break
        if line[:1] in b" \t":
            if not line.strip() and fields and not _header_like(raw, stop, end):
                pos = stop
                break
            if fields:
                fields[-1][1].append(line)
            elif line.strip():
                if not (top and _familiar_near(raw, stop, end)):
                    break
                problems.append("a line before the headers is no header")
        elif match := _NAME.match(line):
            fields.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
        elif line.startswith((b"From ", b">From ")) and pos == first:
            pass  # the separator line of an mbox file
        elif (top and not fields and _familiar_near(raw, stop, end)) or (fields and _header_like(raw, stop, end)):
            problems.append("a line among the headers is no header")
        else:
            if fields:
                problems.append("no empty line between headers and body")
            break
        pos = stop
    return Headers((name, b"".join(lines).strip()) for name, lines in fields), pos


def _header_like(raw: bytes, pos: int, end: int) -> bool:
    return bool(_NAME.match(raw, pos, end)) if pos < end else False


def _familiar_near(raw: bytes, pos: int, end: int) -> bool:
    for _ in range(5):
        if pos >= end:
            return False
        if _FAMILIAR.match(raw, pos, end):
            return True
        newline = raw.find(b"\n", pos, end)
        pos = end if newline < 0 else newline + 1
    return False


class _Reader:
    def __init__(self, raw: bytes, problems: list[str]) -> None:
        self.raw = raw
        self.problems = problems
        self.parts = 0

    def entity(self, start: int, end: int, depth: int, default: str = "text/plain") -> Part:
        self.parts += 1
        headers, body = read_headers(self.raw, start, end, self.problems, top=depth == 0)
        part = Part(self.raw, headers, min(body, end), end)
        self._type(part, default)
        raw_disposition = headers.first("content-disposition")
        if raw_disposition is not None:
            part.disposition, part.disposition_parameters = parameters(raw_disposition)
        if part.is_multipart:
            if depth >= MAX_DEPTH:
                self.problems.append(f"parts nested deeper than {MAX_DEPTH}, the rest is kept as one file")
                part.content_type = "application/octet-stream"
            else:
                self._split(part, depth)
        return part

    def _type(self, part: Part, default: str) -> None:
        values = part.headers.all("content-type")
        if not values:
            part.content_type = default
            part.declared_type = False
            return
        for value in values:
            kind, given = parameters(value)
            kind = "".join(kind.split()).strip("\"'").rstrip("/")
            kind = _TYPE_SLIPS.get(kind, kind)
            if _TYPE.match(kind):
                part.content_type, part.parameters = kind, given
                return
            part.parameters = part.parameters or given
        self.problems.append(f"not a content type: {values[0][:60].decode('ascii', 'replace')!r}")
        part.declared_type = False
        part.content_type = default

    def _split(self, part: Part, depth: int) -> None:
        if part.encoding == "base64" and b"--" not in part.encoded[:4096]:
            # Forbidden (RFC 2045 section 6.4) and met with all the same: a multipart that is base64 as a whole.
            part.raw = part.payload(self.problems)
            part.start, part.end = 0, len(part.raw)
            inner = _Reader(part.raw, self.problems)
            inner.parts = self.parts
            inner._split_bounded(part, depth)
            return
        self._split_bounded(part, depth)

    def _split_bounded(self, part: Part, depth: int) -> None:
        boundary = part.parameters.get("boundary", "").rstrip()
        spans: list[tuple[int, int]] = []
        if boundary:
            spans = self._spans(part, boundary.encode("utf-8", "surrogateescape"))
        else:
            self.problems.append("multipart without a boundary")
        if not spans:
            spans = self._guessed(part, boundary)
        if not spans:
            if boundary:
                self.problems.append("multipart without parts")
            part.content_type = "text/plain"
            if b"<html" in part.encoded[:2048].lower():
                part.content_type = "text/html"
            return
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        for start, end in spans:
            if self.parts >= MAX_PARTS:
                self.problems.append(f"more than {MAX_PARTS} parts, the rest is left out")
                return
            part.children.append(self.entity(start, end, depth + 1, default))

    def _spans(self, part: Part, boundary: bytes, closing: bytes | None = None) -> list[tuple[int, int]]:
        """Where the parts lie between the delimiter lines of one boundary (RFC 2046 section 5.1.1)."""
        raw, token = self.raw, b"--" + boundary
        spans: list[tuple[int, int]] = []
        opened: int | None = None
        closed = False
        pos = part.start
        while (found := raw.find(token, pos, part.end)) >= 0:
            pos = found + len(token)
            if found > part.start and raw[found - 1] not in b"\r\n":
                continue
            newline = raw.find(b"\n", pos, part.end)
            stop = part.end if newline < 0 else newline + 1
            rest = raw[pos:stop].strip()
            if rest not in (b"", b"--"):
                continue
            if opened is not None:
                spans.append((opened, self._before(found, opened)))
            if closed and rest == b"":
                self.problems.append("parts after the last boundary")
                closed = False
            opened = None if rest == b"--" else stop
            closed = closed or rest == b"--"
            pos = max(pos, stop - 1)
        if opened is not None:
            until = part.end
            if closing is not None and (found := raw.find(closing, opened, part.end)) >= 0:
                until = self._before(found, opened)
            else:
                self.problems.append("no final boundary")
            if raw[opened:until].strip() or not spans:
                spans.append((opened, until))
        return spans

    def _before(self, found: int, floor: int) -> int:
        """The line end before a delimiter belongs to the delimiter."""
        if found > floor and self.raw[found - 1] == 10:
            found -= 1
        if found > floor and self.raw[found - 1] == 13:
            found -= 1
        return found

    def _guessed(self, part: Part, declared: str) -> list[tuple[int, int]]:
        """A line of dashes followed by a Content- header is taken for the boundary that should have been declared."""
        match = _PART_START.search(self.raw, part.start, min(part.end, part.start + 200_000))
        if match is None:
            return []
        self.problems.append("the boundary is not the declared one")
        closing = b"--" + declared.encode("utf-8", "surrogateescape") + b"--" if declared else None
        return self._spans(part, match[1].removesuffix(b"--") if not declared else match[1], closing)


def read_tree(raw: bytes, problems: list[str]) -> Part:
    """The tree of a whole message. What is wrong with it is appended to `problems`."""
    start = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
    return _Reader(raw, problems).entity(start, len(raw), 0)
