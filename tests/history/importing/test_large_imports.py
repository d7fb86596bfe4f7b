"""Imports of another size: a million rows within bounds, and one that is killed half-way."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from pandas.testing import assert_frame_equal

from history.settings import Business
from history.store.store import Store

ROOT = Path(__file__).resolve().parents[3]
MILLION = {
    "leads": """SELECT 'L' || range AS lead_id, 'A' || hash(range) % 50000 AS account_id,
        TIMESTAMP '2023-01-01' + to_seconds(range * 431) AS created_at, 'web' AS source, '华东' AS region,
        '制造' AS industry, 'R' || hash(range) % 200 AS rep_id, hash(range) % 100000 / 7.0 AS value
        FROM range(200000)""",
    "activities": """SELECT range AS activity_id, 'L' || hash(range) % 200000 AS lead_id, 'call' AS kind,
        TIMESTAMP '2023-01-01' + to_seconds(range * 172) AS happened_at, 'R' || hash(range) % 200 AS rep_id,
        'out' AS direction, hash(range) % 3600 AS duration_s, '{"note": "客户回电 ' || range || '"}' AS details
        FROM range(500000)""",
    "stage_changes": """SELECT 'L' || range % 200000 AS lead_id, 'offer' AS stage,
        TIMESTAMP '2023-01-01' + to_seconds(range * 287) AS changed_at FROM range(300000)""",
}
IMPORT = """
import json, os, resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from history.importing.imports import MappedExport, import_export
from history.settings import Business
from history.store.store import Store

folder, url, stop = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def progress(table, rows):
    if stop and rows >= stop:
        os.kill(os.getpid(), signal.SIGKILL)

with Store.open(url) as store:
    export = MappedExport(folder / "export", folder / "sql")
    report = import_export(store, Business(), export, rejects=folder / "rejects.csv",
                           imported_at=datetime(2026, 11, 1, tzinfo=UTC), progress=progress)
print(json.dumps(report.as_json() | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def export(folder, selects):
    """Write what the SELECTs give as CSV files, and mappings that take them as they are."""
    (folder / "export").mkdir()
    (folder / "sql").mkdir()
    with duckdb.connect() as connection:
        for table, select in selects.items():
            connection.sql(select).write_csv(str(folder / "export" / f"{table}.csv"))
            (folder / "sql" / f"{table}.sql").write_text(f"SELECT * FROM '{table}.csv'")


def run_import(folder, url, *, stop=0):
    """Import in a process of its own, which kills itself when `stop` rows of a table are done."""
    command = [sys.executable, "-c", IMPORT, str(folder), url, str(stop)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=not stop)


@pytest.mark.slow
def test_a_million_rows_fit_in_two_gigabytes(tmp_path):
    """All of them go in, and the peak of the process's memory stays below 2 GB."""
    export(tmp_path, MILLION)

    report = json.loads(run_import(tmp_path, f"sqlite:///{tmp_path / 'history.db'}").stdout)

    expected = {"leads": 200_000, "stage_changes": 300_000, "activities": 500_000}
    assert expected == {table: counts["new"] for table, counts in report["tables"].items()}
    assert report["peak"] * 1024 < 2 * 1024**3


@pytest.mark.slow
def test_killed_import_is_completed_by_the_next(tmp_path, store_url):
    """What was stored stays, and running it again gives the store that an undisturbed import gives."""
    versions = """SELECT 'A' || range // 2 AS account_id, 'n' AS name, ['N', 'S'][1 + range % 2] AS region,
        TIMESTAMP '2024-01-01' + to_days(range % 2) AS valid_from FROM range(120000)"""
    export(tmp_path, {"accounts": versions})
    undisturbed = f"sqlite:///{tmp_path / 'undisturbed.db'}"
    run_import(tmp_path, undisturbed)

    killed = run_import(tmp_path, store_url, stop=40_000)
    with Store.open(store_url) as store, Store.open(undisturbed) as other:
        assert -9 == killed.returncode
        assert 0 < store.counts()["accounts"] < 120_000
        run_import(tmp_path, store_url)

        assert_frame_equal(other.read(Business())["accounts"], store.read(Business())["accounts"])
