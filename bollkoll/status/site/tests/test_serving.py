"""Served straight from the files: the right headers, nothing outside, and on with what there is when all else is down."""

import gzip

import pytest

from bollkoll.status.site import serving
from bollkoll.status.site.publishing import manifest
from bollkoll.status.site.serving import Site as Server
from bollkoll.status.site.serving import preferred
from bollkoll.status.site.tests.pictures import disturbance, picture, uuid


@pytest.fixture
def server(site, monkeypatch) -> Server:
    monkeypatch.setattr(serving, "LOOK_SECONDS", 0)
    site.publish(picture(disturbance()))
    return Server(site.root)


def get(server, path, method="GET", **asked):
    status, headers, body = server.answer(
        method, path, {name.replace("_", "-").encode(): value.encode() for name, value in asked.items()}
    )
    return status, {name.decode(): value.decode() for name, value in headers}, body


def test_a_page_is_served_with_everything_that_keeps_it_fresh_and_safe(server):
    status, headers, body = get(server, "/status/sv/")
    assert status == 200
    assert "Resultat är nere." in body.decode()
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-length"] == str(len(body))
    assert headers["cache-control"].startswith("public, max-age=10")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["etag"].startswith('"')
    assert headers["last-modified"].endswith("GMT")


def test_what_the_reader_has_is_not_sent_again(server):
    _status, headers, _body = get(server, "/status/sv/")
    assert get(server, "/status/sv/", if_none_match=headers["etag"])[0::2] == (304, b"")
    assert get(server, "/status/sv/", if_none_match=f'"x", W/{headers["etag"]}')[0] == 304
    assert get(server, "/status/sv/", if_modified_since=headers["last-modified"])[0] == 304
    stale = get(server, "/status/sv/", if_none_match='"x"', if_modified_since=headers["last-modified"])
    assert stale[0] == 200, "the tag decides when both are given (RFC 9110 §13.2.2)"


def test_compressed_for_those_who_take_it(server):
    status, headers, body = get(server, "/status/sv/", accept_encoding="br, gzip;q=0.8")
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert gzip.decompress(body) == get(server, "/status/sv/")[2]
    assert get(server, "/status/sv/", accept_encoding="gzip", if_none_match=headers["etag"])[0] == 304
    assert "content-encoding" not in get(server, "/status/sv/", accept_encoding="gzip;q=0")[1]


@pytest.mark.parametrize(
    ("path", "kind", "is_open", "cache"),
    [
        ("sv/feed.atom", "application/atom+xml", True, "max-age=10"),
        ("history.rss", "application/rss+xml", True, "max-age=10"),
        ("en/feed.json", "application/feed+json", True, "max-age=10"),
        ("sv/planned.ics", "text/calendar", True, "max-age=10"),
        ("api/v2/summary.json", "application/json", True, "max-age=10"),
        ("banner.js", "text/javascript", True, "max-age=10"),
        ("sv/historik/", "text/html", False, "max-age=10"),
    ],
)
def test_each_file_has_its_kind_and_feeds_may_be_read_by_others(server, path, kind, is_open, cache):
    status, headers, _body = get(server, f"/status/{path}")
    assert status == 200
    assert headers["content-type"].startswith(kind)
    assert (headers.get("access-control-allow-origin") == "*") is is_open
    assert cache in headers["cache-control"]


def test_a_file_whose_name_holds_its_digest_never_changes(server, site):
    name = next(path for path in manifest(site.root)["files"] if path.endswith(".css"))
    assert "immutable" in get(server, f"/status/{name}")[1]["cache-control"]


def test_only_the_banner_may_stand_in_a_frame(server):
    assert "frame-ancestors *" in get(server, "/status/sv/banner.html")[1]["content-security-policy"]
    assert "frame-ancestors *" in get(server, "/status/sv/larosate/uu/banner.html")[1]["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/status/../../etc/passwd", "/status/sv/../../.lock", "/status/.picture.json", "/status/.manifest.json",
        "/status//etc/passwd", "/status/%2e%2e/", "/status/sv/index.html.gz", "/status/nothing", "/status/\x00",
    ],
)  # fmt: skip
def test_nothing_but_the_published_files_can_be_had(server, path):
    status, headers, body = get(server, path)
    assert status == 404
    assert "Sidan finns inte." in body.decode()
    assert 'href="/status/_/' in body.decode(), "its styles are found from wherever it was asked for"
    assert headers["content-type"].startswith("text/html")


def test_one_is_led_to_ones_language_and_to_folders(server):
    assert get(server, "/status")[:1] == (302,)
    assert get(server, "/status/", accept_language="en-GB,en;q=0.9,sv;q=0.3")[1]["location"] == "/status/en/"
    assert get(server, "/status/", accept_language="de")[1]["location"] == "/status/sv/"
    assert get(server, "/status/sv")[1]["location"] == "/status/sv/"
    assert get(server, "/status/sv/larosate/uu")[0] == 301
    assert preferred("fr, en;q=x, sv;q=0.1") == "sv"


def test_only_reading_is_answered(server):
    assert get(server, "/status/sv/", method="POST")[0] == 405
    status, headers, body = get(server, "/status/sv/", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000


def test_a_new_release_is_served_at_once_and_an_old_one_goes_on_when_the_folder_is_gone(server, site):
    get(server, "/status/sv/")
    site.publish(picture(position=200))
    assert "Allt fungerar." in get(server, "/status/sv/")[2].decode()
    (site.root / "current").unlink()
    assert get(server, "/status/sv/")[0] == 200
    assert get(server, f"/status/sv/meddelande/{uuid(1)}/")[0] == 404


def test_before_anything_is_published_one_is_told_so(tmp_path):
    status, headers, body = get(Server(tmp_path), "/status/sv/")
    assert (status, headers["cache-control"]) == (503, "no-store")
    assert "inte publicerad" in body.decode()


def test_what_is_kept_in_memory_is_bounded(server, monkeypatch):
    monkeypatch.setattr(serving, "MOST_MEMORY", 60_000)
    for name in server._table:
        get(server, f"/status/{name}")
    assert server._held <= 60_000
    assert get(server, "/status/sv/")[0] == 200
