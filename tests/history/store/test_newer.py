"""Rows that came into a store since it was last read."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from history.forgetting.compacting import compact
from history.store import database
from history.store.newer import Mark, newer
from history.store.store import Store

NOON = pd.Timestamp("2026-06-01T12:00:00Z")


def orders(*names: str, at: pd.Timestamp = NOON) -> pd.DataFrame:
    """Orders of one account."""
    return pd.DataFrame({"order_id": names, "account_id": "A", "ordered_at": at, "recorded_at": at})


def given(url: str, since: Mark | None, as_of: pd.Timestamp | None = None) -> list[str]:
    """The names of the orders that are given since that mark."""
    engine = database.engine(url)
    with database.reading(engine) as connection:
        parts = [rows for name, rows in newer(connection, since, as_of) if name == "orders"]
    engine.dispose()
    return [name for rows in parts for name in rows["order_id"]]


def test_what_came_since_a_mark_is_given_whatever_its_moment(store_url: str) -> None:
    """And nothing of what was there before, nor once it was read."""
    with Store.open(store_url) as store:
        store.append("orders", orders("O1", "O2"))
        mark = store.mark()
        store.append("orders", orders("O0", at=NOON - pd.Timedelta(days=9)))
        later = store.mark()

    assert ["O0"] == given(store_url, mark)
    assert [] == given(store_url, later)


def test_without_a_mark_all_is_given(store_url: str) -> None:
    """Also by one of another epoch; as of a moment what was recorded by then."""
    with Store.open(store_url) as store:
        store.append("orders", orders("O1"))
        store.append("orders", orders("O2", at=NOON + pd.Timedelta(days=1)))
        mark = store.mark()

    assert ["O1", "O2"] == given(store_url, None)
    assert ["O1", "O2"] == given(store_url, replace(mark, epoch=(-1,)))
    assert ["O1"] == given(store_url, None, NOON)


def test_a_transaction_that_was_open_at_the_mark_is_not_missed(store_url: str) -> None:
    """What it wrote before and commits afterwards comes since then."""
    engine = database.engine(store_url)
    with Store.open(store_url) as store:
        store.append("orders", orders("O1"))
        with database.writing(engine) as writer:
            writer.execute(
                sa.text(
                    "INSERT INTO orders (order_id, account_id, ordered_at, recorded_at) SELECT 'O2', account_id,"
                    " ordered_at, recorded_at FROM orders"
                )
            )
            mark = store.mark()
    engine.dispose()

    assert ["O2"] == given(store_url, mark)


def test_a_file_that_was_written_anew_is_of_another_epoch(tmp_path: Path) -> None:
    """Its rows have other numbers then."""
    url = f"sqlite:///{tmp_path / 'history.db'}"
    engine = database.engine(url)
    with Store.open(url) as store:
        before = store.mark()
        assert "" == compact(engine)
        after = store.mark()
    engine.dispose()

    assert before.epoch != after.epoch
