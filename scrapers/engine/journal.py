"""What several visits brought, in one transaction: each for itself would begin, commit and wait for the others."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa

from scrapers.ledger.ledger import Ledger

# Seconds that an entry waits for others: far less than the pause between two requests to a host.
WAIT = 0.01

Kept = TypeVar("Kept")


class Journal:
    """Keeps entries together with those that come at about the same time.

    An entry is kept whole or not at all. Who is killed before it is kept has asked in vain, and asks again.
    """

    def __init__(self, ledger: Ledger, most: int) -> None:
        self._ledger, self._most = ledger, most
        self._waiting: list[tuple[Callable[[sa.Connection], Any], asyncio.Future[Any]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def write(self, entry: Callable[[sa.Connection], Kept]) -> Kept:
        """What `entry` makes of the connection; returns when it is committed.

        Raises:
            UserError: the database is gone, locked, or full. The entries beside it fail as well.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Kept] = loop.create_future()
        self._waiting.append((entry, done))
        if len(self._waiting) >= self._most:
            self._commit()
        elif self._timer is None:
            self._timer = loop.call_later(WAIT, self._commit)
        return await done

    def _commit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        waiting, self._waiting, self._timer = self._waiting, [], None
        try:
            with self._ledger.writing() as connection:
                kept = [entry(connection) for entry, _ in waiting]
        except Exception as error:
            for _, done in waiting:
                done.set_exception(error)
            return
        for (_, done), each in zip(waiting, kept, strict=True):
            done.set_result(each)
