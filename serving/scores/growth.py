"""Whether the store holds more rows than were read: those of imports and of other servers are told to nobody."""

from contextlib import suppress

import sqlalchemy as sa

from history.errors import UserError
from history.record import History
from history.store import database
from history.store.schema import METADATA
from history.tables import TABLES

# How many rows were ever added to each table, by the statistics that PostgreSQL keeps; they lag by some seconds.
_POSTGRES = sa.text(
    "SELECT relname, n_tup_ins FROM pg_stat_user_tables WHERE relname = ANY(:names) AND schemaname = current_schema()"
).bindparams(names=list(TABLES))
_SQLITE = sa.text(" UNION ALL ".join(f"SELECT '{name}', max(rowid) FROM {name}" for name in TABLES))

State = dict[str, int | None]


class Growth:
    """Knows how far the tables had grown at the last look. Not to be shared by threads.

    A look is one query that reads no rows, but for the first, which counts them.
    """

    def __init__(self, url: str) -> None:
        self._engine = database.engine(url)
        self._state: State = {}

    def look(self, read: History) -> bool:
        """Whether rows have been added since the last look, by whomever; while the database is away, False.

        The first time it is whether the store holds others than were `read`. It may say so without any having been
        added: after a crash of the database, or after a transaction that was undone.
        """
        with suppress(UserError), database.explained(self._engine), database.reading(self._engine) as connection:
            former, self._state = self._state, _state(connection)
            if former:
                return former != self._state
            return any(_count(connection, name) != len(read[name]) for name in TABLES)
        return False

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _state(connection: sa.Connection) -> State:
    statement = _POSTGRES if connection.dialect.name == "postgresql" else _SQLITE
    return {row[0]: row[1] for row in connection.execute(statement)}


def _count(connection: sa.Connection, name: str) -> int:
    return connection.scalars(sa.select(sa.func.count()).select_from(METADATA.tables[name])).one()
