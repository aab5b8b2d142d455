"""Steps: parallel and in order, taken once, four eyes, returned, begun again; and who stands in."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case
from bollkoll.commitments.audit import findings
from bollkoll.commitments.models import Commitment
from bollkoll.log.acting import NotAllowed, Refused, act
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Delivery
from bollkoll.orders import commands
from bollkoll.orders.models import Asked, Duty, Order, Run
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM, Actor
from bollkoll.people.models import Person

pytestmark = pytest.mark.django_db


def step(key, who="desk", **more):
    return {"key": key, "title": {"sv": f"Steg {key}"}, "who": who} | more


def balls(order):
    rows = Commitment.objects.open().filter(subject=order.pk).select_related("person", "team")
    return sorted((row.step, str(row.person or row.team or "reporter"), row.note) for row in rows)


@pytest.fixture
def checked(make_type, place):
    """A step, and its check by somebody else."""
    return place(make_type(steps=[step("do", evidence="text"), step("check", four_eyes_of="do")]))


def test_parallel_steps_have_a_ball_each_and_the_next_waits_for_all(world, make_type, place, run_of):
    steps = [step("a"), step("b", "team:deltagande", after=[]), step("c", after=["a", "b"])]
    order = place(make_type(steps=steps))
    assert balls(order) == [("fulfil", "Andra linjen", "Steg a"), ("fulfil", "Team deltagande", "Steg b")]
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "a"))
    assert balls(order) == [("fulfil", "Team deltagande", "Steg b")]
    commands.finish_step(world.actor(world.expert), order, run=run_of(order, "b"))
    assert balls(order) == [("fulfil", "Andra linjen", "Steg c")]


def test_a_step_is_taken_once(world, make_type, place, run_of):
    order = place(make_type())
    commands.claim(world.actor(world.agent), order, run=run_of(order, "do"))
    for verb in (commands.claim, commands.finish_step):
        with pytest.raises(Refused) as refusal:
            verb(world.actor(world.other_agent), order, run=run_of(order, "do"))
        assert refusal.value.code == "taken"
    commands.put_back(world.actor(world.agent), order, run=run_of(order, "do"))
    commands.finish_step(world.actor(world.other_agent), order, run=run_of(order, "do"))
    with pytest.raises(Refused) as refusal:
        commands.finish_step(world.actor(world.agent), order, run=run_of(order, "do"))
    assert refusal.value.code == "done"


def test_what_a_step_asks_for_is_there_before_it_is_done(world, make_type, place, run_of):
    order = place(
        make_type(steps=[step("a", evidence="text"), step("b", evidence="file"), step("c", evidence="picture")])
    )
    agent = world.actor(world.agent)
    with pytest.raises(Refused):
        commands.finish_step(agent, order, run=run_of(order, "a"))
    commands.finish_step(agent, order, run=run_of(order, "a"), text="Gjort.")
    with pytest.raises(Refused):
        commands.finish_step(agent, order, run=run_of(order, "b"), text="Ingen fil.")
    file = world.file(world.agent)
    commands.finish_step(agent, order, run=run_of(order, "b"), files=[file])
    assert run_of(order, "b").evidence[0]["sha256"] == file.sha256
    with pytest.raises(Refused):
        commands.finish_step(agent, order, run=run_of(order, "c"), files=[world.file(world.agent)])


def test_whoever_did_it_does_not_check_it_by_any_way(world, checked, run_of):
    agent = world.actor(world.agent)
    commands.finish_step(agent, checked, run=run_of(checked, "do"), text="Gjort.")
    second = Actor(Person.objects.get(pk=world.agent.pk), "api")  # another door, another login: the same person
    for verb, more in ((commands.claim, {}), (commands.finish_step, {}), (commands.refuse_check, {"reason": "Nej."})):
        with pytest.raises(Refused) as refusal:
            verb(second, checked, run=run_of(checked, "check"), **more)
        assert refusal.value.code == "four_eyes"
    run = run_of(checked, "check")
    for values in (
        {"done_by": world.agent, "state": "done", "done_at": timezone.now()},
        {"claimed_by": world.agent, "state": "claimed"},
    ):
        with pytest.raises(IntegrityError), act(SYSTEM), housekeeping("test"):
            Run.objects.filter(pk=run.pk).update(**values)
    commands.finish_step(world.actor(world.other_agent), checked, run=run_of(checked, "check"))
    checked.refresh_from_db()
    assert checked.stage == Order.Stage.DONE


@pytest.mark.parametrize("who", ["person", "duty"])
def test_a_check_is_never_asked_of_whoever_did_the_step(world, make_type, place, run_of, follow, who):
    """Neither of them by name nor in the place of somebody who is away: the next who may is asked."""
    commands.give_duty(SYSTEM, commands.add_duty(SYSTEM, key="boss", name_sv="Chef"), person=world.expert)
    asked = f"person:{world.expert.email}" if who == "person" else "duty:boss"
    type_ = make_type(steps=[step("do"), step("check", asked, four_eyes_of="do")])
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.expert, first_day=today, last_day=today, deputy=world.agent)
    order = place(type_)
    commands.finish_step(world.actor(world.agent), order, run=run_of(order, "do"))
    assert balls(order) == [("countersign", "Cilla Ceder", "Steg check")]
    with pytest.raises(Refused) as refusal:
        keeper, run = world.actor(world.coordinator), run_of(order, "check")
        commands.ask_instead(keeper, order, run=run, person=world.agent)
    assert refusal.value.code == "four_eyes"
    commands.finish_step(world.actor(world.coordinator), order, run=run_of(order, "check"))
    again = place(type_)
    commands.finish_step(world.actor(world.coordinator), again, run=run_of(again, "do"))
    assert balls(again) == [("countersign", "Asta Almgren", "Steg check")]
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today, deputy=world.coordinator)
    follow(ticks=True)
    assert balls(again) == [("countersign", "Andra linjen", "Steg check")]  # the only incident manager did it


def test_a_check_that_lies_with_a_team_of_one_who_did_it_goes_to_the_incident_manager(world, make_type, place, run_of):
    steps = [step("do", "team:deltagande"), step("check", "team:deltagande", four_eyes_of="do")]
    order = place(make_type(steps=steps))
    commands.finish_step(world.actor(world.expert), order, run=run_of(order, "do"))
    assert balls(order) == [("countersign", "Cilla Ceder", "Steg check")]


def test_what_was_done_cannot_become_somebody_elses_doing(world, checked, run_of):
    commands.finish_step(world.actor(world.agent), checked, run=run_of(checked, "do"), text="Gjort.")
    with pytest.raises(IntegrityError), act(SYSTEM), housekeeping("test"):
        Run.objects.filter(pk=run_of(checked, "do").pk).update(done_by=world.other_agent)
    with pytest.raises(IntegrityError), act(SYSTEM), housekeeping("test"):
        Run.objects.filter(pk=run_of(checked, "do").pk).delete()


def test_a_refused_check_begins_the_step_again_with_its_history(world, checked, run_of):
    commands.finish_step(world.actor(world.agent), checked, run=run_of(checked, "do"), text="Gjort.")
    commands.refuse_check(world.actor(world.other_agent), checked, run=run_of(checked, "check"), reason="Fel rad.")
    assert run_of(checked, "do").round == 2
    assert list(checked.runs.filter(step="do").values_list("round", "state", "is_past")) == [
        (1, "done", True),
        (2, "open", False),
    ]
    commands.finish_step(world.actor(world.other_agent), checked, run=run_of(checked, "do"), text="Om.")
    with pytest.raises(Refused):
        commands.finish_step(world.actor(world.other_agent), checked, run=run_of(checked, "check"))
    commands.finish_step(world.actor(world.agent), checked, run=run_of(checked, "check"))


def test_a_returned_order_lies_with_the_orderer_until_it_is_corrected(world, make_type, place, run_of):
    order = place(make_type())
    commands.return_order(world.actor(world.agent), order, run=run_of(order, "do"), reason="Filen är fel.", rows="3, 7")
    order.refresh_from_db()
    assert order.stage == Order.Stage.CORRECTING and order.correction["rows"] == "3, 7"
    assert [row[:2] for row in balls(order)] == [("correct", "reporter")]
    commands.change_order(world.actor(world.contact), order, values={"what": "Rätt sak"})
    assert [row[:2] for row in balls(order)] == [("fulfil", "Andra linjen")]
    assert run_of(order, "do").round == 2


def test_an_order_begins_again_from_a_step(world, make_type, place, run_of):
    order = place(make_type(steps=[step("a"), step("b"), step("c")]))
    agent = world.actor(world.agent)
    commands.finish_step(agent, order, run=run_of(order, "a"))
    commands.finish_step(agent, order, run=run_of(order, "b"))
    commands.start_over(agent, order, step="b", reason="Fel miljö.")
    assert run_of(order, "b").round == 2 and run_of(order, "a").round == 1
    assert order.runs.filter(step="c").get().state == Run.State.CANCELLED


def approvals(rule, who="duty:boss"):
    return [{"key": "ok", "title": {"sv": "Godkänn"}, "who": who, "rule": rule}]


@pytest.fixture
def bosses(world):
    duty = commands.add_duty(SYSTEM, key="boss", name_sv="Chef")
    for person in (world.coordinator, world.expert):
        commands.give_duty(SYSTEM, duty, person=person)
    return duty


def test_one_of_those_asked_is_enough_and_the_others_are_free(world, make_type, place, run_of, bosses):
    order = place(make_type(approvals=approvals("any")))
    assert [row[:2] for row in balls(order)] == [("approve", "Cilla Ceder"), ("approve", "Ebbe Ek")]
    commands.approve(world.actor(world.expert), order, run=run_of(order, "ok"))
    assert [row[:2] for row in balls(order)] == [("fulfil", "Andra linjen")]


def test_all_of_those_asked_have_to_say_yes(world, make_type, place, run_of, bosses):
    order = place(make_type(approvals=approvals("all")))
    commands.approve(world.actor(world.expert), order, run=run_of(order, "ok"))
    assert [row[:2] for row in balls(order)] == [("approve", "Cilla Ceder")]
    with pytest.raises(Refused):
        commands.approve(world.actor(world.expert), order, run=run_of(order, "ok"))
    with pytest.raises(NotAllowed):
        commands.approve(world.actor(world.agent), order, run=run_of(order, "ok"))
    commands.approve(world.actor(world.coordinator), order, run=run_of(order, "ok"))
    assert [row[:2] for row in balls(order)] == [("fulfil", "Andra linjen")]


def test_the_database_refuses_an_approval_of_ones_own(world, make_type, place, run_of, bosses):
    order = place(make_type(approvals=approvals("any")))
    asked = Asked.objects.filter(run=run_of(order, "ok")).first()
    with pytest.raises(IntegrityError), act(SYSTEM), housekeeping("test"):
        Asked.objects.filter(pk=asked.pk).update(
            verdict="approved", decided_by=world.contact, decided_at=timezone.now()
        )


def test_an_approver_who_is_away_is_replaced_by_the_deputy(world, make_type, place, run_of, follow):
    commands.give_duty(SYSTEM, commands.add_duty(SYSTEM, key="boss", name_sv="Chef"), person=world.expert)
    order = place(make_type(approvals=approvals("any")))
    today = timezone.localdate()
    people.set_absence(
        SYSTEM, world.expert, first_day=today, last_day=today + timedelta(days=3), deputy=world.coordinator
    )
    follow(ticks=True)
    assert [row[:2] for row in balls(order)] == [("approve", "Cilla Ceder")]
    told = Delivery.objects.get(person=world.coordinator, topic=order.topic)
    number, instead = order.case.number, f"i stället för {world.expert.name}"
    page = reverse("orders:step", args=[number, run_of(order, "ok").pk])
    assert f"Du tillfrågas {instead}" in told.text
    assert f"Du tillfrågas {instead}" in world.client(world.coordinator).get(page).content.decode()
    matter = reverse("portal:case", args=[number])
    assert f"väntar på Cilla Ceder {instead}" in world.client(world.contact).get(matter).content.decode()
    commands.approve(world.actor(world.coordinator), order, run=run_of(order, "ok"))
    assert f"godkänd · Cilla Ceder {instead}" in world.client(world.contact).get(matter).content.decode()


@pytest.mark.parametrize("has_deputy", [False, True])
def test_when_approver_and_deputy_are_away_the_incident_manager_decides_and_never_the_desk(
    world, make_type, place, run_of, follow, has_deputy
):
    """Also when the deputy is the incident manager: then whoever stands in for them, else they themselves when back."""
    commands.give_duty(SYSTEM, commands.add_duty(SYSTEM, key="boss", name_sv="Chef"), person=world.expert)
    order = place(make_type(approvals=approvals("any")))
    today = timezone.localdate()
    more = {"first_day": today, "last_day": today + timedelta(days=3)}
    people.set_absence(SYSTEM, world.expert, deputy=world.coordinator, **more)
    people.set_absence(SYSTEM, world.coordinator, **more, **({"deputy": world.agent} if has_deputy else {}))
    follow(ticks=True)
    who = "Asta Almgren" if has_deputy else "Cilla Ceder"
    assert [row[:2] for row in balls(order)] == [("approve", who)]
    follow(ticks=True)
    assert [row[:2] for row in balls(place(make_type("other", approvals=approvals("all"))))] == [("approve", who)]
    with pytest.raises(NotAllowed):
        commands.approve(world.actor(world.other_agent), order, run=run_of(order, "ok"))


def test_an_approver_who_is_gone_leaves_it_to_the_incident_manager(world, make_type, place, run_of, follow):
    duty = commands.add_duty(SYSTEM, key="boss", name_sv="Chef")
    commands.give_duty(SYSTEM, duty, person=world.expert)
    order = place(make_type(approvals=approvals("any")))
    people.end_person(SYSTEM, world.expert)
    follow()
    assert [row[:2] for row in balls(order)] == [("approve", "Cilla Ceder")]
    assert not [key for key in findings() if key[0].startswith(("order.", "ball."))]
    commands.ask_instead(world.actor(world.coordinator), order, run=run_of(order, "ok"), person=world.agent)
    assert [row[:2] for row in balls(order)] == [("approve", "Asta Almgren")]


def test_the_contact_persons_approve_but_not_the_one_who_ordered(world, make_type, place, run_of):
    other = world.invite(world.uu, "Kerstin Kontakt", "contact_person")
    order = place(make_type(approvals=approvals("any", "contact_person")))
    assert [row[:2] for row in balls(order)] == [("approve", "Kerstin Kontakt")]
    commands.approve(world.actor(other), order, run=run_of(order, "ok"))
    assert Duty.objects.count() == 0


def test_whoever_is_given_the_case_has_its_step(world, make_type, place, follow, run_of):
    order = place(make_type())
    cases.assign(world.actor(world.coordinator), order.case, person=world.agent)
    follow()
    assert [row[:2] for row in balls(order)] == [("fulfil", "Asta Almgren")]
    assert run_of(order, "do").claimed_by == world.agent


def test_what_a_taken_step_waits_for_goes_back_when_its_holder_is_away(world, make_type, place, follow, run_of):
    order = place(make_type())
    commands.claim(world.actor(world.agent), order, run=run_of(order, "do"))
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today)
    follow(ticks=True)
    assert [row[:2] for row in balls(order)] == [("fulfil", "Andra linjen")]


def test_what_the_orderer_writes_meanwhile_is_owed_an_answer(world, permission, follow):
    order = permission()
    world.reply(order.case, "Hur går det?")
    assert [row[:2] for row in balls(order)] == [("answer", "Andra linjen"), ("approve", "Ebbe Ek")]
    world.answer(order.case, "Vi väntar på godkännandet.")
    assert [row[:2] for row in balls(order)] == [("approve", "Ebbe Ek")]


def test_a_case_verb_does_not_run_past_the_steps(world, permission):
    order = permission()
    agent = world.actor(world.agent)
    for verb, more in ((cases.solve, {}), (cases.close, {}), (cases.hand_over, {"text": "x", "person": world.expert})):
        with pytest.raises(Refused) as refusal:
            verb(agent, Case.objects.get(pk=order.pk), **more)
        assert refusal.value.code == "procedure"
    with pytest.raises(Refused):
        cases.triage(agent, Case.objects.get(pk=order.pk), kind="fault")


@pytest.mark.parametrize("then", ["solved", "waiting"])
def test_an_answer_in_the_middle_of_an_order_asks_nobody_whether_it_helped(world, permission, follow, then):
    order = permission()
    client, number = world.client(world.agent), order.case.number
    page = client.get(reverse("cases:case", args=[number])).content.decode()
    assert "Stegen i beställningen fortsätter" in page and f'value="{then}"' not in page
    address = reverse("cases:answer", args=[number])
    answer = client.post(address, {"mode": "answer", "text": "Nu är det klart.", "then": then})
    assert answer.status_code == 422 and "Stegen i beställningen är inte klara" in answer.content.decode()
    assert "Nu är det klart." in answer.content.decode() and not order.case.messages.filter(kind="answer").exists()
    with pytest.raises(Refused) as refusal:
        cases.answer(world.actor(world.agent), Case.objects.get(pk=order.pk), text="Klart.", then=then)
    assert refusal.value.code == "procedure"


def test_an_answer_written_before_the_steps_began_again_asks_nothing_when_it_goes_out(world, permission, run_of):
    order = permission()
    commands.decline(world.actor(world.expert), order, run=run_of(order, "approve"), reason="Nej.")
    written = cases.answer(world.actor(world.agent), Case.objects.get(pk=order.pk), text="Vi stänger.", then="solved")
    commands.change_order(world.actor(world.contact), order, values=order.values | {"why": "Snävare."})
    sent = cases.release_answer(CLOCK, Case.objects.get(pk=order.pk), message=written)
    assert sent.then == "keep" and balls(order) == [("approve", "Ebbe Ek", "Nationell administratör godkänner")]


def test_what_waits_too_long_is_told_again(world, permission, follow, run_of):
    with act(SYSTEM, at=timezone.now() - timedelta(days=30)):
        order = permission()
    commands.chase(CLOCK, order, run=run_of(order, "approve"))
    with pytest.raises(Refused):
        commands.chase(CLOCK, order, run=run_of(order, "approve"))
