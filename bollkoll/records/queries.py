"""Reading records. What is not visible does not exist."""

from django.db.models import Count, Q

from bollkoll.cases.models import Case
from bollkoll.people.actor import Actor
from bollkoll.records.models import Piece, Record

MOST = 200


def record(actor: Actor, number: int) -> Record:
    """Raises ``Record.DoesNotExist``."""
    return Record.objects.visible_to(actor).select_related("subject", "subject__case", "sealed_by").get(number=number)


def pieces(record: Record) -> list[Piece]:
    return list(record.pieces.select_related("by").order_by("place"))


def of_case(actor: Actor, case: Case) -> list[Record]:
    return list(Record.objects.visible_to(actor).filter(subject=case.pk).order_by("number"))


def latest(actor: Actor) -> list[Record]:
    """The newest, with how many of their lines are personal and still there."""
    personal = Count("pieces", filter=Q(pieces__is_personal=True, pieces__erased_at=None))
    rows = Record.objects.visible_to(actor).select_related("subject", "subject__case", "sealed_by")
    return list(rows.annotate(personal=personal)[:MOST])
