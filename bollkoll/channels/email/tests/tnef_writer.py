"""A small writer of winmail.dat ([MS-OXTNEF]), for tests only."""

import struct
from collections.abc import Iterable

from compressed_rtf import compress

SIGNATURE = 0x223E9F78


def attribute(level: int, identity: int, content: bytes) -> bytes:
    return struct.pack("<BII", level, identity, len(content)) + content + struct.pack("<H", sum(content) % 65536)


def _string(text: str) -> tuple[int, bytes]:
    return 0x1F, text.encode("utf-16-le") + b"\0\0"


def properties(values: Iterable[tuple[int, int, bytes]]) -> bytes:
    """(property, type, value); strings, binaries and objects are counted and padded."""
    values = list(values)
    out = struct.pack("<I", len(values))
    for key, kind, value in values:
        out += struct.pack("<HH", kind, key)
        if kind in (0x0D, 0x1E, 0x1F, 0x102):
            out += struct.pack("<II", 1, len(value))
        out += value + b"\0" * (-len(value) % 4)
    return out


def winmail(
    *,
    text: str | None = None,
    html: str | None = None,
    rtf: bytes | None = None,
    subject: str = "",
    files: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """A TNEF stream: body in any of three forms, files with a short name in the old place and the long one as a property."""
    out = struct.pack("<IH", SIGNATURE, 1)
    out += attribute(1, 0x00089006, struct.pack("<I", 0x00010000))
    out += attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
    out += attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    said: list[tuple[int, int, bytes]] = []
    if subject:
        said.append((0x0037, *_string(subject)))
    if text is not None:
        said.append((0x1000, *_string(text)))
    if html is not None:
        said.append((0x3FDE, 0x03, struct.pack("<I", 65001)))
        said.append((0x1013, 0x102, html.encode()))
    if rtf is not None:
        said.append((0x1009, 0x102, bytes(compress(rtf, compressed=True))))
    out += attribute(1, 0x00069003, properties(said))
    for name, content in files:
        out += attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 32, 32, 0))
        out += attribute(2, 0x0006800F, content)
        out += attribute(2, 0x00018010, name.encode("ascii", "replace")[:12] + b"\0")
        out += attribute(2, 0x00069005, properties([(0x3707, *_string(name)), (0x370E, *_string("application/pdf"))]))
    return out
