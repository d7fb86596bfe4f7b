"""A home or a store that is not there: what only reads says so and makes nothing, whatever the command."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.main import get_command

from leadcast import app, main

# Each with what it cannot do without. Those that read settings or models alone need no store.
READ_STORES = {
    "doctor": [],
    "collect": [],
    "reread": [],
    "patents": ["ipg260106.xml"],
    "signals": ["--account", "A1"],
    "train": [],
    "score": [],
    "today": [],
    "sandbox": ["下周新增200条线索"],
    "serve": ["--host", "0.0.0.0", "--port", "0"],
    "forget": ["A1", "--yes"],
    "watch list": [],
    "watch remove": ["--account", "A1"],
    "watch import": [],
    "backtest": [],
    "backtest sandbox": [],
    "backtest uplift": [],
    "keys list": [],
    "keys revoke": ["0123456789ab"],
    "keys audit": [],
    "push status": [],
    "plays show": ["A1"],
}
READ_HOMES = {
    "promote": [],
    "monitor": [],
    "grades": [],
    "backup": ["copy", "--no-database"],
    "push digest": [],
    "push alerts": [],
    "push test": [],
    "push run": [],
    "plays list": [],
}
MAKE = {"init", "import", "demo", "watch add", "keys create"}
READ_NEITHER = {"plays check"}


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, frozenset[str]]]:
    """Every command that can be run, with its options."""
    below = getattr(command, "commands", {})
    if path and (not below or command.invoke_without_command):
        yield " ".join(path), frozenset(name for each in command.params for name in each.opts)
    for name, each in below.items():
        yield from commands(each, (*path, name))


OPTIONS = dict(commands(get_command(app)))


def refused(capsys: pytest.CaptureFixture[str], name: str, *arguments: str | Path) -> str:
    """What a command that is refused says; nothing of it on standard output, where a program reads."""
    asked = {**READ_STORES, **READ_HOMES}[name] + (["--json"] if "--json" in OPTIONS[name] else [])
    with pytest.raises(SystemExit) as ended:
        main([*name.split(), *asked, *map(str, arguments)])
    printed = capsys.readouterr()
    assert (1, "", False) == (ended.value.code, printed.out, "Traceback" in printed.err)
    return printed.err


def test_of_every_command_is_said_whether_it_makes_a_home() -> None:
    """One that is new has to be named above."""
    named = [*READ_STORES, *READ_HOMES, *MAKE, *READ_NEITHER]

    assert sorted(named) == sorted(OPTIONS)


@pytest.mark.parametrize("name", [*READ_STORES, *READ_HOMES])
def test_a_mistyped_home_is_not_made(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """The error has the path that is wrong, and the command that makes a home."""
    monkeypatch.chdir(tmp_path)
    said = refused(capsys, name, "--home", tmp_path / "salse")

    assert f"There is no home at {tmp_path / 'salse'}" in said
    assert "leadcast import" in said
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", READ_STORES)
def test_a_home_without_a_history_stays_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """The error names the file that is not there, and the command that fills one."""
    monkeypatch.chdir(tmp_path)
    said = refused(capsys, name, "--home", tmp_path)

    assert f"There is no history at {tmp_path / 'leadcast.db'}" in said
    assert "leadcast import" in said
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("name", READ_STORES)
def test_an_empty_postgresql_stays_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, postgres_url: str, name: str
) -> None:
    """It may be the wrong one: no table is made in it."""
    monkeypatch.chdir(tmp_path)
    said = refused(capsys, name, "--home", tmp_path, "--database-url", postgres_url)

    assert f"There is no history at {postgres_url}" in said
    with psycopg.connect(postgres_url) as connection:
        assert (0,) == connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()


def test_plays_that_come_along_need_no_home(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """They are listed before there is any."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["plays", "list", "--json"])

    assert (0, []) == (ended.value.code, list(tmp_path.iterdir()))
    assert "title" in capsys.readouterr().out
