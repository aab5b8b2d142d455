"""The command ``bollkoll``: everything that is done at a console."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    options = _parser().parse_args(arguments)
    if getattr(options, "home", None):
        os.environ["BOLLKOLL_HOME"] = str(Path(options.home).resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bollkoll.project.settings")
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    from bollkoll.status.site import console_options

    parser = argparse.ArgumentParser(prog="bollkoll", description="A self-hosted support desk: no ball is dropped.")
    parser.add_argument("--home", help="folder for the database, files and key (BOLLKOLL_HOME)")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")

    def add(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    init = add("init", _init, "set up the database, and the first organisation and administrator")
    init.add_argument("--organisation", help="name of the support")
    init.add_argument("--address", help="the support's e-mail address")
    init.add_argument("--name", help="the administrator's name")
    init.add_argument("--email", help="the administrator's e-mail address")
    init.add_argument(
        "--password-stdin", action="store_true", help="read the administrator's password from standard input"
    )
    for name, run, text in (
        ("run", _run, "web and worker on one machine, supervised"),
        ("web", _web, "pages and live stream only"),
    ):
        command = add(name, run, text)
        _add_place(command)
    add("worker", _worker, "clock, subscribers and mail only")
    demo = add("demo", _demo, "a demonstration: an organisation with 400 cases, ready to log in to")
    _add_place(demo)
    demo.add_argument("--mail-port", type=int, default=2525, help="where it listens for mail")
    demo.add_argument("--fill-only", action="store_true", help="fill the database and stop")
    add("migrate", _migrate, "bring the database to this version")
    add("reindex", _reindex, "make the search index anew, after an upgrade that says so")
    add("check", _check, "explain what is missing or unsafe in the configuration")
    notice = add("notice", _notice, "write a notice to the public site now, also while the database is gone")
    console_options.add_options(notice)
    status = commands.add_parser("status", help="the public site from the console")
    acts = status.add_subparsers(title="status commands", required=True, metavar="command")
    publish = acts.add_parser("publish", help="publish it, from the database or else from its last picture")
    publish.add_argument(
        "--force", action="store_true", help="also when what is published is newer (a restored database)"
    )
    publish.set_defaults(run=_status_publish)
    mail = commands.add_parser("mail", help="mail from the console")
    kinds = mail.add_subparsers(title="mail commands", required=True, metavar="command")
    deliver = kinds.add_parser("deliver", help="store one message from standard input (for a pipe of the mail server)")
    deliver.add_argument("--sender", default="", help="envelope sender")
    deliver.add_argument("--recipient", default="", help="envelope recipient")
    deliver.set_defaults(run=_mail_deliver)
    read = kinds.add_parser("read", help="say how messages are understood")
    read.add_argument("files", nargs="+", metavar="FILE", help="a message as a file; - is standard input")
    read.add_argument("--json", action="store_true", help="one JSON object a line")
    read.set_defaults(run=_mail_read)
    restricted = commands.add_parser("restricted", help="the keys of the restricted part")
    deeds = restricted.add_subparsers(title="restricted commands", required=True, metavar="command")
    key = deeds.add_parser("key", help="make a new key; put it first in BOLLKOLL_RESTRICTED_KEYS")
    key.set_defaults(run=_restricted_key)
    rotate = deeds.add_parser("rotate", help="seal everything anew with the newest key")
    rotate.set_defaults(run=_restricted_rotate)
    records = commands.add_parser("records", help="the locked records")
    record_deeds = records.add_subparsers(title="records commands", required=True, metavar="command")
    record_key = record_deeds.add_parser("key", help="make a key to sign the heads with (BOLLKOLL_RECORD_KEY)")
    record_key.set_defaults(run=_records_key)
    verify = record_deeds.add_parser("verify", help="say whether every record holds")
    verify.set_defaults(run=_records_verify)
    return parser


def _add_place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, help="instead of BOLLKOLL_PORT (8000)")


# Django is loaded by the commands that need it: `mail read` needs none, and settings read the environment set above.


def _django() -> None:
    """Raises :class:`SystemExit` with what is wrong in the configuration, in plain words (78: EX_CONFIG of sysexits.h)."""
    import django

    from bollkoll.project.config import BadConfig

    try:
        django.setup()
    except BadConfig as problem:
        for line in problem.args:
            sys.stderr.write(f"WRONG   {line}\n")
        sys.stderr.write("Nothing was started. docs/configure.md says what each setting may be.\n")
        raise SystemExit(os.EX_CONFIG) from None


def _prepare() -> None:
    _django()
    from bollkoll.project import setup

    setup.prepare()


def _place(options: argparse.Namespace) -> None:
    """What is started here is found there: links lead to the port that was asked for, unless BOLLKOLL_BASE_URL says else."""
    if options.port:
        os.environ["BOLLKOLL_PORT"] = str(options.port)


def _port() -> int:
    from django.conf import settings

    return int(settings.CONFIG.port)


def _migrate(options: argparse.Namespace) -> int:
    _prepare()
    return 0


def _init(options: argparse.Namespace) -> int:
    _prepare()
    from bollkoll.project import setup

    return setup.init_from_console(options)


def _run(options: argparse.Namespace) -> int:
    _place(options)
    _prepare()
    from bollkoll.project import supervisor

    return supervisor.run(options.host, _port())


def _web(options: argparse.Namespace) -> int:
    _place(options)
    _django()
    from bollkoll.project import supervisor

    return supervisor.web(options.host, _port())


def _worker(options: argparse.Namespace) -> int:
    _django()
    from bollkoll.project.worker import Worker

    Worker().run()
    return 0


def _demo(options: argparse.Namespace) -> int:
    if not options.home and "BOLLKOLL_HOME" not in os.environ:
        os.environ["BOLLKOLL_HOME"] = str(Path("bollkoll-demo").resolve())
    _place(options)
    os.environ.setdefault("BOLLKOLL_MAIL_AUTHSERV", "none")
    os.environ.setdefault("BOLLKOLL_MAIL_IN_LISTEN", f"smtp://{options.host}:{options.mail_port}")
    from bollkoll.project import demo_keys

    demo_keys.make(Path(os.environ["BOLLKOLL_HOME"]))
    _prepare()
    from bollkoll.project import setup, supervisor

    setup.fill_demo()
    if options.fill_only:
        return 0
    port = _port()
    return supervisor.run(options.host, port, after_start=setup.demo_words(options.host, port))


def _check(options: argparse.Namespace) -> int:
    _django()
    from bollkoll.project import checkup

    return checkup.run()


def _reindex(options: argparse.Namespace) -> int:
    _django()
    from bollkoll.cases import search

    sys.stdout.write(f"{search.rebuild()} cases are indexed.\n")
    return 0


def _restricted_key(options: argparse.Namespace) -> int:
    from bollkoll.kit import keyring

    sys.stdout.write(f"{keyring.new_key()}\n")
    return 0


def _restricted_rotate(options: argparse.Namespace) -> int:
    _django()
    from bollkoll.restricted import rotation

    return rotation.run()


def _records_key(options: argparse.Namespace) -> int:
    from bollkoll.kit import signing

    sys.stdout.write(f"{signing.new_seed()}\n")
    return 0


def _records_verify(options: argparse.Namespace) -> int:
    _django()
    from bollkoll.records import verifying

    return verifying.run()


def _notice(options: argparse.Namespace) -> int:
    _django()
    from django.conf import settings

    from bollkoll.status.site import console

    config = settings.CONFIG
    return console.notice(options, config.site_root, config.public_status_url, config.status_targets.split())


def _status_publish(options: argparse.Namespace) -> int:
    _django()
    from django.conf import settings

    from bollkoll.project import setup
    from bollkoll.status.picture import picture
    from bollkoll.status.site import console

    def make() -> dict[str, Any]:
        setup.meet_database()
        return picture()

    config = settings.CONFIG
    return console.publish_by_hand(config.site_root, config.status_targets.split(), make, force=options.force)


def _mail_deliver(options: argparse.Namespace) -> int:
    try:
        _django()
        from bollkoll.channels.email.doors import pipe
    except SystemExit:  # told already
        return os.EX_TEMPFAIL
    except Exception as problem:  # whatever stops us from even starting, the mail server keeps the mail and tries again
        sys.stderr.write(f"bollkoll: {problem}\n")
        return os.EX_TEMPFAIL
    return pipe.deliver(sys.stdin.buffer.read(), options.sender, options.recipient)


def _mail_read(options: argparse.Namespace) -> int:
    from bollkoll.channels.email import reading

    reading.read(options.files, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
