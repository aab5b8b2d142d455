"""Fewer mails, by a signed link of a mail: one click (RFC 8058) or a page with the choices. No login needed."""

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Watcher
from bollkoll.channels.email import envelope
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.people import commands as people
from bollkoll.people.actor import Actor
from bollkoll.people.models import Person

CHOICES = ("case", *Person.Telling.values)


@csrf_exempt  # mail programs post here without having seen the page; the signature is what lets them
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the choices and changes nothing (scanners follow links); POST carries one out.

    One click without a choice stops this case's mail for somebody who follows it, and for its reporter all mail about
    cases.
    """
    person, case = _signed(token)
    follows = case is not None and Watcher.objects.filter(case=case, person=person).exists()
    choice = ""
    if request.method == "POST":
        choice = request.POST.get("choice") or ("case" if follows else Person.Telling.NONE)
        if choice not in CHOICES:
            raise Http404
        _carry_out(person, case, choice)
        person.refresh_from_db()
        follows = follows and choice != "case"
    context = {"person": person, "case": case, "follows": follows, "choice": choice, "options": Person.Telling.choices}
    return render(request, "email/unsubscribe.html", context)


def _signed(token: str) -> tuple[Person, Case | None]:
    try:
        person_id, number = signing.loads(token, salt=envelope.UNSUBSCRIBE_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    person = Person.objects.active().filter(pk=person_id).first()
    if person is None:
        raise Http404
    return person, Case.objects.visible_to(Actor(person)).select_related("subject").filter(
        subject__number=number
    ).first()


def _carry_out(person: Person, case: Case | None, choice: str) -> None:
    actor = Actor(person, "mail")
    try:
        if choice == "case":
            if case is not None:
                cases.remove_watcher(actor, case, person=person)
        elif person.telling != choice:
            people.change_preferences(
                actor, person, language=person.language, telling=choice, shortcuts=person.shortcuts
            )
    except (Refused, NotAllowed):
        return  # it is so already
