"""What the demonstration tells the world of: built through commands without its cases, which takes seconds."""

import tomllib
from collections import Counter
from importlib import resources

import pytest
from django.db import transaction
from django.utils import timezone, translation

from bollkoll.demo import build, incidents, notices
from bollkoll.incidents.models import Incident
from bollkoll.people.actor import Actor
from bollkoll.status import picture, rules
from bollkoll.status.models import Notice, Series, Update
from bollkoll.status.queries.notices import going_on
from bollkoll.status.site import reading
from bollkoll.status.site.situation import Scope, Situation

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The stage, played. Rolled back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        stage = build._stage("bollkoll demo 2026")
        incidents.plan(stage)
        notices.plan(stage)
        stage.play(lambda share: None)
        notices.play(stage)
        incidents.play(stage)
        yield stage
        transaction.set_rollback(True)


def said_in(notice):
    return list(notice.updates.order_by("at", "pk").values_list("kind", flat=True))


def test_every_serious_incident_has_been_told_of_from_the_first_word_to_the_last(told):
    serious = Incident.objects.filter(severity__lte=2)
    assert serious.filter(state__in=("resolved", "closed")).count() == 2
    for incident in serious:
        notice = incident.notices.get()
        first, *rest = said_in(notice)
        assert first == "first" and "update" in rest, incident.title
        assert incident.first_notice_at and incident.process.get(kind="publish").done_at
        assert (rest[-1] == "resolved") == (not incident.is_unresolved), incident.title
        assert incident.said.order_by("at", "pk").first().stage == "start"


def test_what_goes_on_promises_its_next_word_ahead(told):
    ongoing = Notice.objects.get(incident__state="ongoing")
    assert ongoing.next_update_at > timezone.now() and not ongoing.is_late
    for notice in Notice.objects.disturbing():
        assert notice.next_update_at > timezone.now(), notice.title_sv
        assert (
            notice.updates.last()
            .text_sv.rstrip(".")
            .endswith(timezone.localtime(notice.next_update_at).strftime("%H.%M"))
        )


def test_work_has_been_and_is_to_come_in_series(told):
    assert Series.objects.count() == 2
    for series in Series.objects.all():
        assert series.notices.filter(state="resolved").count() >= 4
        assert series.notices.public().filter(state="scheduled", starts_at__gt=told.now).exists() or (
            series.notices.filter(slot=timezone.localdate(told.now)).exists()
        )
    alone = Notice.objects.get(kind="planned", series=None)
    assert alone.state == "scheduled" and alone.is_public


def test_a_correction_an_information_and_one_text_that_waits_for_its_english(told):
    assert Update.objects.filter(kind="correction").count() == 1
    assert Notice.objects.filter(kind="information", state="ongoing").count() == 1
    assert Notice.objects.filter(kind="information", state="resolved").count() == 1
    waiting = {said.notice_id for said in Update.objects.filter(text_en="")}
    assert Notice.objects.get(pk__in=waiting).title_en, "one, whose first word is in English"


def test_nothing_that_somebody_wrote_is_said_twice(told):
    by_clock = [*rules.BEGUN.values(), *rules.ENDED.values(), *rules.PASSED.values()]
    for field in ("text_sv", "text_en"):
        texts = Counter(
            Update.objects.exclude(**{field: ""}).exclude(**{f"{field}__in": by_clock}).values_list(field, flat=True)
        )
        assert [text for text, times in texts.items() if times > 1] == []


def test_the_public_page_and_the_situation_have_something_true_to_show(told):
    site = reading.read(picture.picture())
    assert [notice.title.sv for notice in site.open if notice.kind == "disturbance"]
    assert len(site.coming) >= 2
    with translation.override("sv"):
        assert Situation(site, "sv", Scope()).now().sentence == "Resultat är delvis nere."
    in_test = [part for notice in site.notices for part in notice.parts if part.environment == "test"]
    assert in_test, "parts differ from environment to environment"


def test_the_script_leaves_no_place_unfilled(told):
    words = (resources.files("bollkoll.demo") / "notices.toml").read_text(encoding="utf-8")
    assert tomllib.loads(words)["incident"].keys() == {"login", "certificates", "saving"}
    for said in Update.objects.all():
        assert "{" not in said.text_sv + said.text_en + said.notice.title_sv + said.notice.workaround_sv


def test_the_desk_sees_what_goes_on_with_the_next_promise_first(told):
    titles = [notice.title_sv for notice in going_on(Actor(told.staff[0]))]
    assert titles[:2] == ["Resultat går inte att spara", "Resultatintyg skapas långsamt"]
