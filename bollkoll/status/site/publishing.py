"""From a picture to files that are served: a new release beside the old one, swapped in by renaming one symbolic link.

    site_root/
      current          → releases/<stamp>-<digest>          what is served
      releases/…       the last few; unchanged files are the same file (hard links)
      journal/…        what was written without the database (journal.py)
      .lock            one publisher at a time

A release holds its own ``.picture.json`` (the picture from the database, without the journal) and ``.manifest.json``, so that
what is shown and what it was made from are swapped in the same instant. Whatever stops a publisher, the old site stands whole.
"""

import contextlib
import ctypes
import fcntl
import gzip
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bollkoll.status.site import journal
from bollkoll.status.site.contents import files

KEEP = 5
WAIT_SECONDS = 60
COMPRESSED = {".html", ".json", ".atom", ".rss", ".ics", ".css", ".js", ".svg"}
WORTH_COMPRESSING = 600
MANIFEST, PICTURE = ".manifest.json", ".picture.json"
MAKING = ".making-"


class Busy(RuntimeError):
    """Another publisher has held the site for a minute."""


def publish(picture: Mapping[str, Any], site_root: Path, *, force: bool = False) -> Path:
    """Make the site of a picture and swap it in; returns the release that is served now.

    What the journal holds and the picture does not is merged in. A picture older than the one published (by ``position``)
    does not replace it: the newer one is made again, with the journal. ``force`` lets it, for a database that was restored
    from a backup. Raises ``OSError`` (a full disk) or :class:`Busy`, with the old site left as it was.
    """
    site_root.mkdir(parents=True, exist_ok=True)
    with _alone(site_root):
        published = last_picture(site_root)
        if published and not force and position(published) > position(picture):
            picture = published
        return _release(dict(picture), site_root)


def republish(site_root: Path) -> Path | None:
    """Make the site again from its last picture and the journal, without a database. ``None`` when nothing was ever published."""
    picture = last_picture(site_root)
    return publish(picture, site_root) if picture else None


def last_picture(site_root: Path) -> dict[str, Any] | None:
    """The picture from the database that the served release was made from."""
    return _json(site_root / "current" / PICTURE)


def manifest(site_root: Path) -> dict[str, Any]:
    """Of the served release: ``sequence``, ``position``, ``made_at`` and ``files`` by path. Empty when there is none."""
    return _json(site_root / "current" / MANIFEST) or {}


def position(picture: Mapping[str, Any]) -> int:
    return int(picture.get("position") or 0)


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


@contextlib.contextmanager
def _alone(site_root: Path) -> Iterator[None]:
    with (site_root / ".lock").open("w") as lock:
        until = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > until:
                    raise Busy(f"Another publisher has held {site_root} for {WAIT_SECONDS} seconds.") from None
                time.sleep(0.02)
        yield


def _release(picture: dict[str, Any], site_root: Path) -> Path:
    releases = site_root / "releases"
    releases.mkdir(exist_ok=True)
    for left in releases.glob(f"{MAKING}*"):  # of a publisher that was killed: we hold the lock, so nobody is at it
        shutil.rmtree(left, ignore_errors=True)
    before, old = manifest(site_root), (site_root / "current").resolve()
    making = releases / f"{MAKING}{os.getpid()}"
    making.mkdir()
    try:
        made = _make(journal.merged(picture, site_root), making, old, before.get("files") or {})
        whole = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()
        name = _free_name(releases, f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{whole[:12]}")
        earlier = [old.name, *before.get("earlier", [])][: KEEP - 1] if before else []
        about = {
            "version": 1, "sequence": int(before.get("sequence") or 0) + 1, "position": position(picture),
            "made_at": picture.get("made_at"), "digest": whole, "earlier": earlier, "files": made,
        }  # fmt: skip
        _write(making / PICTURE, json.dumps(picture, ensure_ascii=False).encode())
        _write(making / MANIFEST, json.dumps(about).encode())
        to_disk(making)
        making.rename(releases / name)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    swap(site_root, name)
    for release in releases.iterdir():
        if release.name not in {name, *earlier}:
            shutil.rmtree(release, ignore_errors=True)
    return releases / name


def _make(picture: dict[str, Any], making: Path, old: Path, before: dict[str, Any]) -> dict[str, Any]:
    """Write every file; what is made from the same as last time is linked. Returns the manifest's files."""
    made: dict[str, Any] = {}
    folders: set[str] = set()
    for path, key, make in files(picture):
        folder = path.rpartition("/")[0]
        if folder not in folders:
            (making / folder).mkdir(parents=True, exist_ok=True)
            folders.add(folder)
        last = before.get(path)
        if key and last and last["key"] == key and _link(path, last, old, making):
            made[path] = last
            continue
        content = make()
        digest = hashlib.sha256(content).hexdigest()
        if last and last["digest"] == digest and _link(path, last, old, making):
            made[path] = last | {"key": key}
            continue
        _write(making / path, content)
        packed = _packed(path, content)
        if packed:
            _write(making / f"{path}.gz", packed)
        made[path] = {"key": key, "digest": digest, "size": len(content), "gz": len(packed)}
    return made


def _packed(path: str, content: bytes) -> bytes:
    if os.path.splitext(path)[1] not in COMPRESSED or len(content) < WORTH_COMPRESSING:  # noqa: PTH122  # not a path of this machine
        return b""
    packed = gzip.compress(content, compresslevel=4, mtime=0)
    return packed if len(packed) < len(content) else b""


def _link(path: str, last: dict[str, Any], old: Path, making: Path) -> bool:
    """The same file in the new release. False when it cannot be had, whatever the reason: then it is made."""
    try:
        for name in (path, f"{path}.gz") if last["gz"] else (path,):
            os.link(f"{old}/{name}", f"{making}/{name}")  # thousands of them: a Path for each would take as long again
    except OSError:
        (making / path).unlink(missing_ok=True)
        return False
    return True


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)


def to_disk(folder: Path) -> None:
    """Before the swap, so that a power cut cannot leave a link to files that never reached the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if not hasattr(_libc, "syncfs") or _libc.syncfs(descriptor) != 0:
            os.sync()
    finally:
        os.close(descriptor)


_libc = ctypes.CDLL(None, use_errno=True)


def _free_name(releases: Path, name: str) -> str:
    """The clock may have been set back to a moment that has been before."""
    number, free = 1, name
    while (releases / free).exists():
        number, free = number + 1, f"{name}-{number}"
    return free


def swap(site_root: Path, name: str) -> None:
    link = site_root / ".next"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / name)
    current, aside = site_root / "current", site_root / ".aside"
    if current.is_dir() and not current.is_symlink():  # restored by something that follows links: a copy of a release
        shutil.rmtree(aside, ignore_errors=True)
        current.rename(aside)
    link.replace(current)
    shutil.rmtree(aside, ignore_errors=True)
    descriptor = os.open(site_root, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
