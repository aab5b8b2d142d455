"""The package: one ZIP with the document, the data, the files, and an index with the digest of each part.

``SHA256SUMS`` is what ``sha256sum --check`` reads. Nothing is whole in memory but the document.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from bollkoll.disclosure import drawing
from bollkoll.disclosure.gathering import Gathered, Part, data
from bollkoll.disclosure.models import Disclosure
from bollkoll.kit.files import safe_name

PIECE = 1 << 20


def name_of(disclosure: Disclosure) -> str:
    """What the package is called: of a person the name is not in it, since names of files travel."""
    day = f"{timezone.localtime(disclosure.asked_at):%Y-%m-%d}"
    with translation.override(disclosure.language):
        kind, number = _("person"), disclosure.person_id
        if disclosure.case is not None:
            kind, number = _("case"), disclosure.case.number
    return safe_name(f"{kind}-{number}-{day}.zip")


def pack(disclosure: Disclosure, gathered: Gathered, into: BinaryIO, alive: Callable[[], object]) -> int:
    """Write the package and return how many parts it has. ``alive`` is called between the files, which may take long."""
    stem = name_of(disclosure).removesuffix(".zip")
    index: list[tuple[str, int, str]] = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as package:

        def add(name: str, pieces: Iterable[bytes]) -> None:
            digest, size = hashlib.sha256(), 0
            with package.open(_entry(disclosure, name), "w", force_zip64=True) as entry:
                for piece in pieces:
                    digest.update(piece)
                    size += len(piece)
                    entry.write(piece)
            index.append((name, size, digest.hexdigest()))
            alive()

        for part in gathered.parts:
            add(part.name, _content(part))
        files = list(index)
        add(f"{stem}.pdf", [drawing.document(disclosure, gathered.sections, files)])
        add(f"{stem}.json", [_as_json(_described(disclosure, gathered, files))])
        add("index.json", [_as_json([_part(*entry) for entry in index])])
        add("SHA256SUMS", [_sums(index)])
    return len(index)


def _entry(disclosure: Disclosure, name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, timezone.localtime(disclosure.asked_at).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _content(part: Part) -> Iterator[bytes]:
    if part.held.content:
        yield part.held.content
        return
    with default_storage.open(part.held.path) as file:
        yield from iter(lambda: file.read(PIECE), b"")


def _described(disclosure: Disclosure, gathered: Gathered, files: list[tuple[str, int, str]]) -> dict[str, Any]:
    return {
        "kind": disclosure.kind,
        "id": str(disclosure.pk),
        "handed_out": {
            "at": disclosure.asked_at,
            "by": str(disclosure.asked_by),
            "to": disclosure.recipient,
            "ground": disclosure.ground,
            "reason": disclosure.reason,
            "language": disclosure.language,
        },
        "left_out": disclosure.left_out,
        "content": data(gathered.sections),
        "files": [_part(*file) for file in files],
    }


def _part(name: str, size: int, digest: str) -> dict[str, Any]:
    return {"name": name, "size": size, "sha256": digest}


def _sums(index: list[tuple[str, int, str]]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, _size, digest in index).encode()


def _as_json(content: Any) -> bytes:
    def plain(value: Any) -> str:
        return value.isoformat() if isinstance(value, date | datetime) else str(value)

    return json.dumps(content, ensure_ascii=False, indent=1, default=plain).encode()
