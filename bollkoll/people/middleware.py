"""Who is asking, and in which language."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.utils import translation
from django.utils.cache import patch_vary_headers

from bollkoll.kit.once import page
from bollkoll.log.live import begin_page, position
from bollkoll.people.actor import NOBODY, Actor
from bollkoll.people.sessions import begin, is_due, is_opened_by_person


def language(get_response):
    """The person's own choice, else the cookie, else what the browser prefers of Swedish and English."""

    def middleware(request):
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen not in known:
            chosen = translation.get_language_from_request(request)
        request.LANGUAGE_CODE = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def actor(get_response):
    """Put ``request.actor`` on the request: the person behind the login, or nobody. An ended person is put out.

    A page of theirs is live from here: what happens after this moment is told to it.
    """

    def middleware(request):
        person = request.user.person if request.user.is_authenticated else None
        if person is not None and not person.is_active:
            logout(request)
            person = None
        request.actor = Actor(person) if person else NOBODY
        begin_page(position() if person and request.method == "GET" else None)
        with page():
            return get_response(request)

    return middleware


def activity(get_response):
    """A page that somebody opens lets the session live on from now, and shows in the list of sessions."""

    def middleware(request):
        if request.actor.person is not None and is_opened_by_person(request) and is_due(request):
            begin(request)
            UserSession.objects.create_from_request(request)
        return get_response(request)

    return middleware
