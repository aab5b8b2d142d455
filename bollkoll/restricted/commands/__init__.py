"""Verbs of the restricted part. Everything outside imports them from here."""

from bollkoll.restricted.commands.keeping import erase, reveal, rotate, store
from bollkoll.restricted.commands.retention import dispose_files, dispose_secrets, limit, remove_rule, set_rule

__all__ = ["dispose_files", "dispose_secrets", "erase", "limit", "remove_rule", "reveal", "rotate", "set_rule", "store"]
