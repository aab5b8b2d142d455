# ruff: noqa: E501 - the lines of messages are as long as they are
import base64

import pytest

from bollkoll.channels.email.parsing import parse

from . import mails
from .tnef_writer import winmail

HEAD = b"From: a@norra.example\r\nTo: desk@desk.example\r\nMessage-ID: <1@norra.example>\r\nDate: Tue, 3 Nov 2026 10:14:00 +0100\r\n"


def whole(headers: str, body: str | bytes) -> bytes:
    octets = body.encode() if isinstance(body, str) else body
    return (
        HEAD
        + headers.replace("\n", "\r\n").encode()
        + b"\r\n\r\n"
        + octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    )


@pytest.mark.parametrize(
    ("declared", "octets"),
    [
        ("us-ascii", "Hej på er, åäö".encode()),
        ("us-ascii", "Hej på er, åäö".encode("latin-1")),
        ("iso-8859-1", "Hej på er, åäö".encode()),
        ("utf-8", "Hej på er, åäö".encode("latin-1")),
        ("utf-8", "Hej på er, åäö".encode()),
        ("unknown-8bit", "Hej på er, åäö".encode("latin-1")),
        ("x-nonsense", "Hej på er, åäö".encode()),
        ("rot13", "Hej på er, åäö".encode()),
        ("'utf-8'", "Hej på er, åäö".encode()),
        ("utf-16", "Hej på er, åäö".encode("utf-16")),
        ("utf-16", "Hej på er, åäö".encode()),
        ("utf-7", "Hej på er, åäö".encode("utf-7")),
        ("mac-roman", "Hej på er, åäö".encode("mac-roman")),
        ("", "Hej på er, åäö".encode("utf-8-sig")),
        ("cp850", "Hej på er, åäö".encode("cp850")),
    ],
)
def test_text_is_right_whatever_charset_is_declared(declared, octets):
    head = (
        HEAD
        + b"Content-Type: text/plain; charset="
        + declared.encode()
        + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    assert parse(head + base64.b64encode(octets)).text == "Hej på er, åäö"


def test_windows_quotes_in_a_text_that_says_latin_1_are_kept():
    raw = HEAD + b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\x93Hej\x94 \x96 20 \x80"
    assert parse(raw).text == "“Hej” – 20 €"


def test_a_text_in_two_charsets_is_readable_in_both_halves():
    raw = (
        HEAD
        + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
        + "Räksmörgås åäö ".encode()
        + "och ö".encode("latin-1")
    )
    mail = parse(raw)
    assert mail.text == "Räksmörgås åäö och ö"
    assert mail.problems


def test_cyrillic_and_japanese_are_read_as_declared():
    for charset, text in (
        ("koi8-r", "Привет, мир"),
        ("iso-2022-jp", "こんにちは"),
        ("gb2312", "你好世界"),
        ("windows-1251", "Привет"),
    ):
        raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + text.encode(charset)
        assert parse(raw).text == text


def test_html_says_its_charset_itself_when_the_header_does_not():
    raw = HEAD + b"Content-Type: text/html\r\n\r\n" + '<meta charset="windows-1251"><p>Привет</p>'.encode("cp1251")
    assert parse(raw).text == "Привет"


def test_controls_and_nulls_leave_the_text():
    assert parse(HEAD + b"\r\na\x00b\x07c\td\x1b[0m").text == "abc\td[0m"


def test_texts_of_a_mixed_message_are_joined_in_order_with_files_between():
    mail = parse(whole("Content-Type: multipart/mixed; boundary=x", "--x\n\nEtt\n--x\nContent-Type: image/png; name=a.png\n"
                       "Content-Transfer-Encoding: base64\n\naGVq\n--x\nContent-Type: "
                       "text/html\n\n<p>Två</p>\n--x\n\nTre\n--x--\n"))  # fmt: skip
    assert mail.text == "Ett\n\nTvå\n\nTre"
    assert "<p>Två</p>" in mail.html and "Ett" in mail.html
    assert [(each.name, each.content) for each in mail.attachments] == [("a.png", b"hej")]


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ("Content-Type: multipart/mixed; boundary=x", "--x\n\nHej", "Hej"),
        ("Content-Type: multipart/mixed; boundary=x", "Hej på dig", "Hej på dig"),
        ("Content-Type: multipart/mixed", "--y\nContent-Type: text/plain\n\nHej\n--y--", "Hej"),
        ("Content-Type: multipart/alternative; boundary=wrong", "--y\nContent-Type: text/plain\n\nHej\n--y--", "Hej"),
        ('Content-Type: multipart/mixed; boundary="--x--"', "----x--\n\nHej\n----x----", "Hej"),
        ("Content-Type: multipart/mixed; boundary = x", "--x \n\nHej\n--x-- ", "Hej"),
        ("Content-Type: multipart/mixed; boundary=x", "--x\n\nEtt\n--x--\n--x\n\nTvå\n--x--", "Ett\n\nTvå"),
        ("Content-Type: multipart/mixed; boundary=x", "--xx\n--x\n\nHej --x\n--xy\n--x--", "Hej --x\n--xy"),
        ("Content-Type: nonsense", "Hej", "Hej"),
        ("Content-Type: text/plain; charset", "Hej", "Hej"),
        ("Content-Type: application/plain", "Hej", "Hej"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64", "SGVq\n", "Hej"),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: base64", "SGV", "He"),
        (
            "Content-Type: text/plain\nContent-Transfer-Encoding: base64",
            "Hej, det här är inte base64!",
            "Hej, det här är inte base64!",
        ),
        (
            "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable",
            "Hej =C3=A5=\n h=E4 =ZZ =",
            "Hej å hä =ZZ",
        ),
        ("Content-Type: text/plain\nContent-Transfer-Encoding: x-strange", "Hej", "Hej"),
        ("", "", ""),
    ],
)
def test_broken_mime_still_gives_the_text(headers, body, text):
    mail = parse(whole(headers, body) if headers else HEAD + b"\r\n")
    assert mail.text == text


