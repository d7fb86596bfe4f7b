"""The store: rows are only added, the same twice changes nothing, and what was known at a moment can be read again."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from pandas.testing import assert_frame_equal

from history.errors import UserError
from history.record import History, shaped
from history.settings import Business
from history.store.migrate import VERSION_TABLE
from history.store.store import Store
from history.tables import TABLES

BUSINESS = Business()


def at(text):
    return pd.Timestamp(text, tz="UTC")


def order(order_id="o1", amount=5.0, recorded="2026-01-02", **more):
    row = {"order_id": order_id, "account_id": "a1", "ordered_at": at("2026-01-01"), "amount": amount}
    return row | {"recorded_at": at(recorded)} | more


def account(region, recorded, account_id="a1", valid_from="2026-01-01"):
    row = {"account_id": account_id, "name": "Acme", "region": region, "valid_from": at(valid_from)}
    return row | {"recorded_at": at(recorded)}


def assume(store, table, rows, imported_at):
    """Append rows whose recorded_at is only assumed."""
    frame = pd.DataFrame(rows)
    return store.append(table, frame, assumed=np.ones(len(frame), dtype=bool), imported_at=at(imported_at))


@pytest.fixture
def store(store_url):
    with Store.open(store_url) as opened:
        yield opened


def regions(store):
    """The versions of the accounts as (region, day recorded)."""
    rows = store.read(BUSINESS)["accounts"]
    return [(region, f"{moment:%m-%d}") for region, moment in zip(rows["region"], rows["recorded_at"], strict=True)]


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


def test_assumed_rows_need_the_moment_of_import(store):
    """Without it a changed version could not be dated."""
    with pytest.raises(ValueError, match="imported_at"):
        store.append("orders", pd.DataFrame([order()]), assumed=np.array([True]))


def test_store_opens_again_with_what_it_held(store_url):
    """Closing loses nothing."""
    with Store.open(store_url) as store:
        store.append("orders", pd.DataFrame([order()]))

    with Store.open(store_url) as store:
        assert 1 == store.counts()["orders"]


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


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://localhost/crm", "not supported"),
        ("nonsense", "cannot be read"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_wrong_url_is_explained(url, said):
    """In one sentence, with the form of a right one or what to check, and never with the password."""
    with pytest.raises(UserError, match=said) as caught:
        Store.open(url)

    assert caught.value.hint
    assert "secret" not in str(caught.value)


def test_file_that_is_no_database_is_explained(tmp_path):
    """It is left as it was."""
    path = tmp_path / "notes.txt"
    path.write_text("Buy milk. " * 200)

    with pytest.raises(UserError, match="not a database"):
        Store.open(f"sqlite:///{path}")

    assert path.read_text().startswith("Buy milk.")


def test_folder_that_cannot_be_made_is_explained(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "taken").write_text("")

    with pytest.raises(UserError, match="cannot be created"):
        Store.open(f"sqlite:///{tmp_path / 'taken' / 'history.db'}")


def test_newer_store_is_explained(store_url):
    """An older program does not write into a newer store."""
    with Store.open(store_url) as store, store._engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(UserError, match="newer version"):
        Store.open(store_url)


def test_sqlite_store_is_in_wal_mode(tmp_path):
    """So that readers and the one writer do not wait for each other."""
    path = tmp_path / "new" / "history.db"
    Store.open(f"sqlite:///{path}").close()

    with closing(sqlite3.connect(path)) as connection:
        assert ("wal",) == connection.execute("PRAGMA journal_mode").fetchone()


def test_times_may_be_given_in_any_zone(store):
    """The same moment in another zone is the same row."""
    store.append("orders", pd.DataFrame([order()]))
    row = order() | {"ordered_at": datetime(2026, 1, 1, tzinfo=UTC).astimezone()}

    assert 1 == store.append("orders", pd.DataFrame([row])).unchanged
