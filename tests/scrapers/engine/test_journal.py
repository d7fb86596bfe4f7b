"""What several visits brought, kept together or not at all."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from history.errors import UserError
from scrapers.engine.journal import Journal
from scrapers.ledger.ledger import Ledger
from scrapers.ledger.tables import SITES
from scrapers.ledger.watchlist import watch

NOW = datetime(2026, 9, 2, tzinfo=UTC)


def entry(host: str) -> Callable[[sa.Connection], str]:
    """An entry that writes a host down; gives it back."""

    def write(connection: sa.Connection) -> str:
        connection.execute(SITES.insert(), {"host": host})
        return host

    return write


def hosts(ledger: Ledger) -> list[str]:
    """The hosts that are written down."""
    with ledger.reading() as connection:
        return list(connection.scalars(sa.select(SITES.c.host).order_by(SITES.c.host)))


def written(path: Path, *entries: Callable[[sa.Connection], str]) -> tuple[list[object], list[str]]:
    """What came of entries that are made at once, errors too, and the hosts that stand there afterwards."""
    with Ledger.open(f"sqlite:///{path / 'history.db'}") as ledger:
        journal = Journal(ledger, 3)

        async def write() -> list[object]:
            return await asyncio.gather(*map(journal.write, entries), return_exceptions=True)

        return asyncio.run(write()), hosts(ledger)


def test_each_entry_has_its_own_answer(tmp_path: Path) -> None:
    """More entries than go together are kept all the same, and each is told what came of itself."""
    names = [f"h{number}" for number in range(7)]

    assert (names, names) == written(tmp_path, *map(entry, names))


def test_one_that_fails_takes_those_beside_it_along(tmp_path: Path) -> None:
    """Nobody is told that something is kept which is not."""
    said, kept = written(tmp_path, entry("a"), entry("a"), entry("b"))

    assert [sa.exc.IntegrityError] * 3 == [type(each) for each in said]
    assert [] == kept


def test_who_waits_has_what_was_written(tmp_path: Path) -> None:
    """A lone entry is committed when its turn is over."""
    with Ledger.open(f"sqlite:///{tmp_path / 'history.db'}") as ledger:
        asyncio.run(Journal(ledger, 3).write(entry("a")))

        assert ["a"] == hosts(ledger)


def test_a_database_that_is_gone_is_said(tmp_path: Path) -> None:
    """A run that can keep nothing ends with a plain error."""
    with Ledger.open(f"sqlite:///{tmp_path / 'history.db'}") as ledger:
        with ledger.writing() as connection:
            watch(connection, "A", "https://acme.example/", NOW)
            connection.execute(sa.text("ALTER TABLE sites RENAME TO elsewhere"))

        with pytest.raises(UserError, match="cannot be used"):
            asyncio.run(Journal(ledger, 3).write(entry("a")))
