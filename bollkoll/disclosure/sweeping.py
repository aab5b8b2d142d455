"""The sweep: whatever text names somebody, anywhere in the database, is found and tells of them no more.

Every column of text or JSON of every table of ours is looked through, but those in :data:`KEPT`, each with its reason; so a
table that is added tomorrow is swept without anybody thinking of it. Where two persons have the same name, the name is taken
out of the cases that the erased one had to do with, and left elsewhere: it may be the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from bollkoll.cases.models import Case
from bollkoll.kit.text import fold_key
from bollkoll.kit.traces import Traces, in_json, national
from bollkoll.log.models import Delivery
from bollkoll.people.models import Person

KEPT = {
    "log.Event": "only added to; ids, enums and numbers",
    "log.Topic": "only added to; names of topics",
    "records.Record": "never changed; a title names nobody",
    "records.Piece": "never changed; personal lines are erased as lines",
    "people.Person": "their own row is named anew; other accounts are other people's",
    "people.Alias": "their own are gone; the others are other people's",
    "people.Login": "their own are gone; the others are other people's",
    "phone.Number": "their own are gone; the others are other people's",
    "bulletins.Subscription": "their own are forgotten; the others are other people's",
    "people.Institution": "the house's own names",
    "services.Organisation": "the house's own name and addresses",
    "services.Team": "the house's own names and addresses",
    "services.Service": "the house's own names",
    "services.Environment": "the house's own names",
    "phone.LocalSupport": "public addresses of the institutions' own supports",
    "orders.OrderType": "the house's own catalogue",
    "orders.OrderTypeVersion": "what is published never changes; the house's own catalogue",
}
"""Tables that are not swept, and why."""
STRIDE = 500


@dataclass
class Swept:
    """``texts``: how many rows told of them; ``cases``: those whose texts are other than before."""

    texts: int = 0
    cases: set[UUID] = field(default_factory=set)


def swept_models() -> list[type[models.Model]]:
    ours = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("bollkoll.")]
    return [model for model in ours if model._meta.label not in KEPT]


def columns(model: type[models.Model]) -> list[models.Field]:
    """Those that may hold a text: no enumerations, no digests that are made by the database itself."""
    return [
        one
        for one in model._meta.local_concrete_fields
        if isinstance(one, models.CharField | models.TextField | models.JSONField) and not one.choices
    ]


def sweep(person: Person, traces: Traces, cases: set[UUID], *, does_it: bool) -> Swept:
    """Look through everything. ``cases``: those that the person had to do with. Without ``does_it`` it only counts."""
    found = Swept()
    if traces.pattern is None:
        return found
    traces = replace(traces, numbers=_own_numbers(person, traces))
    wide = traces if not _is_shared(person, traces) else replace(traces, names=())
    for model in swept_models():
        _sweep(model, traces, wide, cases, found, does_it)
    return found


def _own_numbers(person: Person, traces: Traces) -> tuple[str, ...]:
    """Numbers that nobody else has: that of an exchange tells of nobody."""
    others = Person.objects.exclude(pk=person.pk).exclude(phone="").values_list("phone", flat=True)
    shared = {national(number) for phones in others for number in re.split(r"[,;/]", phones)}
    return tuple(number for number in traces.numbers if national(number) not in shared)


def _is_shared(person: Person, traces: Traces) -> bool:
    """Whether somebody else has one of the names."""
    names = {fold_key(name) for name in traces.names}
    others = Person.objects.exclude(pk=person.pk).filter(erased_at=None).values_list("name", flat=True)
    return any(fold_key(name) in names for name in others)


def _sweep(model: type[models.Model], own: Traces, wide: Traces, cases: set[UUID], found: Swept, does_it: bool) -> None:
    fields = columns(model)
    if not fields:
        return
    path = _case_of(model)
    names = [one.attname for one in fields]
    for key, case, *values in _candidates(model, fields, own, path):
        traces = own if case in cases or wide is own else wide
        changed = {}
        for one, name, value in zip(fields, names, values, strict=True):
            clean = traces.out_of_all(value)
            if clean != value:
                limit = getattr(one, "max_length", None)
                changed[name] = clean[:limit] if isinstance(clean, str) and limit else clean
        if not changed:
            continue
        found.texts += 1
        if isinstance(case, UUID):
            found.cases.add(case)
        if does_it:
            model._base_manager.filter(pk=key).update(**changed)


def _candidates(
    model: type[models.Model], fields: list[models.Field], traces: Traces, path: str
) -> Iterator[tuple[Any, ...]]:
    """Rows in which a piece of what is looked for stands: the key, the case, and each column."""
    hints, within = traces.hints(), Q()
    rows = model._base_manager.all()
    for one in fields:
        is_json = isinstance(one, models.JSONField)
        name = f"sweep_{one.name}" if is_json else one.name
        if is_json:
            rows = rows.annotate(**{name: Cast(one.name, models.TextField())})
        for hint in in_json(hints) if is_json else hints:
            within |= Q(**{f"{name}__icontains": hint})
    keys = list(rows.filter(within).order_by().values_list("pk", flat=True))
    if model is Delivery:
        path = "topic"
    wanted = ["pk", path or "pk", *(one.attname for one in fields)]
    for start in range(0, len(keys), STRIDE):
        chunk = model._base_manager.filter(pk__in=keys[start : start + STRIDE])
        for row in chunk.values_list(*wanted):
            yield (row[0], _key(row[1]) if path else None, *row[2:])


def _key(value: Any) -> UUID | None:
    """A case's key, out of a topic too."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value).removeprefix("case:"))
    except ValueError:
        return None


def _case_of(model: type[models.Model]) -> str:
    """The way from a row to its case, over at most two references; empty when there is none."""
    if model is Case:
        return "pk"
    for one in model._meta.local_fields:
        if one.related_model is Case:
            return one.attname
    for one in model._meta.local_fields:
        if one.is_relation and one.related_model not in (None, Person, model):
            for other in one.related_model._meta.local_fields:
                if other.related_model is Case:
                    return f"{one.name}__{other.attname}"
    return ""
