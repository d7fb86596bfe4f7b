"""An import: good rows go in, bad rows go to the rejects file with their reason, and twice is once."""

import csv
import gzip
import json
from datetime import UTC, datetime
from random import Random

import duckdb
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from history.errors import UserError
from history.importing.imports import import_export
from history.settings import Business
from history.store.store import Store

BUSINESS = Business(time_zone="Asia/Shanghai", lags={"orders": "2h"})
NOW = datetime(2026, 3, 1, tzinfo=UTC)

ORDERS = "id,customer,day,amount,paid\n1,7,2026-01-01 10:00:00,12.5,12.5\n2,8,2026-01-02 11:30:00,,0\n"
ORDERS_SQL = "SELECT id AS order_id, customer AS account_id, day AS ordered_at, amount, paid FROM 'orders.csv'"
ACTIVITIES_SQL = "SELECT id AS activity_id, lead AS lead_id, kind, day AS happened_at, details FROM 'acts.csv'"


class Importing:
    """Imports files given by name, with SELECTs given by table; what was there before is still there."""

    def __init__(self, folder, store):
        self.store = store
        self.export, self.sql, self.rejects = folder / "export", folder / "sql", folder / "out" / "rejects.csv"
        self.export.mkdir()
        self.sql.mkdir()

    def __call__(self, files, selects, *, business=BUSINESS, imported_at=NOW, progress=None):
        for name, content in files.items():
            (self.export / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        for table, select in selects.items():
            (self.sql / f"{table}.sql").write_text(select, encoding="utf-8")
        return import_export(
            self.store,
            business,
            self.export,
            self.sql,
            rejects=self.rejects,
            imported_at=imported_at,
            progress=progress,
        )


@pytest.fixture
def run(tmp_path):
    """Imports into SQLite: what is the same whatever the database."""
    with Store.open(f"sqlite:///{tmp_path / 'history.db'}") as store:
        yield Importing(tmp_path, store)


@pytest.fixture
def run_on_each(tmp_path, store_url):
    """Imports into SQLite and into PostgreSQL: what the database has a part in."""
    with Store.open(store_url) as store:
        yield Importing(tmp_path, store)


def counts(report, table):
    done = report.tables[table]
    return done.read, done.new, done.unchanged, done.rejected


def rejects(report):
    with report.rejects.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def reasons(report):
    return [row["reason"] for row in rejects(report)]


def stored(run, table):
    return run.store.read(BUSINESS)[table]


def utc(text):
    return pd.Timestamp(text, tz="UTC")


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
        ("amount", "'1,234.50'", "amount: '1,234.50' is not a number"),
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


def test_values_are_read_as_what_they_mean(run_on_each):
    """Blanks around texts go, whole floats are ids, NaN is unknown, structures become JSON, 9999 is a time."""
    acts = "SELECT 112.0::DOUBLE AS activity_id, '　l1 ' AS lead_id, '' AS account_id, 'call' AS kind, "
    acts += "'2026-01-01T10:00:00+02:00' AS happened_at, 'NaN' AS duration_s, {'a': [1, 2]} AS details"
    reps = "SELECT 1 AS rep_id, 'Li' AS name, TIMESTAMP '2026-01-01' AS joined_at, DATE '9999-12-29' AS left_at"

    run_on_each({"unused.csv": "x\n1\n"}, {"activities": acts, "reps": reps})

    (row,) = stored(run_on_each, "activities").to_dict("records")
    assert ("112", "l1", '{"a":[1,2]}') == (row["activity_id"], row["lead_id"], row["details"])
    assert utc("2026-01-01 08:00") == row["happened_at"]
    assert pd.isna(row["account_id"])
    assert pd.isna(row["duration_s"])
    assert utc("9999-12-28 16:00") == stored(run_on_each, "reps")["left_at"].iloc[0]


@pytest.mark.parametrize("day", ["DATE '2026-01-05'", "'2026-01-05'", "'2026/1/5'"])
def test_what_is_only_a_date_is_known_at_the_end_of_its_day(run, day):
    """It happened at local midnight, and a cut-off at that midnight does not see it."""
    select = f"SELECT 1 AS order_id, 2 AS account_id, {day} AS ordered_at"

    run({"unused.csv": "x\n1\n"}, {"orders": select}, business=Business(time_zone="Asia/Shanghai"))

    (row,) = stored(run, "orders").to_dict("records")
    assert utc("2026-01-04 16:00") == row["ordered_at"]
    assert utc("2026-01-05 16:00") == row["recorded_at"]


def test_the_end_of_a_day_obeys_daylight_saving(run):
    """In Amsterdam, 29 March 2026 has 23 hours."""
    select = "SELECT 1 AS order_id, 2 AS account_id, DATE '2026-03-29' AS ordered_at, DATE '2026-03-29' AS recorded_at"
    amsterdam = Business(time_zone="Europe/Amsterdam")

    run({"unused.csv": "x\n1\n"}, {"orders": select}, business=amsterdam, imported_at=datetime(2026, 5, 1, tzinfo=UTC))

    (row,) = stored(run, "orders").to_dict("records")
    assert (utc("2026-03-28 23:00"), utc("2026-03-29 22:00")) == (row["ordered_at"], row["recorded_at"])


def test_recorded_at_of_the_export_is_kept(run_on_each):
    """Where it is given; elsewhere it is assumed."""
    orders = "SELECT order_id, 'a' AS account_id, TIMESTAMPTZ '2026-01-01 00:00+00' AS ordered_at, recorded_at FROM "
    orders += "(VALUES (1, TIMESTAMPTZ '2026-01-09 00:00+00'), (2, NULL)) AS given(order_id, recorded_at)"

    run_on_each({"unused.csv": "x\n1\n"}, {"orders": orders})

    assert [utc("2026-01-09"), utc("2026-01-01 02:00")] == stored(run_on_each, "orders")["recorded_at"].tolist()


def test_announced_colleague_may_be_recorded_before_joining(run):
    """Unlike an order, a rep or an account can be known ahead."""
    reps = "SELECT 1 AS rep_id, 'Li' AS name, '2026-02-01 09:00' AS joined_at, '2026-01-15 09:00' AS recorded_at"

    assert (1, 1, 0, 0) == counts(run({"unused.csv": "x\n1\n"}, {"reps": reps}), "reps")


def test_stage_changes_with_reasons_of_their_own(run):
    """Why a lead was lost is not mixed up with why a row was rejected."""
    rows = (
        "(VALUES ('l1', 'lost', '2026-01-01 10:00', 'price'), ('l1', 'lost', 'never', 'x')) AS c(lead, stage, day, why)"
    )
    select = f"SELECT lead AS lead_id, stage, day AS changed_at, why AS reason FROM {rows}"

    report = run({"unused.csv": "x\n1\n"}, {"stage_changes": select})

    assert ["price"] == stored(run, "stage_changes")["reason"].tolist()
    assert ["changed_at: 'never' is not a time"] == reasons(report)


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


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_chinese_office_files_just_work(run, encoding):
    """Chinese names of files, columns and values, in the encodings that Excel writes."""
    text = "编号,客户,时间\n1,张三科技,2026-01-01 10:00:00\n2,李四贸易,2026-01-02 10:00:00\n"
    select = "SELECT 编号 AS order_id, 客户 AS account_id, 时间 AS ordered_at FROM '订单.csv.gz'"

    report = run({"订单.csv.gz": gzip.compress(text.encode(encoding))}, {"orders": select})

    assert ["张三科技", "李四贸易"] == stored(run, "orders")["account_id"].tolist()
    assert (encoding == "utf-8-sig") == (report.notes == [])


def test_big5_files_just_work(run):
    """As a branch in Taipei exports them."""
    text = "編號,客戶,時間\n1,張三科技有限公司,2026-01-01 10:00:00\n2,國際電子,2026-01-02 10:00:00\n"
    select = "SELECT 編號 AS order_id, 客戶 AS account_id, 時間 AS ordered_at FROM 'o.csv'"

    run({"o.csv": text.encode("big5")}, {"orders": select})

    assert ["張三科技有限公司", "國際電子"] == stored(run, "orders")["account_id"].tolist()


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


def test_parquet_json_and_globs_are_read(run):
    """Whatever DuckDB reads may be mapped."""
    with duckdb.connect() as connection:
        connection.sql("SELECT 3 AS id, 7 AS customer, now() - INTERVAL 200 DAY AS day").write_parquet(
            str(run.export / "p.parquet")
        )
    part = "id,customer,day\n{},7,2026-01-01 10:00:00\n"
    files = {"part1.csv": part.format(1), "part2.csv": part.format(2)}
    files["j.json"] = json.dumps([{"id": 4, "customer": 7, "day": "2026-01-01 10:00:00"}])
    select = "WITH o AS (SELECT id, customer, day::TIMESTAMPTZ AS day FROM 'part*.csv' UNION ALL BY NAME "
    select += "SELECT id, customer, day::TIMESTAMPTZ AS day FROM 'p.parquet' UNION ALL BY NAME "
    select += "SELECT id, customer, day::TIMESTAMPTZ AS day FROM 'j.json') "
    select += "SELECT id AS order_id, customer AS account_id, day AS ordered_at FROM o"

    run(files, {"orders": select}, imported_at=datetime(2100, 1, 1, tzinfo=UTC))

    assert ["1", "2", "3", "4"] == stored(run, "orders")["order_id"].tolist()


JSON_SQL = "SELECT id AS order_id, customer AS account_id, day AS ordered_at, amount, paid FROM '{}'"
JSON_GOOD = {"id": 1, "customer": 7, "day": "2026-01-01 10:00:00", "amount": 12.5, "paid": None}


def json_lines(*lines):
    """A line of each: a text as it is, a number as a good row of that id."""
    return "\n".join(each if isinstance(each, str) else json.dumps(JSON_GOOD | {"id": each}) for each in lines)


@pytest.mark.parametrize(
    ("file", "named"), [("o.jsonl", "o.jsonl"), ("o.json", "o.json"), ("o.ndjson.gz", "*.ndjson.gz")]
)
def test_one_bad_line_of_json_does_not_stop_the_good(run, file, named):
    """It is kept with file, line and reason; the row before and the row behind it go in."""
    text = json_lines(1, '{"id": 2, "customer": 7', 3)
    content = gzip.compress(text.encode()) if file.endswith(".gz") else text

    report = run({file: content}, {"orders": JSON_SQL.format(named)})

    assert (3, 2, 0, 1) == counts(report, "orders")
    assert ["1", "3"] == stored(run, "orders")["order_id"].tolist()
    (line,) = rejects(report)
    assert f"{file}, line 2: is no JSON at character 24: expecting ',' delimiter" == line["reason"]
    assert ("", '{"id": 2, "customer": 7') == (line["row"], json.loads(line["values"]))
    assert [f"{file}: lines that are no JSON object are left out (1)"] == report.notes


def test_a_bad_line_is_rejected_for_each_select_that_reads_it(run):
    """And for none that reads another file."""
    files = {"o.jsonl": json_lines(1, "oops"), "p.jsonl": json_lines(2)}
    accounts = "SELECT customer AS account_id, 'n' AS name, day AS valid_from FROM read_json('{}')"

    both = run(files, {"orders": JSON_SQL.format("o.jsonl"), "accounts": accounts.format("o.jsonl")})
    one = run(files, {"accounts": accounts.format("p.jsonl")})

    assert (1, 1) == (both.tables["orders"].rejected, both.tables["accounts"].rejected)
    assert (1, 0) == (one.tables["orders"].rejected, one.tables["accounts"].rejected)


def test_one_value_of_another_type_far_down_does_not_stop_the_good(run):
    """The types of JSON are not settled by the first rows alone either."""
    text = json_lines(*range(25_000), json.dumps(JSON_GOOD | {"id": "x1", "day": "yesterday"}))

    report = run({"o.jsonl": text}, {"orders": JSON_SQL.format("o.jsonl")})

    assert (25_001, 25_000, 0, 1) == counts(report, "orders")
    assert "ordered_at: 'yesterday' is not a time" == rejects(report)[0]["reason"]


def test_json_that_is_broken_as_a_whole_says_where(run):
    """A list cannot be read without its bad part; line and column are those of the file."""
    text = f"[{json.dumps(JSON_GOOD)},\n {json.dumps(JSON_GOOD)[:-1]},\n {json.dumps(JSON_GOOD)}]"

    with pytest.raises(
        UserError, match=r"orders.sql failed: o.json is no JSON at line 3, column 2: expecting"
    ) as caught:
        run({"o.json": text}, {"orders": JSON_SQL.format("o.json")})

    assert "JSON Lines" in caught.value.hint


def test_progress_ends_at_the_rows_read(run):
    """Table by table, never backwards."""
    told = []

    run({"orders.csv": ORDERS}, {"orders": ORDERS_SQL}, progress=lambda table, rows: told.append((table, rows)))

    assert ("orders", 2) == told[-1]
    assert sorted(told) == told


def test_dates_in_disguise_are_noted(run):
    """A column of timestamps that are all midnight would be known too early; the report says what to do."""
    rows = "SELECT range AS order_id, 7 AS account_id, TIMESTAMP '2026-01-01' + to_days(range) AS ordered_at"

    report = run({"unused.csv": "x\n1\n"}, {"orders": f"{rows} FROM range(30)"})

    assert "ordered_at::DATE" in report.notes[0]


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


def test_column_of_another_type_that_is_nowhere_filled_is_unknown(run):
    """`NULL AS left_at` says that nobody left."""
    reps = "SELECT 1 AS rep_id, 'Li' AS name, TIMESTAMP '2026-01-01' AS joined_at, NULL AS left_at, "
    reps += "NULL::INTEGER AS recorded_at"

    run({"unused.csv": "x\n1\n"}, {"reps": reps})

    assert stored(run, "reps")["left_at"].isna().all()


def test_missing_and_empty_exports_are_explained(run, tmp_path):
    """No folder, nothing in it, no rows in what is in it."""
    with pytest.raises(UserError, match="is empty"):
        run({}, {"orders": ORDERS_SQL})
    with pytest.raises(UserError, match=r"no rows: orders\.sql"):
        run({"orders.csv": ORDERS.splitlines()[0] + "\n"}, {})
    with pytest.raises(UserError, match="does not exist"):
        import_export(
            run.store, BUSINESS, tmp_path / "none", tmp_path / "sql", rejects=tmp_path / "r.csv", imported_at=NOW
        )


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


def test_names_of_columns_may_be_in_any_case(run):
    """As SQL has it."""
    run({"orders.csv": ORDERS}, {"orders": ORDERS_SQL.replace("order_id", "Order_ID")})

    assert 2 == run.store.counts()["orders"]
