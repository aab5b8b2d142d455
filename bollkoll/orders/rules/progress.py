"""What is to be done next: pure, from what the type says and what is over already."""

from collections.abc import Collection
from typing import Any

from bollkoll.orders.rules.definition import Definition, Stage


def applies(stage: Stage, given: dict[str, Any], facts: Collection[str] = ()) -> bool:
    """Whether this order has the stage at all: its condition holds, and nothing makes it needless."""
    return (stage.when is None or stage.when.holds(given)) and not (stage.unless and stage.unless in facts)


def over(definition: Definition, done: Collection[str], given: dict[str, Any], facts: Collection[str] = ()) -> set[str]:
    """Keys of the stages that hold up nothing: done, or not needed."""
    return {stage.key for stage in definition.stages if stage.key in done or not applies(stage, given, facts)}


def ready(
    definition: Definition,
    done: Collection[str],
    live: Collection[str],
    given: dict[str, Any],
    facts: Collection[str] = (),
) -> list[Stage]:
    """The stages that can begin now: not over, not begun, and everything before them is over.

    Steps wait for all approvals, whatever they say of themselves, so that none can be skipped.
    """
    past = over(definition, done, given, facts)
    approved = {stage.key for stage in definition.approvals} <= past
    return [
        stage
        for stage in definition.stages
        if stage.key not in past
        and stage.key not in live
        and set(definition.before(stage)) <= past
        and (stage.is_approval or approved)
    ]


def is_over(definition: Definition, done: Collection[str], given: dict[str, Any], facts: Collection[str] = ()) -> bool:
    """Whether nothing is left."""
    return len(over(definition, done, given, facts)) == len(definition.stages)
