"""Asks a ClamAV daemon whether a file is harmful (clamd's INSTREAM: the file is sent, nothing is shared on disk).

``tcp://host:3310`` or ``unix:/run/clamav/clamd.ctl``. See clamd(8), "Commands".
"""

import socket
import struct
from typing import Protocol
from urllib.parse import urlsplit

CHUNK = 1 << 16
PATIENCE = 60.0
"""Seconds that the daemon may be silent."""


class BadAddress(ValueError):
    """Not an address of a daemon."""


class NotScanned(Exception):
    """The daemon says why it cannot judge the file. ``is_final``: it never will (the file is too large for it)."""

    def __init__(self, said: str, *, is_final: bool = False) -> None:
        super().__init__(said)
        self.is_final = is_final


def address(text: str) -> str | tuple[str, int]:
    """The path of a socket, or host and port. Raises :class:`BadAddress`."""
    parts = urlsplit(text)
    if parts.scheme == "unix" and parts.path.startswith("/"):
        return parts.path
    try:
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise BadAddress(text)


class Readable(Protocol):
    """What gives bytes until there are none left."""

    def read(self, size: int, /) -> bytes: ...


def scan(where: str, file: Readable, *, patience: float = PATIENCE) -> str:
    """The name of what was found in the file, or nothing. Raises ``OSError`` or :class:`NotScanned`."""
    with _connect(address(where), patience) as line:
        try:
            line.sendall(b"zINSTREAM\0")
            for chunk in iter(lambda: file.read(CHUNK), b""):
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
        except BrokenPipeError:
            pass  # it has heard enough, and its answer says why
        except ConnectionResetError as gone:
            raise NotScanned("the scanner hung up") from gone
        return _understood(_answer(line))


def _connect(where: str | tuple[str, int], patience: float) -> socket.socket:
    if isinstance(where, tuple):
        return socket.create_connection(where, timeout=patience)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(patience)
    try:
        line.connect(where)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < 4096:
        part = line.recv(1024)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _understood(said: str) -> str:
    """``stream: OK`` · ``stream: Name FOUND`` · ``… ERROR``."""
    verdict = said.partition(": ")[2]
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise NotScanned(said or "no answer", is_final="size limit" in said)
