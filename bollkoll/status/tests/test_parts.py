"""How each service works may be otherwise in one environment than in another: chosen on the same screen, told as it is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services
from bollkoll.status import commands, picture
from bollkoll.status.forms.verbs import UpdateForm
from bollkoll.status.models import Notice
from bollkoll.status.queries.notices import disturbances
from bollkoll.status.site import reading
from bollkoll.status.site.situation import Scope, Situation
from bollkoll.status.tests.test_pages import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def test_place(another):
    return another[1]


def divided(notice):
    """{environment: degree} of a notice of one service; ``None`` is all of the notice's."""
    return {part.environment.key if part.environment else None: part.degree for part in notice.parts.all()}


def sent(world, *places, **own):
    """The editor, filled in; ``own`` by environment."""
    fields = {f"degree_{world.service.pk}_{place.pk}": own.get(place.key, "") for place in places}
    return filled(world, environments=[place.pk for place in places], **fields)


def test_a_service_is_the_same_everywhere_unless_somebody_says_otherwise(world, test_place):
    client = world.client(world.agent)
    client.post(reverse("status:publish"), sent(world, world.production, test_place))
    assert divided(Notice.objects.get()) == {None: "degraded"}


def test_another_degree_in_one_environment_is_one_choice_more(world, test_place):
    client = world.client(world.agent)
    client.post(reverse("status:publish"), sent(world, world.production, test_place, test="down"))
    assert divided(Notice.objects.get()) == {"production": "degraded", "test": "down"}


def test_a_service_may_be_affected_in_one_environment_only(world, test_place):
    client = world.client(world.agent)
    client.post(reverse("status:publish"), sent(world, world.production, test_place, production="none"))
    assert divided(Notice.objects.get()) == {"test": "degraded"}


def test_an_environment_that_something_is_said_of_is_concerned_though_nobody_ticked_it(world, test_place):
    given = filled(world, **{f"degree_{world.service.pk}_{test_place.pk}": "down"})
    world.client(world.agent).post(reverse("status:publish"), given)
    notice = Notice.objects.get()
    assert [one.key for one in notice.environments.all()] == ["production", "test"]
    assert divided(notice) == {"production": "degraded", "test": "down"}


def test_where_there_is_but_one_environment_nothing_more_is_asked(world):
    page = world.client(world.agent).get(reverse("status:publish")).text
    assert "notice-part-own" not in page and f"degree_{world.service.pk}" in page


def test_the_preview_and_the_lint_know_where(world, test_place):
    given = sent(world, world.production, test_place, production="none", test="down")
    given[f"degree_{world.service.pk}"] = ""
    page = world.client(world.agent).post(
        reverse("status:preview"), given, headers={"accept-language": "sv"}
    ).text  # fmt: skip
    assert "Resultat (Test): nere" in page and "Vad påverkas" not in page


def test_planned_work_comes_back_into_the_form_as_it_was_said(world, work, test_place):
    parts = [
        commands.Piece(service=world.service, degree="maintenance", environment=world.production),
        commands.Piece(service=world.service, degree="down", environment=test_place, note_sv="hela dagen"),
    ]
    notice = work(environments=[world.production, test_place], parts=parts)
    client, address = world.client(world.agent), reverse("status:change_plan", args=[notice.number])
    page = client.get(address, headers={"accept-language": "sv"}).text
    assert "Resultat (Test): nere" in page and "notice-part-own" in page
    form = client.get(address).context["form"]
    kept = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    kept |= {name: kept[name].strftime("%Y-%m-%dT%H:%M") for name in ("starts_at", "expected_end_at")}
    kept["announce_at"] = timezone.localtime(notice.announce_at).strftime("%Y-%m-%dT%H:%M")
    assert client.post(address, kept | {"title_sv": "Flyttat"}).status_code == 303
    notice.refresh_from_db()
    assert notice.title_sv == "Flyttat" and divided(notice) == {"production": "maintenance", "test": "down"}


def test_an_update_keeps_what_is_otherwise_and_can_change_it(world, disturbance, test_place, ahead):
    parts = [
        commands.Piece(service=world.service, degree="degraded", environment=world.production),
        commands.Piece(service=world.service, degree="down", environment=test_place),
    ]
    notice = disturbance(environments=[world.production, test_place], parts=parts)
    form = UpdateForm(actor=world.actor(world.agent), notice=notice)
    names = [name for name in form.fields if name.startswith("degree_")]
    given = {name: form[name].value() for name in names} | {
        "text_sv": "Vi letar.",
        "next": "60",
        "seen": notice.version,
    }
    client, address = world.client(world.agent), reverse("status:update", args=[notice.number])
    assert client.post(address, given).status_code == 303
    assert divided(notice) == {"production": "degraded", "test": "down"}
    assert "parts" not in notice.updates.last().facts
    given |= {
        f"degree_{world.service.pk}_{test_place.pk}": "operational",
        "seen": notice.version + 1,
        "text_sv": "Test går.",
    }
    assert client.post(address, given).status_code == 303
    assert divided(notice) == {"production": "degraded", "test": "operational"}


def test_an_update_of_a_notice_of_one_environment_asks_for_nothing_more(world, disturbance, test_place):
    form = UpdateForm(actor=world.actor(world.agent), notice=disturbance())
    assert [name for name in form.fields if name.startswith("degree_")] == [
        f"degree_{one.pk}" for one in form.services
    ]  # fmt: skip


def test_the_world_sees_each_environment_as_it_is(world, disturbance, test_place):
    parts = [
        commands.Piece(service=world.service, degree="degraded", environment=world.production),
        commands.Piece(service=world.service, degree="down", environment=test_place),
    ]
    disturbance(environments=[world.production, test_place], parts=parts)
    cells = Situation(reading.read(picture.picture()), "sv", Scope()).cells
    key = world.service.key
    assert {at: cell.degree for at, cell in cells.items()} == {("production", key): "degraded", ("test", key): "down"}


def test_whoever_reports_from_an_environment_that_works_is_told_nothing(world, disturbance, test_place):
    part = commands.Piece(service=world.service, degree="down", environment=test_place)
    notice = disturbance(environments=[world.production, test_place], parts=[part])
    assert disturbances(service=world.service, environment=test_place) == [notice]
    assert disturbances(service=world.service, environment=world.production) == []
    assert disturbances(service=world.service) == [notice]


def test_an_environment_that_has_come_since_may_be_chosen_too(world, test_place):
    services.add_environment(SYSTEM, key="training", name_sv="Utbildning", name_en="Training", order=2)
    page = world.client(world.agent).get(reverse("status:publish"), headers={"accept-language": "sv"}).text
    assert page.count("Annorlunda i någon miljö") == 2 and page.count("som ovan") == 6
