"""The demonstration's own key of the restricted part, made once and kept in its home folder. Real keys belong elsewhere."""

import os
from pathlib import Path

from bollkoll.kit.keyring import new_key

NAME = "BOLLKOLL_RESTRICTED_KEYS"


def make(home: Path) -> None:
    """See to it that there is a key: in the environment, or in ``bollkoll.env`` of the home, readable by its owner only."""
    file = home / "bollkoll.env"
    kept = file.read_text(encoding="utf-8") if file.is_file() else ""
    if os.environ.get(NAME) or f"{NAME}=" in kept:
        return
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(f"{NAME}={new_key()}\n")
