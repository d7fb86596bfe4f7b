"""The hosts that a run works on: leased, handed out one by one, and given back when nothing is left there."""

import asyncio
from collections import deque
from datetime import UTC, datetime

import sqlalchemy as sa

from scrapers.ledger import leases, visits
from scrapers.ledger.ledger import Ledger
from scrapers.targets import Target


class Hosts:
    """Open hosts, each with what readers learned of it, and a few that are leased and wait for their turn."""

    def __init__(self, ledger: Ledger, run: leases.Run, at_once: int) -> None:
        self._ledger, self._run, self._at_once = ledger, run, at_once
        self._open: dict[str, str | None] = {}
        self._waiting: deque[str] = deque()
        self._freed = asyncio.Event()
        self._none_left = False

    async def next(self) -> str | None:
        """A host to begin with; None when all is done.

        Where none is free it waits for one to be finished: what was found there may be due on another.
        """
        while not self._waiting and not self._claim():
            if not self._open:
                return None
            self._freed.clear()
            await self._freed.wait()
        host = self._waiting.popleft()
        self._open[host] = None
        return host

    def _claim(self) -> bool:
        """Lease more hosts than are asked for: to look for what is due costs more the longer the list is."""
        if not self._none_left:
            most = self._at_once - len(self._open) + self._at_once // 2
            with self._ledger.writing() as connection:
                self._waiting.extend(leases.claim(connection, self._run, datetime.now(UTC), most))
            self._none_left = not self._waiting
        return bool(self._waiting)

    def begin(self, connection: sa.Connection, host: str) -> Target | None:
        """The first target of a host; None where another run took the host over while it waited."""
        if not leases.hold(connection, host, self._run, datetime.now(UTC)):
            self._close(host)
            return None
        self._open[host] = visits.site_memory(connection, host)
        return self.onward(connection, host)

    def onward(self, connection: sa.Connection, host: str) -> Target | None:
        """The next target of a host; None where nothing is left: then the host is given back."""
        target = leases.next_target(connection, host, self._run)
        if target is None:
            leases.release(connection, host, self._run)
            self._close(host)
        return target

    def _close(self, host: str) -> None:
        self._open.pop(host, None)
        self._none_left = False
        self._freed.set()

    def memory(self, host: str) -> str | None:
        """What readers learned of an open host."""
        return self._open.get(host)

    def learn(self, host: str, memory: str | None) -> None:
        """Remember it for the host's next page; None changes nothing."""
        if memory is not None and host in self._open:
            self._open[host] = memory
