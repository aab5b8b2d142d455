"""The world builder: what tests need to exist, made with commands, as it is made in life."""

import itertools
import time
from io import BytesIO
from typing import Any

from allauth.usersessions.models import UserSession

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Case, Message
from bollkoll.log.acting import act
from bollkoll.people import commands as people
from bollkoll.people.actor import CLOCK, SYSTEM, Actor
from bollkoll.people.models import Institution, Person, Role
from bollkoll.people.sessions import SEEN
from bollkoll.services import commands as services
from bollkoll.services.models import Environment, Service, Team


class World:
    """A support with a desk of two, an incident manager, one third-line team, and two institutions.

    ``world.agent``, ``world.other_agent``, ``world.coordinator``, ``world.admin``, ``world.expert`` are persons;
    ``world.actor(person)`` acts as one. Every method that makes something returns it.
    """

    def __init__(self) -> None:
        self._count = itertools.count(1)
        services.set_up(SYSTEM, name_sv="Testsupporten", support_address="support@bollkoll.example")
        self.desk: Team = services.add_team(SYSTEM, key="desk", name="Andra linjen", line=2)
        self.developers: Team = services.add_team(SYSTEM, key="deltagande", name="Team deltagande", line=3)
        self.agent = self.engage("Asta Almgren", 2)
        self.other_agent = self.engage("Bo Björk", 2)
        self.coordinator = self.engage("Cilla Ceder", 2, is_coordinator=True)
        self.admin = self.engage("Disa Dahl", 0, is_administrator=True)
        self.expert = self.engage("Ebbe Ek", 3)
        services.add_member(SYSTEM, self.developers, person=self.expert)
        self.service: Service = services.add_service(
            SYSTEM, key="resultat", name_sv="Resultat", name_en="Results", team=self.developers, specialist=self.agent
        )
        self.production: Environment = services.add_environment(
            SYSTEM, key="production", name_sv="Produktion", name_en="Production"
        )
        self.uu = self.institution("UU", "Uppsala universitet")
        self.lu = self.institution("LU", "Lunds universitet")
        self.contact = self.invite(self.uu, "Karin Kontakt", Role.Kind.CONTACT_PERSON)
        self.local = self.invite(self.uu, "Lars Lokal", Role.Kind.LOCAL_SUPPORT)
        self.extra = self.invite(self.uu, "Eva Extra", Role.Kind.EXTRA)
        self.stranger = self.invite(self.lu, "Otto Annan", Role.Kind.LOCAL_SUPPORT)

    # --- people

    def actor(self, person: Person | None, via: str = "web") -> Actor:
        return Actor(Person.objects.get(pk=person.pk), via) if person else SYSTEM

    def engage(self, name: str, line: int, **more: Any) -> Person:
        return people.engage(SYSTEM, name=name, email=self._address(name), line=line, **more)

    def institution(self, code: str, name: str) -> Institution:
        return people.add_institution(SYSTEM, code=code, name_sv=name)

    def invite(self, institution: Institution, name: str, kind: str = Role.Kind.LOCAL_SUPPORT, **more: Any) -> Person:
        return people.invite(SYSTEM, institution, name=name, email=self._address(name), kind=kind, **more)

    def password(self, person: Person, password: str = "en riktigt lång fras 7"):
        """Give the person a login; returns it."""
        return people.change_password(SYSTEM, person, password=password)

    def client(self, person: Person | None = None):
        """A test client signed in as the person."""
        from django.test import Client

        client = Client()
        if person is not None:
            login = person.logins.first() or self.password(person)
            client.force_login(login, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.session
            session[SEEN] = int(time.time())  # as after a login, so that the first page writes nothing
            session.save()
            UserSession.objects.create(user=login, session_key=session.session_key, ip="127.0.0.1", user_agent="")
        return client

    def _address(self, name: str) -> str:
        plain = name.lower().translate(str.maketrans("åäöé ", "aaoe."))
        return f"{plain}@{'bollkoll' if next(self._count) < 6 else 'larosate'}.example"

    # --- cases

    def case(
        self, reporter: Person | None = None, title: str = "Resultat syns inte", at: Any = None, **more: Any
    ) -> Case:
        """A case that the reporter has opened."""
        reporter = reporter or self.local
        actor = self.actor(reporter)
        with act(actor, at=at):
            return cases.open_case(
                actor, title=title, text=more.pop("text", "Vi ser inte de attesterade resultaten."),
                kind=more.pop("kind", "fault"), **more,
            )  # fmt: skip

    def taken(self, by: Person | None = None, **more: Any) -> Case:
        return cases.take(self.actor(by or self.agent), self.case(**more))

    def protected(self, **more: Any) -> Case:
        """A protected case that ``agent`` holds; of the desk only they see it."""
        return cases.protect(self.actor(self.agent), self.taken(**more))

    def note(self, case: Case, text: str = "Bara för oss.", by: Person | None = None) -> Message:
        return cases.note(self.actor(by or self.agent), case, text=text)

    def answer(self, case: Case, text: str = "Nu är det rättat.", by: Person | None = None, **more: Any) -> Message:
        """An answer that has been sent: written, and released by the clock."""
        message = cases.answer(self.actor(by or self.agent), case, text=text, **more)
        return cases.release_answer(CLOCK, case, message=message)

    def reply(
        self, case: Case, text: str = "Tack, men det syns fortfarande inte.", by: Person | None = None
    ) -> Message:
        return cases.reply(self.actor(by or case.reporter), case, text=text)

    def file(self, owner: Person, content: bytes = b"rad 1\nrad 2\n", name: str = "exempel.txt"):
        """A loose file that the person has uploaded."""
        return cases.upload_file(self.actor(owner), file=BytesIO(content), name=name)

    def scan(self, owner: Person) -> Any:
        """A loose file that is something signed, scanned."""
        return self.file(owner, b"%PDF-1.7\nskannad\n%%EOF", "skannad.pdf")

    def fresh(self, row: Any) -> Any:
        return type(row)._base_manager.get(pk=row.pk)
