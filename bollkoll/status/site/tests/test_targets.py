"""To other places, with the real tools: rsync, sftp and an S3 server; unreachable ones say why, and nothing is half there."""

import os
import shutil
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from bollkoll.status.site import targets
from bollkoll.status.site.publishing import manifest
from bollkoll.status.site.targets import TargetError, bring, in_order
from bollkoll.status.site.tests.pictures import disturbance, picture, planned

SFTP_SERVERS = ("/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server", "/usr/libexec/sftp-server")


def needed(tool: str, where: tuple[str, ...] = ()) -> str:
    found = shutil.which(tool) or next((path for path in where if Path(path).exists()), "")
    assert found, f"This test needs {tool}: install it with the system's packages (bash tests/system.sh)."
    return found


def same(one: Path, other: Path) -> bool:
    names = {str(path.relative_to(one)) for path in one.rglob("*") if path.is_file()}
    there = {str(path.relative_to(other)) for path in other.rglob("*") if path.is_file()}
    return names == there and all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


@pytest.fixture(params=["folder", "rsync"])
def with_releases(request, tmp_path):
    if request.param == "rsync":
        needed("rsync")
    root = tmp_path / "there"
    root.mkdir()
    return f"{request.param}:{root}", root


def test_a_release_is_brought_and_swapped_in_and_old_ones_go(site, with_releases):
    target, root = with_releases
    for position in range(1, 8):
        release = site.publish(picture(*([disturbance()] if position % 2 else []), planned(), position=position))
        sent = bring(target, site.root)
        assert (root / "current").resolve().name == release.name
        assert same(release, root / "current")
        assert sent > 0
    assert len(list((root / "releases").iterdir())) <= 5
    assert not list((root / "releases").glob(".making*"))


def test_what_has_not_changed_is_not_sent_again(site, with_releases):
    target, root = with_releases
    site.publish(picture(planned(), position=1))
    bring(target, site.root)
    before = (root / "current").resolve()
    site.publish(picture(disturbance(), planned(), position=2))
    bring(target, site.root)
    name = next(path for path in manifest(site.root)["files"] if "meddelande" in path and f"{2:012x}" in path)
    assert (before / name).samefile(root / "current" / name)
    bring(target, site.root)
    assert same(site.root / "current", root / "current")


def test_a_folder_that_was_left_half_way_is_finished(site, tmp_path, monkeypatch):
    site.publish(picture(position=1))
    bring(f"folder:{tmp_path / 'there'}", site.root)
    site.publish(picture(disturbance(), position=2))
    copy, done = shutil.copy2, []

    def full(source, to):
        done.append(to)
        if len(done) > 20:
            raise OSError(28, "No space left on device")
        return copy(source, to)

    monkeypatch.setattr(targets.shutil, "copy2", full)
    with pytest.raises(TargetError, match="No space left"):
        bring(f"folder:{tmp_path / 'there'}", site.root)
    assert "Allt fungerar." in (tmp_path / "there/current/sv/index.html").read_text()
    monkeypatch.undo()
    bring(f"folder:{tmp_path / 'there'}", site.root)
    assert same(site.root / "current", tmp_path / "there/current")


@pytest.fixture
def sftp(tmp_path, monkeypatch):
    """A real sftp client with a real sftp server; what is between them is no network."""
    needed("sftp")
    monkeypatch.setattr(targets, "SFTP", ("sftp", "-D", needed("sftp-server", SFTP_SERVERS)))
    return f"sftp:{tmp_path / 'web folder'}", tmp_path / "web folder"


def test_a_plain_folder_gets_each_file_by_sftp_and_loses_what_is_gone(site, sftp):
    target, root = sftp
    release = site.publish(picture(disturbance(), planned(), position=1))
    bring(target, site.root)
    names = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()} - {".picture.json"}
    assert {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()} == names
    site.publish(picture(planned(), position=2))
    assert 0 < bring(target, site.root) < len(names)
    assert "Allt fungerar." in (root / "sv/index.html").read_text()
    assert len(list((root / "sv/meddelande").rglob("*.html"))) == 1
    assert bring(target, site.root) == 0


