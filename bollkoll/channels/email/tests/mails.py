# ruff: noqa: E501 - the lines of messages are as long as they are
"""Mail as real programs write it, for tests: bytes with CRLF line ends, as a server would hand them over.

Every maker takes what a journey has at hand: who, to whom, about what, the answer, what is quoted and the ids of the thread.
`quoted` is the text of the message that is answered, with line feeds; all people and places are made up.
"""

import base64
import html
import quopri
from collections.abc import Iterable, Sequence
from email.header import Header
from email.utils import formataddr, parseaddr

from .tnef_writer import winmail

File = tuple[str, str, bytes]
"""(name, content type, contents)"""

DATE = "Tue, 3 Nov 2026 10:14:00 +0100"
ASKED_BY = "Ladok support <support@desk.example>"


def _word(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=60).encode()


def _person(text: str) -> str:
    name, address = parseaddr(text)
    return formataddr((_word(name), address)) if name.isascii() else f"{_word(name)} <{address}>"


def _thread(message_id: str, in_reply_to: str, references: Sequence[str] | str) -> list[str]:
    refs = references if isinstance(references, str) else " ".join(references)
    lines = [f"Message-ID: {message_id}"]
    if in_reply_to:
        lines.append(f"In-Reply-To: {in_reply_to}")
    if refs or in_reply_to:
        lines.append("References: " + "\n ".join((refs or in_reply_to).split()))
    return lines


def _head(sender: str, to: str, subject: str, thread: list[str], *more: str) -> list[str]:
    return [
        f"From: {_person(sender)}",
        "To: " + ", ".join(_person(each) for each in to.split(",")),
        f"Subject: {_word(subject)}",
        f"Date: {DATE}",
        *thread,
        "MIME-Version: 1.0",
        *more,
    ]


def _crlf(text: str | bytes) -> bytes:
    octets = text.encode() if isinstance(text, str) else text
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _quoted_printable(text: str, charset: str = "utf-8") -> str:
    return quopri.encodestring(text.encode(charset, "xmlcharrefreplace")).decode("ascii")


def _base64(text: str | bytes, charset: str = "utf-8") -> str:
    return base64.encodebytes(text.encode(charset) if isinstance(text, str) else text).decode("ascii")


def _part(content_type: str, body: str, *more: str) -> str:
    return "\n".join([f"Content-Type: {content_type}", *more, "", body])


def _multipart(kind: str, boundary: str, parts: Iterable[str], parameters: str = "") -> tuple[str, str]:
    inside = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'multipart/{kind}; boundary="{boundary}"{parameters}', f"{inside}--{boundary}--\n"


def _attached(file: File, *, inline_id: str = "") -> str:
    name, kind, content = file
    shown = f"filename*=utf-8''{_percent(name)}" if not name.isascii() else f'filename="{name}"'
    more = [
        f"Content-Disposition: {'inline' if inline_id else 'attachment'}; {shown}",
        "Content-Transfer-Encoding: base64",
    ]
    if inline_id:
        more.append(f"Content-ID: <{inline_id}>")
    return _part(kind if not name.isascii() else f'{kind}; name="{name}"', _base64(content), *more)


def _percent(text: str) -> str:
    return "".join(chr(o) if (chr(o).isalnum() and o < 128) or o in b"-._" else f"%{o:02X}" for o in text.encode())


def _with_files(content_type: str, body: str, files: Sequence[File], boundary: str) -> tuple[str, str]:
    if not files:
        return content_type, body
    return _multipart("mixed", boundary, [_part(content_type, body), *map(_attached, files)])


def _whole(head: list[str], content_type: str, body: str, *more: str) -> bytes:
    return _crlf("\n".join([*head, *more, f"Content-Type: {content_type}", "", body]))


def _paragraphs(text: str, tag: str = 'p class="MsoNormal"') -> str:
    close = tag.split()[0]
    return "".join(f"<{tag}>{html.escape(line) or '&nbsp;'}</{close}>" for line in text.split("\n"))


