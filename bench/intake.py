"""How many events a second the service takes, durably, and how soon scores use them.

    python bench/intake.py                       3,000 simulated accounts
    python bench/intake.py --accounts 30000
    python bench/intake.py --home ~/bench-home   the same, kept for the next time; or a home of your own
    python bench/intake.py --connections 64      more than may wait: some are answered 429, and come again
    python bench/intake.py --json > intake.json

The real service runs in a process of its own, on SQLite. Batches of 100 orders come over 8 connections, then single
ones over 32; the bare side inserts as many rows with sqlite3 in transactions of 2,000, fsync'd as well. Then orders
come at 500 a second, one account after the other, and all whose score is older than their event are asked for again and
again (`bench/freshness.py`). At last they come ten times as fast for a while (`bench/burst.py`).
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.burst import burst, missing
from bench.freshness import BATCH, freshness, order, ranked
from bench.sandbox_home import Size, made
from serving.settings import Settings

SERVER = """
import sys
from serving.server import serve
from serving.settings import Settings
serve(Settings.model_validate_json(sys.argv[1]), "127.0.0.1", 0, lambda address: print(address, flush=True))
"""


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of the service in a process of its own."""
    command = [sys.executable, "-c", SERVER, settings.model_dump_json()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def push(address: str, groups: Sequence[Sequence[dict[str, Any]]], connections: int) -> tuple[float, list[float]]:
    """Seconds for all groups, one request each, and for each request."""
    with (
        httpx.Client(base_url=address, trust_env=False, timeout=120) as client,
        ThreadPoolExecutor(connections) as pool,
    ):

        def post(events: Sequence[dict[str, Any]]) -> float:
            start = time.perf_counter()
            answer = client.post("/v1/events", content=json.dumps(events), headers={"content-type": BATCH})
            if answer.status_code != 202 or answer.json()["accepted"] != len(events):
                raise RuntimeError(f"{answer.status_code}: {answer.text[:200]}")
            return time.perf_counter() - start

        start = time.perf_counter()
        each = list(pool.map(post, groups))
        return time.perf_counter() - start, each


def bare(folder: Path, rows: int, together: int) -> float:
    """Seconds for a bare insert of as many rows."""
    with sqlite3.connect(folder / "bare.db", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE orders (order_id TEXT PRIMARY KEY, account_id TEXT, at INTEGER, amount REAL)")
        start = time.perf_counter()
        for first in range(0, rows, together):
            connection.execute("BEGIN")
            some = ((f"O{n}", "A", n, 1200.5) for n in range(first, min(first + together, rows)))
            connection.executemany("INSERT INTO orders VALUES (?, ?, ?, ?)", some)
            connection.execute("COMMIT")
        return time.perf_counter() - start


def measured(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """All figures."""
    home = made(options.home or folder / "home", Size(options.accounts, 365, 12, 6), 7)
    settings = Settings(
        database_url=home.url,
        models_dir=home.models,
        business=home.business,
        started_at=datetime.now(UTC),
        most_waiting_events=options.backlog,
        most_waiting_accounts=options.backlog,
    )
    run = datetime.now(UTC).strftime("%H%M%S")
    with serving(settings) as address:
        accounts = ranked(address)
        names = [order(f"{run}B{n}", accounts[n % len(accounts)]) for n in range(options.events)]
        batches, latency = push(address, [list(some) for some in chunked(names, 100)], 8)
        time.sleep(2)
        singles = [[order(f"{run}S{n}", accounts[n % len(accounts)])] for n in range(options.events // 4)]
        alone, latency_alone = push(address, singles, 32)
        time.sleep(2)
        fresh = freshness(address, accounts, run, options.seconds)
        time.sleep(2)
        strained = burst(address, accounts, run, options.burst, options.connections)
        strained["acknowledged events that are not there once"] = missing(home, run, strained.pop("acknowledged"))
    seconds = bare(folder, options.events, 2_000)
    return {
        "accounts": len(accounts),
        "batches of 100, events/s": options.events / batches,
        "bare insert, rows/s": options.events / seconds,
        "bare insert / batches": batches / seconds,
        "batch answered in, p50 and p99 (s)": np.quantile(latency, [0.5, 0.99]).tolist(),
        "single events/s": len(singles) / alone,
        "single answered in, p50 and p99 (s)": np.quantile(latency_alone, [0.5, 0.99]).tolist(),
        "in the score at 500 events/s, p50 and p99 (s)": np.quantile(fresh, [0.5, 0.99]).tolist(),
        **{f"at 5,000 events/s: {name}": value for name, value in strained.items()},
    }


def chunked(events: Sequence[dict[str, Any]], size: int) -> Iterator[Sequence[dict[str, Any]]]:
    """The events in groups of `size`."""
    for first in range(0, len(events), size):
        yield events[first : first + size]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a home folder that is kept")
    parser.add_argument("--accounts", type=int, default=3_000)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seconds", type=int, default=60, help="how long at 500 events a second")
    parser.add_argument("--burst", type=int, default=10, help="how many seconds at 5,000 events a second")
    parser.add_argument("--connections", type=int, default=16, help="requests of 500 events under way at a time then")
    parser.add_argument("--backlog", type=int, default=20_000, help="so many events, and accounts, may wait; then 429")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="leadcast-bench-") as folder:
        figures = measured(Path(folder), options)
    if options.json:
        print(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        print(f"{name:48}", *(f"{each:,.3f}" for each in (value if isinstance(value, list) else [value])))


if __name__ == "__main__":
    main()
