"""Fetching from a real IMAP server."""

import pytest
from imap_tools import MailBoxUnencrypted

from bollkoll.cases.models import Case
from bollkoll.channels.email import storing
from bollkoll.channels.email.doors import imap
from bollkoll.channels.email.models import InboundMail

from .conftest import letter
from .imap_server import ImapServer

pytestmark = pytest.mark.django_db

LOCAL = "Lars Lokal <lars.lokal@larosate.example>"


@pytest.fixture(scope="module")
def _server():
    server = ImapServer()
    yield server
    server.stop()


@pytest.fixture
def mailbox(_server, post):
    """An empty mailbox of the running server."""
    with _open(_server) as box:
        box.delete(box.uids("ALL"))
        if box.folder.exists(imap.FOLDER):
            box.folder.delete(imap.FOLDER)
    return _server


def _open(server):
    return MailBoxUnencrypted("127.0.0.1", server.port).login(server.user, server.word)


def test_new_mail_is_fetched_once_and_left_unseen(mailbox, post):
    mailbox.put(letter(LOCAL, "Ett", "Första"))
    mailbox.put(letter(LOCAL, "Två", "Andra"))
    assert imap.poll(mailbox.url) == 2
    assert imap.poll(mailbox.url) == 0
    post.read_all()
    assert set(Case.objects.values_list("title", flat=True)) == {"Första", "Andra"}
    with _open(mailbox) as box:
        assert len(box.uids("UNSEEN")) == 2


def test_mail_that_somebody_has_read_is_fetched_too(mailbox, post):
    mailbox.put(letter(LOCAL, "Ett", "Läst"))
    with _open(mailbox) as box:
        box.flag(box.uids("ALL"), "\\Seen", True)
    assert imap.poll(mailbox.url) == 1


def test_one_that_could_not_be_stored_is_fetched_the_next_time(mailbox, post, monkeypatch):
    mailbox.put(letter(LOCAL, "Ett", "Första"))
    assert imap.poll(mailbox.url) == 1
    mailbox.put(letter(LOCAL, "Två", "Andra"))
    mailbox.put(letter(LOCAL, "Tre", "Tredje"))
    real = storing._write

    def full(path, raw):
        if b"Andra" in raw:
            raise OSError(28, "No space left on device")
        return real(path, raw)

    with monkeypatch.context() as broken:
        broken.setattr(storing, "_write", full)
        with pytest.raises(OSError, match="No space left"):
            imap.poll(mailbox.url)
    assert imap.poll(mailbox.url) == 2
    post.read_all()
    assert Case.objects.count() == 3


def test_a_mailbox_with_new_uids_makes_no_doubles(mailbox, post):
    mailbox.put(letter(LOCAL, "Ett", "Första"))
    imap.poll(mailbox.url)
    post.read_all()
    mailbox.forget_uids()
    imap.poll(mailbox.url)
    post.read_all()
    assert Case.objects.count() == 1
    assert InboundMail.objects.filter(outcome="dropped_duplicate").count() == InboundMail.objects.count() - 1


def test_fetched_mail_may_be_moved_out_of_the_way(mailbox, post):
    mailbox.put(letter(LOCAL, "Ett", "Flytta mig"))
    assert imap.poll(f"{mailbox.url}?move=1") == 1
    with _open(mailbox) as box:
        assert box.uids("ALL") == []
        box.folder.set(imap.FOLDER)
        assert len(box.uids("ALL")) == 1
    post.read_all()
    assert Case.objects.get().title == "Flytta mig"


def test_one_that_is_too_large_is_held_and_stays_in_the_mailbox(mailbox, post, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"max_message_mb": 0})
    mailbox.put(letter(LOCAL, "x" * 1000, "Stor"))
    assert imap.poll(mailbox.url) == 1
    post.read_all()
    mail = InboundMail.objects.get()
    assert (mail.outcome, mail.reason) == ("held", "too_large")


def test_several_mailboxes_are_kept_apart(mailbox, post):
    mailbox.put(letter(LOCAL, "Ett", "Första"))
    with _open(mailbox) as box:
        box.folder.create(imap.FOLDER)
        box.append(letter(LOCAL, "Två", "Andra"), imap.FOLDER)
    assert imap.poll(mailbox.url) == 1
    assert imap.poll(mailbox.url.replace("INBOX", imap.FOLDER)) == 1
    post.read_all()
    assert Case.objects.count() == 2
