"""No event leaves for an address that is not public: the url comes from a caller, and names can lead anywhere.

Against server-side request forgery (OWASP SSRF Prevention Cheat Sheet): a name is judged by what it resolves to, and
the connection goes to the address that was judged, so that it cannot be one thing when checked and another when used.
"""

import ipaddress
import socket
from collections.abc import Sequence

import httpx

from scrapers.addresses import Network, may_connect
from serving.settings import Settings

LOOPBACK: tuple[Network, ...] = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class Refused(Exception):
    """The address may not be connected to; nothing was sent."""


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
    if not addresses or not all(may_connect(each, networks) for each in addresses):
        raise Refused("address not allowed")
    return addresses[0]
