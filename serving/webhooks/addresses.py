"""No event leaves for an address that is not public: the url comes from a caller, and names can lead anywhere.

Against server-side request forgery (OWASP SSRF Prevention Cheat Sheet): a name is judged by what it resolves to, and
the connection goes to the address that was judged, so that it cannot be one thing when checked and another when used.
"""

import ipaddress
import socket
from collections.abc import Sequence

import httpx

from serving.settings import Settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
# Gateways turn these into the IPv4 address of the last four bytes (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Refused(Exception):
    """The address may not be connected to; nothing was sent."""


def allowed(text: str, networks: Sequence[Network]) -> bool:
    """Whether events may go to `text`, an IPv4 or IPv6 address: it is public, or in one of the networks."""
    address = _plain(ipaddress.ip_address(text))
    return (address.is_global and not address.is_multicast) or any(address in network for network in networks)


def networks_of(settings: Settings) -> tuple[Network, ...]:
    """The networks that events may go to besides public addresses: those that the operator names, and loopback where
    calls need no key: whoever can call then is on this machine, and needs no help to reach it."""
    return settings.webhook_allow if settings.keys_needed else (*settings.webhook_allow, *LOOPBACK)


def resolved(url: httpx.URL) -> list[str]:
    """The addresses that the url's host leads to.

    Raises:
        OSError: there is no such name, or nobody can say now.
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    return [str(found[4][0]) for found in socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)]


def checked(addresses: Sequence[str], networks: Sequence[Network]) -> str:
    """The address to connect to, of those that a name leads to.

    Raises:
        Refused: one of them is off limits, or there is none.
    """
    if not addresses or not all(allowed(each, networks) for each in addresses):
        raise Refused("address not allowed")
    return addresses[0]


def _plain(address: Address) -> Address:
    """An IPv4 address can hide in an IPv6 one, as ::ffff:127.0.0.1."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None
    return address.ipv4_mapped or address.sixtofour or translated or address
