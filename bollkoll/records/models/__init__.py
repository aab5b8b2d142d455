"""Records: sealed, chained, never changed."""

from bollkoll.records.models.record import Chain, Piece, Record, RecordQuerySet

__all__ = ["Chain", "Piece", "Record", "RecordQuerySet"]
