"""A case of somebody who is at two institutions is put where it belongs, and is seen there and no longer elsewhere."""

import pytest
from django.urls import reverse

from bollkoll.cases import commands
from bollkoll.cases.models import Case
from bollkoll.cases.queries import timeline
from bollkoll.log.acting import Refused
from bollkoll.log.models import Event
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(world):
    """Local support at UU and at LU."""
    person = world.invite(world.uu, "Dora Dubbel")
    people.invite(SYSTEM, world.lu, name=person.name, email=person.email, kind=Role.Kind.LOCAL_SUPPORT)
    return person


@pytest.fixture
def case(world, shared):
    return world.case(reporter=shared, institution=world.uu)


def seen_by(world, person) -> bool:
    return Case.objects.visible_to(world.actor(person)).exists()


def test_the_other_institution_sees_it_and_the_first_does_not(world, case, shared):
    assert (seen_by(world, world.local), seen_by(world, world.stranger)) == (True, False)
    answer = world.client(world.agent).post(
        reverse("cases:change_institution", args=[case.number]), {"institution": world.lu.pk}
    )
    assert answer.status_code == 303
    assert (seen_by(world, world.local), seen_by(world, world.stranger), seen_by(world, shared)) == (False, True, True)
    said = [str(entry.sentence) for entry in timeline(world.actor(world.agent), Case.objects.get()) if entry.sentence]
    assert "Asta Almgren" in said[-1] and "Lunds universitet" in said[-1]
    event = Event.objects.get(kind="cases.institution_changed")
    told = set(event.topics.values_list("name", flat=True))
    assert {f"institution:{world.uu.pk}", f"institution:{world.lu.pk}"} <= told, (
        "open lists of both take it in or let it go"
    )


def test_colleagues_of_the_first_stop_following_and_staff_go_on(world, case):
    for person in (world.local, world.other_agent):
        commands.add_watcher(world.actor(world.agent), case, person=person)
    commands.change_institution(world.actor(world.agent), case, institution=world.lu)
    assert [row.person for row in case.watchers.all()] == [world.other_agent]


def test_of_a_protected_case_those_of_the_first_are_named_no_longer(world, case, shared):
    agent = world.actor(world.agent)
    commands.protect(agent, case)
    commands.name_person(agent, case, person=world.local)
    commands.change_institution(agent, case, institution=world.lu)
    assert set(case.named.values_list("person", flat=True)) == {world.agent.pk, shared.pk}
    assert not seen_by(world, world.local) and not seen_by(world, world.stranger)


def test_it_is_offered_only_where_there_is_another(world, case):
    agent = world.client(world.agent)
    address = reverse("cases:change_institution", args=[case.number])
    assert address in agent.get(reverse("cases:case", args=[case.number])).content.decode()
    other = world.case(reporter=world.local)
    page = agent.get(reverse("cases:case", args=[other.number])).content.decode()
    assert reverse("cases:change_institution", args=[other.number]) not in page
    assert agent.post(address, {"institution": world.uu.pk}).status_code == 422


def test_what_is_merged_stays_where_it_is(world, case, shared):
    agent = world.actor(world.agent)
    other = world.case(reporter=shared, institution=world.uu)
    commands.merge(agent, other, target=case)
    for one in (case, other):
        with pytest.raises(Refused) as refused:
            commands.change_institution(agent, Case.objects.get(pk=one.pk), institution=world.lu)
        assert refused.value.code == "merged"


def test_somebody_who_is_not_there_cannot_have_a_case_there(world):
    with pytest.raises(Refused) as refused:
        commands.change_institution(world.actor(world.agent), world.case(reporter=world.local), institution=world.lu)
    assert refused.value.code == "not_there"


def test_lists_say_which_institution_a_matter_is_of_to_those_at_several(world, case, shared):
    facts = [
        world.client(person).get("/matters/").content.decode().split('class="row-facts"', 1)[1].split("</p>")[0]
        for person in (shared, world.local)
    ]
    assert ["<span>UU</span>" in one for one in facts] == [True, False]


def test_a_form_of_the_portal_chooses_none_of_two(world, shared):
    page = world.client(shared).get("/new/question/").content.decode()
    field = page.split('name="institution"', 1)[1].split("</select>", 1)[0]
    assert '<option value="" selected>' in field
    answer = world.client(shared).post("/new/question/", {"title": "Var?", "text": "Vilken är det?"})
    assert answer.status_code == 422 and not Case.objects.exists()
