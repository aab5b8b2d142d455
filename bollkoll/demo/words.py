"""What the demonstration's support has saved and been sent: answer templates, and mail that cannot become cases."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from bollkoll.channels.email import storing
from bollkoll.channels.email.models import InboundMail
from bollkoll.knowledge import commands as knowledge
from bollkoll.people.actor import Actor
from bollkoll.services.models import Service

SUPPORT = "support@bollkoll.example"

TEMPLATES = [
    # name, service, Swedish, English
    (
        "Be om exempel", "",
        "Hej {first_name}!\n\nTack för anmälan. För att vi ska kunna återskapa felet behöver vi ett par exempel: kurskod, "
        "tillfälleskod, studentens UID och ungefär när det hände. Skriv gärna också vad ni hade väntat er att se.\n\n"
        "Skicka inga personnummer, UID räcker.\n\nHälsningar\n{agent_first_name}",
        "Hello {first_name},\n\nThank you for the report. To reproduce the fault we need a few examples: course code, occasion "
        "code, the student's UID and roughly when it happened. Please also tell us what you expected to see.\n\n"
        "Leave out personal identity numbers, the UID is enough.\n\nKind regards\n{agent_first_name}",
    ),
    (
        "Felet är återskapat", "",
        "Hej {first_name}!\n\nVi har återskapat felet i {environment} och lämnat det vidare till utvecklarna. Vi hör av oss "
        "när vi vet i vilken version det rättas. Tills dess går det bra att fortsätta arbeta som vanligt.\n\n"
        "Hälsningar\n{agent_first_name}",
        "Hello {first_name},\n\nWe have reproduced the fault in {environment} and passed it to the developers. We will write "
        "again when we know which version puts it right.\n\nKind regards\n{agent_first_name}",
    ),
    (
        "Rättat i senaste versionen", "",
        "Hej {first_name}!\n\nDet ni beskrev i ärende {number} är rättat i den version som lades ut i produktion i dag. "
        "Prova gärna igen och säg till om det inte stämmer hos er.\n\nHälsningar\n{agent_first_name}",
        "Hello {first_name},\n\nWhat you described in case {number} is put right in the version that went into production "
        "today. Please try again, and tell us if it does not work for you.\n\nKind regards\n{agent_first_name}",
    ),
    (
        "Attesterat resultat ska rättas", "resultat",
        "Hej {first_name}!\n\nEtt attesterat resultat rättas med ett rättelsebeslut: öppna resultatet, välj Rätta och ange "
        "skälet. Beslutet behöver attesteras av examinator på samma sätt som det första.\n\nHälsningar\n{agent_first_name}",
        "Hello {first_name},\n\nA certified result is put right by a correction decision: open the result, choose Correct and "
        "give the reason. The examiner certifies the decision in the same way as the first.\n\nKind regards\n{agent_first_name}",
    ),
    (
        "Återbud eller avbrott", "studiedeltagande",
        "Hej {first_name}!\n\nÅterbud gäller före kursstart, avbrott därefter. Ett återbud som lagts för sent tas bort av er "
        "själva under studentens deltagande, och ersätts med ett avbrott med rätt datum.\n\nHälsningar\n{agent_first_name}",
        "",
    ),
    (
        "Behörighet beställs av kontaktpersonen", "kataloginformation",
        "Hej {first_name}!\n\nBehörigheter på nationell nivå beställs av den lokala kontaktpersonen vid {institution}. Be "
        "hen lägga beställningen, så tar vi hand om den.\n\nHälsningar\n{agent_first_name}",
        "Hello {first_name},\n\nNational permissions are ordered by the local contact person at {institution}. Ask them to "
        "place the order, and we will take care of it.\n\nKind regards\n{agent_first_name}",
    ),
]  # fmt: skip

STRANGE_MAIL = [
    # from, subject, more headers, text
    (
        "Lärare Låtsas <larare@gymnasiet.example>", "När stänger anmälan?", {},
        "Hej! En elev undrar när anmälan till vårens kurser stänger. Kan ni svara på det?\n\nMvh\nEn lärare",
    ),
    (
        "Nyhetsbrevet <nyheter@leverantor.example>", "Höstens nyheter från leverantören",
        {"List-Id": "<nyheter.leverantor.example>", "Precedence": "bulk"},
        "Läs om vår nya produkt och boka en visning redan i dag.",
    ),
    (
        "Support UU <support@uu.example>", "Autosvar: Frånvarande till måndag",
        {"Auto-Submitted": "auto-replied"},
        "Jag är ledig till måndag. Vid brådskande ärenden, ring vår växel.",
    ),
]  # fmt: skip


def keep_templates(actor: Actor, services: dict[str, Service]) -> None:
    """Good words for next time, in both languages where somebody has had time."""
    for name, service, text_sv, text_en in TEMPLATES:
        knowledge.add_template(actor, name=name, text_sv=text_sv, text_en=text_en, service=services.get(service))


def receive_strange_mail(at: datetime) -> None:
    """Mail that waits at the door; the worker holds it, each with its reason, when it starts."""
    for number, (sender, subject, headers, text) in enumerate(STRANGE_MAIL):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, SUPPORT, subject
        message["Date"], message["Message-ID"] = format_datetime(at), f"<strange-{number}@bollkoll.example>"
        for header, value in headers.items():
            message[header] = value
        message.set_content(text)
        address = sender.partition("<")[2].rstrip(">")
        storing.store(message.as_bytes(), source=InboundMail.Source.PIPE, envelope_from=address, envelope_to=[SUPPORT])
