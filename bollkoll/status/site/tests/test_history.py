"""Ninety days: what each day's notices said, how it was and for how long; and nothing that nobody has said."""

import re
from datetime import timedelta

import pytest

from bollkoll.status.site.history import History
from bollkoll.status.site.reading import read
from bollkoll.status.site.telling import iso
from bollkoll.status.site.tests.pictures import NOW, long_history, notice, picture, planned, said, update, uuid
from bollkoll.status.site.tests.test_pages import plain

TEN = NOW.replace(hour=9, minute=0)  # 10.00 in Sweden
NAMES = said("Resultat går inte att spara", "Results cannot be saved")


def hours(number):
    return TEN + timedelta(hours=number)


def parts(**degrees):
    return [{"service": "resultat", "environment": where, "degree": degree} for where, degree in degrees.items()]


def everywhere(degree):
    return [{"service": "resultat", "environment": None, "degree": degree}]


def over(*updates, ended, number=1, days=1, **more):
    """A notice of Resultat that began at ten and is over, some days ago."""
    back = timedelta(days=days)
    told = [
        update(number * 100 + place, at - back, kind, f"Text {place}.", f"Text {place}.", facts=facts)
        for place, (at, kind, facts) in enumerate([(TEN, "first", {}), *updates, (ended, "resolved", {})], start=1)
    ]
    given = {"parts": everywhere("down"), "starts_at": iso(TEN - back), "ended_at": iso(ended - back)}
    return notice(number, NAMES, told, state="resolved", **given | more)


def lasted(*notices, service="resultat"):
    """{days ago: [(degree, minutes), …]} of the first environment."""
    history = History(read(picture(*notices)))
    return {
        (history.last - day.on).days: [pair for entry in day.entries.values() for pair in entry.minutes()]
        for day in history.days(service)
    }


def test_each_degree_lasts_from_when_it_was_told_until_it_was_another():
    changed = {"parts": [everywhere("down"), everywhere("degraded")], "degree": ["down", "degraded"]}
    one = over((hours(1), "update", changed), ended=hours(1.5), parts=everywhere("degraded"))
    assert lasted(one) == {1: [("down", 60), ("degraded", 30)]}


def test_what_was_mended_and_watched_counts_as_it_was_told():
    mended = {"parts": [everywhere("down"), everywhere("operational")]}
    assert lasted(over((hours(1), "update", mended), ended=hours(3), parts=everywhere("operational"))) == {
        1: [("down", 60)]
    }


def test_what_came_back_has_a_gap_between():
    back = ((hours(1), "resolved", {}), (hours(3), "reopened", {}))
    assert lasted(over(*back, ended=hours(4))) == {1: [("down", 120)]}


def test_work_that_failed_and_was_moved_counts_on_both_days_and_not_between():
    begins, again = NOW - timedelta(days=3), NOW - timedelta(days=2)
    moved = {"starts_at": [iso(begins), iso(again)]}
    told = [
        update(201, begins - timedelta(days=2), "first", "Uppgradering.", "Upgrade."),
        update(202, begins, "begun", "Börjat.", "Begun."),
        update(203, begins + timedelta(hours=1), "delayed", "Misslyckat.", "Failed.", facts=moved),
        update(204, again, "begun", "Börjat.", "Begun."),
        update(205, again + timedelta(hours=2), "resolved", "Klart.", "Done."),
    ]
    ended = iso(again + timedelta(hours=2))
    one = planned(2, begins=again, state="resolved", ended_at=ended, parts=everywhere("maintenance")) | {
        "updates": told
    }
    minutes = [sum(pair[1] for pair in pairs) for pairs in lasted(one).values()]
    assert sum(minutes) == 180
    assert History(read(picture(one))).troubled("resultat") == (0, 0), "planned work is no disturbance"


def test_a_day_takes_what_is_of_it_and_the_next_the_rest():
    night = {"starts_at": iso(hours(12) - timedelta(days=2)), "ended_at": iso(hours(15) - timedelta(days=2))}
    one = over(ended=hours(15), days=2, **night)  # from 22.00 to 01.00
    assert lasted(one) == {2: [("down", 120)], 1: [("down", 60)]}


def test_only_the_first_environment_is_counted_and_its_own_degree():
    one = over(ended=hours(1), environments=["prod", "test"], parts=parts(prod="degraded", test="down"))
    assert lasted(one) == {1: [("degraded", 60)]}
    assert lasted(over(ended=hours(1), environments=["prod", "test"], parts=parts(test="down"))) == {}


def test_what_overlaps_counts_once_in_the_sum():
    first, second = over(ended=hours(2)), over(ended=hours(3), number=2)
    history = History(read(picture(first, second)))
    assert history.troubled("resultat") == (1, 180)
    assert len(history.days("resultat")[0].entries) == 2


def test_an_older_picture_without_its_changes_counts_the_worst_it_was():
    one = over(
        (hours(1), "update", {"degree": ["down", "operational"]}), ended=hours(2), parts=everywhere("operational")
    )
    assert lasted(one) == {1: [("down", 120)]}


@pytest.mark.parametrize(
    "facts", [None, [], {"parts": "down"}, {"parts": [[{"degree": "x"}], [None, 3]]}, {"starts_at": [1, 2]}]
)
def test_facts_that_make_no_sense_stop_nothing(facts):
    assert lasted(over((hours(1), "delayed", facts), ended=hours(2))) in ({1: [("down", 120)]}, {})


def test_the_bar_leads_to_the_notice_of_the_day_and_says_what_was_told(site):
    site.publish(picture(over(ended=hours(1.5))))
    bar = r'<a href="([^"]+)" tabindex="-1"><title>([^<]+)</title>'
    [(address, words)] = re.findall(bar, site.text("sv/historik/index.html"))
    assert address == f"../../sv/meddelande/{uuid(1)}/"
    assert words == "28 november: Resultat går inte att spara, nere 1 tim 30 min"
    [(_address, words)] = re.findall(bar, site.text("en/service/resultat/index.html"))
    assert words == "28 November: Results cannot be saved, down 1 h 30 min"


def test_a_day_with_several_notices_leads_to_all_of_them(site):
    site.publish(picture(over(ended=hours(1)), over(ended=hours(3), number=2)))
    page = site.text("sv/tjanst/resultat/index.html")
    assert re.findall(r'<a href="([^"]+)" tabindex', page) == ["../../../sv/tjanst/resultat/#d2026-11-28"]
    assert 'id="d2026-11-28"' in page and f"meddelande/{uuid(2)}/" in page


def test_ninety_days_can_be_read_without_seeing(site):
    site.publish(picture(over(ended=hours(1.5))))
    page = plain(re.sub("<svg.*?</svg>", "", site.text("sv/historik/index.html"), flags=re.DOTALL))
    words = "Resultat störd 1 dag, sammanlagt 1 tim 30 min 28 nov: Resultat går inte att spara , nere 1 tim 30 min"
    assert words in page
    assert "Examen ingen störning meddelad" in page
    rows = plain(site.text("sv/tjanst/resultat/index.html"))
    assert "28 november Resultat går inte att spara : nere 1 tim 30 min" in rows


def test_the_pages_say_how_it_is_counted_and_claim_nothing_more(site):
    site.publish(long_history(60))
    for name in ("sv/historik/index.html", "sv/tjanst/resultat/index.html"):
        page = plain(site.text(name))
        assert "Räknat ur meddelandena (Produktion)" in page and "utan störningar" not in page and "%" not in page
