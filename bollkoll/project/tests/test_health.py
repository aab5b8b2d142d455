"""What a monitor and the desk are told."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from bollkoll.log import clock
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor, Delivery
from bollkoll.project import health, panels, worker
from bollkoll.project.config import Config

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_look(monkeypatch):
    monkeypatch.setattr(panels, "_seen", (-1000.0, [], 0))


def heartbeat(ago: timedelta = timedelta()) -> None:
    with housekeeping("test"):
        Cursor.objects.update_or_create(name=health.HEARTBEAT, defaults={"moved_at": timezone.now() - ago})


def test_all_is_well_while_the_worker_lives(client, world):
    heartbeat()
    response = client.get("/healthz")
    assert response.status_code == 200, response.json()
    assert response.json()["status"] == "ok"


def test_a_silent_worker_is_told(client, world):
    heartbeat(timedelta(minutes=5))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "worker" in response.json()["checks"]


def test_mail_that_waits_too_long_is_told_to_the_desk(world):
    heartbeat()
    old = timezone.now() - timedelta(minutes=30)
    with housekeeping("test"):
        Delivery.objects.create(
            key="x",
            channel="email",
            address="a@b.example",
            message_id="<x@y>",
            subject="s",
            text="t",
            made_at=old,
            due_at=old,
        )
    page = world.client(world.agent).get("/cases/", headers={"accept-language": "sv"}).content.decode()
    assert "Något väntar" in page


def test_nothing_is_told_when_nothing_waits(world):
    heartbeat()
    page = world.client(world.agent).get("/cases/", headers={"accept-language": "sv"}).content.decode()
    assert "Något väntar" not in page


def test_reporters_are_not_told_of_our_machinery(world):
    assert "Något väntar" not in world.client(world.local).get("/", headers={"accept-language": "sv"}).content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [("ConnectionRefusedError: [Errno 111]", 503), ("451 4.7.1 Greylisted", 200)]
)
def test_a_mail_server_that_does_not_answer_is_told_at_once_and_one_that_says_later_is_not(
    client, world, error, status
):
    heartbeat()
    now = timezone.now()
    with housekeeping("test"):
        Delivery.objects.create(
            key="x", channel="email", address="a@b.example", message_id="<x@y>", subject="s", text="t", made_at=now,
            due_at=now, attempt=1, error=error,
        )  # fmt: skip
    assert client.get("/healthz").status_code == status


def test_the_watchdog_is_content_while_the_auditor_lives_and_no_longer(client, world):
    assert client.get("/healthz/watchdog").status_code == 503
    clock.tick()
    response = client.get("/healthz/watchdog")
    assert response.status_code == 200
    assert response.json()["violations"] == 0
    with housekeeping("test"):
        Cursor.objects.filter(name="auditor").update(moved_at=timezone.now() - timedelta(minutes=4))
    assert client.get("/healthz/watchdog").json()["status"] == "stale"


class _Monitor(BaseHTTPRequestHandler):
    heard = 0

    def do_GET(self):
        type(self).heard += 1
        self.send_response(200)
        self.end_headers()

    def log_message(self, *said):
        """Quiet."""


def test_a_monitor_elsewhere_hears_each_audit_once_and_then_silence(world):
    _Monitor.heard = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Monitor)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ping = worker._Ping(f"http://127.0.0.1:{server.server_port}/")
    ping()
    assert _Monitor.heard == 0
    clock.tick()
    ping()
    ping()
    assert _Monitor.heard == 1
    with housekeeping("test"):
        Cursor.objects.filter(name="auditor").update(moved_at=timezone.now() - timedelta(minutes=4))
    ping()
    assert _Monitor.heard == 1
    server.shutdown()


def test_a_monitor_is_reached_over_the_web_only():
    with pytest.raises(ValueError, match="https://"):
        Config(ping_url="file:///etc/passwd")
