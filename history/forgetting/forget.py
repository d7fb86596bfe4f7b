"""Forget companies, and leads alone: look first, erase, clear the files, prove it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import reduce
from typing import Any

import sqlalchemy as sa

from history.errors import UserError
from history.forgetting.compacting import compact
from history.forgetting.erasing import Erased, erase, erase_lead, lift, prepare
from history.forgetting.files import FileChanges, Gone, erase_files
from history.forgetting.proof import Proof, prove
from history.forgetting.sought import Sought
from history.home import Home
from history.opening import open_store
from history.store import database
from history.store.tombstones import Tombstones, read


@dataclass(frozen=True)
class Forgotten:
    """What went, or would: `rows` by table, rows of others that lost a lead (`unlinked`), and files.

    `alone` are leads that went without an account, `leads` counts all. `again` are those of which no row was left,
    since they were forgotten before. `proof` is None before it is done, `uncompacted` why an SQLite file could not be
    written anew and still holds erased bytes; else empty.
    """

    accounts: list[str]
    alone: list[str]
    leads: int
    rows: dict[str, int]
    unlinked: dict[str, int]
    again: list[str]
    files: FileChanges
    proof: Proof | None = None
    uncompacted: str = ""

    def to_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self)


class _Undo(Exception):
    """Nothing was meant to stay."""


def preview(home: Home, accounts: Sequence[str], now: datetime, leads: Sequence[str] = ()) -> Forgotten:
    """What `forget` would do: all rows are erased, counted, and the transaction is rolled back.

    Raises:
        UserError: nothing is known of one of them, or the database cannot be used.
    """
    erased: list[Erased] = []
    with _opened(home) as engine, suppress(_Undo), database.writing(engine) as connection:
        erased, gone = _erase(connection, accounts, leads, now)
        raise _Undo
    return _told(erased, erase_files(home, gone, really=False))


def forget(home: Home, accounts: Sequence[str], now: datetime, leads: Sequence[str] = ()) -> Forgotten:
    """Erase all that is kept of these accounts and their leads, and of `leads` alone, whose accounts stay if they have
    any: in the database by one transaction, then in files.

    Of one that was forgotten before, what is left is erased: so a run that was cut off is completed.

    Raises:
        UserError: nothing is known of one of them; then nothing is erased. Or the database cannot be used.
    """
    with _opened(home) as engine:
        with database.writing(engine) as connection:
            erased, gone = _erase(connection, accounts, leads, now)
        files = erase_files(home, gone, really=True)
        uncompacted = compact(engine)
    return _told(erased, files, prove(home, gone), uncompacted)


def prove_again(home: Home, accounts: Sequence[str], leads: Sequence[str] = ()) -> Proof:
    """Look for accounts that were forgotten, and by their hashes for their leads; and for leads that were alone.

    Raises:
        UserError: one of them was not forgotten.
    """
    with _opened(home) as engine, database.reading(engine) as connection:
        named = [("account_id", account) for account in accounts] + [("lead_id", lead) for lead in leads]
        stones = {(column, name): read(connection, name, column) for column, name in named}
    if missing := [name for (_, name), found in stones.items() if not found]:
        raise UserError(f"{', '.join(missing)}: not forgotten.", "Forget it first: leadcast forget ACCOUNT.")
    sought = Sought({"account_id": frozenset(accounts), "lead_id": frozenset(leads)})
    return prove(home, Gone(sought, _together(stones.values())))


def allow(home: Home, accounts: Sequence[str], leads: Sequence[str] = ()) -> None:
    """Let these accounts and their leads in again, and `leads` that were forgotten alone; what was erased stays so.

    Raises:
        UserError: one of them was not forgotten; then nothing is changed.
    """
    with _opened(home) as engine, database.writing(engine) as connection:
        if missing := lift(connection, "account_id", accounts) + lift(connection, "lead_id", leads):
            raise UserError(f"{', '.join(missing)}: not forgotten, so there is nothing to allow.")


@contextmanager
def _opened(home: Home) -> Iterator[sa.Engine]:
    open_store(home).close()
    engine = database.engine(home.url)
    try:
        with database.explained(engine):
            yield engine
    finally:
        engine.dispose()


def _erase(
    connection: sa.Connection, accounts: Sequence[str], leads: Sequence[str], now: datetime
) -> tuple[list[Erased], Gone]:
    prepare(connection)
    erased = [erase(connection, account, now, accounts) for account in dict.fromkeys(accounts)]
    erased += [erase_lead(connection, lead, now) for lead in dict.fromkeys(leads)]
    if unknown := [each.whose[1] for each in erased if not each.known]:
        raise UserError(
            f"Nothing is known of {', '.join(unknown)}; nothing was erased.",
            "Give ids of accounts as the history has them: leadcast score shows them. A lead is named by --lead.",
        )
    stones = _together([read(connection, name, column) for column, name in (each.whose for each in erased)])
    return erased, Gone(_all_sought(erased), stones)


def _all_sought(erased: Sequence[Erased]) -> Sought:
    columns = {column for each in erased for column in each.sought.ids}
    ids = {column: frozenset[str]().union(*(each.sought.ids.get(column, ()) for each in erased)) for column in columns}
    return Sought(ids, frozenset[str]().union(*(each.sought.names for each in erased)))


def _together(stones: Any) -> Tombstones:
    return Tombstones(reduce(lambda one, other: {**one, **other}, (each.at for each in stones), {}))


def _told(erased: Sequence[Erased], files: FileChanges, proof: Proof | None = None, uncompacted: str = "") -> Forgotten:
    rows, unlinked = (sum((getattr(each, name) for each in erased), Counter[str]()) for name in ("rows", "unlinked"))
    return Forgotten(
        accounts=[each.account for each in erased if each.account is not None],
        alone=[each.leads[0] for each in erased if each.account is None],
        leads=sum(len(each.leads) for each in erased),
        rows=dict(sorted(rows.items())),
        unlinked=dict(sorted((+unlinked).items())),
        again=[each.whose[1] for each in erased if not each.rows],
        files=files,
        proof=proof,
        uncompacted=uncompacted,
    )
