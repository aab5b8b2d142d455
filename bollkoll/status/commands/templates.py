"""Words kept for next time."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from bollkoll.kit.text import clean, one_line
from bollkoll.log.acting import Refused, command, now, record
from bollkoll.people.actor import Actor
from bollkoll.services.models import Environment, Service
from bollkoll.status import rules
from bollkoll.status.commands.writing import must_be_fit, must_be_newest
from bollkoll.status.events import TemplateEnded, TemplateKept
from bollkoll.status.models import Template

TEXTS = ("text_sv", "text_en", "workaround_sv", "workaround_en")


@command
def keep_template(
    actor: Actor,
    template: Template | None = None,
    *,
    name: str,
    kind: str,
    title_sv: str,
    text_sv: str,
    environments: Iterable[Environment] = (),
    services: Iterable[Service] = (),
    degree: str = "degraded",
    severity: str = "none",
    seen: int | None = None,
    unpersonal: Collection[str] = (),
    **words: str,
) -> Template:
    """A new template, or better words in one that is there. ``words``: ``title_en text_en workaround_sv workaround_en``.

    ``seen``: the version that was read; refused (``changed``) when somebody has kept another since.
    """
    template = template or Template(version=0)
    must_be_newest(template, seen, TemplateKept.kind, template=template.pk)
    template.name, template.kind, template.degree, template.severity = one_line(name, 80)[0], kind, degree, severity
    given = {"title_sv": title_sv, "text_sv": text_sv, **words}
    for field in ("title_sv", "title_en"):
        setattr(template, field, one_line(given.get(field, ""), 160)[0])
    for field in TEXTS:
        setattr(template, field, clean(given.get(field, "")).strip())
    if not template.name or not template.title_sv or not template.text_sv:
        raise Refused(_("A template needs a name, and a title and a text in Swedish."), "empty")
    must_be_fit(
        template.title_sv, template.title_en, *(getattr(template, field) for field in TEXTS), unpersonal=unpersonal
    )
    if Template.objects.present().filter(name=template.name).exclude(pk=template.pk).exists():
        raise Refused(_("There is already a template with that name."), "taken")
    if kind == rules.PLANNED and (
        unknown := [place for field in TEXTS for place in rules.unknown_places(getattr(template, field))]
    ):
        raise Refused(_("Nothing is filled in for {%(place)s}.") % {"place": unknown[0]}, "places")
    if template.pk and template.series.filter(ended_at=None).exists() and kind != rules.PLANNED:
        raise Refused(_("Work that comes back is planned with it: it stays one of planned work."), "series")
    template.version += 1
    template.save()
    template.environments.set(environments)
    template.services.set(services)
    record(TemplateKept(template=template.pk, vouched=len(unpersonal)))
    return template


@command
def end_template(actor: Actor, template: Template) -> Template:
    """Put it away. Not while work that comes back is planned with it."""
    if template.ended_at:
        raise Refused(_("That is already so."), "unchanged")
    if template.series.filter(ended_at=None).exists():
        raise Refused(_("Work that comes back is planned with it. End that first."), "series")
    template.ended_at = now()
    template.save(update_fields=["ended_at"])
    record(TemplateEnded(template=template.pk))
    return template
