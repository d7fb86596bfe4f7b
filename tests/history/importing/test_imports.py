"""An import: good rows go in, twice is once, and what contradicts the store does not go in."""

import json
from datetime import UTC, datetime

from pandas.testing import assert_frame_equal

from tests.history.importing.importing import BUSINESS, ORDERS, ORDERS_SQL, counts, reasons, rejects, stored, utc


def test_rows_go_in_with_local_times_and_the_lag(run_on_each):
    """Zone-less times are the business's, recorded_at is the event plus the lag, whole ids become texts."""
    report = run_on_each({"orders.csv": ORDERS}, {"orders": ORDERS_SQL})

    rows = stored(run_on_each, "orders")
    assert (2, 2, 0, 0) == counts(report, "orders")
    assert report.rejects is None
    assert ["1", "2"] == rows["order_id"].tolist()
    assert ["7", "8"] == rows["account_id"].tolist()
    assert [utc("2026-01-01 02:00"), utc("2026-01-02 03:30")] == rows["ordered_at"].tolist()
    assert [utc("2026-01-01 04:00"), utc("2026-01-02 05:30")] == rows["recorded_at"].tolist()
    assert [False, True] == rows["amount"].isna().tolist()


def test_same_export_twice_leaves_the_store_as_it_was(run_on_each):
    """Everything is unchanged the second time, a later import or not."""
    run_on_each({"orders.csv": ORDERS}, {"orders": ORDERS_SQL})
    before = stored(run_on_each, "orders")

    again = run_on_each({}, {}, imported_at=datetime(2026, 4, 1, tzinfo=UTC))

    assert (2, 0, 2, 0) == counts(again, "orders")
    assert_frame_equal(before, stored(run_on_each, "orders"))


def test_report_is_json(run):
    """As the command line prints it."""
    report = run({"orders.csv": ORDERS}, {"orders": ORDERS_SQL})

    expected = {"read": 2, "new": 2, "unchanged": 0, "rejected": 0}
    assert {"tables": {"orders": expected}, "rejects": None, "notes": []} == json.loads(json.dumps(report.as_json()))


def test_repeated_keys_of_one_export(run_on_each):
    """Identical rows count as unchanged; of contradicting ones the first goes in."""
    more = "1,7,2026-01-01 10:00:00,12.5,12.5\n1,7,2026-01-01 10:00:00,13,12.5\n"

    report = run_on_each({"orders.csv": ORDERS + more}, {"orders": ORDERS_SQL})

    assert (4, 2, 1, 1) == counts(report, "orders")
    (row,) = rejects(report)
    assert ("4", "order_id", "order_id: given twice with another amount") == (row["row"], row["column"], row["reason"])


def test_contradiction_of_a_stored_event_is_rejected(run_on_each):
    """The store keeps what it had, and the rejects say what differs."""
    run_on_each({"orders.csv": ORDERS}, {"orders": ORDERS_SQL})

    report = run_on_each({"orders.csv": ORDERS.replace("12.5\n", "99\n")}, {})

    assert (2, 0, 1, 1) == counts(report, "orders")
    assert ["order_id: already stored with another paid"] == reasons(report)
    assert [12.5, 0.0] == stored(run_on_each, "orders")["paid"].tolist()


def test_changed_lead_is_a_version_of_the_import(run_on_each):
    """Before the second import nobody knew of the new rep."""
    leads = "SELECT 'l1' AS lead_id, TIMESTAMPTZ '2026-01-01 00:00+00' AS created_at, '{}' AS rep_id"
    run_on_each({"unused.csv": "x\n1\n"}, {"leads": leads.format("ann")})

    run_on_each({}, {"leads": leads.format("bob")}, imported_at=datetime(2026, 4, 1, tzinfo=UTC))

    rows = stored(run_on_each, "leads")
    assert ["ann", "bob"] == rows["rep_id"].tolist()
    assert [utc("2026-01-01"), utc("2026-04-01")] == rows["recorded_at"].tolist()
    assert ["ann"] == run_on_each.store.read(BUSINESS, as_of=utc("2026-03-31"))["leads"]["rep_id"].tolist()


def test_progress_ends_at_the_rows_read(run):
    """Table by table, never backwards."""
    told = []

    run({"orders.csv": ORDERS}, {"orders": ORDERS_SQL}, progress=lambda table, rows: told.append((table, rows)))

    assert ("orders", 2) == told[-1]
    assert sorted(told) == told
