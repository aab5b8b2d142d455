"""Teams meet; a lifted question is a ball due then, and what was said lands on the case."""

import re
from datetime import date, datetime, time, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Message
from bollkoll.commitments.models import Commitment
from bollkoll.development import commands
from bollkoll.development.clock import _short, plan_meetings
from bollkoll.development.models import AgendaItem, Meeting, Said
from bollkoll.kit import hours
from bollkoll.log.acting import Refused, act
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db


def next_weekday(weekday: int = 2) -> date:
    """A day of the weekday in the week after the next."""
    today = timezone.localdate()
    return today + timedelta(days=(weekday - today.weekday()) % 7 + 7)


@pytest.fixture
def series(world):
    return commands.set_series(
        world.actor(world.agent), world.developers, first_on=next_weekday(), at=time(9, 30), place="Rum 4"
    )


@pytest.fixture
def lifted(world):
    def lift(case=None, by=None, question="Kan listan delas upp?", team=None):
        return commands.lift(world.actor(by or world.agent), team or world.developers, case=case, question=question)

    return lift


def ball(case):
    return Commitment.objects.open().get(subject=case.pk, step="lift")


def coming():
    return list(Meeting.objects.coming().filter(starts_at__gt=timezone.now()))


def test_the_next_three_dates_are_always_known(world, series):
    assert len(coming()) == 3
    with act(SYSTEM, at=timezone.now() + timedelta(days=40)):
        commands.plan_meetings(SYSTEM, series)
    assert Meeting.objects.coming().filter(starts_at__gt=timezone.now() + timedelta(days=40)).count() == 3
    with pytest.raises(Refused):
        commands.plan_meetings(SYSTEM, series)


def test_the_clock_sees_series_that_run_short(world, series):
    assert list(_short()) == []
    commands.cancel_meeting(world.actor(world.agent), coming()[0])
    assert len(coming()) == 3
    commands.end_series(world.actor(world.agent), series)
    assert list(_short()) == []
    assert plan_meetings.__name__ == "plan_meetings"


def test_public_holidays_are_skipped_and_can_be_held_after_all(world):
    calendar = hours.Calendar()
    day = next(
        d for d in (date(2031, 1, 1) + timedelta(days=n) for n in range(300)) if d.weekday() < 5 and calendar.holiday(d)
    )
    with act(SYSTEM, at=timezone.make_aware(datetime.combine(day - timedelta(days=3), time(8)))):
        commands.set_series(world.actor(world.agent), world.developers, first_on=day, at=time(9))
        skipped = Meeting.objects.get(slot=day)
        assert skipped.is_skipped
        assert skipped.cancelled_at
        assert Meeting.objects.coming().count() == 3
        moved = skipped.starts_at + timedelta(days=3)
        commands.move_meeting(world.actor(world.agent), skipped, starts_at=moved)
    again = world.fresh(skipped)
    assert (again.starts_at, again.cancelled_at, again.is_skipped) == (moved, None, False)


def test_a_weekday_when_the_support_is_closed_is_refused(world):
    with pytest.raises(Refused):
        commands.set_series(world.actor(world.agent), world.developers, first_on=next_weekday(6), at=time(9))


def test_a_lifted_question_is_a_ball_of_the_lifter_due_at_the_next_meeting(world, series, lifted):
    case = world.taken()
    lifted(case)
    assert ball(case).person == world.agent
    assert ball(case).look_again_at == coming()[0].starts_at


def test_without_meetings_it_falls_after_five_working_days(world, lifted):
    case = world.taken()
    lifted(case)
    days = hours.Calendar().opening_days(timezone.localdate() + timedelta(days=1))
    fifth = [next(days) for _n in range(5)][-1]
    assert timezone.localdate(ball(case).look_again_at) == fifth
    page = world.client(world.agent).get(reverse("development:team", args=[world.developers.pk])).content.decode()
    assert reverse("development:set_series", args=[world.developers.pk]) in page


def test_the_ball_follows_when_the_meeting_is_moved_cancelled_and_when_a_series_is_set(world, lifted):
    case = world.taken()
    lifted(case)
    commands.set_series(world.actor(world.agent), world.developers, first_on=next_weekday(), at=time(9))
    first, second = coming()[:2]
    assert ball(case).look_again_at == first.starts_at
    later = first.starts_at + timedelta(days=1, hours=2)
    commands.move_meeting(world.actor(world.agent), first, starts_at=later)
    assert ball(case).look_again_at == later
    commands.cancel_meeting(world.actor(world.agent), world.fresh(first))
    assert ball(case).look_again_at == second.starts_at
    assert Commitment.objects.open().filter(subject=case.pk, step="lift").count() == 1


