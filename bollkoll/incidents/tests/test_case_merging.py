"""Cases of an incident that are merged, and separate again: nobody leaves the ledger or gets another's answer by it."""

import pytest

from bollkoll.cases import commands as cases
from bollkoll.commitments import audit
from bollkoll.incidents import commands
from bollkoll.incidents.models import IncidentCase

pytestmark = pytest.mark.django_db


def stands(incident):
    """Who stands in the ledger, by which case."""
    return {row.person: row.case for row in incident.affected.select_related("case", "person")}


def of(incident, person):
    return incident.links.get(case__reporter=person).case


def linked(case):
    link = IncidentCase.objects.filter(case=case).first()
    return link and link.incident


def at_odds():
    return [key for key in audit.findings() if key[0].startswith("incident")]


def test_a_merge_that_is_undone_gives_the_link_and_the_reporter_back(world, incident, follow):
    actor, case = world.actor(world.agent), of(incident, world.local)
    other = world.case(world.contact, title="Kan vi se betygen")
    commands.tell_reporters(actor, incident, stage="start", text_sv="Vi felsöker.")
    before = stands(incident)
    cases.merge(actor, case, target=other)
    follow()
    assert linked(other) == incident and linked(case) is None
    assert stands(incident) == {**before, world.local: None, world.contact: other}, "each is greeted in the own case"
    cases.unmerge(actor, world.fresh(case))
    follow()
    assert linked(case) == incident and linked(other) is None
    assert stands(incident) == {**before, world.contact: None}, "who has been told something hears the rest"
    assert not at_odds()


def test_of_an_undone_merge_nothing_is_left_when_nobody_was_told_anything(world, incident, follow):
    actor, case = world.actor(world.agent), of(incident, world.local)
    other, before = world.case(world.contact), stands(incident)
    for _time in range(2):
        cases.merge(actor, world.fresh(case), target=other)
        follow()
        assert stands(incident)[world.contact] == other
        cases.unmerge(actor, world.fresh(case))
        follow()
        assert stands(incident) == before and linked(case) == incident


def test_one_reporters_two_cases_are_one_row_that_follows_the_merge_and_its_undoing(world, incident, follow):
    actor, case = world.actor(world.agent), of(incident, world.local)
    again, before = world.case(world.local, title="Samma sak igen"), stands(incident)
    cases.merge(actor, case, target=again)
    follow()
    assert stands(incident) == {**before, world.local: again}
    cases.unmerge(actor, world.fresh(case))
    follow()
    assert stands(incident) == before


def test_merged_into_a_case_of_another_incident_the_reporter_waits_on_in_the_own_one(world, incident, declare, follow):
    actor, case, before = world.actor(world.agent), of(incident, world.local), stands(incident)
    target = world.case(world.contact)
    other = declare(cases=[target])
    cases.merge(actor, case, target=target)
    follow()
    assert stands(incident) == {**before, world.local: None}
    assert incident.affected.waiting().filter(person=world.local).exists()
    assert stands(other) == {world.contact: target}
    cases.unmerge(actor, world.fresh(case))
    follow()
    assert stands(incident) == before and linked(case) == incident
    assert stands(other) == {world.contact: target}
    assert not at_odds()


def test_merged_within_one_incident_both_reporters_stand_there(world, incident, follow):
    actor, case = world.actor(world.agent), of(incident, world.local)
    target = world.case(world.contact)
    commands.link_case(actor, incident, case=target)
    before = stands(incident)
    cases.merge(actor, case, target=target)
    follow()
    assert stands(incident) == {**before, world.local: None}
    cases.unmerge(actor, world.fresh(case))
    follow()
    assert stands(incident) == before


def test_what_has_been_unlinked_since_the_merge_is_not_linked_again_by_its_undoing(world, incident, follow):
    actor, case = world.actor(world.agent), of(incident, world.local)
    other = world.case(world.contact)
    cases.merge(actor, case, target=other)
    follow()
    commands.unlink_case(actor, incident, case=other)
    cases.unmerge(actor, world.fresh(case))
    follow()
    assert linked(case) is None
    assert stands(incident)[world.local] is None, "they hear the rest all the same"
