"""Engines: SQLite set up for many readers and one writer, or PostgreSQL, by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from history.errors import UserError

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_OUTSIDE = (sqlite3.OperationalError, psycopg.OperationalError, psycopg.errors.InsufficientPrivilege)
_EXAMPLES = "Write it as sqlite:///folder/history.db or postgresql://user:password@host/database."
_NONE_YET = "Name the right one by --home or --database-url, or fill one: leadcast import DIR --sql SQL_DIR."


def engine(url: str) -> sa.Engine:
    """An engine for that URL; nothing is opened yet. An SQLite file has to be there whenever it is: see `make`.

    Raises:
        UserError: the URL cannot be read, or names another kind of database.
    """
    address = _address(url)
    # Errors name the statement alone: rows and secrets stay out of logs.
    if address.get_backend_name() == "postgresql":
        return sa.create_engine(address, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": 10})
    if file := _file(address):
        made = sa.create_engine(address, hide_parameters=True, creator=partial(_connect, file))
        _follow(made, file)
    else:
        made = sa.create_engine(address, hide_parameters=True)
    sa.event.listen(made, "connect", _set_up_sqlite)
    sa.event.listen(made, "begin", _begin_sqlite)
    return made


def expect(url: str) -> None:
    """Nothing, if there is an SQLite file of that URL; other databases say by themselves whether they are there.

    Raises:
        UserError: as `engine`, or there is none.
    """
    file = _file(_address(url))
    if file is not None and _is_gone(file):
        raise nothing_at(_address(url))


def make(url: str) -> None:
    """Make the SQLite file of that URL, empty, with its folder, unless it is there. Other databases make their own.

    Raises:
        UserError: as `engine`, or it cannot be made.
    """
    file = _file(_address(url))
    if file is None or not _is_gone(file):
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        raise UserError(f"{file} cannot be created: {error.strerror}.", "Choose another place.") from error


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that will write: committed at the end, rolled back on an error.

    On SQLite it takes the write lock at once, since one that reads first and writes later can be refused.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that sees one picture of the whole database, whatever is written meanwhile."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection, connection.begin():
        yield connection


@contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turn what a database says when it is gone, locked, full or no database of ours into a UserError."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error, psycopg.Error) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        # What is no database at all raises sqlite3's plainest error, of which its other errors are kinds.
        if not isinstance(cause, _OUTSIDE) and type(cause) is not sqlite3.DatabaseError:
            raise
        said = str(cause).strip().splitlines()[0]
        where = engine.url.render_as_string(hide_password=True)
        raise UserError(f"The store at {where} cannot be used: {said}.", _hint(engine, cause)) from error


def nothing_at(address: sa.URL) -> UserError:
    """What to say where there is no store yet."""
    plain = address.set(drivername=address.get_backend_name())
    where = _file(address) or plain.render_as_string(hide_password=True)
    return UserError(f"There is no history at {where}.", _NONE_YET)


def _hint(engine: sa.Engine, cause: BaseException | None) -> str:
    if isinstance(cause, psycopg.errors.DiskFull) or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        return "The disk of the database is full: make room there, then try again."
    if (file := _file(engine.url)) is not None and _is_gone(file):
        return "Its file is gone: put it back, or a backup of it."
    if engine.dialect.name == "sqlite":
        return "Check that the file is a Leadcast store, that it can be written, and that the disk is not full."
    return "Check that the server runs, and that address, user and password are right."


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise UserError("The database URL cannot be read.", _EXAMPLES) from None
    kind = address.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise UserError(f"{kind!r} databases are not supported.", _EXAMPLES)
    if kind == "sqlite" and str(address.database).startswith("file:"):
        # Taken for a path, it would make a folder of that name.
        raise UserError("An SQLite database is named by its path, not by file:.", _EXAMPLES)
    return address.set(drivername=_DRIVERS[kind])


def _file(address: sa.URL) -> Path | None:
    """The file of an SQLite database; None for another database, and for one in memory."""
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    return Path(str(address.database)).absolute() if is_file else None


def _is_gone(file: Path) -> bool:
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        # Such as one that may not be looked at: the database says so.
        return False
    return False


def _connect(file: Path) -> sqlite3.Connection:
    """A connection to a file that is there: left to itself, SQLite makes an empty one in place of what is gone."""
    return sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True, timeout=30, check_same_thread=False)


def _follow(engine: sa.Engine, file: Path) -> None:
    """Let connections be to the file that has the name now.

    One stays with the file that it opened, though that was moved away or replaced: rows committed there would be lost.
    """

    def opened(_connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _identity(file)

    def lent(_connection: sqlite3.Connection, record: ConnectionPoolEntry, _lent: object) -> None:
        if record.info["file"] != _identity(file):
            # The pool opens another in its place.
            raise sa.exc.DisconnectionError

    sa.event.listen(engine, "connect", opened)
    sa.event.listen(engine, "checkout", lent)


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by itself, and not around DDL; `_begin_sqlite` does it always.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
