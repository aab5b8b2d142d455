"""Configuration: one class, read from the environment (and from a file ``bollkoll.env`` in the home folder)."""

import difflib
import os
import secrets
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bollkoll.kit.clamav import BadAddress, address
from bollkoll.kit.keyring import BadKey, Keyring
from bollkoll.kit.mailserver import MailServer as MailServer
from bollkoll.kit.signing import BadKey as BadSeed
from bollkoll.kit.signing import Signer

FOR_TESTS = ("BOLLKOLL_TEST", "BOLLKOLL_JOURNEY", "BOLLKOLL_KEEP")
SECRET = ("BOLLKOLL_RESTRICTED_KEYS", "BOLLKOLL_RECORD_KEY", "BOLLKOLL_PHONE_SECRET")
"""Settings whose value is never printed."""
TARGETS = ("folder:", "rsync:", "sftp:", "s3:")
DATABASES = ("sqlite", "postgres", "postgresql")


class BadConfig(Exception):
    """The configuration cannot be used; each argument says in plain words what to change."""


class Config(BaseSettings):
    """Every setting, its default and what it means. ``docs/configure.md`` says the same in prose."""

    model_config = SettingsConfigDict(env_prefix="BOLLKOLL_", extra="ignore")

    home: Path = Field(default=Path("bollkoll-data"), description="folder for the database, files, mail and the key")
    port: int = Field(default=8000, ge=1, le=65535, description="where the pages listen, unless --port says otherwise")
    base_url: str = Field(
        default_factory=lambda known: f"http://127.0.0.1:{known.get('port', 8000)}",
        description="the address people use",
    )
    debug: bool = False
    secret_key: str = Field(default="", description="made and kept in the home folder when empty")
    database_url: str = Field(
        default="", validation_alias="DATABASE_URL", description="empty: SQLite in the home folder"
    )
    allowed_hosts: str = Field(default="", description="more host names, with commas")
    trusted_proxies: int = Field(
        default=0, ge=0, le=20, description="how many proxies in front add X-Forwarded-For/-Proto"
    )

    mail_out: str = Field(default="", description="smtp://… ; empty: mail is written to files in the home folder")
    mail_from: str = Field(default="", description="sender; empty: the support's address in the organisation")
    mail_reply_domain: str = Field(default="", description="domain of signed reply addresses; empty: that of mail_from")
    mail_in_imap: str = Field(default="", description="imaps://user:word@host/INBOX ; several with spaces between")
    mail_in_listen: str = Field(default="", description="smtp://127.0.0.1:2525 or lmtp://… to listen on")
    mail_authserv: str = Field(default="", description="authserv-id of the receiving server, trusted for sender checks")
    mail_poll_seconds: int = Field(default=30, ge=1)

    session_hours: float = Field(default=8.0, gt=0)
    max_file_mb: int = Field(default=25, ge=1)
    max_message_mb: int = Field(default=40, ge=1)
    threads: int = Field(default=8, ge=1, description="page threads per web process")
    processes: int = Field(default=1, ge=1, description="web processes")
    undo_seconds: int = Field(default=10, ge=0)
    ping_url: str = Field(
        default="", description="asked for (GET) after each audit, so that a monitor elsewhere hears silence"
    )

    restricted_keys: str = Field(
        default="", description="keys of the restricted part, newest first; empty: nothing can be kept there"
    )

    record_key: str = Field(
        default="", description="signs the records' heads; made and kept in the home folder when empty"
    )
    record_heads: str = Field(
        default="", description="file of the signed heads; empty: records-heads.jsonl in the home"
    )

    clamav: str = Field(default="", description="tcp://host:3310 or unix:/path of a ClamAV daemon; empty: no scanning")
    webhook_hosts: str = Field(
        default="", description="hosts that webhooks may call though they are not on the public internet, with commas"
    )
    bulletin_senders: int = Field(default=2, ge=1, description="threads of a worker that send notices to subscribers")

    phone_secret: str = Field(
        default="", description="what a telephone exchange signs with; empty: no exchange is connected"
    )

    status_url: str = Field(default="", description="the public site's address; empty: base_url and /status")
    status_site: str = Field(default="", description="folder of the public site; empty: status in the home folder")
    status_targets: str = Field(
        default="", description="where else it is brought: folder:/path rsync:host:/path sftp://… s3://… with spaces"
    )

    @field_validator("status_url")
    @classmethod
    def _no_slash_of_the_site(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")

    @field_validator("status_targets")
    @classmethod
    def _known_targets(cls, value: str) -> str:
        for target in value.split():
            if not target.startswith(TARGETS):
                raise ValueError(f"“{target}” begins with none of {' '.join(TARGETS)}")
        return value

    @field_validator("phone_secret")
    @classmethod
    def _hard_to_guess(cls, value: str) -> str:
        if value and len(value) < 16:
            raise ValueError("must have 16 characters or more")
        return value

    @field_validator("restricted_keys")
    @classmethod
    def _of_whole_keys(cls, value: str) -> str:
        try:
            Keyring.read(value)
        except BadKey:
            raise ValueError("must be keys as `bollkoll restricted key` makes them, with commas between") from None
        return value

    @field_validator("record_key")
    @classmethod
    def _of_a_whole_key(cls, value: str) -> str:
        try:
            assert not value or Signer(value)
        except BadSeed:
            raise ValueError("must be a key as `bollkoll records key` makes it") from None
        return value

    @field_validator("clamav")
    @classmethod
    def _of_a_scanner(cls, value: str) -> str:
        try:
            assert not value or address(value)
        except BadAddress:
            raise ValueError(
                "should look like tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl (empty: none)"
            ) from None
        return value

    @field_validator("base_url")
    @classmethod
    def _of_people(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            known = False
        if not known or parts.query or parts.fragment:
            raise ValueError("must be the whole address that people use, such as https://support.example.se")
        return value.rstrip("/")

    @field_validator("ping_url")
    @classmethod
    def _of_the_web(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must begin with https:// or http://")
        return value

    @field_validator("database_url")
    @classmethod
    def _of_a_known_database(cls, value: str) -> str:
        try:
            known = not value or (urlsplit(value).scheme in DATABASES and bool(dj_database_url.parse(value)["NAME"]))
        except (ValueError, KeyError):
            known = False
        if not known:
            raise ValueError("should look like postgres://name:word@host:5432/database (empty: SQLite)")
        return value

    @cached_property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "127.0.0.1"

    @property
    def site_root(self) -> Path:
        """The folder of the public site."""
        return Path(self.status_site) if self.status_site else self.home / "status"

    @property
    def public_status_url(self) -> str:
        """The address of the public site, without a slash at its end."""
        return self.status_url or f"{self.base_url}/status"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @cached_property
    def key(self) -> str:
        """The secret key: from the environment, or made once and kept readable by its owner only."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret-key"
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            self.home.mkdir(parents=True, exist_ok=True)
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return path.read_text().strip()
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(50))
            return path.read_text().strip()


def load() -> Config:
    """Read the environment; then ``bollkoll.env`` in the home folder for what the environment does not say.

    Raises :class:`BadConfig`, with every setting that cannot be understood.
    """
    try:
        config = Config()
        file = config.home / "bollkoll.env"
        config = Config(_env_file=file) if file.is_file() else config  # type: ignore[call-arg]
        assert config.key
    except ValidationError as problem:
        raise BadConfig(*_in_words(problem)) from None
    except UnicodeDecodeError:
        raise BadConfig(f"{file} is not a text file in UTF-8.") from None
    except OSError as problem:
        raise BadConfig(
            f"BOLLKOLL_HOME: {problem.filename or config.home}: {problem.strerror}. "
            "Choose a folder that the account running bollkoll may write to."
        ) from None
    return config


def _in_words(problem: ValidationError) -> Iterator[str]:
    for error in problem.errors():
        name = str(error["loc"][0])
        name = name if name.isupper() else f"BOLLKOLL_{name.upper()}"
        why = error["msg"].removeprefix("Value error, ")
        said = "" if name in SECRET else f" (it says “{error['input']}”)"
        yield f"{name}: {why[:1].lower()}{why[1:]}{said}."


def unknown(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names that begin as ours and are no setting, each with the setting that it is most like (or empty)."""
    known = [f"BOLLKOLL_{name.upper()}" for name in Config.model_fields if name != "database_url"]
    for name in sorted(set(names)):
        if name.startswith("BOLLKOLL_") and not name.startswith(FOR_TESTS) and name not in known:
            yield name, next(iter(difflib.get_close_matches(name, known, 1)), "")
