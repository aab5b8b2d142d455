"""Coming in, and not coming in."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Delivery, Event
from bollkoll.log.subscribers import run_all
from bollkoll.people import commands
from bollkoll.people.actor import SYSTEM
from bollkoll.people.models import Invitation
from bollkoll.project import settings as production

pytestmark = pytest.mark.django_db

PASSWORD = "en riktigt lång fras 7"
NEW = "fyra gula båtar på sjön"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


def log_in(client, email, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def is_in(client) -> bool:
    return client.get(reverse("people:settings")).status_code == 200


def mails() -> list[Delivery]:
    """What has been written by now, newest first."""
    run_all()
    return list(Delivery.objects.order_by("-made_at", "-pk"))


def link(person) -> str:
    """The address behind a new one-time link for the person's password, as it is mailed."""
    commands.ask_password(SYSTEM, person)
    return re.search(r"/account/invitation/\w+", mails()[0].text)[0]


def test_address_and_password_lead_in_and_the_log_says_so(world):
    world.password(world.local, PASSWORD)
    client = Client()
    response = log_in(client, world.local.email.upper())
    assert response.status_code == 302
    assert response.url == reverse("home")
    assert is_in(client)
    event = Event.objects.get(kind="people.signed_in")
    assert (event.actor_id, event.data["way"]) == (world.local.pk, "password")


def test_one_comes_back_to_the_page_one_wanted_and_never_to_another_site(world):
    world.password(world.local, PASSWORD)
    wanted = reverse("people:sessions")
    assert Client().get(wanted).url == f"{reverse('account_login')}?next={wanted}"
    assert log_in(Client(), world.local.email, next=wanted).url == wanted
    assert log_in(Client(), world.local.email, next="https://evil.example/").url == reverse("home")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world):
    world.password(world.local, PASSWORD)
    wrong = log_in(Client(), world.local.email, "något helt annat")
    unknown = log_in(Client(), "ingen@larosate.example", "något helt annat")
    assert wrong.status_code == unknown.status_code == 422
    assert [str(e) for e in wrong.context["form"].non_field_errors()] == [
        str(e) for e in unknown.context["form"].non_field_errors()
    ]
    assert world.local.email in wrong.content.decode()


def test_guessing_is_stopped_even_for_the_right_password(world):
    world.password(world.local, PASSWORD)
    for _attempt in range(5):
        log_in(Client(), world.local.email, "fel fel fel fel")
    client = Client()
    assert log_in(client, world.local.email).status_code == 422
    assert not is_in(client)


def test_an_ended_person_does_not_come_in_and_is_told_why(world):
    world.password(world.local, PASSWORD)
    commands.end_person(SYSTEM, world.local)
    client = Client()
    response = log_in(client, world.local.email)
    assert response.url == reverse("account_inactive")
    assert client.get(response.url).status_code == 200
    assert not is_in(client)


def test_ending_an_account_ends_its_sessions_at_once(world):
    world.password(world.local, PASSWORD)
    client = Client()
    log_in(client, world.local.email)
    assert is_in(client)
    commands.end_person(SYSTEM, world.local)
    assert not is_in(client)


def test_after_a_change_of_address_only_the_new_one_leads_in(world):
    world.password(world.local, PASSWORD)
    old = world.local.email
    log_in(Client(), old)
    commands.change_person(SYSTEM, world.local, name=world.local.name, email="lars.ny@larosate.example")
    assert log_in(Client(), old).status_code == 422
    assert log_in(Client(), "lars.ny@larosate.example").status_code == 302
    assert not EmailAddress.objects.exists()


def test_the_login_brings_the_persons_language_but_a_choice_in_the_browser_goes_before(world):
    commands.change_preferences(world.actor(world.local), world.local, language="en", telling="each")
    world.password(world.local, PASSWORD)
    client = Client()
    log_in(client, world.local.email)
    assert client.cookies["language"].value == "en"
    chosen = Client()
    chosen.cookies["language"] = "sv"
    log_in(chosen, world.local.email)
    assert chosen.cookies["language"].value == "sv"


def test_logging_out_takes_a_post(world):
    client = world.client(world.local)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
    assert client.post(reverse("account_logout")).status_code == 302
    assert not is_in(client)


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_set_password", "account_reset_password", "socialaccount_connections"],
)
def test_pages_that_nobody_needs_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["signup", "email", "password/set", "social/connections", "confirm-email", "login/code"]
)
def test_no_such_address(world, path):
    assert world.client(world.local).get(f"/account/{path}/").status_code == 404
    assert world.client(world.local).get(f"/account/{path}").status_code == 404


# --- forgotten password and invitations


def test_a_forgotten_password_is_mended_by_mail_in_the_persons_language(world):
    world.password(world.local, PASSWORD)
    before = world.client(world.local)
    client = Client()
    response = client.post(reverse("people:forgotten_password"), {"email": world.local.email})
    assert response.url == reverse("people:forgotten_password_sent")
    delivery = mails()[0]
    assert (delivery.address, delivery.person_id, delivery.channel) == (world.local.email, world.local.pk, "email")
    assert delivery.event.kind == "people.password_asked_for"
    assert not re.search(r"invitation/\w", str(delivery.event.data) + delivery.subject)
    url = re.search(r"/account/invitation/\w+", delivery.text)[0]
    assert client.get(url).status_code == 200
    assert client.post(url, {"password": NEW}).status_code == 302
    assert is_in(client)
    assert not is_in(before)
    assert log_in(Client(), world.local.email).status_code == 422
    assert log_in(Client(), world.local.email, NEW).status_code == 302


