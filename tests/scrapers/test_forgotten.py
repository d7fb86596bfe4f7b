"""The collector keeps nothing of a company that was forgotten."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from history.errors import UserError
from history.forgetting.forget import forget
from history.home import Home
from scrapers.ledger.leases import Run
from scrapers.ledger.ledger import Ledger
from scrapers.ledger.tables import BODIES, VISITS
from scrapers.ledger.visits import SIGNALS, write_down
from scrapers.ledger.watchlist import add_targets, listed
from scrapers.reading import Answer, Outcome, Reading
from scrapers.records import Page
from scrapers.signals import Signal
from scrapers.targets import Proposal, Target
from scrapers.watching import add_target, add_website

NOW = datetime(2026, 9, 2, tzinfo=UTC)
URL = "https://www.gone.example/"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger whose one account is watched, visited once, and forgotten while it is visited again."""
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    with Ledger.open(home.url) as opened:
        add_website(opened, "acc-gone-1", URL, NOW)
        visit(opened)
        forget(home, ["acc-gone-1"], NOW)
        yield opened


def visit(ledger: Ledger) -> int:
    """A visit that brings a signal; how many are new."""
    target = Target("t1", "acc-gone-1", URL, URL, "home", timedelta(days=1))
    answer = Answer(NOW, 200, Page(URL, b"<html>", NOW))
    reading = Reading(Outcome.READ, signals=(Signal("news", "x", NOW, title="招标"),))
    with ledger.writing() as connection:
        return write_down(connection, Run("me", NOW), target, answer, reading)


def test_a_visit_under_way_leaves_nothing(ledger: Ledger) -> None:
    """Neither signal nor page nor visit."""
    assert 0 == visit(ledger)

    with ledger.reading() as connection:
        counts = [
            connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in (VISITS, BODIES, SIGNALS)
        ]
    assert [0, 0, 0] == counts


def test_it_is_not_watched_again(ledger: Ledger) -> None:
    """Who asks for it is told how it could be; nothing that is found on the way is added either."""
    with pytest.raises(UserError, match="--allow"):
        add_website(ledger, "acc-gone-1", URL, NOW)
    with pytest.raises(UserError, match="forgotten"):
        add_target(ledger, "acc-gone-1", URL, "page", NOW)
    with ledger.writing() as connection:
        proposals = [Proposal(URL, "home")]
        assert 0 == add_targets(connection, "acc-gone-1", URL, proposals, "found", NOW)
        assert 1 == add_targets(connection, "acc-other-2", URL, proposals, "found", NOW)
        assert ["acc-other-2"] == [row.account_id for row in listed(connection)]
