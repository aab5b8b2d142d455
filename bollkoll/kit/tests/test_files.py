import io
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bollkoll.kit import files
from bollkoll.kit.files import (
    MAX_FILE,
    MESSAGES,
    Refused,
    content_type,
    headers,
    inspect_archive,
    inspect_image,
    may_preview,
    refusal,
    refuse,
    safe_name,
)

names = st.text(max_size=300) | st.text("aå.\\/: \u202e\x00CON…🎓", max_size=300)


def archive(entries: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return file


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (12, 8)).save(file, kind)
    return file.getvalue()


def huge_png(width: int, height: int) -> io.BytesIO:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("resultat.pdf", "resultat.pdf"),
        ("Skärmbild 2026-11-23 kl. 09.30.png", "Skärmbild 2026-11-23 kl. 09.30.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\bild.png", "bild.png"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("a\x00b\r\n\tc.txt", "ab c.txt"),
        ('a<b>"c|d?e*f:g.txt', "a_b__c_d_e_f_g.txt"),
        ("b%22x.svg", "b_x.svg"),
        (".htaccess", "htaccess"),
        ("bild.png. . ", "bild.png"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com¹.log", "_com¹.log"),
        ("konsol.txt", "konsol.txt"),
        ("", "file"),
        ("...", "file"),
        ("a/", "file"),
    ],
)
def test_a_name_is_only_a_name(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_extension():
    assert safe_name("x" * 500 + ".docx") == "x" * 115 + ".docx"
    assert len(safe_name("🎓" * 500 + ".docx").encode()) <= 240


@given(names)
def test_a_safe_name_is_safe_for_any_name(name):
    safe = safe_name(name)
    assert safe_name(safe) == safe
    assert 1 <= len(safe) <= 120
    assert len(safe.encode()) <= 240
    assert not set(safe) & set('/\\\x00\r\n<>:"|?*\u202e')
    assert safe[0] != "."
    assert safe[-1] not in ". "


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (picture("PNG"), "bild.txt", "image/png"),
        (picture("JPEG"), "bild.jpg", "image/jpeg"),
        (picture("GIF"), "bild.gif", "image/gif"),
        (picture("WEBP"), "bild.webp", "image/webp"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.pdf", "application/pdf"),
        (b"%PDF-1.4\nbara text", "a.txt", "application/pdf"),
        ("åäö hej".encode(), "a.txt", "text/plain"),
        ("åäö hej, det här är en text".encode("cp1252"), "a.txt", "text/plain"),
        ("åäö".encode("utf-16"), "a.txt", "text/plain"),
        (b"x" * 8191 + "å".encode()[:1], "a.txt", "text/plain"),
        (b"\x1b[31mERROR\x1b[0m", "server.log", "text/plain"),
        (b"a;b\n1;2", "a.csv", "text/csv"),
        (b"{}", "a.json", "application/json"),
        (b"BEGIN:VCALENDAR", "a.ics", "text/calendar"),
        (b"From: a@example.org\n\n", "a.eml", "message/rfc822"),
        (b"<?xml version='1.0'?><a/>", "a.xml", "application/xml"),
        (b"<!DOCTYPE html><html>", "a.txt", "text/html"),
        (b"\xef\xbb\xbf\n <script>alert(1)</script>", "a.png", "text/html"),
        (b"<?xml version='1.0'?><!-- x --><svg onload='x'>", "a.txt", "image/svg+xml"),
        (archive({"a.txt": b"a"}).getvalue(), "a.zip", "application/zip"),
        (archive({"a.txt": b"a"}).getvalue(), "a.png", "application/zip"),
        (
            archive({"[Content_Types].xml": b"x"}).getvalue(),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            archive({"mimetype": b"application/vnd.oasis.opendocument.text"}, zipfile.ZIP_STORED).getvalue(),
            "a.zip",
            "application/vnd.oasis.opendocument.text",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "brev.msg", "application/vnd.ms-outlook"),
        (b"\x00\x00\x00\x20ftypheic" + bytes(60), "a.heic", "image/heic"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(60), "a.mp4", "video/mp4"),
        (b"\x00\x01\x02\x03", "a.png", "application/octet-stream"),
        (b"", "a.png", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_content_is(content, name, kind):
    assert content_type(content[:8192], name) == kind


@pytest.mark.parametrize(
    "kind", ["image/svg+xml", "text/html", "application/xml", "application/zip", "text/csv", "video/mp4"]
)
def test_what_could_run_or_is_not_known_is_only_downloaded(kind):
    assert not may_preview(kind)
    sent = headers("a.svg", kind, preview=True)
    assert sent["Content-Type"] == "application/octet-stream"
    assert sent["Content-Disposition"].startswith("attachment;")


def test_a_picture_is_shown_without_guessing_and_in_a_sandbox():
    sent = headers("Skärm\r\nbild.png", "image/png", preview=True)
    assert sent["Content-Type"] == "image/png"
    assert sent["Content-Disposition"] == "inline; filename=\"Sk_rm bild.png\"; filename*=UTF-8''Sk%C3%A4rm%20bild.png"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in sent["Content-Security-Policy"]


@given(st.binary(max_size=200), names)
def test_any_content_has_a_type_and_any_name_fits_in_a_header(content, name):
    sent = headers(name, content_type(content, name), preview=True)
    assert all(value.isascii() and "\n" not in value for value in sent.values())


@pytest.mark.parametrize(
    "name", ["a.exe", "a.EXE", "a.pdf.js", "a.exe. ", "a.ex\u202ee", "a.jar", "a.lnk", "a.hta", "a.ps1"]
)
def test_programs_are_refused_by_name(name):
    with pytest.raises(Refused, match="forbidden-extension"):
        refuse(b"hej", name)


@pytest.mark.parametrize(
    "head", [b"MZ\x90\x00", b"\x7fELF\x02", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00"]
)
def test_programs_are_refused_by_content_whatever_their_name(head):
    with pytest.raises(Refused, match="executable"):
        refuse(head + bytes(60), "bild.png")


@pytest.mark.parametrize("name", ["a.pdf", "a.html", "a.svg", "exe", "a.exe.txt", "resultat.xlsx", "com"])
def test_ordinary_files_are_accepted(name):
    assert refusal(io.BytesIO(b"MZ borde inte stoppa en text"), name) is None


def test_a_file_of_exactly_the_limit_is_accepted():
    refuse(b"", "a.txt", MAX_FILE)
    with pytest.raises(Refused, match="too-big"):
        refuse(b"", "a.txt", MAX_FILE + 1)


def test_an_ordinary_archive_says_what_it_holds():
    held = inspect_archive(archive({"a.txt": b"hej" * 100, "åäö/b.zip": b"x"}))
    assert (held.entries, held.extracted, held.archives_within, held.is_encrypted) == (2, 301, 1, False)


def test_an_archive_that_explodes_is_refused():
    bomb = archive({"noll": bytes(30_000_000)})
    with pytest.raises(Refused, match="archive-ratio"):
        inspect_archive(bomb)
    assert refusal(bomb, "a.docx").code == "archive-ratio"
    assert bomb.tell() == 0


def test_an_archive_that_claims_too_much_is_refused():
    content = bytearray(archive({"a": b"a"}).getvalue())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    with pytest.raises(Refused, match="archive-too-big"):
        inspect_archive(io.BytesIO(content))


def test_an_archive_of_too_many_files_is_refused():
    with pytest.raises(Refused, match="archive-too-many"):
        inspect_archive(archive({f"{number}": b"" for number in range(10_001)}))


def test_an_archive_of_archives_is_refused():
    with pytest.raises(Refused, match="archive-nested"):
        inspect_archive(archive({f"{number}.zip": b"" for number in range(21)}))


def test_entries_that_share_their_bytes_are_refused():
    content = archive({"a": b"x" * 50, "b": b"y" * 50}, zipfile.ZIP_STORED).getvalue()
    second = content.rindex(b"PK\x01\x02")
    shared = content[: second + 42] + bytes(4) + content[second + 46 :]
    with pytest.raises(Refused, match="archive-overlap"):
        inspect_archive(io.BytesIO(shared))


def test_an_encrypted_archive_is_told():
    content = bytearray(archive({"a": b"a"}).getvalue())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert inspect_archive(io.BytesIO(content)).is_encrypted
    assert refusal(io.BytesIO(content), "a.zip") is None


@given(st.binary(max_size=300), st.integers(0, 200), st.binary(max_size=30))
def test_a_broken_archive_is_refused_and_never_a_fault(noise, place, change):
    content = archive({"a.txt": b"hej", "b.txt": b"hopp"}).getvalue()
    for broken in (noise, content[:place], content[:place] + change + content[place + len(change) :], content + noise):
        try:
            inspect_archive(io.BytesIO(broken))
        except Refused as refused:
            assert refused.code.startswith("archive-")


def test_the_size_of_a_picture_is_read_from_its_header():
    assert inspect_image(io.BytesIO(picture("PNG"))) == (12, 8)


@pytest.mark.parametrize("sides", [(20_000, 10_000), (100_000, 100_000)])
def test_a_picture_of_too_many_pixels_is_refused(sides):
    with pytest.raises(Refused, match="image-too-big"):
        inspect_image(huge_png(*sides))
    assert refusal(huge_png(*sides), "a.png").code == "image-too-big"


def test_a_broken_picture_is_told_but_does_no_harm():
    with pytest.raises(Refused, match="image-broken"):
        inspect_image(io.BytesIO(picture("PNG")[:20]))
    assert refusal(io.BytesIO(picture("JPEG")[:20]), "a.jpg") is None


def test_every_reason_has_a_message():
    given_as_reason = re.findall(r'Refused\("([a-z-]+)"\)', Path(files.__file__).read_text("utf-8"))
    assert set(given_as_reason) == set(MESSAGES)
