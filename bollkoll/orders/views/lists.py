"""The list of orders, and the pool: steps that wait for whoever takes them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from bollkoll.cases.rows import row
from bollkoll.cases.views.doors import signed_in
from bollkoll.orders.models import OrderType
from bollkoll.orders.policy import keeps_types, may_list
from bollkoll.orders.queries import finding
from bollkoll.people.models import Institution
from bollkoll.people.requests import Request

PAGE, MOST_PAGES = 50, 200
SHOW = {
    "pool": pgettext_lazy("orders", "To take"),
    "running": pgettext_lazy("orders", "Under way"),
    "over": pgettext_lazy("orders", "Over"),
    "all": pgettext_lazy("orders", "All"),
}
WHOSE = {"": _("Everybody's"), "mine": _("Mine"), "orderer": _("Wait for the orderer")}


class FilterForm(forms.Form):
    """Sent by GET; what is not known is passed over."""

    type = forms.ChoiceField(label=_("Order type"), required=False)
    institution = forms.ChoiceField(label=_("Institution"), required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=list(WHOSE.items()))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = OrderType.objects.select_related("current").defer("current__definition")
        self.fields["type"].choices = [("", _("All order types")), *((one.key, str(one)) for one in types)]
        places = [(one.code, str(one)) for one in Institution.objects.all()]
        self.fields["institution"].choices = [("", _("All institutions")), *places]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


@signed_in
@require_safe
def orders(request: Request) -> HttpResponse:
    actor = request.actor
    if not may_list(actor):
        raise PermissionDenied("orders.list")
    show = request.GET.get("show", "")
    show = show if show in SHOW else "pool"
    form = FilterForm(request.GET) if show != "pool" else None  # the pool is not narrowed
    chosen = form.chosen() if form else {}
    page = request.GET.get("page", "1")
    number = min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 5 else 1
    first, last = (number - 1) * PAGE, number * PAGE
    context: dict[str, Any] = {
        "show": show, "tabs": SHOW.items(), "form": form, "number": number, "keeps_types": keeps_types(actor),
        "is_narrowed": any(chosen.values()),
    }  # fmt: skip
    if show == "pool":
        found = finding.pool_part(actor, first, last + 1)
        shared = finding.shared(found[:PAGE])
        context["pool"] = [
            (asked, row(actor, asked.run.order.case, asked.ball), asked.run_id in shared) for asked in found[:PAGE]
        ]
    else:
        rows = finding.orders(
            actor, show=show, type_=chosen["type"], institution=chosen["institution"], whose=chosen["whose"]
        )
        found = finding.part(rows, first, last + 1, *finding.LISTED)
        context["rows"] = [(order, row(actor, order.case, order.case.ball)) for order in found[:PAGE]]
    context |= {"has_next": len(found) > PAGE, "query": request.GET.copy()}
    return render(request, "orders/orders.html", context)
