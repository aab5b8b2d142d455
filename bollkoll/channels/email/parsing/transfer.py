"""Content transfer encodings (RFC 2045 section 6), uuencoded blocks and flowed text (RFC 3676), as they are met
with."""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_SPACE = b" \t\r\n\x00"
_PADDING_INSIDE = re.compile(rb"=+(?=[\s\x00]*[A-Za-z0-9+/])")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{2,}={0,3}[ \t]*$")
_UNPRINTABLE = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_UU_BEGIN = re.compile(r"(?m)^begin(?:-base64)? (0?[0-7]{3}) (.{1,250})$")


def decode_transfer(octets: bytes, encoding: str, is_text: bool, problems: list[str]) -> bytes:
    """The bytes behind an encoding. Unknown names and broken contents are noted and what can be had is returned."""
    if encoding in ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none"):
        return octets
    if encoding == "quoted-printable":
        return _quoted_printable(octets)
    if encoding in ("base64", "b"):
        return base64(octets, is_text, problems)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        text = octets.decode("latin-1").replace("\r\n", "\n")
        _, files = uuencoded(text)
        if files:
            return files[0][1]
        problems.append("bad uuencoding")
        return octets
    problems.append(f"unknown transfer encoding {encoding[:40]!r}")
    return octets


def _quoted_printable(octets: bytes) -> bytes:
    return binascii.a2b_qp(octets)


def base64(octets: bytes, is_text: bool, problems: list[str]) -> bytes:
    strange = octets.translate(None, _BASE64 + _SPACE + b"=")
    if strange:
        problems.append("bad base64")
        if is_text:
            return _mixed(octets)
    if _PADDING_INSIDE.search(octets):
        pieces = re.split(rb"=+", octets)
        return b"".join(_strict(piece) for piece in pieces)
    try:
        decoded = binascii.a2b_base64(octets)
    except binascii.Error:
        decoded = _strict(octets)
        if not strange:
            problems.append("bad base64")
        if is_text and _UNPRINTABLE.search(decoded):
            return octets
    return decoded


def _strict(octets: bytes) -> bytes:
    """What the alphabet's characters give when everything else is taken away, padded to a whole number of groups."""
    kept = octets.translate(None, bytes(set(range(256)) - set(_BASE64)))
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _mixed(octets: bytes) -> bytes:
    """Text in base64 with lines of ordinary text before or after it, as list footers make it."""
    out: list[bytes] = []
    run: list[bytes] = []
    lines = octets.splitlines()
    if not any(_BASE64_LINE.match(line.strip()) and len(line.strip()) >= 16 for line in lines):
        return octets
    for line in lines:
        if _BASE64_LINE.match(line.strip()) and (run or len(line.strip()) >= 16):
            run.append(line)
            continue
        # Some foreign characters within an encoded line: the line is still encoded.
        if run and line.strip() and len(line.translate(None, _BASE64)) * 8 < len(line) and b" " not in line.strip():
            run.append(line)
            continue
        if run:
            out.append(_strict(b"".join(run)))
            run = []
        out.append(line)
    if run:
        out.append(_strict(b"".join(run)))
    return b"\n".join(out)


def uuencoded(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Text without its uuencoded blocks, and those blocks as (name, contents). Broken blocks stay in the text."""
    files: list[tuple[str, bytes]] = []
    if "begin" not in text:
        return text, files
    kept: list[str] = []
    pos = broken = 0
    for match in _UU_BEGIN.finditer(text):
        if match.start() < pos:
            continue
        if broken > 10:
            break
        finish = text.find("\nend", match.end() - 1)
        if finish < 0:
            break
        contents = _uudecode(text[match.end() + 1 : finish])
        if contents is None:
            broken += 1
            continue
        kept.append(text[pos : match.start()])
        files.append((match[2].strip(), contents))
        line_end = text.find("\n", finish + 1)
        pos = len(text) if line_end < 0 else line_end + 1
    if not files:
        return text, files
    return "".join(kept) + text[pos:], files


def _uudecode(block: str) -> bytes | None:
    out = bytearray()
    for line in block.split("\n"):
        line = line.rstrip("\r")
        if not line.strip(" `"):
            continue
        try:
            out += binascii.a2b_uu(line.encode("ascii"))
        except UnicodeEncodeError:
            return None
        except binascii.Error:
            wanted = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(line[:wanted].encode("ascii"))
            except binascii.Error:
                return None
    return bytes(out) or None


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Paragraphs of format=flowed text on one line each (RFC 3676 section 4)."""
    out: list[str] = []
    run: list[str] = []
    run_depth = 0

    def finish() -> None:
        nonlocal run
        if run:
            out.append(_quote(run_depth) + "".join(run))
            run = []

    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        if content.startswith(" "):
            content = content[1:]
        flowed = content.endswith(" ") and content != "-- "
        if run and (depth != run_depth or content == "-- "):
            finish()
        run_depth = depth
        if flowed:
            run.append(content[:-1] if delete_space else content)
        else:
            run.append(content)
            finish()
    finish()
    return "\n".join(out)


def _quote(depth: int) -> str:
    return ">" * depth + " " if depth else ""
