"""Who may do what: a table of commands and roles, and one of pages and roles."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bollkoll.development import commands, policy
from bollkoll.development.models import AgendaItem, IssueLink, Meeting, Telling

pytestmark = pytest.mark.django_db

ROLES = ("agent", "coordinator", "admin", "expert", "outside", "contact")
"""``expert`` is in the team; ``outside`` is in another."""
DESK, HOUSE, ADMIN = {"agent", "coordinator"}, {"agent", "coordinator", "expert"}, {"admin"}

MAY = {
    "add_tracker": ADMIN, "change_tracker": ADMIN, "choose_production": ADMIN,
    "add_issue": DESK, "change_issue": DESK, "link_issue": DESK, "unlink_issue": DESK, "show_issue": DESK,
    "add_version": DESK, "change_version": DESK, "arrive": DESK, "take_back_arrival": DESK,
    "say_told": DESK, "settle": set(), "tell": set(), "follow_merge": set(), "plan_meetings": set(),
    "lift": HOUSE, "set_series": HOUSE, "end_series": HOUSE,
    "move_meeting": HOUSE, "cancel_meeting": HOUSE, "close_meeting": HOUSE,
    "say": DESK, "carry_over": DESK, "withdraw": DESK,
}  # fmt: skip
PAGES = {
    "issues": HOUSE | {"outside"}, "issue": HOUSE | {"outside"}, "versions": HOUSE | {"outside"}, "version": HOUSE | {"outside"},
    "add_issue": DESK, "add_version": DESK, "change_version": DESK, "tell_many": DESK, "link_issue": DESK,
    "teams": HOUSE | {"outside"}, "team": HOUSE, "set_series": HOUSE, "meeting": HOUSE, "move_meeting": HOUSE, "say": HOUSE,
    "trackers": HOUSE | {"outside", "admin"}, "add_tracker": ADMIN, "change_tracker": ADMIN, "lift": DESK,
}  # fmt: skip


@pytest.fixture
def scene(world, version, fixed, there, operations):
    case = world.taken()
    link = fixed(case)
    there(version)
    day = timezone.localdate() + timedelta(days=7 + (2 - timezone.localdate().weekday()) % 7)
    series = commands.set_series(world.actor(world.agent), world.developers, first_on=day, at=time(9))
    item = commands.lift(world.actor(world.agent), world.developers, case=case, question="Hur?")
    world.outside = operations[1]
    return {
        "case": case, "issue": link.issue, "version": version, "team": world.developers, "series": series, "item": item,
        "tracker": link.issue.tracker, "telling": Telling.objects.get(), "meeting": Meeting.objects.coming().first(),
    }  # fmt: skip


SUBJECTS = {
    "change_tracker": "tracker", "change_issue": "issue", "link_issue": "case", "unlink_issue": "case", "show_issue": "case",
    "change_version": "version", "arrive": "version", "take_back_arrival": "version", "say_told": "telling", "settle": "case",
    "tell": "case", "follow_merge": "case", "plan_meetings": "series", "lift": "team", "set_series": "team",
    "end_series": "series", "move_meeting": "meeting", "cancel_meeting": "meeting", "close_meeting": "meeting",
    "say": "item", "carry_over": "item", "withdraw": "item",
}  # fmt: skip


def test_the_table_has_every_command():
    assert set(MAY) == set(commands.__all__)


def test_who_may_do_what(world, scene):
    for name, allowed in MAY.items():
        subject = scene.get(SUBJECTS.get(name, ""))
        said = {role for role in ROLES if getattr(policy, name)(world.actor(getattr(world, role)), subject)}
        assert said == allowed, name


def test_who_sees_which_page(world, scene):
    keys = {
        "issue": [scene["issue"].key],
        "team": [scene["team"].pk],
        "set_series": [scene["team"].pk],
        "say": [scene["item"].pk],
    }
    for name in ("version", "change_version", "tell_many"):
        keys[name] = [scene["version"].pk]
    for name in ("meeting", "move_meeting"):
        keys[name] = [scene["meeting"].pk]
    for name in ("link_issue", "lift"):
        keys[name] = [scene["case"].number]
    keys["change_tracker"] = [scene["tracker"].pk]
    for role in ROLES:
        client = world.client(getattr(world, role))
        seen = {
            name
            for name in PAGES
            if client.get(reverse(f"development:{name}", args=keys.get(name, [])), follow=False).status_code == 200
            or (name == "teams" and role in ("expert", "outside"))
        }
        assert seen == {name for name, allowed in PAGES.items() if role in allowed}, role


def test_who_may_not_see_a_protected_case_does_nothing_with_it(world, tracker, fixed, there, version):
    case = world.protected()
    fixed(case)
    there(version)
    item = commands.lift(world.actor(world.agent), world.developers, case=case, question="Hur?")
    other = world.client(world.other_agent)
    number = [case.number]
    for name in ("link_issue", "unlink_issue", "show_issue", "lift"):
        posted = {"key": "LTRE-9", "issue": "LTRE-41494", "is_shown": "0", "team": world.developers.pk, "question": "x"}
        assert other.post(reverse(f"development:{name}", args=number), posted).status_code == 404, name
    assert other.post(reverse("development:say_told", args=[Telling.objects.get().pk])).status_code == 404
    assert other.post(reverse("development:say", args=[item.pk]), {"text": "x"}).status_code == 404
    assert IssueLink.objects.count() == 1
    assert AgendaItem.objects.get().ended_at is None
