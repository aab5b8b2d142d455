"""Who sees which matter, at every address of the portal (issue B10)."""

import pytest
from django.urls import reverse

from bollkoll.cases import commands as cases
from bollkoll.people import commands as accounts
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db

WHO = ("reporter", "contact", "local", "extra", "follower", "stranger", "agent", "expert", "admin")
SEEN = {
    # whose matter → who sees it in the portal (staff are led to their own page of it)
    "own": {"reporter", "contact", "local", "follower"},
    "protected": {"reporter"},
    "named": {"reporter", "contact"},
}
POSTS = {
    "reply": {"text": "Hej"},
    "confirm_solved": {},
    "say_thanks": {"rating": "5"},
    "say_it_did_not_help": {"text": "Nej"},
    "add_watcher": {"person": "1"},
    "remove_watcher": {"person": "1"},
}


@pytest.fixture
def people(world):
    reporter = world.invite(world.uu, "Rut Rapport", "extra")
    follower = world.invite(world.uu, "Filip Följer", "extra")
    known = {name: getattr(world, name) for name in WHO if hasattr(world, name)}
    return known | {"reporter": reporter, "follower": follower}


@pytest.fixture
def matters(world, people):
    made = {}
    for kind in SEEN:
        case = world.taken(reporter=people["reporter"], title=f"Ärendet {kind}")
        cases.add_watcher(world.actor(people["reporter"]), case, person=people["follower"])
        if kind != "own":
            cases.protect(world.actor(world.agent), case)
        if kind == "named":
            cases.name_person(world.actor(world.agent), case, person=world.contact)
        made[kind] = case
    return made


@pytest.mark.parametrize("who", WHO)
def test_the_page_the_print_and_every_list(world, people, matters, who):
    client = world.client(people[who])
    for kind, seen in SEEN.items():
        case = matters[kind]
        page = client.get(reverse("portal:case", args=[case.number]))
        paper = client.get(reverse("portal:print", args=[case.number]))
        if who == "agent":  # holds all three, so is named for the protected ones
            assert page.status_code == 302 and page.url == reverse("cases:case", args=[case.number])
            continue
        assert page.status_code == paper.status_code == (200 if who in seen else 404), (who, kind)
        for url in ("/", reverse("portal:cases") + "?show=all", reverse("portal:cases") + f"?q={case.number}"):
            text = client.get(url, follow=False).content.decode()
            assert (f"Ärendet {kind}" in text) == (who in seen), (who, kind, url)


@pytest.mark.parametrize("verb", POSTS)
def test_whoever_does_not_see_a_matter_can_do_nothing_to_it(world, people, matters, verb):
    before = {kind: (case.messages.count(), case.watchers.count()) for kind, case in matters.items()}
    for who in WHO:
        client = world.client(people[who])
        for kind, seen in SEEN.items():
            if who in seen or who == "agent":
                continue
            answer = client.post(reverse(f"portal:{verb}", args=[matters[kind].number]), POSTS[verb])
            assert answer.status_code == 404, (who, kind)
    assert before == {kind: (case.messages.count(), case.watchers.count()) for kind, case in matters.items()}
    assert all(world.fresh(case).is_open for case in matters.values())


@pytest.mark.parametrize("verb", ["case", "print", *POSTS])
def test_nobody_gets_nowhere(world, matters, verb):
    url = reverse(f"portal:{verb}", args=[matters["own"].number])
    answer = world.client().post(url, POSTS[verb]) if verb in POSTS else world.client().get(url)
    assert answer.status_code == (403 if verb in POSTS else 302)
    assert world.fresh(matters["own"]).is_open


def test_a_number_that_does_not_exist_looks_like_one_that_is_not_yours(world, people, matters):
    client = world.client(world.stranger)
    for number in (matters["own"].number, 999_999, 10**30):
        assert client.get(f"/matters/{number}/").status_code == 404


def test_an_ended_account_sees_nothing(world, people, matters):
    client = world.client(people["reporter"])
    accounts.end_person(SYSTEM, people["reporter"])
    assert client.get(reverse("portal:case", args=[matters["own"].number])).status_code == 302


def test_of_a_protected_matter_colleagues_cannot_be_added_but_the_named(world, people, matters):
    page = world.client(people["reporter"]).get(reverse("portal:case", args=[matters["protected"].number]))
    assert not page.context["may_add"] and "Lars Lokal" not in page.content.decode()
    page = world.client(people["reporter"]).get(reverse("portal:case", args=[matters["named"].number]))
    assert [p.name for p in page.context["colleague_form"].fields["person"].queryset] == ["Karin Kontakt"]
