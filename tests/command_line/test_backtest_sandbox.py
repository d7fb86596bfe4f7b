"""`leadcast backtest sandbox`, from the files of a simulated world to a table and JSON."""

import json
from pathlib import Path

import pytest

from history.command import import_
from history.simulator import WorldConfig, simulate, write_export
from leadcast import main


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the history of a small simulated world."""
    world, home = tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("home")
    write_export(simulate(WorldConfig(accounts=300, days=300), 5), world)
    (world / "sql" / "leadcast.toml").write_bytes((world / "leadcast.toml").read_bytes())
    import_(world / "export", world / "sql", home)
    return home


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit status, output and errors of one command."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


WHICH = ("--days", 28, "--from", "2025-07-07", "--to", "2025-07-27", "--refit-weeks", 9)


def test_the_table_names_every_forecaster(capsys, home):
    """
    In the language asked for, with what is to be known in a sentence.
    """
    status, out, err = run(capsys, "backtest", "sandbox", "--home", home, *WHICH, "--lang", "zh")
    assert 0 == status, err
    assert all(name in out for name in ("沙盘", "统一赢单率", "收缩后的区域赢单率", "3 周"))


def test_a_program_reads_json(capsys, home):
    """
    Weeks, leads, and each forecaster's figures; it is said that the data are simulated.
    """
    status, out, err = run(capsys, "backtest", "sandbox", "--home", home, *WHICH, "--json")
    assert 0 == status, err
    report = json.loads(out)
    assert (True, 3, 28) == (report["simulated"], report["weeks"], report["days"])
    assert ["sandbox", "constant", "region", "shrunk"] == [model["key"] for model in report["models"]]


def test_an_empty_home_is_told_what_to_do(capsys, tmp_path):
    """
    Status 1, and the command that imports.
    """
    status, _, err = run(capsys, "backtest", "sandbox", "--home", tmp_path)
    assert 1 == status
    assert "leadcast import" in err
