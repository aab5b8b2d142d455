"""The files of a message: their contents, and names that are safe to show and to store."""

import hashlib
import re
from dataclasses import dataclass, field

from .charsets import one_line
from .headers import unstructured
from .mime import Part, read_headers

MAX_NAME = 200  # characters
MAX_NAME_BYTES = 240  # a file system takes 255

_SEPARATORS = re.compile(r"[/\\]")
# Controls, and characters that are not seen or that change the direction of what is.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_EXTENSION = re.compile(r"\.[A-Za-z0-9_-]{1,12}$")
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")

# Extensions for nameless parts, and types for parts whose type cannot be read. One row per common kind.
_KINDS = """
image/jpeg .jpg .jpeg
image/png .png
image/gif .gif
image/webp .webp
image/heic .heic
image/svg+xml .svg
image/bmp .bmp
image/tiff .tif .tiff
application/pdf .pdf
application/zip .zip
application/gzip .gz
application/msword .doc
application/vnd.ms-excel .xls
application/vnd.ms-powerpoint .ppt
application/vnd.openxmlformats-officedocument.wordprocessingml.document .docx
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet .xlsx
application/vnd.openxmlformats-officedocument.presentationml.presentation .pptx
application/vnd.ms-outlook .msg
application/rtf .rtf
text/rtf .rtf
application/json .json
application/xml .xml
text/xml .xml
text/html .html
text/plain .txt .log
text/csv .csv
text/calendar .ics
text/vcard .vcf
text/x-vcard .vcf
message/rfc822 .eml
message/global .eml
message/news .eml
application/x-pkcs12 .p12
audio/mpeg .mp3
audio/wav .wav
video/mp4 .mp4
video/quicktime .mov
"""
_EXTENSION_OF: dict[str, str] = {}
_TYPE_OF: dict[str, str] = {}
for _row in _KINDS.split("\n")[1:-1]:
    _kind, *_extensions = _row.split()
    _EXTENSION_OF[_kind] = _extensions[0]
    for _extension in _extensions:
        _TYPE_OF.setdefault(_extension, _kind)

# Parts that everybody knows by one name.
_NAMES = {
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "version.asc",
    "application/pgp-keys": "key.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "text/calendar": "invite.ics",
    "application/ics": "invite.ics",
    "message/delivery-status": "delivery-status.txt",
    "message/global-delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "headers.txt",
    "message/global-headers": "headers.txt",
    "message/external-body": "external-body.txt",
    "message/partial": "partial.txt",
}
MESSAGE_TYPES = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file. `inline` says that the text shows it (an image with a Content-ID, or a disposition of inline)."""

    name: str
    content_type: str
    size: int
    sha256: str
    inline: bool = False
    content_id: str = ""
    content: bytes = field(default=b"", repr=False)


def make(name: str, content_type: str, content: bytes, *, inline: bool = False, content_id: str = "") -> Attachment:
    return Attachment(
        name=safe_name(name) or default_name(content_type),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        inline=inline,
        content_id=content_id,
        content=content,
    )


def safe_name(name: str) -> str:
    """A name without path, control or direction characters, short enough for any file system, with its extension
    kept."""
    name = _SEPARATORS.split(name.replace("\0", ""))[-1] or _SEPARATORS.sub("_", name).strip("_")
    name = one_line(_UNSAFE.sub("", name)).strip(" .")
    if _DEVICES.match(name):
        name = "_" + name
    extension = match[0] if (match := _EXTENSION.search(name)) else ""
    stem = name[: len(name) - len(extension)]
    stem = stem[: MAX_NAME - len(extension)]
    while len((stem + extension).encode("utf-8", "replace")) > MAX_NAME_BYTES:
        stem = stem[:-1]
    return (stem.rstrip() + extension).strip() if stem.strip() else extension.lstrip(".")


def default_name(content_type: str) -> str:
    if content_type in _NAMES:
        return _NAMES[content_type]
    main = content_type.split("/", 1)[0]
    stem = {"image": "image", "text": "text", "message": "message", "audio": "audio", "video": "video"}.get(
        main, "attachment"
    )
    return stem + _EXTENSION_OF.get(content_type, ".txt" if main in ("text", "message") else ".bin")


def declared_name(part: Part) -> str:
    """The name a part gives itself, unsafe as it stands."""
    return part.disposition_parameters.get("filename", "").strip() or part.parameters.get("name", "").strip()


def from_part(part: Part, content: bytes, *, inline: bool) -> Attachment:
    name = declared_name(part)
    content_type = part.content_type
    if content_type in MESSAGE_TYPES:
        name = safe_name(name) or _message_name(content)
        if not name.lower().endswith((".eml", ".msg", ".mht", ".mhtml")):
            name += ".eml"
    elif content_type == "text/calendar" and not name:
        name = "invite.ics"
    if not part.declared_type:
        extension = match[0].lower() if (match := _EXTENSION.search(name)) else ""
        content_type = _TYPE_OF.get(extension, "application/octet-stream" if name else content_type)
    content_id = (part.headers.first("content-id") or b"").decode("utf-8", "replace").strip().strip("<>").strip()
    return make(name, content_type, content, inline=inline, content_id=one_line(content_id)[:300])


def _message_name(content: bytes) -> str:
    headers, _ = read_headers(content, 0, min(len(content), 500_000), [], top=True)
    subject = unstructured(headers.first("subject"))
    return safe_name(_SEPARATORS.sub("_", subject)[:MAX_NAME]) or "message"
