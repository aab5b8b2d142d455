"""What everybody reads has nothing of one person: the stop, and the way past it for what is nobody's."""

import pytest
from django.urls import reverse

from bollkoll.log.models import Event
from bollkoll.status import commands
from bollkoll.status.models import Notice, Template
from bollkoll.status.tests.sending import on_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(world):
    """``write(text, name, *keys, **more)``: the page's form with that text, and what comes back."""

    def send(text, name="publish", *keys, **more):
        client, address = world.client(world.agent), reverse(f"status:{name}", args=keys)
        whole = on_page(client.get(address)) | {"title_sv": ["Trögt i Resultat"], "text_sv": [text]}
        return client.post(address, whole | {field: [value] for field, value in more.items()})

    return send


def test_a_mailbox_that_says_what_it_is_for_goes_out_at_once(write):
    assert write("Frågor besvaras av ladok.support@su.se.").status_code == 303


def test_what_may_be_somebodys_is_asked_of_and_goes_out_with_a_tick_that_is_kept(world, write):
    answer = write("Skriv till tentor@uu.se.")
    assert answer.status_code == 422 and not Notice.objects.exists()
    assert "Det här kan vara någons: tentor@uu.se" in answer.text
    ticked = on_page(answer) | {"unpersonal": ["tentor@uu.se"]}
    assert world.client(world.agent).post(reverse("status:publish"), ticked).status_code == 303
    [event] = Event.objects.filter(kind="status.vouched")
    assert (event.actor, event.data["things"]) == (world.agent, 1)
    assert "tentor" not in str(event.data), "the log keeps no address"


@pytest.mark.parametrize("text", ["000101-9801", "0001019801", "０００１０１９８０１", "0001\u200b01-9801"])
def test_an_identity_number_goes_out_on_nobodys_word(write, text):
    answer = write(f"Gäller {text}.", unpersonal="000101-••••")
    assert answer.status_code == 422 and not Notice.objects.exists()
    assert "Det här ser ut som personuppgifter" in answer.text


def test_what_stands_already_is_not_asked_of_again(world, write, disturbance):
    notice = disturbance(
        text_sv="Skriv till tentor@uu.se.", workaround_sv="Eller prov@uu.se.", unpersonal=["tentor@uu.se", "prov@uu.se"]
    )
    assert write("Vi felsöker.", "update", notice.number).status_code == 303
    assert write("Fråga anna@uu.se.", "update", notice.number).status_code == 422
    first = notice.updates.first()
    assert write("Rätt: prov@uu.se.", "correct", notice.number, first.pk, unpersonal="prov@uu.se").status_code == 303


def test_every_verb_has_the_stop_and_the_way_past_it(world, write, disturbance, work):
    for name, made in (("resolve", disturbance), ("cancel", disturbance)):
        notice = made()
        assert write("Fråga anna@uu.se.", name, notice.number).status_code == 422, name
        assert write("Fråga anna@uu.se.", name, notice.number, unpersonal="anna@uu.se").status_code == 303, name
    planned = work()
    assert write("Fråga anna@uu.se.", "change_plan", planned.number).status_code == 422
    assert write("Fråga anna@uu.se.", "change_plan", planned.number, unpersonal="anna@uu.se").status_code == 303
    commands.announce(world.actor(world.agent), planned)
    assert "anna@uu.se" in planned.updates.get().text_sv


def test_work_that_comes_back_is_planned_with_what_its_template_was_let_through_with(world, write, template, tick):
    answer = write("Fråga tentor@uu.se.", "template", template.pk)
    assert answer.status_code == 422
    assert write("Fråga tentor@uu.se.", "template", template.pk, unpersonal="tentor@uu.se").status_code == 303
    assert Event.objects.filter(kind="status.template_kept").latest("pk").data["vouched"] == 1
    client, address = world.client(world.agent), reverse("status:set_series")
    assert (
        client.post(address, on_page(client.get(address)) | {"template": [Template.objects.get().pk]}).status_code
        == 303
    )
    assert Notice.objects.filter(draft_sv__contains="tentor@uu.se").count() >= 4
