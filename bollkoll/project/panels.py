"""What the project shows on the desk's pages: that something waits, when something does."""

import time

from django.http import HttpRequest
from django.template.loader import render_to_string

from bollkoll.commitments.models import Violation
from bollkoll.commitments.policy import may_read_audit
from bollkoll.people.actor import NOBODY, Actor
from bollkoll.project import health
from bollkoll.ui.panels import panel

LOOK_EVERY = 15
"""Seconds between looks, per process: the bar stands on every page and must cost nothing."""

_seen: tuple[float, list[health.Finding], int] = (0.0, [], 0)


@panel("desk.notice")
def waiting(request: HttpRequest) -> str | None:
    """What is unwell, in plain words, for those at the desk."""
    global _seen
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.is_staff and not actor.is_administrator:
        return None
    at, troubles, violations = _seen
    if time.monotonic() - at > LOOK_EVERY:
        troubles = [finding for finding in health.findings() if not finding.is_well]
        violations = Violation.objects.present().count()
        _seen = (time.monotonic(), troubles, violations)
    if not troubles and not violations:
        return None
    may_read = may_read_audit(actor)
    return render_to_string(
        "project/waiting.html", {"troubles": troubles, "violations": violations, "may_read": may_read}
    )
