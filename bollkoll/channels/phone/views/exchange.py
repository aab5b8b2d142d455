"""The door of a telephone exchange: signed POSTs of JSON. ``docs/telephone.md`` tells how to connect one.

It speaks to programs, so what it says is English and has a code.
"""

import json
import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from bollkoll.channels.phone import commands, queries, rules
from bollkoll.channels.phone.commands.exchange import MOMENTS
from bollkoll.kit.text import clean
from bollkoll.kit.tokens import same
from bollkoll.log.acting import Refused
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Person

logger = logging.getLogger(__name__)

REPLAY_SECONDS = 300
MOST_BYTES = 16 * 1024
MOST_PER_MINUTE, MOST_WRONG_PER_MINUTE = 600, 30
"""Of all exchanges together, and of those whose signature is wrong: the cache counts, so every process does."""
HIDDEN = {"", "anonymous", "unknown", "private", "restricted", "unavailable"}
"""What exchanges write when the caller's number is hidden."""
STAMP, SIGNATURE = "X-Bollkoll-Timestamp", "X-Bollkoll-Signature"


class Wrong(Exception):
    """An answer that is no: status, code, words, and what is wrong with which field."""

    def __init__(self, status: int, code: str, words: str, **fields: str) -> None:
        super().__init__(code)
        self.status, self.code, self.words, self.fields = status, code, words, fields


@csrf_exempt
@never_cache
def exchange(request: HttpRequest) -> HttpResponse:
    """A call rings, is answered or has ended. 200 with what became of it; the same moment told again is ``already``."""
    secret = settings.CONFIG.phone_secret
    if not secret:
        raise Http404("phone.exchange")
    try:
        if request.method != "POST":
            raise Wrong(405, "method", "Send a POST.")
        body = _body(request)
        _count("all", MOST_PER_MINUTE)
        _prove(request, secret, body)
        told = _read(body)
        ring = commands.hear(SYSTEM, None, **told)
    except Refused as refusal:
        return JsonResponse({"status": refusal.code})
    except Wrong as wrong:
        said: dict[str, Any] = {"error": wrong.words, "code": wrong.code}
        if wrong.fields:
            said["fields"] = wrong.fields
        answer = JsonResponse(said, status=wrong.status)
        if wrong.status == 405:
            answer["Allow"] = "POST"
        if wrong.status == 429:
            answer["Retry-After"] = "60"
        return answer
    return JsonResponse({"status": "told", "pages_of": len(ring.told)})


def _body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Wrong(413, "too_large", f"At most {MOST_BYTES} bytes.")
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Wrong(413, "too_large", f"At most {MOST_BYTES} bytes.")
    return body


def this_minute() -> int:
    return int(time.time() // 60)


def _count(what: str, most: int) -> None:
    """Refuse when there have been more than ``most`` this minute."""
    key = f"phone:{what}:{this_minute()}"
    cache.add(key, 0, timeout=120)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if count > most:
        raise Wrong(429, "too_many", "Too many requests. Try again in a minute.")


def _prove(request: HttpRequest, secret: str, body: bytes) -> None:
    """The signature is right and fresh, or it is :class:`Wrong`."""
    stamp, signed = request.headers.get(STAMP, ""), request.headers.get(SIGNATURE, "")
    if not stamp or not signed:
        raise Wrong(401, "unsigned", f"Sign the request: {STAMP} and {SIGNATURE}.")
    is_number = stamp.isascii() and stamp.isdigit() and len(stamp) <= 12
    right = f"sha256={rules.signature(secret, stamp, body)}"
    if not is_number or not same(right, signed.strip()[:200]):
        _count("wrong", MOST_WRONG_PER_MINUTE)
        logger.warning("a telephone exchange sent a wrong signature")
        raise Wrong(403, "signature", "The signature does not match the timestamp and the body.")
    if abs(time.time() - int(stamp)) > REPLAY_SECONDS:
        raise Wrong(403, "stale", f"The timestamp is more than {REPLAY_SECONDS} seconds from our clock.")


def _read(body: bytes) -> dict[str, Any]:
    """The arguments of :func:`commands.hear`. Raises :class:`Wrong` (422) with every field that is wrong."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Wrong(422, "json", "The body is not JSON.") from None
    if not isinstance(said, dict):
        raise Wrong(422, "json", "The body is not an object.")
    wrong: dict[str, str] = {}
    moment, call_id = said.get("event"), said.get("call_id")
    if not isinstance(moment, str) or moment not in MOMENTS:
        wrong["event"] = f"One of {', '.join(MOMENTS)}."
    if not isinstance(call_id, str) or not 0 < len(call_id) <= 128 or clean(call_id) != call_id or not call_id.strip():
        wrong["call_id"] = "A text of 1 to 128 characters."
    number = _number(said.get("number"), wrong)
    agent = _agent(said.get("agent"), wrong)
    if wrong:
        raise Wrong(422, "fields", "Some fields are wrong.", **wrong)
    return {"call_id": call_id, "moment": moment, "number": number, "agent": agent}


def _number(given: Any, wrong: dict[str, str]) -> str:
    if given is None or (isinstance(given, str) and given.strip().casefold() in HIDDEN):
        return ""
    number = rules.key(given) or rules.extension(given) if isinstance(given, str) and len(given) <= 60 else ""
    if not number:
        wrong["number"] = "A telephone number with its country, such as +46812345678; empty when it is hidden."
    return number


def _agent(given: Any, wrong: dict[str, str]) -> Person | None:
    if given in (None, ""):
        return None
    agent = queries.agent_named(clean(given)) if isinstance(given, str) and len(given) <= 254 else None
    if agent is None:
        wrong["agent"] = "No agent has this e-mail, number or extension. Leave it out to tell everybody at the desk."
    return agent
