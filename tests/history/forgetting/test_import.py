"""An import after a company was forgotten: the CRM may still have it."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from history.forgetting.forget import forget
from history.home import Home
from history.importing.imports import MappedExport, import_export
from history.opening import make_store
from history.store.tombstones import NAMES_FORGOTTEN

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EXPORT = {
    "accounts.csv": "id,name,day\nacc-gone-1,瑞丰精密轴承,2026-01-01\nacc-other-2,Other,2026-01-01\n",
    "leads.csv": "id,account,day\nlead-gone-1,acc-gone-1,2026-01-02\nlead-other-2,acc-other-2,2026-01-02\n",
    "stages.csv": "lead,stage,day\nlead-gone-1,new,2026-01-03\nlead-other-2,new,2026-01-03\n",
    "orders.csv": "id,account,day,amount\no1,acc-gone-1,2026-01-04,viel\no2,acc-other-2,2026-01-04,viel\n",
}
SQL = {
    "accounts": "SELECT id AS account_id, name, day AS valid_from FROM 'accounts.csv'",
    "leads": "SELECT id AS lead_id, account AS account_id, day AS created_at FROM 'leads.csv'",
    "stage_changes": "SELECT lead AS lead_id, stage, day AS changed_at FROM 'stages.csv'",
    "orders": "SELECT id AS order_id, account AS account_id, day AS ordered_at, amount FROM 'orders.csv'",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home into which that export was imported."""
    for folder, files in (("export", EXPORT), ("sql", {f"{name}.sql": text for name, text in SQL.items()})):
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / name).write_text(text, encoding="utf-8")
    home = Home(tmp_path / "home")
    run(home, "first")
    return home


def run(home: Home, name: str) -> dict[str, tuple[int, int, int]]:
    """How many rows of each table were new, unchanged and rejected."""
    parent, rejects = home.folder.parent, home.folder / "rejects" / f"{name}.csv"
    with make_store(home) as store:
        export = MappedExport(parent / "export", parent / "sql")
        done = import_export(store, home.business, export, rejects=rejects, imported_at=NOW)
    return {name: (counts.new, counts.unchanged, counts.rejected) for name, counts in done.tables.items()}


def test_it_is_refused_and_nothing_of_it_is_written_down(home: Home) -> None:
    """Good rows and bad ones; the rejects file says why, and has the values of other rows only."""
    forget(home, ["acc-gone-1"], NOW)
    counts = run(home, "again")

    expected = {"accounts": (0, 1, 1), "leads": (0, 1, 1), "stage_changes": (0, 1, 1), "orders": (0, 0, 2)}
    assert expected == counts
    with (home.folder / "rejects" / "again.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 4 == sum((NAMES_FORGOTTEN, "") == (row["reason"], row["values"]) for row in rows)
    (other,) = [row for row in rows if row["values"]]
    assert "acc-other-2" == json.loads(other["values"])["account_id"]
    for file in (home.folder / "rejects").iterdir():
        text = file.read_text(encoding="utf-8")
        assert [] == [name for name in ("acc-gone-1", "lead-gone-1", "瑞丰") if name in text]


def test_a_lead_that_it_got_since_is_not_taken_in_either(home: Home) -> None:
    """Its stage changes name the lead alone."""
    forget(home, ["acc-gone-1"], NOW)
    export = home.folder.parent / "export"
    for name, line in (
        ("leads.csv", "lead-gone-9,acc-gone-1,2026-02-02"),
        ("stages.csv", "lead-gone-9,new,2026-02-03"),
    ):
        with (export / name).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    counts = run(home, "again")

    assert [(0, 1, 2)] * 2 == [counts["leads"], counts["stage_changes"]]


@pytest.mark.parametrize(
    ("file", "line"),
    [("orders.csv", "o3,{},2026-01-04,5,one too many"), ("orders.jsonl", '{{"id": "o3", "account": "{}", "day": ')],
)
def test_a_line_that_cannot_be_read_is_not_kept_either(home: Home, file: str, line: str) -> None:
    """Where the id is a word of it; of another company it is."""
    good = (
        '{"id": "o1", "account": "x", "day": "2026-01-04", "amount": 1}' if file.endswith("l") else EXPORT["orders.csv"]
    )
    lines = "\n".join([good.strip(), line.format("acc-gone-1"), line.format("acc-other-2"), ""])
    (home.folder.parent / "export" / file).write_text(lines, encoding="utf-8")
    (home.folder.parent / "sql" / "orders.sql").write_text(SQL["orders"].replace("orders.csv", file), encoding="utf-8")
    forget(home, ["acc-gone-1"], NOW)
    run(home, "again")

    written = (home.folder / "rejects" / "again.csv").read_text(encoding="utf-8-sig")
    assert "acc-gone-1" not in written
    assert 1 == sum("o3" in each and "acc-other-2" in each for each in written.splitlines())
