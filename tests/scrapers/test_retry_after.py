"""How long a server asks to wait."""

from datetime import UTC, datetime, timedelta

import pytest

from scrapers.retry_after import retry_after

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("9" * 5000, 10**8),
        ("Wed, 02 Sep 2026 09:02:00 GMT", 120),
        ("Wed, 02 Sep 2026 09:02:00 -0000", 120),
        ("Wed, 02 Sep 2026 11:02:00 +0200", 120),
        ("Wed, 02 Sep 2026 08:00:00 GMT", 0),
        ("Wed, 02 Sep 9999 08:00:00 GMT", 10**8),
    ],
)
def test_seconds_and_dates_are_read(said: str, seconds: int) -> None:
    """A date that is past asks for nothing, whatever is too far ahead for about three years."""
    assert timedelta(seconds=seconds) == retry_after(said, NOW)


@pytest.mark.parametrize(
    "said",
    [None, "", "-1", "soon", "²", "1.5", "Wed, 99 Sep 2026 08:00:00 GMT", "Wed, 02 Sep 99999999999 08:00:00 GMT"],
)
def test_what_cannot_be_read_says_nothing(said: str | None) -> None:
    """Servers send anything."""
    assert retry_after(said, NOW) is None
