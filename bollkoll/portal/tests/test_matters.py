"""The list of matters: filtered, searched, paged, and no slower for being long."""

import pytest
from django.urls import reverse

from bollkoll.cases import commands as cases
from bollkoll.cases import search
from bollkoll.log.live import read_topics

pytestmark = pytest.mark.django_db


def shown(client, **query):
    return client.get(reverse("portal:cases"), query).content.decode()


@pytest.fixture
def client(world):
    return world.client(world.local)


def test_open_matters_first_then_solved_then_all(world, client):
    world.case(title="Öppet ärende")
    cases.confirm_solved(world.actor(world.local), world.case(title="Stängt ärende"))
    assert "Öppet ärende" in shown(client) and "Stängt ärende" not in shown(client)
    assert "Stängt ärende" in shown(client, show="solved") and "Öppet ärende" not in shown(client, show="solved")
    everything = shown(client, show="all")
    assert everything.index("Öppet ärende") < everything.index("Stängt ärende")


def test_what_waits_for_the_reporter_comes_first(world, client):
    asked = world.case(title="Frågan")
    world.case(title="Nyare ärende")
    world.answer(asked, "Vilken kurs?", then="waiting")
    text = shown(client)
    assert text.index("Frågan") < text.index("Nyare ärende")


def test_mine_are_those_i_reported_or_follow(world, client):
    world.case(world.local, title="Mitt eget")
    followed = world.case(world.contact, title="Följer jag")
    world.case(world.contact, title="Bara kollegans")
    cases.add_watcher(world.actor(world.contact), followed, person=world.local)
    mine = shown(client, whose="mine")
    assert "Mitt eget" in mine and "Följer jag" in mine and "Bara kollegans" not in mine
    assert "Bara kollegans" in shown(client)


def test_search_finds_inflections_numbers_and_words_of_the_dialogue(world, client):
    case = world.case(title="Resultatrapportering fungerar inte", text="Det gäller ortnamnet Kvistbro.")
    world.case(title="Något helt annat", text="Inget särskilt.")
    index()
    for words in ("resultat", "kvistbro", str(case.number), f"#{case.number}"):
        text = shown(client, q=words)
        assert "Resultatrapportering" in text and "Något helt annat" not in text, words


def test_a_search_for_a_whole_pasted_message_finds_what_it_says_and_not_everything(world, client):
    world.case(title="Något helt annat", text="Inget särskilt.")
    index()
    text = shown(client, q="felmeddelande " * 80)
    assert 'class="empty"' in text and "Något helt annat" not in text


def test_search_never_reads_notes_nor_other_institutions(world, client):
    case = world.case(title="Vårt ärende")
    world.note(case, "hemligordet")
    world.case(world.stranger, title="Deras hemligordet")
    index()
    text = shown(client, q="hemligordet", show="all")
    assert 'class="empty"' in text and "Deras" not in text


def test_empty_lists_say_what_to_do(world, client):
    assert reverse("portal:new", args=["fault"]) in shown(client)
    assert 'class="empty"' in shown(client, show="solved") and 'class="empty"' in shown(client, q="zebra")


def test_a_long_list_has_pages_and_nonsense_in_the_address_is_the_first(world, client):
    for number in range(27):
        world.case(title=f"Ärende {number}")
    first, second = shown(client), shown(client, page="2")
    assert first.count("data-row>") == 25 and second.count("data-row>") == 2
    for nonsense in ("noll", "-1", "99999999999999999999"):
        assert "data-row>" in shown(client, page=nonsense, show="vad", whose="ingen")


def test_a_list_asks_the_same_number_of_questions_however_long(world, client, django_assert_max_num_queries):
    shown(client)
    counted = []
    for query in ({}, {"q": "resultat"}):
        for _turn in range(2):
            for _case in range(5):
                world.taken(reporter=world.contact)
            index()
            with django_assert_max_num_queries(60) as asked:
                shown(client, **query)
            counted.append(len(asked))
    assert counted[0] == counted[1] and counted[2] == counted[3]


def test_who_works_at_the_desk_has_another_list(world):
    answer = world.client(world.agent).get(reverse("portal:cases"))
    assert answer.status_code == 302 and answer.url == reverse("cases:list")


def test_an_extra_account_listens_to_itself_and_not_to_the_institution(world):
    seen = world.case(world.local)
    world.case(world.local, title="Inte för extra")
    cases.add_watcher(world.actor(world.local), seen, person=world.extra)
    answer = world.client(world.extra).get(reverse("portal:cases"))
    _began, topics = read_topics(answer.context["live_url"].partition("topics=")[2])
    assert sorted(topics) == sorted([f"person:{world.extra.pk}", f"{seen.topic}:shared"])
    assert "Inte för extra" not in answer.content.decode()


def test_the_open_list_fetches_its_rows_alone(world, client):
    world.case(title="Raden")
    answer = client.get(reverse("portal:cases"), headers={"hx-request": "true"})
    assert "Raden" in answer.content.decode() and "<html" not in answer.content.decode()


def index():
    """The index is written by a subscriber; here at once."""
    search.rebuild()
