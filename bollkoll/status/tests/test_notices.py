"""What the world is told, and what a notice owes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bollkoll.cases.commands import AlreadyDone
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.status import commands
from bollkoll.status.models import Notice, Update
from bollkoll.status.picture import picture

pytestmark = pytest.mark.django_db
ENGLISH = {"title_en": "Slow", "text_en": "Results is slow."}


def steps(notice):
    """The open balls: the main one first."""
    rows = Commitment.objects.open().filter(subject=notice.pk)
    main = Notice.objects.get(pk=notice.pk).subject.main_id
    return [ball.step for ball in sorted(rows, key=lambda ball: (ball.pk != main, ball.step))]


def test_a_disturbance_owes_its_next_update_to_the_world(world, disturbance, fresh):
    notice = fresh(disturbance(**ENGLISH))
    main = notice.subject.main
    assert (main.step, main.person, main.promised_at) == ("update", world.agent, notice.next_update_at)
    assert notice.subject.kind == "notice" and notice.number > 1000
    assert steps(notice) == ["update"]
    assert list(notice.updates.values_list("kind", flat=True)) == ["first"]


def test_a_disturbance_without_a_promise_is_refused(disturbance, ago):
    with pytest.raises(Refused) as refused:
        disturbance(next_update_at=None)
    assert refused.value.code == "next"
    with pytest.raises(Refused):
        disturbance(next_update_at=ago(hours=1))
    assert not Notice.objects.exists()


def test_the_database_refuses_a_disturbance_that_promises_nothing(disturbance):
    notice = disturbance()
    for wrong in (
        {"next_update_at": None},
        {"state": "resolved"},
        {"expected_end_at": notice.starts_at},
        {"title_sv": ""},
    ):
        with housekeeping("test"), pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**wrong)


def test_swedish_goes_out_at_once_and_the_english_is_a_ball(world, disturbance, fresh):
    notice = disturbance()
    assert steps(notice) == ["update", "translate"]
    first = notice.updates.get()
    commands.translate(
        world.actor(world.agent), notice, title_en="Slow", texts={str(first.pk): "Results is slow. Try again."}
    )
    assert steps(notice) == ["update"]
    assert fresh(notice).updates.get().text_en == "Results is slow. Try again."
    assert Event.objects.filter(kind="status.update_published").count() == 1, "nobody is told twice"


def test_an_update_moves_the_promise_and_says_what_changed(world, disturbance, fresh, ahead, another):
    notice = disturbance(**ENGLISH)
    later = ahead(hours=2)
    service, _environment = another
    said = commands.update(
        world.actor(world.other_agent), notice, text_sv="Felet är hittat.", text_en="Found.", next_update_at=later,
        is_mended=True,
        parts=[commands.Piece(service=service, degree="down"), commands.Piece(service=world.service, degree="partial")],
    )  # fmt: skip
    notice = fresh(notice)
    assert (notice.state, notice.communicator, notice.subject.main.promised_at) == (
        "monitoring",
        world.other_agent,
        later,
    )
    assert said.facts["state"] == ["ongoing", "monitoring"] and said.facts["degree"] == ["degraded", "down"]
    assert set(said.facts) == {"state", "next_update_at", "parts", "degree"}
    assert Commitment.objects.filter(subject=notice.pk, step="update", end="kept").count() == 1
    event = Event.objects.filter(kind="status.update_published").latest("pk")
    assert (event.data["notice"], event.data["update"], event.data["kind"]) == (str(notice.pk), str(said.pk), "update")


def test_a_correction_stands_beside_what_was_wrong(world, disturbance):
    notice = disturbance(**ENGLISH)
    first = notice.updates.get()
    said = commands.correct(
        world.actor(world.agent), notice, wrong=first, text_sv="Rätt datum är 27 juli.", text_en="The date is 27 July."
    )
    assert (said.kind, said.corrects) == ("correction", first)
    assert notice.updates.get(pk=first.pk).text_sv.startswith("Resultat svarar långsamt")
    with pytest.raises(Refused):
        commands.correct(world.actor(world.agent), disturbance(), wrong=first, text_sv="Fel notis.")


def test_of_two_who_write_at_once_the_second_reads_the_first(world, disturbance, ahead):
    notice = disturbance()
    seen = notice.version
    commands.update(world.actor(world.agent), notice, text_sv="Först.", next_update_at=ahead(hours=1), seen=seen)
    with pytest.raises(Refused) as refused:
        commands.update(
            world.actor(world.other_agent), notice, text_sv="Sedan.", next_update_at=ahead(hours=1), seen=seen
        )
    assert refused.value.code == "changed" and world.agent.name in str(refused.value.message)
    assert notice.updates.count() == 2


def test_when_it_is_over_nothing_is_owed_and_it_can_come_back(world, disturbance, fresh, ahead):
    actor = world.actor(world.agent)
    notice = disturbance(**ENGLISH)
    commands.resolve(actor, notice, text_sv="Alla tjänster är åter i full drift.", text_en="All is well.")
    notice = fresh(notice)
    assert (notice.state, notice.next_update_at, notice.subject.is_open) == ("resolved", None, False)
    assert notice.ended_at >= notice.starts_at
    for verb in (commands.update, commands.cancel, commands.resolve):
        with pytest.raises(Refused):
            verb(actor, notice, text_sv="En gång till.")
    with pytest.raises(Refused):
        commands.reopen(actor, notice, text_sv="Det är tillbaka.", next_update_at=None)
    commands.reopen(actor, notice, text_sv="Det är tillbaka.", text_en="Back.", next_update_at=ahead(minutes=30))
    notice = fresh(notice)
    assert (notice.state, notice.ended_at, notice.subject.is_open) == ("ongoing", None, True)
    assert steps(notice) == ["update"]


def test_what_is_over_without_its_english_still_owes_that(world, disturbance, fresh):
    notice = disturbance()
    commands.resolve(world.actor(world.agent), notice, text_sv="Det är över.")
    assert fresh(notice).subject.is_open and steps(notice) == ["translate"]
    texts = {str(said.pk): "In English." for said in notice.updates.all()}
    commands.translate(world.actor(world.agent), notice, title_en="Slow", texts=texts)
    assert not fresh(notice).subject.is_open and steps(notice) == []


def test_information_owes_nothing_and_ends_by_itself(world, disturbance, fresh, ago, tick):
    notice = disturbance(
        at=ago(hours=3), kind="information", next_update_at=None, expected_end_at=ago(hours=1), **ENGLISH
    )
    assert not fresh(notice).subject.is_open
    tick()
    notice = fresh(notice)
    assert (notice.state, notice.ended_at) == ("resolved", notice.expected_end_at)


@pytest.mark.parametrize("words", ["Det gäller 19850412-1236.", "Skriv till anna.lind@larosate.example."])
def test_what_looks_like_personal_data_is_stopped_wherever_it_stands(world, disturbance, ahead, words):
    notice = disturbance()
    for refused in (
        lambda: disturbance(text_sv=words),
        lambda: disturbance(title_sv=words),
        lambda: disturbance(workaround_en=words),
        lambda: commands.update(world.actor(world.agent), notice, text_sv=words, next_update_at=ahead(hours=1)),
        lambda: commands.translate(world.actor(world.agent), notice, texts={str(notice.updates.get().pk): words}),
        lambda: disturbance(parts=[commands.Piece(service=world.service, degree="down", note_sv=words)]),
    ):
        with pytest.raises(Refused) as found:
            refused()
        assert found.value.code == "personal" and "1236" not in str(found.value.message)
    assert Update.objects.count() == 1


def test_a_colleague_reads_it_through_after_it_is_out(world, disturbance, fresh):
    notice = disturbance(checker=world.other_agent, **ENGLISH)
    assert steps(notice) == ["update", "check"]
    ball = Commitment.objects.open().get(subject=notice.pk, step="check")
    assert ball.person == world.other_agent
    commands.check(world.actor(world.other_agent), notice)
    assert steps(notice) == ["update"] and fresh(notice).checker is None
    with pytest.raises(Refused):
        disturbance(checker=world.agent)


def test_an_institution_that_leaves_while_affected_is_still_named(world, disturbance):
    notice = disturbance(institutions=[world.lu])
    people.change_institution(world.actor(world.admin), world.lu, code="LU", name_sv="Lunds universitet", is_ended=True)
    found = picture()
    assert found["notices"][0]["institutions"] == ["LU"]
    assert "LU" in {one["code"] for one in found["institutions"]}
    commands.update(
        world.actor(world.agent), notice, text_sv="Bara UU nu.", institutions=[world.uu],
        next_update_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    assert "LU" not in {one["code"] for one in picture()["institutions"]}


def test_a_form_sent_twice_makes_one_notice(disturbance):
    first = disturbance(once="k" * 32)
    with pytest.raises(AlreadyDone) as again:
        disturbance(once="k" * 32)
    assert again.value.made.pk == first.pk and Notice.objects.count() == 1


def test_third_line_and_contacts_publish_nothing(world, disturbance):
    for person in (world.expert, world.contact, world.admin):
        with pytest.raises(NotAllowed):
            disturbance(by=person)
