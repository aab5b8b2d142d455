"""Understanding mail: `parse` makes a `ParsedMail` of any bytes, `to_json` the contract's form of it."""

from .addresses import Address
from .attachments import Attachment
from .authentication import Authentication
from .bounces import Bounce
from .contract import line, to_json
from .message import LOOP_HEADER, ListFacts, ParsedMail, parse

__all__ = [
    "LOOP_HEADER",
    "Address",
    "Attachment",
    "Authentication",
    "Bounce",
    "ListFacts",
    "ParsedMail",
    "line",
    "parse",
    "to_json",
]
