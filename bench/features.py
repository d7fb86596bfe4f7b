"""How fast features are counted, beside pandas and DuckDB, on simulated events; the answers must be equal.

    python bench/features.py                       5 million events, 20,000 accounts, 52 weekly cut-offs
    python bench/features.py --events 50000000     the same from 50 million; without pandas
    python bench/features.py --build               and what the whole `features.build` takes, for information

Leadcast's core stands there twice: as a log too long for memory is counted, chunk by chunk, and as `features.build`
counts a history, which is in memory.

Counted by all sides: events of 10 kinds in the last 7, 30 and 90 days, days since the last of each kind, the value of
the last event: 41 columns of float32. Each side reads the same Parquet file, in a process of its own, and is timed from
there to the finished columns, imports left out. Runs alternate; the median of `--rounds` counts. A run is stopped after
`--limit` seconds.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.feature_events import COLUMNS, Case, write_events

OURS, IN_MEMORY, WHOLE = "Leadcast's core, by chunks", "Leadcast's core, in memory", "Leadcast's whole build"
SQL = ("DuckDB, joins", "DuckDB, deltas")
MOST_FOR_PANDAS = 10_000_000
# For all sides: where memory is fragmented, finding NumPy its huge pages takes as long as the work, now and then.
ALIKE = {**os.environ, "NUMPY_MADVISE_HUGEPAGE": "0"}


@dataclass
class Side:
    """The runs of one side: wall and processor seconds, the highest peak of resident memory in MB."""

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    peak: float = 0.0
    answer: Path | None = None

    @property
    def median(self) -> float:
        """The median wall time; infinite where no run ended in time."""
        return statistics.median(self.seconds) if self.seconds else float("inf")


def run(side: str, case: Case, answer: Path, limit: float) -> dict[str, float] | None:
    """One run in a process of its own, its answer written to `answer`; None where it took longer than `limit`."""
    asked = {"side": side, "events": case.events, "accounts": case.accounts, "cutoffs": case.cutoffs}
    command = [sys.executable, "-m", "bench.feature_run", json.dumps(asked), str(case.file), str(answer)]
    try:
        done = subprocess.run(command, cwd=ROOT, env=ALIKE, check=True, stdout=subprocess.PIPE, timeout=limit)
    except subprocess.TimeoutExpired:
        return None
    said: dict[str, float] = json.loads(done.stdout)
    return said


def measure(case: Case, sides: Sequence[str], rounds: int, limit: float) -> dict[str, Side]:
    """Let the sides take turns, `rounds` times."""
    found = {name: Side() for name in sides}
    for _ in range(rounds):
        for number, (name, side) in enumerate(found.items()):
            answer = case.file.parent / f"{number}.npy"
            said = run(name, case, answer, limit)
            if said is None:
                continue
            side.answer = answer
            side.seconds.append(said["seconds"])
            side.processor.append(said["processor"])
            side.peak = max(side.peak, said["peak_mb"])
    return found


def differing(ours: Path, other: Path) -> list[str]:
    """The columns in which two answers differ, to the bit of float32; a column that a side does not tell is NaN."""
    first, second = np.load(ours, mmap_mode="r"), np.load(other, mmap_mode="r")
    told = [name for name, column in zip(COLUMNS, second, strict=True) if not np.isnan(column).all()]
    return [
        name
        for name, one, two in zip(COLUMNS, first, second, strict=True)
        if name in told and not np.array_equal(one, two, equal_nan=True)
    ]


def show(found: dict[str, Side], case: Case) -> None:
    """Print times as ratios to the best other side, memory, and whether the answers are equal."""
    rivals = {name: side for name, side in found.items() if name not in (OURS, IN_MEMORY, WHOLE)}
    best = min(rivals.values(), key=lambda side: side.median).median
    title = f"{case.events:,} simulated events, {case.accounts:,} accounts × {case.cutoffs} cut-offs"
    table = Table("", "ratio to the best other", "seconds", "processor seconds", "peak MB", "answer", title=title)
    for name, side in found.items():
        if not side.seconds:
            table.add_row(name, "–", "out of time", "", "", "")
            continue
        equal = "" if name == OURS else _verdict(found[OURS].answer, side.answer)
        processor = f"{statistics.median(side.processor):.1f}"
        table.add_row(name, f"{side.median / best:.2f}", f"{side.median:.1f}", processor, f"{side.peak:,.0f}", equal)
    Console(width=120).print(table)


def _verdict(ours: Path | None, other: Path | None) -> str:
    if ours is None or other is None:
        return "not compared"
    differ = differing(ours, other)
    return f"differs in {', '.join(differ)}" if differ else "equal"


def main() -> None:
    """Measure and print; exit status 1 where answers differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value in (("events", 5_000_000), ("accounts", 20_000), ("cutoffs", 52), ("rounds", 3), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=value, help=f"default {value:,}")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds after which a run is stopped; default 600")
    parser.add_argument("--build", action="store_true", help="measure the whole features.build as well")
    given = parser.parse_args()
    sides = [OURS, IN_MEMORY, *SQL] + ["pandas"] * (given.events <= MOST_FOR_PANDAS) + [WHOLE] * given.build
    with tempfile.TemporaryDirectory() as folder:
        case = Case(Path(folder) / "events.parquet", given.events, given.accounts, given.cutoffs)
        write_events(case, given.seed)
        found = measure(case, sides, given.rounds, given.limit)
        show(found, case)
        ours = found[OURS].answer
        others = [side.answer for side in found.values() if side.answer not in (None, ours)]
        sys.exit(int(ours is None or any(differing(ours, other) for other in others if other)))


if __name__ == "__main__":
    main()