def test_what_was_said_is_a_note_on_the_case_and_ends_the_ball(world, series, lifted):
    case = world.taken()
    item = lifted(case)
    commands.say(world.actor(world.agent), item, text="Ja, i nästa version.")
    assert not Commitment.objects.open().filter(subject=case.pk, step="lift").exists()
    note = Message.objects.get(case=case, kind="note")
    assert "Ja, i nästa version." in note.text
    assert "Kan listan delas upp?" in note.text
    assert world.fresh(item).end == "answered"
    with pytest.raises(Refused):
        commands.say(world.actor(world.agent), item, text="Igen")


def test_a_question_is_carried_over_with_its_ball(world, series, lifted):
    case = world.taken()
    item = lifted(case)
    first, second = coming()[:2]
    commands.say(world.actor(world.agent), item, text="Vi måste tänka.", is_answered=False)
    assert ball(case).look_again_at == second.starts_at
    assert world.fresh(item).meeting == second
    commands.carry_over(world.actor(world.agent), world.fresh(item))
    assert world.fresh(item).carried == 2
    assert Said.objects.get().meeting == first


def test_closing_a_meeting_carries_over_what_was_not_taken_up(world, series, lifted):
    case = world.taken()
    item, loose = lifted(case), lifted()
    first, second = coming()[:2]
    with pytest.raises(Refused):
        commands.close_meeting(world.actor(world.agent), first)
    with act(SYSTEM, at=first.starts_at + timedelta(hours=1)):
        commands.close_meeting(world.actor(world.agent), first)
    assert world.fresh(item).meeting == second
    assert world.fresh(loose).meeting == second
    assert ball(case).look_again_at == second.starts_at
    with pytest.raises(Refused):
        commands.move_meeting(world.actor(world.agent), first, starts_at=second.starts_at)


def test_the_ball_survives_that_its_holder_is_away_or_ends(world, series, lifted, follow):
    case = cases.take(world.actor(world.agent), world.case())
    item = lifted(case)
    today = timezone.localdate()
    people.set_absence(
        SYSTEM, world.agent, first_day=today, last_day=today + timedelta(days=3), deputy=world.other_agent
    )
    cases.stand_in(SYSTEM, case, person=world.agent)
    follow()
    assert ball(case).person == world.other_agent
    assert ball(case).look_again_at == coming()[0].starts_at
    people.end_person(SYSTEM, world.other_agent)
    follow()
    assert ball(case).team == world.desk
    assert ball(case).look_again_at == coming()[0].starts_at
    assert world.fresh(item).ball == ball(case)
    commands.say(world.actor(world.coordinator), world.fresh(item), text="Klart.")
    assert not Commitment.objects.open().filter(subject=case.pk, step="lift").exists()


def test_a_ball_passed_on_in_the_same_moment_is_still_the_one_that_ends(world, series, lifted):
    case = world.taken()
    one, two = lifted(case, question="Den första frågan"), lifted(case, question="Den andra frågan")
    cases.deal_out_again(SYSTEM, case, person=world.agent)  # nobody has read the news yet
    commands.say(world.actor(world.other_agent), one, text="Ja.")
    left = Commitment.objects.open().get(subject=case.pk, step="lift")
    assert left.note == "Den andra frågan"
    commands.withdraw(world.actor(world.agent), two)
    assert not Commitment.objects.open().filter(subject=case.pk, step="lift").exists()


def test_a_closed_case_has_no_ball_and_gets_it_back_when_opened(world, series, lifted, follow):
    case = world.taken()
    item = lifted(case)
    cases.close(world.actor(world.agent), case)
    assert not Commitment.objects.open().filter(subject=case.pk).exists()
    world.reply(world.fresh(case))
    follow()
    assert ball(case).look_again_at == world.fresh(item).meeting.starts_at
    cases.close(world.actor(world.agent), world.fresh(case))
    commands.say(world.actor(world.agent), item, text="Ändå.")
    with pytest.raises(Refused):
        lifted(world.fresh(case))


