"""Reading operating information."""

from bollkoll.status.queries.notices import public_notice

__all__ = ["public_notice"]
