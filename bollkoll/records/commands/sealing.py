"""Sealed once; afterwards only personal data may go."""

import os
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from bollkoll.commitments.models import Subject
from bollkoll.kit import text as texts
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.records import heads, rules
from bollkoll.records.events import PersonalErased, Sealed
from bollkoll.records.models import Chain, Piece, Record
from bollkoll.records.rules import Part


@command
def seal(actor: Actor, subject: Subject, *, kind: str, title: str, parts: Sequence[Part]) -> Record:
    """Make a record of what was done and return it. ``kind`` and ``title`` name nobody: they are never erased.

    Whoever seals holds the end of the chain until the act is over, so the chain never forks.
    """
    if not parts:
        raise Refused(_("There is nothing to seal."), "empty")
    line, _was_cut = texts.one_line(title, 200)
    Chain.objects.get_or_create(pk=1, defaults={"head": rules.FIRST})
    chain = Chain.objects.select_for_update(no_key=True, of=("self",)).get(pk=1)
    number, at = chain.count + 1, now()
    pieces = [_piece(place, part) for place, part in enumerate(parts, 1)]
    head = rules.head(
        number, kind, line, str(subject.pk), actor.person_id, at, chain.head, [piece.digest for piece in pieces]
    )
    sealed = Record.objects.create(
        number=number,
        kind=kind,
        title=line,
        subject=subject,
        sealed_by=actor.person,
        sealed_at=at,
        previous=chain.head,
        head=head,
    )
    for piece in pieces:
        piece.record = sealed
    Piece.objects.bulk_create(pieces)
    chain.count, chain.head = number, head
    chain.save(update_fields=["count", "head"])
    record(Sealed(record=number, subject=str(subject.pk)))
    transaction.on_commit(heads.write_quietly)
    return sealed


def _piece(place: int, part: Part) -> Piece:
    salt = os.urandom(rules.SALT_BYTES)
    label, _was_cut = texts.one_line(part.label, 200)
    text = texts.clean(part.text)
    return Piece(
        place=place,
        label=label,
        text=text,
        file_digest=part.digest,
        by_id=part.by,
        at=part.at,
        is_personal=part.is_personal,
        salt=salt,
        digest=rules.part_digest(salt, label, text, part.digest, part.by, part.at),
    )


@command
def erase_personal(actor: Actor, sealed: Record) -> int:
    """Take the personal data out of a record. The digests stay, so that the chain holds; without the salt they say nothing."""
    rows = list(sealed.pieces.filter(is_personal=True, erased_at=None))
    if not rows:
        raise Refused(_("There is no personal data in it."), "unchanged")
    for piece in rows:
        relieve(piece)
    record(PersonalErased(record=sealed.pk, subject=str(sealed.subject_id), pieces=len(rows)))
    return len(rows)


def relieve(piece: Piece) -> None:
    """Inside a command: text and salt of a personal line go."""
    piece.text, piece.salt, piece.erased_at = "", None, now()
    piece.save(update_fields=["text", "salt", "erased_at"])
