"""The JSON form of a parsed message: the contract of `bollkoll mail read --json`."""

import json
from datetime import datetime
from typing import Any

from .addresses import Address
from .message import ParsedMail


def to_json(mail: ParsedMail) -> dict[str, Any]:
    """Exactly the keys of the contract. Ids keep their angle brackets; times are UTC with a Z."""
    return {
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "from": _address(mail.sender),
        "reply_to": [_address(each) for each in mail.reply_to],
        "to": [_address(each) for each in mail.to],
        "cc": [_address(each) for each in mail.cc],
        "subject": mail.subject,
        "date": _moment(mail.date),
        "text": mail.text,
        "html": mail.html,
        "reply": mail.reply,
        "quoted": mail.quoted,
        "auto": mail.auto,
        "bounce": None
        if mail.bounce is None
        else {"recipient": mail.bounce.recipient, "status": mail.bounce.status, "action": mail.bounce.action},
        "attachments": [
            {
                "name": each.name,
                "content_type": each.content_type,
                "size": each.size,
                "sha256": each.sha256,
                "inline": each.inline,
            }
            for each in mail.attachments
        ],
        "problems": list(mail.problems),
    }


def line(mail: ParsedMail) -> str:
    return json.dumps(to_json(mail), ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
