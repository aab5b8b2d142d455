"""The portal's pages, split by what one does there."""

from bollkoll.portal.views.disturbances import also_affected, disturbances, not_affected
from bollkoll.portal.views.front import about, accessibility, home
from bollkoll.portal.views.matter import (
    add_watcher,
    case,
    confirm_solved,
    print_case,
    remove_watcher,
    reply,
    say_it_did_not_help,
    say_thanks,
)
from bollkoll.portal.views.matters import cases
from bollkoll.portal.views.reporting import new

__all__ = [
    "about",
    "accessibility",
    "add_watcher",
    "also_affected",
    "case",
    "cases",
    "confirm_solved",
    "disturbances",
    "home",
    "new",
    "not_affected",
    "print_case",
    "remove_watcher",
    "reply",
    "say_it_did_not_help",
    "say_thanks",
]
