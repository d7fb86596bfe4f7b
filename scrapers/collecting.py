"""Run engines in processes of their own, follow what they say, and sum it up."""

import json
import queue
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from typing import Any

from history.errors import UserError
from scrapers.engine.options import Options
from scrapers.ledger import leases
from scrapers.ledger.ledger import Ledger

# Told of every visit: how many are done, of how many that were due when the run began, and the visit itself.
Progress = Callable[[int, int, dict[str, Any]], None]
MOST_FAILURES = 1_000
# To start another engine costs about as much as to visit so many addresses.
WORTH = 100


@dataclass
class Report:
    """What one run did. `failures` are the first thousand visits that brought nothing, with the reason."""

    due: int = 0
    visits: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    signals: Counter[str] = field(default_factory=Counter)
    failures: list[dict[str, Any]] = field(default_factory=list)
    finished: bool = False

    def count(self, visit: dict[str, Any]) -> None:
        """Add one visit."""
        self.visits += 1
        self.outcomes[visit["outcome"]] += 1
        self.signals.update(visit["signals"])
        if visit["reason"] and len(self.failures) < MOST_FAILURES:
            self.failures.append(visit)

    def to_json(self) -> dict[str, Any]:
        """As JSON-able data."""
        return {
            "due": self.due,
            "visits": self.visits,
            "outcomes": dict(self.outcomes),
            "signals": dict(self.signals),
            "failures": self.failures,
            "finished": self.finished,
        }


def start(options: Options) -> "subprocess.Popen[str]":
    """The engine's process, told what to do."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scrapers.engine"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    if process.stdin is None:
        raise RuntimeError("the engine has no standard input")
    process.stdin.write(options.model_dump_json())
    process.stdin.close()
    return process


def collect(options: Options, progress: Progress | None = None) -> Report:
    """Visit everything that is due, once, with as many engines as it is worth.

    Raises:
        UserError: the database cannot be used, or an engine ended before its work was done.
    """
    report, shares, done = Report(), shared(options), 0
    with ExitStack() as running:
        engines = [running.enter_context(_running(each)) for each in shares]
        for said in _lines(engines):
            _take(said, report, progress)
            done += said.get("done", False)
    report.finished = done == len(shares)
    if not report.finished:
        raise UserError(
            f"The collector ended early, after {report.visits} of {report.due} visits.",
            "Nothing that was fetched is lost; run it again to go on.",
        )
    return report


def shared(options: Options) -> list[Options]:
    """What each engine is told: one run, with its hosts at once parted among them.

    Raises:
        UserError: the database cannot be used.
    """
    started = options.started or datetime.now(UTC)
    run = leases.Run(leases.own_name(), started, options.everything, options.account_id)
    with Ledger.existing(options.database_url) as ledger, ledger.reading() as connection:
        due = leases.count_due(connection, run)
    places = options.collect.hosts_at_once
    count = min(options.collect.processes, places, 1 + due // WORTH)
    parts = [places // count + (number < places % count) for number in range(count)]
    collects = [options.collect.model_copy(update={"hosts_at_once": part}) for part in parts]
    return [options.model_copy(update={"collect": each, "started": started}) for each in collects]


@contextmanager
def _running(options: Options) -> "Iterator[subprocess.Popen[str]]":
    with start(options) as process:
        try:
            yield process
        finally:
            # Whatever is written down is whole, so nothing is to be waited for.
            process.kill()


def _lines(engines: "Sequence[subprocess.Popen[str]]") -> Iterator[dict[str, Any]]:
    """What all engines say, as it comes."""
    heard: queue.Queue[str | None] = queue.Queue()
    for engine in engines:
        Thread(target=_listen, args=(engine, heard), daemon=True).start()
    for _ in engines:
        yield from map(json.loads, iter(heard.get, None))


def _listen(engine: "subprocess.Popen[str]", heard: "queue.Queue[str | None]") -> None:
    try:
        for line in engine.stdout or ():
            heard.put(line)
    finally:
        heard.put(None)


def _take(said: dict[str, Any], report: Report, progress: Progress | None) -> None:
    if "error" in said:
        raise UserError(said["error"], said["hint"])
    report.due = max(report.due, said.get("due", 0))
    if "visit" in said:
        report.count(said)
        if progress:
            progress(report.visits, max(report.due, report.visits), said)
