"""`bollkoll mail read FILE… --json`: what the system understands of messages, one JSON object a line.

    python -m bollkoll.channels.email.reading FILE… --json

`-` is standard input. A file that cannot be read gives its line too, with the reason in `problems`.
"""

import sys
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from .parsing import ParsedMail, line, parse

MAX_SIZE = 200_000_000


def read(paths: Iterable[str], out: TextIO) -> None:
    """Writes one line of JSON for each path, in order. Never raises for what a file is or holds."""
    for path in paths:
        out.write(line(_one(path)) + "\n")
        out.flush()


def _one(path: str) -> ParsedMail:
    try:
        raw = sys.stdin.buffer.read(MAX_SIZE + 1) if path == "-" else _contents(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return ParsedMail(problems=(f"cannot be read: {reason}",))
    if len(raw) > MAX_SIZE:
        return ParsedMail(problems=(f"larger than {MAX_SIZE} bytes",), size=len(raw))
    return parse(raw)


def _contents(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(MAX_SIZE + 1)


def main(arguments: list[str]) -> int:
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    only_files = False
    paths = []
    for argument in arguments:
        if argument == "--" and not only_files:
            only_files = True
        elif argument != "--json" or only_files:
            paths.append(argument)
    if not paths:
        sys.stderr.write("usage: python -m bollkoll.channels.email.reading FILE… --json\n")
        return 2
    read(paths, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
