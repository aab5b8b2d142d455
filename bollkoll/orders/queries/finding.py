"""Finding orders, their steps and their types. What is not visible does not exist."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from bollkoll.cases.models import Case
from bollkoll.commitments.models import Commitment
from bollkoll.kit.words import found_in
from bollkoll.orders.models import Asked, Duty, Order, OrderType, OrderTypeVersion, Run
from bollkoll.orders.policy import keeps_types
from bollkoll.orders.queries.frozen import frozen_now
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person
from bollkoll.services import queries as services
from bollkoll.services.models import Freeze, Team


def order(actor: Actor, number: int) -> Order:
    """The order of a case by its number. Raises ``Order.DoesNotExist``."""
    return (
        Order.objects.visible_to(actor)
        .select_related(
            "version__type", "user", "case__subject__main__person", "case__subject__main__team", "case__institution",
            "case__reporter", "case__assignee",
        )
        .get(case__subject__kind="case", case__subject__number=number)
    )  # fmt: skip


def run(order: Order, pk: int) -> Run:
    """One turn of one of its steps. Raises ``Run.DoesNotExist``."""
    row = order.runs.select_related("claimed_by", "done_by", "message").get(pk=pk)
    row.order = order
    return row


def declining(orders: Iterable[Any]) -> dict[Any, Run]:
    """Of declined orders, by their keys, the turn in which each was: with who declined it, and why as its text."""
    rows = Run.objects.filter(order__in=list(orders), is_approval=True, state=Run.State.REFUSED, is_past=False)
    return {run.order_id: run for run in rows.select_related("done_by").order_by("done_at")}


def is_stopped(pk: Any) -> bool:
    """Whether a case is an order that was withdrawn or stopped."""
    return Order.objects.filter(pk=pk, stage=Order.Stage.CANCELLED).exists()


def staffed_as(case: Case) -> str:
    """Its kind in the staffing calendar: of an order, the one that its template says."""
    if case.kind != Case.Kind.ORDER:
        return case.kind
    found = Order.objects.filter(pk=case.pk).select_related("version").first()
    return found.definition.staffing_kind if found else case.kind


# The catalogue


@dataclass(frozen=True)
class Offer:
    """Something in the catalogue. ``notices``: what the staffing calendar says of it now; ``frozen``: what stands in its way."""

    type: OrderType
    version: OrderTypeVersion
    may_order: bool
    notices: list[Any]
    frozen: list[Freeze]

    @property
    def content(self) -> Any:
        return self.version.content


def told_of_all(offers: list[Offer]) -> tuple[list[Any], list[Offer]]:
    """What is told of everything in the catalogue, to be said once; and the offers with what is told of each beside that."""
    if len(offers) < 2:
        return [], offers
    common = set.intersection(*({notice.text for notice in offer.notices} for offer in offers))
    once = [notice for notice in offers[0].notices if notice.text in common]
    own = [replace(offer, notices=[one for one in offer.notices if one.text not in common]) for offer in offers]
    return once, own


def catalogue(actor: Actor, query: str = "") -> list[Offer]:
    """What can be ordered, with whether the actor's role may."""
    roles = {role.kind for role in actor.roles}
    found, freezes = [], list(services.freezes())
    for type_ in OrderType.objects.offered().select_related("current"):
        version: Any = type_.current
        content = version.content
        if not content.is_listed:
            continue
        said = (content.title, content.summary, content.needs, content.search)
        if found_in(" ".join(f"{one.sv} {one.en}" for one in said if one), query):
            may = bool(roles & set(content.orderers))
            notices, frozen = services.notices(content.staffing_kind), frozen_now(content, freezes)
            found.append(Offer(type_, version, may, notices, frozen))
    return found


def offered(key: str) -> OrderType:
    """Raises ``OrderType.DoesNotExist``."""
    return OrderType.objects.offered().select_related("current").get(key=key)


# Keeping types


GOING = Count("orders", filter=Q(orders__stage__in=("running", "correcting")))
"""Of versions: how many orders go by each."""


def types(actor: Actor) -> QuerySet[OrderType]:
    if not keeps_types(actor):
        return OrderType.objects.none()
    draft = OrderTypeVersion.objects.filter(type=OuterRef("pk"), number=None)
    going = Count("versions__orders", filter=Q(versions__orders__stage__in=("running", "correcting")))
    drafted = Subquery(draft.annotate(said=_title()).values("said")[:1])
    return OrderType.objects.select_related("current").annotate(has_draft=Exists(draft), drafted=drafted, going=going)


def _title() -> Any:
    """In the reader's language, when it is there."""
    return Coalesce(NullIf("title_en", Value("")), "title_sv") if get_language() == "en" else F("title_sv")


