"""Messages that came back: RFC 3464 delivery reports, and the ways of servers that do not write them.

A notice is believed to be a bounce by its machine-readable part, by a header that only mail systems write, or by the
sender
together with what it says; never by its words alone, since people forward bounces and ask about them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .addresses import Address
from .charsets import decode, one_line
from .headers import message_ids
from .mime import read_headers
from .statuses import action_of_words, status_of_text

MAX_TEXT = 60_000
ADDRESS = (
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u0080-\uffff-]{1,128}@"
    r"[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,250}[A-Za-z0-9\u0080-\uffff])?"
)
_ADDRESS = re.compile(ADDRESS)

_DAEMON = re.compile(
    r"(?i)^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mdaemon|mail[-_.]?delivery|mail-?system|bounces?|"
    r"exchange|ndr|"
    r"microsoftexchange[0-9a-f]{32}|mailerdaemon|smtp-?daemon|uucp)(?:@|$|[+=-])"
)
_DAEMON_NAME = re.compile(
    r"(?i)mail(?:er)?[- ]?(?:delivery|daemon)|mail delivery (?:sub)?system|delivery subsystem|system administrator|"
    r"systemadministratör|"
    r"microsoft (?:outlook|exchange)|mail administrator|postmaster|mail router|internet mail delivery|inky|"
    r"returned mail"
)
_SUBJECT = re.compile(
    r"(?i)^\s*(?:\[?warning\]?:?\s*)?(?:undeliver(?:able|ed)|un?deliverable:|olevererbart|ej levererbart|"
    r"kan inte levereras|kunde inte levereras|delivery (?:status notification|failure|"
    r"has failed|failed|report|problem|delayed|error)|mail delivery (?:failed|failure|problem|delayed|error|status)|"
    r"returned mail|return(?:ed)? to sender|"
    r"failure notice|failed (?:mail|delivery)|mail (?:system error|could not be delivered|failure|undeliverable)|"
    r"message (?:delivery (?:failure|delayed)|undeliverable|status|not delivered)|"
    r"non[- ]?deliver|nondeliverable|could not (?:deliver|send)|unable to deliver|undelivered|delayed mail|"
    r"warning: (?:message|could not)|"
    r"leverans(?:en)? (?:misslyckades|är |fördröj|rapport)|din leverans|det gick inte att leverera|"
    r"meddelandet kunde inte|meddelandeleverans|"
    r"unzustellbar|nicht zustellbar|zustellung|ikke leveret|kunne ikke leveres|ikke levert|toimitus epäonnistui|"
    r"perille toimittamaton|"
    r"dsn|mailbox (?:full|over)|user unknown|address not found|deferred|error sending|undelivrable|non remis|échec)"
)
_BODY = re.compile(
    r"(?i)this is the qmail-send program|this (?:message was created|"
    r"report relates to a message) (?:automatically )?by (?:the )?mail|"
    r"delivery to the following recipients? (?:has been delayed|failed|has failed)|could not be delivered|"
    r"couldn'?t be delivered|"
    r"delivery (?:has )?failed|wasn'?t found at|this is the mail system at host|the following (?:address(?:es)?|"
    r"recipients?) (?:had|failed|could)|"
    r"your message (?:did not reach|to .{1,200}(?:couldn'?t|could not|was not|has been delayed|wasn'?t))|"
    r"undeliverable|message could not|"
    r"det gick inte att leverera|kunde inte levereras|har inte (?:kunnat )?levererats|nådde inte|kunde inte nå|"
    r"leveransen .{0,80}misslyckades|"
    r"has not (?:yet )?been delivered|"
    r"i(?:'m| am) (?:sorry|afraid).{0,120}(?:deliver|wasn'?t able)|permanent (?:fatal )?error|address(?:es)? (?:had|"
    r"not found)|"
    r"mailbox (?:is )?(?:full|unavailable|not found)|user unknown|unknown user|no such user|delivery attempts|"
    r"delivery status notification|"
    r"not be delivered|unable to deliver|ikke leveres|nicht zugestellt|konnte nicht|returned to sender|over quota|"
    r"quota exceeded"
)
_ORIGINAL = re.compile(
    r"(?im)^[ \t>]*(?:-{2,}[ \t]*(?:original message|below this line|this is a copy|ursprungligt meddelande|original|"
    r"enclosed|returned message|forwarded).*|"
    r"(?:original|your) message (?:follows|headers|header|reads|is attached|text).*|--- below this line is a copy.*|"
    r"-{4,} ?(?:unsent message|message header|original ).*|"
    r"(?:original message (?:headers|details)|ursprungliga meddelandehuvuden|ursprungligt meddelandehuvud|"
    r"message headers follow).*|"
    r"(?:return-path|received|dkim-signature|mime-version|x-[\w-]+):[ \t].*)$"
)
_NEAR = re.compile(
    r"(?im)(?:^[ \t]*<?(?P<line>" + ADDRESS + r")>?[ \t]*(?::|\.\.\.|$|\()|"
    r"(?:to|till|recipients?|for|mottagare|address|adress(?:en)?|rcpt to|user|failed \d+ attempts|attempts|an|til|"
    r"delivered to|reach|nå|leverera)"
    r"[^\S\n]*[:=]?[^\S\n]*[<'\"(\[]?(?P<said>" + ADDRESS + r"))"
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What came back for whom. `status` is x.y.z (RFC 3463), `action` as in RFC 3464; `original_message_id` with its
    brackets."""

    recipient: str
    status: str
    action: str
    original_message_id: str = ""
    diagnostic: str = ""


