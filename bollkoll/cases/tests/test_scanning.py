"""Files are held until a scanner has looked at them; what is harmful is kept away, and nothing is lost."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from bollkoll.cases import commands, policy, scanning
from bollkoll.cases.models import Attachment, Scan
from bollkoll.cases.tests.clamd import EICAR, LARGEST, Clamd
from bollkoll.kit import clamav
from bollkoll.kit.file_kinds import short
from bollkoll.log.acting import Refused
from bollkoll.log.guard import housekeeping
from bollkoll.log.leases import BACK_OFF
from bollkoll.log.models import Event
from bollkoll.people.actor import SYSTEM
from bollkoll.project import health

pytestmark = pytest.mark.django_db
Checked = Attachment.Checked


@pytest.fixture
def clamd(monkeypatch):
    server = Clamd()
    monkeypatch.setattr(settings.CONFIG, "clamav", server.address)
    yield server
    server.stop()


@pytest.fixture
def sent(world):
    """``sent(content)``: a file of a note in a case."""

    def send(content: bytes = b"rad 1\n", name: str = "lista.txt"):
        case = world.taken()
        file = world.file(world.agent, content, name)
        commands.note(world.actor(world.agent), case, text="Se filen.", files=[file])
        return world.fresh(file)

    return send


def test_the_protocol_by_port_and_by_socket(tmp_path):
    for server in (Clamd(), Clamd(tmp_path)):
        assert clamav.scan(server.address, BytesIO(b"x" * 150_000)) == ""
        assert clamav.scan(server.address, BytesIO(b"hej " + EICAR)) == "Eicar-Signature"
        with pytest.raises(clamav.NotScanned) as large:
            clamav.scan(server.address, BytesIO(b"x" * (LARGEST + 200_000)))
        assert large.value.is_final
        server.stop()
    with pytest.raises(OSError):
        clamav.scan(server.address, BytesIO(b"x"))
    for wrong in ("127.0.0.1:3310", "tcp://host", "unix:relative", "http://x:1"):
        with pytest.raises(clamav.BadAddress):
            clamav.address(wrong)


def test_without_a_scanner_files_are_served_as_they_come(world, sent):
    file = sent()
    assert (file.checked, Scan.objects.count()) == ("", 0)
    assert world.client(world.agent).get(reverse("cases:attachment", args=[file.pk])).status_code == 200


def test_a_file_is_held_until_it_has_been_looked_at(world, clamd, sent):
    file = sent()
    client, address = world.client(world.agent), reverse("cases:attachment", args=[file.pk])
    assert client.get(address).status_code == 409
    assert "kontrolleras" in client.get(reverse("cases:case", args=[file.message.case.number])).content.decode()
    assert scanning.scan_one("w")
    assert not scanning.scan_one("w")
    assert clamd.seen == [b"rad 1\n"]
    assert world.fresh(file).checked == Checked.CLEAN
    assert client.get(address).status_code == 200
    event = Event.objects.get(kind="cases.file_checked")
    assert event.data == {"file": str(file.pk), "checked": "clean"}


def test_what_is_harmful_is_kept_away_and_not_lost(world, clamd, sent):
    file = sent(b"hej " + EICAR)
    scanning.scan_one("w")
    file = world.fresh(file)
    assert (file.checked, file.scanning.signature) == (Checked.INFECTED, "Eicar-Signature")
    client = world.client(world.agent)
    for name in ("attachment", "preview"):
        assert client.get(reverse(f"cases:{name}", args=[file.pk])).status_code == 409
    page = client.get(reverse("cases:case", args=[file.message.case.number])).content.decode()
    assert "skadlig kod" in page
    assert f'href="{reverse("cases:attachment", args=[file.pk])}"' not in page
    assert default_storage.exists(file.path)


def test_a_scanner_that_is_away_only_makes_files_wait(world, clamd, sent):
    file = sent()
    clamd.stop()
    scanning.scan_one("w")
    scan = Scan.objects.get()
    assert (scan.work, world.fresh(file).checked) == ("waiting", Checked.WAITING)
    assert "Refused" in scan.error
    assert not health._scans().is_well
    with housekeeping("it has been tried for many hours"):
        Scan.objects.update(attempt=len(BACK_OFF), due_at=scan.file.added_at)
    scanning.scan_one("w")
    assert world.fresh(file).checked == Checked.FAILED
    client = world.client(world.agent)
    assert client.post(reverse("cases:scan_again", args=[file.pk])).status_code == 303
    assert world.fresh(file).checked == Checked.WAITING


def test_who_comes_late_from_a_scan_says_nothing(world, clamd, sent):
    sent()
    with pytest.raises(Refused):
        commands.settle_scan(SYSTEM, Scan.objects.get(), worker="dead", attempt=1, checked="clean")


def test_only_agents_who_see_the_case_ask_for_another_look(world, clamd, sent):
    file = sent(EICAR)
    scanning.scan_one("w")
    scan = Scan.objects.get()
    allowed = [
        role
        for role in ("agent", "expert", "admin", "local")
        if policy.scan_again(world.actor(getattr(world, role)), scan)
    ]
    assert allowed == ["agent"]
    assert world.client(world.local).post(reverse("cases:scan_again", args=[file.pk])).status_code == 403
    assert not policy.settle_scan(world.actor(world.agent), scan)


def test_the_kind_size_and_checksum_stand_on_each_file(world, sent):
    file = sent(b"%PDF-1.7\n%%EOF", "../ansökan.pdf")
    page = world.client(world.agent).get(reverse("cases:case", args=[file.message.case.number])).content.decode()
    assert file.name in page and "/" not in file.name
    assert "PDF" in page
    assert file.sha256 in page
    assert [short(kind) for kind in ("application/pdf", "text/csv", "application/octet-stream")] == ["PDF", "CSV", ""]
