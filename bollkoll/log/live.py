"""Live topics: which names a page may listen to, signed by the page that passed the check.

The stream itself (``bollkoll.project.live``) carries topic names only; an open page that hears one re-fetches through
its own authorised view. So the stream needs no session and no knowledge of who may see what.
"""

from django.core import signing

_SALT = "bollkoll.live"
VALID_FOR = 24 * 3600
"""Seconds that a page's subscription lives: a page left open overnight still hears, a leaked address soon does not."""


def live_url(*topics: str) -> str:
    """The address of a stream of ``topics``, for a page whose view has found them for its actor."""
    return f"/live?topics={signing.dumps(sorted(set(topics)), salt=_SALT, compress=True)}"


def read_topics(token: str) -> list[str]:
    """The topics of a signed subscription. Raises ``signing.BadSignature`` when it is forged or too old."""
    return signing.loads(token, salt=_SALT, max_age=VALID_FOR)
