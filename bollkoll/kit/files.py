"""Files from strangers: what they are called, what they really are, and what we refuse.

Nothing here extracts, decodes or trusts. The type comes from the content; the name only chooses between types that look
alike from the outside (every Office file is a ZIP). Whatever is not on the list is kept as ``application/octet-stream``
and can only be downloaded. Formats that run when opened are refused, by their first bytes and by their name.
"""

import re
import struct
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import quote

import puremagic
from django.utils.translation import gettext_lazy as _
from PIL import Image

from bollkoll.kit.file_kinds import (
    ARCHIVES,
    BINARY,
    COMPOUND,
    DEVICES,
    EXECUTABLES,
    FORBIDDEN_EXTENSIONS,
    MARKUP,
    OFFICE,
    SHORTCUT,
    TEXTUAL,
)
from bollkoll.kit.text import clean

MB = 1024 * 1024
MAX_FILE = 25 * MB
MAX_MESSAGE = 100 * MB
"""All files of one message together."""
HEAD = 8192
"""How many of the first bytes :func:`content_type` and :func:`refuse` want to see."""

MAX_NAME = 120
MAX_NAME_BYTES = 240
"""Most file systems stop at 255 bytes."""

MAX_ENTRIES = 10_000
MAX_EXTRACTED = 1024 * MB
MAX_RATIO = 200
"""Plain text packs 1 to 20, an empty log 1 to 100; a bomb 1 to 1,000 and up. Small files are let off."""
RATIO_FROM = 10 * MB
MAX_ARCHIVES_WITHIN = 20
MAX_PIXELS = 175_000_000
"""The largest telephone pictures pass; Pillow itself refuses a little above."""

UNKNOWN = "application/octet-stream"
RASTER = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PREVIEWED = RASTER | {"application/pdf", "text/plain"}


MESSAGES = {
    "too-big": _("The file is larger than 25 MB. Send it in parts, or ask the support for another way."),
    "forbidden-extension": _("Programs and scripts are not accepted. Put what you want to show in a text file."),
    "executable": _("The file is a program, whatever its name. Programs are not accepted."),
    "archive-broken": _("The archive cannot be read. Pack the files again."),
    "archive-too-many": _("The archive holds more than 10,000 files. Send only those that matter."),
    "archive-too-big": _("Unpacked, the archive would be larger than 1 GB. Send only the files that matter."),
    "archive-ratio": _("The archive grows beyond reason when unpacked. Send the files as they are."),
    "archive-overlap": _("The archive is put together in a way that only harmful ones are. Pack the files again."),
    "archive-nested": _("The archive holds too many other archives. Send the files as they are."),
    "image-broken": _("The image cannot be read. Save it again as PNG or JPEG."),
    "image-too-big": _("The image has too many pixels to be shown safely. Make it smaller."),
}


