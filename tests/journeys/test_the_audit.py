"""The audit on its page, and what monitors are told."""

import json

import pytest

from tests.journeys.hands import Hands
from tests.journeys.system import COORDINATOR, EXPERT, System

pytestmark = pytest.mark.browser


def test_whether_a_ball_is_dropped_is_asked_each_minute_and_said(sign_in, system: System):
    manager = sign_in(COORDINATOR)
    manager.go("/desk/mine/")
    manager.activate(manager.page.locator(".user-menu > summary"))
    manager.follow("link", "The audit")
    manager.heading("The audit")
    manager.sees("asked")
    manager.look()

    expert = sign_in(EXPERT)
    answer = expert.page.goto(f"{system.url}/desk/audit/")
    assert answer is not None
    assert answer.status == 403
    expert.look("not for third line")


def test_monitors_are_told_without_logging_in(sign_in, system: System):
    monitor = sign_in(None, kind="mouse")
    assert told(monitor, "/healthz")["status"] == "ok"
    said = told(monitor, "/healthz/watchdog")
    assert said["status"] == "ok"
    assert said["violations"] == 0


def told(monitor: Hands, path: str) -> dict:
    monitor.go(path)
    return json.loads(monitor.page.locator("body").inner_text())
