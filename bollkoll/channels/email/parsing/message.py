"""`parse`: from the bytes of a message to everything the desk wants to know of it. Pure: no database, no network, no
clock.

Whatever the bytes are, `parse` answers: what was wrong stands in `problems`, in English, for the people who run the
system.
Message ids keep their angle brackets everywhere, as they stand in the headers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from . import addresses, authentication, automatic, bodies, bounces, headers, markers, replies
from .addresses import Address
from .attachments import Attachment
from .authentication import Authentication
from .body import Body
from .bounces import Bounce
from .mime import Headers, Part, read_tree
from .replies import Older

MAX_PROBLEMS = 60
LOOP_HEADER = "X-Bollkoll-Loop"
"""The header that this system puts on everything it sends; met in a mail that comes in, it is our own coming back."""

NOBODY = Address("", "")
_T = TypeVar("_T")
_LOCAL_HOPS = re.compile(rb";\s*([^;]+)$", re.S)


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the List-* fields say (RFC 2369, RFC 2919)."""

    id: str = ""
    post: str = ""
    unsubscribe: str = ""
    unsubscribe_post: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    sender: Address = NOBODY
    """The first mailbox of From; the JSON calls it `from`."""
    from_addresses: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    """Addresses of Delivered-To, X-Original-To, Envelope-To, X-Envelope-To, from the top."""
    subject: str = ""
    date: datetime | None = None
    received_at: datetime | None = None
    """When the topmost Received says that it came: the receiving server's clock, not the sender's."""
    text: str = ""
    html: str | None = None
    reply: str = ""
    quoted: str = ""
    older: Older = Older.NONE
    """What kind of older message stands in `quoted`, if any."""
    auto: str = automatic.NONE
    bounce: Bounce | None = None
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()
    return_path: str | None = None
    """The envelope sender; empty for the null sender `<>`, None when no header tells."""
    auto_submitted: str = ""
    precedence: str = ""
    loop: str = ""
    """The value of our own loop header, empty when there is none."""
    list: ListFacts = field(default_factory=ListFacts)
    suppress: str = ""
    """X-Auto-Response-Suppress: the sender wants no automatic answer."""
    authentication: tuple[Authentication, ...] = ()
    received_hops: int = 0
    size: int = 0

    def words(self, *, is_first: bool = False) -> tuple[str, str]:
        """What the author says, and what they quoted. The whole text is theirs when nothing but quotation is left, when they
        forward or answer in it, and when an older message that nobody here has read opens a case (`is_first`)."""
        is_matter = self.older == Older.BROUGHT or (is_first and self.older == Older.EARLIER)
        return (self.reply, self.quoted) if self.reply.strip() and not is_matter else (self.text, "")


def parse(raw: bytes, *, loop_header: str = LOOP_HEADER) -> ParsedMail:
    """Everything about a message. Never raises for anything that stands in `raw`."""
    problems: list[str] = []
    if not raw.strip():
        return ParsedMail(problems=("the message is empty",), size=len(raw))
    try:
        return _Reading(_line_ends(raw), problems, loop_header).mail()
    except Exception as error:  # the promise is an answer for any bytes; the fault is told
        text = raw[:100_000].decode("utf-8", "replace").replace("\0", "")
        return ParsedMail(
            text=text,
            reply=text,
            problems=(*_few(problems), f"not understood ({type(error).__name__}), shown as it came"),
            size=len(raw),
        )


def _line_ends(raw: bytes) -> bytes:
    """Old Macintosh line ends, and doubled carriage returns, made ordinary ones."""
    head = raw[:4096]
    if b"\n" not in head and b"\r" in head:
        return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\r\r\n" in head:
        return raw.replace(b"\r\r\n", b"\r\n")
    return raw


def _older(folded: replies.Folded, subject: str) -> Older:
    """Outlook puts the same headers above what is forwarded as above what is replied to: the subject tells."""
    is_forwarded = folded.older == Older.EARLIER and markers.FORWARDED_SUBJECT.match(subject)
    return Older.BROUGHT if is_forwarded else folded.older


