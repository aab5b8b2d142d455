"""What header fields say: words (RFC 2047), parameters (RFC 2045, 2231), addresses, message ids and dates (RFC 5322).

Everything here takes raw bytes and gives text; nothing raises. Eight-bit bytes in headers, which only RFC 6532
allows, are read
like any text without a declared charset.
"""

import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from urllib.parse import unquote_to_bytes

from .charsets import decode, one_line

Parameters = dict[str, str]

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*(?:\?(?!=)[^?\r\n]*){0,4})(?:\?=|$)")
_ID = re.compile(r"<\s*([^<>\s][^<>]*?)\s*>")
_BARE_ID = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
_ISO_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")
COMMENT = re.compile(r"\([^()]*\)")
_MONTHS = {"maj": "May", "okt": "Oct", "mai": "May", "des": "Dec", "dez": "Dec", "mär": "Mar", "mars": "Mar"}
_PARAMETER_NAME = re.compile(r"([A-Za-z0-9_-]+)(?:\*(\d{1,3}))?(\*)?$")


def text_of(raw: bytes, charset: str = "") -> str:
    """The bytes of a header as text, encoded words left as they are."""
    if raw.isascii():
        return raw.decode("ascii")
    return decode(raw, charset if charset.lower() not in ("us-ascii", "ascii") else "")[0]


def words(text: str) -> str:
    """Text with its encoded words decoded. Neighbours in one charset are joined before decoding, since senders split
    letters."""
    if "=?" not in text:
        return text
    out: list[str] = []
    held: list[bytes] = []
    held_charset = ""
    last = 0

    def release() -> None:
        nonlocal held
        if held:
            out.append(decode(b"".join(held), held_charset)[0])
            held = []

    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        charset, encoding, body = match[1].split("*", 1)[0].lower(), match[2].lower(), match[3]
        if between.strip() or (last == 0 and between):
            release()
            out.append(between)
        elif between and not held:
            out.append(between)
        if held and charset != held_charset:
            release()
        held_charset = charset
        held.append(_word_bytes(body, encoding))
        last = match.end()
    release()
    out.append(text[last:])
    return "".join(out)


def _word_bytes(body: str, encoding: str) -> bytes:
    octets = body.encode("utf-8", "surrogateescape")
    if encoding == "q":
        return binascii.a2b_qp(octets, header=True)
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", octets)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def unstructured(raw: bytes | None, charset: str = "") -> str:
    """A subject and its like: one line, encoded words decoded."""
    return one_line(words(text_of(raw or b"", charset)))


def parameters(raw: bytes) -> tuple[str, Parameters]:
    """The value and the parameters of a Content-Type or Content-Disposition, names lower-case, RFC 2231 put
    together."""
    pieces = split(text_of(raw), ";")
    value = COMMENT.sub("", pieces[0]).strip().lower() if pieces else ""
    if "=" in value:  # Content-Type: name="x"
        pieces.insert(1, value)
        value = ""
    plain: Parameters = {}
    extended: dict[str, dict[int, tuple[bool, str]]] = {}
    for piece in pieces[1:]:
        name, equals, given = piece.partition("=")
        match = _PARAMETER_NAME.match(name.strip())
        if not equals or match is None:
            continue
        key, content = match[1].lower(), _unquote(given.strip())
        if match[2] is None and match[3] is None:
            plain.setdefault(key, content)
        else:
            extended.setdefault(key, {}).setdefault(int(match[2] or 0), (match[3] is not None, content))
    for key, numbered in extended.items():
        plain[key] = _extended(numbered) or plain.get(key, "")
    return value, {key: words(content) for key, content in plain.items()}


def _extended(numbered: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    octets = b""
    for number in sorted(numbered):
        is_encoded, content = numbered[number]
        if is_encoded:
            if number == min(numbered) and content.count("'") >= 2:
                charset, _, content = content.split("'", 2)
            octets += unquote_to_bytes(content)
        else:
            octets += content.encode(_encodable(charset, content), "surrogateescape")
    return decode(octets, charset)[0]


def _encodable(charset: str, content: str) -> str:
    from_charset = charset or "utf-8"
    try:
        content.encode(from_charset)
    except (LookupError, UnicodeError):
        return "utf-8"
    return from_charset


def _unquote(value: str) -> str:
    if value.startswith('"'):
        closing = len(value)
        pos = 1
        while pos < len(value):
            if value[pos] == "\\":
                pos += 2
                continue
            if value[pos] == '"':
                closing = pos
                break
            pos += 1
        inner = value[1:closing]
        # A backslash before an ordinary character is a path of Windows, not an escape.
        return re.sub(r'\\(["\\])', r"\1", inner)
    if value.startswith("'") and value.endswith("'") and len(value) > 1:
        return value[1:-1]
    return value


def split(text: str, separators: str) -> list[str]:
    """Text cut at separators that stand outside quoted strings, comments and angle brackets."""
    pieces: list[str] = []
    start = 0
    quoted = False
    comments = 0
    angle = False
    pos = 0
    last_quote = text.rfind('"')
    while pos < len(text):
        character = text[pos]
        if character == "\\" and (quoted or comments):
            pos += 1
        elif quoted:
            quoted = character != '"'
        elif character == '"' and not comments and pos < last_quote:
            quoted = True
        elif character == "(" and not angle:
            comments += 1
        elif character == ")" and comments:
            comments -= 1
        elif comments:
            pass
        elif character == "<":
            angle = True
        elif character == ">":
            angle = False
        elif character in separators and not angle:
            pieces.append(text[start:pos])
            start = pos + 1
        pos += 1
    if (comments or angle) and start < len(text):  # never closed: then they meant nothing
        return pieces + re.split("[" + re.escape(separators) + "]", text[start:])
    pieces.append(text[start:])
    return pieces


def message_ids(raw: bytes | None) -> tuple[str, ...]:
    """Message ids with their angle brackets, in order, each once."""
    if not raw:
        return ()
    text = words(text_of(raw))
    found = [f"<{''.join(match.split())}>" for match in _ID.findall(text)]
    if not found:
        found = [f"<{match.strip('.')}>" for match in _BARE_ID.findall(COMMENT.sub(" ", text))]
    return tuple(dict.fromkeys(one_line(each) for each in found if len(each) <= 1000))


def date(raw: bytes | None) -> datetime | None:
    """A moment in UTC, or None when the field cannot be read."""
    if not raw:
        return None
    text = one_line(words(text_of(raw)))[:200]
    if match := _ISO_DATE.search(text):
        return _moment([int(group or 0) for group in match.groups()[:6]], _offset(match[7]))
    text = " ".join(COMMENT.sub(" ", text).split())
    text = re.sub(r"(?i)(?<=\d )([a-zåäö]{3,9})\.?(?= \d)", lambda m: _MONTHS.get(m[1].lower(), m[1]), text)
    try:
        read = parsedate_tz(text)
    except Exception:  # the standard library's parser raises many kinds on odd dates
        read = None
    if read is None:
        return None
    return _moment(list(read[:6]), read[9] or 0)


def _offset(text: str | None) -> int:
    if not text or text == "Z":
        return 0
    digits = text[1:].replace(":", "")
    return (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if text[0] == "-" else 1)


def _moment(numbers: list[int], offset: int) -> datetime | None:
    numbers[5] = min(numbers[5], 59)
    try:
        zone = timezone(timedelta(seconds=offset)) if abs(offset) < 86400 else UTC
        return datetime(*numbers[:6], tzinfo=zone).astimezone(UTC)  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError):
        return None
