"""Orders of the demonstration, in every state: to be approved, to be signed, to take, returned, declined, carried out."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from bollkoll.cases import commands as cases
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import act
from bollkoll.orders import commands, shipping
from bollkoll.orders.models import Duty, Order, OrderType, Run
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Institution, Person, Role
from bollkoll.services.models import Environment

SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PURPOSES = [
    "Rättar dubbla studentidentiteter tillsammans med andra lärosäten. Behövs när handläggaren är borta i sommar.",
    "Felsöker överföringen till betygsunderlaget i integrationstest inför nästa version.",
    "Tar över efter en kollega som har slutat och handlägger samma ärenden som hon gjorde.",
]
NAMES = [
    ("Elvira Påhittad", "elvira.pahittad"), ("Ruben Exempelsson", "ruben.exempelsson"), ("Signe Låtsas", "signe.latsas"),
    ("Viggo Skenman", "viggo.skenman"), ("Tuva Fiktiv", "tuva.fiktiv"), ("Sixten Provberg", "sixten.provberg"),
    ("Alva Modell", "alva.modell"), ("Love Demosson", "love.demosson"),
]  # fmt: skip


def play(stage: Stage) -> None:
    """One of each that one may meet, the latest an hour ago."""
    with act(SYSTEM, at=stage.now - timedelta(days=60), via="import"):
        shipping.install()
        administrator = stage.staff[0]
        commands.give_duty(SYSTEM, Duty.objects.get(key="national-administrator"), person=administrator)
    scene = _Scene(stage, administrator)
    scene.account("UU", 0, days=21, done=True)
    scene.account("LU", 1, days=9, done=True)
    scene.account("UU", 2, hours=1)
    scene.account("KTH", 3, hours=5, returned="Adressen hör inte till lärosätet. Skriv personens adress hos er.")
    scene.permission("GU", 4, days=18, until="done")
    scene.permission("UU", 5, hours=3, until="approve")
    scene.permission("SU", 6, days=4, until="signed")
    scene.permission("LU", 7, days=6, until="profile")
    scene.permission("UmU", 0, days=3, until="declined")
    with act(SYSTEM, at=stage.now - timedelta(days=2), via="import"):
        commands.open_review(Actor(administrator), stage.places["LU"])


class _Scene:
    def __init__(self, stage: Stage, administrator: Person) -> None:
        self.stage, self.administrator = stage, administrator
        self.types = {type_.key: type_ for type_ in OrderType.objects.select_related("current")}
        self.turn = 0

    def account(self, code: str, name: int, *, returned: str = "", done: bool = False, **ago: int) -> None:
        order, at = self._place("support-access", code, name, {"role": "local_support"}, **ago)
        agent = self._agent()
        if returned:
            self._then(
                at, lambda: commands.return_order(agent, order, run=self._run(order, "account"), reason=returned)
            )
        if done:
            self._then(at, lambda: commands.finish_step(agent, order, run=self._run(order, "account")))

    def permission(self, code: str, name: int, *, until: str, **ago: int) -> None:
        keys = [key for key in ("production", "integration") if key in self.stage.environments]
        keys = keys or list(Environment.objects.values_list("key", flat=True)[:1])
        purpose = PURPOSES[name % len(PURPOSES)]
        values = {"profiles": ["student-data"], "environments": keys, "why": purpose}
        order, at = self._place("national-permission", code, name, values, **ago)
        boss, orderer = Actor(self.administrator), Actor(order.case.reporter)
        if until == "approve":
            return
        if until == "declined":
            reason = "Behörigheten behövs inte för det ni beskriver: det går med den lokala profilen. Hör av er om jag har fel."
            self._then(at, lambda: commands.decline(boss, order, run=self._run(order, "approve"), reason=reason))
            return
        at = self._then(at, lambda: commands.approve(boss, order, run=self._run(order, "approve")))
        if until == "signed":
            return

        def sign() -> None:
            file = cases.upload_file(orderer, file=BytesIO(SCAN), name="ansvarsförbindelse undertecknad.pdf")
            commands.finish_step(
                orderer, order, run=self._run(order, "signed"), files=[file], text="Originalet finns hos oss."
            )

        at = self._then(at, sign)
        agent = self._agent()
        if until == "profile":
            self._then(at, lambda: commands.claim(agent, order, run=self._run(order, "profile")))
            return
        at = self._then(at, lambda: commands.finish_step(agent, order, run=self._run(order, "profile")))
        self._then(at, lambda: commands.finish_step(agent, order, run=self._run(order, "assign")))

    def _place(self, key: str, code: str, name: int, values: dict[str, Any], **ago: int) -> tuple[Order, Any]:
        place: Institution = self.stage.places[code]
        who, local = NAMES[name]
        user = {"name": who, "email": f"{local}@{place.domain or 'larosate'}.example"}
        role = place.roles.active().filter(kind=Role.Kind.CONTACT_PERSON).select_related("person").order_by("pk")[0]
        at = self.stage.now - timedelta(**ago)
        with act(SYSTEM, at=at, via="import"):
            version = self.types[key].current
            assert version is not None
            order = commands.place_order(
                Actor(role.person), version=version, institution=place, values={"user": user} | values
            )
        return order, at

    def _then(self, at: Any, do: Any) -> Any:
        later = at + (self.stage.now - at) / 4
        with act(SYSTEM, at=later, via="import"):
            do()
        return later

    def _agent(self) -> Actor:
        self.turn += 1
        return Actor(self.stage.staff[1 + self.turn % 2])

    def _run(self, order: Order, step: str) -> Run:
        return Run.objects.filter(order=order, step=step).order_by("-round")[0]
