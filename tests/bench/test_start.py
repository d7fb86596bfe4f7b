"""The benchmark of the start: its accounts, what it reads from a log, and how memory grows with accounts."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from bench.start_home import made, together, worlds
from bench.start_server import phases

ROOT = Path(__file__).resolve().parents[2]
# 4 GB for a million accounts, less what a server needs without any.
MOST_BYTES_EACH = 3_500
OPENED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from history.home import Home
from serving.scores.opening import open_live
from serving.settings import Settings
home = Home(Path(sys.argv[1]))
settings = Settings(
    database_url=home.url, models_dir=home.models, business=home.business, started_at=datetime.now(UTC)
)
live = open_live(settings)
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(len(live.book), peak)
"""


def test_most_accounts_are_quiet():
    """As many accounts as asked for, about one row in two a lead or an order, most accounts with one row or two."""
    history = together(*worlds(4_000, 3))
    rows = pd.concat([table["account_id"] for table in history.tables.values() if "account_id" in table])

    assert 4_000 == pytest.approx(history["accounts"]["account_id"].nunique(), abs=50)
    assert 0.5 < len(history["leads"]) / 4_000 < 1
    assert 0.2 < len(history["orders"]) / 4_000 < 0.5
    assert (rows.value_counts() <= 3).mean() > 0.9


def test_phases_are_read_from_the_log():
    """The sandbox and the scores begin together; lines of others, and what is no JSON, count for nothing."""
    said = {
        "the model is loaded": "00:03",
        "the history is read": "00:05",
        "the streams are made": "00:06",
        "another": "00:07",
        "the sandbox is open": "00:09",
        "everybody is scored": "00:10",
    }
    lines = [json.dumps({"time": f"2026-01-01T00:{at}+00:00", "message": name}) for name, at in said.items()]
    found = phases("\n".join(["Planner page: …", *lines]), pd.Timestamp("2026-01-01T00:00Z").timestamp())

    assert [3, 2, 1, 3, 4] == list(found.values())


def _opened(accounts: int, folder: Path) -> tuple[int, int]:
    """How many were scored in a process of its own, and the most bytes that it held."""
    home = made(folder / str(accounts), accounts, 7, learned_from=6_000)
    command = [sys.executable, "-c", OPENED, str(home.folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600)
    scored, peak = map(int, done.stdout.split())
    return scored, peak * 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read where Linux tells it")
def test_a_million_accounts_need_less_than_four_gigabytes(tmp_path):
    """The most that is held grows by so little an account that a million of them fit."""
    few, small = _opened(20_000, tmp_path)
    # What else runs can only add to it.
    many, large = min(_opened(100_000, tmp_path) for _ in range(2))

    assert 79_000 < many - few
    assert (large - small) / (many - few) < MOST_BYTES_EACH
