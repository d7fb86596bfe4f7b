"""Laws of appending: twice is once, chunks in any order give the same, and nothing known before is ever altered."""

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from pandas.testing import assert_frame_equal

from history.record import shaped
from history.settings import Business
from history.store.changes import decide
from history.store.store import Store
from history.tables import RECORDED, TABLES

START = pd.Timestamp("2026-01-01", tz="UTC")
IMPORTED = START + pd.Timedelta(days=30)

days = st.integers(0, 4)
orders = st.fixed_dictionaries({"order_id": st.sampled_from("abcdef"), "amount": st.sampled_from([1.0, 2.0, None])})
versions = st.fixed_dictionaries(
    {"account_id": st.sampled_from("ab"), "region": st.sampled_from(["N", "S", None]), "valid": days, "day": days}
)


quickly = settings(deadline=None, max_examples=25)


class Rows:
    """A store in memory: what `decide` calls new is kept."""

    def __init__(self, table):
        self.table = TABLES[table]
        self.kept = shaped(table, pd.DataFrame())

    def append(self, frame, *, assumed=False, imported_at=IMPORTED):
        guesses = np.broadcast_to(np.asarray(assumed), len(frame))
        change = decide(self.table, self.kept, frame.astype(self.kept.dtypes), guesses, imported_at)
        self.kept = shaped(self.table.name, pd.concat([self.kept, change.new]))
        return change


def day(number):
    return START + pd.Timedelta(days=number)


def order_frame(rows):
    made = [{"account_id": "x", "ordered_at": START, RECORDED: START} | row for row in rows]
    return pd.DataFrame(made, columns=list(TABLES["orders"].names))


def account_frame(rows):
    made = [
        {"account_id": row["account_id"], "name": "n", "region": row["region"]}
        | {"valid_from": day(row["valid"]), RECORDED: day(row["day"])}
        for row in rows
    ]
    return pd.DataFrame(made, columns=list(TABLES["accounts"].names))


@given(rows=st.lists(orders, max_size=12))
@quickly
def test_orders_twice_are_orders_once(rows):
    """Every row is new, unchanged or a conflict; the second time none is new and the conflicts are the same."""
    store, frame = Rows("orders"), order_frame(rows)
    first, second = store.append(frame), store.append(frame)

    assert len(rows) == len(first.new) + first.unchanged + len(first.conflicts)
    assert second.new.empty
    assert first.conflicts.index.tolist() == second.conflicts.index.tolist()


@given(rows=st.lists(orders, max_size=12, unique_by=lambda row: row["order_id"]), data=st.data())
@quickly
def test_chunks_of_orders_in_any_order_read_the_same(rows, data):
    """An export may be split and ordered as it likes."""
    cut = data.draw(st.integers(0, len(rows)))
    shuffled = data.draw(st.permutations(rows))
    whole, parts = Rows("orders"), Rows("orders")
    whole.append(order_frame(rows))
    parts.append(order_frame(shuffled[:cut]))
    parts.append(order_frame(shuffled[cut:]))

    assert_frame_equal(whole.kept, parts.kept)


@given(rows=st.lists(versions, max_size=10))
@quickly
def test_versions_twice_are_versions_once(rows):
    """With their own recorded_at, the second time adds nothing."""
    store, frame = Rows("accounts"), account_frame(rows)
    store.append(frame)

    assert store.append(frame).new.empty


@given(rows=st.lists(versions, max_size=10))
@quickly
def test_every_moment_sees_the_last_version_recorded_by_then(rows):
    """A slow loop over the rows agrees with what is kept, at each moment."""
    store = Rows("accounts")
    refused = store.append(account_frame(rows)).conflicts.index
    for moment in range(5):
        expected = {}
        for number, row in sorted(enumerate(rows), key=lambda numbered: numbered[1]["day"]):
            if row["day"] <= moment and number not in refused:
                expected[row["account_id"]] = (row["region"], day(row["valid"]))
        seen = store.kept[store.kept[RECORDED] <= day(moment)].drop_duplicates("account_id", keep="last")
        found = {
            row.account_id: (None if pd.isna(row.region) else row.region, row.valid_from) for row in seen.itertuples()
        }

        assert expected == found


@given(rows=st.lists(versions, max_size=10), data=st.data())
@quickly
def test_chunks_of_whole_keys_in_any_order_read_the_same(rows, data):
    """All versions of a key stay in one chunk; the chunks may come in any order."""
    by_key = [[row for row in rows if row["account_id"] == key] for key in "ab"]
    whole, parts = Rows("accounts"), Rows("accounts")
    whole.append(account_frame(rows))
    for chunk in data.draw(st.permutations(by_key)):
        parts.append(account_frame(chunk))

    assert_frame_equal(whole.kept, parts.kept)


@pytest.mark.slow
@given(exports=st.lists(st.lists(versions, max_size=6), min_size=1, max_size=4), every=st.sampled_from([1, 2]))
@quickly
def test_assumed_versions_are_repeatable(exports, every):
    """Export after export, wholly or partly without recorded_at: the same again adds nothing, nothing is lost."""
    store = Rows("accounts")
    for number, rows in enumerate(exports):
        moment, frame = IMPORTED + pd.Timedelta(days=number), account_frame(rows)
        assumed = np.arange(len(frame)) % every == 0
        known = store.kept
        store.append(frame, assumed=assumed, imported_at=moment)

        assert len(known) == len(known.merge(store.kept, on=list(known.columns)))
        assert store.append(frame, assumed=assumed, imported_at=moment + pd.Timedelta(hours=1)).new.empty


@given(exports=st.lists(st.lists(versions, max_size=6), min_size=2, max_size=4))
@quickly
def test_assumed_versions_leave_the_past_alone(exports):
    """Once a key is known, an import without recorded_at changes nothing of what was known before it."""
    store = Rows("accounts")
    for number, rows in enumerate(exports):
        moment, known = IMPORTED + pd.Timedelta(days=number), set(store.kept["account_id"])
        new = store.append(account_frame(rows), assumed=True, imported_at=moment).new

        assert (new.loc[new["account_id"].isin(known), RECORDED] >= moment).all()


@given(rows=st.lists(orders, max_size=12))
@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_store_decides_as_the_law_says(store_url, rows):
    """What a database gives back compares as what was given to it: twice is once there too."""
    frame = order_frame(rows)
    with Store.open(store_url) as store:
        store.append("orders", frame)
        before = store.read(Business())["orders"]
        again = store.append("orders", frame)

        assert 0 == again.new
        assert_frame_equal(before, store.read(Business())["orders"])