def test_the_mail_is_english_for_who_reads_english(world):
    commands.change_preferences(world.actor(world.local), world.local, language="en", telling="each")
    Client(headers={"accept-language": "sv"}).post(reverse("people:forgotten_password"), {"email": world.local.email})
    assert mails()[0].subject == "Choose a new password"


def test_an_unknown_address_gets_the_same_answer_and_no_mail(world):
    known = Client().post(reverse("people:forgotten_password"), {"email": world.local.email})
    unknown = Client().post(reverse("people:forgotten_password"), {"email": "ingen@larosate.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    told = Event.objects.filter(kind="people.password_asked_for").values_list("audience", flat=True)
    assert list(told) == [[world.local.pk]]


def test_a_link_works_once_and_a_newer_one_takes_its_place(world):
    first, url = link(world.local), link(world.local)
    assert Client().get(first).status_code == 410
    assert Client().post(url, {"password": NEW}).status_code == 302
    again = Client()
    assert again.post(url, {"password": "något annat som är långt"}).status_code == 410
    assert not is_in(again)


def test_a_link_that_is_too_old_says_what_to_do(world):
    url = link(world.local)
    with housekeeping("time passes"):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = Client().get(url)
    assert response.status_code == 410
    assert reverse("people:forgotten_password") in response.content.decode()


def test_a_link_does_not_go_past_the_second_step(world):
    secret = with_app(world, world.local)
    client = Client()
    url = link(world.local)
    assert client.post(url, {"password": NEW}).url == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert is_in(client)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kort", "too short"),
        ("123456789012345", "only digits"),
        ("password1234", "common"),
        ("lars.lokal@larosate", "like the address"),
        ("Lars Lokal Lars", "like the name"),
        ("", "nothing"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_still_works(world, password, why):
    url = link(world.local)
    assert Client().post(url, {"password": password}).status_code == 422, why
    assert Client().post(url, {"password": NEW}).status_code == 302


def test_passwords_are_kept_as_argon2(world, settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS  # other tests hash quickly
    assert world.password(world.local).password.startswith("argon2$argon2id$")


# --- second steps


def with_app(world, person) -> str:
    """Set up codes from an app by the pages; returns the secret."""
    world.password(person, PASSWORD)
    client = Client()
    log_in(client, person.email)
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        client.post(page.url, {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert "data:image/svg+xml;base64," in page.content.decode()
    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return secret


def test_with_an_app_the_password_alone_is_not_enough(world):
    secret = with_app(world, world.local)
    client = Client()
    assert log_in(client, world.local.email).url == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422
    assert not is_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert is_in(client)
    assert Event.objects.filter(kind="people.signed_in").order_by("-pk")[0].data["way"] == "password+code"


def test_a_wrong_first_code_turns_nothing_on(world):
    client = Client()
    world.password(world.local, PASSWORD)
    log_in(client, world.local.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    response = client.post(reverse("mfa_activate_totp"), {"code": "123456"})
    assert response.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_recovery_code_works_once(world):
    secret = with_app(world, world.local)
    inside = Client()
    log_in(inside, world.local.email)
    inside.post(reverse("mfa_authenticate"), {"code": code(secret)})
    page = inside.get(reverse("mfa_view_recovery_codes"))
    if page.status_code == 302:
        inside.post(page.url, {"password": PASSWORD})
        page = inside.get(reverse("mfa_view_recovery_codes"))
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    sheet = inside.get(reverse("mfa_download_recovery_codes"))
    assert sheet["Content-Type"].startswith("text/plain")
    assert codes[3] in sheet.content.decode()
    for expected in (302, 422):
        client = Client()
        log_in(client, world.local.email)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected
        assert is_in(client) is (expected == 302)


def test_what_concerns_the_login_asks_for_the_password_again(world, settings):
    with_app(world, world.local)
    stolen = world.client(world.local)  # a session that somebody found open
    for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        response = stolen.get(reverse(name))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("account_reauthenticate"))
    assert stolen.post(reverse("account_reauthenticate"), {"password": "inte alls detta"}).status_code == 422
    assert stolen.get(reverse("mfa_deactivate_totp")).status_code == 302


def test_an_administrator_removes_a_lost_second_step_and_it_is_told(world):
    with_app(world, world.local)
    world.client(world.admin).post(reverse("people:remove_second_steps", args=[world.local.pk]))
    assert log_in(Client(), world.local.email).url == reverse("home")
    event = Event.objects.get(kind="people.second_steps_removed")
    assert event.audience == [world.local.pk]


@pytest.mark.parametrize(
    "there",
    [
        "%2f%2fevil.example",
        "/%2f%2fevil.example",
        "//evil.example",
        "https://evil.example/",
        "/no-such-page/",
        "matters",
    ],
)
def test_an_address_that_is_not_one_of_our_pages_is_not_gone_to_after_login(world, there):
    world.password(world.local, PASSWORD)
    assert log_in(Client(), world.local.email, next=there).url == "/"


def test_one_comes_back_to_the_page_that_one_wanted(world):
    world.password(world.local, PASSWORD)
    assert log_in(Client(), world.local.email, next="/matters/?show=all&q=a%2Fb").url == "/matters/?show=all&q=a%2Fb"
