"""What the log of the web process says."""

import logging
from typing import Any

import pytest
from django.conf import settings

from bollkoll.project.settings import LOGGING

pytestmark = pytest.mark.django_db


def said(record: logging.LogRecord) -> str:
    """The record as the console of our own configuration would write it."""
    handler: Any = LOGGING["handlers"]["console"]  # type: ignore[index]
    console = logging.StreamHandler()
    for name in handler["filters"]:
        console.addFilter(LOGGING["filters"][name]["callback"])  # type: ignore[index]
    assert console.filter(record)
    return console.format(record)


def test_a_refusal_is_a_line_and_a_fault_has_its_traceback(world, caplog, monkeypatch):
    assert world.client(world.local).get("/desk/audit/").status_code == 403
    [refused] = [record for record in caplog.records if getattr(record, "status_code", 0) == 403]
    assert "Traceback" not in said(refused)

    def faulty(*_: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("bollkoll.desk.audit_views.render", faulty)
    client = world.client(world.coordinator)
    client.raise_request_exception = False
    assert client.get("/desk/audit/").status_code == 500
    assert settings.LOGGING is LOGGING
    assert any("Traceback" in said(record) for record in caplog.records if getattr(record, "status_code", 0) == 500)
