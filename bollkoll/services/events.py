"""What can happen to the support's own facts."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ServicesFact(Fact):
    def topics(self) -> list[str]:
        return ["services"]


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(ServicesFact):
    kind = "services.organisation_changed"
    sentence = _("{actor} changed the support's own facts")


@dataclass(frozen=True, kw_only=True)
class TeamChanged(ServicesFact):
    kind = "services.team_changed"
    sentence = _("{actor} changed a team")
    team: int


@dataclass(frozen=True, kw_only=True)
class ServiceChanged(ServicesFact):
    kind = "services.service_changed"
    sentence = _("{actor} changed a service")
    service: int


@dataclass(frozen=True, kw_only=True)
class EnvironmentAdded(ServicesFact):
    kind = "services.environment_added"
    sentence = _("{actor} added an environment")
    environment: int


@dataclass(frozen=True, kw_only=True)
class EnvironmentChanged(ServicesFact):
    kind = "services.environment_changed"
    sentence = _("{actor} changed an environment")
    environment: int


@dataclass(frozen=True, kw_only=True)
class HoursChanged(ServicesFact):
    kind = "services.hours_changed"
    sentence = _("{actor} changed the opening hours")
    calendar: int


@dataclass(frozen=True, kw_only=True)
class NoticePublished(ServicesFact):
    kind = "services.notice_published"
    sentence = _("{actor} told the reporters something")
    notice: int


@dataclass(frozen=True, kw_only=True)
class NoticeEnded(ServicesFact):
    kind = "services.notice_ended"
    sentence = _("{actor} took down a notice")
    notice: int


@dataclass(frozen=True, kw_only=True)
class StaffingChanged(ServicesFact):
    kind = "services.staffing_changed"
    sentence = _("{actor} changed the staffing calendar")
    periods: list[int]


@dataclass(frozen=True, kw_only=True)
class TargetsChanged(ServicesFact):
    kind = "services.targets_changed"
    sentence = _("{actor} changed the targets")


@dataclass(frozen=True, kw_only=True)
class FreezeFact(Fact):
    """``because``: the topic of what it is for, which hears it too."""

    freeze: int
    what: str
    because: str = ""

    def topics(self) -> list[str]:
        return ["services", "desk", *([self.because] if self.because else [])]


@dataclass(frozen=True, kw_only=True)
class FreezeSet(FreezeFact):
    kind = "services.freeze_set"
    sentence = _("{actor} froze “{what}”")


@dataclass(frozen=True, kw_only=True)
class FreezeLifted(FreezeFact):
    kind = "services.freeze_lifted"
    sentence = _("{actor} lifted the freeze of “{what}”")
