"""To other machines: what is published here is brought there, in an order in which no reader sees half of it.

    folder:/mnt/web/status          another mount: a release beside the old one, and the link renamed
    rsync:web@host:/srv/status      the same by rsync 3.2.3 or later, over ssh or to a local path
    sftp://web@host:22/srv/status   a plain web folder: each file under another name and renamed, the fronts last
    s3://bucket/prefix?endpoint=https://…&region=…    an S3-compatible store (pip install 'bollkoll[s3]'), the fronts last

Keys are the system's own: ssh's for the accounts, ``AWS_…`` in the environment. Nothing is retried here; whoever calls does.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bollkoll.status.site.publishing import MAKING, MANIFEST, PICTURE, swap, to_disk
from bollkoll.status.site.serving import LONG, SHORT, content_type

try:
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError
except ImportError:  # an extra: only who uses it needs it
    boto3 = None

RSYNC: tuple[str, ...] = ("rsync",)
SFTP: tuple[str, ...] = ("sftp",)
SECONDS = 600
AT_ONCE = 8

Files = dict[str, dict[str, Any]]


class TargetError(Exception):
    """A target could not be brought up to date; the text says why, in words for whoever runs it."""


def bring(target: str, site_root: Path) -> int:
    """Bring the release that is served here to a target; the number of files that were sent. Raises :class:`TargetError`."""
    kind, _colon, rest = target.partition(":")
    if kind not in WAYS:
        raise TargetError(f"{target}: begins with none of {', '.join(f'{way}:' for way in WAYS)}.")
    try:
        release = (site_root / "current").resolve(strict=True)
        about = json.loads((release / MANIFEST).read_bytes())
        return WAYS[kind](rest, release, about)
    except FileNotFoundError as problem:
        raise TargetError(f"{target}: {problem.filename} is missing.") from problem
    except OSError as problem:
        raise TargetError(f"{target}: {problem.strerror or problem}.") from problem


def in_order(files: Iterable[str]) -> list[str]:
    """Files whose names hold their digest first; then what the fronts lead to; the fronts themselves last."""

    def place(path: str) -> int:
        return 0 if path.startswith("_/") else 2 if path.count("/") <= 1 and path.endswith("index.html") else 1

    return sorted(files, key=place)


# --- releases and a link ----------------------------------------------------------------------------------------------


def _folder(rest: str, release: Path, about: dict[str, Any]) -> int:
    root = Path(rest)
    releases = root / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    old = (root / "current").resolve()
    if old == (releases / release.name).resolve() and old.exists():
        return 0
    before: Files = _manifest_of(old).get("files", {})
    making = releases / f"{MAKING}{os.getpid()}"
    shutil.rmtree(making, ignore_errors=True)
    sent = 0
    try:
        for path, one in about["files"].items():
            (making / path).parent.mkdir(parents=True, exist_ok=True)
            names = (path, f"{path}.gz") if one["gz"] else (path,)
            if before.get(path, {}).get("digest") == one["digest"]:
                with contextlib.suppress(OSError):
                    for name in names:
                        os.link(old / name, making / name)
                    continue
            for name in names:
                (making / name).unlink(missing_ok=True)
                shutil.copy2(release / name, making / name)
                sent += 1
        for name in (PICTURE, MANIFEST):
            shutil.copy2(release / name, making / name)
        to_disk(making)
        making.rename(releases / release.name)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    swap(root, release.name)
    for left in releases.iterdir():
        if left.name not in {release.name, *about["earlier"]}:
            shutil.rmtree(left, ignore_errors=True)
    return sent


def _rsync(rest: str, release: Path, about: dict[str, Any]) -> int:
    """Three runs: the files, hard-linked to what is there; the link; and away with old releases.

    By checksum: two releases of the same second may differ in a letter, and time and size would not tell.
    """
    root = rest.rstrip("/")
    words = ["-a", "--checksum", "--mkpath", "--stats", "--link-dest=../../current/"]
    said = _run([*RSYNC, *words, f"{release}/", f"{root}/releases/{release.name}/"])
    with tempfile.TemporaryDirectory() as here:
        link = Path(here) / "current"
        link.symlink_to(Path("releases") / release.name)
        _run([*RSYNC, "-l", str(link), f"{root}/"])
        empty = Path(here) / "empty"
        empty.mkdir()
        kept = [f"--filter=P /{name}" for name in (release.name, *about["earlier"])]
        _run([*RSYNC, "-r", "--delete", *kept, f"{empty}/", f"{root}/releases/"])
    sent = next((line.rpartition(":")[2] for line in said.splitlines() if "regular files transferred" in line), "0")
    return int(sent.strip().replace(",", "").replace(".", ""))


# --- plain folders ----------------------------------------------------------------------------------------------------


def _sftp(rest: str, release: Path, about: dict[str, Any]) -> int:
    address = urlsplit(f"sftp:{rest}")
    root = unquote(address.path).rstrip("/")
    to = f"{address.username}@{address.hostname}" if address.username else address.hostname or ""
    words = [*SFTP, "-q", "-b", "-", "-o", "BatchMode=yes", *(["-P", str(address.port)] if address.port else [])]
    words += [to] if to and "-D" not in SFTP else []
    with tempfile.TemporaryDirectory() as here:
        there = Path(here) / "there"
        _run(words, f'-get "{root}/{MANIFEST}" "{there}"\n')
        changed, gone = _difference(about["files"], _json(there).get("files", {}))
    if not changed and not gone:
        return 0
    names = [name for path in changed for name in ((path, f"{path}.gz") if about["files"][path]["gz"] else (path,))]
    folders = {str(parent) for name in names for parent in Path(name).parents if str(parent) != "."}
    lines = [f'-mkdir "{root}"', *(f'-mkdir "{root}/{folder}"' for folder in sorted(folders))]
    for name in [*names, MANIFEST]:
        lines += [f'put "{release / name}" "{root}/{name}.new"', f'rename "{root}/{name}.new" "{root}/{name}"']
    lines += [f'-rm "{root}/{name}"' for path in gone for name in (path, f"{path}.gz")]
    _run(words, "\n".join(lines) + "\n")
    return len(names)


def _s3(rest: str, release: Path, about: dict[str, Any]) -> int:
    if boto3 is None:
        raise TargetError("s3: needs the package boto3: pip install 'bollkoll[s3]'.")
    address = urlsplit(f"s3:{rest}")
    bucket, prefix = address.netloc, address.path.strip("/")
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    prefix = f"{prefix}/" if prefix else ""
    try:
        client = boto3.client("s3", endpoint_url=asked.get("endpoint"), region_name=asked.get("region"))
        changed, gone = _difference(
            about["files"], _s3_manifest(client, bucket, f"{prefix}{MANIFEST}").get("files", {})
        )

        def put(path: str) -> None:
            client.put_object(
                Bucket=bucket, Key=f"{prefix}{path}", Body=(release / path).read_bytes(), ContentType=content_type(path),
                CacheControl=(LONG if path.startswith("_/") else SHORT).decode(),
            )  # fmt: skip

        for _place, paths in _grouped(changed):
            with ThreadPoolExecutor(AT_ONCE) as hands:
                list(hands.map(put, paths))
        if changed or gone:
            put(MANIFEST)
        for start in range(0, len(gone), 1000):
            keys = [{"Key": f"{prefix}{path}"} for path in gone[start : start + 1000]]
            client.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
    except (BotoCoreError, ClientError) as problem:
        raise TargetError(f"s3://{bucket}/{prefix}: {problem}") from problem
    return len(changed)


def _s3_manifest(client: Any, bucket: str, key: str) -> dict[str, Any]:
    try:
        found = json.loads(client.get_object(Bucket=bucket, Key=key)["Body"].read())
    except client.exceptions.NoSuchKey:
        return {}
    return found if isinstance(found, dict) else {}


def _difference(ours: Files, theirs: Files) -> tuple[list[str], list[str]]:
    """What must be sent, in order, and what is no longer there."""
    changed = [path for path, one in ours.items() if theirs.get(path, {}).get("digest") != one["digest"]]
    return in_order(changed), [path for path in theirs if path not in ours]


def _grouped(paths: list[str]) -> list[tuple[str, list[str]]]:
    """In the order they must be there: within a group it does not matter."""
    groups: dict[str, list[str]] = {"digest": [], "pages": [], "fronts": []}
    for path in paths:
        is_front = path.count("/") <= 1 and path.endswith("index.html")
        groups["digest" if path.startswith("_/") else "fronts" if is_front else "pages"].append(path)
    return [(name, group) for name, group in groups.items() if group]


def _run(words: list[str], batch: str = "") -> str:
    try:
        done = subprocess.run(words, input=batch, capture_output=True, text=True, timeout=SECONDS, check=False)
    except FileNotFoundError:
        raise TargetError(f"{words[0]} is not installed here.") from None
    except subprocess.TimeoutExpired:
        raise TargetError(f"{words[0]}: no answer in {SECONDS} seconds.") from None
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines() or ["no reason was given"]
        raise TargetError(f"{words[0]} ended with {done.returncode}: {' / '.join(last[-3:])}")
    return done.stdout


def _manifest_of(release: Path) -> dict[str, Any]:
    return _json(release / MANIFEST)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


WAYS: dict[str, Callable[[str, Path, dict[str, Any]], int]] = {
    "folder": _folder,
    "rsync": _rsync,
    "sftp": _sftp,
    "s3": _s3,
}
