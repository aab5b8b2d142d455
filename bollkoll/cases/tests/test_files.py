"""Files: what is taken in, who may open them, and how they are served."""

import errno
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bollkoll.cases import commands
from bollkoll.cases.models import Attachment
from bollkoll.people.models import Role

pytestmark = pytest.mark.django_db

UPLOAD = reverse("cases:upload")
ENGLISH = {"Accept-Language": "en", "Accept": "application/json"}


def upload(client, content=b"rad 1\n", name="lista.txt"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content)}, headers=ENGLISH)


def png():
    from PIL import Image

    content = BytesIO()
    Image.new("RGB", (3, 3)).save(content, "PNG")
    return content.getvalue()


def bomb():
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("nollor.txt", b"0" * (60 * 1024 * 1024))
    return content.getvalue()


class TestSendingUp:
    def test_gives_the_page_what_it_needs(self, world):
        answer = upload(world.client(world.local))
        assert answer.status_code == 201
        file = Attachment.objects.get()
        assert answer.json() == {
            "id": str(file.pk),
            "name": "lista.txt",
            "size": 6,
            "url": reverse("cases:attachment", args=[file.pk]),
            "delete_url": reverse("cases:remove_file", args=[file.pk]),
        }

    def test_a_name_of_thousands_of_signs_is_refused_in_words_that_the_page_can_show(self, world):
        name = "a" * 3000 + ".txt"
        part = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\nrad\r\n--x--\r\n'
        kind = "multipart/form-data; boundary=x"
        answer = world.client(world.local).post(UPLOAD, part, content_type=kind, headers=ENGLISH)
        assert answer.status_code == 400
        assert "name is too long" in answer.json()["error"]

    @pytest.mark.parametrize(
        ("name", "content", "why"),
        [
            ("virus.exe", b"MZ\x90\x00" + b"\x00" * 60, "can run when it is opened"),
            ("faktura.pdf", b"\x7fELF\x02\x01", "is a program, whatever it is called"),
            ("fdp\u202egpj.exe", b"x", "can run when it is opened"),
            ("bomb.zip", bomb(), "grows far too much"),
        ],
    )
    def test_refuses_what_is_forbidden_and_says_why(self, world, name, content, why):
        answer = upload(world.client(world.local), content, name)
        assert answer.status_code == 422
        assert why in answer.json()["error"]
        assert not Attachment.objects.exists()

    def test_refuses_what_is_too_big_with_the_limit(self, world, monkeypatch):
        monkeypatch.setattr(settings.CONFIG, "max_file_mb", 1)
        answer = upload(world.client(world.local), b"x" * (1024 * 1024 + 1))
        assert answer.status_code == 413
        assert "The limit is 1 MB." in answer.json()["error"]

    def test_says_so_when_the_disk_is_full(self, world, monkeypatch):
        from django.core.files.storage import default_storage

        def full(*args, **kwargs):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(default_storage, "save", full)
        answer = upload(world.client(world.local))
        assert answer.status_code == 507
        assert "no room for files right now" in answer.json()["error"]

    def test_refuses_an_empty_file_and_says_what_to_do(self, world):
        answer = upload(world.client(world.local), b"", "export.csv")
        assert answer.status_code == 422
        assert "export.csv is empty" in answer.json()["error"]
        assert not Attachment.objects.exists()

    def test_needs_a_file(self, world):
        assert world.client(world.local).post(UPLOAD, headers=ENGLISH).status_code == 422

    def test_needs_an_account(self, client):
        answer = upload(client)
        assert answer.status_code == 401
        assert "signed out" in answer.json()["error"]

    def test_does_not_go_on_for_ever(self, world, monkeypatch):
        from bollkoll.cases.commands import files

        monkeypatch.setattr(files, "MOST_LOOSE", 2)
        client = world.client(world.local)
        assert [upload(client).status_code for _time in range(3)] == [201, 201, 422]

    def test_a_name_without_its_tricks(self, world):
        upload(world.client(world.local), name="..\\..\\etc\\pass\u202ewd<>.txt")
        assert Attachment.objects.get().name == "passwd__.txt"

    def test_can_be_taken_away_again_by_its_owner_only(self, world, django_capture_on_commit_callbacks):
        file = world.file(world.local)
        address = reverse("cases:remove_file", args=[file.pk])
        assert world.client(world.contact).post(address).status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            assert world.client(world.local).post(address).status_code == 204
        assert not Attachment.objects.exists()

    def test_what_has_been_sent_stays(self, world):
        file = world.file(world.local)
        world.case(files=[file])
        assert world.client(world.local).post(reverse("cases:remove_file", args=[file.pk])).status_code == 409


