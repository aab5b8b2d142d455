"""Files: sent up, taken away, opened, looked at."""

import errno
from uuid import UUID

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from bollkoll.cases import commands, queries
from bollkoll.cases.models import Attachment, Scan
from bollkoll.cases.views.doors import done, for_staff, signed_in
from bollkoll.kit import files as kit
from bollkoll.log.acting import Refused
from bollkoll.people.requests import Request

PDF = "application/pdf"
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A sandbox keeps browsers' own PDF readers from showing anything; a PDF is never a page, so nothing runs anyway."""
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


@signed_in
@require_POST
def upload(request: Request) -> HttpResponse:
    """Store one file that will be part of a form. Answers JSON: the file, or why not."""
    sent = request.FILES.get("file")
    if sent is None:
        return _no(_("No file came along. Choose it again."), 422)
    try:
        file = commands.upload_file(request.actor, file=sent.file, name=sent.name or "")
    except Refused as refusal:
        return _no(str(refusal.message), 413 if refusal.code == "too_big" else 422)
    except OSError as problem:
        return _no(no_room(problem, sent.name or ""), 507)
    return JsonResponse(
        {
            "id": str(file.pk),
            "name": file.name,
            "size": file.size,
            "url": reverse("cases:attachment", args=[file.pk]),
            "delete_url": reverse("cases:remove_file", args=[file.pk]),
        },
        status=201,
    )


def no_room(problem: OSError, name: str) -> str:
    """What to say when the disk is full. Raises ``problem`` again when it is another one."""
    if problem.errno not in NO_ROOM:
        raise problem
    said = _(
        "%(name)s could not be stored: the server has no room for files right now. The rest is kept; try again later."
    )
    return said % {"name": kit.safe_name(name)}


def _no(why: str, status: int) -> JsonResponse:
    return JsonResponse({"error": why}, status=status)


def keep(request: Request, form: forms.Form) -> bool:
    """Store files that a browser without script sent along with a form; they stay with the form whatever becomes of it.

    Those that were ticked to be removed go. False when one was refused: the form then says why.
    """
    form.kept = []
    data = form.data.copy()
    for file in queries.loose_files(request.actor, request.POST.getlist("remove_file")):
        commands.remove_file(request.actor, file)
        data.setlist("files", [key for key in data.getlist("files") if key != str(file.pk)])
    sent = [file for name in ("attachments",) for file in request.FILES.getlist(name)]
    refused = []
    for file in sent:
        try:
            form.kept.append(commands.upload_file(request.actor, file=file.file, name=file.name or ""))
        except Refused as refusal:
            refused.append(str(refusal.message))
        except OSError as problem:
            refused.append(no_room(problem, file.name or ""))
    data.setlist("files", [*data.getlist("files"), *(str(file.pk) for file in form.kept)])
    form.data = data
    for why in refused:
        form.add_error(None, why)
    return not refused


@signed_in
@require_POST
def remove_file(request: Request, key: UUID) -> HttpResponse:
    """Take away an own file that has not been sent."""
    commands.remove_file(request.actor, _found(request, key))
    return HttpResponse(status=204)


@signed_in
@require_safe
def attachment(request: Request, key: UUID) -> HttpResponse:
    """Download."""
    return _served(_found(request, key), is_preview=False)


@signed_in
@require_safe
def preview(request: Request, key: UUID) -> HttpResponse:
    """Shown in the browser when that is safe (pictures, text, PDF), else downloaded."""
    return _served(_found(request, key), is_preview=True)


def _found(request: Request, key: UUID) -> Attachment:
    try:
        return queries.attachment(request.actor, key)
    except Attachment.DoesNotExist:
        raise Http404("file") from None


@for_staff
@require_POST
def scan_again(request: Request, key: UUID) -> HttpResponse:
    """Have the scanner look at a file that is kept away once more."""
    file = _found(request, key)
    scan = Scan.objects.filter(file=file).first()
    if scan is None or file.message is None:
        raise Http404("scan")
    commands.scan_again(request.actor, scan)
    return done(request, file.message.case, _("The file is looked at again."))


HELD = {
    Attachment.Checked.WAITING: gettext_lazy("The file is being checked for harmful code. Try again in a moment."),
    Attachment.Checked.INFECTED: gettext_lazy(
        "Harmful code was found in the file, so it is kept away. It is not lost: ask the support."
    ),
    Attachment.Checked.GONE: gettext_lazy("The file was disposed of by its retention rule, and is nowhere any more."),
    Attachment.Checked.FAILED: gettext_lazy(
        "The file could not be checked for harmful code, so it is kept away. It is not lost: ask the support."
    ),
}


def _served(file: Attachment, *, is_preview: bool) -> HttpResponse:
    if file.is_held:
        raise Refused(HELD[Attachment.Checked(file.checked)], "held")
    try:
        content = default_storage.open(file.path)
    except FileNotFoundError:
        raise Http404("content") from None
    response = FileResponse(content, content_type=kit.UNKNOWN)
    for name, value in kit.headers(file.name, file.content_type, preview=is_preview).items():
        response[name] = value
    if is_preview and file.content_type == PDF:
        response["Content-Security-Policy"] = PDF_POLICY
    response["Content-Length"] = file.size
    response["Cache-Control"] = "private, max-age=3600"
    return response
