"""The front page, told from the edge."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_nobody_is_told_in_both_languages_who_may_contact_the_support(world):
    page = world.client().get("/", headers={"accept-language": "sv"})
    assert page.status_code == 200
    text = page.content.decode()
    assert text.count('class="who"') == 6, "who, how and everybody else, twice"
    assert 'lang="en"' in text and "Who may contact us" in text
    assert "support@bollkoll.example" in text


def test_a_contact_meets_three_doors_and_where_the_matters_stand(world):
    case = world.case(world.local, title="Resultat saknas")
    text = world.client(world.local).get(reverse("home")).content.decode()
    for kind in ("fault", "question", "change"):
        assert reverse("portal:new", args=[kind]) in text
    assert "Resultat saknas" in text and reverse("portal:case", args=[case.number]) in text


@pytest.mark.parametrize(
    ("who", "where"), [("agent", "desk:inflow"), ("expert", "cases:list"), ("admin", "services:overview")]
)
def test_those_who_work_here_are_led_to_the_desk(world, who, where):
    answer = world.client(getattr(world, who)).get("/")
    assert answer.status_code == 302 and answer.url == reverse(where)


@pytest.mark.parametrize("name", ["portal:about", "portal:accessibility"])
def test_public_pages_are_for_everybody(world, name):
    assert world.client().get(reverse(name)).status_code == 200
    assert world.client(world.local).get(reverse(name)).status_code == 200
