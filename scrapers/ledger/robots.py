"""What robots.txt said, so that the next run need not ask again within a day (RFC 9309, 2.4)."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from history.store.schema import UtcTime
from scrapers.ledger.ledger import Ledger, insert_missing
from scrapers.ledger.tables import SITES

LASTING = timedelta(days=1)
# Made once: to put a statement together costs as much as to run it.
_TEXT = SITES.update().where(SITES.c.host == sa.bindparam("of_host"))
_REMEMBERED = sa.select(SITES.c.robots).where(
    SITES.c.host == sa.bindparam("of_host"), SITES.c.robots_at >= sa.bindparam("since", type_=UtcTime())
)


class RobotsMemory:
    """The texts by origin (`https://host`), which stand in `sites` beside the bare hosts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._fresh: dict[str, str] = {}

    def get(self, origin: str) -> str | None:
        """The text of an origin; None where it is unknown or older than a day."""
        if origin in self._fresh:
            return self._fresh[origin]
        with self._ledger.reading() as connection:
            return remembered(connection, origin, datetime.now(UTC))

    def put(self, origin: str, text: str) -> None:
        """Keep it for the next runs: `keep` writes it down."""
        self._fresh[origin] = text

    def keep(self, connection: sa.Connection) -> None:
        """Write down what came since the last time, within the transaction of the visit that it was asked for."""
        for origin, text in self._fresh.items():
            insert_missing(connection, SITES, [{"host": origin}])
            connection.execute(_TEXT, {"of_host": origin, "robots": text, "robots_at": datetime.now(UTC)})
        self._fresh.clear()


def remembered(connection: sa.Connection, origin: str, now: datetime) -> str | None:
    """The text of an origin, if it was read within a day before `now`."""
    return connection.scalars(_REMEMBERED, {"of_host": origin, "since": now - LASTING}).first()
