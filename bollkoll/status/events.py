"""What can happen to operating information."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from bollkoll.log.facts import Fact
from bollkoll.status.models import Notice, Update


@dataclass(frozen=True, kw_only=True)
class NoticeFact(Fact):
    """Its own page, the lists and whatever shows what goes on hear it."""

    notice: Notice
    told: list[int] = field(default_factory=list)

    def topics(self) -> list[str]:
        return [self.notice.topic, "notices", "desk"]

    def audience(self) -> list[int]:
        return self.told


@dataclass(frozen=True, kw_only=True)
class UpdatePublished(NoticeFact):
    """Something was said to the world: a first notice, an update, a correction, an end. ``kind`` of it is stored too."""

    kind = "status.update_published"
    sentence = _("{actor} published operating information")
    update: Update

    def topics(self) -> list[str]:
        return [*super().topics(), "public"]

    def stored(self) -> dict[str, Any]:
        return {**super().stored(), "kind": self.update.kind}


@dataclass(frozen=True, kw_only=True)
class Translated(NoticeFact):
    kind = "status.translated"
    sentence = _("{actor} wrote the English text")

    def topics(self) -> list[str]:
        return [*super().topics(), "public"]


@dataclass(frozen=True, kw_only=True)
class Planned(NoticeFact):
    """Planned work that will be told of at its time."""

    kind = "status.planned"
    sentence = _("{actor} planned work")


@dataclass(frozen=True, kw_only=True)
class PlanChanged(NoticeFact):
    kind = "status.plan_changed"
    sentence = _("{actor} changed planned work that is not announced")


@dataclass(frozen=True, kw_only=True)
class PlanDropped(NoticeFact):
    kind = "status.plan_dropped"
    sentence = _("{actor} dropped planned work that was not announced")


@dataclass(frozen=True, kw_only=True)
class CommunicatorChosen(NoticeFact):
    kind = "status.communicator_chosen"
    sentence = _("{actor} chose who informs")
    person: int


@dataclass(frozen=True, kw_only=True)
class CheckAsked(NoticeFact):
    kind = "status.check_asked"
    sentence = _("{actor} asked for a second pair of eyes")


@dataclass(frozen=True, kw_only=True)
class Checked(NoticeFact):
    kind = "status.checked"
    sentence = _("{actor} read through what was published")


@dataclass(frozen=True, kw_only=True)
class Vouched(NoticeFact):
    """What looked like personal data went out all the same, on somebody's word that it is nobody's. Never what it was."""

    kind = "status.vouched"
    sentence = _("{actor} said that what looks like personal data is nobody's")
    things: int


@dataclass(frozen=True, kw_only=True)
class Reminded(NoticeFact):
    """What was promised is due soon."""

    kind = "status.reminded"
    sentence = _("what was promised is due soon")


@dataclass(frozen=True, kw_only=True)
class Escalated(NoticeFact):
    """The promised time came and nothing was said: the incident manager has the ball."""

    kind = "status.escalated"
    sentence = _("what was promised was not done: the incident manager has the ball")


@dataclass(frozen=True, kw_only=True)
class Alarmed(NoticeFact):
    """And still nothing."""

    kind = "status.alarmed"
    sentence = _("what was promised is still not done")


@dataclass(frozen=True, kw_only=True)
class Settled(NoticeFact):
    """Its balls were made true again: somebody was away. Quiet."""

    kind = "status.settled"
    sentence = _("what is owed was made true again")


@dataclass(frozen=True, kw_only=True)
class TemplateFact(Fact):
    template: int

    def topics(self) -> list[str]:
        return ["notices"]


@dataclass(frozen=True, kw_only=True)
class TemplateKept(TemplateFact):
    """``vouched``: so many things in it look like personal data, and are nobody's on the word of whoever kept it."""

    kind = "status.template_kept"
    sentence = _("{actor} kept a template for operating information")
    vouched: int = 0


@dataclass(frozen=True, kw_only=True)
class TemplateEnded(TemplateFact):
    kind = "status.template_ended"
    sentence = _("{actor} put away a template for operating information")


@dataclass(frozen=True, kw_only=True)
class SeriesFact(Fact):
    series: int

    def topics(self) -> list[str]:
        return ["notices"]


@dataclass(frozen=True, kw_only=True)
class SeriesSet(SeriesFact):
    kind = "status.series_set"
    sentence = _("{actor} set when work comes back")


@dataclass(frozen=True, kw_only=True)
class SeriesEnded(SeriesFact):
    kind = "status.series_ended"
    sentence = _("{actor} ended a series of planned work")


@dataclass(frozen=True, kw_only=True)
class SeriesPlanned(SeriesFact):
    kind = "status.series_planned"
    sentence = _("the next dates of a series were set")


@dataclass(frozen=True, kw_only=True)
class DayDropped(SeriesFact):
    kind = "status.day_dropped"
    sentence = _("{actor} left out a day of a series")


@dataclass(frozen=True, kw_only=True)
class DayTakenUp(SeriesFact):
    kind = "status.day_taken_up"
    sentence = _("{actor} took up a day of a series again")


@dataclass(frozen=True, kw_only=True)
class PublishingWanted(Fact):
    """The public pages are made anew, though nothing was said: names or hours have changed, or somebody asked for it."""

    kind = "status.publishing_wanted"
    sentence = _("{actor} had the public pages made anew")

    def topics(self) -> list[str]:
        return ["notices"]
