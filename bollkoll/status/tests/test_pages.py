"""The desk's pages: one screen to publish, nothing typed is lost, who reads what, what a list costs."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bollkoll.commitments.models import Commitment
from bollkoll.log import clock
from bollkoll.log.guard import housekeeping
from bollkoll.log.models import Cursor
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM
from bollkoll.status import commands
from bollkoll.status.models import Notice, Series, Template
from bollkoll.status.tests.sending import on_page

pytestmark = pytest.mark.django_db
HOUSE, DESK = {"agent", "coordinator", "expert", "admin"}, {"agent", "coordinator"}
PAGES = {
    "notices": HOUSE, "calendar": HOUSE, "places": HOUSE, "templates": HOUSE, "notice": HOUSE,
    "publish": DESK, "keep_template": DESK, "template": DESK, "set_series": DESK,
    "update": DESK, "correct": DESK, "resolve": DESK, "cancel": DESK, "translate": DESK,
}  # fmt: skip


def filled(world, **more):
    return {
        "kind": "disturbance", "title_sv": "Långsamt", "text_sv": "Det går långsamt.", "severity": "minor", "whom": "all",
        "environments": [world.production.pk], "next": "60", f"degree_{world.service.pk}": "degraded", **more,
    }  # fmt: skip


def test_who_reads_which_page(world, disturbance, template):
    notice = disturbance()
    keys = {"template": [template.pk], "correct": [notice.number, notice.updates.get().pk]}
    keys |= {name: [notice.number] for name in ("notice", "update", "resolve", "cancel", "translate")}
    for role in ("agent", "coordinator", "expert", "admin", "contact"):
        client = world.client(getattr(world, role))
        seen = {
            name for name in PAGES if client.get(reverse(f"status:{name}", args=keys.get(name, []))).status_code == 200
        }
        assert seen == {name for name, allowed in PAGES.items() if role in allowed}, role


def test_one_screen_publishes(world):
    client = world.client(world.agent)
    answer = client.post(
        reverse("status:publish"),
        filled(world, checker=world.other_agent.pk, **{f"note_sv_{world.service.pk}": "utom CSN"}),
    )
    notice = Notice.objects.get()
    assert answer.status_code == 303 and answer["Location"] == reverse("status:notice", args=[notice.number])
    part = notice.parts.get()
    assert (part.degree, part.note_sv, notice.is_for_all, notice.severity) == ("degraded", "utom CSN", True, "minor")
    assert timedelta(minutes=59) < notice.next_update_at - notice.published_at < timedelta(minutes=66)
    assert Commitment.objects.open().filter(subject=notice.pk, step="check", person=world.other_agent).exists()
    assert "Långsamt" in client.get(answer["Location"]).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text_sv": "Gäller 19850412-1236"}, "1236"), ({"title_sv": ""}, ""), ({"next": ""}, ""),
        ({"whom": "some"}, ""), ({"expected_end_at": "2020-01-01T10:00"}, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_comes_back_with_every_word(world, wrong, said):
    answer = world.client(world.agent).post(
        reverse("status:publish"), filled(world, workaround_sv="Spara ofta.", **wrong)
    )
    assert answer.status_code == 422 and "Spara ofta." in answer.text and not Notice.objects.exists()


def test_planned_work_for_later_is_announced_later(world):
    start = timezone.localtime() + timedelta(days=5)
    times = {
        "starts_at": start, "expected_end_at": start + timedelta(hours=4), "announce_at": start - timedelta(days=2)
    }  # fmt: skip
    given = filled(
        world, kind="planned", announce="at", begins_itself="on", **{k: f"{v:%Y-%m-%dT%H:%M}" for k, v in times.items()}
    )
    client = world.client(world.agent)
    answer = client.post(reverse("status:publish"), given)
    notice = Notice.objects.get()
    assert not notice.is_public and notice.begins_itself and not notice.ends_itself
    page = reverse("status:change_plan", args=[notice.number])
    assert "Det går långsamt." in client.get(page).text
    assert client.post(page, given | {"title_sv": "Ny rubrik", "seen": notice.version}).status_code == 303
    assert client.post(page, given | {"title_sv": "Gammal flik", "seen": notice.version}).status_code == 409
    assert client.post(reverse("status:announce", args=[notice.number])).status_code == 303
    notice.refresh_from_db()
    assert notice.is_public and notice.title_sv == "Ny rubrik"
    assert "Ny rubrik" in client.get(answer["Location"]).text


def test_the_preview_shows_what_is_missing_and_what_is_stopped(world):
    client = world.client(world.agent)
    answer = client.post(
        reverse("status:preview"), {"kind": "disturbance", "text_sv": "Ring 19850412-1236", "whom": "all"}
    )
    assert answer.status_code == 200 and "19850412-••••" in answer.text
    assert answer.text.count("data-goes") == 4
    whole = client.post(reverse("status:preview"), filled(world, text_en="Slow. Try again.", workaround_sv="Vänta."))
    assert "data-goes" not in whole.text and "Slow. Try again." in whole.text


def test_of_two_forms_sent_at_once_the_second_keeps_its_text(world, disturbance):
    notice = disturbance()
    client, address = world.client(world.other_agent), reverse("status:update", args=[notice.number])
    given = {"text_sv": "Min version.", "next": "30", "seen": notice.version}
    commands.update(
        world.actor(world.agent), notice, text_sv="Någon annans.", next_update_at=timezone.now() + timedelta(hours=1)
    )
    answer = client.post(address, given)
    assert answer.status_code == 409 and "Min version." in answer.text and "Någon annans." in answer.text
    assert f'value="{notice.version + 1}"' in answer.text
    assert client.post(address, given | {"seen": notice.version + 1}).status_code == 303
    assert notice.updates.count() == 3


def test_parts_of_one_environment_survive_a_form_that_was_sent_without_them(world, disturbance, another):
    _service, environment = another
    only_there = commands.Piece(service=world.service, degree="read_only", environment=environment)
    notice = disturbance(parts=[commands.Piece(service=world.service, degree="down"), only_there])
    given = {"text_sv": "Bättre.", "next": "30", f"degree_{world.service.pk}": "degraded"}
    assert world.client(world.agent).post(reverse("status:update", args=[notice.number]), given).status_code == 303
    assert set(notice.parts.values_list("environment__key", "degree")) == {
        ("production", "degraded"),
        ("test", "read_only"),
    }


def test_correct_resolve_reopen_cancel_and_english_by_their_pages(world, disturbance):
    notice, client = disturbance(), world.client(world.agent)
    at = lambda name, *more: reverse(f"status:{name}", args=[notice.number, *more])  # noqa: E731
    first = notice.updates.get()
    start = f"{timezone.localtime(notice.starts_at):%Y-%m-%dT%H:%M}"
    given = {"text_sv": "Rätt tid är 08.00.", "title_sv": notice.title_sv, "starts_at": start}
    assert client.post(at("correct", first.pk), given).status_code == 303
    assert "is-corrected" in client.get(at("notice")).text
    assert client.post(at("translate"), {"title_en": "Slow", f"text_{first.pk}": "Slow."}).status_code == 303
    assert client.post(at("resolve"), {"text_sv": "Över."}).status_code == 303
    assert client.post(at("resolve"), {"text_sv": "Över."}).status_code == 409
    assert client.post(at("reopen"), {"text_sv": "Åter.", "next": "30"}).status_code == 303
    assert client.post(at("cancel"), {"text_sv": "Fel notis."}).status_code == 303
    notice.refresh_from_db()
    assert (notice.state, notice.title_en) == ("cancelled", "Slow")


def test_templates_and_series_by_their_pages(world):
    client = world.client(world.agent)
    given = {
        "name": "Uppgradering", "kind": "planned", "title_sv": "Uppgradering", "text_sv": "Stängt {start}–{end}.",
        "degree": "maintenance", "environments": [world.production.pk], "services": [world.service.pk],
    }  # fmt: skip
    assert client.post(reverse("status:keep_template"), given | {"text_sv": "{fel}"}).status_code == 422
    assert client.post(reverse("status:keep_template"), given).status_code == 303
    template = Template.objects.get()
    day = timezone.localdate() + timedelta(days=3)
    series = {
        "template": template.pk, "first_on": day, "begins": "18:00", "minutes": 240, "every_weeks": 2, "announce_days": 1,
        "announce_time": "09:00", "begins_itself": "on",
    }  # fmt: skip
    answer = client.post(reverse("status:set_series"), series)
    row = Series.objects.get()
    assert (
        answer["Location"] == reverse("status:series", args=[row.pk])
        and client.get(answer["Location"]).status_code == 200
    )
    assert client.post(reverse("status:drop_day", args=[row.pk]), {"day": day}).status_code == 303
    assert row.skips.count() == 1
    assert client.post(reverse("status:take_up_day", args=[row.pk]), {"day": day}).status_code == 303
    assert Notice.objects.filter(series=row).count() >= 4
    assert client.post(reverse("status:end_template", args=[template.pk])).status_code == 303
    assert Template.objects.present().exists(), "work that comes back is planned with it"
    month = client.get(f"{reverse('status:calendar')}?month={day:%Y-%m}").text
    assert "18.00" in month
    assert client.get(f"{reverse('status:calendar')}?month=nonsens").status_code == 200
    assert client.post(reverse("status:end_series", args=[row.pk])).status_code == 303
    assert not Notice.objects.filter(series=row).exists()


@pytest.mark.parametrize("name", ["notices", "calendar"])
def test_many_rows_cost_no_more_queries(world, disturbance, work, name):
    client, address = world.client(world.agent), reverse(f"status:{name}")
    client.get(address)

    def count():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    disturbance(institutions=[world.uu])
    work(starts_at=timezone.now() + timedelta(hours=2))
    few = count()
    for _turn in range(4):
        disturbance(institutions=[world.uu, world.lu])
        work(starts_at=timezone.now() + timedelta(hours=2))
    assert count() == few


def test_the_list_is_narrowed(world, disturbance, another):
    service, _environment = another
    disturbance(title_sv="Resultat trögt", institutions=[world.uu])
    disturbance(title_sv="Intyg nere", parts=[commands.Piece(service=service, degree="down")], institutions=[world.lu])
    client = world.client(world.expert)

    def shown(query):
        text = client.get(f"{reverse('status:notices')}?{query}").text
        return {word for word in ("Resultat trögt", "Intyg nere") if word in text}

    assert shown("") == {"Resultat trögt", "Intyg nere"}
    assert shown("service=intyg") == {"Intyg nere"} and shown("institution=UU") == {"Resultat trögt"}
    assert shown("q=trögt") == {"Resultat trögt"} and shown("kind=planned") == set()
    assert shown("view=over") == set() and shown("view=nonsens&kind=x") == {"Resultat trögt", "Intyg nere"}


def test_what_goes_on_stands_by_its_next_promise_and_what_promises_nothing_last(world, disturbance, ahead):
    disturbance(title_sv="Promises nothing", kind="information", next_update_at=None)
    disturbance(title_sv="Promises later", next_update_at=ahead(hours=5))
    disturbance(title_sv="Promises soon", next_update_at=ahead(hours=1))
    text = world.client(world.agent).get(reverse("status:notices")).text
    places = [text.index(f"Promises {when}") for when in ("soon", "later", "nothing")]
    assert places == sorted(places)


def test_a_case_shows_what_goes_on_and_one_key_puts_it_in_the_answer(world, disturbance):
    notice = disturbance(workaround_sv="Spara och vänta.")
    case = world.taken(service=world.service)
    client = world.client(world.agent)
    assert notice.title_sv in client.get(reverse("cases:case", args=[case.number])).text
    answer = client.post(reverse("status:insert", args=[notice.number, case.number]))
    assert answer.status_code == 303
    page = client.get(answer["Location"]).text
    assert "Spara och vänta." in page
    other = world.taken()
    assert notice.title_sv not in client.get(reverse("cases:case", args=[other.number])).text


def test_a_protected_case_is_not_found_by_others(world, disturbance):
    notice, case = disturbance(), world.protected()
    answer = world.client(world.other_agent).post(reverse("status:insert", args=[notice.number, case.number]))
    assert answer.status_code == 404


def test_that_it_is_over_is_said_of_the_notices_own_services_and_english_follows_what_was_written(world, disturbance):
    client, over = world.client(world.agent), {}
    for name, change in (("as it is", {}), ("changed", {"text_sv": "Rättat med en ny version."}), ("both", {
        "text_sv": "Rättat med en ny version.", "text_en": "Mended by a new version."})):  # fmt: skip
        notice = disturbance(title_en="Slow", text_en="Slow.")
        address = reverse("status:resolve", args=[notice.number])
        form = on_page(client.get(address))
        assert form["text_sv"] == [f"{world.service.name_sv} fungerar åter."], "others may go on"
        assert client.post(address, form | {field: [text] for field, text in change.items()}).status_code == 303
        over[name] = notice.updates.get(kind="resolved").text_en
        assert bool(over[name]) is not Notice.objects.get(pk=notice.pk).subject.is_open
    assert over == {
        "as it is": f"{world.service.name_en} is working again.", "changed": "", "both": "Mended by a new version.",
    }  # fmt: skip


def test_strangers_see_what_goes_on_and_the_way_to_the_public_page_and_to_subscriptions(world, disturbance):
    client = world.client(None)
    for address in ("/", reverse("portal:about"), reverse("account_login")):
        text = client.get(address).text
        assert f'href="{settings.CONFIG.public_status_url}/"' in text, address
        assert f'href="{reverse("bulletins:subscribe")}"' in text, address
    costs = []
    for count in (1, 6):
        for number in range(count):
            disturbance(title_sv=f"Trögt {count}-{number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text = client.get("/", headers={"accept-language": "sv"}).text
        costs.append(len(asked))
        assert "Trögt 1-0" in text and text.count('class="notice is-attention"') == min(count, 5)
    assert costs[0] == costs[1]
    assert "Se all driftsinformation" in text


def test_the_portal_tells_before_one_sends(world, disturbance, another):
    service, _environment = another
    disturbance(title_sv="Bara Lund", institutions=[world.lu])
    disturbance(title_sv="Alla drabbas")
    client = world.client(world.local)
    for address in ("/", reverse("portal:new", args=["fault"])):
        text = client.get(address).text
        assert "Alla drabbas" in text and "Bara Lund" not in text
    concerning = reverse("status:concerning")
    assert "Alla drabbas" in client.get(f"{concerning}?service={world.service.pk}").text
    assert "Alla drabbas" not in client.get(f"{concerning}?service={service.pk}").text
    assert world.client(None).get(concerning).status_code == 302


def test_the_situation_now_shows_what_was_promised(world, disturbance):
    disturbance()
    assert "Långsamt i Resultat" in world.client(world.coordinator).get(reverse("desk:now")).text
    mine = world.client(world.agent).get(reverse("desk:mine"))
    assert mine.status_code == 200


def test_the_situation_now_names_who_holds_the_ball_of_a_notice_and_nobody_who_is_away(world, disturbance):
    disturbance()
    today = timezone.localdate()
    people.set_absence(SYSTEM, world.agent, first_day=today, last_day=today, deputy=world.other_agent)
    with housekeeping("test"):
        Cursor.objects.filter(name__startswith="clock:").delete()
    clock.tick()
    shown = world.client(world.coordinator).get(reverse("desk:now")).text
    part = shown[shown.index('id="now-notices"') :].split("</section>")[0]
    assert "Bo Björk" in part and "Asta Almgren" not in part
