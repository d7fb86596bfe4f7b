"""Files as offices write them."""

import gzip
import json
from datetime import UTC, datetime

import duckdb
import pytest

from tests.history.importing.importing import (
    stored,
)


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
