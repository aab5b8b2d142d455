"""What is kept apart in a case: labels, never values."""

from collections.abc import Callable
from uuid import UUID

from bollkoll.cases.models import Case
from bollkoll.cases.queries import rare, threads
from bollkoll.people.actor import Actor
from bollkoll.restricted.models import Reading, Secret

_NEEDS: list[Callable[[Secret], str]] = []
"""Why somebody who waits for the value still needs it, in words; empty when nobody does."""


def needs(function: Callable[[Secret], str]) -> Callable[[Secret], str]:
    """Register what may need a value that its reporter wants to take back."""
    _NEEDS.append(function)
    return function


def needed(secret: Secret) -> str:
    """Why its reporter cannot take it back now; empty when they can."""
    return next(filter(None, (function(secret) for function in _NEEDS)), "") if secret.is_there else ""


rare("secrets", lambda case: Secret.objects.filter(case=case))


def of_case(actor: Actor, case: Case) -> list[Secret]:
    """Everything that is or was in the protected part of a case that the actor sees, and of those merged into it."""
    if not case.may_have("secrets") and not case.may_have("merged"):
        return []
    rows = Secret.objects.filter(case__in=threads(actor, case)).defer("ciphertext")
    return list(rows.select_related("made_by", "for_person").order_by("made_at", "pk"))


def secret(actor: Actor, key: UUID) -> Secret:
    """One that the actor may know of. Raises ``Secret.DoesNotExist``."""
    return Secret.objects.visible_to(actor).select_related("case__subject", "made_by", "for_person").get(pk=key)


def readings(secrets: list[Secret]) -> list[Reading]:
    """Who has read any of them, the latest first."""
    rows = Reading.objects.filter(secret__in=[row.pk for row in secrets])
    return list(rows.select_related("person", "secret").defer("secret__ciphertext").order_by("-at", "-pk"))
