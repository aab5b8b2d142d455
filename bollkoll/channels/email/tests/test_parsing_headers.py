# ruff: noqa: E501 - the lines of messages are as long as they are
from datetime import UTC, datetime

import pytest

from bollkoll.channels.email.parsing import Address, parse
from bollkoll.channels.email.parsing.addresses import addresses
from bollkoll.channels.email.parsing.authentication import results
from bollkoll.channels.email.parsing.headers import date, message_ids, parameters, unstructured

HEAD = b"From: a@norra.example\r\nTo: desk@desk.example\r\nMessage-ID: <1@norra.example>\r\nDate: Tue, 3 Nov 2026 10:14:00 +0100\r\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"=?utf-8?Q?Fr=C3=A5ga_om_resultat?=", "Fråga om resultat"),
        (b"=?utf-8?B?RnLD?= =?utf-8?B?pWdh?=", "Fråga"),
        (b"=?UTF-8?Q?Fr=C3?=\r\n =?utf-8?Q?=A5ga?=", "Fråga"),
        (b"=?iso-8859-1?Q?Fr=E5ga?= om =?windows-1252?Q?=D6?=", "Fråga om Ö"),
        (b"=?iso-8859-1?Q?Fr=C3=A5ga?=", "Fråga"),
        (b"=?utf-8?Q?Fr=E5ga?=", "Fråga"),
        (b"=?x-unknown?Q?Fr=C3=A5ga?=", "Fråga"),
        (b"=?utf-8*sv?Q?Fr=C3=A5ga?=", "Fråga"),
        (b"=?utf-8?Q?Fr=C3=A5ga om resultat?=", "Fråga om resultat"),
        (b"=?utf-8?B?RnLDpWdh", "Fråga"),
        (b"Re:=?utf-8?Q?Fr=C3=A5ga?=", "Re:Fråga"),
        ("Fråga".encode(), "Fråga"),
        ("Fråga".encode("latin-1"), "Fråga"),
        (b"=?utf-8?B?RnLDpWdh?= =?utf-8?Q?r=3F?=", "Frågar?"),
        (b"tab\tand\r\n fold", "tab and fold"),
        (b"evil \xe2\x80\xaetxt.exe\x00\x07", "evil txt.exe"),
        (b"=?broken", "=?broken"),
    ],
)
def test_a_subject_is_read_however_it_is_encoded(raw, expected):
    assert unstructured(raw.replace(b"\r\n", b"")) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Anna <a@n.example>", [("Anna", "a@n.example")]),
        (b'"Andersson, Anna" <a@n.example>, b@n.example', [("Andersson, Anna", "a@n.example"), ("", "b@n.example")]),
        (b"Andersson, Anna <a@n.example>", [("Andersson, Anna", "a@n.example")]),
        (b"=?utf-8?Q?=C3=85sa=2C_S?= <a@n.example>", [("Åsa, S", "a@n.example")]),
        (b'"=?utf-8?Q?=C3=85sa?=" <a@n.example>', [("Åsa", "a@n.example")]),
        (b"a@n.example (Anna A)", [("Anna A", "a@n.example")]),
        (b"undisclosed-recipients:;", []),
        (b"Team: a@n.example, B <b@n.example>;", [("", "a@n.example"), ("B", "b@n.example")]),
        (b"a@n.example; b@n.example", [("", "a@n.example"), ("", "b@n.example")]),
        (b"'Anna' <mailto:a@n.example>", [("Anna", "a@n.example")]),
        (b"a@n.example <a@n.example>", [("a@n.example", "a@n.example")]),
        (b'"boss@n.example" <evil@x.example>', [("boss@n.example", "evil@x.example")]),
        (b"MAILER-DAEMON (Mail System)", [("Mail System", "MAILER-DAEMON")]),
        (b"Anna <a@n.example", [("Anna", "a@n.example")]),
        (b"<>", [("", "")]),
        (b'"Unclosed <a@n.example>', [("Unclosed", "a@n.example")]),
        ("Åsa <a@n.example>".encode("latin-1"), [("Åsa", "a@n.example")]),
        (b'"A \\"B\\" C" <a@n.example>', [('A "B" C', "a@n.example")]),
        (b"<@relay.example:a@n.example>", [("", "a@n.example")]),
    ],
)
def test_addresses_are_found_however_they_are_written(raw, expected):
    assert list(addresses([raw])) == [Address(*each) for each in expected]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"<a@b> <c@d>", ("<a@b>", "<c@d>")),
        (b"<a@b>\r\n\t<a@b>", ("<a@b>",)),
        (b"a@b c@d", ("<a@b>", "<c@d>")),
        (b'Your message of "Mon" <a@b>', ("<a@b>",)),
        (b"=?utf-8?Q?=3Ca=40b=3E?=", ("<a@b>",)),
        (b"nothing here", ()),
    ],
)
def test_message_ids_keep_their_brackets(raw, expected):
    assert message_ids(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Tue, 3 Nov 2026 10:14:00 +0100", datetime(2026, 11, 3, 9, 14, tzinfo=UTC)),
        (b"Tue, 3 Nov 2026 10:14 +0100 (CET)", datetime(2026, 11, 3, 9, 14, tzinfo=UTC)),
        (b"Wed, 20 Sep 1995 00:19:00 (EDT) -0400", datetime(1995, 9, 20, 4, 19, tzinfo=UTC)),
        (b"3 okt 2026 10:14:00 +0200", datetime(2026, 10, 3, 8, 14, tzinfo=UTC)),
        (b"2026-11-03T10:14:00+01:00", datetime(2026, 11, 3, 9, 14, tzinfo=UTC)),
        (b"yesterday", None),
        (b"Tue, 99 Nov 2026 10:14:00 +0100", None),
        (b"", None),
    ],
)
def test_dates_become_utc(raw, expected):
    assert date(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b'attachment; filename="a b.pdf"', "a b.pdf"),
        (b"attachment; filename=a b.pdf", "a b.pdf"),
        (b"attachment; filename*=utf-8''sm%C3%B6r.pdf", "smör.pdf"),
        (b"attachment; filename*0=\"lon\"; filename*1=\"g.pdf\"", "long.pdf"),
        (b"attachment; filename*0*=iso-8859-1'sv'sm%F6r; filename*1=.pdf", "smör.pdf"),
        (b"attachment; filename*1*=r.pdf; filename*0*=utf-8''sm%C3%B6", "smör.pdf"),
        (b"attachment; filename=\"=?utf-8?Q?sm=C3=B6r.pdf?=\"", "smör.pdf"),
        (b"attachment; filename=\"smor.pdf\"; filename*=UTF-8''sm%C3%B6r.pdf", "smör.pdf"),
        (b"attachment; filename*=latin-1''sm%C3%B6r.pdf", "smör.pdf"),
        ("attachment; filename=\"smör.pdf\"".encode("latin-1"), "smör.pdf"),
        (b"attachment; filename=\"semi;colon.pdf\"", "semi;colon.pdf"),
        (b"attachment; filename=\"unclosed.pdf", "unclosed.pdf"),
    ],
)  # fmt: skip
def test_file_names_are_read_in_all_the_ways_they_are_written(raw, expected):
    assert parameters(raw)[1]["filename"].strip('"') == expected