def _divs(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _marked(text: str) -> str:
    return "\n".join("> " + line if line else ">" for line in text.split("\n"))


def plain(
    *, sender: str, to: str, subject: str, body: str, message_id: str, in_reply_to: str = "", references: Sequence[str] = (),
    headers: Sequence[str] = (), files: Sequence[File] = (),
) -> bytes:  # fmt: skip
    """An ordinary plain message, perhaps with files."""
    kind, text = _with_files('text/plain; charset="utf-8"', body, files, "=_plain_files")
    return _whole(_head(sender, to, subject, _thread(message_id, in_reply_to, references), *headers), kind, text)


def outlook_reply(
    *, sender: str, to: str, subject: str, body: str, quoted: str, message_id: str, in_reply_to: str, references: Sequence[str] = (),
    files: Sequence[File] = (), signature: str = "Med vänlig hälsning\n\nAnna Andersson\nStudieadministratör\nNorra högskolan",
) -> bytes:  # fmt: skip
    """Swedish Outlook for Windows: Windows-1252, header block under a ruled line, Word's HTML, a logotype in the signature."""
    asked = (
        f"Från: {ASKED_BY}\nSkickat: den 2 november 2026 16:02\nTill: {sender}\nÄmne: {subject.removeprefix('SV: ')}"
    )
    text = f"{body}\n\n{signature}\n\n{asked}\n\n{quoted}\n"
    block = (
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">'
        + "<br>".join(
            f"<b>{html.escape(a)}:</b>{html.escape(b)}"
            for a, _, b in (each.partition(":") for each in asked.split("\n"))
        )
        + "</p></div></div>"
    )
    rich = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; '
        'charset=iso-8859-1"><style><!-- p.MsoNormal {margin:0cm} --></style></head><body lang="SV"><div class="WordSection1">'
        f'{_paragraphs(body)}<p class="MsoNormal"><o:p>&nbsp;</o:p></p>{_paragraphs(signature)}'
        f'<p class="MsoNormal"><img src="cid:image001.png@01DC4C" alt="Logotyp"></p>{block}{_paragraphs(quoted)}</div></body></html>'
    )
    transfer = "Content-Transfer-Encoding: quoted-printable"
    both = _multipart("alternative", "_000_OUTLOOK_", [
        _part('text/plain; charset="iso-8859-1"', _quoted_printable(text, "cp1252"), transfer),
        _part('text/html; charset="iso-8859-1"', _quoted_printable(rich, "cp1252"), transfer),
    ])  # fmt: skip
    image = _attached(("image001.png", "image/png", PIXEL), inline_id="image001.png@01DC4C")
    related = _multipart("related", "_004_OUTLOOK_", [_part(*both), image], '; type="multipart/alternative"')
    kind, inside = _with_files(*related, files, "_005_OUTLOOK_")
    head = _head(sender, to, subject, _thread(message_id, in_reply_to, references), "Thread-Topic: x", "Accept-Language: sv-SE, en-US",
                 "X-MS-Has-Attach: yes", "X-Mailer: Microsoft Outlook 16.0")  # fmt: skip
    return _whole(head, kind, inside)


def owa_reply(
    *, sender: str, to: str, subject: str, body: str, quoted: str, message_id: str, in_reply_to: str, references: Sequence[str] = (),
    files: Sequence[File] = (),
) -> bytes:  # fmt: skip
    """Outlook on the web: an underscored line in the text, appendonsend and divRplyFwdMsg in the HTML."""
    asked = f"Från: {ASKED_BY}\nSkickat: den 2 november 2026 16:02\nTill: {sender}\nÄmne: {subject}"
    text = f"{body}\n________________________________\n{asked}\n\n{quoted}\n"
    rich = (
        f'<html><head><style type="text/css">P {{margin-top:0}}</style></head><body dir="ltr"><div class="elementToProof">{_divs(body)}</div>'
        '<div id="appendonsend"></div><hr tabindex="-1" style="display:inline-block; width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>{"<br>".join(html.escape(e) for e in asked.split(chr(10)))}</b></font></div>'
        f'<div class="BodyFragment">{_divs(quoted)}</div></body></html>'
    )
    both = _multipart("alternative", "_000_OWA_", [
        _part('text/plain; charset="utf-8"', _base64(text), "Content-Transfer-Encoding: base64"),
        _part('text/html; charset="utf-8"', _base64(rich), "Content-Transfer-Encoding: base64"),
    ])  # fmt: skip
    kind, inside = _with_files(*both, files, "_003_OWA_")
    return _whole(_head(sender, to, subject, _thread(message_id, in_reply_to, references)), kind, inside)


