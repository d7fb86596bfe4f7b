"""What cannot go in, and the reason it is given: of rows in the rejects file, of whole exports in an error."""

import json
from random import Random

import pytest

from history.errors import UserError
from history.importing.imports import MappedExport, import_export
from tests.history.importing.importing import (
    ACTIVITIES_SQL,
    BUSINESS,
    NOW,
    ORDERS,
    ORDERS_SQL,
    counts,
    reasons,
    rejects,
    stored,
)


def test_bad_rows_are_rejected_and_good_rows_go_in(run):
    """Each reject tells table, row, column, reason and values; the file opens in Excel."""
    bad = "3,,2026-01-03 10:00:00,x,1\n4,9,31/02/2026x,5,5\n"
    report = run({"orders.csv": ORDERS + bad}, {"orders": ORDERS_SQL})

    assert (4, 2, 0, 2) == counts(report, "orders")
    first, second = rejects(report)
    assert ("orders", "3", "account_id, amount") == (first["table"], first["row"], first["column"])
    assert "account_id: is missing; amount: 'x' is not a number" == first["reason"]
    assert ("4", "ordered_at: '31/02/2026x' is not a time") == (second["row"], second["reason"])
    assert {"account_id": 9, "ordered_at": "31/02/2026x"}.items() <= json.loads(second["values"]).items()
    assert report.rejects.read_bytes().startswith(b"\xef\xbb\xbf")


def test_rejects_of_an_earlier_import_do_not_stay(run):
    """The file is there only when this import rejected something."""
    first = run({"orders.csv": ORDERS + "3,,2026-01-03,1,1\n"}, {"orders": ORDERS_SQL})
    assert first.rejects.exists()

    assert run({"orders.csv": ORDERS}, {}).rejects is None
    assert not first.rejects.exists()


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("order_id", "''", "order_id: is missing"),
        ("order_id", "'  　'", "order_id: is missing"),
        ("order_id", "repeat('x', 501)", "order_id: is longer than 500 characters"),
        ("account_id", "'a' || chr(0)", "account_id: holds a zero byte"),
        ("ordered_at", "NULL", "ordered_at: is missing"),
        ("ordered_at", "'2026-02-30'", "ordered_at: '2026-02-30' is not a time"),
        ("ordered_at", "'0001-01-01'", "ordered_at: '0001-01-01' is not a time between 1900 and 9999"),
        ("ordered_at", "'infinity'::TIMESTAMP", "ordered_at: 'infinity' is not a time between 1900 and 9999"),
        ("ordered_at", "'2026-03-02 08:00:01'", "ordered_at: '2026-03-02 08:00:01' lies in the future"),
        ("recorded_at", "'2031-01-01 00:00'", "recorded_at: '2031-01-01 00:00' lies in the future"),
        ("recorded_at", "'2025-12-31 23:59'", "recorded_at: '2025-12-31 23:59' is before ordered_at"),
        ("amount", "'1,234'", "amount: '1,234' is not a number"),
        ("amount", "'inf'", "amount: 'inf' is not finite"),
        ("paid", "repeat('9', 70)|| 'x'", f"paid: '{'9' * 60}…' is not a number"),
    ],
)
def test_every_fault_of_an_order_has_its_reason(run, column, value, reason):
    """What is wrong is said in terms of the value."""
    row = {"order_id": "'1'", "account_id": "'a'", "ordered_at": "'2026-01-01'", "amount": "'1'", "paid": "'1'"}
    select = "SELECT " + ", ".join(f"{value} AS {name}" for name, value in {**row, column: value}.items())

    report = run({"unused.csv": "x\n1\n"}, {"orders": select})

    assert [reason] == reasons(report)


def test_faults_of_choices_json_and_alternatives(run):
    """A signal's kind is one of four, details are JSON, an activity belongs to a lead or an account."""
    acts = 'id,lead,kind,day,details\n1,l1,call,2026-01-01 10:00,"{""a"": 1}"\n2,,call,2026-01-01 10:00,{a\n'
    signal = "SELECT 1 AS signal_id, 'a' AS account_id, 'rumour' AS kind, '2026-01-01 10:00' AS observed_at"

    report = run({"acts.csv": acts}, {"activities": ACTIVITIES_SQL, "signals": signal})

    assert [
        "details: '{a' is not JSON; lead_id or account_id: one of them has to be known",
        "kind: 'rumour' is none of site_update, job_posting, patent, news",
    ] == reasons(report)


