"""A page that is older than what it changes: refused, saying who has changed what, with every word kept; and sending it
once more undoes nothing that somebody else has done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.status import commands
from bollkoll.status.models import Series, Template
from bollkoll.status.tests.sending import on_page

pytestmark = pytest.mark.django_db


def test_sending_an_old_page_again_keeps_the_degree_and_the_time_that_somebody_else_has_set(
    world, disturbance, ahead, another
):
    notice, client = disturbance(), world.client(world.other_agent)
    address = reverse("status:update", args=[notice.number])
    old = on_page(client.get(address)) | {"text_sv": ["Vi felsöker."]}
    end, intyg = ahead(hours=3).replace(second=0, microsecond=0), another[0]
    parts = [commands.Piece(service=world.service, degree="down"), commands.Piece(service=intyg, degree="read_only")]
    commands.update(
        world.actor(world.agent), notice, text_sv="Nu nere.", next_update_at=ahead(hours=1), expected_end_at=end,
        parts=parts, is_mended=True,
    )  # fmt: skip

    refused = client.post(address, old)
    assert refused.status_code == 409 and "Vi felsöker." in refused.text
    assert f"{world.agent.name} har publicerat eller ändrat" in refused.text
    for said in ("</strong>: nere", "</strong>: läsläge", "<strong>Beräknat slut</strong>", "</strong>: ja"):
        assert said in refused.text
    assert f'action="{address}"' in refused.text, (
        "it is drawn where the form stood, which may be another page's address"
    )
    again = on_page(refused)
    assert again["text_sv"] == ["Vi felsöker."]
    assert client.post(address, again).status_code == 303
    notice.refresh_from_db()
    assert (notice.expected_end_at, notice.state) == (end, "monitoring")
    assert dict(notice.parts.values_list("service__key", "degree")) == {world.service.key: "down", "intyg": "read_only"}


def test_what_both_have_chosen_otherwise_stays_as_i_chose_and_is_said(world, disturbance, ahead):
    notice, client = disturbance(), world.client(world.other_agent)
    address, degree = reverse("status:update", args=[notice.number]), f"degree_{world.service.pk}"
    mine = on_page(client.get(address)) | {"text_sv": ["Delar ligger nere."], degree: ["partial"]}
    down = [commands.Piece(service=world.service, degree="down")]
    commands.update(world.actor(world.agent), notice, text_sv="Nere.", next_update_at=ahead(hours=1), parts=down)
    refused = client.post(address, mine)
    assert refused.status_code == 409 and "du har skrivit" in refused.text
    again = on_page(refused)
    assert again[degree] == ["partial"]
    assert client.post(address, again).status_code == 303
    assert notice.parts.get().degree == "partial"


def test_an_old_correction_takes_back_no_title_and_no_time(world, disturbance, ago):
    notice, client = disturbance(), world.client(world.other_agent)
    address = reverse("status:correct", args=[notice.number, notice.updates.get().pk])
    old = on_page(client.get(address)) | {"text_sv": ["Det gäller även CSN."]}
    start = ago(hours=2).replace(second=0, microsecond=0)
    commands.correct(
        world.actor(world.agent), notice, wrong=notice.updates.get(), text_sv="Rätt rubrik.", title_sv="Resultat nere",
        starts_at=start,
    )  # fmt: skip
    refused = client.post(address, old)
    assert refused.status_code == 409
    assert client.post(address, on_page(refused)).status_code == 303
    notice.refresh_from_db()
    assert (notice.title_sv, notice.starts_at) == ("Resultat nere", start)


def test_an_old_translation_writes_over_no_better_one(world, disturbance):
    notice, client = disturbance(), world.client(world.other_agent)
    address, said = reverse("status:translate", args=[notice.number]), notice.updates.get()
    old = on_page(client.get(address)) | {"title_en": ["Slow in Results"]}
    commands.translate(world.actor(world.agent), notice, texts={str(said.pk): "Results answers slowly."})
    refused = client.post(address, old)
    assert refused.status_code == 409 and f"{world.agent.name} har " in refused.text
    assert client.post(address, on_page(refused)).status_code == 303
    notice.refresh_from_db()
    said.refresh_from_db()
    assert (notice.title_en, said.text_en) == ("Slow in Results", "Results answers slowly.")


def test_an_old_page_of_planned_work_can_be_sent_again_without_undoing(world, work, ahead):
    notice, client = work(), world.client(world.other_agent)
    address = reverse("status:change_plan", args=[notice.number])
    old = on_page(client.get(address)) | {"title_sv": ["Uppgradering 7.4"]}
    end = (notice.starts_at + timedelta(hours=9)).replace(second=0, microsecond=0)
    commands.change_plan(world.actor(world.agent), notice, text_sv="Stängt hela dagen.", expected_end_at=end)
    refused = client.post(address, old)
    assert refused.status_code == 409 and f"{world.agent.name} har " in refused.text
    assert client.post(address, on_page(refused)).status_code == 303
    notice.refresh_from_db()
    assert (notice.title_sv, notice.draft_sv, notice.expected_end_at) == ("Uppgradering 7.4", "Stängt hela dagen.", end)


def test_two_who_change_a_template_keep_both_changes(world, template):
    client, address = world.client(world.other_agent), reverse("status:template", args=[template.pk])
    old = on_page(client.get(address)) | {"title_en": ["Upgrading {day}"]}
    theirs = on_page(client.get(address)) | {"text_sv": ["Stängt {start} till {end}."]}
    assert world.client(world.agent).post(address, theirs).status_code == 303
    refused = client.post(address, old)
    assert refused.status_code == 409 and f"{world.agent.name} har " in refused.text
    assert client.post(address, on_page(refused)).status_code == 303
    template = Template.objects.get()
    assert (template.title_en, template.text_sv) == ("Upgrading {day}", "Stängt {start} till {end}.")


def test_two_who_set_a_series_keep_both_changes(world, template):
    client = world.client(world.other_agent)
    first_on = timezone.localdate() + timedelta(days=9)
    row = commands.set_series(
        world.actor(world.agent), None, template=template, first_on=first_on, begins=timezone.now().time(), minutes=60
    )
    address = reverse("status:series", args=[row.pk])
    old = on_page(client.get(address)) | {"announce_days": ["5"]}
    assert client.post(address, on_page(client.get(address)) | {"minutes": ["90"]}).status_code == 303
    refused = client.post(address, old)
    assert refused.status_code == 409 and "Inget av det du skrev är sparat" in refused.text
    assert client.post(address, on_page(refused)).status_code == 303
    row = Series.objects.get()
    assert (row.minutes, row.announce_days) == (90, 5)