def test_authentication_results_are_read_from_the_top_with_properties():
    found = results([
        b"mx.desk.example 1; spf=pass (ok; really) smtp.mailfrom=a@n.example;\r\n dkim=fail reason=\"bad; sig\" header.d=n.example header.i=@n.example",
        b"spf=softfail (sender IP is 192.0.2.1) smtp.mailfrom=n.example; dmarc=none action=none header.from=n.example;compauth=fail reason=001",
        b"other.example; none",
    ])  # fmt: skip
    assert [(each.authserv_id, each.method, each.result, each.header) for each in found] == [
        ("mx.desk.example", "spf", "pass", 0),
        ("mx.desk.example", "dkim", "fail", 0),
        ("", "spf", "softfail", 1),
        ("", "dmarc", "none", 1),
        ("", "compauth", "fail", 1),
    ]
    assert found[1].properties == {"header.d": "n.example", "header.i": "@n.example"}
    assert found[1].reason == "bad; sig"


def test_a_comment_or_a_quoted_string_cannot_forge_a_result():
    found = results([b'mx.desk.example; spf=fail smtp.mailfrom="x; dkim=pass header.d=n.example" (; dmarc=pass)'])
    assert [(each.method, each.result) for each in found] == [("spf", "fail")]


def test_garbage_among_the_headers_does_not_hide_the_others():
    mail = parse(b"\r\n   \r\nFrom: a@n.example\r\nthis is no header\r\nSubject: hej\r\n\r\ntext")
    assert (mail.sender.address, mail.subject, mail.text) == ("a@n.example", "hej", "text")
    assert "a line among the headers is no header" in mail.problems


def test_a_missing_empty_line_before_the_body_is_bridged():
    mail = parse(b"From: a@n.example\r\nSubject: hej\r\nHej du glade\r\nhur ar det?")
    assert mail.text == "Hej du glade\nhur ar det?"


def test_a_mail_without_headers_is_all_text():
    assert parse("Hej på dig\n\nMer text".encode()).text == "Hej på dig\n\nMer text"


def test_the_sender_header_stands_in_for_a_missing_from():
    mail = parse(b"Sender: a@n.example\r\n\r\nx")
    assert mail.sender.address == "a@n.example"
    assert any("no From" in each for each in mail.problems)


def test_the_envelope_sender_is_told_apart_from_none_at_all():
    assert parse(HEAD + b"\r\nx").return_path is None
    assert parse(b"Return-Path: <>\r\n" + HEAD + b"\r\nx").return_path == ""
    assert parse(b"Return-Path: <a@n.example>\r\n" + HEAD + b"\r\nx").return_path == "a@n.example"


def test_two_hundred_kilobytes_of_headers_are_read():
    subject = b"Subject: " + b"\r\n ".join([b"=?utf-8?Q?=C3=A5_?="] * 12_000) + b"\r\n"
    mail = parse(HEAD + subject + b"\r\nx")
    assert mail.subject == " ".join("å" * 12_000)


def test_our_own_loop_header_is_seen():
    assert parse(HEAD + b"X-Bollkoll-Loop: desk.example\r\n\r\nx").loop == "desk.example"
