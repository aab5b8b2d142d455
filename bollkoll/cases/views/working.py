"""Drafts and presence: what goes on while people write. No part of the story."""

from datetime import timedelta

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from bollkoll.cases import queries
from bollkoll.cases.models import Draft, Message, Presence
from bollkoll.cases.views.doors import for_staff, found, signed_in
from bollkoll.kit.text import clean
from bollkoll.log.guard import housekeeping
from bollkoll.people.requests import Request

MOST_KEPT = 200_000
"""Characters of one draft; more than any form takes."""
MOST_DRAFTS = 100
JUST_SENT = timedelta(minutes=2)
NOT_KEPT = {"csrfmiddlewaretoken", "once", "seen", "protected"}


@signed_in
@require_http_methods(["GET", "POST"])
def draft(request: Request, key: str) -> HttpResponse:
    """Save what somebody is writing, or (GET) give it back. Only its owner ever reads it. An empty text is no draft.

    A window says who it is (``X-Draft-Window``) and which saving it has seen (``X-Draft-Seen``); when another window has
    saved since, nothing is written over: 409.
    """
    actor, key = request.actor, clean(key)
    if request.method == "GET":
        kept = queries.draft(actor, key)
        saved_at = kept.saved_at.isoformat() if kept else None
        return JsonResponse({"fields": kept.fields if kept else {}, "saved_at": saved_at})
    fields = {
        clean(name): [clean(value) for value in values] if len(values) > 1 else clean(values[0])
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and values
    }
    if len(key) > 120 or sum(len(str(value)) for value in fields.values()) > MOST_KEPT or len(fields) > 400:
        return JsonResponse({"saved_at": None}, status=413)
    now = timezone.now()
    text = str(fields.get("text", "")).replace("\r\n", "\n").strip()
    window, seen = clean(request.headers.get("X-Draft-Window", ""))[:32], request.headers.get("X-Draft-Seen", "")
    given = {"fields": fields, "saved_at": now, "window": window}
    with housekeeping("drafts"):
        mine = Draft.objects.filter(person=actor.person)
        if not window:  # without script there is nothing to compare
            Draft.objects.update_or_create(person=actor.person, key=key, defaults=given)
        else:
            there, is_new = Draft.objects.get_or_create(person=actor.person, key=key, defaults=given)
            # Only what was just looked at is replaced: of two windows at one instant the other is told.
            same = mine.filter(pk=there.pk, saved_at=there.saved_at)
            if not is_new and not (_may_replace(there, fields, window, seen) and same.update(**given)):
                return JsonResponse({"saved_at": there.saved_at.isoformat(), "is_newer": True}, status=409)
        if not _says_something(fields) or _was_just_sent(actor.person_id, text, now):
            mine.filter(key=key).delete()
        elif old := mine.order_by("-saved_at").values_list("pk", flat=True)[MOST_DRAFTS:]:
            mine.filter(pk__in=list(old)).delete()
    return JsonResponse({"saved_at": now.isoformat()})


def _may_replace(there: Draft, fields: dict, window: str, seen: str) -> bool:
    """Whether this window wrote what is there, or has seen it; the same once more does no harm."""
    return there.window == window or there.saved_at.isoformat() == seen or there.fields == fields


def _says_something(fields: dict) -> bool:
    quiet = {"mode", "then", "remind_at", "kind"}
    return any(str(value).strip() for name, value in fields.items() if name not in quiet)


def _was_just_sent(person_id: int, text: str, now) -> bool:
    """A save that was on its way when the form was sent must not come back as a draft of the same text."""
    if not text:
        return False
    latest = Message.objects.filter(author=person_id, written_at__gte=now - JUST_SENT)
    return any(sent.strip() == text for sent in latest.values_list("text", flat=True))


@for_staff
@require_POST
def presence(request: Request, number: int) -> HttpResponse:
    """Somebody has the case open (``viewing``), writes in it (``typing``) or has ``left``. Answers who else is."""
    case = found(request, number)
    state = request.POST.get("state")
    with housekeeping("presence"):
        mine = Presence.objects.filter(case=case, person=request.actor.person)
        if state == "left":
            mine.delete()
            return HttpResponse(status=204)
        Presence.objects.update_or_create(
            case=case,
            person=request.actor.person,
            defaults={"is_typing": state == "typing", "seen_at": timezone.now()},
        )
    return render(request, "cases/presence.html", {"here": queries.here_now(request.actor, case)})
