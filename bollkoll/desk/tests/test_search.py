"""Searching: Swedish words, what one may see and nothing else, in any input."""

import json

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bollkoll.cases import commands as cases
from bollkoll.cases import search
from bollkoll.cases.models import Case
from bollkoll.people import commands as people
from bollkoll.people.actor import SYSTEM

pytestmark = pytest.mark.django_db


def found(world, person, query):
    return [one.case.title for one in search.search(world.actor(person), query)]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Resultatrapportering hänger sig", "resultat"),
        ("Resultatrapportering hänger sig", "rapportering"),
        ("Fel i studiedeltagande", "deltagande"),
        ("Resultaten syns inte", "resultat"),
        ("Ärendet om betyget", "betyg"),
        ("ÖVNINGSMILJÖN svarar inte", "övningsmiljö"),
        ("Registreringar saknas", "registrering"),
    ],
)
def test_inflections_and_parts_of_compounds_are_found(world, indexed, title, query):
    world.case(title=title, text="Hej.")
    world.case(title="Något helt annat", text="Hej.")
    indexed()
    assert found(world, world.agent, query) == [title]


def test_words_in_different_messages_are_found_together(world, indexed):
    case = world.taken(title="En fråga")
    world.answer(case, "Prova att byta webbläsare.")
    world.reply(case, "Samma med Firefox.")
    indexed()
    assert found(world, world.agent, "webbläsare firefox") == ["En fråga"]
    assert found(world, world.agent, "webbläsare safari") == []


def test_the_number_goes_first_then_the_title_then_the_dialogue_and_newer_before_older(world, indexed):
    told = world.case(title="Övrigt", text="Det gäller tentamen.")
    older = world.case(title="Tentamen i mars")
    newer = world.case(title="Tentamen i juni")
    part = world.case(title="Hemtentamen")
    numbered = world.case(title="Siffror", text="inget")
    indexed()
    ranked = found(world, world.agent, "tentamen")
    assert ranked == [newer.title, older.title, part.title, told.title]
    assert found(world, world.agent, f"#{numbered.number}")[0] == "Siffror"
    assert found(world, world.agent, str(numbered.number))[0] == "Siffror"


def test_what_was_found_is_marked_and_said_where(world, indexed):
    case = world.taken(title="En sak", text="Inget särskilt här.")
    world.note(case, "Liknar felet med vattenstämpeln i mars.")
    indexed()
    one = search.search(world.actor(world.agent), "vattenstämpel")[0]
    assert one.where == "note"
    assert ("vattenstämpel", True) in one.snippet


def test_personal_numbers_are_masked_in_what_is_shown(world, indexed):
    world.case(title="Sak", text="Studenten 19811228-9874 saknar tentamen.")
    indexed()
    one = search.search(world.actor(world.agent), "tentamen")[0]
    assert "9874" not in "".join(piece for piece, _ in one.snippet)


# Who finds what


def test_a_reporter_never_finds_a_note(world, indexed):
    case = world.taken(title="Vår sak")
    world.note(case, "hemligstämplat internt")
    world.answer(case, "Ett öppet svar.")
    indexed()
    assert found(world, world.agent, "hemligstämplat") == ["Vår sak"]
    for who in (world.local, world.contact, case.reporter):
        assert found(world, who, "hemligstämplat") == []
        assert found(world, who, "öppet") == ["Vår sak"]
        assert found(world, who, "öppet hemligstämplat") == []


def test_an_answer_that_can_still_be_undone_is_not_found(world, indexed):
    case = world.taken()
    cases.answer(world.actor(world.agent), case, text="Ångerbart svar")
    indexed()
    assert found(world, world.local, "ångerbart") == []
    assert found(world, world.agent, "ångerbart") == []


def test_each_finds_only_what_is_theirs(world, indexed):
    world.case(title="Tentamen hos oss")
    world.case(title="Tentamen hos dem", reporter=world.stranger)
    indexed()
    assert found(world, world.local, "tentamen") == ["Tentamen hos oss"]
    assert found(world, world.stranger, "tentamen") == ["Tentamen hos dem"]
    assert found(world, world.extra, "tentamen") == []
    assert found(world, world.expert, "tentamen") == []
    assert len(found(world, world.agent, "tentamen")) == 2


def test_a_protected_case_is_found_by_the_named_only_not_even_by_its_number(world, desk, indexed):
    case = world.protected(title="Skyddad tentamen")
    world.note(case, "känsligt")
    indexed()
    for query in ("skyddad", "känsligt", str(case.number), "tentamen"):
        assert found(world, world.agent, query) == ["Skyddad tentamen"]
        for who in (world.other_agent, world.contact, world.expert, world.stranger):
            assert found(world, who, query) == []
    other = world.client(world.other_agent)
    answer = other.get("/cases/?q=skyddad")
    assert answer.context["page"].count == 0
    assert "Skyddad tentamen" not in answer.content.decode()


def test_protection_lifted_shows_at_once_without_indexing(world, indexed):
    case = world.protected(title="Skyddad tentamen")
    indexed()
    cases.protect(world.actor(world.agent), case, is_protected=False)
    assert found(world, world.other_agent, "tentamen") == ["Skyddad tentamen"]


# Keeping up


def test_what_is_written_is_found_when_the_worker_has_had_its_turn(world, indexed):
    case = world.taken(title="Först")
    indexed()
    cases.rename(world.actor(world.agent), case, title="Sedan")
    world.reply(case, "Kompletterande uppgifter.")
    indexed()
    assert found(world, world.agent, "sedan") == ["Sedan"]
    assert found(world, world.agent, "kompletterande") == ["Sedan"]
    assert found(world, world.agent, "först") == []


