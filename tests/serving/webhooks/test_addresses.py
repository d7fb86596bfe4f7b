"""Where events may go."""

import ipaddress
from pathlib import Path

import httpx
import pytest

from history.errors import UserError
from history.home import Home
from history.home import checked as checked_settings
from serving.settings import Settings, WebhookSettings
from serving.webhooks.addresses import LOOPBACK, Refused, checked, networks_of, resolved


def test_a_name_with_one_address_off_limits_is_refused() -> None:
    """And one with none at all."""
    assert "93.184.216.34" == checked(["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"], ())
    for addresses in (["93.184.216.34", "127.0.0.1"], []):
        with pytest.raises(Refused):
            checked(addresses, ())


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "localhost", "[::1]"])
def test_however_loopback_is_written_it_is_refused(host: str) -> None:
    """What is judged is where it leads."""
    try:
        found = resolved(httpx.URL(f"http://{host}:8080/"))
    except (OSError, httpx.InvalidURL):
        return
    with pytest.raises(Refused):
        checked(found, ())


def test_loopback_is_allowed_where_calls_need_no_key(settings: Settings) -> None:
    """Who can call is on this machine anyway; elsewhere an operator has to say so."""
    told = settings.model_copy(update={"webhook_allow": (ipaddress.ip_network("10.0.0.0/8"),)})

    assert (*told.webhook_allow, *LOOPBACK) == networks_of(told)
    assert told.webhook_allow == networks_of(told.model_copy(update={"keys_needed": True}))


def test_networks_are_read_from_the_settings(tmp_path: Path) -> None:
    """What is none is said in a sentence, before the service starts."""
    home = Home(tmp_path)
    home.settings_file.write_text('[webhooks]\nallow = ["10.20.0.0/16", "fd00::/8"]')
    found = checked_settings(WebhookSettings, home.table("webhooks"), "here").allow
    assert (ipaddress.ip_network("10.20.0.0/16"), ipaddress.ip_network("fd00::/8")) == found

    with pytest.raises(UserError, match="allow"):
        checked_settings(WebhookSettings, {"allow": ["crm.example.com"]}, "here")
