"""One matter: where it stands, the dialogue, and what the reporter's side may do."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.cases import commands
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.commands.timing import acute
from bollkoll.cases.models import Case
from bollkoll.cases.queries import draft as draft_of
from bollkoll.cases.queries import shared_timeline
from bollkoll.cases.views.composing import forget_draft
from bollkoll.kit.files import MB
from bollkoll.log.acting import Refused
from bollkoll.log.live import live_url
from bollkoll.orders import policy as orders
from bollkoll.orders.queries.finding import staffed_as
from bollkoll.people.requests import Request
from bollkoll.portal import queries, rules
from bollkoll.portal.forms import ColleagueForm, DidNotHelpForm, ReplyForm, ThanksForm
from bollkoll.portal.protecting import carry_out
from bollkoll.portal.views import files
from bollkoll.portal.views.door import for_people, see
from bollkoll.services import queries as services
from bollkoll.ui import dates


@for_people
@require_safe
def case(request: Request, number: int) -> HttpResponse:
    """The page of a matter. Whoever works at the support has a page of their own for it."""
    found = queries.matter(request.actor, number)
    if request.actor.is_staff:
        return redirect("cases:case", number)
    return _page(request, found)


@for_people
@require_safe
def print_case(request: Request, number: int) -> HttpResponse:
    """The matter on paper, as the reporter's side may read it."""
    found = queries.matter(request.actor, number)
    return render(request, "portal/print.html", _shown(request, found))


@for_people
@require_POST
def reply(request: Request, number: int) -> HttpResponse:
    """Write in the matter. It opens a solved or closed one again."""
    found = queries.matter(request.actor, number)
    kept = files.keep(request)
    form = ReplyForm(request.POST)
    if form.is_valid() and not form.cleaned_data["text"] and not kept.files and not kept.refused:
        form.add_error("text", _("Write something, or add a file."))
    if not form.is_valid() or kept.refused or form.asks():
        return _page(request, found, reply_form=form, kept=kept, status=422)
    try:
        written = carry_out(
            request.actor,
            form,
            lambda message: message.case,
            lambda: commands.reply(
                request.actor,
                found,
                text=form.cleaned_data["text"],
                files=kept.files,
                once=request.POST.get("once", "")[:64],
            ),
        )
        where = written.case
    except AlreadyDone as again:
        where = again.made.case
    except Refused as error:
        form.add_error(None, str(error.message))
        return _page(request, found, reply_form=form, kept=kept, status=409)
    forget_draft(request, _draft_key(found))
    messages.success(request, _("Your message is sent."))
    return see("portal:case", where.number, after="#latest")


def asked_no_more(request: Request, found: Case) -> str:
    """What to say when the answer is to the question of a page that was open before somebody else said that it did not help."""
    if "helped" not in request.POST or not found.is_open or found.state == Case.State.SOLVED:
        return ""
    return _(
        "Somebody has written in the matter since you were asked whether it helped, and it is open again. "
        "Read it first; if it is solved all the same, say so below."
    )


@for_people
@require_POST
def confirm_solved(request: Request, number: int) -> HttpResponse:
    """It is solved: the matter closes."""
    found = queries.matter(request.actor, number)
    if meanwhile := asked_no_more(request, found):
        messages.warning(request, meanwhile)
        return see("portal:case", number)
    try:
        commands.confirm_solved(request.actor, found)
    except Refused as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, _("Good that it is solved. The matter is closed."))
    return see("portal:case", number)


@for_people
@require_POST
def say_thanks(request: Request, number: int) -> HttpResponse:
    """A rating, a word of thanks, or both."""
    found = queries.matter(request.actor, number)
    form = ThanksForm(request.POST, auto_id="thanks_%s")
    if meanwhile := asked_no_more(request, found):
        form.add_error(None, meanwhile)
        return _page(request, found, thanks_form=form, status=409)
    if not form.is_valid() or form.asks():
        return _page(request, found, thanks_form=form, status=422)
    given = {name: form.cleaned_data[name] for name in ("rating", "words")}
    carry_out(request.actor, form, lambda _made: found, lambda: commands.say_thanks(request.actor, found, **given))
    messages.success(request, _("Thank you! We are glad to hear from you."))
    return see("portal:case", number)


@for_people
@require_POST
def say_it_did_not_help(request: Request, number: int) -> HttpResponse:
    """It was said to be solved and is not: the support has the ball again."""
    found = queries.matter(request.actor, number)
    form = DidNotHelpForm(request.POST, auto_id="did_not_help_%s")
    if not form.is_valid() or form.asks():
        return _page(request, found, did_not_help_form=form, status=422)
    said = form.cleaned_data["text"]
    carry_out(
        request.actor, form, lambda _made: found, lambda: commands.say_it_did_not_help(request.actor, found, text=said)
    )
    messages.success(request, _("Thank you for telling us. The matter is open again and we go on."))
    return see("portal:case", number)


@for_people
@require_POST
def add_watcher(request: Request, number: int) -> HttpResponse:
    """Let a colleague of the own institution follow the matter."""
    found = queries.matter(request.actor, number)
    form = ColleagueForm(request.POST, people=queries.colleagues_to_add(request.actor, found), auto_id="colleague_%s")
    if not form.is_valid():
        return _page(request, found, colleague_form=form, status=422)
    person = form.cleaned_data["person"]
    try:
        commands.add_watcher(request.actor, found, person=person)
    except Refused as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, _("%(name)s now follows the matter.") % {"name": person.name})
    return see("portal:case", number)


