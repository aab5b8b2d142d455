"""Numbers that a person is recognised by, on the page of the person."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bollkoll.channels.phone import commands
from bollkoll.channels.phone.forms import NumberForm, key_of
from bollkoll.channels.phone.models import Number
from bollkoll.channels.phone.policy import add_number as may_add
from bollkoll.channels.phone.views.doors import gone_to
from bollkoll.log.acting import Refused
from bollkoll.people import queries as people
from bollkoll.people.access import signed_in
from bollkoll.people.models import Person
from bollkoll.people.requests import Request


def _person(request: Request, pk: int) -> Person:
    person = people.person_card(request.actor).filter(pk=pk).first()
    if person is None or not may_add(request.actor, person):
        raise Http404("person")
    return person


def _page(person: Person) -> str:
    return reverse("people:person", args=[person.pk])


def _back(request: Request, person: Person) -> str:
    """To the call that the number was learnt in, else to the person's page."""
    call = key_of(request.POST.get("call", ""))
    return reverse("phone:call", args=[call]) if call else _page(person)


@signed_in
@require_POST
def add_number(request: Request, pk: int) -> HttpResponse:
    person, form = _person(request, pk), NumberForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("That is not a whole telephone number."), "not_a_number")
        commands.add_number(request.actor, person, number=form.cleaned_data["number"])
    except Refused as refusal:
        return gone_to(request, _back(request, person), refusal.message, level=messages.WARNING)
    return gone_to(request, _back(request, person), _("%(name)s is recognised by that number too.") % {"name": person})


@signed_in
@require_POST
def remove_number(request: Request, pk: int, number: int) -> HttpResponse:
    person = _person(request, pk)
    row = Number.objects.filter(pk=number, person=person).first()
    if row is None:
        raise Http404("number")
    commands.remove_number(request.actor, person, number=row)
    return gone_to(request, _page(person), _("The number is removed."))
