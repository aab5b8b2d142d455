"""Issues in outside trackers: linked from cases, kept once, shown to reporters unless internal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bollkoll.cases import commands as cases
from bollkoll.development import commands
from bollkoll.development.models import Issue, IssueLink, Tracker
from bollkoll.log.models import Event

pytestmark = pytest.mark.django_db


def link(world, case, key="ltre-41494", **more):
    return world.client(world.agent).post(
        reverse("development:link_issue", args=[case.number]),
        {"key": key, "title": "Listan blir tom", "is_shown": "on"} | more,
    )


def test_a_case_is_linked_by_key_from_its_page(world, tracker):
    case = world.taken()
    assert link(world, case).status_code == 303
    page = world.client(world.agent).get(reverse("cases:case", args=[case.number])).content.decode()
    assert "LTRE-41494" in page
    assert "Listan blir tom" in page


@pytest.mark.parametrize(
    ("typed", "said"), [("ltre", "LTRE-41494"), ("XYZ-1", "XYZ"), ("", "LTRE"), ("LTRE-0", "LTRE-41494")]
)
def test_what_is_no_known_key_is_told_and_the_form_kept(world, tracker, typed, said):
    answer = link(world, world.taken(), key=typed, title="Min rubrik")
    assert answer.status_code == 422
    assert "Min rubrik" in answer.content.decode()
    assert not IssueLink.objects.exists()


def test_the_same_issue_twice_is_refused_and_the_same_issue_of_two_cases_is_one(world, tracker):
    one, two = world.taken(), world.taken(title="En till")
    link(world, one)
    assert link(world, one).status_code == 409
    assert link(world, two).status_code == 303
    assert Issue.objects.count() == 1


def test_the_pages_of_an_issue_show_every_case_the_actor_may_see_and_no_other(world, tracker, operations):
    plain, hidden = world.taken(title="Vanligt"), world.protected(title="Hemligt ärende")
    link(world, plain)
    link(world, hidden)
    address = reverse("development:issue", args=["ltre-41494"])
    mine = world.client(world.agent).get(address).content.decode()
    assert "Vanligt" in mine
    assert "Hemligt ärende" in mine
    other = world.client(world.other_agent).get(address).content.decode()
    assert "Vanligt" in other
    assert "Hemligt" not in other
    assert f"#{hidden.number}" not in other
    outside = world.client(operations[1]).get(address).content.decode()
    assert "Vanligt" not in outside


def test_an_issue_is_changed_in_one_place_for_all_its_cases(world, tracker, version):
    case = world.taken()
    link(world, case)
    answer = world.client(world.agent).post(
        reverse("development:issue", args=["LTRE-41494"]),
        {"title": "Ny rubrik", "status": "in_progress", "fixed_in": version.pk, "team": world.developers.pk},
    )
    assert answer.status_code == 303
    page = world.client(world.agent).get(reverse("cases:case", args=[case.number])).content.decode()
    assert "Ny rubrik" in page
    assert "2026.24" in page
    heard = Event.objects.get(kind="development.issue_changed").topics.values_list("name", flat=True)
    assert {f"case:{case.pk}", f"case:{case.pk}:shared"} <= set(heard)


def test_what_will_not_be_done_is_fixed_in_no_version(world, tracker, version):
    link(world, world.taken())
    answer = world.client(world.agent).post(
        reverse("development:issue", args=["LTRE-41494"]), {"title": "", "status": "not_done", "fixed_in": version.pk}
    )
    assert answer.status_code == 409
    assert Issue.objects.get().status == "open"


def test_the_reporter_sees_the_issue_unless_it_is_internal(world, tracker, version):
    case = world.taken()
    link(world, case)
    commands.change_issue(world.actor(world.agent), Issue.objects.get(), status="in_progress", fixed_in=version)
    address = reverse("portal:case", args=[case.number])
    page = world.client(world.local).get(address).content.decode()
    assert "LTRE-41494" in page
    assert "Listan blir tom" in page
    assert "2026.24" in page
    hide = reverse("development:show_issue", args=[case.number])
    assert world.client(world.agent).post(hide, {"issue": "LTRE-41494", "is_shown": "0"}).status_code == 303
    assert "LTRE-41494" not in world.client(world.local).get(address).content.decode()


def test_an_internal_issue_is_not_told_on_the_reporters_topic(world, tracker):
    case = world.taken()
    commands.link_issue(world.actor(world.agent), case, key="LTRE-7", is_shown=False)
    heard = Event.objects.get(kind="development.issue_linked").topics.values_list("name", flat=True)
    assert f"case:{case.pk}:shared" not in heard


def test_a_link_is_removed(world, tracker):
    case = world.taken()
    link(world, case)
    gone = reverse("development:unlink_issue", args=[case.number])
    assert world.client(world.agent).post(gone, {"issue": "LTRE-41494"}).status_code == 303
    assert not IssueLink.objects.exists()
    assert world.client(world.agent).post(gone, {"issue": "LTRE-41494"}).status_code == 409
    assert world.client(world.agent).post(gone, {"issue": "LTRE-1"}).status_code == 404


def test_a_list_is_found_in_by_key_and_by_words(world, tracker):
    for key, title in (("LTRE-1", "Listan blir tom"), ("LTRE-22", "Intyg saknar sigill")):
        commands.add_issue(world.actor(world.agent), key=key, title=title)
    client, address = world.client(world.agent), reverse("development:issues")
    for asked, there, gone in (("ltre-22", "LTRE-22", "Listan"), ("blir", "Listan", "Intyg"), ("", "LTRE-1", "zzz")):
        page = client.get(address, {"q": asked}).content.decode()
        assert there in page
        assert gone not in page
    assert client.get(address, {"q": "finns inte"}).status_code == 200
    assert client.get(address, {"view": "skräp", "team": "x", "version": "-1", "page": "a"}).status_code == 200


def test_a_list_costs_the_same_however_long(world, tracker):
    client, address = world.client(world.agent), reverse("development:issues")

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(address)
        return len(found)

    link(world, world.taken(), key="LTRE-1")
    few = cost()
    for number in range(2, 9):
        link(world, world.taken(title=f"Ärende {number}"), key=f"LTRE-{number}")
    assert cost() == few


def test_the_panel_on_a_case_costs_the_same_however_many_issues(world, tracker):
    case = world.taken()
    client, address = world.client(world.agent), reverse("cases:part", args=[case.number, "aside"])
    link(world, case, key="LTRE-1")

    def cost():
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    few = cost()
    for number in range(2, 6):
        link(world, case, key=f"LTRE-{number}")
    assert cost() == few


def test_a_merged_case_brings_its_issues_along(world, tracker, follow):
    case, target = world.taken(), world.taken(title="Samma sak")
    link(world, case)
    cases.merge(world.actor(world.agent), case, target=target)
    follow()
    assert IssueLink.objects.filter(case=target).exists()
    assert link(world, case, key="LTRE-9").status_code == 409


def test_trackers_are_kept_by_administrators(world):
    client = world.client(world.admin)
    add = reverse("development:add_tracker")
    facts = {"prefix": "ltre", "name": "Utvecklingen", "address": "https://tracker.example/browse/{key}"}
    for wrong in ({"prefix": "1x"}, {"address": "https://tracker.example/"}, {"address": "javascript:alert(1)//{key}"}):
        assert client.post(add, facts | wrong).status_code == 409
    assert client.post(add, facts).status_code == 303
    assert client.post(add, facts).status_code == 409
    tracker = Tracker.objects.get()
    assert tracker.prefix == "LTRE"
    change = reverse("development:change_tracker", args=[tracker.pk])
    commands.add_issue(world.actor(world.agent), key="LTRE-1")
    assert client.post(change, facts | {"prefix": "ABC"}).status_code == 409
    assert client.post(change, facts | {"name": "Annat"}).status_code == 303
    assert client.get(reverse("development:trackers")).status_code == 200
    assert world.client(world.agent).get(add).status_code == 403
    assert world.client(world.agent).get(reverse("development:trackers")).status_code == 200


def test_an_issue_is_found_in_the_palette_by_key_and_by_words(world, tracker):
    commands.add_issue(world.actor(world.agent), key="LTRE-22", title="Intyg saknar sigill")
    for typed in ("ltre-22", "sigill"):
        found = world.client(world.agent).get(reverse("desk:palette"), {"q": typed}).content.decode()
        assert "/development/issues/LTRE-22/" in found
