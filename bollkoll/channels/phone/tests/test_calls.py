"""A call: who it is, where the note goes, what is promised, and what is kept of whom."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.commands import AlreadyDone
from bollkoll.cases.models import Case, Message
from bollkoll.cases.queries import timeline
from bollkoll.channels.phone import commands, queries
from bollkoll.channels.phone.models import Call
from bollkoll.commitments.models import Commitment
from bollkoll.desk import queries as desk
from bollkoll.log import subscribers
from bollkoll.log.acting import NotAllowed, Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db
SECRET_WORDS = "Det hemliga som sades i luren"


def later(hours: float = 3):
    return timezone.now() + timedelta(hours=hours)


def test_a_note_goes_to_a_case_and_says_that_it_came_by_telephone(world, call):
    case, agent = world.taken(), world.actor(world.agent)
    call = commands.file_call(agent, call, into="note", case=case, text="Vill veta hur det går.")
    entry = timeline(agent, case)[-1]
    assert (entry.kind, entry.channel, entry.who) == ("note", "phone", world.agent.name)
    assert (call.outcome, call.matters.get().what) == ("filed", "note")


def test_a_message_stands_in_the_callers_name_and_opens_what_was_solved(world, call):
    case, agent = world.taken(), world.actor(world.agent)
    cases.solve(agent, case)
    commands.file_call(agent, call, into="message", case=case, text="Det fungerar inte alls.")
    said = case.messages.latest("written_at")
    assert (said.author, said.kind, said.via) == (world.local, Message.Kind.REPLY, "phone")
    assert world.fresh(case).state == Case.State.IN_PROGRESS


def test_whoever_wrote_it_down_gets_no_mail_that_the_reporter_wrote(world, call):
    case = world.taken()
    commands.file_call(world.actor(world.agent), call, into="message", case=case, text="Det fungerar inte.")
    assert world.agent.pk not in Event.objects.get(kind="cases.replied").audience
    others = world.taken(by=world.other_agent)
    cases.reply(world.actor(world.agent, "phone"), others, text="Ringde.", author=world.local)
    told = Event.objects.filter(kind="cases.replied").latest("id").audience
    assert world.other_agent.pk in told
    assert world.agent.pk not in told


def test_nothing_stands_in_the_name_of_somebody_who_may_not_see_the_case(world, call):
    hidden = world.protected(reporter=world.contact)
    with pytest.raises(Refused) as refused:
        commands.file_call(world.actor(world.agent), call, into="message", case=hidden, text="Hej")
    assert refused.value.code == "may_not_see"
    assert world.fresh(call).is_open
    commands.file_call(world.actor(world.agent), call, into="note", case=hidden, text="Hej")


def test_a_case_is_opened_in_one_step(world, call):
    new = {"title": "", "kind": "fault", "service": world.service, "impact": 3, "urgency": 3}
    call = commands.file_call(world.actor(world.agent), call, into="new", text="Inget syns.\nAlls.", new=new)
    case = call.matters.get(what="opened").case
    assert (case.title, case.reporter, case.institution, case.via) == (
        "Inget syns. Alls.",
        world.local,
        world.uu,
        "phone",
    )
    assert (case.kind, case.service, case.assignee, case.priority) == ("fault", world.service, world.agent, 2)


def test_a_promised_call_is_a_ball_that_the_reporter_sees(world, call):
    case, agent, at = world.taken(), world.actor(world.agent), later()
    commands.file_call(agent, call, into="note", case=case, text="Ringer sedan.", call_back_at=at)
    (ball,) = queries.call_backs_of(case)
    assert (ball.step, ball.person, ball.promised_at, ball.look_again_at) == ("call_back", world.agent, at, at)
    assert ball.pk in {row.ball.pk for row in desk.my_balls(agent)}
    page = world.client(world.local).get(f"/matters/{case.number}/").content.decode()
    assert "har lovat att ringa" in page or "has promised to call" in page


def test_a_promise_without_a_case_opens_one(world, call):
    call = commands.file_call(world.actor(world.agent), call, into="log", call_back_at=later())
    case = call.matters.get(what="opened").case
    assert queries.call_backs_of(case)
    assert world.local.name in case.title


def test_a_call_that_is_not_answered_is_moved_and_the_promise_stays(world):
    case, agent = world.taken(), world.actor(world.agent)
    first = commands.promise_call_back(agent, case, at=later(1))
    other = world.actor(world.other_agent)
    moved = commands.move_call_back(other, case, ball=first, at=later(5), reason="no_answer")
    assert (moved.person, world.fresh(first).end) == (world.other_agent, "passed")
    assert Event.objects.filter(kind="phone.not_reached").count() == 1
    with pytest.raises(Refused):
        commands.end_call_back(agent, case, ball=first)
    commands.end_call_back(agent, case, ball=moved)
    assert (world.fresh(moved).end, queries.call_backs_of(case)) == ("kept", [])


def test_calling_back_keeps_the_promise_when_the_call_is_filed(world):
    case, agent = world.taken(), world.actor(world.agent)
    ball = commands.promise_call_back(agent, case, at=later(1))
    call = commands.begin_call(agent, None, person=world.local, call_back=ball)
    commands.file_call(agent, call, into="note", case=case, text="Mer i samma samtal.", goes_on=True)
    assert world.fresh(ball).ended_at is None
    commands.file_call(agent, world.fresh(call), into="log", text="")
    assert world.fresh(ball).end == "kept"
    assert set(call.matters.values_list("what", flat=True)) == {"note", "called_back"}


def test_the_main_ball_of_a_case_is_never_put_down_as_a_promised_call(world):
    case, agent = world.taken(), world.actor(world.agent)
    cases.remind(agent, case, step=Commitment.Step.CALL_BACK)
    ball = world.fresh(case).ball
    with pytest.raises(Refused):
        commands.end_call_back(agent, case, ball=ball)
    assert queries.call_backs(agent) == []


def test_a_promise_survives_absence_and_an_account_that_ends(world):
    case, at = world.taken(), later(2)
    commands.promise_call_back(world.actor(world.agent), case, at=at)
    today = timezone.localdate()
    people.set_absence(
        world.actor(None), world.agent, first_day=today, last_day=today, kind="ill", deputy=world.other_agent
    )
    cases.stand_in(world.actor(None), case, person=world.agent)
    (ball,) = queries.call_backs_of(case)
    assert (ball.person, ball.promised_at) == (world.other_agent, at)
    people.end_person(world.actor(None), world.other_agent)
    cases.deal_out_again(world.actor(None), case, person=world.other_agent)
    (ball,) = queries.call_backs_of(case)
    assert (ball.team, ball.promised_at, ball.due_at) == (world.desk, at, at)
    assert [row.ball.pk for row in queries.call_backs(world.actor(world.coordinator))] == [ball.pk]


def test_a_promise_in_a_case_that_is_protected_goes_to_who_may_see_it(world):
    case, at = world.taken(), later(2)
    commands.promise_call_back(world.actor(world.other_agent), case, at=at)
    cases.protect(world.actor(world.agent), case)
    while subscribers.run("phone.keep_in_sight"):
        pass
    (ball,) = queries.call_backs_of(case)
    assert (ball.person, ball.promised_at) == (world.agent, at)
    assert queries.call_backs(world.actor(world.other_agent)) == []


def test_several_calls_are_open_at_once_and_each_is_its_agents_own(world, call):
    agent, other = world.actor(world.agent), world.actor(world.other_agent)
    commands.begin_call(agent, None, person=world.contact)
    theirs = commands.begin_call(other, None, person=world.stranger)
    assert len(queries.open_calls(agent)) == 2
    assert [one.pk for one in queries.on_the_phone(agent)] == [theirs.pk]
    with pytest.raises(NotAllowed):
        commands.file_call(other, call, into="log")
    with pytest.raises(NotAllowed):
        commands.change_caller(other, call, person=world.contact)


def test_a_call_goes_on_with_one_more_matter(world, call):
    agent, one, two = world.actor(world.agent), world.taken(), world.taken(title="Ett till")
    call = commands.file_call(agent, call, into="note", case=one, text="Först", goes_on=True)
    assert call.is_open
    call = commands.file_call(agent, call, into="note", case=two, text="Sedan")
    assert [m.case_id for m in call.matters.all()] == [one.pk, two.pk]
    with pytest.raises(Refused):
        commands.file_call(agent, call, into="log")


def test_the_same_form_twice_is_one_note(world, call):
    case, agent = world.taken(), world.actor(world.agent)
    said = {"into": "note", "case": case, "text": "En gång", "once": "k1"}
    commands.file_call(agent, call, **said)
    with pytest.raises(AlreadyDone):
        commands.file_call(agent, call, **said)
    assert case.messages.filter(text="En gång").count() == 1
    again = {"person": world.local, "once": "k2"}
    first = commands.begin_call(agent, None, **again)
    with pytest.raises(AlreadyDone) as already:
        commands.begin_call(agent, None, **again)
    assert already.value.made == first


def test_who_may_not_contact_us_has_no_card(world):
    people.end_role(world.actor(None), world.local, institution=world.uu)
    with pytest.raises(Refused) as refused:
        commands.begin_call(world.actor(world.agent), None, person=world.fresh(world.local))
    assert refused.value.code == "may_not"


def test_nothing_is_kept_of_who_may_not_contact_us(world, call):
    agent = world.actor(world.agent)
    call.number = "+46700000001"
    with housekeeping("test"):
        call.save()
    commands.file_call(agent, call, into="log", text=SECRET_WORDS, goes_on=True)
    commands.turn_away(agent, None, call=call, caller="student", reason="login", institution=world.uu)
    call = world.fresh(call)
    assert (call.person, call.number, call.note, call.outcome) == (None, "", "", "turned_away")
    away = Event.objects.get(kind="phone.turned_away")
    assert away.data["caller"] == "student"
    assert str(world.local.pk) not in [str(value) for value in away.data.values() if value != world.uu.pk]


def test_the_database_itself_keeps_nothing_of_them(world, call):
    commands.turn_away(world.actor(world.agent), None, caller="student", reason="login")
    with pytest.raises((IntegrityError, ValidationError)), housekeeping("test"):
        Call.objects.filter(outcome="turned_away").update(number="+46700000001")


def test_what_stands_in_a_case_already_is_no_call_to_forget(world, call):
    agent = world.actor(world.agent)
    commands.file_call(agent, call, into="note", case=world.taken(), text="Redan sparat", goes_on=True)
    with pytest.raises(Refused):
        commands.turn_away(agent, None, call=call, caller="student", reason="login")


def test_no_word_of_a_call_stands_in_the_log(world, call):
    case, agent = world.taken(), world.actor(world.agent)
    commands.file_call(agent, call, into="note", case=case, text=SECRET_WORDS, call_back_at=later())
    assert not [e.pk for e in Event.objects.all() if "hemliga" in str(e.data) or world.local.name in str(e.data)]


def test_a_call_about_a_protected_case_is_there_only_for_those_it_names(world, call):
    agent, other = world.actor(world.agent), world.actor(world.other_agent)
    hidden = world.protected()
    commands.file_call(agent, call, into="note", case=hidden, text="Ytterst känsligt")
    assert [c.pk for c in queries.logged(agent)] == [call.pk]
    assert list(queries.logged(other)) == []
    since = timezone.now() - timedelta(days=1)
    assert queries.figures(other, since)["months"] == []
    assert queries.figures(agent, since)["months"][0]["calls"] == 1
    assert world.client(world.other_agent).get(f"/phone/calls/{call.pk}/").status_code == 404
    about = commands.promise_call_back(agent, hidden, at=later())
    kept = commands.begin_call(agent, None, person=world.local, call_back=about)
    assert kept.pk not in {c.pk for c in Call.objects.visible_to(other)}


def test_the_card_shows_what_the_caller_may_see_and_no_more(world):
    own, colleagues = world.taken(reporter=world.extra), world.taken(reporter=world.contact)
    hidden = world.protected(reporter=world.extra)
    call = commands.begin_call(world.actor(world.other_agent), None, person=world.extra)
    card = queries.card(world.actor(world.other_agent), call)
    assert [row.case.pk for row in card.own] == [own.pk]
    assert card.institution == []
    call = commands.begin_call(world.actor(world.other_agent), None, person=world.local)
    card = queries.card(world.actor(world.other_agent), call)
    assert {row.case.pk for row in card.institution} == {own.pk, colleagues.pk}
    assert hidden.pk not in {case.pk for case in card.cases}


# What is unusual is said and asked, not forbidden


def saturday():
    day = timezone.localtime() + timedelta(days=1)
    while day.weekday() != 5:
        day += timedelta(days=1)
    return day.replace(hour=10, minute=0)


def ask(client, address, at, **more):
    """The question that comes back, and the yes to it."""
    sent = {"at": at.strftime("%Y-%m-%dT%H:%M"), **more}
    answer = client.post(address, sent)
    found = re.search(r'name="sure" value="(\w+)"', answer.content.decode())
    return answer.status_code, unescape(answer.content.decode()), {**sent, "sure": found[1] if found else ""}


def test_a_call_promised_when_the_support_is_closed_is_asked_about_and_may_be_meant(world, opening_hours):
    case, client = world.taken(), world.client(world.agent)
    address = reverse("phone:promise_call_back", args=[case.number])
    status, page, yes = ask(client, address, saturday())
    assert status == 422 and "lördag" in page.lower() and "stängt" in page
    assert not Commitment.objects.open().filter(step="call_back").exists()
    evening = (saturday() + timedelta(days=4)).replace(hour=18)  # a Wednesday
    status, page, later = ask(client, address, evening, sure=yes["sure"])
    assert status == 422 and ("utanför öppettiderna" in page or "stängt" in page)
    assert client.post(address, later).status_code == 303
    ball = Commitment.objects.open().get(step="call_back")
    assert timezone.localtime(ball.promised_at).hour == 18
    move = reverse("phone:move_call_back", args=[ball.pk])
    status, page, yes = ask(client, move, saturday(), reason="moved")
    assert status == 422 and "stängt" in page
    assert client.post(move, yes).status_code == 303


def test_a_second_call_to_the_same_person_says_that_there_is_one_and_lets_it_be_moved(world):
    case, other, client = world.taken(), world.taken(title="En annan sak"), world.client(world.other_agent)
    first = commands.promise_call_back(world.actor(world.agent), case, at=later(5))
    for number in (case.number, other.number):
        address = reverse("phone:promise_call_back", args=[number])
        status, page, yes = ask(client, address, later(9))
        assert status == 422 and "redan lovad ett samtal" in page and f"#{case.number}" in page
        assert f'<a href="{reverse("phone:move_call_back", args=[first.pk])}">' in page
    assert client.post(address, yes).status_code == 303
    assert Commitment.objects.open().filter(step="call_back").count() == 2


def test_a_promise_in_an_answer_or_with_the_ball_outside_opening_hours_is_asked_about(world, opening_hours):
    case, client = world.taken(), world.client(world.agent)
    when = saturday().strftime("%Y-%m-%dT%H:%M")
    answered = {"text": "Vi återkommer.", "then": "keep", "promise_at": when, "once": "a"}
    for name, sent in (
        ("answer", answered),
        ("remind", {"step": "answer", "promised_at": when}),
        ("remind", {"step": "reproduce", "look_again_at": when}),
    ):
        answer = client.post(reverse(f"cases:{name}", args=[case.number]), sent)
        page = unescape(answer.content.decode())
        assert answer.status_code == 422 and "stängt" in page
        yes = re.search(r'name="sure" value="(\w+)"', page)[1]
        assert client.post(reverse(f"cases:{name}", args=[case.number]), {**sent, "sure": yes}).status_code < 400


def test_a_number_of_another_institutions_case_is_asked_about_before_anything_is_noted_there(world):
    theirs, client = world.case(reporter=world.stranger), world.client(world.agent)
    call = commands.begin_call(world.actor(world.agent), None, person=world.local, institution=world.uu)
    sent = {"text": "Gäller det här.", "into": "other", "number": theirs.number, "said": "note", "once": "x"}
    address = reverse("phone:file_call", args=[call.pk])
    answer = client.post(address, sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and f"Ärende #{theirs.number} tillhör ett annat lärosäte" in page
    assert "Gäller det här." in page and not theirs.messages.filter(text="Gäller det här.").exists()
    yes = re.search(r'name="sure" value="(\w+)"', page)[1]
    assert client.post(address, {**sent, "sure": yes}).status_code == 303
    assert theirs.messages.filter(text="Gäller det här.").exists()


def test_a_call_promised_outside_ones_own_hours_is_asked_about(world, opening_hours):
    wednesday = (saturday() + timedelta(days=4)).replace(hour=15, minute=0)
    people.change_employment(SYSTEM, world.agent, share=50, hours={str(day): ["08.00", "12.00"] for day in range(5)})
    case = world.taken()
    for person, words in (
        (world.agent, "15.00 ligger utanför din egen arbetstid, som är 08.00–12.00"),
        (world.other_agent, ""),
    ):
        status, page, _yes = ask(
            world.client(person), reverse("phone:promise_call_back", args=[case.number]), wednesday
        )
        assert (status, words in page) == (422 if words else 303, True)


def test_whoever_calls_what_a_colleague_promised_reads_whose_promise_it_is_and_the_others_see_who_calls(world):
    case = world.taken()
    ball = commands.promise_call_back(world.actor(world.agent), case, at=timezone.now() + timedelta(days=1))
    client = world.client(world.other_agent)
    card = client.post(reverse("phone:call_now", args=[ball.pk]))
    assert "Asta Almgren har lovat det här samtalet" in client.get(card.url).content.decode()
    theirs = world.client(world.agent).get(reverse("phone:calls")).content.decode()
    assert "Bo Björk ringer nu" in theirs and reverse("phone:call_now", args=[ball.pk]) not in theirs
