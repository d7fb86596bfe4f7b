"""How long the service takes to start on many accounts, what it needs for that, and how fast it answers then.

    python bench/start.py --home ~/bench-start      1,000,000 accounts, and a tenth and a hundredth of that
    python bench/start.py --accounts 100000 --json > start.json

Most of the accounts are quiet: `bench/start_home.py` says how they are made. The model is of the dearest kind that
training chooses, fitted on 20,000 accounts of the same make. `leadcast serve` runs on SQLite in a process of its own.
Ready means that `/readyz` answers 200; with more than 20,000 accounts the trends are there later. The sandbox is
opened beside the scoring. Then an event comes, and everybody is scored anew beside what serves: that is waited for.
Memory is the most that was resident until the answers came, and until the end; CPU time is that of all threads over
the whole run. Linux only.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.freshness import BATCH, order  # noqa: E402
from bench.start_home import made  # noqa: E402
from history.console import err  # noqa: E402
from history.errors import UserError  # noqa: E402
from history.home import Home  # noqa: E402
from history.store.store import Store  # noqa: E402

PARTS = (100, 10, 1)
GOAL_SECONDS, GOAL_BYTES = 60, 4e9
# What the log says at the end of each phase.
PHASES = {
    "the model is loaded": "imports and model",
    "the history is read": "read the store",
    "the streams are made": "events by account",
    "the sandbox is open": "sandbox, beside",
    "everybody is scored": "features and scores",
}
ANEW = "everybody is scored anew"


@dataclass
class Run:
    """What one start came to: seconds from the start of the process, bytes, and milliseconds of requests."""

    accounts: int
    rows: int
    ready: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    peak_to_the_end: int = 0
    trends: float = 0.0
    anew: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)
    by_id: list[float] = field(default_factory=list)
    list_first: float = 0.0
    listed: list[float] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Every figure, as JSON-able data."""
        times = {"by_id_p50_ms": np.median(self.by_id), "list_p50_ms": np.median(self.listed)}
        plain = {name: value for name, value in vars(self).items() if name not in ("by_id", "listed")}
        return plain | {name: float(value) for name, value in times.items()}


@contextmanager
def serving(home: Home, run: Run, log: Path) -> Iterator[httpx.Client]:
    """A client of the service in a process of its own, once that is ready; then `run` holds what it needed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    how = ("--home", str(home.folder), "--port", port, "--rescore", "1s", "--log", "json", "--log-level", "debug")
    start = time.time()
    with log.open("wb") as said:
        process = subprocess.Popen([sys.executable, "leadcast.py", "serve", *how], cwd=ROOT, stdout=said, stderr=said)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=600) as client:
            _wait(client, process, log)
            run.ready, run.phases = time.time() - start, phases(log.read_text(encoding="utf-8"), start)
            yield client
            run.peak = _peak(process.pid)
            _score_anew(client, run, log, start)
            run.peak_to_the_end = _peak(process.pid)
    finally:
        process.terminate()
        _, _, used = os.wait4(process.pid, 0)
        # Reaped by hand, for what it used.
        process.returncode = 0
    run.cpu = used.ru_utime + used.ru_stime


def _peak(process: int) -> int:
    """The most bytes that were resident. `wait4` would count what this process held when it started the other."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def _wait(client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    while True:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        # Whether it runs, without reaping it.
        if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            raise RuntimeError(f"The server ended: {log.read_text(encoding='utf-8')[-500:]}")
        time.sleep(0.05)


def _score_anew(client: httpx.Client, run: Run, log: Path, start: float) -> None:
    """Wait for the trends, then for everybody to be scored once more because of an event."""
    later = not all(each["trend"] for each in client.get("/v1/intent?limit=200").json()["results"])
    run.trends = _scored_anew(log, 1)[-1] - start if later else run.ready
    sent = time.time()
    event = order(f"start-{sent}", client.get("/v1/intent?limit=1").json()["results"][0]["id"])
    client.post("/v1/events", content=json.dumps([event]), headers={"content-type": BATCH}).raise_for_status()
    run.anew = _scored_anew(log, 1 + later)[-1] - sent


def _scored_anew(log: Path, times: int) -> list[float]:
    """When everybody was scored anew, once that was done so many times."""
    while True:
        said = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if ANEW in line]
        if len(said) >= times:
            return [datetime.fromisoformat(each["time"]).timestamp() for each in said]
        time.sleep(0.2)