def test_a_question_goes_along_when_its_case_is_merged(world, series, lifted, follow):
    case, target = world.taken(), world.taken(title="Samma sak")
    lifted(case)
    cases.merge(world.actor(world.agent), case, target=target)
    follow()
    assert AgendaItem.objects.get().case == target
    assert ball(target).look_again_at == coming()[0].starts_at


def test_a_question_is_lifted_from_the_case_page(world, series):
    case = world.taken(service=world.service)
    client, address = world.client(world.agent), reverse("development:lift", args=[case.number])
    page = client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert address in page
    assert f'value="{world.developers.pk}" selected' in client.get(address).content.decode()
    facts = {"team": world.developers.pk, "question": "Vad gäller för 19811228-9874?", "once": "k1"}
    assert client.post(address, facts | {"question": ""}).status_code == 422
    assert client.post(address, facts).status_code == 303
    assert client.post(address, facts).status_code == 303
    assert AgendaItem.objects.count() == 1
    assert "9874" not in AgendaItem.objects.get().question
    assert "Vad gäller" in client.get(reverse("cases:case", args=[case.number])).content.decode()


def test_a_meeting_is_written_on_its_own_page(world, series, lifted):
    case = world.taken()
    item, loose = lifted(case), lifted(question="Utan ärende?")
    client, first = world.client(world.agent), coming()[0]
    address = reverse("development:meeting", args=[first.pk])
    page = client.get(address).content.decode()
    assert "Kan listan delas upp?" in page
    assert "Utan ärende?" in page
    say = reverse("development:say", args=[item.pk])
    assert client.post(say, {"text": "", "next": address}).status_code == 422
    answer = client.post(say, {"text": "Ja.", "then": "answered", "next": address})
    assert answer["Location"] == address
    elsewhere = client.post(
        reverse("development:say", args=[loose.pk]), {"text": "Nej.", "next": "https://evil.example/"}
    )
    assert elsewhere["Location"].startswith("/development/teams/")
    page = client.get(address).content.decode()
    assert "Ja." in page
    assert "Nej." in page


