"""Who may do what: a table of commands and roles."""

import pytest

from bollkoll.status import commands, policy

pytestmark = pytest.mark.django_db

ROLES = ("agent", "coordinator", "admin", "expert", "contact")
DESK, KEEPERS, NOBODY = {"agent", "coordinator"}, {"agent", "coordinator", "admin"}, set()

MAY = {
    "publish": DESK, "update": DESK, "correct": DESK, "resolve": DESK, "reopen": DESK, "cancel": DESK, "translate": DESK,
    "plan": DESK, "change_plan": DESK, "announce": DESK, "drop_plan": DESK, "begin": DESK, "delay": DESK,
    "ask_check": DESK, "check": DESK, "choose_communicator": DESK,
    "keep_template": DESK, "end_template": DESK,
    "set_series": DESK, "end_series": DESK, "drop_day": DESK, "take_up_day": DESK, "plan_dates": NOBODY,
    "end_information": NOBODY, "remind": NOBODY, "escalate": NOBODY, "alarm": NOBODY, "stand_in": NOBODY, "take_back": NOBODY,
    "want_publishing": KEEPERS,
}  # fmt: skip


def test_the_table_has_every_command():
    assert set(MAY) == set(commands.__all__) - {"Piece"}


def test_who_may_do_what(world, disturbance):
    notice = disturbance()
    for name, allowed in MAY.items():
        said = {role for role in ROLES if getattr(policy, name)(world.actor(getattr(world, role)), notice)}
        assert said == allowed, name