def phases(log: str, start: float) -> dict[str, float]:
    """Seconds that each phase took, from the server's log and when it was started.

    The sandbox and the scores begin at the same time; each other phase begins where the one before it ended.
    """
    found, begins = {}, start
    for line in filter(lambda line: line.startswith("{"), log.splitlines()):
        said = json.loads(line)
        if (name := PHASES.get(said["message"])) is not None:
            ends = datetime.fromisoformat(said["time"]).timestamp()
            found[name] = ends - begins
            if said["message"] not in ("the sandbox is open", "everybody is scored"):
                begins = ends
    return found


def timed(client: httpx.Client, method: str, path: str, body: Any = None) -> tuple[float, Any]:
    """Milliseconds until the last byte, and the answer."""
    start = time.perf_counter()
    answer = client.request(method, path, json=body)
    answer.raise_for_status()
    return (time.perf_counter() - start) * 1000, answer.json()


def measured(folder: Path, accounts: int, requests: int) -> Run:
    """Start on so many accounts, and ask."""
    with err.status(f"Making or opening the home of {accounts:,} accounts"):
        home = made(folder / str(accounts), accounts, 7)
        with Store.open(home.url) as store:
            run = Run(accounts, sum(store.counts().values()))
    with (
        err.status(f"Starting on {accounts:,} accounts"),
        tempfile.TemporaryDirectory(prefix="leadcast-start-") as kept,
        serving(home, run, Path(kept) / "log") as client,
    ):
        run.list_first, first = timed(client, "GET", "/v1/intent?limit=200")
        ids = [each["id"] for each in first["results"]]
        for number in range(requests):
            one = {"account_ids": [ids[number % len(ids)]], "reasons": False}
            run.by_id.append(timed(client, "POST", "/v1/intent", one)[0])
            run.listed.append(timed(client, "GET", f"/v1/intent?limit=50&grade={'ABCD'[number % 4]}")[0])
    return run


def show(runs: Sequence[Run]) -> None:
    """Print a column for each size, and the ratio of each to the one before."""
    heads = [f"{run.accounts:,}" for run in runs]
    table = Table("", *heads, *(f"ratio to {head}" for head in heads[:-1]), title="Start, by the number of accounts")
    lines = [
        ("rows", [float(run.rows) for run in runs], ",.0f"),
        ("seconds until ready", [r.ready for r in runs], ".1f"),
    ]
    lines += [(f"  {name}", [run.phases.get(name, np.nan) for run in runs], ".1f") for name in PHASES.values()]
    lines += [
        ("CPU seconds", [run.cpu for run in runs], ".1f"),
        ("seconds until the trends are there", [run.trends for run in runs], ".1f"),
        ("seconds to score everybody anew", [run.anew for run in runs], ".1f"),
        ("peak memory of the start, GB", [run.peak / 1e9 for run in runs], ".2f"),
        ("with everybody scored anew, GB", [run.peak_to_the_end / 1e9 for run in runs], ".2f"),
        ("score by id, p50 ms", [float(np.median(run.by_id)) for run in runs], ".1f"),
        ("list, the first time, ms", [run.list_first for run in runs], ".1f"),
        ("list of 50 in a grade, p50 ms", [float(np.median(run.listed)) for run in runs], ".1f"),
    ]
    for name, values, form in lines:
        ratios = [f"{after / before:.1f}" for before, after in pairwise(values)]
        table.add_row(name, *(format(value, form) for value in values), *ratios)
    console = Console(width=140)
    console.print(table)
    last = runs[-1]
    console.print(
        f"{last.accounts:,} accounts: ready in {last.ready:.0f} s (goal {GOAL_SECONDS}), "
        f"{last.peak_to_the_end / 1e9:.2f} GB (goal {GOAL_BYTES / 1e9:.0f}); load of the machine "
        f"{os.getloadavg()[0]:.1f}."
    )


def main() -> int:
    """Read the command line, measure, and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a folder that keeps the homes, one for each size; else thrown away")
    parser.add_argument("--accounts", type=int, default=1_000_000, help="default 1,000,000")
    parser.add_argument("--requests", type=int, default=100, help="of each kind; default 100")
    parser.add_argument("--only", action="store_true", help="this size alone")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    sizes = [given.accounts // part for part in ((1,) if given.only else PARTS)]
    try:
        with tempfile.TemporaryDirectory(prefix="leadcast-start-") as folder:
            runs = [measured(given.home or Path(folder), size, given.requests) for size in sizes]
    except UserError as error:
        err.print(f"Error: {error.message} {error.hint or ''}", soft_wrap=True)
        return 1
    if given.json:
        print(json.dumps([run.to_json() for run in runs], indent=1))
    else:
        show(runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
