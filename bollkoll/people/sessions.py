"""How long one stays logged in: from the last page one opened, or from the last time one asked to stay.

What open pages fetch by themselves (live lists, presence, saved drafts) does not count, or nobody would be put out.
The warning on the page counts from the same moment, so the two always agree.
"""

import time

from django.conf import settings
from django.http import HttpRequest

SEEN = "seen_at"
SLIDE_AFTER = 60
"""Seconds between two writes (fewer when sessions are very short): a page a second is no reason for a write a second."""


def begin(request: HttpRequest) -> None:
    """Count from now."""
    request.session[SEEN] = int(time.time())


def seconds_left(request: HttpRequest) -> int:
    """Whole seconds until the session ends."""
    age = int(settings.SESSION_COOKIE_AGE)
    return max(0, age - (int(time.time()) - int(request.session.get(SEEN, time.time()))))


def is_opened_by_person(request: HttpRequest) -> bool:
    """A page asked for by somebody, and not by a page that is already open."""
    by_script = any(name in request.headers for name in ("HX-Request", "X-Requested-With", "X-Sent-By"))
    return not by_script and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def is_due(request: HttpRequest) -> bool:
    """Whether it is time to write down that somebody was here."""
    return time.time() - int(request.session.get(SEEN, 0)) >= min(SLIDE_AFTER, settings.SESSION_COOKIE_AGE / 10)
