"""Texts and moments as sources write them."""

from datetime import UTC, datetime

import pytest

from scrapers.texts import dated

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "said", ["2026-09-01T10:00:00+02:00", "Tue, 01 Sep 2026 10:00:00 +0200", "2026-09-01T08:00:00", 1788249600000]
)
def test_a_moment_is_read_in_any_of_its_forms(said: object) -> None:
    """One without a zone is taken as UTC."""
    found = dated(said, "said", NOW)

    assert found is not None
    assert datetime(2026, 9, 1, 8, tzinfo=UTC) == found.at


@pytest.mark.parametrize(
    "said",
    [None, True, "", "soon", "2036-01-01", "Wed, 02 Sep 99999999999 08:00:00 GMT", "0001-01-01T00:00:00+10:00", 1e300],
)
def test_what_no_calendar_holds_is_no_moment(said: object) -> None:
    """Nor is what lies ahead; none of it breaks the reader of the page."""
    assert dated(said, "said", NOW) is None
