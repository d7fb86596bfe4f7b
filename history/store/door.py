"""The way into a table of its own, beside the seven of the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import sqlalchemy as sa

from history.store import database


class Door:
    """To one table, one transaction a call. Threads may share it.

    All calls raise UserError where the database is gone, locked, or full.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    @contextmanager
    def open(cls, url: str) -> Iterator[Self]:
        """That of a store that has been opened before, and so has its tables.

        Raises:
            UserError: it cannot be reached.
        """
        engine = database.engine(url)
        try:
            yield cls(engine)
        finally:
            engine.dispose()
