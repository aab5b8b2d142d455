"""Authentication-Results (RFC 8601): what each receiving server found about a message.

Who may be believed is the reader's matter: only the header of the own receiving server, which is the topmost one, and
only
when its authserv-id is the configured one.
"""

import re
from dataclasses import dataclass, field

from .headers import text_of

_METHOD = re.compile(r"\s*([A-Za-z][\w-]*)(?:\s*/\s*\d+)?\s*=\s*([A-Za-z][\w-]*)")
_PROPERTY = re.compile(
    r"([A-Za-z][\w-]*)\s*\.\s*([\w-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s;]+)|reason\s*=\s*(\"[^\"]*\"|[^\s;]+)"
)
_METHODS = frozenset({
    "auth", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "domainkeys", "iprev", "rrvs", "sender-id",
    "smime", "spf", "vbr", "arc", "bimi", "compauth", "dnswl",
})  # fmt: skip
MAX_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class Authentication:
    """One result. `header` counts the Authentication-Results fields from the top, from 0. `authserv_id` is empty when
    left out."""

    authserv_id: str
    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    header: int = 0


def results(raws: list[bytes]) -> tuple[Authentication, ...]:
    found: list[Authentication] = []
    for number, raw in enumerate(raws[:50]):
        found += _one(_without_comments(text_of(raw[:MAX_LENGTH])), number)
    return tuple(found)


def _one(text: str, number: int) -> list[Authentication]:
    pieces = _split(text)
    head = pieces[0].strip() if pieces else ""
    match = _METHOD.match(head)
    if match and match[1].lower() in _METHODS:
        authserv_id = ""  # left out, as Exchange Online does
    else:
        authserv_id = head.split()[0].strip('"').lower() if head.split() else ""
        pieces = pieces[1:]
    found = []
    for piece in pieces:
        match = _METHOD.match(piece)
        if match is None:
            continue
        properties: dict[str, str] = {}
        reason = ""
        for each in _PROPERTY.finditer(piece, match.end()):
            if each[1]:
                properties.setdefault(f"{each[1].lower()}.{each[2].lower()}", _bare(each[3]))
            else:
                reason = _bare(each[4])
        found.append(Authentication(authserv_id, match[1].lower(), match[2].lower(), properties, reason, number))
    return found


def _bare(value: str) -> str:
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value.strip("<>")


def _without_comments(text: str) -> str:
    out: list[str] = []
    depth = 0
    quoted = False
    escaped = False
    for character in text:
        if escaped:
            escaped = False
            if depth == 0:
                out.append(character)
            continue
        if character == "\\":
            escaped = True
            if depth == 0:
                out.append(character)
        elif depth == 0 and character == '"':
            quoted = not quoted
            out.append(character)
        elif not quoted and character == "(":
            depth += 1
            out.append(" ")
        elif not quoted and character == ")" and depth:
            depth -= 1
        elif depth == 0:
            out.append(character)
    return "".join(out)


def _split(text: str) -> list[str]:
    pieces = [""]
    quoted = False
    for run in re.split(r'([";])', text):
        if run == '"':
            quoted = not quoted
        if run == ";" and not quoted:
            pieces.append("")
        else:
            pieces[-1] += run
    return pieces
