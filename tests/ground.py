"""What must stand before anything reads the settings: a home and a database per run and worker.

pytest-django reads the settings before any ``conftest.py`` is loaded, so this is a plugin of its own
(``-p tests.ground`` in ``pyproject.toml``).
"""

import os
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")

os.environ.setdefault("BOLLKOLL_RESTRICTED_KEYS", "dGhpcyBrZXkgaXMgZm9yIHRlc3RzIG9ubHkhIDEyMzQ=")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the test's own thread
if not WORKER:
    os.environ["BOLLKOLL_TEST_RUN"] = str(os.getpid())
    # The home is removed afterwards only when we made it.
    os.environ["BOLLKOLL_TEST_MADE_HOME"] = "" if os.environ.get("BOLLKOLL_HOME") else "yes"
    if not os.environ.get("BOLLKOLL_HOME"):
        os.environ["BOLLKOLL_HOME"] = tempfile.mkdtemp(prefix="bollkoll-test-")
else:
    os.environ["BOLLKOLL_HOME"] = str(Path(os.environ["BOLLKOLL_HOME"]) / WORKER)
Path(os.environ["BOLLKOLL_HOME"]).mkdir(parents=True, exist_ok=True)

if os.environ.get("BOLLKOLL_TEST_DATABASE") == "postgres" and not os.environ.get("DATABASE_URL"):
    from tests.embedded_postgres import start

    os.environ["DATABASE_URL"] = start()  # the workers of this run find it in their environment
