"""What falls due: heads that could not be written when their record was sealed."""

from collections.abc import Iterable
from datetime import timedelta

from bollkoll.log.clock import watch
from bollkoll.records import heads
from bollkoll.records.models import Record


def _unwritten() -> Iterable[int]:
    """The first that is not in the file, when there is one."""
    newest = Record.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return [newest] if newest and heads.last() < newest else []


@watch("records.write_heads", due=_unwritten, every=timedelta(minutes=1))
def write_heads(newest: int) -> None:
    heads.write_missing()
