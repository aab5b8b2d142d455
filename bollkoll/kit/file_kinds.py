"""Kinds of files: what we call them, what is refused by its name, what is known by its first bytes."""

import re

OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
COMPOUND = {
    "msg": "application/vnd.ms-outlook",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
TEXTUAL = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "eml": "message/rfc822",
    "xml": "application/xml",
    "json": "application/json",
    "html": "text/html",
    "htm": "text/html",
    "svg": "image/svg+xml",
}
BINARY = {
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "image/gif": "image/gif",
    "image/webp": "image/webp",
    "image/tiff": "image/tiff",
    "image/heif": "image/heic",
    "image/heic": "image/heic",
    "image/x-ms-bmp": "image/bmp",
    "image/bmp": "image/bmp",
    "application/pdf": "application/pdf",
    "application/rtf": "application/rtf",
    "video/mp4": "video/mp4",
    "video/quicktime": "video/quicktime",
    "video/webm": "video/webm",
    "application/x-7z-compressed": "application/x-7z-compressed",
    "application/x-gzip": "application/gzip",
}
"""What puremagic says of content that it knows for certain → what we say."""
RUN_WHEN_OPENED = (
    "apk app appx bat bin chm cmd com cpl dll dmg exe gadget hta inf ins iso jar js jse lnk mjs msc msi msix msp mst"
    " pif ps1 ps1xml ps2 psc1 psm1 reg scf scr sct shb sys url vb vbe vbs ws wsc wsf wsh xll"
)
FORBIDDEN_EXTENSIONS = frozenset(RUN_WHEN_OPENED.split())
EXECUTABLES = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)
SHORTCUT = b"L\x00\x00\x00\x01\x14\x02\x00"
DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|script|svg|!doctype\s+svg)\b",
    re.I | re.S,
)
ARCHIVES = frozenset(["zip", "7z", "rar", "gz", "tgz", "bz2", "xz", "tar", "cab", "jar", "arj", "lzh", "zst"])
SHORT = {kind: name.upper() for names in (TEXTUAL, COMPOUND, OFFICE) for name, kind in names.items()}
SHORT |= {"text/plain": "TXT", "text/html": "HTML", "application/octet-stream": "", "application/x-7z-compressed": "7Z"}


def short(content_type: str) -> str:
    """What a kind of content is called in a word, the same in every language: PDF, DOCX, PNG. Empty when unknown."""
    return SHORT.get(content_type, content_type.partition("/")[2].removeprefix("x-").upper()[:12])
