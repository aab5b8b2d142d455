"""Those who may not contact the support: where they turn, and figures."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth

from bollkoll.channels.phone.models import Call, LocalSupport
from bollkoll.people.actor import Actor
from bollkoll.people.models import Institution

MONTHS = 13


def local_support(institution: Institution | None) -> LocalSupport | None:
    return LocalSupport.objects.filter(institution=institution).first() if institution else None


def figures(actor: Actor, since: datetime, month: datetime | None = None) -> dict[str, list]:
    """Callers who were told where to turn, by month and kind, institution and reason; and all calls by month.

    ``month``: its first moment, when institutions and reasons are asked of one month alone. Five queries. Nothing in it
    leads to anybody, and calls about protected cases are counted for those alone who see them.
    """
    rows = Call.objects.visible_to(actor).exclude(ended_at=None).filter(began_at__gte=since).order_by()
    by_month = rows.annotate(month=TruncMonth("began_at")).values("month")
    lasted = ExpressionWrapper(Coalesce("hung_up_at", "ended_at") - F("began_at"), output_field=DurationField())
    away = Q(outcome=Call.Outcome.TURNED_AWAY)
    months = by_month.annotate(
        calls=Count("pk"),
        filed=Count("pk", filter=Q(outcome=Call.Outcome.FILED)),
        turned_away=Count("pk", filter=away),
        lasted=Sum(lasted),
    ).order_by("-month")
    kinds: dict[datetime, Counter] = defaultdict(Counter)
    for first, caller, count in by_month.filter(away).values_list("month", "caller").annotate(count=Count("pk")):
        kinds[first][caller] = count
    turned = rows.filter(away)
    if month is not None:
        turned = turned.filter(began_at__gte=month, began_at__lt=(month + timedelta(days=32)).replace(day=1))
    places = turned.exclude(institution=None).values("institution__code", "institution__name_sv")
    reasons = turned.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    labels = dict(Call.Reason.choices)
    return {
        "months": list(months),
        "kinds": [
            (first, [kinds[first][kind] for kind in Call.Caller.values], kinds[first].total())
            for first in sorted(kinds, reverse=True)
        ],
        "places": list(places.annotate(count=Count("pk")).order_by("-count", "institution__code")[:40]),
        "reasons": [(labels.get(reason, reason), count) for reason, count in reasons],
    }
