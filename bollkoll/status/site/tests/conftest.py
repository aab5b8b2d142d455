"""What the site's tests share: a root to publish to, and a way to read what is served from it."""

from pathlib import Path

import pytest

from bollkoll.status.site.publishing import publish


class Site:
    """A root folder, and what stands there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def publish(self, picture: dict, **more) -> Path:
        return publish(picture, self.root, **more)

    def text(self, path: str) -> str:
        return (self.root / "current" / path).read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path) -> Site:
    return Site(tmp_path / "status")
