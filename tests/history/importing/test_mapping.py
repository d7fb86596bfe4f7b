"""The mapping: which SQL files are taken, and that what they name is read from the export and nowhere else."""

import gzip
import json

import duckdb
import pytest

from history.errors import UserError
from history.importing.mapping import read_folder
from history.importing.pointing import pointed_at, said


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    return folder


def test_mappings_come_in_the_order_of_the_tables(tmp_path):
    """Accounts before orders, whatever the names of the files; other files are left alone."""
    write(tmp_path, orders="SELECT 1", accounts="SELECT 2;\n-- done")
    (tmp_path / "leadcast.toml").write_text("[business]")
    (tmp_path / "._orders.sql").write_bytes(b"\0\5")

    assert ["accounts", "orders"] == [mapping.table for mapping in read_folder(tmp_path)]


def test_sql_with_a_byte_order_mark_is_read(tmp_path):
    """As Notepad writes it."""
    (tmp_path / "leads.sql").write_text("SELECT '线索' AS lead_id", encoding="utf-8-sig")

    (mapping,) = read_folder(tmp_path)

    assert "线索" in mapping.select


def test_the_ending_may_be_in_capitals(tmp_path):
    """A file is not passed over for it; a table in capitals is asked back."""
    (tmp_path / "leads.SQL").write_text("SELECT 1", encoding="utf-8")
    assert ["leads"] == [mapping.table for mapping in read_folder(tmp_path)]

    (tmp_path / "Orders.SQL").write_text("SELECT 1", encoding="utf-8")
    with pytest.raises(UserError, match=r"Did you mean orders\.sql"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no mappings"),
        ({"lead": "SELECT 1"}, "lead.sql fills no table"),
        ({"leads": "SELECT 1; SELECT 2"}, "exactly one SELECT, but holds SELECT, SELECT"),
        ({"leads": "DROP TABLE leads"}, "exactly one SELECT, but holds DROP"),
        ({"leads": "COPY (SELECT 1) TO 'x.csv'"}, "but holds COPY"),
        ({"leads": "-- to be written"}, "but holds nothing"),
        ({"leads": "SELEC 1"}, "leads.sql is not SQL"),
    ],
)
def test_unusable_folder_is_explained(tmp_path, files, message):
    """With what is wrong, and what is looked for."""
    with pytest.raises(UserError, match=message) as caught:
        read_folder(write(tmp_path / "sql", **files))

    assert caught.value.hint


def test_missing_folder_is_explained(tmp_path):
    """It names the folder and the files it should hold."""
    with pytest.raises(UserError, match=r"does not exist.*stage_changes\.sql"):
        read_folder(tmp_path / "none")


def test_misspelt_table_is_guessed(tmp_path):
    """A near name is offered."""
    with pytest.raises(UserError, match=r"Did you mean activities\.sql"):
        read_folder(write(tmp_path / "sql", activitys="SELECT 1"))


@pytest.fixture
def export(tmp_path):
    """Files named alike in the export, where they are right, and in the working folder, where they are wrong."""
    folder = tmp_path / "it's, an export"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.csv").write_text("id,name\n1,right\n")
    (folder / "数据.csv").write_text("id,name\n1,right\n")
    (folder / "sub" / "b.csv.gz").write_bytes(gzip.compress(b"id,name\n1,right\n"))
    (folder / "c.json").write_text(json.dumps([{"id": 1, "name": "right"}]))
    with duckdb.connect() as connection:
        connection.sql("SELECT 1 AS id, 'right' AS name").write_parquet(str(folder / "d.parquet"))
    return folder


SELECTS = [
    "SELECT a.name FROM 'a.csv'",
    "SELECT x.name FROM 'a.csv' x",
    "SELECT x.name FROM 'a.csv' AS x JOIN \"a.csv\" USING (id)",
    "-- 数据\nSELECT name FROM '数据.csv'",
    "FROM 'a.csv' SELECT name",
    "SELECT b.name FROM 'sub/b.csv.gz'",
    "SELECT name FROM '*.csv' LIMIT 1",
    "SELECT name FROM read_csv('a.csv')",
    "SELECT read_csv.name FROM read_csv('a.csv', header = true)",
    "SELECT name FROM read_csv(['a.csv', 'sub/b.csv.gz'], union_by_name = true) LIMIT 1",
    "SELECT name FROM read_csv('a.csv', sample_size := 10, ignore_errors = false)",
    "SELECT name FROM read_csv_auto('a.csv', store_rejects = true)",
    "SELECT c.name FROM 'c.json'",
    "SELECT name FROM read_json('c.json', format = 'array')",
    "SELECT d.name FROM 'd.parquet'",
    "SELECT name FROM read_parquet(['d.parquet'])",
    "WITH t AS (SELECT * FROM 'a.csv') SELECT name FROM t WHERE id IN (SELECT id FROM 'd.parquet')",
    "SELECT (SELECT max(name) FROM 'a.csv') AS name",
    "SELECT name FROM 'd.parquet' UNION SELECT name FROM 'a.csv'",
    "SELECT name FROM (SELECT 'right' AS name) AS \"e.csv\"",
]


@pytest.mark.parametrize("select", SELECTS)
def test_files_are_taken_from_the_export(export, tmp_path, monkeypatch, select):
    """However they are named; a file of the same name in the working folder is not looked at."""
    for name in ("a.csv", "数据.csv"):
        (tmp_path / name).write_text("id,name\n1,wrong\n")
    monkeypatch.chdir(tmp_path)

    with duckdb.connect() as connection:
        assert [("right",)] == connection.execute(pointed_at(select, export, export)).fetchall()


def test_one_bad_value_far_down_does_not_stop_the_reading(export):
    """The types of a CSV file's columns are settled by all its rows, and a broken line is kept aside."""
    good = "".join(f"{number},2026-01-01\n" for number in range(30_000))
    (export / "long.csv").write_text(f"id,day\n{good}7,31/02/2026x\n8,2026-01-01,extra\n")

    with duckdb.connect() as connection:
        rows = connection.execute(pointed_at("SELECT day FROM 'long.csv'", export, export)).fetchall()
        broken = connection.execute("SELECT line, csv_line FROM reject_errors").fetchall()

    assert 30_001 == len(rows)
    assert ("31/02/2026x",) == rows[-1]
    assert [(30_003, "8,2026-01-01,extra")] == broken


def test_reader_that_is_told_an_encoding_gets_the_file_as_it_is(export, tmp_path):
    """The mirror in UTF-8 is for those who do not say."""
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "u.csv").write_text("id,name\n1,mirror\n")
    (export / "u.csv").write_text("id,name\n1,原文\n", encoding="utf-16")

    def names(select):
        with duckdb.connect() as connection:
            return connection.execute(pointed_at(select, mirror, export)).fetchall()

    assert [("原文",)] == names("SELECT name FROM read_csv('u.csv', encoding = 'utf-16')")
    assert [("mirror",)] == names("SELECT name FROM read_csv('u.csv')")


def test_what_duckdb_says_is_put_on_one_line():
    """With the line of the statement, without the drawing."""
    with duckdb.connect() as connection, pytest.raises(duckdb.Error) as caught:
        connection.execute("SELECT a,\nnone FROM (SELECT 1 AS a)")

    assert 'Binder Error: Referenced column "none" not found' in said(caught.value)
    assert said(caught.value).endswith("(line 2)")
    assert "\n" not in said(caught.value)
