"""Imports of files given as text, and what they say and leave."""

import csv
from datetime import UTC, datetime

import pandas as pd

from history.importing.imports import MappedExport, import_export
from history.settings import Business

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
            MappedExport(self.export, self.sql),
            rejects=self.rejects,
            imported_at=imported_at,
            progress=progress,
        )


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
