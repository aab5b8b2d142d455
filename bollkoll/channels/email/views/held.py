"""Held mail: the list, one message, and what can be done with it. For agents."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bollkoll.channels.email import commands, processing, queries, storing
from bollkoll.channels.email.forms import AddToCaseForm, LetInForm
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.parsing import ParsedMail
from bollkoll.log.acting import Refused
from bollkoll.log.live import live_url
from bollkoll.people.models import Person
from bollkoll.people.requests import Request

PER_PAGE = 200
LET_IN_ID, CASE_ID = "let-in-%s", "case-%s"
"""The two forms of the page ask for the same: their labels must lead to their own fields."""


def for_agents(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Agents only; everybody else is told that they may not."""

    @login_required
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_agent:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _found(request: Request, pk: UUID) -> InboundMail:
    mail = queries.held_message(request.actor, pk)
    if mail is None:
        raise Http404
    return mail


def _parsed(mail: InboundMail) -> ParsedMail:
    try:
        return processing.parsed_mail(mail)
    except OSError as error:
        raise Refused(
            _("The original message cannot be read from the disk just now. Try again in a while."), "disk"
        ) from error


@for_agents
@require_GET
def held_list(request: Request) -> HttpResponse:
    """What is held, newest first; ``?show=discarded`` what was put aside, ``?show=handled`` what was read without
    trouble.
    """
    show = request.GET.get("show", "held")
    if show == "handled":
        rows = queries.handled(request.actor).exclude(outcome=InboundMail.Outcome.DISCARDED)
    elif show == "discarded":
        rows = queries.handled(request.actor).filter(outcome=InboundMail.Outcome.DISCARDED)
    else:
        show, rows = "held", queries.held(request.actor)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "show": show,
        "page": page,
        "count": queries.held(request.actor).count(),
        "live_url": live_url("mail"),
        "template_part": "rows",
    }
    part = "#rows" if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted") else ""
    return render(request, f"email/held.html{part}", context)


@for_agents
@require_GET
def held_message(request: Request, pk: UUID) -> HttpResponse:
    return _show(request, _found(request, pk))


def _show(request: Request, mail: InboundMail, status: int = 200, **forms: Any) -> HttpResponse:
    """One message: its text made safe, what its headers say, its files by name, and why it is held."""
    parsed, trouble = ParsedMail(), ""
    try:
        parsed = _parsed(mail)
    except Refused as refusal:
        trouble = str(refusal.message)
    suggested = {"person": mail.person.email} if mail.person else {}
    number = {"number": mail.case.number} if mail.case else {}
    context = {
        "mail": mail,
        "parsed": parsed,
        "words": parsed.words(is_first=mail.case_id is None),
        "trouble": trouble,
        "facts": _facts(mail, parsed),
        "let_in_form": forms.get("let_in_form") or LetInForm(initial=suggested, auto_id=LET_IN_ID),
        "case_form": forms.get("case_form")
        or AddToCaseForm(initial=suggested | number, actor=request.actor, auto_id=CASE_ID),
        "known": Person.objects.active().order_by("sort").values_list("name", "email")[:2000],
        "live_url": live_url("mail"),
    }
    return render(request, "email/held_message.html", context, status=status)


def _facts(mail: InboundMail, parsed: ParsedMail) -> list[tuple[str, str]]:
    found = [
        (
            _("From"),
            " ".join(filter(None, [parsed.sender.name, f"<{parsed.sender.address}>" if parsed.sender.address else ""])),
        ),
        (_("Answers to"), ", ".join(a.address for a in parsed.reply_to)),
        (_("To"), ", ".join(a.address for a in (*parsed.to, *parsed.cc))),
        (_("Handed over by"), mail.envelope_from),
        (_("Message-ID"), mail.header_id),
        (_("Sender check"), ", ".join(f"{a.method}={a.result}" for a in parsed.authentication if a.header == 0)),
        (_("Door"), mail.get_source_display()),
        (_("Kind"), "" if parsed.auto == "none" else parsed.auto),
        (_("What was odd"), "; ".join(parsed.problems)),
    ]
    return [(label, value) for label, value in found if value]


@for_agents
@require_POST
def let_in(request: Request, pk: UUID) -> HttpResponse:
    """Make it a new case of a registered contact."""
    mail = _found(request, pk)
    form = LetInForm(request.POST, auto_id=LET_IN_ID)
    if not form.is_valid():
        return _show(request, mail, 422, let_in_form=form)
    try:
        case = commands.let_in(request.actor, mail, parsed=_parsed(mail), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _show(request, mail, 409, let_in_form=form)
    messages.success(request, _("The mail became case %(number)s.") % {"number": case.number})
    return _see_other(reverse("cases:case", args=[case.number]))


@for_agents
@require_POST
def add_to_case(request: Request, pk: UUID) -> HttpResponse:
    """Add it to a case that exists."""
    mail = _found(request, pk)
    form = AddToCaseForm(request.POST, actor=request.actor, auto_id=CASE_ID)
    if not form.is_valid():
        return _show(request, mail, 422, case_form=form)
    try:
        case = commands.add_to_case(
            request.actor,
            mail,
            parsed=_parsed(mail),
            case=form.cleaned_data["number"],
            person=form.cleaned_data["person"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _show(request, mail, 409, case_form=form)
    messages.success(request, _("The mail was added to case %(number)s.") % {"number": case.number})
    return _see_other(reverse("cases:case", args=[case.number]))


@for_agents
@require_POST
def replay(request: Request, pk: UUID) -> HttpResponse:
    commands.replay(request.actor, _found(request, pk))
    messages.success(request, _("The mail is read again in a moment."))
    return _see_other(reverse("email:held"))


@for_agents
@require_POST
def discard(request: Request, pk: UUID) -> HttpResponse:
    commands.discard(request.actor, _found(request, pk))
    messages.success(request, _("The mail was put aside. It is kept under “Put aside”."))
    return _see_other(reverse("email:held"))


@for_agents
@require_POST
def restore(request: Request, pk: UUID) -> HttpResponse:
    mail = commands.restore(request.actor, _found(request, pk))
    return _see_other(reverse("email:held_message", args=[mail.pk]))


@for_agents
@require_POST
def change_many(request: Request) -> HttpResponse:
    """Read again or put aside several at once; one that somebody else has taken care of does not stop the others."""
    verb = {"replay": commands.replay, "discard": commands.discard}.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    done = 0
    chosen = [key for key in request.POST.getlist("mail") if _is_uuid(key)]
    for mail in queries.held(request.actor).filter(pk__in=chosen):
        try:
            verb(request.actor, mail)
            done += 1
        except Refused:
            continue
    messages.success(request, ngettext("%(count)s mail changed.", "%(count)s mails changed.", done) % {"count": done})
    return _see_other(reverse("email:held"))


@for_agents
@require_GET
def original(request: Request, pk: UUID) -> HttpResponse:
    """The raw message as a file, never shown in the browser."""
    mail = _found(request, pk)
    try:
        raw = storing.read(mail)
    except OSError as error:
        raise Refused(
            _("The original message cannot be read from the disk just now. Try again in a while."), "disk"
        ) from error
    response = HttpResponse(raw, content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{mail.pk}.eml"'
    return response


def _see_other(url: str) -> HttpResponse:
    response = redirect(url)
    response.status_code = 303
    return response


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