@for_people
@require_POST
def remove_watcher(request: Request, number: int) -> HttpResponse:
    """Take a colleague, or oneself, off the matter."""
    found = queries.matter(request.actor, number)
    person = next((p for p in queries.followers(found) if str(p.pk) == request.POST.get("person")), None)
    if person is None:
        messages.info(request, _("That person does not follow the matter."))
        return see("portal:case", number)
    try:
        commands.remove_watcher(request.actor, found, person=person)
    except Refused as error:
        messages.warning(request, str(error.message))
    else:
        messages.success(request, _("%(name)s no longer follows the matter.") % {"name": person.name})
    if person.pk == request.actor.person_id and not queries.may_see(request.actor, found):
        return see("portal:cases")
    return see("portal:case", number)


def _draft_key(found: Case) -> str:
    return f"portal:reply:{found.number}"


def _shown(request: Request, found: Case) -> dict[str, Any]:
    """What page, fragment and print have in common."""
    actor = request.actor
    organisation = services.organisation()
    no = queries.declined([found]).get(found.pk)
    is_stopped = queries.is_stopped(found)
    return {
        "case": found,
        "is_stopped": is_stopped,
        "standing": rules.standing(
            found,
            actor.person,
            closes_after=organisation.close_solved_after,
            no=no,
            beside=queries.asked_beside(found),
            is_stopped=is_stopped,
        ),
        "entries": shared_timeline(actor, found),
        "target": queries.merged_target(actor, found),
        "followers": queries.followers(found),
    }


def _page(
    request: Request, found: Case, *, kept: files.Kept | None = None, status: int = 200, **forms: Any
) -> HttpResponse:
    actor = request.actor
    context = _shown(request, found) | {"topic": f"{found.topic}:shared"}
    part = request.GET.get("part") if request.htmx else None
    context["go_url"] = _go_url(request, found, context["standing"].asks)
    context |= _closing(request, found, forms, is_stopped=context["is_stopped"])
    if part in ("standing", "closing", "dialogue"):
        return render(request, f"portal/case.html#{part}", context)
    draft, kind = draft_of(actor, _draft_key(found)), staffed_as(found)
    initial = {"text": draft.fields.get("text", "")} if draft else {}
    context |= {
        "live_url": live_url(context["topic"]),
        "reply_form": forms.get("reply_form") or ReplyForm(initial=initial),
        "colleague_form": forms.get("colleague_form")
        or ColleagueForm(people=queries.colleagues_to_add(actor, found), auto_id="colleague_%s"),
        "draft": draft,
        "draft_url": reverse("cases:draft", args=[_draft_key(found)]),
        "upload_url": reverse("cases:upload"),
        "max_bytes": settings.CONFIG.max_file_mb * MB,
        "files": kept.shown if kept else [],
        "refused_files": kept.refused if kept else [],
        "is_declined": rules.is_declined(found),
        "may_add": queries.colleagues_to_add(actor, found).exists(),
        "may_remove": found.reporter_id == actor.person_id or found.institution_id in actor.seen_institutions,
        "rating_said": _rating_said(found),
        "opens_at": _when(queries.opening().opens_at),
        "handled_from": _when(later).rstrip(".") if (later := services.handled_from(kind, acute(found))) else "",
        "is_received": "received" in request.GET and found.reporter_id == actor.person_id,
        "opening": queries.opening(),
        "notices": services.notices(kind),
    }
    return render(request, "portal/case.html", context, status=status)


def _closing(request: Request, found: Case, forms: dict[str, Any], *, is_stopped: bool) -> dict[str, Any]:
    """Whether it helped, how we did: asked as long as there is something to ask."""
    is_closed = found.state == Case.State.CLOSED
    return {
        "thanks_form": forms.get("thanks_form") or ThanksForm(auto_id="thanks_%s", initial=_thanks_before(found)),
        "did_not_help_form": forms.get("did_not_help_form") or DidNotHelpForm(auto_id="did_not_help_%s"),
        "may_close": found.state == Case.State.SOLVED and found.is_open and not rules.is_declined(found),
        "helped": request.GET.get("helped", ""),
        "may_thank": is_closed and not (found.merged_into_id or hasattr(found, "thanks") or is_stopped),
    }


def _go_url(request: Request, found: Case, asks: str) -> str:
    """Where the reporter's side does what is asked. The closing question stands right below."""
    if asks == "change":
        may = orders.on_orderers_side(request.actor, found.order)
        return reverse("orders:change_order", args=[found.number]) if may else ""
    if not asks or asks == "closing":
        return ""
    return f"{reverse('portal:case', args=[found.number])}#{asks}"


def _rating_said(found: Case) -> str:
    """The rating in words, as it was chosen."""
    thanks = getattr(found, "thanks", None)
    return str(dict(ThanksForm.base_fields["rating"].choices).get(thanks.rating, "")) if thanks else ""


def _when(moment: datetime) -> str:
    return dates.clock_time(moment, timezone.now(), get_language() or "sv", timezone.get_current_timezone())


def _thanks_before(found: Case) -> dict[str, Any]:
    thanks = getattr(found, "thanks", None)
    return {"rating": thanks.rating, "words": thanks.words} if thanks else {}
