"""Signed references: how a mail that comes in proves which case, and which mail of ours, it answers.

A reference is ``1042.r17.k3m9…``: the case number, what a reply becomes, whom the mail was written to, and a
signature of 64 bits over these; of a question to third line it is ``1042.q17.5.k3m9…``, with the question before the
signature. It stands in the reply address (``support+1042.r17.…@domain``), in the Message-ID and in the last line of
the text, so that it survives clients that rewrite one or two of them. It is written in small
letters and digits, since mail servers may fold the case of addresses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from bollkoll.kit.text import fold_key
from bollkoll.kit.tokens import ALPHABET, same
from bollkoll.services import queries as services

REPLY, NOTE, NEWS, ANSWER, QUESTION = "r", "n", "c", "a", "q"
"""What a reply becomes: the reporter's side writes (r); always an internal note (n); news to the desk, whose reply is
a note too (c); an agent's answer to the reporter (a); something in the thread of a question to third line (q).
"""

LENGTH = 13
_MAC = f"[{ALPHABET}]{{{LENGTH}}}"
_REF = re.compile(rf"(?<!\w)(\d{{1,12}})\.([rncaq])(\d{{1,10}})(?:\.(\d{{1,10}}))?\.({_MAC})(?![\w])", re.I)
_BOUNCE = re.compile(rf"b\.([0-9a-z]{{20,25}})\.({_MAC})", re.I)
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Ref:
    """Which case (by number), what a reply becomes, and whom the mail was written to."""

    number: int
    kind: str
    person_id: int
    question_id: int = 0
    """The question whose thread a reply belongs to; 0 for all other mail."""

    @property
    def plain(self) -> str:
        whole = f"{self.number}.{self.kind}{self.person_id}"
        return f"{whole}.{self.question_id}" if self.question_id else whole

    def __str__(self) -> str:
        return f"{self.plain}.{_mac(self.plain)}"


def _mac(text: str) -> str:
    number = int.from_bytes(salted_hmac("bollkoll.mail", text, algorithm="sha256").digest(), "big")
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def instance_id() -> str:
    """What our loop header says: the same as long as the secret key is."""
    return _mac("instance")


def find(texts: Iterable[str]) -> list[Ref]:
    """Every reference whose signature is right, in order, each once."""
    found: dict[Ref, None] = {}
    for text in texts:
        for number, kind, person, question, mac in _REF.findall(text[:2_000_000]):
            ref = Ref(int(number), kind.lower(), int(person), int(question or 0))
            if same(_mac(ref.plain), mac.lower()):
                found[ref] = None
    return list(found)


# --- our addresses


def sender_address() -> str:
    """The address we send from."""
    return parseaddr(settings.CONFIG.mail_from)[1] or services.organisation().support_address


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def domain() -> str:
    """The domain of reply addresses and message ids."""
    chosen = settings.CONFIG.mail_reply_domain
    return chosen if chosen not in ("", "none") else _domain(sender_address())


def is_plus_addressed() -> bool:
    """``BOLLKOLL_MAIL_REPLY_DOMAIN=none``: the mailbox takes no ``+``; then the Message-ID and the last line must do."""
    return settings.CONFIG.mail_reply_domain != "none"


def _tagged(tag: object) -> str:
    local = sender_address().rpartition("@")[0]
    return f"{local}+{tag}@{domain()}" if is_plus_addressed() else sender_address()


def reply_address(ref: Ref) -> str:
    return _tagged(ref)


def with_name(name: str, address: str) -> str:
    """``Name <address>``; the name is encoded by whoever writes the header."""
    return formataddr((name, address), charset="utf-8") if name.isascii() else f'"{name}" <{address}>'


def is_ours(address: str) -> bool:
    """Whether an address of an envelope is one of ours: the support's, the sender's, or a tagged one."""
    address = fold_key(parseaddr(address)[1] or address.strip("<> "))
    local, _, place = address.rpartition("@")
    own = {fold_key(sender_address()), fold_key(services.organisation().support_address)}
    if address in own:
        return True
    stems = {each.rpartition("@")[0] for each in own}
    places = {_domain(each) for each in own} | {domain().lower()}
    return place in places and any(local.startswith(f"{stem}+") for stem in stems)


# --- bounces and message ids


def _short(key: UUID) -> str:
    """A UUID in 25 letters and digits, since the part of an address before the @ may have 64 (RFC 5321 §4.5.3.1.1)."""
    number, digits = key.int, ""
    while number:
        number, rest = divmod(number, 36)
        digits = _BASE36[rest] + digits
    return digits


def bounce_address(delivery: UUID) -> str:
    """The envelope sender of one delivery: what comes back there tells which mail it was."""
    digits = _short(delivery)
    return _tagged(f"b.{digits}.{_mac('b.' + digits)}")


def bounced_delivery(texts: Iterable[str]) -> UUID | None:
    """The delivery whose envelope sender stands in one of the texts."""
    for text in texts:
        for digits, mac in _BOUNCE.findall(text):
            digits = digits.lower()
            if same(_mac("b." + digits), mac.lower()) and int(digits, 36) < 1 << 128:
                return UUID(int=int(digits, 36))
    return None


def message_id(delivery: UUID, ref: Ref | None) -> str:
    return f"<{_short(delivery)}.{ref}@{domain()}>" if ref else f"<{_short(delivery)}@{domain()}>"


def thread_root(case_pk: UUID) -> str:
    """An id that every mail about a case refers to, so that clients keep them together."""
    return f"<case.{case_pk.hex}@{domain()}>"


_ROOT = re.compile(r"<case\.([0-9a-f]{32})@", re.I)


def rooted_case(ids: Iterable[str]) -> UUID | None:
    for each in ids:
        match = _ROOT.match(each)
        if match:
            return UUID(match[1])
    return None
