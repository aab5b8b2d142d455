"""Dealing out many: chosen in the inflow or at the stand-up, looked through, changed row by row, and then saved."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bollkoll.cases import afterwards, many
from bollkoll.cases.list_views import for_staff, see_other
from bollkoll.desk import commands, dealing, walking
from bollkoll.desk.models import StandUp
from bollkoll.log.acting import NotAllowed
from bollkoll.people.requests import Request


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def deal_out_many(request: Request) -> HttpResponse:
    """GET shows who would have what (all that nobody has, or the ``case`` numbers of the address); POST saves it, or,
    from a list, leads here with what was chosen there.
    """
    if not request.actor.is_agent:
        raise NotAllowed("desk.deal_out")
    if request.method != "POST":
        return _show(request, request.GET)
    if request.POST.get("do") != "save":
        cases, _unknown = many.chosen(request.actor, request.POST.getlist("case"))
        if not cases:
            messages.warning(request, _("No case was chosen."))
            return see_other(_back(request))
        chosen = [("case", str(case.number)) for case in cases[: dealing.MOST]]
        return see_other(f"{reverse('desk:deal_out_many')}?{urlencode([*chosen, ('next', _back(request))])}")
    return _save(request)


def _show(request: Request, given: QueryDict) -> HttpResponse:
    numbers = _numbers(given.getlist("case"))
    cases = dealing.chosen_cases(request.actor, numbers, is_shared=_at_stand_up(request) is not None)
    context: dict[str, Any] = {
        "preview": dealing.preview(cases, _choices(given)),
        "missing": max(0, len(set(numbers)) - len(cases)),
        "next": _back(request),
    }
    in_page = request.headers.get("HX-Target") == "dealing-load"
    return render(request, "desk/dealing_load.html" if in_page else "desk/dealing.html", context)


def _save(request: Request) -> HttpResponse:
    """Each case in its own act; of those that were refused, which and why stands on the page one comes back to."""
    numbers = list(dict.fromkeys(_numbers(request.POST.getlist("case"))))
    outcome = dealing.carry_out(request.actor, numbers, _choices(request.POST), _verb(_at_stand_up(request)))
    if outcome.done:
        count = len(outcome.done)
        said = ngettext("%(count)s case is dealt out.", "%(count)s cases are dealt out.", count) % {"count": count}
        messages.success(request, said)
    elif not outcome.refused and not outcome.unknown:
        messages.info(request, _("Everything was already as you chose; nothing was doubled."))
    afterwards.keep_outcome(request, outcome)
    return see_other(_back(request))


def _at_stand_up(request: Request) -> StandUp | None:
    """The stand-up that this is done at: whoever came from it, on a screen that others see."""
    return walking.running() if _back(request).startswith(reverse("desk:stand_up")) else None


def _verb(stand_up: StandUp | None) -> Callable[..., Any]:
    if stand_up is None:
        return dealing.give
    return lambda actor, case, person: commands.hand_out(actor, stand_up, case=case, person=person)


def _choices(given: QueryDict) -> dict[int, int | None]:
    """``to-1042=7`` is case 1042 to the person 7, and ``to-1042=`` to nobody yet; what is not understood is passed over."""
    found: dict[int, int | None] = {}
    for name, value in given.items():
        for number in _numbers([name.removeprefix("to-")] if name.startswith("to-") else []):
            found[number] = next(iter(_numbers([str(value)])), None)
    return found


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]


def _back(request: Request) -> str:
    """Where one came from; only within this site."""
    back = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return back if safe else reverse("desk:inflow")
