"""``bollkoll check``: what is missing or unsafe in the configuration, in plain words, with what to do."""

import os
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from bollkoll.log import triggers
from bollkoll.people.models import Person
from bollkoll.project import health
from bollkoll.project.config import Config, unknown
from bollkoll.records import verifying
from bollkoll.restricted import keys
from bollkoll.services.models import Organisation

Remark = tuple[str, str]


def run() -> int:
    """Print every remark. 0 when nothing is wrong (advice only), 1 otherwise."""
    with translation.override("en"):
        remarks = list(_remarks())
    for level, text in remarks:
        sys.stdout.write(f"{level:<7} {text}\n")
    wrong = sum(level == "WRONG" for level, _ in remarks)
    sys.stdout.write(
        f"{wrong} wrong, {len(remarks) - wrong} to think about.\n" if remarks else "Everything is in order.\n"
    )
    return 1 if wrong else 0


def _remarks() -> Iterator[Remark]:
    config = settings.CONFIG
    for name, like in unknown([*os.environ, *_in_file()]):
        yield "advice", f"{name} is no setting and does nothing.{f' Did you mean {like}?' if like else ''}"
    for message in checks.run_checks():
        yield ("WRONG" if message.is_serious() else "advice"), f"{message.msg} {message.hint or ''}".strip()
    yield from _of_settings(config)
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        yield "WRONG", f"The database does not answer: {problem}. Is DATABASE_URL right, and the server running?"
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "WRONG", "The database is of another version: run `bollkoll migrate` (or `bollkoll run`, which does it)."
        return
    for name in triggers.missing():
        yield "WRONG", f"The database trigger {name} is missing: run `bollkoll migrate`, which installs them all."
    if connection.vendor == "sqlite":
        yield "advice", "SQLite serves one machine well. For several, set DATABASE_URL to PostgreSQL 15 or later."
    if not Organisation.objects.exists():
        yield "WRONG", "Nothing is set up yet: run `bollkoll init`."
    elif not Person.objects.filter(is_administrator=True, ended_at=None).exists():
        yield "WRONG", "There is no administrator: nobody can change the settings."
    yield from keys.remarks()
    yield from verifying.remarks()
    key = settings.HOME / "secret-key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield "WRONG", f"{key} can be read by others: chmod 600 it."
    for finding in health.findings():
        if not finding.is_well:
            hint = " Start it: bollkoll run (or bollkoll worker)." if finding.name == "worker" else ""
            yield "WRONG", f"{finding.name}: {finding.text}{hint}"


def _of_settings(config: Config) -> Iterator[Remark]:
    """What the settings say by themselves, whether the database answers or not."""
    if config.debug:
        yield (
            "WRONG",
            "BOLLKOLL_DEBUG is on: error pages show the inside of the system. Turn it off outside development.",
        )
    if not config.is_https and config.host not in ("127.0.0.1", "localhost"):
        yield (
            "WRONG",
            "BOLLKOLL_BASE_URL is not https: passwords and cookies would travel in the open. Put nginx or Caddy in front.",
        )
    if config.is_https and not config.trusted_proxies:
        yield (
            "advice",
            "With https ended by a proxy in front, set BOLLKOLL_TRUSTED_PROXIES=1 so that addresses are right.",
        )
    for name, value, schemes in (
        ("BOLLKOLL_MAIL_OUT", config.mail_out, ("smtp", "smtps", "smtp+starttls")),
        ("BOLLKOLL_MAIL_IN_IMAP", config.mail_in_imap, ("imap", "imaps")),
        ("BOLLKOLL_MAIL_IN_LISTEN", config.mail_in_listen, ("smtp", "lmtp")),
    ):
        if any(part.partition("://")[0] not in schemes for part in value.split()):
            yield (
                "WRONG",
                f"{name} should begin with {' or '.join(f'{s}://' for s in schemes)}, as in docs/configure.md.",
            )
        elif any(not _host_of(part) for part in value.split()):
            yield "WRONG", f"{name} names no server: write it as {schemes[0]}://mail.example.se, see docs/configure.md."
    if not config.mail_out:
        yield (
            "WRONG",
            f"BOLLKOLL_MAIL_OUT is empty: mail is written to {settings.HOME / 'sent-mail'} and reaches nobody.",
        )
    if not (config.mail_in_imap or config.mail_in_listen):
        yield (
            "advice",
            "No mail comes in: set BOLLKOLL_MAIL_IN_IMAP or BOLLKOLL_MAIL_IN_LISTEN, or pipe to `bollkoll mail deliver`.",
        )
    if not config.mail_authserv:
        yield (
            "advice",
            "BOLLKOLL_MAIL_AUTHSERV is empty: new mail without a signed reply address is held, since anybody can forge a From.",
        )


def _in_file() -> list[str]:
    """Names that ``bollkoll.env`` in the home folder sets."""
    file = settings.HOME / "bollkoll.env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    return [line.removeprefix("export ").partition("=")[0].strip() for line in lines if "=" in line]


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
