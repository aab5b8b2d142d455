"""Reading for the reporter's side. What is found is what the actor may see (``Case.objects.visible_to``)."""

from bollkoll.portal.queries.disturbances import Disturbance, Standing, disturbances, standing
from bollkoll.portal.queries.matters import (
    DRAFT,
    Unsent,
    by_number,
    colleagues,
    colleagues_to_add,
    drafts,
    followers,
    found,
    matter,
    matters,
    may_see,
    merged_target,
    narrowed,
    titled,
    topics,
    with_standing,
)
from bollkoll.portal.queries.opening import Deviation, Opening, opening, phone_url

__all__ = [
    "DRAFT",
    "Deviation",
    "Disturbance",
    "Opening",
    "Standing",
    "Unsent",
    "by_number",
    "colleagues",
    "colleagues_to_add",
    "disturbances",
    "drafts",
    "followers",
    "found",
    "matter",
    "matters",
    "may_see",
    "merged_target",
    "narrowed",
    "opening",
    "phone_url",
    "standing",
    "titled",
    "topics",
    "with_standing",
]
