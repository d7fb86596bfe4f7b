"""How values are read, and when a row is known that gives no time of that."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from history.settings import Business
from tests.history.importing.importing import ORDERS, ORDERS_SQL, counts, stored, utc


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


@pytest.mark.parametrize(
    "day",
    [
        "DATE '2026-01-05'",
        "'2026-01-05'",
        "'2026/1/5'",
        "'2026 1 5'",
        r"'2026\1\5'",
        "'2026.1.5'",
        "'2026年1月5日'",
        "'2026年　1月　5日'",
        "'２０２６年０１月０５号'",
    ],
)
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


def test_dates_in_disguise_are_noted(run):
    """A column of timestamps that are all midnight would be known too early; the report says what to do."""
    rows = "SELECT range AS order_id, 7 AS account_id, TIMESTAMP '2026-01-01' + to_days(range) AS ordered_at"

    report = run({"unused.csv": "x\n1\n"}, {"orders": f"{rows} FROM range(30)"})

    assert "ordered_at::DATE" in report.notes[0]


def test_column_of_another_type_that_is_nowhere_filled_is_unknown(run):
    """`NULL AS left_at` says that nobody left."""
    reps = "SELECT 1 AS rep_id, 'Li' AS name, TIMESTAMP '2026-01-01' AS joined_at, NULL AS left_at, "
    reps += "NULL::INTEGER AS recorded_at"

    run({"unused.csv": "x\n1\n"}, {"reps": reps})

    assert stored(run, "reps")["left_at"].isna().all()


def test_names_of_columns_may_be_in_any_case(run):
    """As SQL has it."""
    run({"orders.csv": ORDERS}, {"orders": ORDERS_SQL.replace("order_id", "Order_ID")})

    assert 2 == run.store.counts()["orders"]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("12.5万", 125_000),
        ("３．５万元", 35_000),
        ("1亿", 100_000_000),
        ("￥8,000", 8_000),
        ("¥ 1,200.50", 1_200.5),
        ("1,200,000", 1_200_000),
        ("-300元", -300),
        ("１２３", 123),
    ],
)
def test_amounts_are_read_as_people_in_china_write_them(run, written, amount):
    """In words and digits of full width; commas part thousands."""
    select = f"SELECT 1 AS order_id, 2 AS account_id, '2026-01-05' AS ordered_at, '{written}' AS amount"

    run({"unused.csv": "x\n1\n"}, {"orders": select})

    assert [amount] == stored(run, "orders")["amount"].tolist()


@pytest.mark.parametrize("written", ["1,200", "1.200,50", "12万5", "约3万", "万", "12,34,567", "$5", "3%"])
def test_amounts_that_may_mean_something_else_are_refused(run, written):
    """`1,200` is one and a fifth to some; nothing is guessed."""
    select = f"SELECT 1 AS order_id, 2 AS account_id, '2026-01-05' AS ordered_at, '{written}' AS amount"

    assert (1, 0, 0, 1) == counts(run({"unused.csv": "x\n1\n"}, {"orders": select}), "orders")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026年1月4日 10时20分", "2026-01-04 02:20"),
        ("2026年1月4日10点", "2026-01-04 02:00"),
        ("2026.01.04 10:20", "2026-01-04 02:20"),
        ("2026年01月04日 10:20:30", "2026-01-04 02:20:30"),
        ("2026 年 1 月 4 日 10时20分30秒", "2026-01-04 02:20:30"),
        ("２０２６－０１－０４　１０：２０", "2026-01-04 02:20"),
    ],
)
def test_times_are_read_as_people_in_china_write_them(run, written, moment):
    """By the clock of the business."""
    select = f"SELECT 1 AS order_id, 2 AS account_id, '{written}' AS ordered_at"

    run({"unused.csv": "x\n1\n"}, {"orders": select}, business=Business(time_zone="Asia/Shanghai"))

    assert [utc(moment)] == stored(run, "orders")["ordered_at"].tolist()


@pytest.mark.parametrize(
    "written", ["2026年3月", "2026.3", "2026年13月4日", "4.3.2026", "3月4日", "2026年3月4日下午3点", "去年3月4日"]
)
def test_times_that_are_no_moment_are_refused(run, written):
    """With the text in the reason."""
    select = f"SELECT 1 AS order_id, 2 AS account_id, '{written}' AS ordered_at"

    assert (1, 0, 0, 1) == counts(run({"unused.csv": "x\n1\n"}, {"orders": select}), "orders")


def test_a_rep_without_a_name_is_called_by_its_id(run_on_each):
    """Whether the column is left out or empty."""
    reps = (
        "SELECT rep_id, name, TIMESTAMP '2026-01-01' AS joined_at FROM (VALUES (7, ''), (8, 'Li')) AS r(rep_id, name)"
    )

    run_on_each({"unused.csv": "x\n1\n"}, {"reps": reps})
    run_on_each({"unused.csv": "x\n1\n"}, {"reps": "SELECT 9 AS rep_id, TIMESTAMP '2026-01-01' AS joined_at"})

    assert {"7": "7", "8": "Li", "9": "9"} == stored(run_on_each, "reps").set_index("rep_id")["name"].to_dict()
