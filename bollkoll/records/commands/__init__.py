"""Verbs of records. Everything outside imports them from here."""

from bollkoll.records.commands.sealing import erase_personal, seal

__all__ = ["erase_personal", "seal"]