def fields_of(report: str) -> list[dict[str, str]]:
    """The groups of fields of a delivery report; in broken ones a group may be cut in two, then fields belong
    together."""
    groups: list[dict[str, str]] = [{}]
    last = ""
    for line in report.split("\n"):
        if not line.strip():
            groups.append({})
            last = ""
        elif line[0] in " \t" and last:
            groups[-1][last] += " " + line.strip()
        elif ":" in line:
            name, _, value = line.partition(":")
            last = name.strip().lower()
            if last == "final-recipient" and "final-recipient" in groups[-1]:
                groups.append({})
            groups[-1].setdefault(last, value.strip())
    return [group for group in groups if group]


def from_reports(reports: Iterable[str], text: str) -> Bounce | None:
    """The gravest recipient of a delivery report: failed before delayed before delivered."""
    best: tuple[int, Bounce] | None = None
    for report in reports:
        for group in fields_of(report[:MAX_TEXT]):
            names = ("final-recipient", "original-recipient", "x-actual-recipient")
            if not any(name in group for name in (*names, "action", "status")):
                continue
            recipient = next((found for name in names if (found := _recipient(group.get(name, "")))), "")
            diagnostic = one_line(group.get("diagnostic-code", ""))[:1000]
            action = group.get("action", "").split("(")[0].split(";")[0].strip().lower()
            match = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})", group.get("status", ""))
            status = match[1] if match else status_of_text(diagnostic)
            if action not in ("failed", "delayed", "delivered", "relayed", "expanded"):
                action = {"2": "delivered", "4": "delayed"}.get(status[:1], "failed")
            status = status or status_of_text(text) or {"delayed": "4.0.0", "failed": "5.0.0"}.get(action, "2.0.0")
            rank = ("failed", "delayed", "expanded", "relayed", "delivered").index(action) * 2 + (not recipient)
            if best is None or rank < best[0]:
                best = rank, Bounce(recipient, status, action, diagnostic=diagnostic)
    return best[1] if best else None


def _recipient(value: str) -> str:
    value = value.split(";", 1)[1] if ";" in value else value
    found = _ADDRESS.search(value)
    return found[0] if found else one_line(value).strip("<> ")[:320]


def is_from_mail_system(sender: Address, return_path: str | None, headers: Iterable[str]) -> bool:
    if _DAEMON.match(sender.address) or "x-failed-recipients" in headers:
        return True
    return (return_path == "" and bool(_DAEMON_NAME.search(sender.name))) or bool(
        sender.name and _DAEMON_NAME.fullmatch(sender.name.strip())
    )


def from_words(
    *, sender: Address, return_path: str | None, headers: dict[str, str], subject: str, text: str, own: Iterable[str]
) -> Bounce | None:
    """A bounce without a delivery report, or None when this is none."""
    if re.match(r"(?i)\s*(?:re|sv|fw|fwd|vb|aw|wg|vs)\s*:", subject):
        return None
    said = text[:MAX_TEXT]
    failed = headers.get("x-failed-recipients", "")
    daemon = is_from_mail_system(sender, return_path, headers)
    by_subject, by_body = bool(_SUBJECT.match(subject)), bool(_BODY.search(said[:6000]))
    qmail = "this is the qmail-send program" in said[:2000].lower()
    # A postmaster is a person too: only mail with the null sender, or without a known one, is believed by half.
    enough = (by_subject or by_body) if daemon and not return_path else (by_subject and by_body)
    if not (failed or qmail or (enough and (daemon or return_path == ""))):
        return None
    told, _ = split_original(said)
    recipients = _ADDRESS.findall(failed) or _said_recipients(
        told, {each.lower() for each in own} | {sender.address.lower()}
    )
    action = action_of_words(subject, told[:3000])
    status = status_of_text(told) or ("4.0.0" if action == "delayed" else "5.0.0")
    if action == "delayed" and not status.startswith("4"):
        status = "4" + status[1:]
    return Bounce(recipients[0] if recipients else "", status, action)


def split_original(text: str) -> tuple[str, str]:
    """What the mail system says, and the message it returns within its text."""
    match = _ORIGINAL.search(text, 1) if text else None
    return (text, "") if match is None else (text[: match.start()], text[match.start() :])


def _said_recipients(told: str, own: set[str]) -> list[str]:
    found: list[str] = []
    for match in _NEAR.finditer(told):
        found.append(match["line"] or match["said"])
    found += _ADDRESS.findall(told)
    kept = [each for each in found if each.lower() not in own and not _DAEMON.match(each)]
    return list(dict.fromkeys(kept))


def original_id(returned: Iterable[bytes], text: str, in_reply_to: str | None, reports: Iterable[str]) -> str:
    """The Message-ID of the message that came back, from where it can be had."""
    for content in returned:
        headers, _ = read_headers(content, 0, min(len(content), 500_000), [], top=True)
        if ids := message_ids(headers.first("message-id")):
            return ids[0]
    for report in reports:
        for group in fields_of(report[:MAX_TEXT]):
            for name in ("original-message-id", "x-original-message-id"):
                if ids := message_ids(group.get(name, "").encode()):
                    return ids[0]
    _, original = split_original(text[: MAX_TEXT * 4])
    match = re.search(
        r"(?im)^[ \t>]*message-id:[ \t]*(?:\n[ \t]+)?(<[^<>\s]{3,900}>)", original or text[: MAX_TEXT * 4]
    )
    if match:
        return match[1]
    return in_reply_to or ""


def report_text(content: bytes) -> str:
    return decode(content)[0]
