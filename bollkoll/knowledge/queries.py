"""Reading answer templates."""

from typing import Any

from django.db.models import Case, QuerySet, Value, When

from bollkoll.knowledge import rules
from bollkoll.knowledge.models import AnswerTemplate
from bollkoll.people.actor import Actor
from bollkoll.services import queries as services

MOST_OFFERED = 40


def templates() -> QuerySet[AnswerTemplate]:
    return AnswerTemplate.objects.filter(ended_at=None).select_related("service")


def put_away() -> QuerySet[AnswerTemplate]:
    return AnswerTemplate.objects.exclude(ended_at=None).select_related("service")


def templates_for(service_id: int | None) -> QuerySet[AnswerTemplate]:
    """Those of the service first, then the general ones, the most used before the others."""
    own = When(service=service_id, then=Value(0)) if service_id else When(pk=None, then=Value(0))
    nearness = Case(own, When(service=None, then=Value(1)), default=Value(2))
    return templates().order_by(nearness, "-used", "name")[:MOST_OFFERED]


def filled(template: AnswerTemplate, case: Any, actor: Actor, organisation: Any = None) -> str:
    """The template's text in the reporter's language with its variables filled in."""
    text = template.text_in(case.reporter.language)
    return rules.fill(text, case, actor, organisation or services.organisation())