def draft_of(type_: OrderType) -> OrderTypeVersion | None:
    return type_.versions.filter(number=None).select_related("changed_by").first()


def draft_of_key(key: str) -> OrderTypeVersion | None:
    """The draft of the type with the key, if there is one, with its type."""
    return OrderTypeVersion.objects.filter(type__key=key, number=None).select_related("type", "changed_by").first()


def duties() -> QuerySet[Duty]:
    return Duty.objects.prefetch_related("holders__person")


# Lists


def pool(actor: Actor) -> QuerySet[Asked]:
    """Steps that nobody has taken and the actor may: the desk's, their teams', and those they are asked for by name."""
    teams = Team.objects.filter(memberships__person=actor.person_id)
    mine = Q(person=actor.person_id) | Q(team__in=teams)
    if actor.is_agent:
        mine |= Q(team__line=2)
    rows = Asked.objects.filter(mine, verdict="", run__state=Run.State.OPEN, run__order__stage=Order.Stage.RUNNING)
    did = Run.objects.filter(
        order=OuterRef("run__order"), step=OuterRef("run__checks"), state=Run.State.DONE, is_past=False,
        done_by=actor.person_id,
    )  # fmt: skip
    rows = rows.exclude(~Q(run__checks="") & Exists(did))  # whoever did it does not check it
    own = Q(run__order__case__reporter=actor.person_id) | Q(run__order__user=actor.person_id)
    rows = rows.exclude(Q(run__is_approval=True) & own)
    seen = Case.objects.visible_to(actor).filter(pk=OuterRef("run__order"))
    return rows.filter(Exists(seen), ball__ended_at=None).order_by("ball__due_at", "pk")


POOLED = (
    "run__order__case__subject", "run__order__case__institution", "run__order__case__reporter",
    "ball__person", "ball__team", "person", "team",
)  # fmt: skip
LISTED = (
    "case__subject__main__person", "case__subject__main__team", "case__institution", "case__reporter",
)  # fmt: skip


def pool_part(actor: Actor, first: int, last: int) -> list[Asked]:
    """Some of the pool, for a list. The types' versions are few and large: each is read once, and not with every row."""
    found = part(pool(actor), first, last, *POOLED)
    versions = OrderTypeVersion.objects.in_bulk({asked.run.order.version_id for asked in found})
    for asked in found:
        asked.run.order.version = versions[asked.run.order.version_id]
    return found


def shared(rows: Iterable[Asked]) -> set[int]:
    """Turns that more than one is asked to do, or a team: those that somebody can take."""
    pairs = Asked.objects.filter(run__in=[one.run_id for one in rows], verdict="").values_list("run", "person")
    asked: dict[int, list[int | None]] = {}
    for run, person in pairs:
        asked.setdefault(run, []).append(person)
    return {run for run, persons in asked.items() if len(persons) > 1 or persons == [None]}


def part(rows: QuerySet, first: int, last: int, *related: str) -> list[Any]:
    """Rows from ``first`` up to ``last`` with what a list shows of them: their keys first, then only those whole. The
    database sorts short rows that way, and joins no more than are shown."""
    keys = list(rows.values_list("pk", flat=True)[first:last])
    found = rows.model._base_manager.select_related(*related).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def pool_due(actor: Actor) -> QuerySet:
    """When each of them is due, to be counted beside the rail."""
    return pool(actor).order_by().values(due=F("ball__due_at"))


STAGES = {
    "running": Q(stage__in=("running", "correcting")),
    "over": ~Q(stage__in=("running", "correcting")),
    "all": Q(),
}


def orders(
    actor: Actor, *, show: str = "running", type_: str = "", institution: str = "", whose: str = ""
) -> QuerySet[Order]:
    """Orders that the actor may see. ``whose``: ``mine`` (taken by the actor or theirs as agent), ``orderer`` (waits there)."""
    rows = Order.objects.visible_to(actor).filter(STAGES.get(show, Q()))
    if type_:
        rows = rows.filter(version__type__key=type_)
    if institution:
        rows = rows.filter(case__institution__code=institution)
    if whose == "mine":
        taken = Run.objects.live().filter(order=OuterRef("pk"), claimed_by=actor.person_id)
        rows = rows.filter(Q(case__assignee=actor.person_id) | Exists(taken))
    elif whose == "orderer":
        rows = rows.filter(case__subject__main__holder=Commitment.Holder.REPORTER)
    return rows.order_by(*(("case__subject__main__due_at", "pk") if show == "running" else ("-ordered_at", "pk")))


def kinds_in(rows: Iterable[OrderType]) -> dict[str, str]:
    return {row.key: str(row) for row in rows}


def holders_of(duty: Duty) -> list[Person]:
    return [row.person for row in duty.holders.all() if row.ended_at is None]
