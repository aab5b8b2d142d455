"""What was written to the site while the database was away: one file for each notice or update, until it is taken back.

``site_root/journal/<moment>-<id>.json``::

    {"version": 1, "id": uuid of the update, "at": "2026-11-29T22:00:00Z", "by": "name@host",
     "act": "publish" | "update" | "resolve", "notice": uuid,
     "text": {"sv": …, "en": …}, "next_update_at": moment or null,
     "unpersonal": so many things in it are nobody's, on the word of whoever wrote it (older versions have it not),
     "degree": "partial", "services": [key, …],   an update, if it says so: how much these are affected now (none named: all)
     "fields": {…}}                           a first notice: its fields as in the picture (kind, title, parts, …)

The system takes an entry back as a notice and an update **with these same ids** (``status.commands.journal.take_back``), so that
whichever comes first, the picture or the journal, nothing is told twice. Then :func:`mark_taken` moves the file to
``journal/taken/``. It goes on being merged until a picture made after that is published: nothing vanishes in between.
"""

import getpass
import json
import logging
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bollkoll.kit.ids import uuid7
from bollkoll.status import rules

logger = logging.getLogger("bollkoll.status.journal")

ACTS = ("publish", "update", "resolve")
OPEN_STATE = {"planned": "under_way"}
KINDS = {"publish": "first", "update": "update", "resolve": "resolved"}


@dataclass(frozen=True)
class Entry:
    """One file of the journal. ``said`` is what it holds."""

    path: Path
    said: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.said["id"])

    @property
    def notice(self) -> str:
        return str(self.said["notice"])

    @property
    def act(self) -> str:
        return str(self.said["act"])

    @property
    def at(self) -> str:
        return str(self.said["at"])

    @property
    def until(self) -> int | None:
        """Merged into pictures up to this position; ``None`` while it has not been taken back."""
        taken = self.said.get("taken_position")
        return int(taken) if taken is not None else None


def write(site_root: Path, said: Mapping[str, Any], at: datetime | None = None) -> Entry:
    """Put an entry on the disk, durably, before anything else is done with it."""
    at = at or datetime.now(UTC)
    whole = {
        "version": 1,
        "id": str(uuid7()),
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": f"{_me()}@{socket.gethostname()}",
    } | dict(said)
    whole.setdefault("notice", str(uuid7()))
    if not _is_whole(whole):
        raise ValueError(f"The entry lacks something: {whole}")
    folder = site_root / "journal"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{at:%Y%m%dT%H%M%SZ}-{whole['id']}.json"
    _durably(path, whole)
    return Entry(path, whole)


def entries(site_root: Path) -> list[Entry]:
    """What has not been taken back, the oldest first. A file that cannot be read is told in the log and left alone."""
    return _read(site_root / "journal")


def unreadable(site_root: Path) -> list[Path]:
    """Files that are no entries: half-written, or changed by hand."""
    return [path for path in sorted((site_root / "journal").glob("*.json")) if _entry(path) is None]


def mark_taken(entry: Entry, position: int | None = None) -> None:
    """The system has it now. ``position`` is the last event when it had: pictures from then on hold it.

    Without one, pictures newer than the published one are believed to.
    """
    site_root = entry.path.parent.parent
    if position is None:
        position = _published(site_root) + 1
    taken = entry.path.parent / "taken"
    taken.mkdir(exist_ok=True)
    _durably(taken / entry.path.name, entry.said | {"taken_position": position})
    entry.path.unlink(missing_ok=True)


def merged(picture: Mapping[str, Any], site_root: Path) -> dict[str, Any]:
    """The picture with what the journal holds and it does not."""
    whole = dict(picture)
    whole["notices"] = list(picture.get("notices") or ())
    at = int(whole.get("position") or 0)
    waiting = entries(site_root)
    taken = [one for one in _read(site_root / "journal" / "taken") if one.until is not None and at < one.until]
    for entry in sorted([*taken, *waiting], key=lambda one: (one.at, one.path.name)):
        _merge(whole, entry)
    return whole


def _merge(picture: dict[str, Any], entry: Entry) -> None:
    notices = picture["notices"]
    place = next((n for n, one in enumerate(notices) if isinstance(one, dict) and one.get("id") == entry.notice), None)
    notice = None if place is None else notices[place]
    if entry.act == "publish" and notice is None:
        fields = entry.said.get("fields") or {}
        notice = {
            "kind": "disturbance", "severity": "none", "title": {}, "environments": [], "parts": [], "institutions": None,
            "workaround": {}, "starts_at": entry.at, "expected_end_at": None, "ended_at": None,
        } | fields  # fmt: skip
        state = OPEN_STATE.get(notice["kind"], "ongoing")
        notice |= {
            "id": entry.notice, "number": None, "state": fields.get("state", state), "published_at": entry.at,
            "updates": [], "source": "journal",
        }  # fmt: skip
        notices.insert(0, notice)
        place = 0
    if notice is None or place is None:
        logger.warning("%s is about a notice that is not in the picture", entry.path)
        return
    updates = list(notice.get("updates") or ())
    if any(update.get("id") == entry.id for update in updates):
        return
    notices[place] = notice = notice | {"updates": updates}  # the picture itself is left as it was given
    facts = _regrade(notice, entry)
    updates.append(
        {"id": entry.id, "at": entry.at, "kind": KINDS[entry.act], "text": entry.said.get("text") or {}, "facts": facts}
    )
    notice["changed_at"] = max(str(notice.get("changed_at") or ""), entry.at)
    notice["next_update_at"] = None if entry.act == "resolve" else entry.said.get("next_update_at")
    if entry.act == "resolve":
        notice["state"], notice["ended_at"] = "resolved", entry.at
    picture["made_at"] = max(str(picture.get("made_at") or ""), entry.at)


def _regrade(notice: dict[str, Any], entry: Entry) -> dict[str, Any]:
    """How much is affected from now on, if the entry says so; and what the update then tells of it."""
    degree = entry.said.get("degree")
    if degree not in rules.DEGREES:
        return {}
    before = [one for one in notice.get("parts") or () if isinstance(one, dict) and one.get("degree") in rules.DEGREES]
    notice["parts"] = rules.regraded(before, degree, [str(key) for key in entry.said.get("services") or ()])
    return rules.changed_parts(before, notice["parts"])


def _published(site_root: Path) -> int:
    try:
        return int(json.loads((site_root / "current" / ".picture.json").read_bytes()).get("position") or 0)
    except (OSError, ValueError, AttributeError):
        return 0


def _read(folder: Path) -> list[Entry]:
    found = []
    for path in sorted(folder.glob("*.json")):
        entry = _entry(path)
        if entry is None:
            logger.warning("%s cannot be read as an entry of the journal", path)
        else:
            found.append(entry)
    return found


def _entry(path: Path) -> Entry | None:
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return Entry(path, said) if _is_whole(said) else None


def _is_whole(said: Any) -> bool:
    if not isinstance(said, dict) or said.get("act") not in ACTS:
        return False
    return all(isinstance(said.get(name), str) and said[name] for name in ("id", "at", "notice"))


def _durably(path: Path, said: Mapping[str, Any]) -> None:
    """Whole or not at all, and still there after a power cut."""
    making = path.with_name(f".{path.name}.{os.getpid()}")
    with making.open("w", encoding="utf-8") as file:
        json.dump(said, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    making.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return str(os.getuid())
