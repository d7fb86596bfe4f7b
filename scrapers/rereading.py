"""Signals once more from stored bodies, without a request: for better readers, noise rules or another taxonomy.

History keeps what was told and when, so this only adds. A signal that is found now and was not before is dated by the
fetch, and recorded now, since nobody knew it earlier; one that is there stays as it is, even where it would be worded
or judged otherwise by now, or not be told at all. What targets remember stays as well: it has learned from captures
that were not kept, being noise.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from scrapers.ledger import bodies, stored
from scrapers.ledger.ledger import Ledger, add_missing
from scrapers.ledger.visits import SIGNALS
from scrapers.meaning.meaning import Meaning
from scrapers.readers import Surroundings, read
from scrapers.reading import Outcome, Reading
from scrapers.records import Page
from scrapers.targets import Target

# Told how many websites are done, of how many.
Progress = Callable[[int, int], None]
SAME = (Outcome.NOT_MODIFIED.value, Outcome.EQUAL_BYTES.value)


@dataclass
class Reread:
    """What re-reading did: bodies that were read, new signals by kind, and why others were not read, with how many."""

    bodies: int = 0
    new: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)


def reread(
    ledger: Ledger,
    meaning: Meaning,
    surroundings: Surroundings,
    now: datetime,
    account_id: str | None = None,
    progress: Progress | None = None,
) -> Reread:
    """Read every stored body again as readers do now, those of an account alone if one is named.

    `surroundings` are the names of accounts. Each website is kept in a transaction of its own, and a second time finds
    nothing new.

    Raises:
        UserError: the database is gone, locked, or full.
    """
    report = Reread()
    with ledger.reading() as connection:
        groups = stored.groups(connection, account_id)
    for number, targets in enumerate(groups):
        with ledger.reading() as connection:
            rows = list(_Again(connection, meaning, surroundings, report).rows(targets, now))
        with ledger.writing() as connection:
            for row in rows:
                if account_id in (None, row["account_id"]):
                    report.new[row["kind"]] += add_missing(connection, SIGNALS, [row])
        if progress:
            progress(number + 1, len(groups))
    return report


@dataclass
class _Again:
    """Visits of some targets again, in their order, each with what readers would have learned by then."""

    connection: sa.Connection
    meaning: Meaning
    surroundings: Surroundings
    report: Reread
    site_memory: str | None = None

    def rows(self, targets: tuple[Target, ...], now: datetime) -> Iterator[dict[str, Any]]:
        """Rows of the signals that the stored bodies tell of."""
        known = {each.target_id: each for each in targets}
        for visit in stored.visits_of(self.connection, targets):
            target = known[visit.target_id]
            page = self._page(visit, target)
            if page is None:
                continue
            reading = self._read(target, page, visit)
            known[visit.target_id] = _after(target, page, reading)
            for signal in reading.signals:
                yield signal.row(target.account_id, page.digest, now, visit.at)

    def _page(self, visit: stored.Visit, target: Target) -> Page | None:
        if visit.outcome in SAME and not target.pending:
            return None
        if visit.digest is not None and visit.url is None:
            self.report.unread["visited before addresses were kept"] += 1
            return None
        url = target.url if visit.outcome in SAME or visit.url is None else visit.url
        digest = visit.digest or target.digest
        page = bodies.page(self.connection, url, digest, visit.at)
        if page is None:
            self.report.unread["body not kept: noise only"] += 1
        return page

    def _read(self, target: Target, page: Page, visit: stored.Visit) -> Reading:
        earlier = (bodies.page(self.connection, page.url, each, visit.at) for each in visit.earlier)
        known = replace(self.surroundings, earlier=tuple(filter(None, earlier)), site_memory=self.site_memory)
        try:
            reading = self.meaning.reader(read)(target, page, known)
        except Exception as error:
            self.report.unread[f"could not be read: {type(error).__name__}"] += 1
            return Reading(Outcome.FAILED)
        self.report.bodies += 1
        self.site_memory = reading.site_memory or self.site_memory
        return reading


def _after(target: Target, page: Page, reading: Reading) -> Target:
    memory = target.memory if reading.memory is None else reading.memory
    return replace(target, memory=memory, digest=page.digest, pending=reading.pending)