def test_plain_text_after_encoded_text_is_not_decoded():
    body = (
        base64.encodebytes(("En lång text om resultat i Ladok. " * 4).encode()).decode()
        + "\n_____\nEn lista: https://l.example\n"
    )
    mail = parse(whole("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", body))
    assert mail.text.startswith("En lång text") and mail.text.endswith("En lista: https://l.example")


def test_a_nested_message_is_a_file_named_by_its_subject_and_not_the_text():
    inner = "From: b@n.example\nSubject: =?utf-8?Q?Fr=C3=A5ga/svar?=\n\nInre text"
    mail = parse(
        whole(
            "Content-Type: multipart/mixed; boundary=x",
            f"--x\n\nYttre\n--x\nContent-Type: message/rfc822\n\n{inner}\n--x--",
        )
    )
    assert mail.text == "Yttre"
    assert [(each.name, each.content_type) for each in mail.attachments] == [("Fråga_svar.eml", "message/rfc822")]
    assert mail.attachments[0].content.endswith(b"Inre text")


def test_deep_nesting_ends_in_a_file_and_not_in_an_error():
    body = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(200))
    mail = parse(whole("Content-Type: multipart/mixed; boundary=b0", body + "Hej"))
    assert any("deeper" in each for each in mail.problems)
    assert mail.attachments


def test_an_external_body_is_noted():
    part = 'Content-Type: message/external-body; access-type=URL; URL="ftp://x.example/a"; name="a.txt"\n\nContent-Type: text/plain\n'
    mail = parse(whole("Content-Type: multipart/mixed; boundary=x", f"--x\n\nHej\n--x\n{part}\n--x--"))
    assert (
        mail.text == "Hej" and mail.attachments[0].name == "a.txt" and any("external" in each for each in mail.problems)
    )


def test_signatures_of_pgp_and_smime_are_files():
    body = "--x\n\nHej\n--x\nContent-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n--x--"
    mail = parse(whole("Content-Type: multipart/signed; boundary=x", body))
    assert mail.text == "Hej" and [each.name for each in mail.attachments] == ["signature.asc"]


def test_an_encrypted_message_says_so():
    body = "--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--x\nContent-Type: application/octet-stream; name=encrypted.asc\n\nxx\n--x--"
    mail = parse(whole("Content-Type: multipart/encrypted; boundary=x", body))
    assert mail.text == "" and len(mail.attachments) == 2 and "encrypted, cannot be read" in mail.problems


def test_flowed_text_becomes_paragraphs_with_quotation_kept():
    raw = whole(
        "Content-Type: text/plain; format=flowed",
        "En lång \nrad.\n> citerad \n> rad\n>> djupare\n From stuffed\n-- \nSig",
    )
    assert parse(raw).text == "En lång rad.\n> citerad rad\n>> djupare\nFrom stuffed\n-- \nSig"


def test_flowed_text_with_delsp_joins_without_the_space():
    assert parse(whole("Content-Type: text/plain; format=flowed; delsp=yes", "Resul \ntat")).text == "Resultat"


def test_uuencoded_blocks_become_files():
    mail = parse(whole("Content-Type: text/plain", "Hej\nbegin 644 a.txt\n#:&5J\n`\nend\nSlut\n"))
    assert mail.text == "Hej\nSlut"
    assert [(each.name, each.content) for each in mail.attachments] == [("a.txt", b"hej")]


