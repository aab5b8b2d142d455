"""A number is the same in whatever dress it comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bollkoll.channels.phone import commands, queries, rules
from bollkoll.channels.phone.models import Number
from bollkoll.channels.phone.tests.conftest import numbered
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused
from bollkoll.log.models import Event
from bollkoll.people import commands as people


@pytest.mark.parametrize(
    "written",
    [
        "08-123 45 67", "+46 8 123 45 67", "+46 (0)8 123 45 67", "0046 8 123 45 67", "00468-1234567", "081234567",
        "08/123 45 67", "46812345 67", "tel:+4681234567", "+4608 1234567", "08‐123 45 67", "08-123 45 67 ankn 12",
        "08-123 45 67 ext. 4711", "+46 8 123 45 67", "０８-123 45 67",
    ],
)  # fmt: skip
def test_a_number_has_one_key(written):
    assert rules.key(written) == "+4681234567"


@pytest.mark.parametrize(
    "written", ["", "0", "08", "Anna", "08-123 abc", "12345", "+", "+46", "1" * 10_000, "+" + "9" * 16]
)
def test_what_is_no_whole_number_has_no_key(written):
    assert rules.key(written) == ""


def test_other_countries_keep_theirs():
    assert rules.key("+47 21 23 45 67") == rules.key("0047 2123 4567") == "+4721234567"
    assert rules.shown("+4721234567") == "+47 21 23 45 67"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("+4681234567", "08-123 45 67"), ("+46701234567", "070-123 45 67"), ("+4618471000", "018-47 10 00"),
        ("+46470708000", "0470-70 80 00"), ("4711", "4711"),
    ],
)  # fmt: skip
def test_a_number_is_shown_as_people_write_it(key, said):
    assert rules.shown(key) == said
    assert rules.key(said) == key or not key.startswith("+")


@given(st.text(max_size=80))
def test_any_text_is_taken(text):
    key = rules.key(text)
    assert key == "" or rules.key(key) == key
    assert rules.key(rules.shown(key)) == key
    rules.keys(text), rules.extension(text), rules.beginning(text), rules.is_number_like(text)


def test_several_numbers_in_one_field_are_all_found():
    assert rules.keys("08-123 45 67, 070-123 45 67 eller 018-47 10 00") == [
        "+4681234567",
        "+46701234567",
        "+4618471000",
    ]


@pytest.mark.django_db
def test_the_number_of_an_account_follows_the_account(world):
    person = numbered(world, world.local, "018-471 10 00")
    assert [n.key for n in person.numbers.all()] == ["+46184711000"]
    people.change_preferences(world.actor(person), person, language="sv", telling="each", phone="018-471 20 00")
    while subscribers.run("phone.index_numbers"):
        pass
    assert [n.key for n in person.numbers.all()] == ["+46184712000"]
    with pytest.raises(Refused):
        commands.index_numbers(world.actor(None), person)


@pytest.mark.django_db
def test_a_number_that_was_added_stays_when_the_account_changes(world):
    person = numbered(world, world.local, "018-471 10 00")
    added = commands.add_number(world.actor(world.agent), person, number="070-000 00 01")
    person = numbered(world, person, "")
    assert [n.key for n in person.numbers.all()] == ["+46700000001"]
    with pytest.raises(Refused):
        commands.add_number(world.actor(world.agent), person, number="+46 70 000 00 01")
    for wrong in ("4711", "Anna", "1" * 10_000):
        with pytest.raises(Refused):
            commands.add_number(world.actor(world.agent), person, number=wrong)
    commands.remove_number(world.actor(world.agent), person, number=added)
    assert not person.numbers.exists()


@pytest.mark.django_db
def test_no_number_stands_in_the_log(world):
    person = numbered(world, world.local, "018-471 10 00")
    commands.add_number(world.actor(world.agent), person, number="070-000 00 01")
    assert not [e.pk for e in Event.objects.all() if "471" in str(e.data) or "700000001" in str(e.data)]


@pytest.mark.django_db
def test_who_calls_is_found_by_number_name_or_institution(world):
    numbered(world, world.local, "018-471 10 00")
    agent = world.actor(world.agent)

    def names(typed):
        return [caller.person.name for caller in queries.find(agent, typed)]

    for typed in ("018-471", "+46 18 471", "0046184711000", "4711", "018", "Lars", "lokal", "lars uu", "Lokal Uppsala"):
        assert "Lars Lokal" in names(typed), typed
    assert names("lars lu") == []
    assert set(names("uu")) == {"Karin Kontakt", "Lars Lokal", "Eva Extra"}
    assert names("x") == names("") == names("%") == names("' or 1=1") == names("1" * 10_000) == []
    assert queries.find(world.actor(world.local), "lars") == []


@pytest.mark.django_db
def test_who_may_no_longer_contact_us_comes_last(world):
    people.end_role(world.actor(None), world.local, institution=world.uu)
    world.invite(world.lu, "Lars Lundberg")
    found = queries.find(world.actor(world.agent), "lars")
    assert [(c.person.name, c.may_contact) for c in found] == [("Lars Lundberg", True), ("Lars Lokal", False)]


@pytest.mark.django_db
def test_a_name_is_found_as_it_sounds_without_its_rings_and_dots(world):
    world.invite(world.lu, "Tove Äng")
    world.invite(world.lu, "Åke Öst")
    agent = world.actor(world.agent)
    found = {
        words: [one.person.name for one in queries.find(agent, words)]
        for words in ("tove ang", "ake ost", "äng", "öng")
    }
    assert found == {"tove ang": ["Tove Äng"], "ake ost": ["Åke Öst"], "äng": ["Tove Äng"], "öng": []}


def test_searching_costs_the_same_however_many_are_found(world, django_assert_max_num_queries):
    for n in range(15):
        numbered(world, world.invite(world.lu, f"Lars Svensson {'abcdefghijklmno'[n]}"), f"046-222 00 {n + 10}")
    for typed in ("lars", "046-222"):
        with django_assert_max_num_queries(4):
            assert len(queries.find(world.actor(world.agent), typed)) == queries.MOST_FOUND


@pytest.mark.django_db
def test_the_migration_finds_numbers_that_stood_there_before(world):
    person = numbered(world, world.local, "018-471 10 00")
    assert Number.objects.get(person=person).is_account
