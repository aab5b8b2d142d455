import socket

import pytest

from bollkoll.kit.network import NotPublic, guarded_port, is_public, public_addresses


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.0.8",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "[::1]",
        "::",
        "fe80::1",
        "fe80::1%1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "2130706433",
        "0x7f.1",
        "",
        "a..b",
        "x" * 300,
    ],
)
def test_our_own_network_is_out_of_reach(host):
    assert not is_public(host)


@pytest.mark.parametrize("host", ["192.36.148.17", "2001:67c:124c::1", "64:ff9b::c024:9411"])
def test_public_addresses_are_within_reach(host):
    assert is_public(host)


def resolving_to(*addresses):
    return lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to("192.36.148.17", "10.0.0.1"))
    with pytest.raises(NotPublic):
        public_addresses("two-faced.example")


def test_the_addresses_to_connect_to_come_back_once_each(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", resolving_to("192.36.148.17", "192.36.148.17"))
    assert public_addresses("twice.example") == ["192.36.148.17"]


@pytest.mark.parametrize("port", [0, 22, 25, 5432, 6379, 70_000])
def test_only_the_ports_of_the_web_are_open(port):
    assert guarded_port(443) == 443
    with pytest.raises(NotPublic):
        guarded_port(port)
