"""The keys of the restricted part, from the environment; and what an operator is told of them."""

from collections.abc import Iterator

from django.conf import settings

from bollkoll.kit.keyring import Keyring
from bollkoll.restricted.models import Secret


def keyring() -> Keyring:
    """The keys of ``BOLLKOLL_RESTRICTED_KEYS``, newest first. Empty when there are none."""
    return Keyring.read(settings.CONFIG.restricted_keys)


def is_ready() -> bool:
    """Whether anything can be kept in the restricted part."""
    return bool(settings.CONFIG.restricted_keys)


def remarks() -> Iterator[tuple[str, str]]:
    """What ``bollkoll check`` says: a level and a sentence each."""
    ring = keyring()
    unread = Secret.objects.present().exclude(key_id__in=ring.names)
    lost = unread.count()
    if lost:
        names = ", ".join(sorted(set(unread.values_list("key_id", flat=True))))
        yield (
            "WRONG",
            f"{lost} values in the restricted part were sealed with a key that BOLLKOLL_RESTRICTED_KEYS does not have "
            f"({names}): nobody can read them until it is there again. Put the old key last in the list. Is it lost for "
            "good, the values are too: ask those who gave them (docs/privacy.md).",
        )
    elif not ring:
        yield (
            "advice",
            "BOLLKOLL_RESTRICTED_KEYS is empty: personal data cannot be kept apart, only masked. `bollkoll restricted key` "
            "makes a key.",
        )
    old = Secret.objects.present().filter(key_id__in=ring.names).exclude(key_id=ring.newest).count()
    if old:
        yield (
            "advice",
            f"{old} values in the restricted part are sealed with an older key: run `bollkoll restricted rotate`, and take "
            "the old key away afterwards.",
        )
