"""A configuration that cannot be used says so in plain words, and nothing is started."""

import os
import subprocess
import sys

import pytest

from bollkoll.project.config import Config, unknown


def check(tmp_path, *arguments: str, **names: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOLLKOLL_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "bollkoll.project.cli", *(arguments or ("check",))],
        env=kept | {"BOLLKOLL_HOME": str(tmp_path / "home")} | names,
        input="Subject: hej\n\nhej", capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "nonsens", "DATABASE_URL: should look like postgres://"),
        ("DATABASE_URL", "mysql://a:b@c/d", "DATABASE_URL: should look like postgres://"),
        ("DATABASE_URL", "postgres://a:b@[c/d", "DATABASE_URL: should look like postgres://"),
        ("BOLLKOLL_THREADS", "många", "BOLLKOLL_THREADS: input should be a valid integer"),
        ("BOLLKOLL_PING_URL", "ftp://x", "BOLLKOLL_PING_URL: must begin with https://"),
        ("BOLLKOLL_TRUSTED_PROXIES", "-3", "BOLLKOLL_TRUSTED_PROXIES: input should be greater than or equal to 0"),
        ("BOLLKOLL_BASE_URL", "support.example.se", "BOLLKOLL_BASE_URL: must be the whole address that people use"),
        ("BOLLKOLL_BASE_URL", "ftp://x", "BOLLKOLL_BASE_URL: must be the whole address that people use"),
        ("BOLLKOLL_BASE_URL", "http://x:99999", "BOLLKOLL_BASE_URL: must be the whole address that people use"),
        ("BOLLKOLL_HOME", "/proc/nowhere", "BOLLKOLL_HOME: /proc/nowhere"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_to_do(tmp_path, name, value, said):
    found = check(tmp_path, **{name: value})
    assert found.returncode == os.EX_CONFIG
    assert said in found.stderr
    assert "Traceback" not in found.stderr


def test_a_mail_is_kept_by_the_mail_server_while_the_configuration_is_wrong(tmp_path):
    found = check(tmp_path, "mail", "deliver", BOLLKOLL_THREADS="x")
    assert found.returncode == os.EX_TEMPFAIL
    assert "BOLLKOLL_THREADS" in found.stderr


def test_a_misspelt_setting_is_told_with_what_was_meant(tmp_path):
    assert list(unknown(["BOLLKOLL_THREDS", "BOLLKOLL_THREADS", "PATH"])) == [("BOLLKOLL_THREDS", "BOLLKOLL_THREADS")]
    found = check(tmp_path, BOLLKOLL_MAIL_OUTT="smtp://x")
    assert "BOLLKOLL_MAIL_OUTT is no setting and does nothing. Did you mean BOLLKOLL_MAIL_OUT?" in found.stdout


def test_a_mail_server_without_a_name_is_told(tmp_path):
    assert "BOLLKOLL_MAIL_OUT names no server" in check(tmp_path, BOLLKOLL_MAIL_OUT="smtp://").stdout


def test_links_lead_to_the_port_that_the_pages_listen_on(monkeypatch):
    monkeypatch.delenv("BOLLKOLL_BASE_URL", raising=False)
    monkeypatch.setenv("BOLLKOLL_PORT", "8123")
    assert Config().base_url == "http://127.0.0.1:8123"
    monkeypatch.setenv("BOLLKOLL_BASE_URL", "https://support.example.se/")
    assert Config().base_url == "https://support.example.se"
