"""Snapshots: named by content alone, read back as they were, and refused once they were touched."""

import json
import shutil

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from pandas.testing import assert_frame_equal

from history.arrow import to_arrow
from history.copies.digest import digest
from history.copies.snapshot import find, read, verify, write
from history.errors import UserError
from history.record import History, shaped
from history.settings import Business
from history.tables import TABLES

MOMENT = pd.Timestamp("2026-01-01 09:30:00.123457", tz="UTC")
BUSINESS = Business(time_zone="Europe/Amsterdam", stages=("新", "qualified"), lags={"orders": "7d", "leads": "90min"})


def orders(*amounts):
    return pd.DataFrame(
        {
            "order_id": [f"o{number}" for number in range(len(amounts))],
            "account_id": "张三",
            "ordered_at": MOMENT,
            "amount": amounts,
            "recorded_at": MOMENT,
        }
    )


@pytest.fixture
def history():
    return History.of(BUSINESS, orders=orders(1.5, np.nan, 0.1 + 0.2))


def test_snapshot_reads_back_as_the_history(history, tmp_path):
    """Every table, also the empty ones, and the settings."""
    again = read(write(history, tmp_path).path)

    assert BUSINESS == again.business
    for name in TABLES:
        assert_frame_equal(history[name], again[name])


def test_snapshot_says_what_it_holds(history, tmp_path):
    """The folder is named by the hash, and the manifest can be read without us."""
    snapshot = write(history, tmp_path / "snapshots")

    manifest = json.loads((snapshot.path / "manifest.json").read_text(encoding="utf-8"))
    assert tmp_path / "snapshots" / snapshot.hash[:16] == snapshot.path
    assert [f"{name}.parquet" for name in sorted(TABLES)] == sorted(
        path.name for path in snapshot.path.glob("*.parquet")
    )
    assert (3, 0) == (snapshot.rows["orders"], snapshot.rows["leads"])
    assert MOMENT == snapshot.last_recorded == pd.Timestamp(manifest["last_recorded"])
    assert snapshot.hash == manifest["hash"]
    assert "number" == manifest["schema"]["orders"]["amount"]
    assert "Europe/Amsterdam" == manifest["business"]["time_zone"]


def test_same_content_is_written_once(history, tmp_path):
    """The second writing gives back the first, untouched, and leaves nothing else behind."""
    first = write(history, tmp_path)
    written = (first.path / "orders.parquet").stat().st_mtime_ns

    assert first == write(history, tmp_path)
    assert written == (first.path / "orders.parquet").stat().st_mtime_ns
    assert [first.path] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "other",
    [
        History.of(BUSINESS, orders=orders(1.5, np.nan, 0.3)),
        History.of(BUSINESS, orders=orders(1.5, 0.0, 0.1 + 0.2)),
        History.of(BUSINESS, orders=orders(1.5, np.nan, 0.1 + 0.2).assign(lead_id="")),
        History.of(Business(), orders=orders(1.5, np.nan, 0.1 + 0.2)),
    ],
)
def test_other_content_has_another_hash(history, tmp_path, other):
    """The last digit of a number, unknown or zero, empty or unknown, and the settings all count."""
    assert write(history, tmp_path).hash != write(other, tmp_path).hash


def test_hash_stays_the_same_over_versions_of_libraries(history):
    """A change of this digest would orphan the snapshots that users have."""
    tables = {name: to_arrow(name, history[name]) for name in ("orders", "leads")}

    expected = "67b17715e8c2146b355b0e0111d62e018d8beac186d3919866620724eab08ac7"
    assert expected == digest(tables, {"time_zone": "Asia/Shanghai"})


rows = st.lists(
    st.fixed_dictionaries(
        {
            "activity_id": st.sampled_from("abc"),
            "kind": st.text(max_size=3),
            "duration_s": st.one_of(st.none(), st.floats(allow_nan=False)),
            "details": st.one_of(st.none(), st.text(max_size=3)),
            "happened_at": st.integers(-(10**15), 10**15).map(lambda micros: pd.Timestamp(micros, unit="us", tz="UTC")),
            "recorded_at": st.just(MOMENT),
        }
    ),
    max_size=8,
)


@given(given_rows=rows, data=st.data())
@settings(deadline=None, max_examples=50)
def test_hash_does_not_depend_on_the_order_of_rows(given_rows, data):
    """Even where keys are repeated, and whatever the texts."""
    shuffled = data.draw(st.permutations(given_rows))
    one, other = (
        to_arrow("activities", shaped("activities", pd.DataFrame(listed))) for listed in (given_rows, shuffled)
    )

    assert digest({"activities": one}, {}) == digest({"activities": other.combine_chunks()}, {})


def test_two_zeros_are_one_number():
    """PostgreSQL tells -0.0 from 0.0, SQLite does not."""
    one, other = (to_arrow("orders", shaped("orders", orders(zero))) for zero in (0.0, -0.0))

    assert digest({"orders": one}, {}) == digest({"orders": other}, {})


def test_changed_snapshot_is_refused(history, tmp_path):
    """A row more, other settings, another name: each is noticed."""
    snapshot = write(history, tmp_path)
    other = write(History.of(BUSINESS, orders=orders(2.0)), tmp_path)
    shutil.copy(other.path / "orders.parquet", snapshot.path)

    with pytest.raises(UserError, match="was changed"):
        read(snapshot.path)
    with pytest.raises(UserError, match="was changed"):
        write(history, tmp_path)


def test_changed_settings_are_refused(history, tmp_path):
    """They are part of the content."""
    snapshot = write(history, tmp_path)
    manifest = snapshot.path / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("Amsterdam", "Berlin"), encoding="utf-8")

    with pytest.raises(UserError, match="was changed"):
        verify(snapshot.path)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: shutil.rmtree(path), r"manifest\.json is missing"),
        (lambda path: (path / "leads.parquet").unlink(), r"leads\.parquet is missing"),
        (lambda path: (path / "leads.parquet").write_bytes(b"PAR1"), "cannot be read"),
        (lambda path: (path / "manifest.json").write_text("{"), "cannot be read"),
        (lambda path: (path / "manifest.json").write_text("{}"), "cannot be read"),
    ],
    ids=["gone", "table gone", "table broken", "manifest broken", "manifest empty"],
)
def test_broken_snapshot_is_explained(history, tmp_path, spoil, message):
    """With what is missing, and what to do."""
    path = write(history, tmp_path).path
    spoil(path)

    with pytest.raises(UserError, match=message) as caught:
        read(path)

    assert caught.value.hint


def test_snapshot_that_cannot_be_written_is_explained(history, tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "taken").write_text("")

    with pytest.raises(UserError, match="cannot be written"):
        write(history, tmp_path / "taken")


def test_empty_history_has_a_snapshot(tmp_path):
    """With no moment of the last record."""
    snapshot = write(History.of(Business()), tmp_path)

    assert snapshot.last_recorded is None
    assert 0 == sum(snapshot.rows.values())


def test_snapshot_is_found_by_its_hash_or_the_beginning_of_it(history, tmp_path):
    """What leads to none or to several is refused with the names that there are."""
    first, second = write(history, tmp_path), write(History.of(BUSINESS), tmp_path)

    assert first.path == find(tmp_path, first.hash) == find(tmp_path, first.hash[:8])
    with pytest.raises(UserError, match=f"No snapshot.*{second.path.name}"):
        find(tmp_path, "nothing")
    with pytest.raises(UserError, match="2 snapshots begin"):
        find(tmp_path, "")
    with pytest.raises(UserError, match="none"):
        find(tmp_path / "nowhere", "ab")
