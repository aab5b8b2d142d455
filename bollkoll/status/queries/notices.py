"""Finding notices. What is found is what the actor may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution
from bollkoll.services.models import Service
from bollkoll.status import picture, rules
from bollkoll.status.models import Notice, NoticeQuerySet, Part, Publication, Template, Update

KINDS = ("", *Notice.Kind.values)
VIEWS = ("ongoing", "planned", "over", "all")
PAGE = 40


def public_notice(pk: UUID | str) -> dict[str, Any] | None:
    """One published notice as the picture has it; ``None`` when there is none."""
    notice = picture.whole(Notice.objects.public().filter(pk=pk)).first()
    return picture.notice_row(notice) if notice else None


def notice(actor: Actor, number: int) -> Notice:
    """The notice with this number. Raises ``DoesNotExist``."""
    rows = Notice.objects.visible_to(actor).for_list().select_related("checker")
    said = Update.objects.select_related("author").prefetch_related("corrections")
    return rows.prefetch_related(Prefetch("updates", queryset=said)).get(
        subject__kind="notice", subject__number=number
    )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to."""

    view: str = "ongoing"
    kind: str = ""
    service: str = ""
    institution: str = ""
    q: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.service or self.institution or self.q)


def asked(given: Any) -> Asked:
    """From the address; what is not known there is as if it were not said."""
    view, kind = given.get("view", ""), given.get("kind", "")
    return Asked(
        view if view in VIEWS else "ongoing", kind if kind in KINDS else "", given.get("service", "")[:40],
        given.get("institution", "")[:20], given.get("q", "").strip()[:100],
    )  # fmt: skip


def notices(actor: Actor, wanted: Asked) -> NoticeQuerySet:
    """The list, as asked for: what goes on by the next promise, the rest newest first."""
    rows = Notice.objects.visible_to(actor).for_list()
    if wanted.view == "ongoing":
        rows = rows.exclude(state__in=rules.OVER).exclude(kind=Notice.Kind.PLANNED, state=Notice.State.SCHEDULED)
    elif wanted.view == "planned":
        rows = rows.filter(kind=Notice.Kind.PLANNED, state=Notice.State.SCHEDULED)
    elif wanted.view == "over":
        rows = rows.over()
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.service:
        rows = rows.filter(parts__service__key=wanted.service).distinct()
    if wanted.institution:
        rows = rows.filter(Q(is_for_all=True) | Q(institutions__code=wanted.institution)).distinct()
    if wanted.q:
        words = Q(title_sv__icontains=wanted.q) | Q(title_en__icontains=wanted.q)
        if wanted.q.isdigit():
            words |= Q(subject__number=int(wanted.q[:15]))
        rows = rows.filter(words)
    promised = F("owed_at").asc(nulls_last=True)  # SQLite would have what promises nothing first
    order = {"ongoing": (promised, "-starts_at"), "planned": ("starts_at",)}
    return rows.order_by(*order.get(wanted.view, ("-starts_at", "-pk")))


def disturbances(
    *,
    service: Service | None = None,
    environment: Any = None,
    institutions: Iterable[Institution | int] | None = None,
    most: int | None = None,
) -> list[Notice]:
    """What disturbs now, or soon will (planned work within a day), that concerns these. Narrowed in the database."""
    soon = Q(kind=Notice.Kind.PLANNED, state=Notice.State.SCHEDULED, starts_at__lte=timezone.now() + timedelta(days=1))
    rows = Notice.objects.public().filter(
        soon | Q(pk__in=Notice.objects.disturbing().values("pk")), subject__kind="notice"
    )  # fmt: skip
    if service is not None:
        part = Part.objects.filter(notice=OuterRef("pk"), service=service)
        if environment is not None:
            part = part.filter(Q(environment=None) | Q(environment=environment))
        rows = rows.filter(Exists(part))
    if environment is not None:
        rows = rows.filter(environments=environment)
    if institutions is not None:
        rows = rows.filter(Q(is_for_all=True) | Q(institutions__in=list(institutions)))
    return list(rows.for_list().prefetch_related("updates").distinct().order_by("starts_at")[:most])


def going_on(actor: Actor) -> list[Notice]:
    """For Läget nu: disturbances and work under way by the next promise, then what is planned for the next two days."""
    rows = Notice.objects.visible_to(actor).public().for_list()
    soon = Q(state=Notice.State.SCHEDULED, starts_at__lte=timezone.now() + timedelta(days=2))
    now = Q(state__in=(Notice.State.ONGOING, Notice.State.MONITORING, Notice.State.UNDER_WAY))
    found = rows.filter(now | soon).exclude(kind=Notice.Kind.INFORMATION, owed_at=None)
    return sorted(found, key=lambda row: (row.owed_at is None, row.owed_at or row.starts_at))


def broken_due() -> QuerySet:
    """Promises to the world that are broken now, to be counted beside the rail."""
    return Notice.objects.filter(owed_at__lt=timezone.now()).values(due=F("owed_at"))


def disturbing_due() -> QuerySet:
    """What disturbs now, likewise."""
    return Notice.objects.disturbing().order_by().values(due=F("owed_at"))


def templates(kind: str = "") -> QuerySet[Template]:
    rows = Template.objects.present().prefetch_related("services", "environments", "series")
    return rows.filter(kind=kind) if kind else rows


def places() -> list[Publication]:
    """Where the public pages are, and how far behind each is."""
    return list(Publication.objects.order_by("target"))


def last_published_at() -> datetime | None:
    return (
        Publication.objects.exclude(published_at=None)
        .order_by("-published_at")
        .values_list("published_at", flat=True)
        .first()
    )
