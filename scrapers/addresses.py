"""Which internet addresses may be connected to: public ones, and those in networks that the operator allows."""

import ipaddress
from collections.abc import Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IPv6 addresses whose last four bytes are the IPv4 address that is reached: by a gateway (RFC 6052, the well-known
# prefix), or by the deprecated IPv4-compatible form (RFC 4291, 2.5.5.1), which also holds :: and ::1.
_EMBEDDING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
# For gateways within one organisation (RFC 8215); Python 3.11 still counts it as global.
_LOCAL_GATEWAYS = ipaddress.ip_network("64:ff9b:1::/48")


def may_connect(text: str, networks: Sequence[Network]) -> bool:
    """Whether `text`, an IPv4 or IPv6 address, is public or in one of `networks`.

    An IPv6 address that embeds an IPv4 address is judged by that one. `networks` also holds for the address as given.

    Raises:
        ValueError: `text` is not an address.
    """
    given = ipaddress.ip_address(text)
    reached = _reached(given)
    return _is_public(reached) or any(each in network for each in (given, reached) for network in networks)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.is_site_local or address in _LOCAL_GATEWAYS):
        return False
    return address.is_global and not address.is_multicast


def _reached(address: Address) -> Address:
    """The IPv4 address that an IPv6 address embeds, such as 127.0.0.1 in ::ffff:127.0.0.1; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if any(address in network for network in _EMBEDDING):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
