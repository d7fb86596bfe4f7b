"""How fast the collector is beside a bare Scrapy spider on the same local site, and whether its memory stays flat.

    python bench/collect.py                        3,000 pages of 1,000 hosts, beside the bare spider
    python bench/collect.py --hosts 10000 --pages 1 --only-ours

Both sides fetch the same pages from one server process on loopback, on the same cores, one request at a time per host.
Runs alternate; of each side the faster of `--rounds` counts. CPU is that of all its processes, the server's left out.
The collector reads and keeps what it fetches, asks for every host's robots.txt and starts up to `--processes` engines;
the bare spider does none of that. A second table says what each part costs. Ends by itself.
"""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.collect_parts import parts
from bench.collect_sides import AT_ONCE, Run, bare, ours, site
from scrapers.engine.options import Options
from scrapers.ledger import watchlist
from scrapers.ledger.ledger import Ledger
from scrapers.settings import CollectSettings
from scrapers.targets import Proposal

Found = dict[str, list[Run]]


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
        table.add_row(name, f"{run.pages:,}", f"{run.speed:.0f}", share, f"{run.cost:.1f}", f"{half:.0f}", f"{end:.0f}")
    Console().print(table)


def show_parts(costs: dict[str, float], page: float | None) -> None:
    """What is done with a page beside fetching it, and its ratio to all that the bare spider spends on one."""
    table = Table("of a first visit", "CPU ms per page", "of bare Scrapy's page")
    for name, cost in costs.items():
        table.add_row(name, f"{cost:.2f}", f"{cost / page:.0%}" if page else "–")
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
        found = measure(Path(folder), urls, settings, given.rounds, alone=given.only_ours)
        show(found)
        spiders = found.get("bare Scrapy spider", [])
        show_parts(parts(Path(folder)), min((run.cost for run in spiders), default=None))


if __name__ == "__main__":
    main()
