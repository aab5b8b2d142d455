"""Feeds and calendars: well-formed, the same notice known by the same name, and only what concerns whoever subscribes."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from bollkoll.status.site.telling import iso
from bollkoll.status.site.tests.pictures import NOW, disturbance, long_history, notice, picture, planned, said, update

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def titles(site, path) -> list[str]:
    if path.endswith("atom"):
        return [one.text for one in ElementTree.fromstring(site.text(path)).findall("a:entry/a:title", ATOM)]
    if path.endswith("rss"):
        return [one.text for one in ElementTree.fromstring(site.text(path)).findall("channel/item/title")]
    return [one["title"] for one in json.loads(site.text(path))["items"]]


@pytest.mark.parametrize("name", ["feed.atom", "feed.rss", "feed.json"])
def test_a_feed_holds_what_concerns_its_scope(site, name):
    for_uu = disturbance(3, title=said("Bara Uppsala", "Only Uppsala"), institutions=["UU"], environments=["test"])
    site.publish(picture(disturbance(), for_uu, planned()))
    whole = ["Resultat går inte att attestera (pågår)", "Bara Uppsala (pågår)", "Uppgradering av Ladok (planerat)"]
    assert sorted(titles(site, f"sv/{name}")) == sorted(whole)
    assert titles(site, f"en/{name}")[0].endswith("(ongoing)")
    assert len(titles(site, f"sv/larosate/uu/{name}")) == 3
    assert len(titles(site, f"sv/larosate/lu/{name}")) == 2
    assert titles(site, f"sv/miljo/test/{name}") == ["Bara Uppsala (pågår)"]
    assert titles(site, f"sv/tjanst/examen/{name}") == ["Uppgradering av Ladok (planerat)"]


def test_an_entry_keeps_its_name_and_changes_its_time(site):
    site.publish(picture(disturbance(), position=1))
    before = ElementTree.fromstring(site.text("sv/feed.atom"))
    later = disturbance(changed_at="2026-11-29T22:30:00Z")
    later["updates"].append(update(999, NOW + timedelta(minutes=47), "update", "Nu går det bättre."))
    site.publish(picture(later, position=2))
    after = ElementTree.fromstring(site.text("sv/feed.atom"))
    entry, changed = (feed.find("a:entry", ATOM) for feed in (before, after))
    assert entry.find("a:id", ATOM).text == changed.find("a:id", ATOM).text
    assert changed.find("a:updated", ATOM).text == "2026-11-29T22:30:00Z" == after.find("a:updated", ATOM).text
    assert "Nu går det bättre." in changed.find("a:content", ATOM).text
    assert "https://status.example/status/sv/meddelande/" in changed.find("a:link", ATOM).get("href")
    assert "~root~" not in changed.find("a:content", ATOM).text


def test_letters_that_xml_cannot_hold_break_no_feed(site):
    odd = update(901, NOW, "first", "Fel\x00 i \x0bResultat \ufffe & <b>\U0001f600", "x")
    site.publish(picture(notice(9, said("Fel\x01 & <fara>"), [odd])))
    assert titles(site, "sv/feed.atom") == titles(site, "sv/feed.rss") == ["Fel & <fara> (pågår)"]


def test_feeds_hold_the_latest_and_are_small(site):
    release = site.publish(long_history(120))
    assert len(titles(site, "sv/feed.atom")) == 20
    assert max(path.stat().st_size for path in release.rglob("feed.*")) < 80_000


def test_planned_work_is_a_calendar_to_subscribe_to(site):
    cancelled = planned(7, state="cancelled", institutions=["LU"])
    long = planned(8, title=said("Uppgradering; med, tecken\\ och " + "å" * 120, "Upgrade"))
    site.publish(picture(disturbance(), planned(), cancelled, long))
    calendar = Calendar.from_ical((site.root / "current" / "sv/planned.ics").read_bytes())
    events = {str(event["summary"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == 2, "two have the same heading"
    assert len(list(calendar.walk("VEVENT"))) == 3
    event = next(event for event in calendar.walk("VEVENT") if str(event["status"]) == "CONFIRMED")
    assert event["dtstart"].dt == NOW + timedelta(days=3)
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=2)
    assert (
        "Planerat arbete: alla tjänster" in event["description"] or "Planerat arbete: Resultat" in event["description"]
    )
    assert any("å" * 120 in summary for summary in events)
    assert all(len(line) <= 75 for line in (site.root / "current" / "sv/planned.ics").read_bytes().split(b"\r\n"))
    lu = Calendar.from_ical((site.root / "current" / "sv/larosate/lu/planned.ics").read_bytes())
    uu = Calendar.from_ical((site.root / "current" / "sv/larosate/uu/planned.ics").read_bytes())
    assert (len(list(lu.walk("VEVENT"))), len(list(uu.walk("VEVENT")))) == (3, 2)
    assert calendar["x-published-ttl"] == "PT30M"


def test_the_banner_says_something_only_when_there_is_something(site):
    site.publish(picture(disturbance(institutions=["UU"])))
    said_to_uu = json.loads(site.text("sv/larosate/uu/banner.json"))
    assert (said_to_uu["show"], said_to_uu["level"]) == (True, "urgent")
    assert said_to_uu["sentence"] == "Resultat är nere."
    assert json.loads(site.text("sv/larosate/lu/banner.json"))["show"] is False
    assert "Resultat är nere" in site.text("sv/banner.html")
    assert "<main" not in site.text("sv/larosate/lu/banner.html")


def test_an_entry_of_what_affects_no_service_has_no_empty_list(site):
    site.publish(picture(disturbance(parts=[])))
    assert "<ul>" not in site.text("sv/feed.json").partition('"items"')[2].partition("<h4>")[0]
    assert "<ul></ul>" not in site.text("sv/feed.json")


def test_what_was_told_in_a_feed_is_told_there_to_the_end(site):
    was, now = ([{"service": key, "environment": None, "degree": "down"}] for key in ("resultat", "integrationer"))
    facts = {"parts": [was, now], "institutions": [["LU"], ["UU"]]}
    said_now = [
        update(1, NOW, "first", "Resultat är nere."),
        update(2, NOW, "correction", "Det var inte det.", facts=facts),
    ]
    site.publish(picture(disturbance(parts=now, institutions=["UU"]) | {"updates": said_now}))
    for place in ("tjanst/resultat", "tjanst/integrationer", "larosate/lu", "larosate/uu"):
        assert "Det var inte det." in site.text(f"sv/{place}/feed.json"), place
    assert "Det var inte det." not in site.text("sv/larosate/kth/feed.json")
    assert json.loads(site.text("sv/larosate/lu/banner.json"))["show"] is False, "it does not concern them now"


def test_planned_work_that_is_cancelled_keeps_its_times(site):
    site.publish(picture(planned(7, state="cancelled", ended_at=iso(NOW))))
    [event] = Calendar.from_ical((site.root / "current" / "sv/planned.ics").read_bytes()).walk("VEVENT")
    assert str(event["status"]) == "CANCELLED"
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=2)
