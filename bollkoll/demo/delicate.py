"""The delicate orders of the demonstration: merits that were copied by two, and a certificate that runs out next month."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from bollkoll.cases import commands as cases
from bollkoll.cases.models import Attachment
from bollkoll.demo.stage import Stage
from bollkoll.log.acting import act
from bollkoll.orders import commands, shipping
from bollkoll.orders.models import Duty, Order, OrderType, Run
from bollkoll.orders.queries.sealed import to_open
from bollkoll.people.actor import SYSTEM, Actor
from bollkoll.people.models import Person
from bollkoll.restricted import commands as restricted
from bollkoll.restricted import keys

EXAMINED = "Båda posterna är samma person: namn, födelsetid och antagningen stämmer. Inga skyddade uppgifter. Alla samtycken finns."
TOLD = (
    "Hej! Meriterna är kopierade och kontrollerade av två av oss. Be de berörda lärosätena läsa av studentens resultat en gång "
    "till. Hör av er om något ser fel ut."
)


def play(stage: Stage) -> None:
    """In the order it happened. Without keys nothing private can be ordered, and nothing is."""
    if not keys.is_ready():
        return
    with act(SYSTEM, at=stage.now - timedelta(days=90), via="import"):
        shipping.install()
        for person in stage.staff[:3]:
            commands.give_duty(SYSTEM, Duty.objects.get(key="merits"), person=person)
    orderer = stage.contacts["UU"][0]
    _merits(stage, orderer)
    _certificate(stage, orderer)


def _merits(stage: Stage, orderer: Person) -> None:
    first, second = stage.staff[0], stage.staff[1]
    begun = stage.now - timedelta(days=8)
    values = {
        "protected": "no", "proof": "Studenten har visat legitimation hos oss och båda antagningarna är hens.",
        "consents": [
            {"institution": "UU", "consent": "ja", "who": "Lokal kontaktperson, samma dag"},
            {"institution": "LU", "consent": "ja", "who": "Registrator, dagen efter"},
        ],
    }  # fmt: skip
    private = {
        "source": "Den äldre posten, student-UID 3f0c-påhittad",
        "target": "Den nyare posten, student-UID 9b7e-påhittad",
    }
    order = _place(stage, "copying-merits", orderer, values, begun, private)
    for hours, step, person, text, has_pictures in (
        (20, "examine", first, EXAMINED, False),
        (26, "examine-check", second, "Läst självständigt, samma slutsats.", False),
        (44, "copy", second, "Kopierat. Bilder från före och efter ligger här.", True),
        (50, "copy-check", first, "Bilderna stämmer med beställningen.", False),
        (52, "tell", first, TOLD, False),
    ):
        _do(order, step, person, text, begun + timedelta(hours=hours), has_pictures=has_pictures)


def _certificate(stage: Stage, orderer: Person) -> None:
    agent, begun = stage.staff[1], stage.now - timedelta(days=40)
    values = {
        "environment": "production", "name": "Lärplattformen",
        "purpose": "Läsa studieresultat till lärosätets lärplattform.",
        "keeper": "IT-avdelningen, integrationsgruppen", "replaces": "no",
    }  # fmt: skip
    order = _place(stage, "api-certificate", orderer, values, begun)
    last_day = timezone.localdate(stage.now) + timedelta(days=75)
    _do(order, "make", agent, f"Gäller till och med {last_day}.", begun + timedelta(hours=5))
    file = _file(agent, b"En pahittad fil i demonstrationen.", "uu-produktion.p12", begun + timedelta(hours=6))
    _do(
        order,
        "deliver",
        agent,
        "Hej! Filen ligger här. Lösenordet får ni för sig.",
        begun + timedelta(hours=6),
        files=[file],
    )
    with act(SYSTEM, at=begun + timedelta(hours=6), via="import"):
        restricted.store(
            Actor(agent), order.case, field="password", label="Lösenord till certifikatet", value="pahittat-losenord-7",
            for_person=orderer, is_once=True,
        )  # fmt: skip
    _do(order, "password", agent, "Ligger skyddat i ärendet, att visas en gång.", begun + timedelta(hours=6))


def _place(stage: Stage, key: str, orderer: Person, values: dict[str, Any], at: Any, private: Any = None) -> Order:
    with act(SYSTEM, at=at, via="import"):
        type_ = OrderType.objects.get(key=key)
        return commands.place_order(
            Actor(orderer), version=type_.current, institution=stage.places["UU"], values=values, private=private or {}
        )


def _do(
    order: Order, step: str, person: Person, text: str, at: Any, *, has_pictures: bool = False, files: Any = ()
) -> None:
    shades = ((200, "före.png"), (120, "efter.png")) if has_pictures else ()
    pictures = [_file(person, _picture(shade), name, at) for shade, name in shades]
    run = Run.objects.filter(order=order, step=step).order_by("-round").first()
    with act(SYSTEM, at=at, via="import"):
        for one in to_open(Actor(person), run):
            if one.is_asked:
                restricted.reveal(Actor(person), one.secret, reason="Kontroll av beställningen")
        commands.finish_step(Actor(person), order, run=run, text=text, files=[*files, *pictures])


def _picture(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 180), (shade, shade, shade)).save(out, "PNG")
    return out.getvalue()


def _file(owner: Person, content: bytes, name: str, at: Any) -> Attachment:
    with act(SYSTEM, at=at, via="import"):
        return cases.upload_file(Actor(owner), file=BytesIO(content), name=name)
