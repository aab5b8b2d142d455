"""One package at a time, made by the worker under a lease: sealed where it lies, opened as it is fetched."""

import hashlib
import logging
import tempfile
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import translation

from bollkoll.disclosure import commands, policy
from bollkoll.disclosure.gathering import gathered
from bollkoll.disclosure.models import Disclosure
from bollkoll.disclosure.packing import PIECE, name_of, pack
from bollkoll.kit import sealed_files
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.leases import claim, put_back, renew
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.restricted.keys import keyring

logger = logging.getLogger(__name__)

LEASE_FOR = timedelta(minutes=15)
"""A long document takes its time to draw; between the files the lease is renewed."""


def make_one(worker: str) -> bool:
    """Make the package that has waited longest. False when none waits."""
    row = claim(Disclosure, worker, lease_for=LEASE_FOR)
    if row is None:
        return False
    disclosure = Disclosure.objects.select_related("case__subject", "person", "asked_by").get(pk=row.pk)
    mine = {"worker": row.worker, "attempt": row.attempt}
    try:
        if not policy.may_ask_for(Actor(disclosure.asked_by), disclosure):
            raise NotAllowed("disclosure")
        _make(disclosure, mine)
    except (NotAllowed, Refused) as refusal:
        _stopped(disclosure, mine, str(refusal))
    except (OSError, ValueError) as problem:
        if not put_back(row, f"{type(problem).__name__}: {problem}"):
            logger.error("disclosure %s was given up: %s", row.pk, problem)
    return True


def _make(disclosure: Disclosure, mine: dict) -> None:
    with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as kept:
        with translation.override(disclosure.language):
            pieces = pack(disclosure, gathered(disclosure), plain, lambda: renew(disclosure, LEASE_FOR))
        size, digest = plain.tell(), hashlib.sha256()
        plain.seek(0)
        for piece in iter(lambda: plain.read(PIECE), b""):
            digest.update(piece)
        plain.seek(0)
        ring = keyring()
        whole = plain
        if ring:
            for piece in sealed_files.seal(plain, ring, disclosure.pk.bytes):
                kept.write(piece)
            kept.seek(0)
            whole = kept
        path = default_storage.save(f"disclosures/{disclosure.pk}-{disclosure.attempt}", File(whole))
    try:
        commands.settle(
            SYSTEM, disclosure, **mine, name=name_of(disclosure), path=path, key_id=ring.newest, size=size,
            digest=digest.hexdigest(), pieces=pieces,
        )  # fmt: skip
    except BaseException as problem:
        default_storage.delete(path)
        if not isinstance(problem, Refused):
            raise
        logger.info("disclosure %s was made by another worker", disclosure.pk)


def _stopped(disclosure: Disclosure, mine: dict, why: str) -> None:
    try:
        commands.stop(SYSTEM, disclosure, **mine, why=why)
    except Refused:
        logger.info("disclosure %s was made by another worker", disclosure.pk)


def content(disclosure: Disclosure) -> Iterator[bytes]:
    """The package as whoever asked for it gets it. Raises ``FileNotFoundError``, ``NoKey`` or ``Spoiled`` at once or midway."""
    with default_storage.open(disclosure.path) as file:
        if disclosure.key_id:
            yield from sealed_files.opened(file, disclosure.key_id, keyring(), disclosure.pk.bytes)
        else:
            yield from iter(lambda: file.read(PIECE), b"")
