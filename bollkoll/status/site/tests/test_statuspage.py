"""What reads Statuspage reads this site: a real client polls it through a whole incident and planned work."""

import json
import os
import re
import subprocess
import sys
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bollkoll.status.site import serving
from bollkoll.status.site.serving import Site as Server
from bollkoll.status.site.statuspage import component_id
from bollkoll.status.site.telling import iso
from bollkoll.status.site.tests.pictures import NOW, disturbance, notice, picture, planned, said, update


@pytest.fixture
def address(site, monkeypatch):
    """The site, answered for over HTTP by the code that ``bollkoll web`` answers with."""
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0)
    server = Server(site.root)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = {name.lower().encode(): value.encode() for name, value in self.headers.items()}
            status, headers, body = server.answer("GET", self.path, asked)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name.decode(), value.decode())
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/status"
        http.shutdown()


POLL = """
import sys
from prometheus_client import generate_latest
from statuspage_prometheus_exporter.service_monitor import monitor_services
first = True
for line in sys.stdin:
    monitor_services(is_initial_run=first)
    first = False
    sys.stdout.write(generate_latest().decode() + "--\\n")
    sys.stdout.flush()
"""


class Client:
    """``statuspage-prometheus-exporter``, unchanged, in a process of its own that polls when it is told to."""

    def __init__(self, folder, address):
        (folder / "services.json").write_text(
            json.dumps({"ladok": {"name": "Ladok", "url": f"{address}/api/v2/summary.json"}})
        )
        environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        self.process = subprocess.Popen(
            [sys.executable, "-c", POLL], cwd=folder, env=environment, text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def poll(self) -> dict[str, list[tuple[dict[str, str], float]]]:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found: dict[str, list] = {}
        for line in iter(self.process.stdout.readline, "--\n"):
            if match := re.match(r"(statuspage_\w+)\{(.*)\} (\S+)", line):
                labels = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match[2]))
                found.setdefault(match[1], []).append((labels, float(match[3])))
        return found

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


@pytest.fixture
def client(tmp_path, site, address):
    site.publish(picture())
    folder = tmp_path / "client"
    folder.mkdir()
    polling = Client(folder, address)
    yield polling
    polling.close()


def active(metrics, name, key):
    return {labels[key]: labels for labels, value in metrics[name] if value == 1 and labels[key] != "none"}


def components(metrics):
    return {labels["component_name"]: value for labels, value in metrics["statuspage_component_status"]}


def test_a_client_polls_through_a_whole_incident(site, client):
    quiet = client.poll()
    assert quiet["statuspage_service_status"][0][1] == 1
    assert quiet["statuspage_probe_check"][0][1] == 1
    assert active(quiet, "statuspage_incident_info", "incident_id") == {}
    assert {"Resultat", "Resultat (Test)", "Produktion"} <= set(components(quiet))
    assert set(components(quiet).values()) == {1}

    ongoing = disturbance(severity="critical")
    site.publish(picture(ongoing, position=101))
    during = client.poll()
    incidents = active(during, "statuspage_incident_info", "incident_id")
    [incident] = incidents.values()
    assert during["statuspage_service_status"][0][1] == 0
    assert incident["incident_name"] == "Resultat går inte att attestera"
    assert incident["impact"] == "critical"
    assert incident["affected_components"] == "Resultat, Integrationer och API"
    assert incident["shortlink"].startswith("https://status.example/status/sv/meddelande/")
    assert incident["started_at"] == "2026-11-29T20:33:00Z"
    assert components(during)["Resultat"] == 0
    assert components(during)["Resultat (Test)"] == 1

    watched = ongoing | {"state": "monitoring", "changed_at": iso(NOW + timedelta(hours=1)), "parts": [
        {"service": "resultat", "degree": "degraded"}]}  # fmt: skip
    site.publish(picture(watched, position=102))
    assert set(active(client.poll(), "statuspage_incident_info", "incident_id")) == set(incidents)

    over = watched | {"state": "resolved", "ended_at": iso(NOW + timedelta(hours=2))}
    site.publish(picture(over, position=103))
    after = client.poll()
    assert active(after, "statuspage_incident_info", "incident_id") == {}
    assert after["statuspage_service_status"][0][1] == 1
    assert set(components(after).values()) == {1}


def test_a_client_polls_through_planned_work(site, client):
    client.poll()
    site.publish(picture(planned(), position=101))
    announced = client.poll()
    [work] = active(announced, "statuspage_maintenance_info", "maintenance_id").values()
    assert work["maintenance_name"] == "Uppgradering av Ladok"
    assert work["scheduled_start"] == "2026-12-02T21:43:00Z"
    assert work["scheduled_end"] == "2026-12-02T23:43:00Z"
    assert announced["statuspage_service_status"][0][1] == 1

    site.publish(picture(planned(state="under_way"), position=102))
    under_way = client.poll()
    assert len(active(under_way, "statuspage_maintenance_info", "maintenance_id")) == 1
    assert components(under_way)["Resultat"] == 0

    site.publish(picture(planned(state="resolved", ended_at=iso(NOW)), position=103))
    after = client.poll()
    assert active(after, "statuspage_maintenance_info", "maintenance_id") == {}
    assert components(after)["Resultat"] == 1