def test_a_note_moved_to_another_case_is_found_there_and_only_there(world, indexed):
    one, two = world.taken(title="Ett"), world.taken(title="Två")
    message = world.note(one, "Vandrande anteckning.")
    indexed()
    cases.move_message(world.actor(world.agent), one, message=message, target=two)
    indexed()
    assert found(world, world.agent, "vandrande") == ["Två"]


def test_what_a_mail_quotes_is_found_too(world, indexed):
    case = world.taken(title="Betyg borta")
    cases.reply(world.actor(world.local), case, text="Se nedan.", quoted="Läraren på TE1016 ser inget.")
    indexed()
    for person in (world.agent, world.local):
        [hit] = search.search(world.actor(person), "läraren TE1016")
        assert (hit.where, "TE1016" in "".join(piece for piece, _is_hit in hit.snippet)) == ("dialogue", True)


def test_the_index_is_rebuilt_from_nothing(world, indexed):
    world.case(title="Tentamen ett")
    world.note(world.taken(title="Annat"), "intern tentamen")
    assert found(world, world.agent, "tentamen") == []
    assert search.rebuild() == 2
    assert found(world, world.agent, "tentamen") == ["Tentamen ett", "Annat"]
    assert search.rebuild() == 2
    assert found(world, world.local, "tentamen") == ["Tentamen ett"]


def test_many_candidates_that_one_may_not_see_do_not_hide_those_one_may(world, indexed, monkeypatch):
    monkeypatch.setattr(search, "SMALL_SET", 0)
    monkeypatch.setattr(search, "BATCH", 2)
    monkeypatch.setattr(search, "FETCHED", 3)
    world.case(title="Tentamen hos oss")
    for _ in range(7):
        world.case(title="Tentamen hos dem", reporter=world.stranger)
    indexed()
    assert found(world, world.local, "tentamen") == ["Tentamen hos oss"]
    assert len(found(world, world.agent, "tentamen")) == 8


ANYTHING = st.text(max_size=80) | st.sampled_from(
    ["", " ", "*", '"', '""', '"a', "a OR b", "NEAR(a b)", "a AND", "-a", "words:a", "{", "'", "''", "\\", "\x00",
     "a:*",      "!", "a & b", "(", "#", "#12", "9" * 40, "å" * 300, "\ud800", "%", "_", "<b>", "a\nb"]
)  # fmt: skip


@given(ANYTHING)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_input_is_answered(world, query):
    if not Case.objects.exists():
        world.case(title="Tentamen")
        search.rebuild()
    for person in (world.agent, world.local):
        assert isinstance(search.search(world.actor(person), query), list)


@pytest.mark.parametrize("query", ["%00", "%ff", "a%00b", "%22", "*", "' OR 1=1", "%F0%9F%98%80", "x" * 3000])
def test_any_search_has_a_page(world, desk, query):
    world.case()
    assert desk.get(f"/cases/?q={query}").status_code == 200
    assert desk.get(f"{reverse('desk:palette')}?q={query}").status_code == 200


def test_the_search_page_marks_hits_and_escapes_the_rest(world, desk, indexed):
    world.case(title="<b>Tentamen</b>")
    indexed()
    page = desk.get("/cases/?q=tentamen").content.decode()
    assert "<mark>Tentamen</mark>" in page
    assert "&lt;b&gt;" in page


def test_a_search_is_narrowed_by_the_lists_filters(world, desk, indexed):
    world.case(title="Tentamen ett", kind="question")
    world.case(title="Tentamen två", kind="fault")
    indexed()
    page = desk.get("/cases/?q=tentamen&kind=fault").context["page"]
    assert [row.plain_title for row in page.rows] == ["Tentamen två"]


# The palette


def offered(client, query):
    answer = client.get(reverse("desk:palette"), {"q": query})
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_the_palette_finds_pages_cases_people_institutions_and_views(world, desk, indexed):
    case = world.case(title="Tentamen saknas")
    cases.save_view(world.actor(world.agent), name="Tentamensvyn", query="q=tentamen")
    indexed()
    labels = {entry["label"]: entry["url"] for entry in offered(desk, "tentamen")}
    assert labels["Tentamen saknas"] == reverse("cases:case", args=[case.number])
    assert labels["Tentamensvyn"].endswith("?q=tentamen")
    assert any(entry["label"] == "Uppsala universitet" for entry in offered(desk, "uppsala"))
    assert any(entry["label"] == world.local.name for entry in offered(desk, "lars lok"))
    assert offered(desk, str(case.number))[0]["url"] == reverse("cases:case", args=[case.number])


def test_the_palette_knows_only_what_its_user_may(world, indexed):
    case = world.protected(title="Skyddad tentamen")
    cases.save_view(world.actor(world.agent), name="Egen tentamensvy", query="")
    indexed()
    for who in (world.other_agent, world.expert):
        client = world.client(who)
        for query in ("tentamen", str(case.number)):
            assert [entry for entry in offered(client, query) if "tentamen" in entry["label"].lower()] == []
    assert not any(entry["label"] == world.local.name for entry in offered(world.client(world.expert), "lars lok"))


def test_the_palette_says_nothing_of_who_has_left_and_nothing_to_reporters(world, desk):
    people.end_person(SYSTEM, world.extra)
    assert not any(entry["label"] == world.extra.name for entry in offered(desk, "eva ext"))
    assert world.client(world.local).get(reverse("desk:palette"), {"q": "lars"}).status_code == 403
    assert offered(desk, "x") == []


def test_rebuilding_leaves_no_old_word(world, indexed):
    world.case(title="Gammalt ord")
    indexed()
    case = Case.objects.get()
    cases.rename(world.actor(world.agent), case, title="Nytt ord")
    search.rebuild()
    assert found(world, world.agent, "gammalt") == []
