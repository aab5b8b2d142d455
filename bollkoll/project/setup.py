"""Setting up: the database of this version, the static files, the first administrator, the demonstration."""

import argparse
import getpass
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from bollkoll.demo import build
from bollkoll.kit import languages
from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.people.models import Person
from bollkoll.project import first_visit

DEMO_PASSWORD = "bollkoll demo 2026"


def prepare() -> None:
    """Bring the database to this version and collect the static files; quick when there is nothing to do. In a checkout
    whose texts are newer than its catalogues these are compiled first."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    if languages.are_stale():
        languages.compile_all()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with housekeeping("migrate"):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
    if _has_new_static():
        call_command("collectstatic", verbosity=0, interactive=False)


def meet_database() -> None:
    """Raises when the database does not answer within seconds; one that is not there is not made either."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        raise FileNotFoundError(f"there is no database at {connection.settings_dict['NAME']}")
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"].setdefault("connect_timeout", 5)
    connection.ensure_connection()


def _has_new_static() -> bool:
    """Whether a static file is newer than what was last collected, as after an upgrade or in a checkout."""
    collected = settings.STATIC_ROOT / "staticfiles.json"
    if not collected.exists():
        return True
    files = (Path(store.path(name)) for finder in get_finders() for name, store in finder.list(["CVS", ".*", "*~"]))
    return max(file.stat().st_mtime for file in files) > collected.stat().st_mtime


def init_from_console(options: argparse.Namespace) -> int:
    """Ask for what the options do not say, and make the first organisation and administrator."""
    if Person.objects.filter(is_administrator=True, ended_at=None).exists():
        sys.stderr.write("There is an administrator already. Log in and go on from there.\n")
        return 1
    asked = sys.stdin.isatty() and not options.password_stdin

    def ask(value: str | None, question: str) -> str:
        return value or (input(f"{question}: ").strip() if asked else "")

    organisation = ask(options.organisation, "Name of the support")
    address = ask(options.address, "The support's e-mail address")
    name = ask(options.name, "The administrator's name")
    email = ask(options.email, "The administrator's e-mail address")
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else (getpass.getpass() if asked else "")
    if not all((organisation, address, name, email)):
        token = first_visit.make_token()
        sys.stdout.write(
            f"Open {settings.CONFIG.base_url}/first-visit/{token} in a browser to go on. The address works once, for a day.\n"
            "Or say it all here: --organisation --address --name --email --password-stdin\n"
        )
        return 0
    form = first_visit.FirstVisitForm(
        {"organisation": organisation, "address": address, "name": name, "email": email, "password": password}
    )
    with translation.override("en"):
        if not form.is_valid():
            for field, problems in form.errors.items():
                sys.stderr.write(f"{field}: {' '.join(map(str, problems))}\n")
            return 1
    try:
        first_visit.initialise(**form.cleaned_data)
    except Refused as problem:
        sys.stderr.write(f"{problem.message}\n")
        return 1
    sys.stdout.write(f"Done. Start with: bollkoll run, and log in at {settings.CONFIG.base_url}\n")
    return 0


def fill_demo() -> None:
    """The demonstration's organisation and cases, made once."""
    if Person.objects.exists():
        return
    sys.stdout.write("Filling the demonstration: about 400 cases over 120 days …\n")
    sys.stdout.flush()
    began = time.monotonic()
    count = build.build(password=DEMO_PASSWORD, told=_progress)
    sys.stdout.write("\r")
    sys.stdout.write(f"{count} cases in {time.monotonic() - began:.0f} seconds.\n")


def _progress(share: float) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(f"\r  {share:4.0%}")
        sys.stdout.flush()


def demo_words(host: str, port: int) -> Callable[[], None]:
    """Waits until the pages answer, then prints where they are and who can log in."""

    def say() -> None:
        url = f"http://{host}:{port}"
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
                break
            except HTTPError:  # it is up, and the worker is on its way
                time.sleep(0.5)
            except (URLError, OSError):
                time.sleep(0.25)
        logins = "\n".join(f"    {email:<34} {what}" for email, what in build.LOGINS)
        sys.stdout.write(
            f"\n  Bollkoll: {url}\n  In public: {url}/status/sv/\n\n  Log in with the password: {DEMO_PASSWORD}\n\n{logins}\n\n"
            f"  Mail in:  {settings.CONFIG.mail_in_listen} (from any registered contact, to support@bollkoll.example)\n"
            f"  Mail out: {settings.HOME / 'sent-mail'}\n\n  Ctrl-C stops.\n\n"
        )
        sys.stdout.flush()

    return say
