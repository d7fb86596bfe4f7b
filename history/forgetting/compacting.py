"""Leave nothing of erased rows in an SQLite file: its free pages and its write-ahead log still hold them."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

# A running server reads in short turns; what takes longer is told instead of waited for.
_PATIENCE_MS = 5_000


def file_of(engine: sa.Engine) -> Path | None:
    """The file of an SQLite database; None for another kind of database, or one in memory."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(engine.url.database)


def compact(engine: sa.Engine) -> str:
    """Write the file anew without what was erased, and empty its log; why it cannot be done, empty where it is.

    Does nothing on PostgreSQL, which leaves that to VACUUM.
    """
    if file_of(engine) is None:
        return ""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        # Past the transaction that SQLAlchemy begins: VACUUM must not run within one.
        driver.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}").close()
        try:
            driver.execute("VACUUM").close()
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            return str(error)
    return "another process reads it" if busy else ""
