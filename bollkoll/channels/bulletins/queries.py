"""Reading: by a signed link one's own subscription; for the desk how far bulletins have come."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from bollkoll.channels.bulletins import links, policy
from bollkoll.channels.bulletins.models import Bulletin, Copy, Subscription
from bollkoll.kit.text import fold_key
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution
from bollkoll.services.models import Environment, Service

Stage = Copy.Stage


def by_link(token: str, salt: str = links.KEEP) -> Subscription | None:
    """The subscription whose link this is, ended ones too (the page says so); the link is the right to see it."""
    key = links.read(token, salt)
    return Subscription.objects.filter(pk=key).first() if key else None


def choices() -> dict[str, list[tuple[str, str]]]:
    """What there is to choose among, by the names of a subscription's choice."""
    return {
        "environments": [(str(row.pk), row.name) for row in Environment.objects.all()],
        "services": [(str(row.pk), row.name) for row in Service.objects.filter(ended_at=None)],
        "institutions": [
            (str(row.pk), row.name) for row in Institution.objects.filter(ended_at=None).order_by("sort", "pk")
        ],
    }


@dataclass(frozen=True)
class Progress:
    """How far a bulletin has come, in copies."""

    bulletin: Bulletin
    sent: int
    waiting: int
    failed: int
    cancelled: int

    @property
    def whole(self) -> int:
        return self.sent + self.waiting + self.failed

    @property
    def is_spread(self) -> bool:
        return self.bulletin.work == Stage.DONE

    @property
    def is_done(self) -> bool:
        return self.is_spread and not self.waiting


def bulletins(actor: Actor) -> QuerySet[Bulletin]:
    if not policy.may_read_progress(actor):
        return Bulletin.objects.none()
    return Bulletin.objects.order_by("-made_at", "-pk")


def progress(rows: list[Bulletin]) -> list[Progress]:
    """One query for all of them."""
    counted: dict = {row.pk: {} for row in rows}
    found = Copy.objects.filter(bulletin__in=rows).order_by().values("bulletin", "work").annotate(count=Count("pk"))
    for line in found:
        counted[line["bulletin"]][line["work"]] = line["count"]
    return [
        Progress(
            row,
            sent=of.get(Stage.DONE, 0),
            waiting=of.get(Stage.WAITING, 0) + of.get(Stage.CLAIMED, 0),
            failed=of.get(Stage.FAILED, 0),
            cancelled=of.get(Stage.CANCELLED, 0),
        )
        for row in rows
        for of in [counted[row.pk]]
    ]


def failures(bulletin: Bulletin) -> list[tuple[str, int]]:
    """Why copies were given up, the most common first, without addresses."""
    rows = bulletin.copies.filter(work=Stage.FAILED).order_by().values("error").annotate(count=Count("pk"))
    return [(row["error"], row["count"]) for row in rows.order_by("-count")[:20]]


def subscribers(actor: Actor, *, q: str = "", state: str = "") -> QuerySet[Subscription]:
    """Who subscribes, for the few who may know; the latest first."""
    if not policy.may_read_addresses(actor):
        return Subscription.objects.none()
    rows = Subscription.objects.order_by("-asked_at", "-pk")
    if state == "ended":
        rows = rows.filter(ended_at__isnull=False)
    elif state == "unconfirmed":
        rows = rows.unconfirmed()
    elif state == "failing":
        rows = rows.active().filter(failing_since__isnull=False)
    else:
        rows = rows.active()
    return rows.filter(Q(address_key__contains=fold_key(q)) | Q(url__contains=q)) if q else rows


def count_active() -> tuple[int, int]:
    """How many mailboxes and how many webhooks get what is published."""
    counted = Subscription.objects.active().aggregate(
        mail=Count("pk", filter=Q(channel="mail")), webhook=Count("pk", filter=Q(channel="webhook"))
    )
    return counted["mail"], counted["webhook"]