class TestOpening:
    def opened(self, world, person, file, name="attachment"):
        return world.client(person).get(reverse(f"cases:{name}", args=[file.pk])).status_code

    def test_is_for_those_who_see_the_case(self, world):
        file = world.file(world.local)
        world.case(files=[file])
        seen = {
            world.local: 200,
            world.contact: 200,
            world.extra: 404,
            world.stranger: 404,
            world.agent: 200,
            world.expert: 404,
            world.admin: 404,
            None: 302,
        }
        assert {person: self.opened(world, person, file) for person in seen} == seen

    def test_a_notes_file_stays_inside(self, world):
        case, file = world.taken(), world.file(world.agent)
        commands.note(world.actor(world.agent), case, text="Se bilagan", files=[file])
        assert self.opened(world, world.local, file) == 404
        assert self.opened(world, world.other_agent, file) == 200

    def test_an_answers_file_is_not_seen_before_it_is_sent(self, world):
        from bollkoll.people.actor import CLOCK

        case, file = world.taken(), world.file(world.agent)
        message = commands.answer(world.actor(world.agent), case, text="Se bilagan", files=[file])
        assert self.opened(world, world.local, file) == 404
        commands.release_answer(CLOCK, case, message=message)
        assert self.opened(world, world.local, file) == 200

    def test_a_protected_cases_file_is_for_the_named(self, world):
        file = world.file(world.local)
        world.protected(files=[file])
        assert self.opened(world, world.agent, file) == 200
        assert self.opened(world, world.other_agent, file) == 404
        assert self.opened(world, world.contact, file) == 404

    def test_a_file_not_sent_yet_is_its_owners(self, world):
        file = world.file(world.local)
        assert self.opened(world, world.local, file) == 200
        assert self.opened(world, world.contact, file) == 404
        assert self.opened(world, world.agent, file) == 404

    def test_a_merged_cases_file_goes_with_the_dialogue(self, world):
        elsa = world.invite(world.uu, "Elsa Extra", Role.Kind.EXTRA)
        file = world.file(world.extra)
        other, case = world.case(reporter=world.extra, files=[file]), world.case(reporter=elsa)
        assert self.opened(world, elsa, file) == 404
        commands.merge(world.actor(world.agent), other, target=case)
        assert self.opened(world, elsa, file) == 200


class TestServing:
    def served(self, world, content, name, view="preview"):
        file = world.file(world.local, content=content, name=name)
        return world.client(world.local).get(reverse(f"cases:{view}", args=[file.pk]))

    def test_a_download_is_never_shown_nor_guessed(self, world):
        answer = self.served(world, b"<script>alert(1)</script>", "sida.html", "attachment")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"<html><script>alert(1)</script>", "sida.html"),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "bild.svg"),
            (b"<html><script>alert(1)</script>", "bild.png"),
            (b"a;b\n1;2\n", "tabell.csv"),
        ],
    )
    def test_what_could_run_is_downloaded_even_when_asked_to_be_shown(self, world, content, name):
        answer = self.served(world, content, name)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Type"] == "application/octet-stream"

    def test_pictures_and_text_are_shown_in_a_sandbox(self, world):
        for content, name, kind in ((png(), "bild.png", "image/png"), (b"hej\n", "t.txt", "text/plain; charset=utf-8")):
            answer = self.served(world, content, name)
            assert answer.headers["Content-Disposition"].startswith("inline")
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert b"".join(answer.streaming_content) == content

    def test_a_pdf_is_left_to_the_browsers_own_reader(self, world):
        answer = self.served(world, b"%PDF-1.4\n%%EOF\n", "rutin.pdf")
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

    def test_a_file_lost_from_the_disk_is_not_found(self, world):
        from django.core.files.storage import default_storage

        file = world.file(world.local)
        default_storage.delete(file.path)
        assert world.client(world.local).get(reverse("cases:attachment", args=[file.pk])).status_code == 404
