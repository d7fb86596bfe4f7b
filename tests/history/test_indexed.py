"""Rows found by whom they name, in a history that grows."""

import gc
from weakref import ref

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.indexed import SMALLEST_RUN, Indexed
from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from history.tables import TABLES


@pytest.fixture(scope="module")
def history() -> History:
    """A simulated one."""
    return simulate(WorldConfig(accounts=80, days=120), 3).history


def test_a_grown_history_is_one_read_anew(history: History) -> None:
    """Any rows, in any order and some of them twice, find their places."""
    rng = np.random.default_rng(1)
    part = {name: rng.integers(4, size=len(rows)) for name, rows in history.tables.items()}
    some = [
        {name: rows[part[name] == number].sample(frac=1, random_state=1) for name, rows in history.tables.items()}
        for number in range(4)
    ]

    rows = Indexed.of(History.of(history.business, **some[0]))
    for number in (1, 2, 3, 2):
        rows = rows.grown(rows.unknown(some[number]))

    for name in TABLES:
        pd.testing.assert_frame_equal(history[name], rows.history[name])


@pytest.mark.parametrize(
    ("table", "column"), [("activities", "account_id"), ("leads", "rep_id"), ("orders", "lead_id")]
)
def test_rows_are_found_by_whom_they_name(history: History, table: str, column: str) -> None:
    """The rows of some are those that a pass over the table finds, in the same order, wherever they were added."""
    whole = history[table]
    ids = sorted(set(whole[column].dropna()))[::3]
    start = History({**history.tables, table: whole[::2].reset_index(drop=True)}, history.business)

    found = Indexed.of(start).grown({table: whole[1::2]}).near(table, **{column: ids})

    pd.testing.assert_frame_equal(whole[whole[column].isin(ids)].reset_index(drop=True), found)


def test_rows_that_name_either_come_once(history: History) -> None:
    """An activity that names an account and a lead of those asked for is one row."""
    rows = history["activities"]
    account, lead = str(rows["account_id"].dropna().iloc[0]), str(rows["lead_id"].dropna().iloc[0])

    found = Indexed.of(history).near("activities", account_id=[account], lead_id=[lead])

    expected = rows[(rows["account_id"] == account) | (rows["lead_id"] == lead)].reset_index(drop=True)
    pd.testing.assert_frame_equal(expected, found)


def test_nobody_has_no_rows(history: History) -> None:
    """Who is not known, nobody at all, and a history without any row."""
    assert 0 == len(Indexed.of(history).near("orders", account_id=["nobody"]))
    assert 0 == len(Indexed.of(history).near("orders", account_id=[]))
    assert list(history["orders"]) == list(Indexed.of(History.of(Business())).near("orders", account_id=["a"]))


def test_whole_tables_go_with_the_last_who_uses_them(history: History) -> None:
    """They may take as much memory as all else, which must not wait for a collection of garbage."""
    rows = Indexed.of(History(dict(history.tables) | {"orders": history["orders"][::2]}, history.business))
    grown = rows.grown({"orders": history["orders"][1::2]})
    gc.disable()
    try:
        table = ref(grown.history["orders"])
        assert table() is not None
        del grown
        assert table() is None
    finally:
        gc.enable()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, SMALLEST_RUN), max_size=12))
def test_runs_stay_few(sizes: list[int]) -> None:
    """However rows come, those added lie in a number of runs that grows with the logarithm of how many they are."""
    at, first = pd.Timestamp("2026-01-01", tz="UTC"), 0
    rows = Indexed.of(History.of(Business()))
    for size in sizes:
        orders = {"order_id": [f"o{first + number}" for number in range(size)], "account_id": "a", "ordered_at": at}
        rows, first = rows.grown({"orders": pd.DataFrame(orders | {"recorded_at": at})}), first + size

    assert len(rows.runs) <= 2 + max(0, np.log2(max(first, 1) / SMALLEST_RUN) + 1)
    assert first == len(rows.whole("orders"))
