"""Answer, note, take back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bollkoll.cases import commands, queries
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.forms import AnswerForm, NoteForm
from bollkoll.cases.models import Case, Draft, Message
from bollkoll.cases.views import composing, page
from bollkoll.cases.views.doors import WRITTEN, for_staff, found, page_of
from bollkoll.cases.views.files import keep
from bollkoll.kit.text import clean
from bollkoll.knowledge import commands as knowledge
from bollkoll.knowledge.models import AnswerTemplate
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.people.requests import Request


@for_staff
@require_POST
def answer(request: Request, number: int) -> HttpResponse:
    """An answer to the reporter: written now, sent when the time to undo it has passed."""
    case = _theirs(request, number)
    if not commands.answer.policy(request.actor, case):
        return _no_longer_theirs(request, case)
    form = AnswerForm(request.POST, actor=request.actor, case=case)
    if not keep(request, form) or not form.is_valid():
        return _again(request, case, answer_form=form, status=422)
    template = form.cleaned_data["template"]
    try:
        commands.answer(request.actor, case, **form.arguments())
    except AlreadyDone:
        template = None
    except Refused as refusal:
        return _again(request, case, answer_form=form, refusal=refusal, status=409)
    if template and (used := AnswerTemplate.objects.filter(pk=template).first()):
        knowledge.use_template(request.actor, used)
    composing.forget_draft(request, composing.key(case, "answer"))
    return _sent(request, found(request, number))


def _theirs(request: Request, number: int) -> Case:
    """The case. Third line, whose it was while they wrote and who no longer sees it, hears so and keeps the text."""
    try:
        return found(request, number)
    except Http404:
        if queries.was_theirs(request.actor, number):
            raise Refused(
                _(
                    "The case went back to second line while you wrote. Nothing was sent: copy your text before you leave."
                ),
                "gone",
            ) from None
        raise


def _no_longer_theirs(request: Request, case: Case) -> HttpResponse:
    """Third line wrote to the reporter while second line took the case back: the text stands in the note instead."""
    back = queries.given_back(case)
    if back is None or back.data["person"] != request.actor.person_id:
        raise NotAllowed("cases.answer")
    said = {"name": back.actor or _("Second line")}
    words = _(
        "%(name)s took the case back to second line while you wrote, so nothing was sent to the reporter. Your text stands "
        "here: save it as a note, and second line has it."
    )
    form = NoteForm(request.POST, actor=request.actor, case=case, auto_id="note_%s")
    form.is_valid()
    return _again(request, case, note_form=form, refusal=Refused(words % said, "given_back"), status=409)


@for_staff
@require_POST
def note(request: Request, number: int) -> HttpResponse:
    """An internal note."""
    case = found(request, number)
    form = NoteForm(request.POST, actor=request.actor, case=case, auto_id="note_%s")
    if not keep(request, form) or not form.is_valid():
        return _again(request, case, note_form=form, status=422)
    try:
        commands.note(request.actor, case, **form.arguments())
    except AlreadyDone:
        pass
    except Refused as refusal:
        return _again(request, case, note_form=form, refusal=refusal, status=409)
    composing.forget_draft(request, composing.key(case, "note"))
    return _sent(request, case, said=_("The note is saved."), mode="note")


@for_staff
@require_POST
def undo_answer(request: Request, number: int) -> HttpResponse:
    """Take an answer back before it has gone: its text is a draft again."""
    case = found(request, number)
    if not _is_key(request):
        raise Http404("message")
    message = case.messages.filter(pk=request.POST["message"]).first()
    if message is None:  # pressed twice, or in another window
        raise Refused(_("The answer has already been taken back."), "undone")
    files = [str(file.pk) for file in message.attachments.all()]
    kept = {"then": message.then, "files": files, "marks": message.marks}
    text = commands.undo_answer(request.actor, case, message=message)
    with housekeeping("drafts"):
        Draft.objects.update_or_create(
            person=request.actor.person,
            key=composing.key(case, "answer"),
            defaults={"fields": {"text": text, **kept}, "saved_at": timezone.now()},
        )
    return _sent(request, case, said=_("The answer was taken back. Its text is in the box again."))


def _is_key(request: Request) -> bool:
    try:
        return Message._meta.pk.to_python(request.POST.get("message") or None) is not None
    except ValidationError:
        return False


@for_staff
@require_safe
def colleagues(request: Request, number: int) -> HttpResponse:
    """Staff to mention after ``@``, by the beginning of a name."""
    case = found(request, number)
    staff = queries.mentionable(case, clean(request.GET.get("q", "")).strip()[:60])[:8]
    return JsonResponse(
        [
            {"id": person.pk, "label": person.name, "hint": person.title or person.get_line_display()}
            for person in staff
        ],
        safe=False,
    )


def _again(request: Request, case: Case, *, status: int, **more: Any) -> HttpResponse:
    """The form once more with everything that was written; what others wrote meanwhile stands above it."""
    refusal: Refused | None = more.pop("refusal", None)
    form = more.get("answer_form") or more.get("note_form")
    newer: list[Message] = []
    if refusal and refusal.code == "newer":
        newer = queries.newer_than(request.actor, case, page.seen_message(case, request.POST.get("seen")))
    elif refusal:
        form.add_error(None, str(refusal.message))
    if request.htmx and "X-Sent-By" not in request.headers:
        context = page.head(request, case) | page.timeline_of(request, case)
        context |= composing.context(request, case, **more) | {"newer": newer, "refusal": refusal, "is_part": True}
        return render(request, "cases/composer.html", context, status=status)
    return page.show(request, case, status=status, newer=newer, refusal=refusal, **more)


def _sent(request: Request, case: Case, said: str = "", mode: str = "answer") -> HttpResponse:
    """What was written is in the timeline, and the composer is empty again."""
    if said:
        messages.success(request, said)
    if not request.htmx or "X-Sent-By" in request.headers:
        return HttpResponseRedirect(f"{page_of(case)}#composer", status=303)
    context = page.head(request, case) | page.timeline_of(request, case) | composing.context(request, case)
    context |= {"is_part": True, "is_sent": True, "mode": mode}
    response = render(request, "cases/composer.html", context)
    response["HX-Trigger"] = WRITTEN
    return response
