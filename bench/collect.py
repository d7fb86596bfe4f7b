"""How fast the collector is beside a bare Scrapy spider on the same local site, and whether its memory stays flat.

    python bench/collect.py                        3,000 pages of 1,000 hosts, beside the bare spider
    python bench/collect.py --hosts 10000 --pages 1 --only-ours

Both sides fetch the same pages from one server process on loopback, on the same cores, one request at a time per host.
Runs alternate; of each side the faster of `--rounds` counts. CPU is that of all its processes, the server's left out.
The collector reads and keeps what it fetches, asks for every host's robots.txt and starts up to `--processes` engines;
the bare spider does none of that. Ends by itself.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from scrapers.collecting import collect
from scrapers.engine.options import Options
from scrapers.ledger import watchlist
from scrapers.ledger.ledger import Ledger
from scrapers.settings import CollectSettings
from scrapers.targets import Proposal

HERE = Path(__file__).parent
AT_ONCE = 16


@dataclass
class Run:
    """One run: pages, seconds (of processors too), and the resident memory in MB of all its processes on the way."""

    pages: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    memory: list[float] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Pages per second."""
        return self.pages / self.seconds


Found = dict[str, list[Run]]


@contextmanager
def site() -> Iterator[int]:
    """The server's port; the server is gone afterwards."""
    command = [sys.executable, str(HERE / "site.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None:
            raise RuntimeError("the server says no port")
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@contextmanager
def timed(run: Run) -> Iterator[None]:
    """Put down the seconds of what is done within, and of processors: this process and those that ended meanwhile."""
    began, spent = time.perf_counter(), processors()
    yield
    run.seconds, run.cpu = time.perf_counter() - began, processors() - spent


def processors() -> float:
    """Seconds of processors so far."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def megabytes(name: str) -> float:
    """The resident memory of all children whose command line has the name in it."""
    found = 0.0
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            found += child.memory_info().rss / 2**20 if any(name in word for word in child.cmdline()) else 0.0
    return found


def bare(urls: list[str]) -> Run:
    """The bare spider."""
    run = Run()
    with timed(run):
        command = [sys.executable, str(HERE / "bare_spider.py")]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        process.stdin.write(json.dumps({"urls": urls, "at_once": AT_ONCE}))
        process.stdin.close()
        while process.poll() is None:
            run.memory.append(megabytes("bare_spider.py"))
            time.sleep(0.2)
        run.pages = json.loads(process.stdout.read())["pages"]
    run.memory = [each for each in run.memory if each] or [0.0]
    return run


def ours(options: Options, total: int) -> Run:
    """The collector."""
    run = Run()

    def seen(done: int, of: int, visit: dict[str, Any]) -> None:
        del of
        run.pages += visit["outcome"] in ("read", "unchanged: 304")
        if done % max(1, total // 10) == 0:
            run.memory.append(megabytes("scrapers.engine"))

    with timed(run):
        collect(options, seen)
    return run


def watched(url: str, urls: list[str]) -> None:
    """Put all addresses on an empty list."""
    with Ledger.open(url) as ledger, ledger.writing() as connection:
        for number, address in enumerate(urls):
            proposal = [Proposal(address, "page")]
            watchlist.add_targets(connection, f"A{number}", address, proposal, "given", datetime.now(UTC))


def measure(folder: Path, urls: list[str], settings: CollectSettings, rounds: int, *, alone: bool) -> Found:
    """All runs, by what was run."""
    found: Found = {"bare Scrapy spider": [], "Leadcast, first visit": [], "Leadcast, second visit": []}
    for number in range(rounds):
        database = f"sqlite:///{folder / f'{number}.db'}"
        watched(database, urls)
        options = Options(database_url=database, collect=settings, everything=True)
        if not alone:
            found["bare Scrapy spider"].append(bare(urls))
        found["Leadcast, first visit"].append(ours(options, len(urls)))
        found["Leadcast, second visit"].append(ours(options, len(urls)))
    return {name: runs for name, runs in found.items() if runs}


def show(found: Found) -> None:
    """The fastest run of each, and its ratio to the bare spider."""
    best = {name: max(runs, key=lambda run: run.speed) for name, runs in found.items()}
    base = best.get("bare Scrapy spider")
    table = Table("", "pages", "pages/s", "of bare Scrapy", "CPU ms per page", "MB at the half", "MB at the end")
    for name, run in best.items():
        share = f"{run.speed / base.speed:.0%}" if base else "–"
        half, end = run.memory[len(run.memory) // 2], run.memory[-1]
        cpu = f"{1000 * run.cpu / run.pages:.1f}"
        table.add_row(name, f"{run.pages:,}", f"{run.speed:.0f}", share, cpu, f"{half:.0f}", f"{end:.0f}")
    Console().print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hosts", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--processes", type=int, default=CollectSettings().processes)
    parser.add_argument("--only-ours", action="store_true")
    given = parser.parse_args()
    with site() as port, tempfile.TemporaryDirectory() as folder:
        urls = [f"http://h{host}.test:{port}/{page}" for page in range(given.pages) for host in range(given.hosts)]
        settings = CollectSettings(
            delay=0,
            hosts_at_once=AT_ONCE,
            processes=given.processes,
            allow=("127.0.0.1",),
            ports=(port,),
            resolve={"*.test": "127.0.0.1"},
        )
        show(measure(Path(folder), urls, settings, given.rounds, alone=given.only_ours))


if __name__ == "__main__":
    main()
