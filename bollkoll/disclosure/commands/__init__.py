"""Verbs of handing out. Everything outside imports them from here."""

from bollkoll.disclosure.commands.asking import disclose_case, disclose_person
from bollkoll.disclosure.commands.erasing import erase_person
from bollkoll.disclosure.commands.keeping import fetch, remove, settle, stop

__all__ = ["disclose_case", "disclose_person", "erase_person", "fetch", "remove", "settle", "stop"]
