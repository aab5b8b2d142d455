"""Mailboxes in address fields (RFC 5322 section 3.4), as programs and people write them."""

import re
from dataclasses import dataclass

from .charsets import one_line
from .headers import COMMENT, split, text_of, words


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str


def addresses(raws: list[bytes], charset: str = "") -> tuple[Address, ...]:
    """The mailboxes of address fields. Groups are opened, names without quotes around their comma are put together."""
    found: list[Address] = []
    for raw in raws:
        pending = ""
        for piece in split(text_of(raw, charset), ",;"):
            piece = (pending + "," + piece) if pending else piece
            pending = ""
            if not piece.strip():
                continue
            address = mailbox(piece)
            if address is None:
                continue
            if "@" not in address.address and "<" not in piece and "=?" not in piece and len(piece) < 200:
                pending = piece  # "Andersson, Anna <anna@...>"
                continue
            found.append(address)
        if pending:
            address = mailbox(pending)
            if address is not None:
                found.append(address)
    return tuple(found)


def mailbox(text: str) -> Address | None:
    """One mailbox, however it is written; None when there is none (as in an empty group)."""
    text = text.strip()
    group = re.match(r'\s*(?:"[^"]*"|[^"<>@:]*):', text)
    if group and "@" not in group[0] and not text.lower().startswith("mailto:"):
        text = text[group.end() :].strip()
    if not text:
        return None
    opening = text.rfind("<")
    if opening >= 0:
        closing = text.find(">", opening)
        address = text[opening + 1 : closing if closing >= 0 else len(text)]
        name = text[:opening].rstrip("< \t")
        if not name and closing >= 0:
            name = _comment_text(text[closing + 1 :])
        return Address(_display(name), _bare(address))
    decoded = words(text)
    if "@" not in text or decoded != text:
        if decoded != text and "<" in decoded and "@" in decoded:
            return mailbox(decoded)
        if decoded != text and "@" not in decoded:
            return Address(_display(text), "")
    comment = _comment_text(text)
    without = COMMENT.sub(" ", decoded).strip()
    match = re.search(r'(?:"[^"]+"|[^\s"<>()\[\],;:]+)@[^\s"<>()]+', without)
    if match is None:
        return Address(_display(comment), _bare(without)) if without or comment else None
    rest = (without[: match.start()] + " " + without[match.end() :]).strip(" \"'")
    return Address(_display(comment or rest), _bare(match[0]))


def _comment_text(text: str) -> str:
    match = re.search(r"\(([^()]*)\)", text)
    return match[1] if match else ""


def _display(name: str) -> str:
    name = name.strip()
    if name.startswith('"') or name.endswith('"'):
        name = re.sub(r"\\(.)", r"\1", name.replace('\\"', "\0").replace('"', "").replace("\0", '"'))
    name = one_line(words(name))
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1].strip()
    return name[:500]


def _bare(address: str) -> str:
    address = words(address) if "=?" in address else address
    address = COMMENT.sub("", address).strip(" \t\r\n<>'\",;")
    if address.lower().startswith("mailto:"):
        address = address[7:]
    if address.startswith("@") and ":" in address:  # a source route (RFC 5322 section 4.4)
        address = address.rsplit(":", 1)[1]
    return one_line(address.replace(" ", "") if "@" in address and '"' not in address else address)[:998]
