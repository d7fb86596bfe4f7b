"""The sides of `bench/features.py`: each reads the same Parquet file and answers with the same table, its own way."""

from collections.abc import Callable
from functools import partial

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from bench.feature_events import COLUMNS, KINDS, WINDOWS, Case, Table, as_history
from bench.feature_sql import counts_by_deltas, counts_by_join, last_by_asof, value_by_asof, value_by_window
from features.build import Rows, build
from features.counting import latest, window_sums
from features.events import Events
from features.moments import DAY, Micros, to_times
from features.spec import learn_spec
from features.tally import UNSEEN, LastTally, WindowTally

CHUNK = 1_000_000


def by_chunks(case: Case) -> Table:
    """Leadcast's counting core of a log too long for memory (`features.tally`), fed a million events at a time."""
    owners = len(KINDS) * case.accounts
    counts, last = WindowTally(owners, case.moments, WINDOWS), LastTally(owners, case.moments)
    for chunk in pq.ParquetFile(case.file, pre_buffer=False).iter_batches(CHUNK):
        account, kind, time, value = (column.to_numpy() for column in chunk.columns)
        events = Events(kind.astype(np.int64) * case.accounts + account, time, time)
        counts.add(events)
        last.add(events, value)
    table = np.empty(case.shape, dtype=np.float32)
    for place, grid in enumerate(counts.counts().values()):
        _by_kind(table, place)[:] = grid.reshape(len(KINDS), case.accounts, -1, copy=False)
    times, values = last.last()
    _by_kind(table, len(WINDOWS))[:] = _days(times.T, case.moments).T.reshape(len(KINDS), case.accounts, -1, copy=False)
    times, values = (grid.reshape(len(KINDS), case.accounts, -1, copy=False) for grid in (times, values))
    newest, table[-1] = times[0], values[0]
    for kind in range(1, len(KINDS)):
        np.copyto(table[-1], values[kind], where=times[kind] > newest)
        newest = np.maximum(newest, times[kind])
    return table


def in_memory(case: Case) -> Table:
    """Leadcast's counting core of events that are all there, `features.counting`, as `features.build` uses it."""
    account, kind, time, value = (column.to_numpy() for column in pq.read_table(case.file).columns)
    events = Events(kind.astype(np.int64) * case.accounts + account, time, time)
    owners, moments = len(KINDS) * case.accounts, case.moments
    table = np.empty(case.shape, dtype=np.float32)
    for place, days in enumerate(WINDOWS):
        counts = window_sums(events, owners, moments, days)
        _by_kind(table, place)[:] = counts.reshape(len(KINDS), case.accounts, -1, copy=False)
    last = latest(events, owners, moments)
    days_since = np.where(last < 0, np.nan, (moments - time[last]) / DAY)
    _by_kind(table, len(WINDOWS))[:] = days_since.reshape(len(KINDS), case.accounts, -1, copy=False)
    newest = latest(events.owned_by(account), case.accounts, moments)
    table[-1] = np.where(newest < 0, np.nan, value[newest])
    return table


def _days(times: Micros, moments: Micros) -> Table:
    """Days from `times` (cut-offs, owners) to each of the `moments`: cut-off by cut-off, as they lie in memory."""
    since = np.empty(times.shape, dtype=np.float32)
    for row, moment, seen in zip(since, moments, times, strict=True):
        np.divide(moment - seen, DAY, out=row, casting="same_kind")
        row[seen == UNSEEN] = np.nan
    return since


def _by_kind(table: Table, place: int) -> Table:
    """The columns of one fact, a kind each."""
    return table[place * len(KINDS) : (place + 1) * len(KINDS)]


