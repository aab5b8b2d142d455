"""What happens to answer templates."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bollkoll.log.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TemplateFact(Fact):
    template: int

    def topics(self) -> list[str]:
        return ["templates"]


@dataclass(frozen=True, kw_only=True)
class TemplateAdded(TemplateFact):
    kind = "knowledge.template_added"
    sentence = _("{actor} added an answer template")


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(TemplateFact):
    kind = "knowledge.template_changed"
    sentence = _("{actor} changed an answer template")


@dataclass(frozen=True, kw_only=True)
class TemplateEnded(TemplateFact):
    kind = "knowledge.template_ended"
    sentence = _("{actor} put away an answer template")


@dataclass(frozen=True, kw_only=True)
class TemplateBroughtBack(TemplateFact):
    kind = "knowledge.template_brought_back"
    sentence = _("{actor} brought back an answer template")


@dataclass(frozen=True, kw_only=True)
class TemplateUsed(TemplateFact):
    """Counted, so that what is used most stands first."""

    kind = "knowledge.template_used"
    sentence = _("{actor} used an answer template")

    def topics(self) -> list[str]:
        return []
