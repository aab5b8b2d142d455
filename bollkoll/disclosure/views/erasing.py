"""Erasing a person: what would happen, why, and once more."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bollkoll.disclosure import commands, policy
from bollkoll.disclosure.commands.erasing import preview
from bollkoll.disclosure.forms import EraseForm
from bollkoll.log.acting import Refused
from bollkoll.log.erasing import Fate
from bollkoll.people import queries as people
from bollkoll.people.access import ask, desk_only
from bollkoll.people.models import Person
from bollkoll.people.requests import Request


@desk_only
@require_http_methods(["GET", "POST"])
def erase_person(request: Request, pk: int) -> HttpResponse:
    """First what goes and what stays, with the reason; then the name of the person, and only then is it done."""
    person = get_object_or_404(people.persons(request.actor).filter(erased_at=None), pk=pk)
    ask(policy.erase_person, request.actor, person)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _page(request, person, form, is_second=False, status=200)
    is_second = request.POST.get("second") == "yes"
    if not form.is_valid():
        return _page(request, person, form, is_second=is_second and not form.has_error("reason"), status=422)
    if not is_second:
        return _page(request, person, form, is_second=True, status=200)
    try:
        commands.erase_person(request.actor, person, **form.cleaned_data)
    except Refused as refusal:
        is_shape = refusal.code == "confirmation"
        form.add_error("confirmation" if is_shape else None, str(refusal.message))
        return _page(request, person, form, is_second=is_shape, status=422 if is_shape else 409)
    messages.success(request, _("The person is erased."))
    return HttpResponseRedirect(reverse("disclosure:disclosures"), status=303)


def _page(request: Request, person: Person, form: EraseForm, *, is_second: bool, status: int) -> HttpResponse:
    found = preview(person)
    groups = [
        {"title": _("This goes"), "rows": found.of(Fate.GOES), "texts": 0},
        {"title": _("This stays without telling who it was"), "rows": found.of(Fate.NAMELESS), "texts": found.texts},
        {"title": _("This stays"), "rows": found.of(Fate.STAYS), "texts": 0},
    ]
    is_second = is_second and not found.hinders
    context = {"person": person, "form": form, "preview": found, "groups": groups, "is_second": is_second}
    return render(request, "disclosure/erase_person.html", context, status=status)
