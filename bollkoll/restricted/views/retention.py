"""How long things are kept: the rules, and what has gone by them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bollkoll.cases.models import Case
from bollkoll.log.acting import Refused
from bollkoll.people.access import ask, desk_only
from bollkoll.people.requests import Request
from bollkoll.restricted import commands, policy, queries
from bollkoll.restricted.forms import RuleForm
from bollkoll.restricted.models import RetentionRule


@desk_only
@require_safe
def retention(request: Request) -> HttpResponse:
    """The table of rules, and the log of what was disposed of."""
    if not policy.may_read_rules(request.actor):
        raise PermissionDenied("restricted.retention")
    kept = queries.rule_table()
    context = {
        "groups": [
            {"label": label, "what": what, "lines": [line for line in kept if line.what == what]}
            for what, label in RetentionRule.What.choices
            if what in queries.RULED
        ],
        "kinds": dict(Case.Kind.choices),
        "disposals": queries.disposals(request.actor),
        "may_change": policy.set_rule(request.actor, None),
    }
    return render(request, "restricted/retention.html", context)


@desk_only
@require_http_methods(["GET", "POST"])
def set_rule(request: Request, what: str, kind: str = "") -> HttpResponse:
    """Change one rule, or take it away by leaving the days empty."""
    ask(policy.set_rule, request.actor)
    if what not in queries.RULED or (kind and kind not in Case.Kind.values):
        raise Http404("rule")
    rule = RetentionRule.objects.filter(what=what, kind=kind).first()
    initial = {"days": rule.days, "basis": rule.basis} if rule else {}
    form = RuleForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if form.cleaned_data["days"] is not None:
                    commands.set_rule(request.actor, what=what, kind=kind, **form.cleaned_data)
                elif rule:
                    commands.remove_rule(request.actor, rule)
            except Refused as refusal:
                form.add_error("days", str(refusal.message))
                status = 409
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(reverse("restricted:retention"), status=303)
    context = {
        "form": form,
        "what": RetentionRule.What(what),
        "kind": dict(Case.Kind.choices).get(kind, ""),
    }
    return render(request, "restricted/rule_form.html", context, status=status)
