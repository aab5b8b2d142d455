"""Health: what a monitor asks, and what the desk is told when something waits."""

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bollkoll.cases.models import Scan
from bollkoll.commitments import queries as audit
from bollkoll.commitments.models import Violation
from bollkoll.log import clock, subscribers
from bollkoll.log.models import Cursor, Delivery, Work
from bollkoll.project.worker import HEARTBEAT
from bollkoll.status.models import Publication

SILENT_AFTER = timedelta(seconds=60)
WAITING_TOO_LONG = timedelta(minutes=10)
ANSWERED = r"^[245][0-9][0-9] "
"""A mail server that says no for now (greylisting, RFC 6647) is there; one that says nothing is not."""
PUBLISHED_WITHIN = timedelta(minutes=2)
"""What was published reaches every place within seconds; after this much time somebody is told."""
LEAST_FREE = 200 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ``is_well`` false makes the whole unwell; ``text`` says it in plain words, without names."""

    name: str
    is_well: bool
    text: str


def findings() -> list[Finding]:
    """Everything that is looked at, whether well or not."""
    try:
        connection.ensure_connection()
        found = [_worker(), *_cursors(), _deliveries(), _publications(), _scans(), _disk()]
    except DatabaseError:
        return [Finding("database", False, _("The database does not answer."))]
    return [Finding("database", True, _("The database answers.")), *found]


def _worker() -> Finding:
    seen = Cursor.objects.filter(name=HEARTBEAT).values_list("moved_at", flat=True).first()
    if seen is None:
        return Finding("worker", False, _("No worker has ever run: mail and reminders wait."))
    if timezone.now() - seen > SILENT_AFTER:
        at = timezone.localtime(seen).strftime("%Y-%m-%d %H.%M")
        return Finding(
            "worker", False, _("The worker has been silent since %(at)s: mail and reminders wait.") % {"at": at}
        )
    return Finding("worker", True, _("The worker is at work."))


def _cursors() -> list[Finding]:
    lag = subscribers.lag()
    failing = dict(Cursor.objects.exclude(failed_at=None).values_list("name", "error"))
    names = [*subscribers.REGISTRY, *(f"clock:{entry}" for entry in clock.REGISTRY)]
    return [
        Finding(
            name,
            name not in failing,
            failing[name].splitlines()[0][:120]
            if name in failing
            else _("%(count)s behind") % {"count": lag.get(name, 0)},
        )
        for name in names
    ]


def _deliveries() -> Finding:
    late = (
        Delivery.objects.pending().filter(made_at__lt=timezone.now() - WAITING_TOO_LONG).exclude(work=Work.Stage.DONE)
    )
    silent = Delivery.objects.pending().exclude(error="").exclude(error__regex=ANSWERED).count()
    if silent:
        said = _("The mail server does not answer. %(count)s mails wait, and go by themselves when it does.")
        return Finding("deliveries", False, said % {"count": silent})
    count = late.count()
    if count:
        return Finding(
            "deliveries", False, _("%(count)s mails have waited for more than ten minutes.") % {"count": count}
        )
    return Finding("deliveries", True, _("Mail goes out."))


def _scans() -> Finding:
    late = Scan.objects.filter(work__in=(Work.Stage.WAITING, Work.Stage.CLAIMED)).exclude(error="").count()
    if late:
        said = _("The scanner of files does not answer. %(count)s files wait, and are looked at when it does.")
        return Finding("scanner", False, said % {"count": late})
    return Finding("scanner", True, _("Files are checked, or no scanner is set."))


def _publications() -> Finding:
    late = Publication.objects.filter(done__lt=F("wanted"), wanted_at__lt=timezone.now() - PUBLISHED_WITHIN)
    places = ", ".join(place.label for place in late)
    if places:
        return Finding("publications", False, _("The public pages are not brought to %(places)s.") % {"places": places})
    return Finding("publications", True, _("The public pages are where they should be."))


def _disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free
    writable = os.access(settings.HOME, os.W_OK)
    text = _("%(free)s MB free for files.") % {"free": free // (1024 * 1024)}
    return Finding("disk", writable and free > LEAST_FREE, text)


@never_cache
def watchdog(request: HttpRequest) -> HttpResponse:
    """200 while the auditor is alive, else 503: it watches every ball, so whoever watches this watches them all.

    ``violations`` is how many things are wrong; they are told on the desk's pages and are no reason to restart anything.
    """
    at = audit.last_audit()
    is_well = audit.is_watched()
    body = {
        "status": "ok" if is_well else "stale",
        "audited_at": at.isoformat() if at else None,
        "violations": Violation.objects.present().count(),
    }
    response = JsonResponse(body, status=200 if is_well else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when all is well, else 503; the names of what was looked at and whether each is well. No personal data."""
    found = findings()
    is_well = all(finding.is_well for finding in found)
    body: dict[str, Any] = {
        "status": "ok" if is_well else "unwell",
        "checks": {f.name: "ok" if f.is_well else f.text for f in found},
    }
    response = JsonResponse(body, status=200 if is_well else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # unwell is an answer here, not a fault of the page
    return response
