"""Documents of an order: its own words in the type's text, as a file of the dialogue."""

from io import BytesIO
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bollkoll.cases.commands import upload_file
from bollkoll.cases.models import Attachment
from bollkoll.kit import paper
from bollkoll.log.acting import now
from bollkoll.orders.models import Order
from bollkoll.orders.queries.shown import shown
from bollkoll.orders.rules import Document
from bollkoll.orders.rules.definition import BLANK
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.ui import dates


def make(order: Order, stage: Any, actor: Actor | None) -> list[Attachment]:
    """The step's document as a file of whoever sends it, in the language of the orderer."""
    document = order.definition.document(stage.document)
    if document is None:
        return []
    with translation.override(order.case.reporter.language):
        content = bytes_of(order, document)
        name = f"{document.title} {order.case.number}.pdf"
    sender = actor if actor and actor.person else SYSTEM
    return [upload_file(sender, file=BytesIO(content), name=name)]


def bytes_of(order: Order, document: Document) -> bytes:
    """The PDF: the type's text with the order's words in it, what was ordered, and where to sign."""
    return paper.pdf(
        str(document.title), _blocks(order, document), language=get_language() or "sv", at=order.ordered_at,
        foot=_("Order %(number)s") % {"number": order.case.number},
    )  # fmt: skip


def _blocks(order: Order, document: Document) -> list[paper.Block]:
    words = blanks(order)
    text = BLANK.sub(lambda found: words.get(found[1], found[0]), str(document.text))
    blocks: list[paper.Block] = []
    for part in text.split("\n\n"):
        blocks.append(paper.Heading(part[2:].strip()) if part.startswith("# ") else paper.Paragraph(part.strip()))
    blocks.append(paper.Heading(_("What is ordered")))
    facts = [(one.title, ", ".join(one.lines)) for one in shown(order.definition, order.values) if one.lines]
    blocks.append(paper.Facts(facts))
    if document.is_signed:
        blocks.append(paper.SignHere([_("Place and date"), _("Signature"), _("Name in print")]))
    return blocks


def blanks(order: Order) -> dict[str, str]:
    """What stands for the names in braces: every field by its key, and what the order itself knows."""
    found = {one.key: ", ".join(one.lines) for one in shown(order.definition, order.values)}
    case = order.case
    orderer: Person = case.reporter
    return found | {
        "number": str(case.number),
        "institution": str(case.institution),
        "orderer": orderer.name,
        "support": services.organisation().name,
        "today": dates.exact(timezone.localdate(now()), get_language() or "sv"),
    }
