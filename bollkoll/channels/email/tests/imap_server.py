"""A real IMAP server for tests: Dovecot with a configuration, a user and a folder of its own, on the loopback."""

import contextlib
import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

CONFIGURATION = """
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
{users}
service imap-login {{
  {chroot}
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  {chroot}
}}
passdb {{
  driver = static
  args = password={word}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""


class ImapServer:
    """``url`` for the configuration; ``put(raw)`` delivers into a mailbox as a mail server would."""

    user, word = "support", "hemligt"

    def __init__(self) -> None:
        program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
        if program is None:
            raise RuntimeError("Dovecot is needed for the IMAP tests: apt-get install dovecot-imapd")
        self.folder = Path(tempfile.mkdtemp(prefix="bollkoll-imap-"))
        self.folder.chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        mail = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        users = chroot = ""
        if os.geteuid() != 0:
            own, group = getpass.getuser(), grp.getgrgid(os.getegid()).gr_name
            users = f"default_internal_user = {own}\ndefault_internal_group = {group}\ndefault_login_user = {own}"
            chroot = "chroot ="
        home = self.folder / "mail" / self.user
        for part in ("", "Maildir", "Maildir/cur", "Maildir/new", "Maildir/tmp"):
            place = home / part
            place.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                os.chown(place, mail.pw_uid, mail.pw_gid)
        self.home = home
        self.owner = (mail.pw_uid, mail.pw_gid)
        path = self.folder / "dovecot.conf"
        path.write_text(
            CONFIGURATION.format(
                folder=self.folder,
                port=self.port,
                word=self.word,
                uid=mail.pw_uid,
                gid=mail.pw_gid,
                users=users,
                chroot=chroot,
            )
        )
        self.process = subprocess.Popen(
            [program, "-F", "-c", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._wait()

    @property
    def url(self) -> str:
        return f"imap://{self.user}:{self.word}@127.0.0.1:{self.port}/INBOX"

    def put(self, raw: bytes, name: str = "") -> None:
        """Deliver into the mailbox: written whole in ``tmp`` and moved to ``new``, as Maildir wants."""
        name = name or f"{time.time_ns()}.test"
        path = self.home / "Maildir" / "tmp" / name
        path.write_bytes(raw)
        if os.geteuid() == 0:
            os.chown(path, *self.owner)
        path.rename(self.home / "Maildir" / "new" / name)

    def forget_uids(self) -> None:
        """As when a mailbox is restored from a backup: another UIDVALIDITY, other UIDs."""
        for path in (self.home / "Maildir").glob("dovecot*"):
            path.unlink()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        if self.process.poll() is None:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.5) as link:
                if link.recv(10).startswith(b"* OK"):
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        log = self.folder / "dovecot.log"
        said = log.read_text() if log.exists() else self.process.stderr.read().decode()
        raise RuntimeError(f"Dovecot did not start: {said}")
