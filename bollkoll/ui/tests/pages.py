"""Sample pages for the behaviour tests: no database; the real templates, sheets and modules; a strict security policy."""

# ruff: noqa: E501

import json
import re
import time
from pathlib import Path

from django import forms
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

ICONS = Path(__file__).parents[1] / "static/ui/icons.svg"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
RAIL = [
    {"url": "/form", "label": "Inflöde", "icon": "inbox", "count": 12, "current": True},
    {"url": "/gallery", "label": "Mina bollar", "icon": "ball", "alert": 2},
    *({"url": "/gallery", "label": label, "icon": "list"} for label in ("Ärenden", "Incidenter", "Team", "Statistik")),
    {
        "url": "/gallery?versions",
        "label": "Versioner",
        "icon": "flag",
        "group": "information",
        "heading": "Information",
    },
]


class Told:
    """What the pages have sent to the server."""

    posts: list[tuple[str, dict[str, str]]] = []
    topics: list[list[str]] = []
    drawn = 0
    turn = 1

    @classmethod
    def to(cls, address: str) -> list[dict[str, str]]:
        return [values for at, values in cls.posts if at == address]


class Text(forms.Form):
    text = forms.CharField(label="Text", widget=forms.Textarea)


class Report(forms.Form):
    subject = forms.CharField(label="Rubrik", help_text="En mening, så att vi hittar rätt direkt.")
    service = forms.ChoiceField(label="Tjänst", choices=[("", "Välj"), ("r", "Resultat")], required=False)
    environment = forms.ChoiceField(
        label="Miljö", choices=[("p", "Produktion"), ("t", "Test")], widget=forms.RadioSelect, required=False
    )
    affected = forms.MultipleChoiceField(
        label="Vilka påverkas", choices=[("s", "Studenter"), ("l", "Lärare")], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    text = forms.CharField(label="Vad hände?", widget=forms.Textarea)
    tell = forms.BooleanField(label="Meddela mig", required=False)


DESK = '{% extends "ui/desk.html" %}{% load ui %}{% block title %}Prov{% endblock %}'
FORM = (
    DESK
    + """{% block list %}<header class="page-head"><h1>Formulär</h1></header>
<form method="post" action="/form" data-once data-draft-url="/draft" data-draft-key="prov">{% csrf_token %}{% once %}{% errors form %}
{% field form.subject hint="En rubrik" %}{% field form.text data_identity="on" data_mention_url="/people" hint="Vad som hände" %}
<div data-missing></div>{% include "ui/components/upload.html" with upload_url="/upload" max_bytes=1000000 %}
<div data-example-rows><input type="hidden" name="ex-TOTAL_FORMS" value="1"><div data-example-row>
<label for="id_ex-0">Kurskod</label><input id="id_ex-0" name="ex-0-course"><button type="button" data-example-remove hidden>Ta bort</button></div>
<template><div data-example-row><label for="id_ex-__prefix__">Kurskod</label><input id="id_ex-__prefix__" name="ex-__prefix__-course">
<button type="button" data-example-remove>Ta bort</button></div></template>
<button type="button" class="button" data-example-add hidden>En rad till</button></div>
<p class="form-foot"><button class="button is-primary">Skicka</button> <span data-draft-status></span></p></form>{% endblock %}"""
)
ROWS = """{% load ui %}<p data-drawn>{{ drawn }}</p><details><summary>Visa mer</summary>Mer att läsa.</details><div class="rows" data-rows>{% for number in numbers %}<article class="row" data-row>
<label class="row-select"><input type="checkbox" data-select name="case" value="{{ number }}"><span class="visually-hidden">Välj {{ number }}</span></label>
<div class="row-lead">{% state "new" icon_only=True %}</div>
<h2 class="row-title"><a href="/case?n={{ number }}" data-open data-beside>Ärende {{ number }}</a></h2><span class="row-number">#{{ number }}</span><button type="button" class="button is-small">Bort {{ number }}</button>
<p class="row-facts">{% ball holder="Anna Lind" step="Svara" %}</p></article>{% endfor %}</div>
{% if request.htmx %}{% include "ui/components/rail.html" with oob=True %}{% endif %}"""
TURN = """<section tabindex="-1" data-stand="Nu: steg {{ turn }}"><h2>Steg {{ turn }}</h2><div data-whose="{{ turn }}">
<form method="post" action="/turned?n={{ turn }}" hx-post="/turned?n={{ turn }}" hx-swap="none" data-once><button class="button" data-key="d">Klar</button></form></div></section>"""
LIST = (
    DESK
    + """{% block layout %}split{% endblock %}{% block list %}<h1>Lista</h1>
<div id="inflow" data-live="inflow" data-live-get="/rows">"""
    + ROWS.replace("{% load ui %}", "")
    + """</div>
<div class="selection" data-selection hidden><span data-selection-count>0</span> valda</div>
<div id="beside-writing" data-live="inflow" data-live-get="/rows"><label for="note">Anteckning</label><textarea id="note"></textarea></div>
<div id="turn" data-live="turn" data-live-get="/turn">"""
    + TURN
    + """</div>
<button type="button" class="button" data-key="c" data-copy="kopierat" data-key-label="Kopiera">Kopiera</button>
<a class="button" href="/dialog" data-dialog data-key="a" data-key-label="Tilldela">Tilldela</a>{% endblock %}"""
)
COMPOSE = (
    DESK
    + """{% block list %}<h1>Skriv</h1>
{% include "ui/components/composer.html" with mode=mode answer_form=form note_form=note_form answer_url="/form" note_url="/form" %}{% endblock %}"""
)
DIALOG = """{% load ui %}<h2>Tilldela</h2><form method="post" action="/dialog" class="stack">{% csrf_token %}{% field form.text %}
<button class="button is-primary">Tilldela</button></form>"""
PROBLEM = '{% extends "ui/problem.html" %}'


def draw(request: HttpRequest, source: str, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "rail": RAIL, "home_url": "/form", "search_url": "/form", "user_name": "Anna Lind", "user_role": "Handläggare",
        "palette_url": "/palette", "new_url": "/form", "new_label": "Nytt ärende",
    }  # fmt: skip
    return HttpResponse(engines["django"].from_string(source).render(context | more, request), status=status)


def form(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return draw(request, FORM, form=Report())
    Told.posts.append(("/form", request.POST.dict()))
    time.sleep(0.2)
    given = Report(request.POST)
    if request.POST.get("subject") == "konflikt":
        return draw(request, PROBLEM, 409, title="Det gick inte", text="Ärendet är redan taget av Bo Ek.")
    return HttpResponseRedirect("/sent", status=303) if given.is_valid() else draw(request, FORM, 422, form=given)


def sent(request: HttpRequest) -> HttpResponse:
    Told.posts.append(("/sent", {}))
    return draw(request, DESK + "{% block list %}<h1>Skickat</h1>{% endblock %}")


def cases(request: HttpRequest) -> HttpResponse:
    return draw(request, LIST, numbers=range(1, 31), drawn=Told.drawn, turn=Told.turn, live_url="/live?topics=one")


def rows(request: HttpRequest) -> HttpResponse:
    Told.drawn += 1
    return draw(request, ROWS, numbers=range(1, 31), drawn=Told.drawn)


def turn(request: HttpRequest) -> HttpResponse:
    return draw(request, TURN, turn=Told.turn)


def case(request: HttpRequest) -> HttpResponse:
    number = request.GET["n"]
    if request.headers.get("HX-Target") == "detail":
        return HttpResponse(f"<h1>Ärende {int(number)}</h1>")
    return draw(request, DESK + "{% block list %}<h1>Hela ärendet</h1>{% endblock %}")


def dialog(request: HttpRequest) -> HttpResponse:
    given = Text(request.POST or None)
    if request.method == "POST" and given.is_valid():
        Told.posts.append(("/dialog", request.POST.dict()))
        return HttpResponse(status=204)
    return draw(request, DIALOG, 422 if request.method == "POST" else 200, form=given)


def compose(request: HttpRequest) -> HttpResponse:
    people = [{"name": "Sara Holm", "address": "sara@kth.example", "kind": "KTH"}]
    return draw(
        request, COMPOSE, mode=request.GET.get("compose", "answer"), recipients=people,
        form=Text(auto_id="answer_%s"), note_form=Text(auto_id="note_%s"),
        answer_templates=[{"id": 1, "label": "Känt fel", "text": "Felet är känt."}],
    )  # fmt: skip


def gallery(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    bad = Report({}, auto_id="bad_%s")
    bad.is_valid()
    ids = ("a_%s", "n_%s", "ab_%s", "nb_%s")
    composers = dict(
        zip(("form", "note_form", "form_b", "note_form_b"), (Text(auto_id=one) for one in ids), strict=True)
    )
    return draw(
        request, '{% extends "ui/gallery.html" %}', bad_form=bad, icons=re.findall(r'symbol id="([\w-]+)"', ICONS.read_text()),
        soon=now + timezone.timedelta(minutes=48), late=now - timezone.timedelta(hours=20),
        tomorrow=now + timezone.timedelta(days=1), old=now - timezone.timedelta(days=40),
        two_hours=timezone.timedelta(hours=2, minutes=15), recipients=[{"name": "Sara Holm", "address": "s@kth.example"}],
        answer_templates=[{"id": 1, "label": "Känt fel", "text": "Felet är känt."}], **composers,
    )  # fmt: skip


def upload(request: HttpRequest) -> JsonResponse:
    file = request.FILES["file"]
    if file.name.endswith(".exe"):
        return JsonResponse({"error": "Program tas inte emot."}, status=422)
    return JsonResponse({"id": "f-1", "name": file.name, "size": file.size, "url": "/form", "delete_url": "/removed"})


def told(request: HttpRequest) -> JsonResponse:
    Told.posts.append((request.get_full_path(), request.POST.dict()))
    return JsonResponse({})


def palette(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        [{"label": f"Hittat: {request.GET['q']}", "hint": "KTH", "url": "/sent", "icon": "message"}], safe=False
    )


def people(request: HttpRequest) -> JsonResponse:
    return JsonResponse([{"id": 1, "label": "Anna Lind", "hint": "handläggare"}], safe=False)


def live(request: HttpRequest) -> StreamingHttpResponse:
    def stream():
        yield "retry: 200\n\n"
        for number in range(200):
            while Told.topics:
                yield f"id: {number}\nevent: topics\ndata: {json.dumps(Told.topics.pop(0))}\n\n"
            time.sleep(0.05)
            yield ": here\n\n"

    return StreamingHttpResponse(stream(), content_type="text/event-stream")


def short(request: HttpRequest) -> HttpResponse:
    return draw(request, FORM, form=Report(), session_seconds=22, session_extend_url="/extend")


urlpatterns = [
    *(path(view.__name__, view) for view in (form, sent, cases, rows, turn, case, dialog, compose, gallery, upload, palette, people, live, short)),
    *(path(name, told) for name in ("draft", "extend", "removed", "turned")),
]  # fmt: skip

SETTINGS = {
    "ROOT_URLCONF": __name__,
    "DEBUG": True,  # static files from the source folders
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "MIDDLEWARE": [
        "django.middleware.csrf.CsrfViewMiddleware",
        "bollkoll.ui.middleware.SentByPage",
        "django_htmx.middleware.HtmxMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
    "LOGIN_URL": "/login",
    "CSRF_COOKIE_SECURE": False,
}


def application():
    """The WSGI application of the sample pages, under a policy as strict as the product's. Call it under `SETTINGS`."""
    inside = StaticFilesHandler(WSGIHandler())

    def guarded(environ, start_response):
        def start(status, headers, exc_info=None):
            return start_response(status, [*headers, ("Content-Security-Policy", POLICY)], exc_info)

        return inside(environ, start)

    return guarded
