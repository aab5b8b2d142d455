"""Made by the worker, fetched by whoever asked, gone after a week."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from bollkoll.disclosure.events import Fetched, Made, Removed, Stopped
from bollkoll.disclosure.models import Disclosure
from bollkoll.disclosure.rules import KEPT_FOR
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.log.leases import finish, give_up
from bollkoll.people.actor import Actor


@command
def settle(
    actor: Actor,
    disclosure: Disclosure,
    *,
    worker: str,
    attempt: int,
    name: str,
    path: str,
    key_id: str,
    size: int,
    digest: str,
    pieces: int,
) -> Disclosure:
    """The worker has made the file. Raises :class:`Refused` when the work has passed to another."""
    _is_ours(disclosure, worker, attempt)
    finish(
        disclosure, name=name, path=path, key_id=key_id, size=size, digest=digest, pieces=pieces, made_at=now(),
        keep_until=now() + KEPT_FOR,
    )  # fmt: skip
    record(Made(disclosure=disclosure, pieces=pieces, size=size))
    disclosure.refresh_from_db()
    return disclosure


@command
def stop(actor: Actor, disclosure: Disclosure, *, worker: str, attempt: int, why: str) -> None:
    """It will not be made: whoever asked may not have it any more, or what it needs is gone."""
    _is_ours(disclosure, worker, attempt)
    give_up(disclosure, why)
    record(Stopped(disclosure=disclosure))


def _is_ours(disclosure: Disclosure, worker: str, attempt: int) -> None:
    if disclosure.work != Disclosure.Stage.CLAIMED or (disclosure.worker, disclosure.attempt) != (worker, attempt):
        raise Refused("the work has passed to somebody else", "not_ours")


@command
def fetch(actor: Actor, disclosure: Disclosure) -> Disclosure:
    """Note that the file is fetched."""
    if not disclosure.is_ready:
        raise Refused(_("The file is not there."), "gone")
    record(Fetched(disclosure=disclosure))
    return disclosure


@command
def remove(actor: Actor, disclosure: Disclosure) -> Disclosure:
    """The file goes: its time is over, or it has been delivered. That it was handed out stays."""
    if not disclosure.is_ready:
        raise Refused(_("That is already so."), "unchanged")
    take_file(disclosure)
    return disclosure


def take_file(disclosure: Disclosure) -> None:
    """Inside a command: the file goes, when there is one."""
    if not disclosure.is_ready:
        return
    path = disclosure.path
    disclosure.path, disclosure.key_id, disclosure.gone_at = "", "", now()
    disclosure.save(update_fields=["path", "key_id", "gone_at"])
    transaction.on_commit(lambda: default_storage.delete(path))
    record(Removed(disclosure=disclosure))
