"""Numbers of persons: asked about before anything is stored, and masked when the reporter says so."""

import pytest
from django.urls import reverse

from bollkoll.cases.models import Case, Example, Message, Report
from bollkoll.portal.rules import mark

pytestmark = pytest.mark.django_db
CERTAIN, POSSIBLE, INTERIM = "19121212-1212", "850412-1234", "820202-T000"


@pytest.fixture
def client(world):
    return world.client(world.local)


def ask(client, text="", kind="question", **more):
    return client.post(reverse("portal:new", args=[kind]), {"title": "Fel namn", "text": text, **more})


def stored():
    rows = [*Case.objects.values_list("title"), *Message.objects.values_list("text")]
    rows += [*Report.objects.values_list("did", "happened", "expected", "since")]
    rows += [*Example.objects.values_list("student", "wrong")]
    return " ".join(value for row in rows for value in row)


def test_a_certain_number_comes_back_with_a_firm_question_and_everything_typed(client):
    answer = ask(client, f"Det gäller {CERTAIN}.", title=f"Fel för {INTERIM}")
    page = answer.content.decode()
    assert answer.status_code == 422 and not Case.objects.exists()
    assert "is-urgent identity-ask" in page and f"Det gäller {CERTAIN}." in page
    assert 'value="mask"' in page and page.count(" checked") == 1, "masking is what happens unless one chooses"
    assert "19121212-••••" in page


def test_masked_everywhere_when_the_reporter_says_so(client):
    more = {"happened": f"Fel på {CERTAIN}", "since": POSSIBLE, "identity": "mask"}
    more |= {"examples-TOTAL_FORMS": "3", "examples-INITIAL_FORMS": "0", "examples-0-student": CERTAIN}
    answer = ask(client, f"{INTERIM}", "fault", title=f"Om {CERTAIN}", **more)
    assert answer.status_code == 303
    assert not any(number in stored() for number in (CERTAIN, POSSIBLE, INTERIM))
    assert stored().count("••••") == 5


def test_sent_as_it_is_when_the_reporter_chooses_that(client):
    assert ask(client, CERTAIN, identity="keep", asked=mark(CERTAIN)).status_code == 303
    assert CERTAIN in stored()


def test_no_choice_at_all_is_never_taken_for_yes(client):
    assert ask(client, CERTAIN, asked=mark(CERTAIN)).status_code == 422
    assert not Case.objects.exists()


def test_a_new_number_is_asked_about_though_another_was_kept(client):
    assert ask(client, f"{CERTAIN} {INTERIM}", identity="keep", asked=mark(CERTAIN)).status_code == 422
    assert not Case.objects.exists()


def test_what_only_looks_like_a_number_gets_a_mild_word_once(client):
    first = ask(client, POSSIBLE)
    page = first.content.decode()
    assert first.status_code == 422 and "is-attention identity-ask" in page
    assert f'name="asked" value="{mark(POSSIBLE)}"' in page
    assert ask(client, POSSIBLE, asked=mark(POSSIBLE)).status_code == 303
    assert POSSIBLE in stored()


def test_a_number_in_an_example_is_named_by_its_row_and_column(client):
    more = {"examples-TOTAL_FORMS": "3", "examples-INITIAL_FORMS": "0", "examples-1-student": CERTAIN}
    page = ask(client, "", "fault", **more).content.decode()
    assert "identity-ask" in page and " 2, " in page


def test_replies_thanks_and_what_did_not_help_are_asked_about_too(world, client):
    case = world.case(world.local)
    for verb, name in (("reply", "text"), ("say_it_did_not_help", "text"), ("say_thanks", "words")):
        answer = client.post(reverse(f"portal:{verb}", args=[case.number]), {name: f"Det är {CERTAIN}"})
        assert answer.status_code == 422, verb
        assert "identity-ask" in answer.content.decode() and CERTAIN in answer.content.decode()
        done = client.post(reverse(f"portal:{verb}", args=[case.number]), {name: CERTAIN, "identity": "mask"})
        assert done.status_code == 303
    assert CERTAIN not in stored() and CERTAIN not in world.fresh(case).thanks.words


def test_a_kept_number_is_still_hidden_in_lists_and_headings(world, client):
    ask(client, "text", title=f"Om {CERTAIN}", identity="keep", asked=mark(CERTAIN))
    case = Case.objects.get()
    for page in ("/", reverse("portal:cases"), reverse("portal:case", args=[case.number])):
        assert CERTAIN not in client.get(page).content.decode()


def test_nobody_is_asked_again_when_something_else_was_refused_in_between(client):
    long = {"title": "x" * 300}
    kept = ask(client, CERTAIN, **long, identity="keep", asked=mark(CERTAIN))
    assert kept.status_code == 422 and f'name="kept" value="{CERTAIN}"' in kept.content.decode()
    assert ask(client, CERTAIN, kept=CERTAIN).status_code == 303
    masked = ask(client, CERTAIN, **long, identity="mask", asked=mark(CERTAIN)).content.decode()
    assert CERTAIN not in masked and "19121212-••••" in masked


def test_what_was_kept_while_it_was_typed_is_not_asked_about_when_it_is_sent(client):
    assert ask(client, f"{CERTAIN} och {POSSIBLE}", kept=[CERTAIN, POSSIBLE]).status_code == 303
    assert CERTAIN in stored()


def test_what_was_kept_stays_when_the_rest_is_masked(client):
    assert ask(client, f"{CERTAIN} och {INTERIM}", kept=CERTAIN).status_code == 422
    assert ask(client, f"{CERTAIN} och {INTERIM}", kept=CERTAIN, identity="mask").status_code == 303
    assert CERTAIN in stored() and INTERIM not in stored()
