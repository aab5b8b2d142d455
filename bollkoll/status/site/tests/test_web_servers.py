"""The examples for nginx and Caddy, with the real servers and nothing of ours running."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bollkoll.status.site.publishing import manifest
from bollkoll.status.site.tests.pictures import disturbance, picture, uuid

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).resolve().parents[4] / "docs" / "examples"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def needed(tool: str) -> str:
    found = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/usr/local/sbin")
    assert found, f"This test needs {tool}: install it with the system's packages (bash tests/system.sh)."
    return found


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


def get(address, **asked):
    request = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in asked.items()})
    try:
        with OPENER.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


@pytest.fixture(params=["nginx", "caddy"])
def served(request, site, tmp_path):
    """The site behind the example as it stands, but for its port and its folder."""
    tool, port = needed(request.param), free_port()
    web = tmp_path / "web"
    web.mkdir()
    (web / "status").symlink_to(site.root / "current")
    for folder in [tmp_path, *tmp_path.parents][:4]:
        folder.chmod(folder.stat().st_mode | 0o055)  # nginx's workers are somebody else
    site.publish(picture(disturbance()))
    if request.param == "nginx":
        example = (EXAMPLES / "nginx-status.conf").read_text()
        (tmp_path / "site.conf").write_text(
            example.replace("/srv/bollkoll/site", str(web)).replace("127.0.0.1:8088", f"127.0.0.1:{port}")
        )
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\nevents {{ }}\n"
            f"http {{ access_log off; client_body_temp_path {tmp_path}; include {tmp_path}/site.conf; }}\n"
        )
        words = [tool, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)]
        tested = subprocess.run([*words, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
    else:
        example = (EXAMPLES / "Caddyfile-status").read_text()
        text = "{\n\tadmin off\n}\n" + example.replace("/srv/bollkoll/site", str(web)).replace(":8089", f":{port}")
        (tmp_path / "Caddyfile").write_text(text)
        words = [tool, "run", "--config", str(tmp_path / "Caddyfile"), "--adapter", "caddyfile"]
    environment = {"HOME": str(tmp_path), "PATH": "/usr/sbin:/usr/bin:/bin"}
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + 30
        while time.monotonic() < until:
            try:
                get(f"{address}/status/sv/")
                break
            except OSError:
                time.sleep(0.1)
        yield address
        server.terminate()


def test_the_example_serves_the_site_as_our_own_server_does(served, site):
    status, headers, body = get(f"{served}/status/sv/")
    assert status == 200
    assert "Resultat är nere." in body.decode()
    assert headers["Content-Type"].lower() == "text/html; charset=utf-8"
    assert "max-age=10" in headers["Cache-Control"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert get(f"{served}/status/sv/", If_None_Match=headers["ETag"])[0] == 304
    assert get(f"{served}/status/sv/", Accept_Encoding="gzip")[1]["Content-Encoding"] == "gzip"
    assert get(f"{served}/status/en/notice/{uuid(1)}/")[0] == 200

    style = next(path for path in manifest(site.root)["files"] if path.endswith(".css"))
    assert "immutable" in get(f"{served}/status/{style}")[1]["Cache-Control"]
    assert "frame-ancestors *" in get(f"{served}/status/sv/banner.html")[1]["Content-Security-Policy"]
    for path, kind in (
        ("api/v2/summary.json", "application/json"), ("sv/feed.atom", "application/atom+xml"),
        ("sv/feed.rss", "application/rss+xml"), ("sv/feed.json", "application/feed+json"),
        ("sv/planned.ics", "text/calendar"), ("banner.js", "text/javascript"),
    ):  # fmt: skip
        status, headers, _body = get(f"{served}/status/{path}")
        assert (status, headers["Content-Type"].partition(";")[0]) == (200, kind), path
        assert headers["Access-Control-Allow-Origin"] == "*", path

    for path in ("/status/.picture.json", "/status/.manifest.json", "/status/../.lock", "/status/nothing"):
        assert get(f"{served}{path}")[0] == 404, path
    assert "Sidan finns inte." in get(f"{served}/status/nothing")[2].decode()
    assert get(f"{served}/status/", Accept_Language="en-GB,en;q=0.9")[1]["Location"].endswith("/status/en/")
    assert get(f"{served}/status/", Accept_Language="sv")[1]["Location"].endswith("/status/sv/")
    assert get(f"{served}/status/")[0] == 302

    site.publish(picture(position=500))
    assert "Allt fungerar." in get(f"{served}/status/sv/")[2].decode()
