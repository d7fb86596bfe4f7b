"""`leadcast serve`, as an operator starts it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pandas as pd
import pytest

from history.home import Home
from history.store.store import Store
from leadcast import main

LEADCAST = Path(__file__).parents[2] / "leadcast.py"


@contextmanager
def serving(home: Home, *options: str) -> Iterator[httpx.Client]:
    """A client of the server that the command starts."""
    command = [sys.executable, LEADCAST, "serve", "--home", home.folder, "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().rpartition(" ")[2].strip().rstrip("/")
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
                yield client
        finally:
            process.terminate()


@pytest.mark.slow
def test_everybody_is_scored_as_often_as_it_is_told(sales: Home) -> None:
    """Here every second: what another process stores is soon in the scores."""
    moment = pd.Timestamp("2026-10-01T00:00Z")
    row = {"order_id": "O1", "account_id": "SIM-A000009", "ordered_at": moment, "recorded_at": moment}
    with serving(sales, "--rescore", "1s") as client:
        with Store.open(sales.url) as store:
            store.append("orders", pd.DataFrame([row]))
        end = time.monotonic() + 40
        while (as_of := client.get("/readyz").json()["as_of"]) != "2026-10-01T00:00:00Z" and time.monotonic() < end:
            time.sleep(0.1)

    assert "2026-10-01T00:00:00Z" == as_of


@pytest.mark.parametrize("told", ["soon", "-5s", "99999999999w"])
def test_what_is_no_duration_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path, told: str) -> None:
    """With an example of one, and nothing is started."""
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--home", str(tmp_path), f"--rescore={told}"])

    assert (1, True) == (ended.value.code, "--rescore 30s" in capsys.readouterr().err)
