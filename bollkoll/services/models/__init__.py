"""What the support supports, when it is open, how it is staffed, what it says about itself and promises."""

from bollkoll.services.models.freezes import Freeze, FreezeQuerySet
from bollkoll.services.models.organisation import (
    Calendar,
    CalendarException,
    Environment,
    Membership,
    Organisation,
    SeasonNotice,
    Service,
    Team,
)
from bollkoll.services.models.staffing import StaffingPeriod, StaffingPeriodQuerySet, Target

__all__ = [
    "Calendar",
    "CalendarException",
    "Environment",
    "Freeze",
    "FreezeQuerySet",
    "Membership",
    "Organisation",
    "SeasonNotice",
    "Service",
    "StaffingPeriod",
    "StaffingPeriodQuerySet",
    "Target",
    "Team",
]
