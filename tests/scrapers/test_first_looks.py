"""The note of an account's first look: "fetched, nothing there" and "not fetched" are different facts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from history.store.migrate import VERSION_TABLE
from scrapers.ledger.leases import Run
from scrapers.ledger.ledger import Ledger
from scrapers.ledger.tables import VISITS
from scrapers.ledger.visits import SIGNALS, write_down
from scrapers.ledger.watchlist import add_targets
from scrapers.reading import Answer, Outcome, Reading
from scrapers.records import Page
from scrapers.targets import EVERY, Kind, Proposal, Target, target_id

NOW = datetime(2026, 9, 2, tzinfo=UTC)
URL = "https://www.acme.example/"


@pytest.fixture
def ledger(store_url: str) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger.open(store_url) as opened:
        yield opened


def visit(ledger: Ledger, kind: Kind, at: datetime, outcome: Outcome = Outcome.READ, digest: str | None = None) -> int:
    """A visit without a signal; how many signals are new."""
    target = Target(target_id("A", URL), "A", URL, URL, kind, EVERY[kind], digest=digest)
    with ledger.writing() as connection:
        add_targets(connection, "A", URL, [Proposal(URL, kind)], "given", at)
        return write_down(connection, Run("me", at), target, Answer(at, 200, Page(URL, b"<p>", at)), Reading(outcome))


def looks(ledger: Ledger) -> list[tuple[str, datetime, datetime]]:
    """Kinds that were looked for, since when, and when that was recorded."""
    with ledger.reading() as connection:
        rows = connection.execute(sa.select(SIGNALS).order_by(SIGNALS.c.kind))
        return [(row.kind, row.observed_at, row.recorded_at) for row in rows if '"first_look": true' in row.details]


def test_a_first_look_is_kept_once(ledger: Ledger) -> None:
    """It stands at the first visit that read the page, and counts as no new signal."""
    assert [0, 0] == [visit(ledger, "feed", NOW), visit(ledger, "feed", NOW + timedelta(days=1))]

    assert [("news", NOW, NOW)] == looks(ledger)


def test_a_careers_page_is_looked_at_for_two_kinds(ledger: Ledger) -> None:
    """Its jobs, and the changes of its text."""
    visit(ledger, "careers", NOW)

    assert ["job_posting", "site_update"] == [kind for kind, *_ in looks(ledger)]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.ROBOTS, Outcome.BAD_CAPTURE, Outcome.GONE])
def test_who_was_not_let_in_has_not_looked(ledger: Ledger, outcome: Outcome) -> None:
    """Whatever says nothing of the account is no look."""
    visit(ledger, "feed", NOW, outcome)

    assert [] == looks(ledger)


def test_earlier_visits_are_looks_after_an_upgrade(ledger: Ledger, store_url: str) -> None:
    """A ledger of before has its first looks from its visits, as they were recorded then."""
    visit(ledger, "feed", NOW + timedelta(days=1), digest="read before")
    visit(ledger, "feed", NOW, digest="read before")
    with ledger.writing() as connection:
        for column in ("url", "earlier"):
            connection.execute(sa.text(f"ALTER TABLE visits DROP COLUMN {column}"))
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '0010'"))

    with Ledger.open(store_url) as upgraded:
        assert [("news", NOW, NOW)] == looks(upgraded)


def test_visits_stay_as_they_were(ledger: Ledger) -> None:
    """A first look is a row beside its visit, not in its place."""
    visit(ledger, "board", NOW)

    with ledger.reading() as connection:
        assert [("read", NOW)] == [
            tuple(row) for row in connection.execute(sa.select(VISITS.c.outcome, VISITS.c.visited_at))
        ]