def test_stage_changes_with_reasons_of_their_own(run):
    """Why a lead was lost is not mixed up with why a row was rejected."""
    rows = (
        "(VALUES ('l1', 'lost', '2026-01-01 10:00', 'price'), ('l1', 'lost', 'never', 'x')) AS c(lead, stage, day, why)"
    )
    select = f"SELECT lead AS lead_id, stage, day AS changed_at, why AS reason FROM {rows}"

    report = run({"unused.csv": "x\n1\n"}, {"stage_changes": select})

    assert ["price"] == stored(run, "stage_changes")["reason"].tolist()
    assert ["changed_at: 'never' is not a time"] == reasons(report)


def test_one_bad_row_far_down_does_not_stop_the_good(run):
    """A type is not settled by the first rows alone, and a line with too many fields is one reject."""
    good = "".join(f"{number},7,2026-01-01 10:00:00,1,1\n" for number in range(25_000))
    text = f"id,customer,day,amount,paid\n{good}x1,7,yesterday,1,1\nx2,7,2026-01-01 10:00:00,1,1,1,1\n"

    report = run({"orders.csv": text}, {"orders": ORDERS_SQL})

    assert (25_002, 25_000, 0, 2) == counts(report, "orders")
    line, row = rejects(report)
    assert line["reason"].startswith("orders.csv, line 25003: ")
    assert (line["row"], json.loads(line["values"])) == ("", "x2,7,2026-01-01 10:00:00,1,1,1,1")
    assert ("25001", "ordered_at: 'yesterday' is not a time") == (row["row"], row["reason"])


@pytest.mark.parametrize(
    ("select", "message", "hint"),
    [
        (
            "SELECT 1 AS order_id, now() AS ordered_at",
            "orders.sql gives no account_id; it gives order_id",
            "needs order",
        ),
        ("SELECT 1 AS order_id, 2 AS acount_id, now() AS ordered_at", "gives acount_id, which", "mean account_id"),
        ("SELECT 1 AS order_id, 2 AS account_id, 20260101 AS ordered_at", "ordered_at as INTEGER", "strptime"),
        ("SELECT 1 AS order_id, 2 AS account_id, now() AS ordered_at, true AS paid", "paid as BOOLEAN", "DOUBLE"),
        ("SELECT nothing FROM 'orders.csv'", "orders.sql failed: Binder Error", "orders.csv"),
        ("SELECT * FROM 'order.csv'", 'No files found that match the pattern "order.csv"', "orders.csv"),
        ("SELECT * FROM 'broken.csv.gz'", "orders.sql failed: .*broken.csv.gz", "orders.csv"),
        ("SELECT * FROM 'broken.parquet'", "orders.sql failed: .*broken.parquet", "orders.csv"),
        ("SELECT order_id FROM 'noise.csv'", "orders.sql failed: .*noise.csv", "is no table"),
        ("SELECT * FROM read_csv('orders.csv', encoding='gbk')", "encoding", "finds out for itself"),
        ("SELECT * FROM 'orders.xlsx'", "excel", "CSV, Parquet and JSON"),
    ],
)
def test_unusable_select_is_explained(run, select, message, hint):
    """In the user's terms, before anything is stored, and without the folder that nobody knows."""
    files = {"orders.csv": ORDERS, "broken.csv.gz": b"\x1f\x8b\x08garbage", "broken.parquet": b"PAR1garbage"}
    files["noise.csv"] = Random(0).randbytes(20_000)
    accounts = "SELECT 1 AS account_id, 'a' AS name, now() AS valid_from"

    with pytest.raises(UserError, match=message) as caught:
        run(files, {"accounts": accounts, "orders": select})

    assert hint in caught.value.hint
    assert str(run.export) not in str(caught.value)
    assert 0 == run.store.counts()["accounts"]


def test_missing_and_empty_exports_are_explained(run, tmp_path):
    """No folder, nothing in it, no rows in what is in it."""
    with pytest.raises(UserError, match="is empty"):
        run({}, {"orders": ORDERS_SQL})
    with pytest.raises(UserError, match=r"no rows: orders\.sql"):
        run({"orders.csv": ORDERS.splitlines()[0] + "\n"}, {})
    export = MappedExport(tmp_path / "none", tmp_path / "sql")
    with pytest.raises(UserError, match="does not exist"):
        import_export(run.store, BUSINESS, export, rejects=tmp_path / "r.csv", imported_at=NOW)


def test_rejects_file_that_cannot_be_written_is_explained(run, tmp_path):
    """Before anything is imported."""
    run.rejects = tmp_path

    with pytest.raises(UserError, match="cannot be written"):
        run({"orders.csv": ORDERS}, {"orders": ORDERS_SQL})

    assert 0 == run.store.counts()["orders"]


def test_empty_files_are_named(run):
    """A CSV file of no bytes has no columns; the hint says which file that is."""
    with pytest.raises(UserError) as caught:
        run({"orders.csv": ""}, {"orders": ORDERS_SQL})

    assert "orders.csv (empty)" in caught.value.hint
