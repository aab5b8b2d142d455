"""One matter, as its reporter and their colleagues meet it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message
from bollkoll.log.live import read_topics
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK

pytestmark = pytest.mark.django_db


def page(client, case):
    answer = client.get(reverse("portal:case", args=[case.number]))
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, verb, case, **fields):
    return client.post(reverse(f"portal:{verb}", args=[case.number]), fields)


def test_a_reply_corrected_after_a_lost_answer_is_refused_and_kept(world):
    client, case = world.client(world.local), world.case()
    assert post(client, "reply", case, text="Sex", once="b" * 32).status_code == 303
    refused = post(client, "reply", case, text="Sju", once="b" * 32)
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Sju</textarea>" in shown and "Det du skickade först kom fram" in shown and "b" * 32 not in shown
    assert case.messages.filter(kind="reply").count() == 1


def standing(client, case):
    return part(client, case, "standing")


def part(client, case, name):
    headers = {"hx-request": "true"}
    return client.get(reverse("portal:case", args=[case.number]), {"part": name}, headers=headers).content.decode()


@pytest.fixture
def client(world):
    return world.client(world.local)


# Where it stands


def test_a_matter_that_was_answered_is_never_new_again_when_its_agent_falls_ill(world, client):
    case, today = world.taken(), timezone.localdate()
    world.answer(case, "Vi letar efter felet.")
    people.set_absence(world.actor(world.coordinator), world.agent, first_day=today, last_day=today)
    cases.stand_in(CLOCK, case, person=world.agent)
    said = standing(client, case)
    assert "Vi har tagit emot det" not in said
    assert "Vi arbetar med det" in said
    assert Case.objects.get(pk=case.pk).assignee is None


def test_every_state_says_whose_turn_it_is_in_plain_words(world, client):
    case = world.case()
    assert "Vi har tagit emot det" in standing(client, case) or "We have received it" in standing(client, case)
    cases.take(world.actor(world.agent), case)
    assert "Asta Almgren" in standing(client, case)
    cases.mark_waiting_third_line(world.actor(world.agent), case, team=world.developers)
    assert "Team deltagande" in standing(client, case)
    world.answer(case, "Vilken kurs?", then="waiting")
    assert 'href="' + reverse("portal:case", args=[case.number]) + '#write"' in standing(client, case)
    world.answer(case, then="solved")
    assert "Hjälpte det?" in part(client, case, "closing")
    cases.confirm_solved(world.actor(world.local), case)
    assert "Hjälpte det?" not in part(client, case, "closing")
    assert "#" not in standing(client, case).replace("icons.svg#", "")


def test_a_promise_is_shown_and_the_supports_own_times_never_are(world, client):
    case = world.taken()
    internal = world.fresh(case).subject.main.look_again_at
    assert internal.isoformat() not in page(client, case)
    promised = timezone.now().replace(microsecond=0) + timedelta(days=3)
    world.answer(case, promise_at=promised)
    assert promised.isoformat() in page(client, case)
    world.answer(case, "Vad hände?", then="waiting", remind_at=promised + timedelta(days=2))
    assert (promised + timedelta(days=2)).isoformat() not in page(client, case)


def test_a_colleague_reads_who_was_asked(world):
    case = world.case(world.local)
    world.answer(case, "Vilken kurs?", then="waiting")
    assert "Lars Lokal" in standing(world.client(world.contact), case)


# The dialogue


def test_notes_unsent_answers_and_internal_events_are_never_shown(world, client):
    case = world.taken()
    world.note(case, "Bara för oss, absolut.")
    cases.answer(world.actor(world.agent), case, text="Inte skickat än.")
    cases.triage(world.actor(world.agent), case, impact=4, urgency=4, reason="Hemligt skäl.")
    other = world.case(world.stranger, title="Någon annans ärende")
    cases.link(world.actor(world.agent), case, other=other)
    for shown in (page(client, case), client.get(reverse("portal:print", args=[case.number])).content.decode()):
        assert "Bara för oss" not in shown and "Inte skickat än" not in shown
        assert "Hemligt skäl" not in shown and "Någon annans" not in shown
        assert str(other.number) not in shown


def test_the_report_is_shown_under_the_questions_of_the_form(world, client):
    case = world.case(
        report={"did": "Attesterade.", "happened": "Inget.", "expected": "", "since": "i går", "affected": "all"},
        examples=[{"course": "1FA123", "wrong": "saknas"}],
        files=[world.file(world.local)],
    )
    shown = page(client, case)
    assert "Attesterade." in shown and "1FA123" in shown and "exempel.txt" in shown


def test_a_reply_lands_in_the_dialogue_with_its_files(world, client):
    case, file = world.case(), world.file(world.local)
    answer = post(client, "reply", case, text="Nu hände det igen.", files=[str(file.pk)])
    assert answer.status_code == 303
    message = Message.objects.get(kind="reply")
    assert message.author == world.local and world.fresh(file).message == message
    assert "Nu hände det igen." in page(client, case)


def test_a_file_alone_is_a_reply_and_nothing_at_all_is_not(world, client):
    case = world.case()
    assert post(client, "reply", case, files=[str(world.file(world.local).pk)]).status_code == 303
    assert post(client, "reply", case, text="   ").status_code == 422


def test_a_reply_posted_twice_is_one(world, client):
    case = world.case()
    assert post(client, "reply", case, text="Hej", once="b" * 32).status_code == 303
    assert post(client, "reply", case, text="Hej", once="b" * 32).status_code == 303
    assert case.messages.count() == 2


def test_a_reply_opens_a_closed_matter_again(world, client):
    case = world.case()
    cases.confirm_solved(world.actor(world.local), case)
    post(client, "reply", case, text="Det kom tillbaka.")
    assert world.fresh(case).is_open


def test_a_reply_draft_comes_back_and_goes_when_it_is_sent(world, client):
    case = world.case()
    client.post(reverse("cases:draft", args=[f"portal:reply:{case.number}"]), {"text": "Halvt svar"})
    assert "Halvt svar" in page(client, case)
    post(client, "reply", case, text="Helt svar")
    assert "Halvt svar" not in page(client, case)


# Colleagues


def test_a_colleague_is_added_and_taken_off(world, client):
    case = world.case()
    assert post(client, "add_watcher", case, person=world.extra.pk).status_code == 303
    assert "Eva Extra" in page(client, case)
    assert world.client(world.extra).get(reverse("portal:case", args=[case.number])).status_code == 200
    post(client, "remove_watcher", case, person=world.extra.pk)
    assert world.client(world.extra).get(reverse("portal:case", args=[case.number])).status_code == 404


def test_strangers_and_agents_are_no_colleagues(world, client):
    case = world.case()
    for person in (world.stranger, world.agent):
        assert post(client, "add_watcher", case, person=person.pk).status_code == 422
    assert not case.watchers.exists()


def test_who_takes_themselves_off_is_led_to_the_list(world):
    case = world.case(world.local)
    cases.add_watcher(world.actor(world.local), case, person=world.extra)
    answer = post(world.client(world.extra), "remove_watcher", case, person=world.extra.pk)
    assert answer.status_code == 303 and answer.url == reverse("portal:cases")


def test_an_extra_account_does_not_take_others_off(world):
    case = world.case(world.local)
    for person in (world.extra, world.contact):
        cases.add_watcher(world.actor(world.local), case, person=person)
    post(world.client(world.extra), "remove_watcher", case, person=world.contact.pk)
    assert case.watchers.filter(person=world.contact).exists()


# The end


def test_it_is_solved_closes_the_matter_and_a_second_time_says_so(world, client):
    case = world.case()
    assert post(client, "confirm_solved", case).status_code == 303
    assert world.fresh(case).state == Case.State.CLOSED
    assert post(client, "confirm_solved", case).status_code == 303


def test_thanks_with_rating_and_words_close_a_solved_matter(world, client):
    case = world.case()
    world.answer(case, then="solved")
    assert post(client, "say_thanks", case, rating="5", words="Snabbt!").status_code == 303
    case = world.fresh(case)
    assert (case.thanks.rating, case.thanks.words, case.state) == (5, "Snabbt!", "closed")
    assert "Snabbt!" in page(client, case)


@pytest.mark.parametrize("fields", [{}, {"rating": "9"}, {"rating": "fem"}])
def test_thanks_without_anything_or_with_nonsense_are_given_back(world, client, fields):
    case = world.case()
    assert post(client, "say_thanks", case, **fields).status_code == 422
    assert not hasattr(world.fresh(case), "thanks")


def test_it_did_not_help_needs_words_and_gives_the_ball_back(world, client):
    case = world.taken()
    world.answer(case, then="solved")
    assert post(client, "say_it_did_not_help", case, text=" ").status_code == 422
    assert post(client, "say_it_did_not_help", case, text="Fortfarande fel.").status_code == 303
    case = world.fresh(case)
    assert case.state == Case.State.IN_PROGRESS and case.ball.person == world.agent


def test_an_old_window_does_not_close_what_somebody_has_said_is_not_solved(world, client):
    case = world.taken()
    world.answer(case, then="solved")
    asked = part(client, case, "closing")
    assert asked.count('name="helped"') == 2
    cases.say_it_did_not_help(world.actor(world.local), case, text="Fortfarande fel.")
    assert part(client, case, "closing") == ""
    told = client.post(reverse("portal:confirm_solved", args=[case.number]), {"helped": "yes"}, follow=True)
    assert "Någon har skrivit i ärendet sedan du fick frågan" in told.content.decode()
    thanked = post(client, "say_thanks", case, words="Tack för hjälpen!", helped="yes")
    assert thanked.status_code == 409 and "Tack för hjälpen!</textarea>" in thanked.content.decode()
    assert world.fresh(case).is_open
    post(client, "confirm_solved", case)
    assert not world.fresh(case).is_open


# Merged


def test_a_merged_matter_says_so_and_leads_on(world, client):
    case, target = world.case(title="Dubblett"), world.case(title="Original")
    cases.merge(world.actor(world.agent), case, target=target)
    shown = page(client, case)
    assert reverse("portal:case", args=[target.number]) in shown and 'name="text"' not in shown
    assert post(client, "reply", case, text="Mer").url.startswith(reverse("portal:case", args=[target.number]))


def test_a_merged_matter_does_not_name_one_that_the_reader_may_not_see(world):
    case = world.case(world.extra, title="Dubblett")
    target = world.case(world.local, title="Original hos kollega")
    cases.merge(world.actor(world.agent), case, target=target)
    cases.remove_watcher(world.actor(world.agent), target, person=world.extra)
    shown = page(world.client(world.extra), case)
    assert "Original hos kollega" not in shown


# Live


def test_the_page_listens_to_the_reporters_side_of_its_matter_only(world, client):
    case = world.case()
    url = client.get(reverse("portal:case", args=[case.number])).context["live_url"]
    assert read_topics(url.partition("topics=")[2])[1] == [f"{case.topic}:shared"]


def test_the_number_of_questions_does_not_grow_with_the_dialogue(world, client, django_assert_max_num_queries):
    case = world.taken()
    page(client, case)
    counted = []
    for _turn in range(2):
        for _message in range(4):
            world.answer(case)
            cases.reply(world.actor(world.local), case, text="Tack", files=[world.file(world.local)])
        with django_assert_max_num_queries(60) as asked:
            page(client, case)
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_the_links_in_a_mail_open_the_answer_that_was_chosen(world):
    case = world.taken()
    world.answer(case, "Klart.", then="solved")
    client = world.client(world.local)
    address = reverse("portal:case", args=[case.number])
    assert '<details id="thanks" open>' in client.get(address, {"helped": "yes"}).content.decode()
    assert '<details id="did-not-help" open>' in client.get(address, {"helped": "no"}).content.decode()
    plain = client.get(address, {"helped": "<script>"}).content.decode()
    assert " open>" not in plain and "<script>" not in plain.replace("<script src", "")
