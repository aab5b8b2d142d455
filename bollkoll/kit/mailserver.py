"""Where a mail server is, as one address."""

from urllib.parse import parse_qs, unquote, urlsplit


class MailServer:
    """A mail server as an address: ``smtp://user:word@host:port``, ``smtps://``, ``smtp+starttls://``, ``imaps://`` …"""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.scheme = parts.scheme
        self.host = parts.hostname or "localhost"
        default = {"smtp": 25, "smtps": 465, "smtp+starttls": 587, "imap": 143, "imaps": 993, "lmtp": 24}
        self.port = parts.port or default.get(parts.scheme, 25)
        self.user = unquote(parts.username or "")
        self.word = unquote(parts.password or "")
        self.path = unquote(parts.path.lstrip("/"))
        self.options = {key: values[-1] for key, values in parse_qs(parts.query).items()}

    def __str__(self) -> str:
        return f"{self.scheme}://{self.user + '@' if self.user else ''}{self.host}:{self.port}/{self.path}".rstrip("/")
