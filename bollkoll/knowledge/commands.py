"""Verbs of answer templates."""

from django.db.models import F
from django.utils.translation import gettext as _

from bollkoll.kit.text import clean, one_line
from bollkoll.knowledge.events import (
    TemplateAdded,
    TemplateBroughtBack,
    TemplateChanged,
    TemplateEnded,
    TemplateUsed,
)
from bollkoll.knowledge.models import AnswerTemplate
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.models import Service


@command
def add_template(
    actor: Actor, subject: None = None, *, name: str, text_sv: str, text_en: str = "", service: Service | None = None
) -> AnswerTemplate:
    """Keep good words for next time. ``text_*`` may hold ``rules.VARIABLES`` in braces."""
    template = AnswerTemplate(service=service)
    _fill(template, name, text_sv, text_en)
    template.save()
    record(TemplateAdded(template=template.pk))
    return template


@command
def change_template(
    actor: Actor,
    template: AnswerTemplate,
    *,
    name: str,
    text_sv: str,
    text_en: str = "",
    service: Service | None = None,
) -> AnswerTemplate:
    """Better words."""
    template.service = service
    _fill(template, name, text_sv, text_en)
    template.save()
    record(TemplateChanged(template=template.pk))
    return template


def _fill(template: AnswerTemplate, name: str, text_sv: str, text_en: str) -> None:
    template.name, _cut = one_line(name, 80)
    template.text_sv, template.text_en = clean(text_sv).strip(), clean(text_en).strip()
    if not template.name or not template.text_sv:
        raise Refused(_("A template needs a name and a text in Swedish."), "empty")
    if AnswerTemplate.objects.filter(name=template.name).exclude(pk=template.pk).exists():
        raise Refused(_("There is already a template with that name."), "taken")


@command
def end_template(actor: Actor, template: AnswerTemplate) -> AnswerTemplate:
    """Put it away: it is offered no more, and can be brought back."""
    if template.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    template.ended_at = now()
    template.save(update_fields=["ended_at"])
    record(TemplateEnded(template=template.pk))
    return template


@command
def bring_back_template(actor: Actor, template: AnswerTemplate) -> AnswerTemplate:
    """Offer it again."""
    if not template.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    template.ended_at = None
    template.save(update_fields=["ended_at"])
    record(TemplateBroughtBack(template=template.pk))
    return template


@command
def use_template(actor: Actor, template: AnswerTemplate) -> AnswerTemplate:
    """An answer was made of it."""
    AnswerTemplate.objects.filter(pk=template.pk).update(used=F("used") + 1)
    record(TemplateUsed(template=template.pk))
    return template
