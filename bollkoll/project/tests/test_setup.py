"""Setting up: what is done again, and what is not."""

import json
import os

import pytest

from bollkoll.project import setup

pytestmark = pytest.mark.django_db


@pytest.fixture
def collected(settings, tmp_path, monkeypatch):
    """The commands that setting up runs, with a static folder of its own."""
    settings.STATIC_ROOT = tmp_path
    ran = []
    monkeypatch.setattr(setup, "call_command", lambda name, **options: ran.append(name))
    return ran


def test_static_files_are_collected_first_and_then_only_when_one_is_newer(collected, settings):
    setup.prepare()
    assert collected == ["collectstatic"]
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    manifest.write_text(json.dumps({}))
    setup.prepare()
    assert collected == ["collectstatic"]
    os.utime(manifest, (0, 0))
    setup.prepare()
    assert collected == ["collectstatic", "collectstatic"]
