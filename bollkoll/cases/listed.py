"""What a list's address means for the database: which cases, in which order."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from bollkoll.cases import lists
from bollkoll.cases.lists import Listing
from bollkoll.cases.models import Case
from bollkoll.kit import among  # noqa: F401  registers what is asked of states
from bollkoll.people.actor import Actor


def keys(actor: Actor, listing: Listing) -> QuerySet:
    """The keys of the list in its order, without ``q``: cut out the page that is shown.

    Open cases in the order of their balls are found by the index of open balls, from the first to the last that is shown,
    and not by finding and sorting all that are open.
    """
    rows = cases(actor, listing, by_balls=listing.follows_balls)
    if listing.follows_balls:
        rows = rows.filter(subject__main__ended_at=None, subject__main__due_at__isnull=False)
    return ordered(rows, listing).values_list("pk", flat=True)


def cases(actor: Actor, listing: Listing, at: datetime | None = None, *, by_balls: bool = False) -> QuerySet[Case]:
    """The cases of the list that the actor may see, in no order. ``q`` is not applied: see ``search.found``.

    ``by_balls``: the balls are walked, and each state is only checked (see :func:`keys`).
    """
    at = at or timezone.now()
    rows = Case.objects.visible_to(actor)
    if listing.is_only_open:  # as the states say too: the index of what is open is small, and PostgreSQL weighs by it
        rows = rows.filter(subject__is_open=True)
    if listing.view == "mine":
        rows = rows.filter(Q(subject__main__person=actor.person_id) | Q(assignee=actor.person_id))
    if listing.view == "teams":
        own = list(actor.person.memberships.values_list("team", flat=True)) if actor.person else []
        rows = rows.filter(Q(subject__main__team__in=own) | Q(service__team__in=own) | Q(third_line_team__in=own))
    if listing.view == "solved" and not listing.states:
        rows = rows.filter(solved_at__gte=at - lists.SOLVED_WITHIN)
    for keep in _narrow(listing, at, "checked" if by_balls else "in"):
        rows = rows.filter(keep)
    return rows


def _narrow(listing: Listing, at: datetime, has: str) -> Iterable[Q]:
    if states := listing.wanted_states:
        yield Q(**{f"state__{has}": states})
    if listing.kinds:
        yield Q(kind__in=listing.kinds)
    if listing.priorities:
        yield Q(priority__in=[int(one) for one in listing.priorities])
    if listing.reproduction:
        yield Q(reproduction__in=["" if one == "none" else one for one in listing.reproduction])
    for name, key in (("service", "key"), ("environment", "key"), ("institution", "code")):
        if chosen := getattr(listing, name):
            yield Q(**{f"{name}__{key}": chosen})
    if listing.reporter:
        yield Q(reporter=listing.reporter)
    if listing.assignee:
        yield Q(assignee={"me": listing.me, "none": None}.get(listing.assignee, listing.assignee))
    if listing.opened_from:
        yield Q(opened_at__gte=_midnight(listing.opened_from))
    if listing.opened_to:
        yield Q(opened_at__lt=_midnight(listing.opened_to + timedelta(days=1)))
    if listing.overdue:
        yield Q(**{"subject__main__due_at__lt": at, f"state__{has}": lists.OPEN_STATES})


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def ordered(rows: QuerySet[Case], listing: Listing) -> QuerySet[Case]:
    """In the order of the list's group and sort; ``best`` is for the search to order."""
    by, is_reversed = listing.sorted_by
    terms = [_turned(term) for term in lists.SORTS.get(by, ())] if is_reversed else list(lists.SORTS.get(by, ()))
    if by == "number":
        rows = rows.filter(subject__kind="case")  # numbers are unique within a kind: their index gives the order
    last = F("pk").desc() if is_reversed else F("pk").asc()
    return rows.order_by(*lists.GROUPS.get(listing.grouping, ()), *terms, last)


def _turned(term):
    """The same ordering the other way; what is empty stays last."""
    turned = term.copy()
    turned.descending = not turned.descending
    return turned
