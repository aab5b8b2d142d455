"""What falls due in orders, and what the auditor asks of them."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bollkoll.cases.models import Attachment
from bollkoll.commitments.audit import Finding, check
from bollkoll.commitments.models import Commitment
from bollkoll.log.clock import watch
from bollkoll.orders import commands
from bollkoll.orders.commands.apart import KIND
from bollkoll.orders.models import Asked, Order, OrderTypeVersion, Run, Validity
from bollkoll.orders.queries import review
from bollkoll.people.actor import CLOCK
from bollkoll.people.models import Absence, Institution, Person
from bollkoll.records import commands as records
from bollkoll.records.models import Piece, Record
from bollkoll.restricted import commands as restricted

AT_ONCE = 200
MOST_LOOKED_AT = 2000


def _left_by_absent() -> list[tuple[Order, Person]]:
    """Orders with a step that waits for somebody who is away today or has left; asked of the register's own index."""
    gone = Q(person__in=Absence.objects.on().values("person")) | Q(person__ended_at__isnull=False)
    held = Commitment.objects.open().filter(gone, holder="person", step__in=Commitment.PROCEDURE)
    pairs = list(held.order_by("due_at").values_list("subject", "person").distinct()[:AT_ONCE])
    orders = Order.objects.running().in_bulk([subject for subject, _person in pairs])
    people = Person.objects.in_bulk([person for _subject, person in pairs])
    return [(orders[subject], people[person]) for subject, person in dict.fromkeys(pairs) if subject in orders]


@watch("orders.stand_in", due=_left_by_absent, every=timedelta(seconds=30))
def stand_in(left: tuple[Order, Person]) -> None:
    order, person = left
    commands.stand_in(CLOCK, order, person=person)


def _late() -> list[Run]:
    late = Asked.objects.filter(verdict="", ball__ended_at=None, ball__look_again_at__lte=timezone.now())
    rows = Run.objects.live().filter(order__stage=Order.Stage.RUNNING, pk__in=late.values("run"))
    return list(rows.select_related("order").order_by("opened_at")[:AT_ONCE])


@watch("orders.chase", due=_late, every=timedelta(minutes=1))
def chase(run: Run) -> None:
    commands.chase(CLOCK, run.order, run=run)


@watch("orders.open_review", due=lambda: review.due()[:AT_ONCE], every=timedelta(hours=1))
def open_review(institution: Institution) -> None:
    """A year has passed: the local contact persons say who still needs access."""
    commands.open_review(CLOCK, institution)


@check("order.nobody_asked", _("{subject} has a step that nobody is asked to do."))
def steps_without_anybody() -> Iterator[Finding]:
    waiting = Asked.objects.filter(run=OuterRef("pk"), verdict="")
    live = Run.objects.live().filter(order__stage=Order.Stage.RUNNING, order__case__subject__is_open=True)
    for pk, order in live.filter(~Exists(waiting)).values_list("pk", "order"):
        yield Finding(key=str(pk), subject=order)


@check("order.without_step", _("{subject} is under way, and no step of it waits for anybody."))
def orders_without_step() -> Iterator[Finding]:
    live = Run.objects.live().filter(order=OuterRef("pk"))
    still = Order.objects.filter(stage=Order.Stage.RUNNING, case__subject__is_open=True).filter(~Exists(live))
    for pk in still.values_list("pk", flat=True):
        yield Finding(key=str(pk), subject=pk)


@check("order.ball_elsewhere", _("{subject} has a step whose ball nobody holds."))
def steps_without_ball() -> Iterator[Finding]:
    """A step that waits has a ball, held by somebody who is asked; of a taken one only whoever has taken it."""
    lost = Q(ball=None) | Q(ball__ended_at__isnull=False)
    waiting = Asked.objects.filter(verdict="", run__state=Run.State.OPEN, run__order__stage=Order.Stage.RUNNING)
    for pk, order in waiting.filter(lost, run__order__case__subject__is_open=True).values_list("pk", "run__order"):
        yield Finding(key=str(pk), subject=order)


def _running_out() -> list[Validity]:
    rows = Validity.objects.filter(reminded_at=None, remind_at__lte=timezone.now()).select_related("order")
    return list(rows.order_by("remind_at")[:AT_ONCE])


@watch("orders.renew", due=_running_out, every=timedelta(minutes=5))
def renew(validity: Validity) -> None:
    commands.renew(CLOCK, validity)


def _personal_over() -> list[Record]:
    """Records of orders whose personal data has been kept as long as their type says."""
    held = Piece.objects.filter(is_personal=True, erased_at=None, record__kind=KIND).values("record")
    rows = Record.objects.filter(pk__in=held).select_related("subject").order_by("number")[:MOST_LOOKED_AT]
    orders = Order.objects.select_related("version").in_bulk([row.subject_id for row in rows])
    now = timezone.now()

    def is_over(order: Order | None) -> bool:
        days = order.definition.private_days if order else None
        return bool(order and order.ended_at and days is not None and order.ended_at + timedelta(days=days) <= now)

    return [row for row in rows if is_over(orders.get(row.subject_id))]


@watch("orders.erase_from_records", due=_personal_over, every=timedelta(hours=1))
def erase_from_records(record: Record) -> None:
    records.erase_personal(CLOCK, record)


def _files_over() -> list[Order]:
    """Closed orders whose files have been kept as long as their type says. One question for the versions, one for the orders."""
    now, over = timezone.now(), Q(pk__in=[])
    for version in OrderTypeVersion.objects.filter(definition__retention_days__isnull=False, number__isnull=False):
        closed_by = now - timedelta(days=version.content.retention_days or 0)
        over |= Q(version=version, case__closed_at__lte=closed_by)
    files = Attachment.objects.of_case(OuterRef("case")).exclude(checked=Attachment.Checked.GONE)
    rows = Order.objects.filter(over, Exists(files), case__subject__is_open=False).select_related("version__type")
    return list(rows.order_by("case__closed_at")[:AT_ONCE])


@watch("orders.dispose_files", due=_files_over, every=timedelta(hours=1))
def dispose_files(order: Order) -> None:
    days = order.definition.retention_days
    basis = f"{order.version.type.key}, version {order.version.number}"
    restricted.dispose_files(CLOCK, order.case, days=days or 0, basis=basis)
