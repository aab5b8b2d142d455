"""A version comes into production: each linked case owes its reporter a word, once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Draft, Message
from bollkoll.commitments import audit
from bollkoll.commitments.models import Commitment
from bollkoll.development import commands
from bollkoll.development.models import Issue, Telling
from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM
from bollkoll.services import commands as services

pytestmark = pytest.mark.django_db


def told_balls(case):
    return Commitment.objects.open().filter(subject=case.pk, step="tell")


def test_each_linked_case_gets_a_ball_of_its_agent(world, version, fixed, there):
    mine, nobodys = world.taken(), world.case(title="Ingens")
    fixed(mine)
    fixed(nobodys)
    there(version)
    assert told_balls(mine).get().person == world.agent
    assert told_balls(nobodys).get().team == world.desk
    assert told_balls(mine).get().note == "2026.24 är i produktion"


def test_marking_again_gives_no_second_ball(world, version, fixed, there, follow):
    case = world.taken()
    fixed(case)
    fixed(case, key="LTRE-2")
    there(version)
    there(version, timezone.now() - timedelta(hours=1))
    follow()
    assert told_balls(case).count() == 1
    assert Telling.objects.count() == 1


def test_other_environments_tell_nobody(world, version, fixed):
    test = services.add_environment(SYSTEM, key="test", name_sv="Test", order=5)
    case = world.taken()
    fixed(case)
    commands.arrive(world.actor(world.agent), version, environment=test)
    assert not told_balls(case).exists()
    commands.choose_production(SYSTEM, environment=test)
    assert told_balls(case).exists()


def test_a_mistake_withdraws_what_was_not_told_and_marking_again_owes_it_again(world, version, fixed, there):
    told, untold = world.taken(), world.taken(title="En till")
    fixed(told)
    fixed(untold)
    there(version)
    commands.say_told(world.actor(world.agent), Telling.objects.get(case=told))
    commands.take_back_arrival(world.actor(world.agent), version, environment=world.production)
    assert not told_balls(untold).exists()
    assert Telling.objects.get(case=untold).withdrawn_at
    there(version)
    assert told_balls(untold).count() == 1
    assert not told_balls(told).exists()


def test_what_is_on_its_way_is_not_sent_when_the_version_is_not_there_and_its_text_is_a_draft(
    world, version, fixed, there, follow
):
    case = world.taken()
    fixed(case)
    there(version)
    client = world.client(world.agent)
    send(client, version, Telling.objects.all())
    other = world.client(world.other_agent)
    gone = reverse("development:take_back_arrival", args=[version.pk])
    page = other.post(gone, {"environment": world.production.pk}, follow=True).content.decode()
    assert "1 svar som inte hade gått ut skickades inte" in page
    assert not Message.objects.filter(kind="answer").exists()
    assert "LTRE-41494" in Draft.objects.get(person=world.agent, key=f"case:{case.number}:answer").fields["text"]
    follow()
    assert world.fresh(case).state == "in_progress"
    assert not told_balls(case).exists()


def test_who_was_told_wrongly_is_to_be_told_so_and_hears_again_when_it_is_there(world, version, fixed, there, follow):
    case = world.taken()
    fixed(case)
    there(version)
    commands.say_told(world.actor(world.agent), Telling.objects.get())
    client = world.client(world.agent)
    gone = reverse("development:take_back_arrival", args=[version.pk])
    page = client.post(gone, {"environment": world.production.pk}, follow=True).content.decode()
    follow()
    assert "1 anmälare har redan fått veta det och ska få veta att det var fel" in page
    assert told_balls(case).get().person == world.agent
    assert "var inte i produktion" in told_balls(case).get().note
    page = client.get(reverse("development:tell_many", args=[version.pk])).content.decode()
    assert "Det var fel" in page
    sent = {"text": "Det var fel av oss.", "then": "keep", "marks": f"told:{version.pk}"}
    client.post(reverse("cases:answer", args=[case.number]), sent)
    cases.release_answer(CLOCK, case, message=Message.objects.get(kind="answer"))
    follow()
    assert not told_balls(case).exists()
    there(version)
    assert told_balls(case).get().note == "2026.24 är i produktion"


def test_who_was_told_too_early_need_hear_nothing_when_it_is_there_before_they_were_told_so(
    world, version, fixed, there
):
    case = world.taken()
    fixed(case)
    there(version)
    commands.say_told(world.actor(world.agent), Telling.objects.get())
    commands.take_back_arrival(world.actor(world.agent), version, environment=world.production)
    assert told_balls(case).exists()
    there(version)
    assert not told_balls(case).exists()
    assert Telling.objects.get().told_at


def test_a_solved_case_is_told_and_a_closed_one_has_no_ball_until_it_is_opened(world, version, fixed, there, follow):
    solved, closed = world.taken(), world.taken(title="Stängt")
    fixed(solved)
    fixed(closed)
    cases.solve(world.actor(world.agent), solved)
    cases.close(world.actor(world.agent), closed)
    there(version)
    assert told_balls(solved).exists()
    assert not told_balls(closed).exists()
    assert Telling.objects.open().filter(case=closed).exists()
    world.reply(world.fresh(closed))
    follow()
    assert told_balls(closed).count() == 1


def test_a_case_linked_to_what_is_in_production_already_is_told_at_once(world, version, fixed, there):
    fixed(world.taken())
    there(version)
    late = world.taken(title="Kom sent")
    commands.link_issue(world.actor(world.agent), late, key="LTRE-41494")
    assert told_balls(late).exists()
    commands.unlink_issue(world.actor(world.agent), late, issue=Issue.objects.get())
    assert not told_balls(late).exists()


def test_an_issue_that_turns_out_not_to_be_fixed_withdraws(world, version, fixed, there):
    case = world.taken()
    issue = fixed(case).issue
    there(version)
    commands.change_issue(world.actor(world.agent), issue, status="in_progress", fixed_in=None)
    assert not told_balls(case).exists()


def test_the_draft_is_in_the_reporters_language_and_names_what_may_be_shown(world, version, fixed, there):
    english = world.invite(world.lu, "Emma English", language="en")
    case = cases.take(world.actor(world.agent), world.case(reporter=english))
    fixed(case)
    fixed(case, key="LTRE-2", title="Inuti", is_shown=False)
    there(version)
    client = world.client(world.agent)
    answer = client.post(reverse("development:draft_telling", args=[Telling.objects.get().pk]))
    assert answer.status_code == 303
    text = Draft.objects.get(person=world.agent).fields["text"]
    assert text.startswith("Hello Emma,")
    assert "LTRE-41494 Listan blir tom" in text
    assert "LTRE-2" not in text
    assert "Asta Almgren" in text
    assert "LTRE-41494 Listan blir tom" in client.get(answer["Location"]).content.decode()


def test_a_draft_is_added_to_what_was_written_and_only_once(world, version, fixed, there):
    case = world.taken()
    fixed(case)
    there(version)
    client, key = world.client(world.agent), f"case:{case.number}:answer"
    client.post(reverse("cases:draft", args=[key]), {"text": "Jag skrev något."})
    for _time in range(2):
        client.post(reverse("development:draft_telling", args=[Telling.objects.get().pk]))
    text = Draft.objects.get(person=world.agent, key=key).fields["text"]
    assert text.startswith("Jag skrev något.")
    assert text.count("2026.24") == 1


def test_the_answer_from_the_draft_ends_the_ball_when_it_has_gone_out(world, version, fixed, there, follow):
    case = world.taken()
    fixed(case)
    there(version)
    client = world.client(world.agent)
    client.post(reverse("development:draft_telling", args=[Telling.objects.get().pk]))
    page = client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert f'value="told:{version.pk}" id="tells-{version.pk}" checked' in page
    sent = {"text": "Nu är version 2026.24 i produktion.", "then": "keep", "marks": f"told:{version.pk}"}
    assert client.post(reverse("cases:answer", args=[case.number]), sent).status_code == 303
    message = Message.objects.get(kind="answer")
    follow()
    assert told_balls(case).exists()
    cases.release_answer(CLOCK, case, message=message)
    follow()
    assert not told_balls(case).exists()
    assert Telling.objects.get().message == message


def test_an_answer_about_something_else_leaves_the_ball(world, version, fixed, there, follow):
    case = world.taken()
    fixed(case)
    there(version)
    client = world.client(world.agent)
    page = client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert f'value="told:{version.pk}" id="tells-{version.pk}">' in page  # there, and not ticked
    world.answer(case, "Vi tittar på det andra du skrev om.", then="keep")
    world.answer(case, "Version 2026.24 hjälpte tyvärr inte, vi letar vidare.", then="keep", marks=["told:999"])
    follow()
    assert told_balls(case).exists()


def test_an_answer_that_is_taken_back_keeps_what_was_ticked(world, version, fixed, there):
    case = world.taken()
    fixed(case)
    there(version)
    client = world.client(world.agent)
    sent = {"text": "Ute nu.", "then": "keep", "marks": f"told:{version.pk}"}
    client.post(reverse("cases:answer", args=[case.number]), sent)
    client.post(reverse("cases:undo_answer", args=[case.number]), {"message": Message.objects.get(kind="answer").pk})
    page = client.get(reverse("cases:case", args=[case.number])).content.decode()
    assert f'value="told:{version.pk}" id="tells-{version.pk}" checked' in page


def test_marks_of_no_shape_are_refused_with_the_text_kept(world):
    case, client = world.taken(), world.client(world.agent)
    for wrong in ("told:x", "told:1;drop"):
        answer = client.post(
            reverse("cases:answer", args=[case.number]), {"text": "Kvar", "then": "keep", "marks": wrong}
        )
        assert answer.status_code == 422
        assert "Kvar" in answer.content.decode()


def test_the_ball_follows_when_its_holder_ends_and_is_still_ended_by_the_answer(world, version, fixed, there, follow):
    case = world.taken()
    fixed(case)
    there(version)
    people.end_person(SYSTEM, world.agent)
    follow()
    assert told_balls(case).get().team == world.desk
    world.answer(
        world.fresh(case),
        "Version 2026.24 är i produktion.",
        by=world.other_agent,
        then="keep",
        marks=[f"told:{version.pk}"],
    )
    follow()
    assert not told_balls(case).exists()


def send(client, version, tellings, **more):
    facts = {
        "telling": [t.pk for t in tellings],
        "text_sv": "Hej {first_name}! {version}\n{issues}",
        "then": "solved",
        "once": "abc",
    }
    return client.post(reverse("development:tell_many", args=[version.pk]), facts | more)


def test_many_are_told_with_one_text_through_ordinary_answers(world, version, fixed, there, follow):
    found = [world.taken(title=f"Ärende {n}") for n in range(3)]
    for case in found:
        fixed(case)
    there(version)
    client, tellings = world.client(world.agent), list(Telling.objects.all())
    page = client.get(reverse("development:tell_many", args=[version.pk])).content.decode()
    assert all(case.title in page for case in found)
    assert "Hej Lars" in page
    assert send(client, version, tellings[:2]).status_code == 303
    assert send(client, version, tellings[:2]).status_code == 303  # the same form again
    assert Message.objects.filter(kind="answer").count() == 2
    text = Message.objects.filter(kind="answer").first().text
    assert text.startswith("Hej Lars! 2026.24")
    assert "LTRE-41494" in text
    for message in Message.objects.filter(kind="answer"):
        cases.release_answer(CLOCK, message.case, message=message)
    follow()
    assert [told_balls(case).exists() for case in found] == [False, False, True]
    assert world.fresh(found[0]).state == "solved"


def test_many_answers_are_taken_back_at_once(world, version, fixed, there):
    for number in range(2):
        fixed(world.taken(title=f"Ärende {number}"))
    there(version)
    client = world.client(world.agent)
    send(client, version, Telling.objects.all())
    assert client.post(reverse("development:take_back_answers", args=[version.pk])).status_code == 303
    assert not Message.objects.filter(kind="answer").exists()
    assert Telling.objects.open().count() == 2


def test_what_somebody_is_on_the_way_to_tell_is_refused_by_name_and_the_others_go(world, version, fixed, there):
    first, second = world.taken(), world.taken(title="Ett till")
    fixed(first)
    fixed(second)
    there(version)
    send(world.client(world.agent), version, Telling.objects.filter(case=first))
    other = world.client(world.other_agent)
    address = reverse("development:tell_many", args=[version.pk])
    assert "Asta Almgren är redan på väg att berätta" in other.get(address).content.decode()
    send(other, version, Telling.objects.all(), once="xyz")
    assert [message.case for message in Message.objects.filter(kind="answer").order_by("written_at")] == [first, second]
    assert "Asta Almgren är redan på väg att berätta" in other.get(address).content.decode()
    sent = {"text": "Nu är den ute.", "then": "keep", "marks": f"told:{version.pk}"}
    refused = other.post(reverse("cases:answer", args=[first.number]), sent)
    assert refused.status_code == 409
    assert "Nu är den ute." in refused.content.decode()
    assert Message.objects.filter(case=first, kind="answer").count() == 1


def test_a_preview_sends_nothing_and_shows_the_new_text(world, version, fixed, there):
    fixed(world.taken())
    there(version)
    answer = send(
        world.client(world.agent), version, Telling.objects.all(), preview="1", text_sv="Kära {first_name}, {version}"
    )
    assert "Kära Lars, 2026.24" in answer.content.decode()
    assert not Message.objects.filter(kind="answer").exists()


def test_a_text_with_strange_braces_or_without_cases_is_refused_and_kept(world, version, fixed, there):
    fixed(world.taken())
    there(version)
    client = world.client(world.agent)
    wrong = send(client, version, Telling.objects.all(), text_sv="Hej {smeknamn}")
    assert wrong.status_code == 422
    assert "Hej {smeknamn}" in wrong.content.decode()
    assert send(client, version, []).status_code == 422
    assert send(client, version, Telling.objects.all(), text_sv="").status_code == 422


def test_what_was_written_when_nobody_waits_any_more_is_shown_and_said_to_be_unsent(world, version, fixed, there):
    fixed(world.taken())
    there(version)
    client, tellings = world.client(world.agent), list(Telling.objects.all())
    commands.take_back_arrival(world.actor(world.agent), version, environment=world.production)
    answer = send(client, version, tellings, text_sv="Äntligen är det klart, {förnamn}!")
    page = answer.content.decode()
    assert answer.status_code == 409 and "Inget skickades" in page and "Äntligen är det klart" in page
    assert "De som har fått veta" not in page
    assert not Message.objects.filter(kind="answer").exists()


def test_a_closed_case_is_told_without_being_opened(world, version, fixed, there, follow):
    case = world.taken()
    fixed(case)
    cases.close(world.actor(world.agent), case)
    there(version)
    send(world.client(world.agent), version, Telling.objects.all(), then="keep")
    cases.release_answer(CLOCK, case, message=Message.objects.get(kind="answer"))
    follow()
    assert Telling.objects.get().told_at
    assert world.fresh(case).state == "closed"


def test_a_protected_case_is_told_by_those_it_names_alone(world, version, fixed, there):
    case = world.protected(title="Hemligt ärende")
    fixed(case)
    there(version)
    telling = Telling.objects.get()
    other = world.client(world.other_agent)
    page = other.get(reverse("development:tell_many", args=[version.pk])).content.decode()
    assert "Hemligt" not in page
    assert f"#{case.number}" not in page
    send(other, version, [telling])
    assert not Message.objects.filter(kind="answer").exists()
    assert other.post(reverse("development:draft_telling", args=[telling.pk])).status_code == 404
    assert (
        "Hemligt" in world.client(world.agent).get(reverse("development:tell_many", args=[version.pk])).content.decode()
    )


def test_a_version_cannot_arrive_tomorrow(world, version, there):
    with pytest.raises(Refused):
        there(version, timezone.now() + timedelta(days=1))
    address = reverse("development:arrive", args=[version.pk])
    client = world.client(world.agent)
    assert client.post(address, {"environment": world.production.pk, "at": "2099-01-01T08:00"}).status_code == 409
    assert client.post(address, {"environment": world.production.pk, "at": "igår"}).status_code == 422
    assert client.post(address, {"environment": world.production.pk}).status_code == 303
    assert (
        client.post(reverse("development:take_back_arrival", args=[version.pk]), {"environment": "x"}).status_code
        == 404
    )


def test_a_merged_case_is_told_through_the_other(world, version, fixed, there, follow):
    case, target = world.taken(), world.taken(title="Samma sak")
    fixed(case)
    there(version)
    cases.merge(world.actor(world.agent), case, target=target)
    follow()
    assert told_balls(target).count() == 1
    assert not Telling.objects.open().filter(case=case).exists()


def test_the_page_of_many_costs_the_same_however_many(world, version, fixed, there):
    address = reverse("development:tell_many", args=[version.pk])
    client = world.client(world.agent)

    def cost(url):
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    fixed(world.taken())
    there(version)
    page = reverse("development:version", args=[version.pk])
    few, one = cost(address), cost(page)
    for number in range(5):
        fixed(world.taken(title=f"Ärende {number}"), key=f"LTRE-{number + 1}")
    assert (cost(address), cost(page)) == (few, one)


def test_the_auditor_sees_what_has_lost_its_ball(world, version, fixed, there):
    case = world.taken()
    fixed(case)
    there(version)
    commands.lift(world.actor(world.agent), world.developers, case=case, question="Hur?")
    assert not {name for name, _key in audit.findings()} & {"telling.without_ball", "question.without_ball"}
    with housekeeping("behind its back"):
        Commitment.objects.filter(subject=case.pk, step__in=("tell", "lift")).update(
            ended_at=timezone.now(), end="kept"
        )
    assert {"telling.without_ball", "question.without_ball"} <= {name for name, _key in audit.findings()}
