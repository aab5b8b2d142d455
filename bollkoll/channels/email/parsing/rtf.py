"""Text, or the HTML it was made of, out of Rich Text Format as Outlook sends it ([MS-OXRTFEX] for HTML within RTF)."""

import re

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.S
)
_SKIPPED = frozenset(
    "fonttbl colortbl stylesheet info pict object header footer headerl headerr footerl footerr themedata datastore "
    "generator"
    " listtable listoverridetable xmlnstbl rsidtbl latentstyles bkmkstart bkmkend fldinst mmathPr pntext pntxta "
    "pntxtb".lower().split()
)
_CHARACTERS = {
    "par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "row": "\n", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "endash": "–", "emdash": "—", "emspace": " ", "enspace": " ", "nbsp": " ",
}  # fmt: skip
MAX_GROUPS = 2000


def read(rtf: bytes) -> tuple[str, str | None]:
    """(plain text, HTML or None). HTML is given when the RTF says that it was made from it."""
    from_html = b"\\fromhtml" in rtf[:2000]
    codepage = "cp1252"
    if match := re.search(rb"\\ansicpg(\d{2,5})", rtf[:500]):
        codepage = "utf-8" if match[1] == b"65001" else f"cp{match[1].decode()}"
    out = _walk(rtf, codepage, from_html)
    return ("", out) if from_html else (re.sub(r"\n{3,}", "\n\n", out).strip(), None)


def _walk(rtf: bytes, codepage: str, from_html: bool) -> str:
    out: list[str] = []
    held = bytearray()
    # One entry a group: (skipped, within an htmltag, suppressed by htmlrtf, fallback characters after \u)
    groups: list[tuple[bool, bool, bool, int]] = []
    skipped, in_tag, suppressed, fallback = False, False, False, 1
    ignore = 0
    starred = False

    def release() -> None:
        if held:
            try:
                out.append(held.decode(codepage, "replace"))
            except LookupError:
                out.append(held.decode("cp1252", "replace"))
            held.clear()

    def visible() -> bool:
        return not skipped and not suppressed

    for match in _TOKEN.finditer(rtf):
        word, number, hexadecimal, symbol, brace, text = match.groups()
        if brace == b"{":
            if len(groups) >= MAX_GROUPS:
                break
            groups.append((skipped, in_tag, suppressed, fallback))
            starred = False
            ignore = 0
        elif brace == b"}":
            if groups:
                skipped, in_tag, suppressed, fallback = groups.pop()
            ignore = 0
        elif word is not None:
            name = word.decode("ascii")
            value = int(number) if number is not None else None
            if name == "htmltag":
                in_tag, skipped, starred = True, False, False
            elif name == "htmlrtf":
                suppressed = value != 0
            elif name == "uc":
                fallback = min(value or 0, 10)
            elif name == "u" and value is not None:
                if visible():
                    release()
                    out.append(_unicode(value))
                ignore = fallback
            elif name in _SKIPPED or (starred and name != "mhtmltag") or name == "mhtmltag":
                skipped = True
            elif name in _CHARACTERS and visible():
                release()
                if name in ("par", "line") and from_html:
                    out.append("\r\n")
                else:
                    out.append(_CHARACTERS[name])
            starred = False
        elif hexadecimal is not None:
            if ignore:
                ignore -= 1
            elif visible():
                held.append(int(hexadecimal, 16))
        elif symbol is not None:
            if symbol == b"*":
                starred = True
            elif symbol in b"\\{}" and visible():
                held += symbol
            elif symbol == b"~" and visible():
                release()
                out.append("&nbsp;" if from_html else " ")
            elif symbol == b"_" and visible():
                held += b"-"
        elif text is not None and visible():
            if ignore:
                used = min(ignore, len(text))
                text, ignore = text[used:], ignore - used
            held += text
    release()
    return _join_surrogates("".join(out))


def _unicode(value: int) -> str:
    value %= 65536
    return chr(value)


def _join_surrogates(text: str) -> str:
    if not re.search("[\ud800-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