class _Reading:
    def __init__(self, raw: bytes, problems: list[str], loop_header: str) -> None:
        self.raw = raw
        self.problems = problems
        self.loop_header = loop_header.lower()

    def safely(self, what: str, work: Callable[[], _T], otherwise: _T) -> _T:
        """One part of a message that makes trouble must not hide the others."""
        try:
            return work()
        except Exception as error:  # see above
            self.problems.append(f"{what} not understood ({type(error).__name__})")
            return otherwise

    def mail(self) -> ParsedMail:
        tree = read_tree(self.raw, self.problems)
        top = tree.headers
        body = self.safely("body", lambda: bodies.gather(tree, self.problems), Body(text=_shown(tree)))
        nothing: dict[str, Any] = {}
        found = self.safely("headers", lambda: self._headers(top, tree.charset), nothing)
        folded = self.safely(
            "reply",
            lambda: replies.fold(body.text, body.hinted_text, text_is_markup=body.text_is_html),
            replies.Folded(body.text, ""),
        )
        mail = ParsedMail(
            **found,
            text=body.text,
            html=body.html,
            reply=folded.reply,
            quoted=folded.quoted,
            older=_older(folded, found.get("subject", "")),
            attachments=tuple(body.attachments),
            size=len(self.raw),
        )
        unknown: tuple[str, Bounce | None] = automatic.NONE, None
        auto, bounce = self.safely("kind", lambda: self._kind(mail, tree, body), unknown)
        return replace(mail, auto=auto, bounce=bounce, problems=_few(self.problems))

    def _headers(self, top: Headers, charset: str) -> dict[str, Any]:
        if not top:
            self.problems.append("no headers")

        def said(name: str) -> str:
            return headers.unstructured(top.first(name), charset)

        def people(*names: str) -> tuple[Address, ...]:
            return addresses.addresses([raw for name in names for raw in top.all(name)], charset)

        ids = headers.message_ids(top.first("message-id"))
        if not ids:
            self.problems.append("no Message-ID")
        senders = tuple(each for each in people("from") if each.address or each.name)
        sender = senders[0] if senders else NOBODY
        if not senders:
            instead = people("sender") or people("reply-to")
            sender = instead[0] if instead else NOBODY
            self.problems.append("no From" + (", another header tells the sender" if instead else ""))
        elif "@" not in sender.address:
            self.problems.append("From has no address")
        if len(top.all("from")) > 1:
            self.problems.append("several From headers, the first is used")
        moment = headers.date(top.first("date"))
        if moment is None:
            self.problems.append("no Date" if top.first("date") is None else "Date cannot be read")
        if any(not raw.isascii() for name, raw in top if name in ("from", "to", "cc", "subject", "reply-to")):
            self.problems.append("eight-bit characters in the headers")
        received = top.all("received")
        stamp = _LOCAL_HOPS.search(received[0]) if received else None
        return {
            "message_id": ids[0] if ids else None,
            "in_reply_to": next(iter(headers.message_ids(top.first("in-reply-to"))), None),
            "references": tuple(
                dict.fromkeys(each for raw in top.all("references") for each in headers.message_ids(raw))
            ),
            "sender": sender,
            "from_addresses": senders,
            "reply_to": people("reply-to"),
            "to": people("to"),
            "cc": people("cc"),
            "delivered_to": tuple(
                each.address
                for each in people("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
                if each.address
            ),
            "subject": said("subject"),
            "date": moment,
            "received_at": headers.date(stamp[1].strip()) if stamp else None,
            "return_path": self._return_path(top),
            "auto_submitted": said("auto-submitted").lower(),
            "precedence": said("precedence").lower(),
            "loop": said(self.loop_header),
            "list": ListFacts(
                said("list-id"), said("list-post"), said("list-unsubscribe"), said("list-unsubscribe-post")
            ),
            "suppress": said("x-auto-response-suppress"),
            "authentication": authentication.results(top.all("authentication-results")),
            "received_hops": len(received),
        }

    @staticmethod
    def _return_path(top: Headers) -> str | None:
        for name in ("return-path", "x-envelope-from", "x-envelope-sender"):
            value = top.first(name)
            if value is not None:
                match = re.search(r"<([^<>]*)>", headers.text_of(value))
                return headers.one_line(match[1] if match else headers.text_of(value).strip())
        return None

    def _kind(self, mail: ParsedMail, tree: Part, body: Body) -> tuple[str, Bounce | None]:
        values = {name: headers.unstructured(raw) for name, raw in reversed(tree.headers) if len(raw) < 20_000}
        delivery = [each.text for each in body.reports if each.content_type.endswith("delivery-status")]
        bounce = bounces.from_reports(delivery, mail.text)
        own = [each.address for each in (*mail.to, *mail.cc)]
        if bounce is None:
            bounce = bounces.from_words(
                sender=mail.sender,
                return_path=mail.return_path,
                headers=values,
                subject=mail.subject,
                text=mail.text,
                own=(*own, *mail.delivered_to),
            )
        if bounce is not None:
            original = bounces.original_id(
                body.returned, mail.text, mail.in_reply_to, (each.text for each in body.reports)
            )
            bounce = replace(bounce, original_message_id=original)
        signals = automatic.Signals(
            headers=values,
            subject=mail.subject,
            text=mail.text,
            sender=mail.sender.address,
            return_path=mail.return_path,
            content_type=tree.content_type,
            report_type=body.report_type,
            report_parts=frozenset(each.content_type for each in body.reports),
            attachment_names=tuple(each.name for each in mail.attachments),
        )
        failed = bounce is not None and bounce.action in ("failed", "delayed")
        return automatic.classify(signals, bounced=failed), bounce


def _shown(tree: Part) -> str:
    return tree.encoded[:100_000].decode("utf-8", "replace").replace("\0", "")


def _few(problems: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problems))[:MAX_PROBLEMS]