def pandas(case: Case) -> Table:
    """pandas: a slice of the sorted log for each window and cut-off, grouped by one combined key."""
    log = pd.read_parquet(case.file)
    log["key"] = log["kind"].astype("int64") * case.accounts + log["account"]
    table = np.full(case.shape, np.nan, dtype=np.float32)
    table[:-1].reshape(-1, *case.shape[1:])[: len(KINDS) * len(WINDOWS)] = 0
    facts = table[:-1].reshape(len(WINDOWS) + 1, len(KINDS) * case.accounts, case.cutoffs)
    seen = pd.Series(np.nan, index=range(facts.shape[1]))
    value = pd.Series(np.nan, index=range(case.accounts), dtype="float32")
    before = 0
    for column, cutoff in enumerate(case.moments):
        end = log["time"].searchsorted(cutoff, side="right")
        for place, days in enumerate(WINDOWS):
            start = log["time"].searchsorted(cutoff - days * DAY, side="right")
            counts = log["key"].iloc[start:end].value_counts(sort=False)
            facts[place, counts.index, column] = counts
        new = log.iloc[before:end]
        seen.update(new.groupby("key")["time"].max())
        value.update(new.drop_duplicates("account", keep="last").set_index("account")["value"])
        facts[-1, :, column] = (cutoff - seen) / DAY
        table[-1, :, column] = value
        before = end
    return table


def duckdb_joins(case: Case) -> Table:
    """DuckDB: a join of events and cut-offs for each window, as-of joins for what came last."""
    table, cells = _empty(case)
    connection = _connection(case)
    for place, days in enumerate(WINDOWS):
        _put(connection, counts_by_join(case, days), cells[place : place + 1])
    _put(connection, last_by_asof(case), cells[-1:])
    _put(connection, value_by_asof(case), table[-1:].reshape(1, -1))
    return table


def duckdb_deltas(case: Case) -> Table:
    """DuckDB: the core's own idea in SQL: differences at each cut-off, summed up by window functions."""
    table, cells = _empty(case)
    connection = _connection(case)
    _put(connection, counts_by_deltas(case), cells)
    _put(connection, value_by_window(case), table[-1:].reshape(1, -1))
    return table


def _empty(case: Case) -> tuple[Table, Table]:
    table = np.full(case.shape, np.nan, dtype=np.float32)
    table[: len(KINDS) * len(WINDOWS)] = 0
    return table, table[:-1].reshape(len(WINDOWS) + 1, -1)


def _connection(case: Case) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false; SET preserve_insertion_order = false")
    moments = pd.DataFrame({"place": np.arange(case.cutoffs, dtype=np.int32), "moment": case.moments})
    connection.register("given", moments)
    connection.execute("CREATE TABLE cutoffs AS FROM given")
    connection.execute(f"CREATE VIEW events AS SELECT * REPLACE (kind::INT AS kind) FROM read_parquet('{case.file}')")
    return connection


def _put(connection: duckdb.DuckDBPyConnection, sql: str, facts: Table) -> None:
    """Write the columns of an answer into `facts`, at the places that its first column, `cell`, names."""
    cell, *answers = connection.execute(sql).fetchnumpy().values()
    for fact, answer in zip(facts, answers, strict=True):
        fact[cell] = np.ma.filled(answer, np.nan)


def whole_build(case: Case) -> Callable[[], Table]:
    """`features.build` of a history of these events as touches: all its features, those of the answer among them.

    The history is made beforehand. It tells neither 90-day counts by kind nor a value of touches.
    """
    history = as_history(case)
    cutoffs = list(to_times(case.moments))
    spec = learn_spec(history, cutoffs[-1])

    def work() -> Table:
        built = build(history, cutoffs, Rows("account", "all"), spec)
        table = np.full((len(COLUMNS), case.accounts * case.cutoffs), np.nan, dtype=np.float32)
        for place, name in enumerate(COLUMNS):
            if f"touches_{name}" in built:
                table[place] = built[f"touches_{name}"]
        return table.reshape(case.shape)

    return work


# What each side makes ready before it is timed: of all but the whole build nothing.
SIDES: dict[str, Callable[[Case], Callable[[], Table]]] = {
    "Leadcast's core, by chunks": lambda case: partial(by_chunks, case),
    "Leadcast's core, in memory": lambda case: partial(in_memory, case),
    "DuckDB, joins": lambda case: partial(duckdb_joins, case),
    "DuckDB, deltas": lambda case: partial(duckdb_deltas, case),
    "pandas": lambda case: partial(pandas, case),
    "Leadcast's whole build": whole_build,
}
