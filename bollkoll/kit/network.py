"""Where we may connect when somebody else chose the address: never to ourselves or to the network we stand in.

Against server-side request forgery: a webhook or feed that points at ``localhost``, a metadata service or a printer.
Connect to an address that :func:`public_addresses` gave, not to the name again: it may point elsewhere by then.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

PORTS = frozenset({80, 443, 8080, 8443})

NOT_PUBLIC = [
    ip_network(block)
    for block in (
        "192.0.0.0/24",  # protocol assignments (RFC 6890)
        "192.88.99.0/24",  # 6to4 relays (RFC 7526)
        "64:ff9b:1::/48",  # local NAT64 (RFC 8215)
        "fec0::/10",  # site-local (RFC 3879)
    )
]
NAT64 = ip_network("64:ff9b::/96")


class NotPublic(Exception):
    """The host has no address, or one of its addresses is not of the public internet."""


def public_addresses(host: str, port: int = 443) -> list[str]:
    """The addresses of a host, to connect to. Raises NotPublic unless every one of them is public."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), guarded_port(port), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotPublic(f"No address for {host!r}") from error
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    for address in addresses:
        if not _is_public_address(address):
            raise NotPublic(f"{host!r} is not on the public internet")
    return addresses


def is_public(host: str) -> bool:
    """Whether the host, a name or an address, is one that we may connect to."""
    try:
        return bool(public_addresses(host))
    except NotPublic:
        return False


def guarded_port(port: int) -> int:
    """The port, when it is one of the web. Raises NotPublic for others: 25 and 6379 obey whoever writes lines."""
    if port not in PORTS:
        raise NotPublic(f"Port {port} is not one of {sorted(PORTS)}")
    return port


def _is_public_address(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    carried = _carried(address)
    if carried is not None:
        return _is_public_address(str(carried))
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved)
        and not any(address in block for block in NOT_PUBLIC)
    )


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for: mapped, NAT64, 6to4 or Teredo."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
