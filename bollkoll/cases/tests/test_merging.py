"""Two cases become one: what was owed in either is owed still, and parted again each has its own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.cases import commands
from bollkoll.channels.phone import commands as phone
from bollkoll.commitments.models import Commitment
from bollkoll.commitments.promised import promises
from bollkoll.development import commands as development
from bollkoll.development.models import AgendaItem
from bollkoll.log import subscribers
from bollkoll.log.acting import Refused

pytestmark = pytest.mark.django_db

SOON, LATER = timezone.now() + timedelta(days=1), timezone.now() + timedelta(days=3)


def merged(world, case, target):
    return commands.merge(world.actor(world.agent), world.fresh(case), target=world.fresh(target))


def parted(world, case):
    return commands.unmerge(world.actor(world.agent), world.fresh(case))


def promised(world, at=SOON, by=None, **more):
    case = world.taken(by=by or world.agent, **more)
    commands.remind(world.actor(by or world.agent), case, promised_at=at)
    return world.fresh(case)


def owed(case):
    """(step, holder, promised, promised by, note) of all that is owed, the main ball first."""
    rows = Commitment.objects.open().filter(subject=case.pk).order_by("main_of", "promised_at")
    said = [(row.step, str(row.person or row.team or ""), row.promised_at, row.promised_by, row.note) for row in rows]
    main = Commitment.objects.filter(main_of__pk=case.pk).values_list("step", flat=True).first()
    return sorted(said, key=lambda one: one[0] != main)


def stands(person):
    return sorted((one.subject_id, one.promised_at) for one in promises(person.pk) if one.outcome == "stands")


def follow():
    while subscribers.run_all():
        continue


def test_nothing_is_merged_into_a_closed_case_where_nobody_would_have_it(world):
    case, target = world.case(), world.taken()
    commands.close(world.actor(world.agent), target)
    with pytest.raises(Refused, match=f"#{target.number} är stängt"):
        merged(world, case, target)
    assert world.fresh(case).is_open
    world.reply(world.fresh(target))
    merged(world, case, target)
    assert world.fresh(case).merged_into == target


def test_what_was_promised_goes_along_and_comes_back(world):
    case, target = promised(world), world.taken(by=world.other_agent)
    phone.promise_call_back(world.actor(world.agent), case, at=LATER, note="070-1")
    before, others = owed(case), owed(target)
    call = before[1]
    merged(world, case, target)
    step, holder, *_rest, note = others[0]
    assert owed(target) == [(step, holder, SOON, world.agent, note), call]
    assert stands(world.agent) == sorted([(target.pk, SOON), (target.pk, LATER)])
    parted(world, case)
    assert (owed(case), owed(target)) == (before, others)
    assert stands(world.agent) == sorted([(case.pk, SOON), (case.pk, LATER)])


@pytest.mark.parametrize(("here", "there"), [(SOON, LATER), (LATER, SOON)])
def test_of_two_promises_the_earlier_one_is_kept(world, here, there):
    case, target = promised(world, here), promised(world, there, by=world.other_agent)
    before = owed(case), owed(target)
    merged(world, case, target)
    (main,) = owed(target)
    assert main[2:4] == (SOON, world.agent if here == SOON else world.other_agent)
    parted(world, case)
    assert (owed(case), owed(target)) == before


def test_a_promise_into_a_case_that_waits_for_its_reporter_brings_the_ball_back(world):
    case, target = promised(world), world.taken(by=world.other_agent)
    commands.solve(world.actor(world.other_agent), target)
    merged(world, case, target)
    assert world.fresh(target).state == "in_progress"
    assert owed(target) == [("answer", "Bo Björk", SOON, world.agent, "")]


def test_what_somebody_has_done_something_with_stays_where_it_is(world):
    case, target = promised(world), world.taken(by=world.other_agent)
    call = phone.promise_call_back(world.actor(world.agent), case, at=LATER)
    merged(world, case, target)
    call = Commitment.objects.open().get(subject=target.pk, step="call_back")
    phone.move_call_back(world.actor(world.other_agent), world.fresh(target), ball=call, at=LATER + timedelta(days=1))
    commands.remind(world.actor(world.other_agent), world.fresh(target), promised_at=LATER)
    parted(world, case)
    assert [one[:3] for one in owed(case)] == [("answer", "Asta Almgren", SOON)]
    assert [one[2] for one in owed(target)] == [LATER, LATER + timedelta(days=1)]


def test_what_goes_along_does_so_through_two_merges_and_back(world):
    first, second, third = (world.taken(title=title) for title in ("Ett", "Två", "Tre"))
    phone.promise_call_back(world.actor(world.agent), first, at=SOON)
    before = owed(first), owed(second), owed(third)
    merged(world, first, second)
    merged(world, second, third)
    assert [one[2] for one in owed(third)] == [None, SOON]
    parted(world, second)
    parted(world, first)
    assert (owed(first), owed(second), owed(third)) == before


def test_who_is_merged_twice_leads_to_where_the_dialogue_is(world):
    first, second, third = (world.taken(title=title) for title in ("Ett", "Två", "Tre"))
    merged(world, first, second)
    merged(world, second, third)
    there = reverse("cases:case", args=[third.number])
    for case in (first, second):
        assert (
            f'href="{there}"'
            in world.client(world.agent).get(reverse("cases:case", args=[case.number])).content.decode()
        )
    matter = world.client(world.local).get(reverse("portal:case", args=[first.number])).content.decode()
    assert reverse("portal:case", args=[third.number]) in matter
    with pytest.raises(Refused, match=f"#{first.number} har redan slagits ihop: det fortsätter i #{third.number}"):
        commands.merge(world.actor(world.agent), world.fresh(third), target=world.fresh(first))


def test_nobody_is_given_what_they_could_not_see(world):
    case, target = world.protected(), world.protected()
    commands.name_person(world.actor(world.agent), case, person=world.other_agent)
    phone.promise_call_back(world.actor(world.other_agent), world.fresh(case), at=SOON)
    with pytest.raises(Refused, match="Bo Björk"):
        merged(world, case, target)
    commands.name_person(world.actor(world.agent), world.fresh(target), person=world.other_agent)
    merged(world, case, target)
    assert ("call_back", "Bo Björk", SOON, world.other_agent, "") in owed(target)


def test_lifted_questions_go_along_and_come_back_each_to_its_own(world):
    case, target = world.taken(), world.taken(title="Samma sak")
    here, there = (
        development.lift(world.actor(world.agent), world.developers, case=one, question="Kan listan delas upp?")
        for one in (case, target)
    )
    follow()
    before = owed(case), owed(target)
    merged(world, case, target)
    follow()
    assert set(AgendaItem.objects.values_list("case", flat=True)) == {target.pk}
    assert [one[0] for one in owed(target)] == ["answer", "lift", "lift"]
    parted(world, case)
    follow()
    assert {world.fresh(here).case, world.fresh(there).case} == {case, target}
    assert (owed(case), owed(target)) == before
    assert {item.ball.subject_id for item in AgendaItem.objects.all() if item.ball.ended_at is None} == {
        case.pk,
        target.pk,
    }
