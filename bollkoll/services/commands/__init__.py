"""Verbs about the support's own facts. Everything outside imports them from here."""

from bollkoll.services.commands.freezing import lift_freeze, set_freeze
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
from bollkoll.services.commands.staffing import (
    add_periods,
    change_period,
    copy_summer,
    remove_period,
    set_targets,
)

__all__ = [
    "add_environment",
    "add_member",
    "add_periods",
    "add_service",
    "add_team",
    "change_environment",
    "change_notice",
    "change_organisation",
    "change_period",
    "change_service",
    "change_team",
    "copy_summer",
    "end_notice",
    "lift_freeze",
    "publish_notice",
    "remove_exception",
    "remove_member",
    "remove_period",
    "set_exception",
    "set_freeze",
    "set_hours",
    "set_targets",
    "set_up",
]