def test_meetings_are_set_moved_cancelled_and_ended_by_forms(world):
    client = world.client(world.expert)
    address = reverse("development:set_series", args=[world.developers.pk])
    facts = {"first_on": next_weekday().isoformat(), "at": "09:30", "every": "2", "place": "Rum 4"}
    assert client.post(address, facts | {"at": "snart"}).status_code == 422
    assert client.post(address, facts | {"first_on": next_weekday(5).isoformat()}).status_code == 409
    assert client.post(address, facts).status_code == 303
    assert client.post(address, facts | {"every": "1"}).status_code == 303
    first = coming()[0]
    move = reverse("development:move_meeting", args=[first.pk])
    assert client.get(move).status_code == 200
    assert client.post(move, {"starts_at": "2001-01-01T09:00"}).status_code == 422
    to = (timezone.localtime(first.starts_at) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(move, {"starts_at": to}).status_code == 303
    assert client.post(reverse("development:cancel_meeting", args=[first.pk])).status_code == 303
    page = client.get(reverse("development:team", args=[world.developers.pk])).content.decode()
    assert "inställt" in page and "avbrutet" not in page  # as the button says: "Ställ in mötet"
    assert client.post(reverse("development:close_meeting", args=[coming()[0].pk])).status_code == 303
    assert client.get(reverse("development:team", args=[world.developers.pk])).status_code == 200
    assert client.post(reverse("development:end_series", args=[world.developers.pk])).status_code == 303
    assert coming() == []


def test_a_ball_whose_holder_no_longer_sees_the_case_goes_to_its_agent(world, series, lifted, follow):
    case = world.taken()
    lifted(case, by=world.other_agent)
    assert ball(case).person == world.other_agent
    cases.protect(world.actor(world.agent), case)
    follow()
    assert ball(case).person == world.agent
    assert ball(case).look_again_at == coming()[0].starts_at
    follow()
    assert Commitment.objects.filter(subject=case.pk, step="lift").count() == 2


# What is unusual is said and asked


def ask(client, address, sent):
    answer = client.post(address, sent)
    page = unescape(answer.content.decode())
    found = re.search(r'name="sure" value="(\w+)"', page)
    return answer.status_code, page, {**sent, "sure": found[1] if found else ""}


def test_a_meeting_moved_to_a_saturday_or_onto_another_teams_is_asked_about(world, series, opening_hours):
    others = services.add_team(SYSTEM, key="drift", name="Team drift", line=3)
    services.add_member(SYSTEM, others, person=world.expert)
    commands.set_series(world.actor(world.agent), others, first_on=next_weekday(3), at=time(10))
    client, meeting = world.client(world.agent), coming()[0]
    address = reverse("development:move_meeting", args=[meeting.pk])
    saturday = {"starts_at": f"{next_weekday(5):%Y-%m-%d}T10:00"}
    status, page, yes = ask(client, address, saturday)
    assert status == 422 and "stängt" in page
    assert client.post(address, yes).status_code == 303
    beside = {"starts_at": f"{next_weekday(3):%Y-%m-%d}T10:30"}
    status, page, yes = ask(client, address, beside)
    assert status == 422 and "Team drift möts" in page
    assert client.post(address, yes).status_code == 303


def test_a_series_that_meets_with_another_of_the_same_people_is_asked_about(world, series, opening_hours):
    others = services.add_team(SYSTEM, key="drift", name="Team drift", line=3)
    services.add_member(SYSTEM, others, person=world.expert)
    client, address = world.client(world.agent), reverse("development:set_series", args=[others.pk])
    sent = {"first_on": f"{next_weekday():%Y-%m-%d}", "at": "09:45", "every": 1}
    status, page, yes = ask(client, address, sent)
    assert status == 422 and f"{world.developers.name} möts" in page
    assert client.post(address, {**sent, "at": "11:00"}).status_code == 303
    status, page, yes = ask(client, address, {**sent, "at": "19:00"})
    assert status == 422 and "utanför öppettiderna" in page
    assert client.post(address, yes).status_code == 303


def test_the_same_question_is_not_lifted_twice_to_the_same_team(world, series, lifted):
    case, client = world.taken(), world.client(world.agent)
    lifted(case=case)
    sent = {"team": world.developers.pk, "question": " kan listan delas upp? ", "once": "b"}
    answer = client.post(reverse("development:lift", args=[case.number]), sent)
    assert answer.status_code == 409 and "står redan på teamets dagordning" in unescape(answer.content.decode())
    assert AgendaItem.objects.count() == 1
    lifted(case=world.taken())
    lifted(case=case, question="En annan fråga?")
    assert AgendaItem.objects.count() == 3


def test_what_one_has_begun_to_note_stands_there_after_another_question_has_gone_on(world, series, lifted):
    first, second = world.taken(), world.taken(title="En fråga till")
    lifted(first)
    lifted(second)
    meeting, client = coming()[0], world.client(world.agent)
    address = reverse("development:meeting", args=[meeting.pk])
    page = client.get(address).content.decode()
    drafts = re.findall(r'data-draft-url="([^"]+)"', page)
    client.post(drafts[0], {"text": "De tittar på det i morgon.", "next": address})
    other = AgendaItem.objects.order_by("-pk").first()
    client.post(reverse("development:carry_over", args=[other.pk]), {"next": address})
    assert "De tittar på det i morgon." in client.get(address).content.decode()
    item = AgendaItem.objects.order_by("pk").first()
    client.post(reverse("development:say", args=[item.pk]), {"text": "Rättat.", "then": "carry", "next": address})
    assert "De tittar på det i morgon." not in client.get(reverse("development:say", args=[item.pk])).content.decode()


def test_a_question_without_a_case_stands_in_my_balls_and_the_agenda_says_when_its_lifter_is_away(
    world, series, lifted
):
    item = lifted(question="Vem tar schemat?")
    client, other = world.client(item.lifted_by), world.client(world.coordinator)
    assert "Vem tar schemat?" in client.get(reverse("desk:mine")).content.decode()
    assert "Vem tar schemat?" not in other.get(reverse("desk:mine")).content.decode()
    agenda = reverse("development:team", args=[item.team_id])
    assert "borta i dag" not in other.get(agenda).content.decode().split('class="agenda-question"')[1][:600]
    today = timezone.localdate()
    people.set_absence(SYSTEM, item.lifted_by, first_day=today, last_day=today)
    assert "borta i dag" in other.get(agenda).content.decode().split('class="agenda-question"')[1][:600]
