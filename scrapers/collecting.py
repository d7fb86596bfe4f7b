"""Run the engine in a process of its own, follow what it says, and sum it up."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from history.errors import UserError
from scrapers.engine.options import Options

# Told of every visit: how many are done, of how many that were due when the run began, and the visit itself.
Progress = Callable[[int, int, dict[str, Any]], None]
MOST_FAILURES = 1_000


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
    """Visit everything that is due, once.

    Raises:
        UserError: the database cannot be used, or the engine ended before its work was done.
    """
    report = Report()
    with start(options) as process:
        try:
            for said in _lines(process):
                _take(said, report, progress)
        finally:
            process.terminate()
    if not report.finished:
        raise UserError(
            f"The collector ended early, after {report.visits} of {report.due} visits.",
            "Nothing that was fetched is lost; run it again to go on.",
        )
    return report


def _lines(process: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    for line in process.stdout or ():
        yield json.loads(line)


def _take(said: dict[str, Any], report: Report, progress: Progress | None) -> None:
    if "error" in said:
        raise UserError(said["error"], said["hint"])
    if "visit" in said:
        report.count(said)
        if progress:
            progress(report.visits, max(report.due, report.visits), said)
    report.due = said.get("due", report.due)
    report.finished = report.finished or said.get("done", False)