def test_a_client_that_runs_once_reads_incidents_maintenances_and_components(site, address, tmp_path):
    site.publish(picture(disturbance(), planned()))
    (tmp_path / "services.json").write_text(
        json.dumps({"ladok": {"name": "Ladok", "url": f"{address}/en/api/v2/summary.json"}})
    )
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    subprocess.run(
        [sys.executable, "-m", "statuspage_prometheus_exporter.status_monitoring"], cwd=tmp_path, check=True, timeout=60,
        env=environment | {"RUN_MODE": "once", "METRICS_TEXTFILE_PATH": str(tmp_path / "ladok.prom")}, capture_output=True,
    )  # fmt: skip
    metrics = (tmp_path / "ladok.prom").read_text()
    assert 'incident_name="Results cannot be certified"' in metrics
    assert 'maintenance_name="Ladok upgrade"' in metrics
    assert 'component_name="Integrations and API (Training)"' in metrics


def said_by(site, name):
    return json.loads(site.text(f"api/v2/{name}.json"))


def test_every_address_of_the_api_answers_as_the_original_does(site):
    done = planned(5, state="resolved", ended_at=iso(NOW - timedelta(days=1)))
    under_way = planned(6, state="under_way", begins=NOW, parts=[{"service": "examen", "degree": "maintenance"}])
    solved = disturbance(7, state="resolved", ended_at=iso(NOW))
    information = notice(
        8, said("Bra att veta"), [update(801, NOW, "first", "Kom ihåg.")], kind="information", severity="none"
    )
    site.publish(picture(disturbance(), solved, planned(), done, under_way, information))
    assert {one["status"] for one in said_by(site, "incidents")["incidents"]} == {"identified", "resolved"}
    assert [one["status"] for one in said_by(site, "incidents/unresolved")["incidents"]] == ["identified"]
    works = said_by(site, "scheduled-maintenances")["scheduled_maintenances"]
    assert sorted(one["status"] for one in works) == ["completed", "in_progress", "scheduled"]
    assert len(said_by(site, "scheduled-maintenances/upcoming")["scheduled_maintenances"]) == 1
    assert len(said_by(site, "scheduled-maintenances/active")["scheduled_maintenances"]) == 1
    summary = said_by(site, "summary")
    assert len(summary["scheduled_maintenances"]) == 2
    assert said_by(site, "status")["status"] == {"indicator": "major", "description": "Partial System Outage"}
    assert summary["page"]["time_zone"] == "Europe/Stockholm"
    for incident in said_by(site, "incidents")["incidents"]:
        newest = [one["created_at"] for one in incident["incident_updates"]]
        assert newest == sorted(newest, reverse=True)
        assert incident["incident_updates"][0]["status"] == incident["status"]
        assert all(one["incident_id"] == incident["id"] for one in incident["incident_updates"])


def test_components_are_grouped_by_environment_and_keep_their_ids(site):
    site.publish(picture(position=1))
    before = {one["id"]: one["name"] for one in said_by(site, "components")["components"]}
    renamed = picture(position=2)
    renamed["services"][0]["name"] = said("Resultathantering")
    site.publish(renamed)
    after = said_by(site, "components")["components"]
    assert {one["id"] for one in after} == set(before)
    assert before[component_id("prod", "resultat")] == "Resultat"
    groups = [one for one in after if one["group"]]
    assert [one["name"] for one in groups] == ["Produktion", "Test", "Utbildning", "Integrationstest"]
    assert all(
        {one["id"] for one in after if one["group_id"] == group["id"]} == set(group["components"]) for group in groups
    )


def test_a_service_that_works_differently_in_two_environments_is_two_components(site):
    both = [
        {"service": "resultat", "environment": where, "degree": how}
        for where, how in (("prod", "degraded"), ("test", "down"))
    ]
    one = disturbance(environments=["prod", "test"], parts=both)
    site.publish(picture(one))
    shown = {one["id"]: one["status"] for one in said_by(site, "components")["components"]}
    assert shown[component_id("prod", "resultat")] == "degraded_performance"
    assert shown[component_id("test", "resultat")] == "major_outage"
    [incident] = said_by(site, "incidents/unresolved")["incidents"]
    assert {part["id"] for part in incident["components"]} == {
        component_id("prod", "resultat"),
        component_id("test", "resultat"),
    }


def test_an_update_tells_of_the_components_as_they_were_then(site):
    was, now = ([{"service": key, "environment": None, "degree": "down"}] for key in ("resultat", "examen"))
    updates = [
        update(1, NOW - timedelta(hours=2), "first", "Resultat är nere."),
        update(2, NOW - timedelta(hours=1), "update", "Det var Examen.", facts={"parts": [was, now]}),
        update(3, NOW, "resolved", "Över."),
    ]
    site.publish(picture(disturbance(parts=now, state="resolved", ended_at=iso(NOW)) | {"updates": updates}))
    [incident] = json.loads(site.text("api/v2/incidents.json"))["incidents"]
    told = [
        [(one["name"], one["old_status"], one["new_status"]) for one in said["affected_components"]]
        for said in reversed(incident["incident_updates"])
    ]
    assert told == [
        [("Resultat", "operational", "major_outage")],
        [("Resultat", "major_outage", "operational"), ("Examen", "operational", "major_outage")],
        [("Examen", "major_outage", "operational")],
    ]