def outlook_mobile_reply(
    *,
    sender: str,
    to: str,
    subject: str,
    body: str,
    quoted: str,
    message_id: str,
    in_reply_to: str,
    references: Sequence[str] = (),
) -> bytes:
    """Outlook for iOS in Swedish; HTML only on the way from some servers, so here too."""
    rich = (
        f'<html><body><div dir="ltr">{_divs(body)}</div><div id="ms-outlook-mobile-signature">Hämta <a href="https://aka.ms/o0ukef">'
        'Outlook för iOS</a></div><div id="mail-editor-reference-message-container"><hr><div style="font-family:Calibri">'
        f"<b>Från:</b> {html.escape(ASKED_BY)}<br><b>Skickat:</b> Monday, November 2, 2026 4:02:11 "
        f"PM<br><b>Till:</b> {html.escape(sender)}"
        f"<br><b>Ämne:</b> {html.escape(subject)}</div>{_divs(quoted)}</div></body></html>"
    )
    return _whole(_head(sender, to, subject, _thread(message_id, in_reply_to, references), "Content-Transfer-Encoding: base64"),
                  'text/html; charset="utf-8"', _base64(rich))  # fmt: skip


def gmail_reply(
    *, sender: str, to: str, subject: str, body: str, quoted: str, message_id: str, in_reply_to: str, references: Sequence[str] = (),
    files: Sequence[File] = (),
) -> bytes:  # fmt: skip
    """Gmail in a Swedish browser: the attribution broken over two lines."""
    text = (
        f"{body}\n\nDen mån 2 nov. 2026 kl 16:02 skrev Ladok support <\nsupport@desk.example>:\n\n{_marked(quoted)}\n"
    )
    rich = (
        f'<div dir="ltr">{_divs(body)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        'Den mån 2 nov. 2026 kl 16:02 skrev Ladok support &lt;<a href="mailto:support@desk.example">support@desk.example</a>&gt;:<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">{_divs(quoted)}</blockquote></div>'
    )
    return _alternative(
        sender, to, subject, _thread(message_id, in_reply_to, references), text, rich, files, "0000000000gmail"
    )


def android_gmail_reply(
    *,
    sender: str,
    to: str,
    subject: str,
    body: str,
    quoted: str,
    message_id: str,
    in_reply_to: str,
    references: Sequence[str] = (),
) -> bytes:
    """Gmail on a phone: as in the browser, HTML written with dir=auto."""
    text = f"{body}\n\nDen mån 2 nov. 2026 16:02Ladok support <support@desk.example> skrev:\n\n{_marked(quoted)}\n"
    rich = (
        f'<div dir="auto">{_divs(body)}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Den mån 2 nov. 2026 16:02'
        "Ladok support &lt;support@desk.example&gt; skrev:<br></div>"
        f'<blockquote class="gmail_quote">{_divs(quoted)}</blockquote></div>'
    )
    return _alternative(
        sender, to, subject, _thread(message_id, in_reply_to, references), text, rich, (), "000000000android"
    )


def apple_mail_reply(
    *, sender: str, to: str, subject: str, body: str, quoted: str, message_id: str, in_reply_to: str, references: Sequence[str] = (),
    files: Sequence[File] = (),
) -> bytes:  # fmt: skip
    """Mail on a Mac: the attribution itself is quoted in the text."""
    text = f"{body}\n\n> 2 nov. 2026 kl. 16:02 skrev Ladok support <support@desk.example>:\n>\n{_marked(quoted)}\n"
    rich = (
        f'<html><body>{_divs(body)}<div><br><blockquote type="cite"><div>2 nov. 2026 kl. 16:02 skrev Ladok support '
        f"&lt;support@desk.example&gt;:</div><br>{_divs(quoted)}</blockquote></div></body></html>"
    )
    return _alternative(sender, to, subject, _thread(message_id, in_reply_to, references), text, rich, files, "Apple-Mail=_1",
                        "Mime-Version: 1.0 (Mac OS X Mail 16.0)")  # fmt: skip


