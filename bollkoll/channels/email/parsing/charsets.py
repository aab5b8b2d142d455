"""From bytes to text, when the declared charset cannot be trusted.

The order of trust: a byte order mark; strict UTF-8 (a text with several bytes above 127 is hardly ever valid UTF-8 by
chance);
the declared charset; Windows-1252, which is what Swedish mail without a true declaration most often is. Names follow
the
WHATWG Encoding Standard where mail programs do: ISO 8859-1 is read as Windows-1252, GB 2312 as GB 18030.
"""

import codecs
import re

_ALIASES = {
    "ascii": "us-ascii",
    "us-ascii": "us-ascii",
    "ansi_x3.4-1968": "us-ascii",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "ansi": "cp1252",
    "windows-1252": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-euc-jp": "euc-jp",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8-sig": "utf-8",
    "cp65001": "utf-8",
    "unicode": "utf-16",
    "cp-850": "cp850",
}
# Names that say nothing.
_EMPTY = {
    "",
    "unknown",
    "unknown-8bit",
    "x-unknown",
    "x-user-defined",
    "default",
    "none",
    "binary",
    "8bit",
    "7bit",
    "iso-8859",
}
# Codecs of the standard library that are no charsets of mail.
_REFUSED = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "palmos"}
_WIDE = {"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"}
_STATEFUL = {"utf-7", "hz"}
_MULTIBYTE = {
    "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp949", "cp950", "euc_kr", "johab", "cp932", "shift_jis",
    "shift_jis_2004", "shift_jisx0213", "euc_jp", "euc_jis_2004", "euc_jisx0213",
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: a byte that does not fit is read as Windows-1252, a cut character at the end marked."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.reason == "unexpected end of data" and _UTF8_CHARACTER.search(error.object[-4096:]):
        return "\ufffd", error.end
    octets = error.object[error.start : error.end]
    return "".join(bytes((octet,)).decode("cp1252", "replace") for octet in octets), error.end


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("bollkoll.windows", _as_windows)
codecs.register_error("bollkoll.latin", _as_latin)


def known(name: str) -> str | None:
    """The name of the Python codec for a declared charset, or None when there is none that may be used."""
    name = name.strip(" \t\"'<>;,").lower().split("*", 1)[0].replace(" ", "-")
    if name in _EMPTY:
        return None
    name = _ALIASES.get(name, name)
    for candidate in (name, re.sub(r"^(?:x-|cs)", "", name), re.sub(r"^win(?:dows)?[-_]?(?=\d)", "cp", name)):
        try:
            info = codecs.lookup(candidate)
        except (LookupError, ValueError, UnicodeError):
            continue
        if not getattr(info, "_is_text_encoding", True) or info.name in _REFUSED:
            continue
        return _ALIASES.get(info.name, info.name)
    return None


def decode(octets: bytes, declared: str = "") -> tuple[str, str | None]:
    """The text of some bytes, and what was wrong with the declared charset (None when nothing was)."""
    if not octets:
        return "", None
    for mark, charset in _BOMS:
        if octets.startswith(mark) and not (mark == codecs.BOM_UTF32_LE and len(octets) % 4):
            return octets[len(mark) :].decode(charset, "replace"), None
    codec = known(declared)
    problem = None
    if codec is None and declared.strip() and declared.strip().lower() not in _EMPTY:
        problem = f"unknown charset {declared.strip()[:40]!r}"
    if codec in _WIDE:
        return _wide(octets, codec)
    if codec in _STATEFUL or (codec or "").startswith("iso2022"):
        try:
            return octets.decode(codec or "ascii"), problem
        except (UnicodeDecodeError, ValueError):
            codec, problem = None, f"not valid {declared}"
    if octets.isascii():
        return octets.decode("ascii"), problem
    if codec == "utf-8":
        return _utf8(octets)
    if codec in _MULTIBYTE:
        return _multibyte(octets, codec or "", declared)
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if codec is not None:
            problem = f"declared {declared.strip()[:40]}, read as utf-8"
        return text, problem
    if _mostly_utf8(octets):
        return octets.decode("utf-8", "bollkoll.windows"), "not valid utf-8, odd bytes read as windows-1252"
    if codec in (None, "us-ascii", "ascii"):
        guessed = _guess(octets)
        return octets.decode(guessed, "bollkoll.latin"), problem or (
            f"declared {declared.strip()[:40] or 'nothing'}, read as {_public(guessed)}"
        )
    try:
        return octets.decode(codec or "cp1252", "bollkoll.latin"), problem
    except (UnicodeError, ValueError):
        return octets.decode("cp1252", "bollkoll.latin"), f"not valid {declared.strip()[:40]}"


def _utf8(octets: bytes) -> tuple[str, str | None]:
    try:
        return octets.decode("utf-8"), None
    except UnicodeDecodeError as error:
        # The usual slip is a whole text in Windows-1252; a mixture is read byte by byte.
        if not _UTF8_CHARACTER.search(octets, max(0, error.start - 65536), error.start + 65536):
            guessed = _guess(octets)
            return octets.decode(guessed, "bollkoll.latin"), f"declared utf-8, read as {_public(guessed)}"
        return octets.decode("utf-8", "bollkoll.windows"), "not valid utf-8, odd bytes read as windows-1252"


def _wide(octets: bytes, codec: str) -> tuple[str, str | None]:
    if b"\0" not in octets:  # a message in eight bits that says sixteen
        text, _ = decode(octets)
        return text, f"declared {codec}, read as eight bits"
    if codec == "utf-16":
        codec = "utf-16-be" if octets[:64:2].count(0) > octets[1:64:2].count(0) else "utf-16-le"
    return octets.decode(codec, "replace"), None


def _multibyte(octets: bytes, codec: str, declared: str) -> tuple[str, str | None]:
    try:
        return octets.decode(codec), None
    except UnicodeDecodeError:
        pass
    try:
        return octets.decode("utf-8"), f"declared {declared.strip()[:40]}, read as utf-8"
    except UnicodeDecodeError:
        return octets.decode(codec, "replace"), f"not valid {declared.strip()[:40]}"


def _mostly_utf8(octets: bytes) -> bool:
    """Whether a text that is not valid UTF-8 is so but for a few bytes, as when a program has cut it or glued two
    texts."""
    sample = octets[:20000]
    high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    fitting = sum(map(len, _UTF8_CHARACTER.findall(sample)))
    return fitting >= 2 and fitting * 10 >= high * 6


def _guess(octets: bytes) -> str:
    """Windows-1252, unless nearly every letter is above 127 as in Cyrillic text: then by which half of the table is
    used."""
    sample = octets[:20000]
    high = [octet for octet in sample if octet >= 0xC0]
    low = sum(1 for octet in sample if 0x41 <= octet <= 0x5A or 0x61 <= octet <= 0x7A)
    if len(high) < 12 or len(high) < 2 * low:
        return "cp1252"
    # Small letters are 0xE0-0xFF in Windows-1251 and 0xC0-0xDF in KOI8-R.
    return "cp1251" if sum(octet >= 0xE0 for octet in high) * 2 >= len(high) else "koi8-r"


def _public(codec: str) -> str:
    return {"cp1252": "windows-1252", "cp1251": "windows-1251"}.get(codec, codec)


def plain(text: str) -> str:
    """Text with line feeds for line ends and without control characters (tabs stay)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return _CONTROLS.sub("", text).replace("\ufeff", "")


def one_line(text: str) -> str:
    """Text for one line: no controls, no bidirectional overrides, white space made single spaces."""
    text = _BIDI.sub("", _CONTROLS.sub("", text.replace("\x0b", " ").replace("\x0c", " ").replace("\ufeff", "")))
    return " ".join(text.split())
