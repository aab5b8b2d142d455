"""Transport Neutral Encapsulation Format, the winmail.dat of Exchange and Outlook ([MS-OXTNEF], [MS-OXCDATA]).

A cut or damaged file gives what could be read before the damage.
"""

import struct
from dataclasses import dataclass, field

from compressed_rtf import decompress

from . import rtf
from .charsets import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
MAX_DEPTH = 5
MAX_PROPERTIES = 20_000

# Attributes ([MS-OXTNEF] 2.1.3.3)
_ATT_SUBJECT, _ATT_BODY, _ATT_OEM_CODEPAGE = 0x8004, 0x800C, 0x9007
_ATT_MAPI_PROPERTIES, _ATT_ATTACHMENT, _ATT_RENDER = 0x9003, 0x9005, 0x9002
_ATT_ATTACH_DATA, _ATT_ATTACH_TITLE = 0x800F, 0x8010
# Properties ([MS-OXPROPS])
_SUBJECT, _BODY, _RTF, _HTML, _CPID = 0x0037, 0x1000, 0x1009, 0x1013, 0x3FDE
_DISPLAY_NAME, _ATTACH_DATA, _ATTACH_NAME, _ATTACH_LONG_NAME = 0x3001, 0x3701, 0x3704, 0x3707
_ATTACH_TYPE, _ATTACH_ID, _ATTACH_HIDDEN = 0x370E, 0x3712, 0x7FFE
_FIXED = {0x02: 2, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 2, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = {0x0D, 0x1E, 0x1F, 0x102}

Value = bytes | str


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""
    embedded: "Tnef | None" = None


@dataclass(slots=True)
class Tnef:
    subject: str = ""
    text: str = ""
    html: str | None = None
    files: list[TnefFile] = field(default_factory=list)
    whole: bool = True


def read(octets: bytes, depth: int = 0) -> Tnef | None:
    """What a TNEF stream holds, or None when it is none. `whole` is false when the stream is cut or damaged."""
    if not octets.startswith(SIGNATURE):
        return None
    found = Tnef()
    codepage = "cp1252"
    current: TnefFile | None = None
    pos = 6
    while pos + 9 <= len(octets):
        level, identity, length = octets[pos], *struct.unpack_from("<HxxI", octets, pos + 1)
        pos += 9
        content = octets[pos : pos + length]
        if level not in (1, 2):
            found.whole = False
            break
        if len(content) < length:
            found.whole = False
        pos += length + 2
        if identity == _ATT_OEM_CODEPAGE and len(content) >= 4:
            codepage = f"cp{struct.unpack_from('<I', content)[0]}"
        elif identity == _ATT_SUBJECT:
            found.subject = _string(content, codepage)
        elif identity == _ATT_BODY:
            found.text = found.text or _string(content, codepage)
        elif identity == _ATT_MAPI_PROPERTIES:
            _message(found, _properties(content, found), codepage)
        elif identity == _ATT_RENDER:
            current = TnefFile()
            found.files.append(current)
        elif level == 2:
            if current is None:
                current = TnefFile()
                found.files.append(current)
            if identity == _ATT_ATTACH_TITLE:
                current.name = current.name or _string(content, codepage)
            elif identity == _ATT_ATTACH_DATA:
                current.content = content
            elif identity == _ATT_ATTACHMENT:
                _attachment(current, _properties(content, found), codepage, depth)
    if pos < len(octets) and octets[pos:].strip(b"\0\r\n"):
        found.whole = False
    found.files = [each for each in found.files if each.content or each.embedded or each.name]
    return found


def _message(found: Tnef, properties: dict[int, Value], codepage: str) -> None:
    if isinstance(subject := properties.get(_SUBJECT), str):
        found.subject = subject
    elif isinstance(subject, bytes):
        found.subject = _string(subject, codepage)
    body = properties.get(_BODY)
    if body:
        found.text = body if isinstance(body, str) else _string(body, codepage)
    html = properties.get(_HTML)
    if html:
        cpid = properties.get(_CPID, b"")
        charset = f"cp{struct.unpack('<I', cpid)[0]}" if isinstance(cpid, bytes) and len(cpid) == 4 else "utf-8"
        found.html = html if isinstance(html, str) else decode(html.rstrip(b"\0"), charset)[0]
    compressed = properties.get(_RTF)
    if isinstance(compressed, bytes) and compressed and not found.html:
        try:
            text, made_html = rtf.read(decompress(compressed))
        except Exception:  # the library raises several kinds on damaged input
            found.whole = False
            return
        found.html = made_html or found.html
        found.text = found.text or text


def _attachment(file: TnefFile, properties: dict[int, Value], codepage: str, depth: int) -> None:
    def text(key: int) -> str:
        value = properties.get(key, "")
        return value if isinstance(value, str) else _string(value, codepage)

    file.name = text(_ATTACH_LONG_NAME) or file.name or text(_ATTACH_NAME) or text(_DISPLAY_NAME)
    file.content_type = text(_ATTACH_TYPE).strip().lower()
    file.content_id = text(_ATTACH_ID).strip("<> ")
    content = properties.get(_ATTACH_DATA)
    if isinstance(content, bytes) and content:
        if content[16:20] == SIGNATURE and depth < MAX_DEPTH:
            file.embedded = read(content[16:], depth + 1)
            file.name = text(_DISPLAY_NAME) or file.name
        elif not file.content:
            file.content = content


def _properties(octets: bytes, found: Tnef) -> dict[int, Value]:
    """MAPI properties by number; strings as text when they are Unicode, else as bytes. Named ones are passed over."""
    values: dict[int, Value] = {}
    try:
        (count,) = struct.unpack_from("<I", octets)
        pos = 4
        for _ in range(min(count, MAX_PROPERTIES)):
            kind, key = struct.unpack_from("<HH", octets, pos)
            pos += 4
            if key >= 0x8000:
                pos = _past_name(octets, pos)
            several, base = kind & 0x1000, kind & 0x0FFF
            number = 1
            if several or base in _VARIABLE:
                (number,) = struct.unpack_from("<I", octets, pos)
                pos += 4
            for index in range(min(number, MAX_PROPERTIES)):
                if base in _VARIABLE:
                    (length,) = struct.unpack_from("<I", octets, pos)
                    pos += 4
                elif base in _FIXED:
                    length = _FIXED[base]
                else:
                    raise ValueError(base)
                value = octets[pos : pos + length]
                if len(value) < length:
                    found.whole = False
                pos += length + (-length % 4)
                if index == 0 and key < 0x8000:
                    values[key] = value.decode("utf-16-le", "replace").rstrip("\0") if base == 0x1F else value
    except (struct.error, ValueError):
        found.whole = False
    return values


def _past_name(octets: bytes, pos: int) -> int:
    (kind,) = struct.unpack_from("<I", octets, pos + 16)
    pos += 20
    if kind == 0:
        return pos + 4
    (length,) = struct.unpack_from("<I", octets, pos)
    return pos + 4 + length + (-length % 4)


def _string(octets: bytes, codepage: str) -> str:
    return decode(octets.split(b"\0", 1)[0], codepage)[0]
