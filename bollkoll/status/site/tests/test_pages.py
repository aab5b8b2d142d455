"""What the public page says: understood at once, true, and the same for whoever cannot see it."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from bollkoll.status.site.telling import iso
from bollkoll.status.site.tests.pictures import (
    NOW,
    disturbance,
    long_history,
    notice,
    picture,
    planned,
    said,
    update,
    uuid,
)

LARGEST = 50_000


class _Plain(HTMLParser):
    """What is read out: text, without what is hidden from everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.skipping = [], 0

    def handle_starttag(self, tag, attributes):
        self.skipping += tag in ("head", "svg")

    def handle_endtag(self, tag):
        self.skipping -= tag in ("head", "svg")

    def handle_data(self, text):
        if not self.skipping:
            self.text.append(text)


def plain(html: str) -> str:
    parser = _Plain()
    parser.feed(html)
    return re.sub(r"\s+", " ", " ".join(parser.text))


def heading(html: str) -> str:
    return plain("<p>" + re.search(r"<h1>(.*?)</h1>", html, re.S)[1])


def down(service, number, institutions=None):
    part = {"service": service, "degree": "down", "environment": None, "note": said("")}
    return disturbance(number, parts=[part], institutions=institutions)


@pytest.mark.parametrize(
    ("notices", "swedish", "english"),
    [
        ([], "Allt fungerar.", "Everything works."),
        ([planned()], "Allt fungerar.", "Everything works."),
        ([disturbance()], "Resultat är nere.", "Results is down."),
        ([disturbance(institutions=["UU"])], "Resultat är nere för Uppsala universitet.",
         "Results is down for Uppsala University."),
        ([disturbance(environments=["test"])], "Ladok fungerar.", "Ladok works."),
        ([planned(state="under_way", begins=NOW)], "Planerat arbete pågår i Ladok.", "Planned work is under way in Ladok."),
        ([disturbance(parts=[])], "Resultat går inte att attestera.", "Results cannot be certified."),
        ([disturbance(state="resolved", ended_at=iso(NOW))], "Allt fungerar.", "Everything works."),
        ([down("resultat", 1, ["UU"]), down("examen", 2, ["LU"])], "Resultat och Examen är nere för vissa lärosäten.",
         "Results and Degrees are down for some institutions."),
        ([down("resultat", 1), down("examen", 2, ["LU"])], "Resultat är nere.", "Results is down."),
        ([down("resultat", 1), disturbance(2, parts=[], severity="critical")], "Resultat går inte att attestera.",
         "Results cannot be certified."),
    ],
)  # fmt: skip
def test_one_sentence_says_how_it_is(site, notices, swedish, english):
    site.publish(picture(*notices))
    assert heading(site.text("sv/index.html")).strip() == swedish
    assert heading(site.text("en/index.html")).strip() == english
    assert swedish in plain(site.text("index.html"))
    assert english in plain(site.text("index.html"))


def test_what_is_worse_for_some_does_not_hide_how_it_is_for_the_others(site):
    part = {"service": "resultat", "degree": "degraded", "environment": None, "note": said("")}
    site.publish(picture(disturbance(1, parts=[part]), down("resultat", 2, ["UU"])))
    for path in ("sv/index.html", "sv/tjanst/resultat/index.html"):
        page = plain(site.text(path))
        assert (
            "Resultat är nere för Uppsala universitet." in page
            and "För övriga: Resultat fungerar sämre än vanligt." in page
        )
    assert re.search(
        r"Uppsala universitet; övriga: (fungerar )?sämre", plain(site.text("sv/tjanst/resultat/index.html"))
    )
    assert heading(site.text("sv/larosate/kth/index.html")).strip() == "Ja. Resultat fungerar sämre än vanligt."


def test_what_is_critical_and_of_no_service_in_particular_leads_everywhere(site):
    login = notice(3, said("Ingen kan logga in", "Nobody can log in"), [update(301, NOW, "first", "Nere.", "Down.")])
    site.publish(picture(down("resultat", 1), login | {"severity": "critical"}))
    assert heading(site.text("sv/larosate/kth/index.html")).strip() == "Ja. Ingen kan logga in."
    front = plain(site.text("sv/index.html"))
    assert "1 tjänst till påverkas" in front and front.index("Ingen kan logga in") < front.index("Resultat går inte")


def test_an_institution_reads_whether_it_is_affected(site):
    site.publish(picture(disturbance(institutions=["UU", "LU"])))
    assert heading(site.text("sv/larosate/uu/index.html")).strip() == "Ja. Resultat är nere."
    assert "Drabbas Uppsala universitet?" in plain(site.text("sv/larosate/uu/index.html"))
    assert heading(site.text("sv/larosate/kth/index.html")).strip() == "Nej, inte vad vi vet."
    assert heading(site.text("en/institution/lu/index.html")).strip() == "Yes. Results is down."
    listed = plain(site.text("sv/larosate/index.html"))
    assert "Uppsala universitet Drabbat" in listed
    assert "KTH Ej drabbat" in listed


def test_a_notice_tells_what_where_whom_what_to_do_and_when_the_next_word_comes(site):
    site.publish(picture(disturbance()))
    for path in ("sv/index.html", f"sv/meddelande/{uuid(1)}/index.html"):
        page = plain(site.text(path))
        for words in (
            "Resultat går inte att attestera", "alla integrationer utom CSN och NyA", "Produktion", "Alla lärosäten",
            "Spara resultaten som utkast", "Nästa besked senast sön 29 nov 23.30", "mån 30 nov 05.00",
        ):  # fmt: skip
            assert words in page, words


