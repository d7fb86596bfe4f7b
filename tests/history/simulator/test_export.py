import tomllib

import duckdb
import pandas as pd
import pytest

from history.record import shaped
from history.settings import Business
from history.simulator import WorldConfig, simulate, write_export
from history.tables import TABLES


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crm")
    world = simulate(WorldConfig(accounts=80, days=120), 4)
    write_export(world, folder)
    return world, folder


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC"])
def test_the_sql_reads_the_export_back(exported, name, zone, monkeypatch):
    """
    Each mapping gives the very rows of the table, whatever the time zone of the database.
    """
    world, folder = exported
    monkeypatch.chdir(folder / "export")
    query = (folder / "sql" / f"{name}.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"SET TimeZone = '{zone}'")
        rows = connection.sql(query).to_arrow_table().to_pandas()

    pd.testing.assert_frame_equal(world.history[name], shaped(name, rows), check_exact=True)


def test_the_settings_are_those_of_the_business(exported):
    """
    The `[business]` table of the settings file is the simulated business.
    """
    world, folder = exported

    written = tomllib.loads((folder / "leadcast.toml").read_text(encoding="utf-8"))

    assert world.history.business == Business(**written["business"])


def test_the_export_looks_like_one_of_a_chinese_crm(exported):
    """
    Headers and ends of leads are Chinese, and times are local.
    """
    _, folder = exported

    stages = pd.read_csv(folder / "export" / "lead_stages.csv")

    assert ["线索编号", "阶段", "变更时间", "原因", "录入时间"] == list(stages)
    assert {"赢单", "输单"} <= set(stages["阶段"])
    assert stages["变更时间"].str.endswith("+08:00").all()
