"""The public site: ``python -m bench.site`` (called by ``python -m bench --only site``).

From a picture with 500 notices of history to files swapped in; then the published site, served by nginx with nothing of ours
running and by ``bollkoll web``, as a ratio to nginx serving one plain file of the same size. Needs nginx and wrk.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import django

django.setup()

from bollkoll.status.site import publishing  # noqa: E402
from bollkoll.status.site.publishing import publish  # noqa: E402
from bollkoll.status.site.tests import pictures  # noqa: E402

HISTORY, TIMES, CONNECTIONS, SECONDS = 500, 20, 200, 8


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bollkoll-bench-site-") as folder:
        root = Path(folder)
        root.chmod(0o755)
        _publishing(root / "site")
        _serving(root)


def _publishing(root: Path) -> None:
    swapped: list[float] = []
    swap = publishing.swap

    def noted(*words) -> None:
        swap(*words)
        swapped.append(time.perf_counter())

    publishing.swap = noted
    picture = pictures.long_history(HISTORY, position=1)
    walls, works = [], []
    for number in range(TIMES + 1):
        picture["position"] = number + 1
        said = pictures.update(9000 + number, pictures.NOW, "update", f"Läget nummer {number}.", f"Situation {number}.")
        picture["notices"][0]["updates"].append(said)
        began, work = time.perf_counter(), time.process_time()
        publish(picture, root)
        walls.append(swapped[-1] - began)
        works.append(time.process_time() - work)
    publishing.swap = swap
    first, rest, work = walls[0], sorted(walls[1:]), sorted(works[1:])
    files = sum(1 for path in (root / "current").resolve().rglob("*") if path.is_file())
    _say(f"publishing, {HISTORY} notices of history, {files} files, an update each time, {TIMES} times")
    _say(
        f"  from a picture to files swapped: p50 {rest[len(rest) // 2]:.2f} s, p95 {rest[int(len(rest) * 0.95)]:.2f} s"
    )
    _say(f"  of that, work of the processor (with clearing up): p50 {work[len(work) // 2]:.2f} s")
    _say(f"  the first time, when everything is made: {first:.2f} s, {works[0]:.2f} s of work")


def _serving(root: Path) -> None:
    nginx, wrk = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"), shutil.which("wrk")
    if not nginx or not wrk:
        _say("serving: not measured, since it needs nginx and wrk")
        return
    page = root / "site" / "current" / "sv" / "index.html"
    web = root / "web"
    (web / "plain").mkdir(parents=True)
    (web / "plain" / "one").write_bytes(page.read_bytes())
    (web / "status").symlink_to(root / "site" / "current")
    port, ours = _free_port(), _free_port()
    example = (Path(__file__).parent.parent / "docs" / "examples" / "nginx-status.conf").read_text()
    example = example.replace("/srv/bollkoll/site", str(web)).replace("127.0.0.1:8088", f"127.0.0.1:{port}")
    example = example.replace("    location = / {", f"    location /plain/ {{ root {web}; }}\n    location = / {{")
    (root / "site.conf").write_text(example)
    (root / "nginx.conf").write_text(
        f"daemon off; worker_processes auto; pid {root}/pid; error_log {root}/error.log;\n"
        f"events {{ worker_connections 2048; }}\nhttp {{ access_log off; sendfile on; include {root}/site.conf; }}\n"
    )
    settings = os.environ | {"BOLLKOLL_STATUS_SITE": str(root / "site"), "BOLLKOLL_HOME": str(root / "home")}
    settings |= {"DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/nowhere"}
    size = page.stat().st_size
    _say(
        f"serving the front page ({size / 1000:.0f} kB), {CONNECTIONS} connections, {SECONDS} s each, the database stopped"
    )
    with subprocess.Popen([nginx, "-c", str(root / "nginx.conf"), "-p", str(root)]) as server:
        plain = _measured(wrk, f"http://127.0.0.1:{port}/plain/one")
        _row("nginx, one plain file of the size", plain, plain)
        _row("nginx, the published site", _measured(wrk, f"http://127.0.0.1:{port}/status/sv/"), plain)
        _row("  the same, compressed", _measured(wrk, f"http://127.0.0.1:{port}/status/sv/", gzip=True), plain)
        server.terminate()
    words = [sys.executable, "-m", "bollkoll.project.cli", "web", "--port", str(ours)]
    with subprocess.Popen(words, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _row("bollkoll web, the published site", _measured(wrk, f"http://127.0.0.1:{ours}/status/sv/"), plain)
        _row("  the same, compressed", _measured(wrk, f"http://127.0.0.1:{ours}/status/sv/", gzip=True), plain)
        server.terminate()


def _measured(wrk: str, address: str, *, gzip: bool = False) -> tuple[float, float]:
    """Requests per second, and the p99 in milliseconds."""
    for _try in range(600):
        try:
            urllib.request.urlopen(address, timeout=5).read()
            break
        except OSError:
            time.sleep(0.1)
    words = [wrk, "-t2", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    words += ["-H", "Accept-Encoding: gzip"] if gzip else []
    said = subprocess.run([*words, address], capture_output=True, text=True, check=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    failed = re.search(r"Non-2xx.*?(\d+)", said)
    if failed:
        _say(f"  {failed[0]}")
    return rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def _row(what: str, figures: tuple[float, float], plain: tuple[float, float]) -> None:
    rate, p99 = figures
    _say(
        f"  {what:36} {rate:9,.0f} requests/s ({rate / plain[0]:5.2f} ×)   p99 {p99:7.1f} ms ({p99 / plain[1]:5.2f} ×)"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
