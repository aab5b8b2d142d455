"""Who may be believed. From: can be forged by anybody, so it counts only with something beside it (issue 2, item 12).

1. **A signed reference** of a mail that we wrote to that very person: only who can read their mail knows it.
2. **The receiving server's word** (RFC 8601): ``BOLLKOLL_MAIL_AUTHSERV`` names our receiving server. Only the topmost
   Authentication-Results counts, and only when its authserv-id is that name: senders can write such headers too, and
   a receiving server puts its own on top. ``dmarc=pass`` for the domain of From, or an aligned ``dkim=pass`` or
   ``spf=pass``, is belief; ``dmarc=fail``, or ``spf=fail`` with nothing that passes, is a forgery.
3. ``BOLLKOLL_MAIL_AUTHSERV=none`` says that the mail server in front refuses forged mail itself. Then From is
   believed unless the topmost header tells of a failure, whoever wrote it.

With no name configured nothing but a reference is believed: mail without one is held. Nothing is ever believed of
Reply-To.
"""

from enum import Enum

from bollkoll.channels.email.parsing import Authentication, ParsedMail


class Verdict(Enum):
    BELIEVED = "believed"
    UNPROVEN = "unproven"
    FORGED = "forged"


def judge(mail: ParsedMail, authserv: str) -> Verdict:
    """What the mail's own evidence says about its From. ``authserv``: the setting above."""
    top = [each for each in mail.authentication if each.header == 0]
    domain = mail.sender.address.rpartition("@")[2].lower()
    if len({each.address.lower() for each in mail.from_addresses}) > 1:
        return Verdict.FORGED if _fails(top, domain) else Verdict.UNPROVEN
    if authserv == "none":
        return Verdict.FORGED if _fails(top, domain) else Verdict.BELIEVED
    if not authserv or not top or top[0].authserv_id != authserv.lower():
        return Verdict.UNPROVEN
    if _fails(top, domain):
        return Verdict.FORGED
    return Verdict.BELIEVED if any(_passes(each, domain) for each in top) else Verdict.UNPROVEN


def _passes(found: Authentication, domain: str) -> bool:
    if found.result != "pass":
        return False
    if found.method == "dmarc":
        return is_aligned(found.properties.get("header.from", domain), domain)
    if found.method == "dkim":
        signed = found.properties.get("header.d") or found.properties.get("header.i", "").rpartition("@")[2]
        return is_aligned(signed, domain)
    if found.method == "spf":
        sender = found.properties.get("smtp.mailfrom") or found.properties.get("smtp.helo", "")
        return is_aligned(sender.rpartition("@")[2] or sender, domain)
    return False


def _fails(top: list[Authentication], domain: str) -> bool:
    dmarc = [each.result for each in top if each.method == "dmarc"]
    if dmarc and dmarc[0] != "none":
        return dmarc[0] == "fail"
    if any(_passes(each, domain) for each in top):
        return False
    return any(each.result == "fail" and each.method in ("spf", "dkim") for each in top)


def is_aligned(one: str, other: str) -> bool:
    """The same domain, or one within the other (relaxed alignment without a list of public suffixes: RFC 7489 §3.1)."""
    one, other = one.strip(".").lower(), other.strip(".").lower()
    if not one or not other:
        return False
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return "." in short and long.endswith("." + short)
