"""Versions: what was known at a moment can be read again, and is never rewritten."""

import numpy as np
import pandas as pd
import pytest

from tests.history.store.rows import BUSINESS, account, at, order, regions


def assume(store, table, rows, imported_at):
    """Append rows whose recorded_at is only assumed."""
    frame = pd.DataFrame(rows)
    return store.append(table, frame, assumed=np.ones(len(frame), dtype=bool), imported_at=at(imported_at))


def test_versions_hold_from_their_own_recorded_at(store):
    """As of a moment, only what was recorded by then is read."""
    store.append("accounts", pd.DataFrame([account("North", "2026-01-01"), account("South", "2026-02-01")]))

    before = store.read(BUSINESS, as_of=pd.Timestamp("2026-02-01 07:59:59", tz="Asia/Shanghai"))
    after = store.read(BUSINESS, as_of=pd.Timestamp("2026-02-01 08:00", tz="Asia/Shanghai"))

    assert ["North"] == before["accounts"]["region"].tolist()
    assert ["North", "South"] == after["accounts"]["region"].tolist()


def test_version_that_repeats_the_one_before_is_unchanged(store):
    """North, North, South, North are three versions."""
    rows = [account(region, f"2026-01-0{day}") for day, region in enumerate(["North", "North", "South", "North"], 1)]

    done = store.append("accounts", pd.DataFrame(rows))

    assert (3, 1) == (done.new, done.unchanged)
    assert [("North", "01-01"), ("South", "01-03"), ("North", "01-04")] == regions(store)


def test_two_contents_at_one_moment_are_a_conflict(store):
    """A version is never rewritten, and the refused row does not hide the next version."""
    store.append("accounts", pd.DataFrame([account("North", "2026-01-01")]))

    done = store.append("accounts", pd.DataFrame([account("South", "2026-01-01"), account("South", "2026-01-02")]))

    assert {0: "account_id, recorded_at: already stored with another region"} == done.conflicts["why"].to_dict()
    assert [("North", "01-01"), ("South", "01-02")] == regions(store)


def test_first_version_is_recorded_when_assumed(store):
    """What is not stored yet takes the time derived from its event."""
    assume(store, "accounts", [account("North", "2026-01-01")], imported_at="2026-03-01")

    assert [("North", "01-01")] == regions(store)


def test_changed_version_is_recorded_when_imported(store):
    """Nobody could know of the new region before the import that brought it."""
    assume(store, "accounts", [account("North", "2026-01-01")], imported_at="2026-03-01")
    assume(store, "accounts", [account("South", "2026-01-01")], imported_at="2026-04-01")
    again = assume(store, "accounts", [account("South", "2026-01-01")], imported_at="2026-05-01")

    assert 1 == again.unchanged
    assert [("North", "01-01"), ("South", "04-01")] == regions(store)


def test_version_that_comes_back_is_recorded_again(store):
    """North, South, North: the third import makes North valid once more."""
    for month, region in enumerate(["North", "South", "North"], 3):
        assume(store, "accounts", [account(region, "2026-01-01")], imported_at=f"2026-0{month}-01")

    assert [("North", "01-01"), ("South", "04-01"), ("North", "05-01")] == regions(store)


def test_several_versions_in_one_export_are_kept_and_repeatable(store):
    """An export with its own past gives each version its own time, and importing it again changes nothing."""
    rows = [account("North", "2026-01-01"), account("South", "2026-02-01", valid_from="2026-02-01")]
    assume(store, "accounts", rows, imported_at="2026-03-01")

    again = assume(store, "accounts", rows, imported_at="2026-04-01")

    assert (0, 2, 0) == (again.new, again.unchanged, len(again.conflicts))
    assert [("North", "01-01"), ("South", "02-01")] == regions(store)


def test_past_version_that_was_never_stored_is_refused(store):
    """Nothing is slipped in before what was known; the reason says so."""
    rows = [account("North", "2026-01-01"), account("South", "2026-02-01", valid_from="2026-02-01")]
    assume(store, "accounts", rows, imported_at="2026-03-01")

    rewritten = [account("East", "2026-01-01"), rows[1]]
    done = assume(store, "accounts", rewritten, imported_at="2026-04-01")

    assert (0, 1) == (done.new, done.unchanged)
    assert "not rewritten" in done.conflicts.at[0, "why"]


def test_new_version_comes_after_the_latest_stored(store):
    """Even when that one is recorded after the import's moment, as a same-day row may be."""
    store.append("accounts", pd.DataFrame([account("North", "2026-04-02")]))

    assume(store, "accounts", [account("South", "2026-01-01")], imported_at="2026-04-01")

    assert "South" == store.read(BUSINESS)["accounts"]["region"].iloc[-1]


def test_counts_are_of_rows_with_versions(store):
    """Each version counts."""
    store.append("accounts", pd.DataFrame([account("North", "2026-01-01"), account("South", "2026-02-01")]))

    assert {"accounts": 2} == {name: count for name, count in store.counts().items() if count}


def test_assumed_rows_need_the_moment_of_import(store):
    """Without it a changed version could not be dated."""
    with pytest.raises(ValueError, match="imported_at"):
        store.append("orders", pd.DataFrame([order()]), assumed=np.array([True]))