class Refused(Exception):
    """A file that is not accepted: a ``code`` for programs and a translated ``message`` for the person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = MESSAGES[code]


@dataclass(frozen=True)
class Archive:
    """What an archive says that it holds. ``extracted`` is in bytes; an encrypted one cannot be looked into."""

    entries: int
    extracted: int
    archives_within: int
    is_encrypted: bool


# Names


def safe_name(name: str, otherwise: str = "file") -> str:
    """The name without its path and without what means something to a file system, a terminal or a reader's eye.

    At most 120 characters and 240 bytes, the extension kept. Doing it again changes nothing.
    """
    # Browsers write a quotation mark in the name of a file in a form as %22 (WHATWG HTML, multipart/form-data).
    name = " ".join(clean(name).replace("%22", '"').replace("\\", "/").rpartition("/")[2].split())
    name = re.sub(r'[<>:"|?*\ufffd]', "_", name).strip(". ")
    if DEVICES.match(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        stem, dot, extension = name, "", ""
    while stem and (len(stem + dot + extension) > MAX_NAME or len((stem + dot + extension).encode()) > MAX_NAME_BYTES):
        stem = stem[:-1].rstrip(". ")
    return f"{stem}{dot}{extension}" if stem else otherwise


def extension(name: str) -> str:
    """The extension in small letters without its dot, as Windows would see it: ``a.EXE. `` is an exe."""
    return PurePosixPath(clean(name).rstrip(". ")).suffix[1:].casefold()


# Content


def content_type(head: bytes, name: str) -> str:
    """What the file is, by its first bytes; one of our list or ``application/octet-stream``."""
    kind = extension(name)
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(head, kind)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return COMPOUND.get(kind, UNKNOWN)
    if head and _is_text(head):
        return _text_type(head, kind)
    try:
        return BINARY.get(puremagic.from_string(head, mime=True), UNKNOWN)
    except (puremagic.PureError, ValueError):
        return UNKNOWN


def may_preview(content_type: str) -> bool:
    """Whether it may be shown inside a page: raster images, PDF and plain text. Everything else is downloaded."""
    return content_type in PREVIEWED


def headers(name: str, content_type: str, preview: bool = False) -> dict[str, str]:
    """How a file is sent so that the browser neither guesses nor runs anything in it (RFC 6266, RFC 8187)."""
    shown = preview and may_preview(content_type)
    name = safe_name(name)
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    kind = "text/plain; charset=utf-8" if content_type == "text/plain" else content_type
    return {
        "Content-Type": kind if shown else UNKNOWN,
        "Content-Disposition": (
            f"{'inline' if shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
        ),
        "X-Content-Type-Options": "nosniff",
        # The PDF viewer of Chromium shows nothing in a sandbox; PDF scripts do not reach the page in any viewer.
        "Content-Security-Policy": "default-src 'none'"
        + ("" if shown and content_type == "application/pdf" else "; sandbox"),
    }


def refuse(head: bytes, name: str, size: int = 0) -> None:
    """Raises Refused for what runs when it is opened (``forbidden-extension``, ``executable``) and for ``too-big``."""
    if size > MAX_FILE:
        raise Refused("too-big")
    if extension(name) in FORBIDDEN_EXTENSIONS:
        raise Refused("forbidden-extension")
    # MZ begins ordinary texts too, but a program has zero bytes in its header.
    if head.startswith((*EXECUTABLES, SHORTCUT)) or (head.startswith(b"MZ") and b"\x00" in head[:64]):
        raise Refused("executable")


def refusal(file: BinaryIO, name: str) -> Refused | None:
    """All the checks of a whole file, left at its beginning: why it is refused, or nothing when it is accepted.

    An image that cannot be read is accepted, since it is not dangerous, and so is an encrypted archive: certificates
    and undertakings come that way.
    """
    try:
        size = file.seek(0, 2)
        file.seek(0)
        head = file.read(HEAD)
        refuse(head, name, size)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            inspect_archive(file)
        elif content_type(head, name) in RASTER:
            inspect_image(file)
    except Refused as refused:
        return None if refused.code == "image-broken" else refused
    finally:
        file.seek(0)
    return None


# Bombs


def inspect_archive(file: BinaryIO) -> Archive:
    """Reads the directory of a ZIP, and nothing else, to tell whether it is safe to keep for people to open.

    Raises Refused: ``archive-broken``, ``archive-too-many`` entries, ``archive-too-big`` when extracted,
    ``archive-ratio``, ``archive-overlap`` (entries sharing the same bytes), ``archive-nested`` (too many in one).
    """
    if _directory_size(file) > MAX_ENTRIES * 200:
        raise Refused("archive-too-many")
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, struct.error, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise Refused("archive-broken") from error
    extracted, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    within = sum(extension(entry.filename) in ARCHIVES for entry in entries)
    if len(entries) > MAX_ENTRIES:
        raise Refused("archive-too-many")
    if extracted > MAX_EXTRACTED:
        raise Refused("archive-too-big")
    if extracted > RATIO_FROM and extracted > MAX_RATIO * max(packed, 1):
        raise Refused("archive-ratio")
    if within > MAX_ARCHIVES_WITHIN:
        raise Refused("archive-nested")
    end = -1
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Refused("archive-overlap")
        end = entry.header_offset + 30 + _name_length(entry) + entry.compress_size
    return Archive(len(entries), extracted, within, any(entry.flag_bits & 1 for entry in entries))


def inspect_image(file: BinaryIO) -> tuple[int, int]:
    """Width and height of a raster image, from its header only.

    Raises Refused: ``image-broken``, ``image-too-big`` when it has more than 175 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=["PNG", "JPEG", "GIF", "WEBP"]) as image:
                width, height = image.size
    except Image.DecompressionBombError as error:
        raise Refused("image-too-big") from error
    except Exception as error:  # Pillow's decoders raise whatever a broken header leads to.
        raise Refused("image-broken") from error
    if width * height > MAX_PIXELS:
        raise Refused("image-too-big")
    return width, height


# Within


def _name_length(entry: zipfile.ZipInfo) -> int:
    """In bytes, as it stands in the file: UTF-8 when bit 11 says so (APPNOTE 4.4.4)."""
    return len(entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437", "replace"))


def _zip_type(head: bytes, kind: str) -> str:
    """An open document says what it is in its first entry; the rest go by name, being downloads all of them."""
    if head[30:38] == b"mimetype":
        size = int.from_bytes(head[18:22], "little")
        said = head[38 : 38 + size].decode("ascii", "replace")
        return said if said in OFFICE.values() else "application/zip"
    return OFFICE.get(kind, "application/zip") if kind in ("docx", "xlsx", "pptx") else "application/zip"


def _is_text(head: bytes) -> bool:
    """Text in UTF-8, UTF-16 with a mark, or an eight-bit code; a cut-off last character is forgiven."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return not head.startswith((b"%PDF", b"{\\rtf")) and _is_mostly_ascii(head)
    return not head.startswith((b"%PDF", b"{\\rtf"))


def _is_mostly_ascii(head: bytes) -> bool:
    return sum(byte < 127 for byte in head) > 0.7 * len(head)


def _text_type(head: bytes, kind: str) -> str:
    markup = MARKUP.match(head.removeprefix(b"\xef\xbb\xbf"))
    if markup:
        return "image/svg+xml" if b"svg" in markup[1].lower() else "text/html"
    return TEXTUAL.get(kind, "text/plain")


def _directory_size(file: BinaryIO) -> int:
    """How many bytes the central directory claims (APPNOTE 4.3.16), so that a huge one is never read."""
    file.seek(0, 2)
    length = file.tell()
    file.seek(max(0, length - 65_557))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Refused("archive-broken")
    return int.from_bytes(tail[at + 12 : at + 16], "little")