def iphone_reply(
    *,
    sender: str,
    to: str,
    subject: str,
    body: str,
    quoted: str,
    message_id: str,
    in_reply_to: str,
    references: Sequence[str] = (),
) -> bytes:
    """Mail on an iPhone in Swedish: the phone's signature stands between answer and quotation."""
    text = f"{body}\n\nSkickat från min iPhone\n\n> 2 nov. 2026 kl. 16:02 skrev Ladok support <support@desk.example>:\n> \n{_marked(quoted)}\n"
    head = _head(sender, to, subject, _thread(message_id, in_reply_to, references), "X-Mailer: iPhone Mail (23A341)",
                 "Content-Transfer-Encoding: quoted-printable")  # fmt: skip
    return _whole(head, "text/plain; charset=utf-8", _quoted_printable(text))


def thunderbird_interleaved(
    *, sender: str, to: str, subject: str, answers: Sequence[tuple[str, str]], message_id: str, in_reply_to: str,
    references: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """Thunderbird: each of `answers` is (quoted question, answer below it); format=flowed."""
    text = "Den 2026-11-02 kl. 16:02, skrev Ladok support:\n"
    text += (
        "".join(f"{_marked(question)}\n\n{answer}\n\n" for question, answer in answers)
        + "-- \nAnna Andersson\nNorra högskolan\n"
    )
    return _whole(_head(sender, to, subject, _thread(message_id, in_reply_to, references), "Content-Transfer-Encoding: 8bit"),
                  "text/plain; charset=UTF-8; format=flowed", text)  # fmt: skip


def winmail_reply(
    *, sender: str, to: str, subject: str, body: str, message_id: str, in_reply_to: str = "", references: Sequence[str] = (),
    files: Sequence[tuple[str, bytes]] = (), with_text: bool = True,
) -> bytes:  # fmt: skip
    """Outlook in rich text: everything in winmail.dat, the text perhaps beside it."""
    dat = winmail(text=body, subject=subject, files=files)
    parts = [
        _part(
            'text/plain; charset="iso-8859-1"',
            _quoted_printable(body, "cp1252"),
            "Content-Transfer-Encoding: quoted-printable",
        )
    ]
    tnef = _part('application/ms-tnef; name="winmail.dat"', _base64(dat), 'Content-Disposition: attachment; filename="winmail.dat"',
                 "Content-Transfer-Encoding: base64")  # fmt: skip
    kind, inside = _multipart("mixed", "_000_TNEF_", [*(parts if with_text else []), tnef])
    return _whole(_head(sender, to, subject, _thread(message_id, in_reply_to, references), "X-MS-TNEF-Correlator: <x@desk.example>"),
                  kind, inside)  # fmt: skip


def calendar_invitation(
    *,
    sender: str,
    to: str,
    subject: str,
    body: str = "",
    message_id: str,
    place: str = "Sal B, Norra högskolan",
    method: str = "REQUEST",
) -> bytes:
    """A meeting request of Exchange: text, HTML and text/calendar as alternatives."""
    name, address = parseaddr(sender)
    event = "\n".join([
        "BEGIN:VCALENDAR", f"METHOD:{method}", "VERSION:2.0", "PRODID:-//Example//EN", "BEGIN:VTIMEZONE", "TZID:W. Europe Standard Time",
        "BEGIN:STANDARD", "DTSTART:16010101T030000", "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT",
        f'ORGANIZER;CN="{name}":mailto:{address}', f"SUMMARY;LANGUAGE=sv-SE:{subject}", f"LOCATION:{place.replace(',', chr(92) + ',')}",
        "DTSTART;TZID=W. Europe Standard Time:20261105T130000", "DTEND;TZID=W. Europe Standard Time:20261105T140000",
        "UID:040000008200E00074C5B7101A82E008", "END:VEVENT", "END:VCALENDAR", "",
    ])  # fmt: skip
    parts = [
        _part('text/plain; charset="utf-8"', body),
        _part('text/html; charset="utf-8"', f"<html><body>{_divs(body)}</body></html>"),
    ]
    invite = _part(
        f'text/calendar; charset="utf-8"; method={method}', _base64(event), "Content-Transfer-Encoding: base64"
    )
    kind, inside = _multipart("alternative", "_000_CAL_", [*(parts if body else []), invite])
    return _whole(_head(sender, to, subject, _thread(message_id, "", ())), kind, inside)


def delivery_report(
    *, to: str, recipient: str, original_message_id: str, action: str = "failed", status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 User unknown", message_id: str = "<report.1@mx.desk.example>",
) -> bytes:  # fmt: skip
    """A report of RFC 3464 in the manner of Postfix."""
    told = (
        f"This is the mail system at host mx.desk.example.\n\n<{recipient}>: host mx.other.example said: {diagnostic}\n"
    )
    fields = (
        f"Reporting-MTA: dns; mx.desk.example\nArrival-Date: {DATE}\n\nFinal-Recipient: rfc822; {recipient}\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: {diagnostic}\n"
    )
    returned = f"From: {to}\nTo: {recipient}\nSubject: Ditt ärende\nMessage-ID: {original_message_id}\n"
    kind, inside = _multipart("report", "REPORT/mx.desk.example", [
        _part("text/plain; charset=utf-8", told, "Content-Description: Notification"),
        _part("message/delivery-status", fields, "Content-Description: Delivery report"),
        _part("text/rfc822-headers", returned, "Content-Description: Undelivered Message Headers"),
    ], "; report-type=delivery-status")  # fmt: skip
    head = ["Return-Path: <>", *_head("Mail Delivery System <MAILER-DAEMON@mx.desk.example>", to,
            "Undelivered Mail Returned to Sender", _thread(message_id, "", ()), "Auto-Submitted: auto-replied")]  # fmt: skip
    return _whole(head, kind, inside)


def qmail_bounce(
    *, to: str, recipient: str, original_message_id: str, message_id: str = "<qmail.1@mx.other.example>"
) -> bytes:
    """A bounce without any machine-readable part."""
    text = (
        "Hi. This is the qmail-send program at mx.other.example.\nI'm afraid I wasn't able to deliver your message "
        "to the following "
        "addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{recipient}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the "
        f"message.\n\n"
        f"Return-Path: <{to}>\nFrom: {to}\nMessage-ID: {original_message_id}\nSubject: Ditt ärende\n\nHej!\n"
    )
    head = [
        "Return-Path: <>",
        *_head("MAILER-DAEMON@mx.other.example", to, "failure notice", _thread(message_id, "", ())),
    ]
    return _whole(head, "text/plain; charset=us-ascii", text)


def out_of_office(
    *,
    sender: str,
    to: str,
    subject: str,
    body: str = "Jag är på semester och åter den 9 november.",
    message_id: str,
    in_reply_to: str = "",
) -> bytes:
    """Exchange's automatic answer in Swedish."""
    head = _head(sender, to, f"Automatiskt svar: {subject}", _thread(message_id, in_reply_to, ()), "Auto-Submitted: auto-generated",
                 "X-Auto-Response-Suppress: All", "X-MS-Exchange-Inbox-Rules-Loop: x", "Precedence: bulk")  # fmt: skip
    return _whole(head, "text/plain; charset=utf-8", body)


def _alternative(
    sender: str,
    to: str,
    subject: str,
    thread: list[str],
    text: str,
    rich: str,
    files: Sequence[File],
    boundary: str,
    *more: str,
) -> bytes:
    transfer = "Content-Transfer-Encoding: quoted-printable"
    both = _multipart("alternative", boundary + "_a", [
        _part('text/plain; charset="UTF-8"', _quoted_printable(text), transfer),
        _part('text/html; charset="UTF-8"', _quoted_printable(rich), transfer),
    ])  # fmt: skip
    kind, inside = _with_files(*both, files, boundary + "_m")
    head = [line for line in _head(sender, to, subject, thread, *more) if not (more and line == "MIME-Version: 1.0")]
    return _whole(head, kind, inside)


PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")
