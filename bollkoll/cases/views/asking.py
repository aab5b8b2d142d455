"""Questions to third line: asked from a case, listed for those who are asked, answered on a page of their own."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bollkoll.cases import commands, queries
from bollkoll.cases.forms import asking as forms
from bollkoll.cases.models import Case, Contribution, Draft, Question
from bollkoll.cases.queries import asking
from bollkoll.cases.views import composing
from bollkoll.cases.views.doors import View, done, for_staff, page_of
from bollkoll.cases.views.files import keep
from bollkoll.cases.views.verbs import verb
from bollkoll.kit.files import MB
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.live import live_url
from bollkoll.people.requests import Request


def _asked(request: Request, case: Case, made: Question, form: Any) -> HttpResponse:
    """Says who is asked: somebody who is away has been replaced."""
    meant = form.arguments()["person"]
    if meant is not None and meant.pk != made.person_id:
        said = _("%(meant)s is away, so the question is with %(name)s.") % {"meant": meant, "name": made.asked}
    else:
        said = _("The question is with %(name)s.") % {"name": made.asked}
    return done(request, case, said)


ask_for_input = verb(commands.ask_for_input, forms.AskForm, answer=_asked)


@for_staff
@require_safe
def questions(request: Request) -> HttpResponse:
    """What is asked of us (third line), or what we wait for (agents); only the rows when the page itself asks."""
    actor = request.actor
    context: dict[str, Any] = {
        "waiting": asking.open_questions(actor),
        "ended": asking.ended_questions(actor),
        "now": timezone.now(),
    }
    if request.headers.get("HX-Target") == "questions":
        return render(request, "cases/question/rows.html", context)
    context["live_url"] = live_url("desk", f"person:{actor.person_id}")
    return render(request, "cases/question/list.html", context)


@for_staff
@require_safe
def question(request: Request, key: int) -> HttpResponse:
    """One question with its thread, the report, and what was sent along."""
    found = _found(request, key)
    if request.headers.get("HX-Target") == "thread":
        return render(request, "cases/question/thread.html", _thread(request, found))
    return _show(request, found)


def _found(request: Request, key: int) -> Question:
    try:
        return asking.question(request.actor, key)
    except (Question.DoesNotExist, OverflowError):
        raise Http404("question") from None


def _thread(request: Request, found: Question) -> dict[str, Any]:
    return {
        "question": found,
        "case": found.case,
        "thread": asking.thread(found),
        "may_act": request.actor.is_agent,
        "is_on_page": True,
    }


def _show(
    request: Request, found: Question, form: forms.AnswerQuestionForm | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    may_answer = found.is_open and commands.answer_question.policy(actor, found)
    used = forms.AnswerQuestionForm if may_answer else forms.CommentForm
    verb_name = "answer_question" if may_answer else "comment_on_question"
    name = f"question:{found.pk}"
    draft = queries.draft(actor, name)
    initial = {"text": draft.fields.get("text", "")} if draft else {}
    context = _thread(request, found) | {
        "may_answer": may_answer,
        "may_ask_again": not found.is_open and found.case.is_open and actor.is_agent,
        "may_withdraw": found.is_open and actor.is_agent,
        "may_pass_on": may_answer and not found.case.subject.is_protected,
        "form": form or used(actor=actor, question=found, initial=initial),
        "form_url": reverse(f"cases:{verb_name}", args=[found.pk]),
        "report": asking.report(found),
        "sent": asking.sent_along(found),
        "files": composing.shown(composing.files_of(actor, form, draft)),
        "upload_url": reverse("cases:upload"),
        "max_bytes": settings.CONFIG.max_file_mb * MB,
        "draft_url": reverse("cases:draft", args=[name]),
        "draft_at": draft.saved_at.isoformat() if draft else "",
        "live_url": live_url("desk", f"person:{actor.person_id}", found.topic),
    }
    return render(request, "cases/question/page.html", context, status=status)


def _page_of(found: Question) -> str:
    return reverse("cases:question", args=[found.pk])


def _done(request: Request, found: Question, said: Any) -> HttpResponse:
    messages.success(request, str(said))
    if request.htmx and "X-Sent-By" not in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": _page_of(found)})
    return HttpResponseRedirect(_page_of(found), status=303)


def _written(command: Callable[..., Any], form_class: type[forms.AnswerQuestionForm]) -> View:
    """What is written on the question's own page. A refusal keeps the page and its text."""

    def view(request: Request, key: int) -> HttpResponse:
        found = _found(request, key)
        form = form_class(request.POST, actor=request.actor, question=found)
        if not keep(request, form) or not form.is_valid():
            return _show(request, found, form, status=422)
        try:
            command(request.actor, found, **form.arguments())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            return _show(request, found, form, status=409)
        composing.forget_draft(request, f"question:{found.pk}")
        return _done(request, found, form.said)

    return for_staff(require_POST(view))


def _chosen(command: Callable[..., Any], form_class: type[forms.QuestionForm]) -> View:
    """A verb in a dialog, or without script on a page of its own."""

    def view(request: Request, key: int) -> HttpResponse:
        found = _found(request, key)
        if not command.policy(request.actor, found):
            raise NotAllowed(command.__name__)
        if request.method == "GET":
            return _dialog(request, found, form_class(actor=request.actor, question=found))
        form = form_class(request.POST, actor=request.actor, question=found)
        if not form.is_valid():
            return _dialog(request, found, form, status=422)
        try:
            command(request.actor, found, **form.arguments())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            return _dialog(request, found, form, status=409)
        return _done(request, found, form.said)

    return for_staff(require_http_methods(["GET", "POST"])(view))


def _dialog(request: Request, found: Question, form: forms.QuestionForm, status: int = 200) -> HttpResponse:
    form.visible_fields()[0].field.widget.attrs["autofocus"] = True
    context = {"case": found.case, "form": form, "back_url": _page_of(found)}
    alone = request.headers.get("HX-Target") == "dialog-body"
    return render(request, "cases/verb_form.html" if alone else "cases/verb.html", context, status=status)


answer_question = _written(commands.answer_question, forms.AnswerQuestionForm)
comment_on_question = _written(commands.comment_on_question, forms.CommentForm)
ask_again = _written(commands.ask_again, forms.AskAgainForm)
return_question = _chosen(commands.return_question, forms.ReturnForm)
pass_question_on = _chosen(commands.pass_question_on, forms.PassOnForm)
withdraw_question = _chosen(commands.withdraw_question, forms.WithdrawForm)


@for_staff
@require_POST
def use_input(request: Request, key: int) -> HttpResponse:
    """Make a draft answer of what third line said. Nothing is sent: the agent reads, changes and sends it."""
    found = _found(request, key)
    if not request.actor.is_agent:
        raise PermissionDenied("cases.use_input")
    pk = request.POST.get("said", "")
    said = found.thread.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
    if said is None or said.kind not in (Contribution.Kind.ANSWER, Contribution.Kind.COMMENT):
        raise Http404("said")
    name = composing.key(found.case, "answer")
    draft = queries.draft(request.actor, name)
    fields = dict(draft.fields) if draft else {}
    begun = str(fields.get("text", "")).strip()
    if said.text.strip() not in begun:
        fields["text"] = "\n\n".join(filter(None, (begun, said.text.strip())))
    with housekeeping("drafts"):
        Draft.objects.update_or_create(
            person=request.actor.person, key=name, defaults={"fields": fields, "saved_at": timezone.now()}
        )
    messages.success(
        request, _("The input is in the box below. Change what needs changing; nothing is sent until you send it.")
    )
    return HttpResponseRedirect(f"{page_of(found.case)}?compose=answer#composer", status=303)
