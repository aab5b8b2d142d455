"""A record as a document: PDF/A, with everything that proves it."""

from collections.abc import Sequence

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bollkoll.kit import paper as kit
from bollkoll.records.models import Piece, Record


def paper(record: Record, pieces: Sequence[Piece], language: str) -> bytes:
    """The record in ``language``, dated as it was sealed."""
    with translation.override(language):
        blocks: list[kit.Block] = [
            kit.Facts(
                [
                    (_("Record"), str(record.number)),
                    (_("Concerns"), f"#{record.subject.number}"),
                    (_("Sealed"), ", ".join((_moment(record.sealed_at), str(record.sealed_by or _("the system"))))),
                ]
            ),
            kit.Heading(_("What was done")),
        ]
        if language != "sv":
            blocks.append(kit.Paragraph(_("The record is shown in Swedish, as it was sealed."), is_quiet=True))
        for piece in pieces:
            blocks += _lines(piece)
        blocks += [
            kit.Heading(_("How it is proved")),
            kit.Paragraph(
                _(
                    "Each line has a digest (SHA-256 with a salt of its own). The head of the record is a digest of its lines "
                    "and of the head of the record before it, and is signed and kept outside the database."
                )
            ),
            kit.Facts([(_("Head before it"), record.previous), (_("Head"), record.head)]),
        ]
        foot = _("Record %(number)s · head %(head)s") % {"number": record.number, "head": record.head[:16]}
        return kit.pdf(record.title, blocks, language=language, foot=foot, at=record.sealed_at)


def _lines(piece: Piece) -> list[kit.Block]:
    said = piece.text or ("" if piece.file_digest else "–")
    if piece.erased_at is not None:
        said = _("Personal data, erased %(at)s.") % {"at": _moment(piece.erased_at)}
    who = ", ".join(filter(None, (str(piece.by) if piece.by else "", _moment(piece.at) if piece.at else "")))
    rows = [(piece.label, said)] if said else [(piece.label, "")]
    if piece.file_digest:
        rows.append((_("Digest of the file"), piece.file_digest))
    return [kit.Facts(rows), kit.Paragraph(f"{who}{' · ' if who else ''}{piece.digest}", is_quiet=True)]


def _moment(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H.%M.%S")
