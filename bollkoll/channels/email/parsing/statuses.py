"""Enhanced status codes (RFC 3463) out of what mail systems say in codes and in words."""

import re

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_AFTER_REPLY_CODE = re.compile(r"(?<![\d.])[245]\d\d[ #-]{1,3}#?([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(
    r"(?im)(?:^|said:|returned:|error(?: was| code)?:?|response:|smtp;|code:?|\()\s*<?(4[25]\d|"
    r"5[0-5]\d)(?=[ \-:<>,.])(?!\s*(?:bytes|kb|mb))"
)

# SMTP replies (RFC 5321 section 4.2.3) that carry no enhanced code.
_REPLIES = {
    "421": "4.3.2", "422": "4.2.2", "431": "4.3.1", "432": "4.3.2", "441": "4.4.1", "442": "4.4.2", "446": "4.4.6",
    "447": "4.4.7", "449": "4.4.0", "450": "4.2.0", "451": "4.3.0", "452": "4.3.1", "454": "4.7.0", "455": "4.5.0",
    "500": "5.5.2", "501": "5.5.4", "502": "5.5.1", "503": "5.5.1", "504": "5.5.4", "510": "5.1.1", "511": "5.1.1",
    "512": "5.1.2", "513": "5.1.3", "521": "5.3.2", "523": "5.3.4", "530": "5.7.0", "535": "5.7.8", "541": "5.7.1",
    "550": "5.1.1", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3", "554": "5.0.0", "555": "5.5.4",
}  # fmt: skip
# Words say more than a bare 550 or 554. First match counts.
_WORDS = (
    (r"mailbox (?:is )?(?:full|over)|over ?quota|quota (?:is )?exceeded|exceed\w* .{0,40}quota|insufficient (?:disk|"
     r"storage)|"
     r"brevlådan (?:är )?(?:full|överfull)|postlådan är full|inkorgen är full|mailbox has exceeded|"
     r"out of storage", "5.2.2"),
    (r"user (?:is )?unknown|unknown (?:user|recipient|local part|mailbox|address)|no such (?:user|recipient|mailbox|"
     r"address|person)|"
     r"does(?: not|n'?t) (?:exist|have (?:a|an) )|wasn'?t found|was not found|recipient ?not ?found|recipnotfound|"
     r"address not found|"
     r"user not found|mailbox not found|"
     r"no mailbox here|invalid (?:recipient|mailbox|user|address)|not a (?:valid|known) (?:user|mailbox|recipient)|"
     r"recipient rejected|"
     r"mailbox unavailable|unrouteable address|hittades inte|finns inte|okänd (?:mottagare|användare)|not listed in|"
     r"account (?:is )?(?:disabled|inactive|closed)", "5.1.1"),
    (r"domain (?:name )?not found|host(?: or domain name)? not found|unknown (?:host|domain)|no (?:such )?(?:mx|"
     r"domain|host)\b|dns error|"
     r"name service error|nxdomain|domänen (?:hittades|finns) inte|illegal host|no route to host|host unknown|"
     r"bad destination system", "5.1.2"),
    (r"message (?:size|is too (?:large|big))|too large|exceeds? (?:the )?(?:maximum|size)|för stort?|"
     r"size limit", "5.3.4"),
    (r"spam|blacklist|not accepting mail from|blocklist|black list|blocked|denied|rejected (?:by|for) policy|"
     r"not (?:permitted|allowed|"
     r"authori[sz]ed)|relay\w* (?:denied|not)|"
     r"access denied|spamhaus|policy|behörighet|nekad", "5.7.1"),
    (r"not re(?:sponding|achable)|timed out|time-?out|connection refused|could not connect|unable to connect|"
     r"network unreachable|"
     r"retry time ?out|expired|"
     r"delivery attempts", "5.4.7"),
    (r"(?:too many hops|mail loop|loop detected|hop count)", "5.4.6"),
)  # fmt: skip
_WORD_TABLE = tuple((re.compile("(?i)" + pattern), status) for pattern, status in _WORDS)
_DELAYED = re.compile(
    r"(?i)delayed|will retry|temporary problem|delivery incomplete|still (?:being )?(?:retried|trying|retrying)|"
    r"will (?:be )?(?:retr(?:y|ied)|keep trying|continue)|"
    r"warning(?: only)?\b.{0,40}(?:only|not yet|message|could not)|"
    r"not yet been|do not need to resend|fördröj|försen|försöker (?:igen|fortfarande)|verzögert|forsinke|"
    r"deferred mail|temporary failure|"
    r"delivery (?:status notification )?\(delay|no action is required"
)
_GIVEN_UP = re.compile(
    r"(?i)(?<!fails )permanent|failed permanently|gave up|giving up|given up|has failed|undeliverable|"
    r"could not be delivered for \d+ days?\s|"
    r"will be deleted|misslyckades|expired|no longer"
)


def status_of_text(text: str) -> str:
    """The best status in a text: an enhanced code beside a reply code, one alone, words, a reply code; empty when
    there is none."""
    text = text[:20_000]
    for pattern in (_AFTER_REPLY_CODE, _ENHANCED):
        if match := pattern.search(text):
            return match[1]
    reply = _REPLY.search(text)
    worded = next((status for pattern, status in _WORD_TABLE if pattern.search(text)), "")
    if reply is not None:
        by_reply = _REPLIES.get(reply[1], f"{reply[1][0]}.0.0")
        if worded and reply[1] in ("550", "551", "553", "554", "450", "451", "452"):
            return by_reply[0] + worded[1:]
        return by_reply
    return worded


def action_of_words(subject: str, text: str) -> str:
    """`delayed` when the notice says that it is still being tried, else `failed`."""
    if _DELAYED.search(subject):
        return "delayed"
    return "delayed" if _DELAYED.search(text) and not _GIVEN_UP.search(text) else "failed"
