"""How long the service takes to start on many accounts, what it needs for that, and how fast it answers then.

    python bench/start.py --home ~/bench-start      1,000,000 accounts, and a tenth and a hundredth of that
    python bench/start.py --accounts 100000 --json > start.json
    python bench/start.py --home ~/bench-start --only --postgresql postgresql://USER@HOST/EMPTY

Most of the accounts are quiet: `bench/start_home.py` says how they are made. The model is of the dearest kind that
training chooses, fitted on 20,000 accounts of the same make. `leadcast serve` runs in a process of its own, on SQLite
or, with one size alone, on a PostgreSQL database that is filled for it where it is empty.
Ready means that `/readyz` answers 200; with more than 20,000 accounts the trends are there later. The sandbox is
opened beside the scoring. Then an event comes, and everybody is scored anew beside what serves: that is waited for.
Memory is the most that was resident until the answers came, and until the end; CPU time is that of all threads over
the whole run. Linux only.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
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

from bench.start_home import made, moved
from bench.start_server import PHASES, Run, serving
from history.console import err
from history.errors import UserError
from history.store.store import Store

PARTS = (100, 10, 1)
GOAL_SECONDS, GOAL_BYTES = 60, 4e9


def timed(client: httpx.Client, method: str, path: str, body: Any = None) -> tuple[float, Any]:
    """Milliseconds until the last byte, and the answer."""
    start = time.perf_counter()
    answer = client.request(method, path, json=body)
    answer.raise_for_status()
    return (time.perf_counter() - start) * 1000, answer.json()


def measured(folder: Path, accounts: int, requests: int, postgresql: str = "") -> Run:
    """Start on so many accounts, and ask."""
    with err.status(f"Making or opening the home of {accounts:,} accounts"):
        home = made(folder / str(accounts), accounts, 7)
        home = moved(home, postgresql) if postgresql else home
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
        ("CPU seconds until ready", [run.cpu_until_ready for run in runs], ".1f"),
        ("CPU seconds to the end", [run.cpu for run in runs], ".1f"),
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
    parser.add_argument("--postgresql", default="", help="the URL of a database, with --only")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    if given.postgresql and not given.only:
        parser.error("--postgresql goes with --only")
    sizes = [given.accounts // part for part in ((1,) if given.only else PARTS)]
    try:
        with tempfile.TemporaryDirectory(prefix="leadcast-start-") as folder:
            runs = [measured(given.home or Path(folder), size, given.requests, given.postgresql) for size in sizes]
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
