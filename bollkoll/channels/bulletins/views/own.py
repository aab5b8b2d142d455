"""For anybody: ask for notices, confirm, choose anew, leave. A link only shows a page; what changes is posted, since the
scanners of mail servers follow links."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.channels.bulletins import commands, links, queries
from bollkoll.channels.bulletins.forms import AskForm, ChoiceForm
from bollkoll.channels.bulletins.models import Subscription
from bollkoll.channels.bulletins.policy import LINK
from bollkoll.log.acting import Refused
from bollkoll.people.actor import NOBODY, Actor
from bollkoll.people.requests import Request

HOLDER = Actor(None, LINK)
"""Whoever came by a signed link."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: Request) -> HttpResponse:
    """The form. The answer is the same whether the mailbox is known or not."""
    initial = {"language": get_language(), **_preset(request)}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not ratelimit.consume(request, action="subscribe", key=given["address"].casefold()):
            form.add_error(None, _("That was too many times in a short while. What you chose is kept; try in an hour."))
            return render(request, "bulletins/subscribe.html", {"form": form}, status=429)
        commands.ask(
            NOBODY, None, address=given["address"], language=given["language"], chosen=form.chosen, url=given["url"],
            is_shared=given["is_shared"],
        )  # fmt: skip
        return redirect("bulletins:asked")
    return render(request, "bulletins/subscribe.html", {"form": form}, status=422 if form.errors else 200)


def _preset(request: Request) -> dict[str, list[str]]:
    """What the public page that one came from was about: ``?service=…`` ticks that one."""
    known = queries.choices()
    asked = {"services": "service", "environments": "environment", "institutions": "institution"}
    return {
        name: [key for key in request.GET.getlist(word) if key in dict(known[name])] for name, word in asked.items()
    }


@require_safe
def asked(request: Request) -> HttpResponse:
    return render(request, "bulletins/asked.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """What was asked for on behalf of the mailbox, and the button that says yes."""
    row = _found(token, links.CONFIRM)
    if row.ended_at:
        return render(request, "bulletins/over.html", {"subscription": row}, status=410)
    if request.method == "POST":
        said = _("Confirmed. You get what is published from now on.")
        try:
            row = commands.confirm(HOLDER, row)
            said = _narrowing() if row.narrowed else said
        except Refused as refusal:
            if refusal.code != "unchanged":
                return render(request, "bulletins/over.html", {"subscription": row}, status=410)
            said = str(refusal.message)
        messages.success(request, said)
        return redirect("bulletins:subscription", links.token(row.pk, links.KEEP))
    return render(
        request,
        "bulletins/confirm.html",
        {
            "subscription": row,
            "wanted": _said(row.wanted["chosen"] if row.wanted else row.chosen),
            "is_confirmed": row.confirmed_at is not None and row.wanted is None,
            "own_url": reverse("bulletins:subscription", args=[links.token(row.pk, links.KEEP)]),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: Request, token: str) -> HttpResponse:
    """One's own: what is chosen, and the ways to choose anew and to leave."""
    row = _found(token)
    if row.ended_at:
        return render(request, "bulletins/over.html", {"subscription": row}, status=410)
    form = ChoiceForm(request.POST if request.method == "POST" else None, subscription=row)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = commands.choose(
                HOLDER, row, language=given["language"], chosen=form.chosen, is_shared=given.get("is_shared", False)
            )
            messages.success(request, _narrowing() if row.narrowed else _("Your choice is saved."))
        except Refused as refusal:
            messages.info(request, str(refusal.message))
        return redirect(request.path)
    narrowed = _said(row.narrowed["chosen"]) if row.narrowed else []
    context = {"subscription": row, "form": form, "token": token, "narrowed": narrowed}
    return render(request, "bulletins/subscription.html", context, status=422 if form.errors else 200)


@csrf_exempt  # mail programs post here without having seen the page (RFC 8058); the signature is what lets them
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, token: str) -> HttpResponse:
    """GET shows what would happen and changes nothing; POST leaves, or tells the other readers of a shared mailbox."""
    row = _found(token)
    if request.method == "POST":
        try:
            row = commands.leave(HOLDER, row)
        except Refused:
            row = _found(token)  # it is so already: one click twice is no fault
        return render(request, "bulletins/left.html", {"subscription": row, "token": token})
    if row.ended_at:
        return render(request, "bulletins/over.html", {"subscription": row}, status=410)
    return render(request, "bulletins/leave.html", {"subscription": row, "token": token})


@require_POST
def stay(request: Request, token: str) -> HttpResponse:
    """Another reader of the mailbox wants to go on."""
    row = _found(token)
    try:
        commands.stay(HOLDER, row)
        messages.success(request, _("It goes on. Nothing changes for those who read the mailbox."))
    except Refused as refusal:
        messages.info(request, str(refusal.message))
    return redirect("bulletins:subscription", token)


def _found(token: str, salt: str = links.KEEP) -> Subscription:
    row = queries.by_link(token, salt)
    if row is None:
        raise Http404
    return row


def _narrowing() -> str:
    return _("Fewer notices concern all who read the mailbox: they are told, and have a week to say no.")


def _said(chosen: dict[str, list]) -> list[tuple[str, list[str]]]:
    """A choice in words: each respect with its names; an empty list is all of it."""
    form = ChoiceForm()
    return [
        (str(form.fields[name].label), [str(label) for key, label in form.fields[name].choices if key in keys])
        for name in ("kinds", "environments", "services", "institutions")
        for keys in [{str(key) for key in chosen.get(name, ())}]
    ]
