"""Which addresses may be connected to."""

import ipaddress

import pytest

from scrapers.addresses import may_connect


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "::127.0.0.1",
        "fec0::1",
    ],
)
def test_what_is_not_public_is_off_limits(text: str) -> None:
    """Also where it hides in an address of another kind."""
    assert not may_connect(text, ())


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_what_is_public_is_may_connect(text: str) -> None:
    """In either version of the protocol."""
    assert may_connect(text, ())


def test_an_operator_may_allow_networks() -> None:
    """Those, and no others."""
    networks = (ipaddress.ip_network("10.20.0.0/16"),)

    assert [True, False, True] == [
        may_connect(each, networks) for each in ("10.20.1.1", "10.21.1.1", "::ffff:10.20.1.1")
    ]


def test_an_operator_may_allow_an_address_as_it_is_written() -> None:
    """Loopback of IPv6 is a network of its own."""
    assert may_connect("::1", (ipaddress.ip_network("::1/128"),))


def test_what_is_no_address_is_not_judged() -> None:
    """A name has to be looked up first."""
    with pytest.raises(ValueError, match="example"):
        may_connect("www.example.com", ())
