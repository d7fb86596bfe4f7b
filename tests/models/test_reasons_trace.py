"""Every sentence is true of rows that were known then: each number, each day, each row that it shows."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from features.build import Rows
from history.importing.imports import MappedExport, import_export
from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from history.store.store import Store
from history.tables import TABLES
from tests.models.reasons_traced import Traced

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "bpic2012"
EXPORT = EXAMPLE.parents[2] / "shared" / "data" / "bpic2012"


@pytest.fixture(scope="module")
def world() -> History:
    """A small simulated history."""
    return simulate(WorldConfig(accounts=150, days=400), 11).history


@pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("lead", "open")], ids=["accounts", "leads"])
def test_sentences_on_a_simulated_world_are_true(world: History, rows: Rows) -> None:
    """A few accounts and leads as of the end and of a moment before."""
    for days in (0, 100):
        Traced(world, rows, pd.Timestamp(world.last_recorded) - timedelta(days=days)).check(6, days)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("lead", "open")], ids=["accounts", "leads"])
def test_all_sentences_on_a_simulated_world_are_true(world: History, rows: Rows) -> None:
    """Everybody, as of many moments, on week-days and in the middle of days; most messages come up."""
    told = set()
    for hours in range(0, 300 * 24, 1201):
        traced = Traced(world, rows, pd.Timestamp(world.last_recorded) - timedelta(hours=hours))
        traced.check(60, hours)
        told |= traced.told
    assert len(told) > 30


@pytest.fixture(scope="module")
def applications(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The loan applications of a Dutch bank, imported."""
    if not EXPORT.exists():
        pytest.skip(f"no export at {EXPORT}")
    work = tmp_path_factory.mktemp("bpic2012")
    business = Business(**tomllib.loads((EXAMPLE / "leadcast.toml").read_text(encoding="utf-8"))["business"])
    with Store.open(f"sqlite:///{work / 'history.db'}") as store:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        import_export(store, business, MappedExport(EXPORT, EXAMPLE), rejects=work / "rejects.csv", imported_at=moment)
        return store.read(business, None)


@pytest.mark.slow
@pytest.mark.parametrize("days", [3, 40, 100])
def test_all_sentences_on_real_applications_are_true(applications: History, days: int) -> None:
    """Leads without accounts, regions or signals, with kinds and stages of their own."""
    traced = Traced(applications, Rows("lead", "open"), pd.Timestamp("2012-03-01T12:00Z") - timedelta(days=days))
    traced.check(60, days)

    assert {"touches-recent", "stage", "queue-place", "inbound-none"} <= traced.told


@pytest.mark.parametrize("missing", [*TABLES, "all but leads", "all but orders"])
@pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("lead", "open")], ids=["accounts", "leads"])
def test_sentences_are_true_whatever_is_missing(world: History, rows: Rows, missing: str) -> None:
    """Without any table, or with one alone, what is left is told and nothing else."""
    kept = [missing.removeprefix("all but ")] if missing.startswith("all but") else [n for n in TABLES if n != missing]
    history = History.of(world.business, **{name: world[name] for name in kept})

    Traced(history, rows, pd.Timestamp(world.last_recorded)).check(2, 0)
