"""Times that cannot be meant: each form says what to do, keeps every word, and writes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.status import commands
from bollkoll.status.models import Notice, Series
from bollkoll.status.tests.sending import on_page

pytestmark = pytest.mark.django_db


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.fixture
def sends(world):
    """``sends(name, *keys, text=…, **given)``: the page's own form with other values; its status and its words."""

    def send(name, *keys, **given):
        client, address = world.client(world.agent), reverse(f"status:{name}", args=keys)
        whole = on_page(client.get(address)) | {"text_sv": ["Text som finns kvar."]}
        return client.post(address, whole | {field: [value] for field, value in given.items()})

    return send


NEW = {"title_sv": "Trögt"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"starts_at": timedelta(hours=2)}, "En störning har börjat"),
        ({"expected_end_at": timedelta(hours=-2), "starts_at": timedelta(hours=-3)}, "Beräknat slut har passerat"),
        ({"next": "at", "next_at": timedelta(days=120)}, "mer än 92 dagar bort"),
        ({"next": "at", "next_at": timedelta(hours=-1)}, "ska ligga framåt i tiden"),
        ({"next": "at", "next_at": "9999-12-31T23:59"}, "Titta på året: 9999"),
        ({"starts_at": "0001-01-01T00:00"}, "Titta på året: 1"),
        ({"expected_end_at": timedelta(days=900)}, "mer än två år bort"),
    ],
)
def test_a_first_notice_at_a_time_that_cannot_be_meant(sends, given, said):
    typed = {
        name: local(timezone.now() + value) if isinstance(value, timedelta) else value for name, value in given.items()
    }
    answer = sends("publish", **NEW, **typed)
    assert answer.status_code == 422 and said in answer.text
    assert "Text som finns kvar." in answer.text and not Notice.objects.exists()


@pytest.mark.parametrize(
    ("at", "said"),
    [(timedelta(minutes=-5), "Den tiden har passerat"), (timedelta(days=8), "Det meddelas innan det börjar")],
)
def test_planned_work_is_announced_ahead_and_before_it_begins(sends, ahead, at, said):
    answer = sends(
        "publish", **NEW, kind="planned", announce="at", announce_at=local(timezone.now() + at),
        starts_at=local(ahead(days=7)), expected_end_at=local(ahead(days=7, hours=2)),
    )  # fmt: skip
    assert answer.status_code == 422 and said in answer.text and not Notice.objects.exists()


def test_a_correction_with_its_end_before_its_start_is_told(sends, disturbance, ahead):
    notice = disturbance(expected_end_at=ahead(hours=3))
    first = notice.updates.get()
    answer = sends("correct", notice.number, first.pk, expected_end_at=local(notice.starts_at - timedelta(hours=1)))
    assert answer.status_code == 422 and "kan inte sluta innan det börjar" in answer.text
    answer = sends("correct", notice.number, first.pk, starts_at=local(ahead(hours=1)))
    assert answer.status_code == 422 and "En störning har börjat" in answer.text
    assert notice.updates.count() == 1


def test_what_is_over_cannot_be_corrected_to_have_begun_after_that(world, sends, disturbance, ago, ahead):
    notice = disturbance(at=ago(hours=3), starts_at=ago(hours=3))
    commands.resolve(world.actor(world.agent), notice, text_sv="Över.", ended_at=ago(hours=2))
    answer = sends("correct", notice.number, notice.updates.first().pk, starts_at=local(ago(hours=1)))
    assert answer.status_code == 422 and "kan inte ha börjat efter det" in answer.text


def test_it_cannot_have_ended_tomorrow_nor_before_it_began(sends, disturbance, ahead, ago):
    notice = disturbance(starts_at=ago(hours=1))
    for typed, said in (
        (ahead(days=1), "en tid som inte har varit"),
        (ago(hours=5), "kan inte sluta innan det börjar"),
    ):
        answer = sends("resolve", notice.number, ended_at=local(typed))
        assert answer.status_code == 422 and said in answer.text
    notice.refresh_from_db()
    assert notice.state == "ongoing"


def test_work_under_way_is_not_corrected_into_the_future(sends, work, ago, ahead, tick):
    notice = work(starts_at=ago(minutes=5), at=ago(days=3))
    tick()
    first = notice.updates.first()
    answer = sends(
        "correct", notice.number, first.pk, starts_at=local(ahead(days=1)), expected_end_at=local(ahead(days=2))
    )
    assert answer.status_code == 422 and "ny tid" in answer.text


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2190-01-01"])
def test_a_series_begins_on_a_day_that_can_be_meant(sends, template, day):
    answer = sends("set_series", first_on=day)
    assert answer.status_code == 422 and not Series.objects.exists()


def test_a_day_that_nobody_means_is_not_left_out_and_the_calendar_stands(world, template):
    first_on = timezone.localdate() + timedelta(days=9)
    row = commands.set_series(
        world.actor(world.agent), None, template=template, first_on=first_on, begins=timezone.now().time(), minutes=60
    )
    client = world.client(world.agent)
    for day in ("9999-12-31", "0001-01-01", "i morgon"):
        answer = client.post(reverse("status:drop_day", args=[row.pk]), {"day": day}, follow=True)
        assert answer.status_code == 200 and row.skips.count() == 0
    for month in ("9999-12", "0001-01"):
        assert client.get(reverse("status:calendar"), {"month": month}).status_code == 200
