"""Is there a burst? Asked of the last hour and of the same hours of the weeks before, by the index of opened cases."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from bollkoll.cases.models import Case
from bollkoll.incidents import rules
from bollkoll.incidents.models import Proposal
from bollkoll.incidents.rules import Burst
from bollkoll.services import queries as services
from bollkoll.services.models import Service

LOOKED_BACK = timedelta(minutes=max(rules.WINDOWS))


@dataclass(frozen=True)
class Noticed:
    """A burst of a service, and the proposal that it goes on with, if there is one."""

    service: Service
    cases: list[Case]
    burst: Burst
    proposal: Proposal | None


def noticed(at: datetime | None = None) -> Iterator[Noticed]:
    """Bursts that nobody has been told of yet. Nothing is read of the weeks before unless several cases have come.

    Cases that belong to an incident already are no news; neither are protected ones, which nobody is to hear of here.
    """
    at = at or timezone.now()
    rows = Case.objects.filter(opened_at__gt=at - LOOKED_BACK, opened_at__lte=at, service__isnull=False)
    rows = rows.filter(incident_link=None, merged_into=None, subject__is_protected=False)
    found: defaultdict[int, list[Case]] = defaultdict(list)
    for case in rows.select_related("subject").order_by("opened_at"):
        found[case.service_id].append(case)  # type: ignore[index]
    several = {key: cases for key, cases in found.items() if len(cases) >= rules.LEAST_CASES}
    if not several:
        return
    usual = _usual(list(several), at)
    known = Service.objects.in_bulk(list(several))
    for key, cases in several.items():
        arrivals = [(case.opened_at, case.institution_id) for case in cases]
        burst = rules.burst(arrivals, cases[-1].opened_at, usual[key])
        if burst is None:
            continue
        since = cases[-1].opened_at - timedelta(minutes=burst.minutes)
        inside = [case for case in cases if case.opened_at > since]
        if (one := _news(known[key], inside, burst)) is not None:
            yield one


def _news(service: Service, cases: list[Case], burst: Burst) -> Noticed | None:
    standing = Proposal.objects.filter(service=service, state=Proposal.State.OPEN).first()
    if standing is not None:
        known = set(standing.cases.values_list("pk", flat=True))
        return Noticed(service, cases, burst, standing) if {case.pk for case in cases} - known else None
    old = Proposal.objects.filter(service=service, state=Proposal.State.DISMISSED, last_at__gt=cases[0].opened_at)
    dismissed = old.order_by("-decided_at").first()
    if dismissed is not None:
        known = set(dismissed.cases.values_list("pk", flat=True))
        if len({case.pk for case in cases} - known) < rules.MORE_AFTER_DISMISSAL:
            return None
    return Noticed(service, cases, burst, None)


def _usual(keys: list[int], at: datetime) -> dict[int, float]:
    """How many cases of each service an hour are usual now: by the weeks before, or by the last days when that is more."""
    calendar, here = services.calendar(), timezone.localtime(at)
    first = Case.objects.order_by("opened_at").values_list("opened_at", flat=True).first()
    weeks = rules.usual_spans(here, lambda day: bool(calendar.holiday(day)), first)
    days = rules.recent_spans(here, lambda day: not calendar.hours(day), first)
    by_weeks, by_days = _counted(keys, weeks), _counted(keys, days)
    return {
        key: max(rules.per_hour(by_weeks[key], len(weeks)), rules.per_hour(by_days[key], len(days))) for key in keys
    }


def _counted(keys: list[int], spans: list[rules.Span]) -> Counter[int]:
    within = Q(pk__in=[])
    for start, end in spans:
        within |= Q(opened_at__gt=start, opened_at__lte=end)
    rows = Case.objects.filter(within, service__in=keys).order_by()
    return Counter(rows.values_list("service", flat=True))


def lapsed(at: datetime | None = None) -> list[Proposal]:
    """Proposals that nobody has answered while nothing more came."""
    late = (at or timezone.now()) - rules.LAPSES_AFTER
    return list(Proposal.objects.filter(state=Proposal.State.OPEN, last_at__lt=late))
