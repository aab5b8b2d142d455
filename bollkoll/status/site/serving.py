"""Answering from the published files: a table of the release in memory, no database, and an answer in microseconds."""

import email.utils
import time
from collections import OrderedDict
from pathlib import Path
from typing import NamedTuple

from bollkoll.status.site import addresses
from bollkoll.status.site.publishing import manifest

LOOK_SECONDS = 0.25
"""Between looks at which release is served."""
MOST_MEMORY = 32 * 1024 * 1024
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
}
FEED_JSON = "application/feed+json; charset=utf-8"
FOR_OTHERS = {"json", "atom", "rss", "ics", "js"}
"""May be read by pages of other sites."""
SHORT = b"public, max-age=10, stale-while-revalidate=20, stale-if-error=86400"
LONG = b"public, max-age=31536000, immutable"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {ancestors}"
)
NOT_YET = (
    "Driftsinformationen är inte publicerad än.\nThe service status has not been published yet.\n".encode(),
    [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ],
)

Headers = list[tuple[bytes, bytes]]


class Served(NamedTuple):
    """One file, ready to be answered with. ``file`` says where its bytes are, ``packed`` the same compressed (or empty)."""

    etag: bytes
    file: Path
    packed: Path | None
    headers: Headers


class Site:
    """The site under ``prefix`` (``/status``), served from the release that ``current`` leads to."""

    def __init__(self, root: Path, prefix: str = "/status") -> None:
        self.root, self.prefix = root, prefix
        self._release: Path | None = None
        self._table: dict[str, Served] = {}
        self._look_at = 0.0
        self._bytes: OrderedDict[tuple[Path, bytes], bytes] = OrderedDict()
        self._held = 0

    def serves(self, path: str) -> bool:
        return path == self.prefix or path.startswith(f"{self.prefix}/")

    def answer(self, method: str, path: str, asked: dict[bytes, bytes]) -> tuple[int, Headers, bytes]:
        """``asked`` are the request's headers, names in small letters."""
        self._look()
        if not self._table:
            return 503, [*NOT_YET[1], (b"retry-after", b"10")], NOT_YET[0]
        if method not in ("GET", "HEAD"):
            return 405, [(b"allow", b"GET, HEAD"), (b"content-type", b"text/plain")], b""
        name = path[len(self.prefix) :]
        if name in ("", "/") and "index.html" in self._table:
            return self._choose(asked)
        name = name.lstrip("/")
        served = self._table.get(name)
        if served is None:
            folder = self._table.get(f"{name.rstrip('/')}/index.html") if name else None
            if folder and not name.endswith("/"):
                return 301, [(b"location", f"{self.prefix}/{name}/".encode()), (b"cache-control", SHORT)], b""
            served = folder
        if served is None:
            encoding = {name: value for name, value in asked.items() if name == b"accept-encoding"}
            _status, headers, body = self._whole(self._table["404.html"], encoding, "GET")
            return 404, headers, b"" if method == "HEAD" else body
        return self._whole(served, asked, method)

    def _whole(self, served: Served, asked: dict[bytes, bytes], method: str) -> tuple[int, Headers, bytes]:
        is_packed = served.packed is not None and _takes_gzip(asked.get(b"accept-encoding", b""))
        etag = served.etag[:-1] + b'-gz"' if is_packed else served.etag
        headers = [*served.headers, (b"etag", etag)]
        known = asked.get(b"if-none-match")
        if known is not None:
            if known == b"*" or etag in [one.strip().removeprefix(b"W/") for one in known.split(b",")]:
                return 304, headers, b""
        elif asked.get(b"if-modified-since") == dict(served.headers)[b"last-modified"]:
            return 304, headers, b""
        if is_packed:
            headers.append((b"content-encoding", b"gzip"))
        file = served.packed if is_packed and served.packed else served.file
        body = self._read(file, etag)
        headers.append((b"content-length", b"%d" % len(body)))
        return 200, headers, b"" if method == "HEAD" else body

    def _choose(self, asked: dict[bytes, bytes]) -> tuple[int, Headers, bytes]:
        language = preferred(asked.get(b"accept-language", b"").decode("latin-1"))
        location = f"{self.prefix}/{addresses.front(language)}".encode()
        return 302, [(b"location", location), (b"vary", b"Accept-Language"), (b"cache-control", b"no-cache")], b""

    def _read(self, file: Path, etag: bytes) -> bytes:
        """The bytes, kept while there is room: what was asked for last stays."""
        key = file, etag
        if key in self._bytes:
            self._bytes.move_to_end(key)
            return self._bytes[key]
        content = file.read_bytes()
        self._bytes[key] = content
        self._held += len(content)
        while self._held > MOST_MEMORY and len(self._bytes) > 1:
            _key, dropped = self._bytes.popitem(last=False)
            self._held -= len(dropped)
        return content

    def _look(self) -> None:
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + LOOK_SECONDS
        try:
            release = (self.root / "current").resolve(strict=True)
        except OSError:
            return  # what was served goes on being served from memory as far as it goes
        if release == self._release:
            return
        files = manifest(self.root).get("files")
        if not files or (self.root / "current").resolve() != release:
            self._look_at = 0.0
            return
        self._table = {path: self._served(release, path, about) for path, about in files.items()}
        self._release = release
        self._bytes.clear()
        self._held = 0

    @staticmethod
    def _served(release: Path, path: str, about: dict) -> Served:
        ending = path.rpartition(".")[2]
        modified = email.utils.formatdate((release / path).stat().st_mtime, usegmt=True).encode()
        headers: Headers = [
            (b"content-type", content_type(path).encode()),
            (b"cache-control", LONG if path.startswith("_/") else SHORT),
            (b"last-modified", modified),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]
        if about["gz"]:
            headers.append((b"vary", b"Accept-Encoding"))
        if ending in FOR_OTHERS:
            headers += [(b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin")]
        if ending == "html":
            ancestors = "*" if path.endswith("banner.html") else "'none'"
            headers.append((b"content-security-policy", POLICY.format(ancestors=ancestors).encode()))
        packed = release / f"{path}.gz" if about["gz"] else None
        return Served(f'"{about["digest"][:24]}"'.encode(), release / path, packed, headers)


def content_type(path: str) -> str:
    return FEED_JSON if path.endswith("/feed.json") else TYPES.get(path.rpartition(".")[2], "application/octet-stream")


def preferred(accept: str) -> str:
    """``Accept-Language`` to one of ours: Swedish, unless English is asked for before it."""
    best, at = "sv", -1.0
    for part in accept.split(","):
        tag, _semicolon, weight = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in ("sv", "en"):
            try:
                value = float(weight.strip().removeprefix("q=") or 1)
            except ValueError:
                value = 0.0
            if value > at:
                best, at = language, value
    return best


def _takes_gzip(accept: bytes) -> bool:
    for part in accept.lower().split(b","):
        word, _semicolon, weight = part.strip().partition(b";")
        if word.strip() in (b"gzip", b"*"):
            return weight.strip().replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False
