"""Two cases become one: what was owed in either is owed still, and parted again each has its own."""

import pytest

from bollkoll.cases import commands
from bollkoll.log.acting import Refused

pytestmark = pytest.mark.django_db


def merged(world, case, target):
    return commands.merge(world.actor(world.agent), world.fresh(case), target=world.fresh(target))


def test_nothing_is_merged_into_a_closed_case_where_nobody_would_have_it(world):
    case, target = world.case(), world.taken()
    commands.close(world.actor(world.agent), target)
    with pytest.raises(Refused, match=f"#{target.number} är stängt"):
        merged(world, case, target)
    assert world.fresh(case).is_open
    world.reply(world.fresh(target))
    merged(world, case, target)
    assert world.fresh(case).merged_into == target
