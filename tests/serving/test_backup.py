"""Backups of a home: while a server takes events in, and by the very commands that the documentation gives."""

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
import pytest

from history.copies.backup import back_up
from history.errors import UserError
from history.home import Home
from serving.events.envelope import STRUCTURED
from serving.scores.opening import open_live
from serving.settings import Settings

ROOT = Path(__file__).parents[2]
COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)

Started = Callable[[Settings], AbstractContextManager[tuple[BaseProcess, httpx.Client]]]


def settings_of(home: Home, as_of: datetime | None = None) -> Settings:
    """What serves that home."""
    started = datetime(2026, 9, 2, 9, tzinfo=UTC)
    place = {"database_url": home.url, "models_dir": home.models, "business": home.business}
    return Settings.model_validate(place | {"started_at": started, "as_of": as_of})


def push(address: httpx.URL, taken: list[str], enough: threading.Event) -> None:
    """Send orders one by one, and note those that were answered for."""
    about = {"specversion": "1.0", "source": "/crm", "type": "leadcast.orders"}
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        for number in count():
            name = f"O{number}"
            row = {"order_id": name, "account_id": f"SIM-A{1 + number % 90:06}", "ordered_at": "2026-08-30T08:00:00Z"}
            event = about | {"id": name, "data": row}
            assert 202 == client.post("/v1/events", json=event, headers={"content-type": STRUCTURED}).status_code
            taken.append(name)
            if enough.is_set():
                return


@pytest.mark.slow
def test_what_is_restored_scores_as_it_did(sales: Home, tmp_path: Path, started: Started) -> None:
    """To the last bit, as of the newest row of the backup, which was made while events came in.

    What had been answered for before it began is in it, and nothing of any event but the whole.
    """
    taken: list[str] = []
    enough = threading.Event()
    with started(settings_of(sales)) as (_, client):
        pushing = threading.Thread(target=push, args=(client.base_url, taken, enough))
        pushing.start()
        while len(taken) < 20:
            enough.wait(0.01)
        before = set(taken)
        made = back_up(sales, tmp_path / "backup")
        while len(taken) < len(before) + 20:
            enough.wait(0.01)
        enough.set()
        pushing.join()

    restored = open_live(settings_of(Home(made.folder)))
    kept = set(restored.history["orders"]["order_id"])
    assert before <= kept
    assert kept.isdisjoint(taken[-10:])
    same = open_live(settings_of(sales, restored.as_of.to_pydatetime()))
    assert same.book.ids.tolist() == restored.book.ids.tolist()
    for name in ("probability", "low", "high"):
        pd.testing.assert_series_equal(*(pd.Series(getattr(live.book.scores, name)) for live in (same, restored)))
        assert (getattr(same.book.scores, name) == getattr(restored.book.scores, name)).all()


def test_a_backup_is_the_whole_home(sales: Home, tmp_path: Path) -> None:
    """File by file, for its owner alone; databases in it are whole, and what SQLite keeps beside them is not there."""
    (sales.folder / "mlruns").mkdir()
    with sqlite3.connect(sales.folder / "mlruns" / "mlflow.db") as registry:
        registry.execute("PRAGMA journal_mode=WAL")
        registry.execute("CREATE TABLE experiments (name TEXT)")
        registry.commit()
        made = back_up(sales, tmp_path / "backup")

    own = {path.relative_to(sales.folder) for path in sales.folder.rglob("*") if path.is_file()}
    copied = {path.relative_to(made.folder) for path in made.folder.rglob("*") if path.is_file()}
    assert {path for path in own if not path.name.endswith(("-wal", "-shm"))} == copied
    assert len(copied) == made.files
    assert 0o700 == stat.S_IMODE(made.folder.stat().st_mode)
    with sqlite3.connect(made.folder / "mlruns" / "mlflow.db") as registry:
        assert [] == registry.execute("SELECT name FROM experiments").fetchall()


def test_a_backup_that_cannot_be_made_leaves_nothing(sales: Home, tmp_path: Path) -> None:
    """Neither where the folder is taken or within the home, nor where a database is none."""
    for folder in (tmp_path, sales.folder / "backups"):
        with pytest.raises(UserError, match=r"there already|within the home"):
            back_up(sales, folder)
    (sales.folder / "studies.db").write_bytes(b"SQLite format 3\0" + b"no pages at all" * 99)
    with pytest.raises(UserError, match=r"studies\.db cannot be copied"):
        back_up(sales, tmp_path / "backup")

    assert ["sales"] == [path.name for path in tmp_path.iterdir()]


def documented(database: str) -> list[str]:
    """The commands of the documentation about backups of that database."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = text.split("## Back up, restore, upgrade")[1]
    blocks = COMMANDS.findall(section)
    return [block for block in blocks if ("tuesday" in block) == (database == "postgresql")]


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_documented_commands_restore_the_same_scores(
    request: pytest.FixtureRequest, tmp_path: Path, fill: Callable[[Home], None], database: str
) -> None:
    """As they stand in docs/operations.md, in the shell of an operator."""
    told: dict[str, Any] = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    if database == "postgresql":
        cluster, url = request.getfixturevalue("postgres"), request.getfixturevalue("postgres_url")
        request.addfinalizer(lambda: cluster.run("DROP DATABASE IF EXISTS leadcast_restored"))
        told["PATH"] = f"{tmp_path / 'bin'}:{cluster.place}:{os.environ['PATH']}"
        told |= {"LEADCAST_DATABASE_URL": url, "RESTORED_URL": cluster.url("leadcast_restored")}
    home = Home(tmp_path / "sales", told.get("LEADCAST_DATABASE_URL", ""))
    fill(home)
    leadcast = tmp_path / "bin" / "leadcast"
    leadcast.parent.mkdir()
    leadcast.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT / "leadcast.py"} "$@"\n')
    leadcast.chmod(0o755)

    def run(script: str) -> None:
        command = ["bash", "-euo", "pipefail", "-c", script]
        done = subprocess.run(command, cwd=tmp_path, env=os.environ | told, capture_output=True, text=True, check=False)
        assert 0 == done.returncode, done.stderr

    run("mkdir backups; leadcast score --home sales --out before.csv")
    backup, *restore = documented(database)
    run(backup)
    # What is lost is lost.
    shutil.rmtree(home.models)
    run("".join(restore))

    assert (tmp_path / "before.csv").read_bytes() == (tmp_path / "scores.csv").read_bytes()
