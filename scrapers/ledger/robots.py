"""What robots.txt said, so that the next run need not ask again within a day (RFC 9309, 2.4)."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from scrapers.ledger.ledger import Ledger, add_missing
from scrapers.ledger.tables import SITES

LASTING = timedelta(days=1)


class RobotsMemory:
    """The texts by origin (`https://host`), which stand in `sites` beside the bare hosts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, origin: str) -> str | None:
        """The text of an origin; None where it is unknown or older than a day."""
        with self._ledger.reading() as connection:
            return remembered(connection, origin, datetime.now(UTC))

    def put(self, origin: str, text: str) -> None:
        """Keep it for the next runs."""
        with self._ledger.writing() as connection:
            add_missing(connection, SITES, [{"host": origin}])
            values = {"robots": text, "robots_at": datetime.now(UTC)}
            connection.execute(SITES.update().where(SITES.c.host == origin).values(values))


def remembered(connection: sa.Connection, origin: str, now: datetime) -> str | None:
    """The text of an origin, if it was read within a day before `now`."""
    statement = sa.select(SITES.c.robots).where(SITES.c.host == origin, SITES.c.robots_at >= now - LASTING)
    return connection.scalars(statement).first()