def test_inline_images_are_marked_and_keep_their_cid_in_the_html():
    mail = parse(mails.outlook_reply(sender="A <a@n.example>", to="d@desk.example", subject="SV: x", body="Hej", quoted="Fråga",
                                     message_id="<1@n.example>", in_reply_to="<0@desk.example>"))  # fmt: skip
    (image,) = mail.attachments
    assert image.inline and image.content_id == "image001.png@01DC4C" and 'src="cid:image001.png@01DC4C"' in mail.html


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Temp\\lista.xlsx", "lista.xlsx"),
        ("gnp\u202efdp.exe", "gnpfdp.exe"),
        ("a\x00b\x1fc.pdf", "abc.pdf"),
        ("x" * 500 + ".pdf", "x" * 196 + ".pdf"),
        ("å" * 300 + ".pdf", "å" * 118 + ".pdf"),
        ("...", "attachment.bin"),
        ("CON.txt", "_CON.txt"),
    ],
)
def test_file_names_are_made_safe(given, safe):
    quoted = "".join(f"%{octet:02X}" for octet in given.encode())
    body = f"--x\n\nHej\n--x\nContent-Type: application/x-y\nContent-Disposition: attachment; filename*=utf-8''{quoted}\n\nx\n--x--"
    assert parse(whole("Content-Type: multipart/mixed; boundary=x", body)).attachments[0].name == safe


def test_a_file_without_a_readable_type_takes_it_from_its_name():
    body = (
        '--x\n\nHej\n--x\nContent-Type: ; name="a.jpg"\nContent-Disposition: attachment; filename="a.jpg"\n\nx\n--x--'
    )
    assert parse(whole("Content-Type: multipart/mixed; boundary=x", body)).attachments[0].content_type == "image/jpeg"


def test_an_invitation_alone_is_said_in_a_line_and_kept_as_a_file():
    mail = parse(
        mails.calendar_invitation(
            sender="Anna B <a@n.example>", to="d@desk.example", subject="Avstämning", message_id="<1@n>"
        )
    )
    assert mail.text == (
        "REQUEST: Avstämning · 2026-11-05 13:00 – 14:00 (W. Europe Standard Time) · Sal B, Norra högskolan · Anna B "
        "<a@n.example>"
    )
    assert [(each.name, each.content_type) for each in mail.attachments] == [("invite.ics", "text/calendar")]


def test_an_invitation_with_words_keeps_the_words():
    mail = parse(
        mails.calendar_invitation(
            sender="A <a@n.example>", to="d@d.example", subject="X", message_id="<1@n>", body="Välkomna!"
        )
    )
    assert mail.text == "Välkomna!" and mail.attachments[0].name == "invite.ics"


@pytest.mark.parametrize("with_text", [True, False])
def test_winmail_is_unpacked(with_text):
    mail = parse(mails.winmail_reply(sender="A <a@n.example>", to="d@desk.example", subject="X", body="Hej åäö", message_id="<1@n>",
                                     files=[("Lista över kurser, våren.pdf", b"%PDF-1"), ("b.txt", b"b")], with_text=with_text))  # fmt: skip
    assert mail.text == "Hej åäö"
    assert [(each.name, each.content) for each in mail.attachments] == [
        ("Lista över kurser, våren.pdf", b"%PDF-1"),
        ("b.txt", b"b"),
    ]


def tnef(content: bytes) -> bytes:
    return (
        HEAD
        + b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(content)
    )


def test_rich_text_in_winmail_is_read():
    rtf = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard Hej p\'e5 dig\par \u8364?100 {\b fet}\par}"
    assert parse(tnef(winmail(rtf=rtf))).text == "Hej på dig\n€100 fet"


def test_html_within_rich_text_is_read():
    rtf = (rb"{\rtf1\ansi\ansicpg1252\fromhtml1 {\fonttbl}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hej p\'e5 {\*\htmltag84 <b>}dig"
           rb"{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0{\*\htmltag72 </p>}}")  # fmt: skip
    mail = parse(tnef(winmail(rtf=rtf)))
    assert mail.text == "Hej på dig" and mail.html == "<p>Hej på <b>dig</b></p>"


def test_a_cut_winmail_gives_what_there_is():
    content = winmail(text="Hej", files=[("a.pdf", b"x" * 500)])
    for length in range(0, len(content), 7):
        parse(tnef(content[:length]))
    mail = parse(tnef(content[:-300]))
    assert mail.text == "Hej" and any("winmail" in each for each in mail.problems)
