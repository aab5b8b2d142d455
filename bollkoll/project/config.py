"""Configuration: one class, read from the environment (and from a file ``bollkoll.env`` in the home folder)."""

import os
import secrets
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bollkoll.kit.mailserver import MailServer as MailServer


class Config(BaseSettings):
    """Every setting, its default and what it means. ``docs/configure.md`` says the same in prose."""

    model_config = SettingsConfigDict(env_prefix="BOLLKOLL_", extra="ignore")

    home: Path = Field(default=Path("bollkoll-data"), description="folder for the database, files, mail and the key")
    base_url: str = Field(default="http://127.0.0.1:8000", description="the address people use")
    debug: bool = False
    secret_key: str = Field(default="", description="made and kept in the home folder when empty")
    database_url: str = Field(
        default="", validation_alias="DATABASE_URL", description="empty: SQLite in the home folder"
    )
    allowed_hosts: str = Field(default="", description="more host names, with commas")
    trusted_proxies: int = Field(default=0, description="how many proxies in front add X-Forwarded-For/-Proto")

    mail_out: str = Field(default="", description="smtp://… ; empty: mail is written to files in the home folder")
    mail_from: str = Field(default="", description="sender; empty: the support's address in the organisation")
    mail_reply_domain: str = Field(default="", description="domain of signed reply addresses; empty: that of mail_from")
    mail_in_imap: str = Field(default="", description="imaps://user:word@host/INBOX ; several with spaces between")
    mail_in_listen: str = Field(default="", description="smtp://127.0.0.1:2525 or lmtp://… to listen on")
    mail_authserv: str = Field(default="", description="authserv-id of the receiving server, trusted for sender checks")
    mail_poll_seconds: int = 30

    session_hours: float = 8.0
    max_file_mb: int = 25
    max_message_mb: int = 40
    threads: int = Field(default=8, description="page threads per web process")
    processes: int = Field(default=1, description="web processes")
    undo_seconds: int = 10
    ping_url: str = Field(
        default="", description="asked for (GET) after each audit, so that a monitor elsewhere hears silence"
    )

    phone_secret: str = Field(
        default="", description="what a telephone exchange signs with; empty: no exchange is connected"
    )

    @field_validator("phone_secret")
    @classmethod
    def _hard_to_guess(cls, value: str) -> str:
        if value and len(value) < 16:
            raise ValueError("must have 16 characters or more")
        return value

    @field_validator("base_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("ping_url")
    @classmethod
    def _of_the_web(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must begin with https:// or http://")
        return value

    @cached_property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "127.0.0.1"

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
    """Read the environment; then ``bollkoll.env`` in the home folder for what the environment does not say."""
    config = Config()
    file = config.home / "bollkoll.env"
    return Config(_env_file=file) if file.is_file() else config  # type: ignore[call-arg]
