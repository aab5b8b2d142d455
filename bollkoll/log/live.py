"""Live topics: which names a page may listen to, signed by the page that passed the check.

The stream itself (``bollkoll.project.live``) carries topic names only; an open page that hears one re-fetches through
its own authorised view. So the stream needs no session and no knowledge of who may see what.
"""

from contextvars import ContextVar

from django.core import signing

from bollkoll.log.models import Event

_SALT = "bollkoll.live"
_began: ContextVar[int | None] = ContextVar("began", default=None)
VALID_FOR = 24 * 3600
"""Seconds that a page's subscription lives: a page left open overnight still hears, a leaked address soon does not."""


def position() -> int:
    """How far the log has come: the number of its last event."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def begin_page(at: int | None) -> None:
    """Remember how far the log was before a page read anything; ``None`` forgets it."""
    _began.set(at)


def live_url(*topics: str) -> str:
    """The address of a stream of ``topics``, for a page whose view has found them for its actor.

    It says how far the log was when the page began to read, so that nothing is missed between the reading and the moment
    when the browser has its stream.
    """
    began = _began.get()
    last = position() if began is None else began
    return f"/live?last={last}&topics={signing.dumps([last, *sorted(set(topics))], salt=_SALT, compress=True)}"


def read_topics(token: str) -> tuple[int, list[str]]:
    """How far the log was when the page was allowed to listen, and the topics.

    Raises ``signing.BadSignature`` when the subscription is forged or too old.
    """
    began, *topics = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    return began, topics