def test_a_correction_shows_what_was_wrong_and_what_is_right(site):
    site.publish(picture(disturbance()))
    page = site.text(f"sv/meddelande/{uuid(1)}/index.html")
    wrong = re.search(r"<del>(.*?)</del>", page, re.S)[1]
    assert "05.00 den 27 juni" in page
    assert "Rättelse" in page
    assert "rättat" in plain(page)
    assert any("27 jun" in struck for struck in re.findall(r"<del>(.*?)</del>", page, re.S)), wrong
    assert "<ins>mån 30 nov 05.00</ins>" in page


def test_english_that_is_missing_is_told_by_facts_and_never_delays_the_swedish(site):
    first = update(901, NOW, "first", "Inloggningen fungerar inte.")
    only = notice(9, said("Inloggning nere"), [first], parts=[{"service": "ladok-for-studenter", "degree": "down"}])
    site.publish(picture(only))
    page = plain(site.text(f"en/notice/{uuid(9)}/index.html"))
    assert "Disturbance: Ladok for students" in page
    assert "Translation pending" in page
    assert "Inloggningen" not in page
    assert f"sv/meddelande/{uuid(9)}/" in site.text(f"en/notice/{uuid(9)}/index.html")
    assert "Inloggningen fungerar inte." in plain(site.text("sv/index.html"))
    assert heading(site.text("en/index.html")).strip() == "Ladok for students is down."


def test_every_page_is_small_with_500_notices_of_history(site):
    release = site.publish(long_history(500))
    large = {
        str(path.relative_to(release)): path.stat().st_size
        for path in release.rglob("*.html")
        if path.stat().st_size > LARGEST
    }
    assert large == {}
    assert len(list(release.rglob("*.html"))) > 1000


def test_a_notice_with_very_much_said_goes_on_on_a_second_page(site):
    many = [
        update(7000 + n, NOW - timedelta(hours=80 - n), "update" if n else "first", f"Läget {n}. " + "Vi arbetar vidare. " * 40)
        for n in range(80)
    ]  # fmt: skip
    release = site.publish(picture(notice(70, said("Lång störning"), many)))
    pages = sorted(release.glob(f"sv/meddelande/{uuid(70)}/**/index.html"))
    assert len(pages) > 2
    assert all(page.stat().st_size < LARGEST for page in pages)
    whole = "".join(page.read_text() for page in pages)
    assert all(f"Läget {n}. " in whole for n in range(80))


def test_nothing_on_a_page_comes_from_elsewhere_or_needs_a_script(site):
    release = site.publish(picture(disturbance(), planned()))
    for path in release.rglob("*.html"):
        page = path.read_text()
        fetched = re.findall(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="([^"]+)"', page)
        assert not [address for address in fetched if "//" in address], path
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", page), path


def test_links_lead_to_files_that_are_there(site):
    release = site.publish(long_history(30))
    lost = set()
    for path in release.rglob("*.html"):
        if path.name in ("404.html",):
            continue
        for address in re.findall(r'href="([^"#:]+)"', path.read_text()):
            target = (path.parent / address).resolve()
            if not (target / "index.html" if address.endswith("/") else target).is_file():
                lost.add((str(path.relative_to(release)), address))
    assert lost == set()


def test_what_people_write_is_shown_as_text(site):
    nasty = '<script>alert(1)</script> & "quoted" </title>'
    first = update(901, NOW, "first", nasty, nasty)
    site.publish(picture(notice(9, said(nasty, nasty), [first], parts=[{"service": "resultat", "degree": "down"}])))
    for path in ("sv/index.html", f"en/notice/{uuid(9)}/index.html", "sv/feed.atom", "sv/feed.rss", "sv/planned.ics"):
        assert "<script>alert" not in site.text(path)


def test_a_picture_of_another_version_is_shown_as_well_as_it_can_be(site):
    odd = picture(
        disturbance(colour="blue", state="strange", parts=[{"service": "ny-tjanst", "degree": "wobbly"}, "text", None]),
        {"title": "no id"}, "nothing", weather="rain",
    )  # fmt: skip
    odd["notices"][0]["updates"].append({"id": uuid(77), "at": "yesterday", "kind": "poem", "text": None, "facts": [1]})
    del odd["institutions"], odd["made_at"], odd["organisation"]["hours"]
    site.publish(odd)
    assert "ny-tjanst" in plain(site.text("sv/index.html"))
    site.publish({})
    assert heading(site.text("sv/index.html")).strip() == "ny-tjanst fungerar sämre än vanligt."


def test_the_page_says_when_it_was_published_and_who_may_contact_the_support(site):
    site.publish(picture())
    page = plain(site.text("sv/index.html"))
    assert "Publicerat sön 29 nov 22.43" in page
    assert "Bara lärosätenas lokala support kontaktar oss." in page
    assert "010-555 01 20" in page


def test_what_is_the_same_in_some_environments_is_said_once_with_their_names(site):
    everywhere = [
        ("resultat", None),
        ("examen", "test"),
        ("examen", "utb"),
        ("integrationer", "test"),
        ("integrationer", "utb"),
    ]
    parts = [{"service": service, "environment": where, "degree": "down"} for service, where in everywhere]
    site.publish(picture(disturbance(environments=["prod", "test", "utb"], parts=parts)))
    page = plain(site.text("sv/index.html"))
    assert "Nere Resultat" in page and "Nere Examen och Integrationer och API (Test och Utbildning)" in page


def test_of_two_words_within_a_second_the_one_written_last_stands_first(site):
    words = [update(11, NOW, "first", "Det är fel."), update(12, NOW, "update", "Orsaken är hittad.")]
    site.publish(picture(notice(1, said("Fel i Resultat"), words)))
    assert "Orsaken är hittad." in site.text("sv/index.html")
