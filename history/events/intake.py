"""Events into the store: each once, all of a group in one transaction, those that cannot go in kept with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import pandas as pd
import sqlalchemy as sa

from history.events.arriving import Arriving, Given
from history.events.event import Event, Outcome
from history.events.remembered import nameless, refusal, remember, taken_before
from history.settings import Business
from history.store import database, tombstones
from history.store.store import add
from history.store.tombstones import Tombstones

_REPEATS_REJECTED = "id: an event of this source and id came just before, and was refused"


@dataclass(frozen=True)
class Taken:
    """The outcome of each event in its order, and the rows that were added, by table, of the shape of a history."""

    outcomes: list[Outcome]
    added: Mapping[str, pd.DataFrame]


@dataclass
class _Group:
    """A group under way: outcomes and reasons by the place of an event, and the rows added.

    `hidden` are the places of events that name what was forgotten: nothing is kept of what they hold.
    """

    events: Sequence[Event]
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    added: dict[str, pd.DataFrame] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def hide(self, forgotten: Tombstones) -> None:
        """Find those that name what was forgotten, be they rows or not."""
        places = enumerate(self.events)
        self.hidden = {place for place, each in places if forgotten.told_of(each.row) or forgotten.named_in(each.raw)}

    def reject(self, place: int, reason: str, plain: str) -> None:
        self.outcomes[place] = Outcome("rejected", tuple(plain.split("; ")))
        self.reasons[place] = reason

    def undecided(self) -> Iterator[tuple[str, list[int]]]:
        """The places of the events that may go in, table by table."""
        by_table: dict[str, list[int]] = {}
        for place, event in enumerate(self.events):
            if place not in self.outcomes:
                by_table.setdefault(event.table, []).append(place)
        yield from by_table.items()


class Intake:
    """The door for events into an opened store. Not to be shared by threads."""

    def __init__(self, url: str, business: Business) -> None:
        self._engine = database.engine(url)
        self._arriving = Arriving(business)

    def take(self, events: Sequence[Event]) -> Taken:
        """Take the events in, in one transaction: it is committed when this returns. They come as they were received.

        An event that was taken before (by `source` and `id`), or says what is stored already, is a duplicate. Of one
        that names an account or a lead that was forgotten, only the reason is kept.

        Raises:
            UserError: the database is gone, locked, or full; nothing was taken.
        """
        group = _Group(events)
        for place, event in enumerate(events):
            if event.fault:
                group.reject(place, event.fault, event.fault)
        with database.explained(self._engine), database.writing(self._engine) as connection:
            repeats = self._repeats(connection, group)
            group.hide(tombstones.read(connection))
            for table, places in group.undecided():
                self._fill(connection, group, table, [place for place in places if place not in repeats])
            for place, first in repeats.items():
                _repeat(group, place, first)
            _keep(connection, group)
        return Taken([group.outcomes[place] for place in range(len(events))], group.added)

    def close(self) -> None:
        """Give connections and memory back."""
        self._engine.dispose()
        self._arriving.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _repeats(self, connection: sa.Connection, group: _Group) -> dict[int, int]:
        """Decides the events that were taken before; those that repeat one of the group, with the place of the first.

        On PostgreSQL other writers of events wait until the end of the transaction.
        """
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE"))
        digests = {place: event.digest for place, event in enumerate(group.events) if place not in group.outcomes}
        taken = taken_before(connection, sorted(set(digests.values())))
        first: dict[str, int] = {}
        repeats = {}
        for place, digest in digests.items():
            if digest in taken:
                group.outcomes[place] = Outcome("duplicate")
            elif first.setdefault(digest, place) != place:
                repeats[place] = first[digest]
        return repeats

    def _fill(self, connection: sa.Connection, group: _Group, table: str, places: list[int]) -> None:
        if not places:
            return
        rows = [Given(group.events[place].row, group.events[place].received_at) for place in places]
        checked = self._arriving.check(table, rows)
        for row, why in checked.why.items():
            group.reject(places[row], why, checked.plain.get(row, why))
        if checked.good.empty:
            return
        change = add(connection, table, checked.good)
        for row, why in zip(change.conflicts.index.tolist(), change.conflicts["why"].tolist(), strict=True):
            group.reject(places[row], why, why)
        group.added[table] = change.new
        for row in checked.good.index:
            new = Outcome("accepted" if row in change.new.index else "duplicate")
            group.outcomes.setdefault(places[row], new)


def _repeat(group: _Group, place: int, first: int) -> None:
    if group.outcomes[first].status == "rejected":
        group.reject(place, _REPEATS_REJECTED, _REPEATS_REJECTED)
    else:
        group.outcomes[place] = Outcome("duplicate")


def _keep(connection: sa.Connection, group: _Group) -> None:
    """Remember what is taken, and what is not."""
    events, outcomes = group.events, group.outcomes
    taken = (event for place, event in enumerate(events) if outcomes[place].status != "rejected")
    refused = [
        nameless(events[place], outcomes[place]) if place in group.hidden else refusal(events[place], reason)
        for place, reason in sorted(group.reasons.items())
    ]
    remember(connection, taken, refused)
