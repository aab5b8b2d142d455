"""Verbs about the support's own facts. Everything outside imports them from here."""

from bollkoll.services.commands.hours import (
    change_notice,
    end_notice,
    publish_notice,
    remove_exception,
    set_exception,
    set_hours,
)
from bollkoll.services.commands.organisation import (
    add_environment,
    add_member,
    add_service,
    add_team,
    change_environment,
    change_organisation,
    change_service,
    change_team,
    remove_member,
    set_up,
)

__all__ = [
    "add_environment",
    "add_member",
    "add_service",
    "add_team",
    "change_environment",
    "change_notice",
    "change_organisation",
    "change_service",
    "change_team",
    "end_notice",
    "publish_notice",
    "remove_exception",
    "remove_member",
    "set_exception",
    "set_hours",
    "set_up",
]
