"""Mail that comes in becomes what it should, and is held with a reason when it cannot."""

from email import message_from_bytes
from email.policy import default

import pytest

from bollkoll.cases.models import Case, Message
from bollkoll.channels.email import references
from bollkoll.channels.email.models import InboundMail
from bollkoll.channels.email.references import Ref

from .conftest import letter

pytestmark = pytest.mark.django_db


def test_a_mail_from_a_contact_becomes_a_case_with_its_whole_text(world, post):
    mail = post.take(letter("lars.lokal@larosate.example", "Vi ser inte resultaten.\r\nVad gör vi?", "Resultat saknas"))
    assert mail.outcome == "opened", (mail.reason, mail.explanation, mail.error)
    case = mail.case
    assert (case.title, case.reporter, case.institution, case.via) == ("Resultat saknas", world.local, world.uu, "mail")
    assert case.messages.get().text == "Vi ser inte resultaten.\nVad gör vi?"


def test_a_stranger_is_held(world, post):
    mail = post.take(letter("nagon@annan.example"))
    assert (mail.outcome, mail.reason) == ("held", "unknown_sender")
    assert not Case.objects.exists()
