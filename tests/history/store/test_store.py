"""The store: rows are only added, the same twice changes nothing, and several may write and read at once."""

import threading
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from pandas.testing import assert_frame_equal

from history.record import History, shaped
from history.store.store import Store
from history.tables import TABLES
from tests.history.store.rows import BUSINESS, at, order


def test_rows_come_back_as_they_went_in(store):
    """Every column of every kind survives, unknown values and awkward texts included."""
    moment = pd.Timestamp("2026-01-01 09:30:00.123457", tz="Asia/Shanghai")
    awkward = ['{"a": "x,\\"y\\"\\n"}', None, '""']
    rows = pd.DataFrame(
        {
            "activity_id": ["1", "2", "3"],
            "lead_id": ["", '张三,\t"quoted"\'s\nnext \\N', None],
            "kind": ["call", "NULL", "\\."],
            "happened_at": [moment, moment + pd.Timedelta(microseconds=1), at("1969-12-31 23:59:59.999999")],
            "duration_s": [0.1 + 0.2, np.nan, -1e-300],
            "details": awkward,
            "recorded_at": [moment] * 3,
        }
    )

    store.append("activities", rows)

    assert_frame_equal(shaped("activities", rows), store.read(BUSINESS)["activities"])


def test_empty_store_reads_as_an_empty_history(store):
    """All seven tables are there, with their dtypes."""
    history, expected = store.read(BUSINESS), History.of(BUSINESS)

    assert list(TABLES) == list(history.tables)
    for name in TABLES:
        assert_frame_equal(expected[name], history[name])


def test_same_rows_twice_change_nothing(store):
    """The second time they are all unchanged, whenever they are said to be recorded."""
    store.append("orders", pd.DataFrame([order("o1"), order("o2")]))

    again = store.append("orders", pd.DataFrame([order("o1", recorded="2026-02-01"), order("o2")]))

    assert (0, 2, 0) == (again.new, again.unchanged, len(again.conflicts))
    assert [at("2026-01-02")] * 2 == store.read(BUSINESS)["orders"]["recorded_at"].tolist()


def test_contradicting_event_is_returned_with_its_reason(store):
    """The stored row stays as it was, and the caller learns which columns differ."""
    store.append("orders", pd.DataFrame([order(amount=5.0, paid=1.0)]))

    done = store.append("orders", pd.DataFrame([order(amount=6.0), order("o2")], index=[7, 8]))

    assert (1, 0) == (done.new, done.unchanged)
    assert {7: "order_id: already stored with another amount, paid"} == done.conflicts["why"].to_dict()
    assert [5.0, 5.0] == store.read(BUSINESS)["orders"]["amount"].tolist()


def test_first_of_two_rows_with_one_key_goes_in(store):
    """Identical repetitions are unchanged, contradicting ones are conflicts."""
    done = store.append("orders", pd.DataFrame([order(amount=1.0), order(amount=1.0), order(amount=2.0)]))

    assert (1, 1) == (done.new, done.unchanged)
    assert {2: "order_id: given twice with another amount"} == done.conflicts["why"].to_dict()


def test_key_of_three_columns_tells_rows_apart(store):
    """Stage changes of one lead differ by time or by stage."""
    change = {"lead_id": "l1", "stage": "new", "changed_at": at("2026-01-01"), "recorded_at": at("2026-01-01")}
    rows = [change, change | {"stage": "won"}, change | {"changed_at": at("2026-01-02")}]

    assert 3 == store.append("stage_changes", pd.DataFrame(rows)).new
    assert 3 == store.append("stage_changes", pd.DataFrame(rows)).unchanged


def test_contradiction_keeps_the_reason_of_a_stage_change(store):
    """That table has a column `reason` of its own."""
    change = {"lead_id": "l1", "stage": "lost", "changed_at": at("2026-01-01"), "recorded_at": at("2026-01-01")}
    store.append("stage_changes", pd.DataFrame([change | {"reason": "price"}]))

    done = store.append("stage_changes", pd.DataFrame([change | {"reason": "time"}]))

    assert ["time"] == done.conflicts["reason"].tolist()
    assert ["lead_id, changed_at, stage: already stored with another reason"] == done.conflicts["why"].tolist()


def test_nothing_of_a_failed_append_stays(store):
    """An append is one transaction."""
    rows = pd.DataFrame([order("o1"), order("o2")])
    rows.loc[1, "account_id"] = None

    with pytest.raises(ValueError, match="account_id must be known"):
        store.append("orders", rows)

    assert 0 == store.counts()["orders"]


def test_naive_times_and_unknown_columns_are_refused(store):
    """Nothing is guessed, and nothing is silently left out."""
    naive = pd.DataFrame([order()]).assign(ordered_at=pd.Timestamp("2026-01-01"))

    with pytest.raises(TypeError, match="timezone"):
        store.append("orders", naive)
    with pytest.raises(ValueError, match="no column colour"):
        store.append("orders", pd.DataFrame([order(colour="red")]))


def test_two_writers_at_once_lose_nothing(store_url):
    """Appends of the same rows from several threads give each row once."""
    rows = pd.DataFrame([order(f"o{number}") for number in range(300)])
    with Store.open(store_url) as store:
        done = []
        threads = [threading.Thread(target=lambda: done.append(store.append("orders", rows))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [0, 0, 0, 300] == sorted(appended.new for appended in done)
        assert 300 == store.counts()["orders"]


def test_reading_goes_on_while_another_writes(store_url):
    """A reader sees the state before an unfinished write."""
    with Store.open(store_url) as store, Store.open(store_url) as other:
        store.append("orders", pd.DataFrame([order("o1")]))
        with other._engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(sa.text("DELETE FROM orders"))

            assert 1 == len(store.read(BUSINESS)["orders"])
            connection.rollback()


def test_times_may_be_given_in_any_zone(store):
    """The same moment in another zone is the same row."""
    store.append("orders", pd.DataFrame([order()]))
    row = order() | {"ordered_at": datetime(2026, 1, 1, tzinfo=UTC).astimezone()}

    assert 1 == store.append("orders", pd.DataFrame([row])).unchanged