@pytest.fixture(scope="module")
def store():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(store, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    client = boto3.client("s3", endpoint_url=store, region_name="eu-north-1")
    client.create_bucket(Bucket="status", CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    yield client
    for one in client.list_objects_v2(Bucket="status").get("Contents", []):
        client.delete_object(Bucket="status", Key=one["Key"])
    client.delete_bucket(Bucket="status")


def keys(client) -> dict[str, str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="status")
    return {one["Key"]: one["ETag"] for page in pages for one in page.get("Contents", [])}


def test_a_store_gets_the_files_with_their_kinds_and_only_what_has_changed(site, bucket, store):
    target = f"s3://status/web?endpoint={store}&region=eu-north-1"
    site.publish(picture(disturbance(), planned(), position=1))
    everything = bring(target, site.root)
    assert everything == len(manifest(site.root)["files"])
    front = bucket.get_object(Bucket="status", Key="web/sv/index.html")
    assert front["ContentType"] == "text/html; charset=utf-8"
    assert "Resultat är nere." in front["Body"].read().decode()
    style = next(path for path in manifest(site.root)["files"] if path.endswith(".css"))
    assert "immutable" in bucket.get_object(Bucket="status", Key=f"web/{style}")["CacheControl"]
    site.publish(picture(planned(), position=2))
    assert 0 < bring(target, site.root) < everything
    assert set(keys(bucket)) == {f"web/{path}" for path in [*manifest(site.root)["files"], ".manifest.json"]}
    assert bring(target, site.root) == 0


def test_a_store_that_is_away_says_so(site, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    site.publish(picture())
    with pytest.raises(TargetError, match=r"127\.0\.0\.1:9"):
        bring("s3://status?endpoint=http://127.0.0.1:9&region=eu-north-1", site.root)


def test_the_fronts_come_last_and_what_they_need_first(site):
    site.publish(picture(disturbance()))
    order = in_order(manifest(site.root)["files"])
    places = {path: number for number, path in enumerate(order)}
    assert order[-1].endswith("index.html")
    fronts = [places["sv/index.html"], places["en/index.html"], places["index.html"]]
    assert min(fronts) == len(order) - 3
    assert max(places[path] for path in order if path.startswith("_/")) < min(
        places[path] for path in order if path.endswith(".html")
    )


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("ftp://old.example/", "begins with none of"),
        ("folder:/proc/nowhere/at/all", "missing|denied|No such"),
        ("rsync:/proc/nowhere", "rsync"),
    ],
)
def test_a_target_that_cannot_be_reached_says_why(site, target, why):
    needed("rsync")
    site.publish(picture())
    with pytest.raises(TargetError, match=why):
        bring(target, site.root)


def test_nothing_published_is_no_fault_of_the_target(site, tmp_path):
    with pytest.raises(TargetError, match="missing"):
        bring(f"folder:{tmp_path / 'there'}", site.root)


def test_a_missing_tool_is_named(site, monkeypatch, tmp_path):
    site.publish(picture())
    monkeypatch.setattr(targets, "RSYNC", ("rsync-that-is-not-here",))
    with pytest.raises(TargetError, match="is not installed here"):
        bring(f"rsync:{tmp_path}", site.root)


def test_links_of_the_file_system_are_not_needed(site, monkeypatch, tmp_path):
    """Another mount, or a store without hard links: everything is copied."""

    def refused(*_):
        raise OSError(os.EX_OSERR, "not here")

    monkeypatch.setattr(targets.os, "link", refused)
    for position in (1, 2):
        site.publish(picture(disturbance(), position=position))
        bring(f"folder:{tmp_path / 'there'}", site.root)
    assert same(site.root / "current", tmp_path / "there/current")
