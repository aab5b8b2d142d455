"""What was filled in protected in an order: where it lies in the restricted part, and whether somebody has opened it."""

from dataclasses import dataclass
from datetime import datetime

from bollkoll.orders.models import Order, Run
from bollkoll.orders.rules import FormField
from bollkoll.orders.rules.naming import sealed_as
from bollkoll.people.actor import Actor
from bollkoll.restricted.models import Reading, Secret


@dataclass(frozen=True)
class Kept:
    """A protected field that was filled in. ``secret``: the value as it is now, or what is left of it when it is gone."""

    field: FormField
    secret: Secret
    opened_at: datetime | None = None
    is_asked: bool = False

    @property
    def title(self) -> str:
        return str(self.field.title)


def labels(field: FormField) -> set[str]:
    """What the restricted part calls a field's value: the words of the form, in the language of whoever filled it in."""
    return sealed_as(field.title, Secret.LONGEST_LABEL)


def kept(order: Order) -> dict[str, Secret]:
    """By field: its value, else the last one that is gone. One question."""
    fields = {label: one.key for one in order.definition.fields if one.is_private for label in labels(one)}
    if not fields:
        return {}
    found: dict[str, Secret] = {}
    rows = Secret.objects.filter(case=order.pk, label__in=fields).defer("ciphertext").order_by("made_at", "pk")
    for secret in rows:
        key = fields[secret.label]
        if secret.is_there or key not in found or not found[key].is_there:
            found[key] = secret
    return found


def lies_once(order: Order) -> bool:
    """Whether something was left there since it was ordered, to be shown once; also when it has been fetched already."""
    return Secret.objects.filter(case=order.pk, is_once=True, made_at__gte=order.ordered_at).exists()


def to_open(actor: Actor, run: Run) -> list[Kept]:
    """Everything that was filled in protected, with when the actor opened it in this turn, and whether the step asks for it."""
    secrets = kept(run.order)
    read = Reading.objects.filter(
        secret__in=[one.pk for one in secrets.values()], person=actor.person_id, at__gte=run.opened_at
    )
    opened = dict(read.order_by("at").values_list("secret", "at")) if secrets and actor.person_id else {}
    asked = getattr(run.definition, "reads", ())
    return [
        Kept(field, secrets[field.key], opened.get(secrets[field.key].pk), field.key in asked)
        for field in run.order.definition.fields
        if field.key in secrets
    ]
