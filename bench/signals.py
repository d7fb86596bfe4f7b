"""How well signals are read from recorded material: changes of pages told from noise, and records read as expected.

    python bench/signals.py                        the material beside the repository
    python bench/signals.py --data ~/kept --json   another folder of that form, as JSON

Changes stand beside two baselines computed in the same run; `bench/changes.py` says how a step is counted. Sequences
are parted by site, by a hash of its name: limits were settled on the half for development. The kinds of noise in all
recorded material were known when the rules were written, so only a folder that was kept back is truly unseen. Pairs
have no history: nothing can be learned of their pages.
"""

import argparse
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.captures import quality
from bench.changes import CHANGED, METHODS, NOISE, Step, is_kept_back, pairs, sequences
from bench.rates import Rate

EXPECTED = ("bench.expected_jobs", "bench.expected_documents")


def main() -> None:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "web")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    steps, rates = measured(given.data), all_rates(given.data)
    if given.json:
        sys.stdout.write(json.dumps(as_json(steps, rates), ensure_ascii=False, indent=1) + "\n")
    else:
        show(steps, rates)


def measured(data: Path) -> dict[str, list[Step]]:
    """The steps of every part of the material that is there."""
    parts: dict[str, list[Step]] = {}
    if (data / "pairs" / "pairs.jsonl").is_file():
        parts["pairs, no history"] = pairs(data)
    if (data / "sequences" / "sequences.jsonl").is_file():
        parts["sequences"] = steps = sequences(data)
        parts["sequences, development"] = [step for step in steps if not is_kept_back(step.site)]
        parts["sequences, held out"] = [step for step in steps if is_kept_back(step.site)]
    return parts


def all_rates(data: Path) -> list[Rate]:
    """How often captures, jobs and documents are read as expected."""
    rates = [quality(data)]
    for name in EXPECTED:
        if importlib.util.find_spec(name) is None:
            continue
        rates.extend(importlib.import_module(name).rates(data))
    return [rate for rate in rates if rate.total]


def share(steps: Sequence[Step], labels: Sequence[str], method: str) -> tuple[int, int]:
    """How many steps with one of these labels a method flagged, and of how many."""
    ours = [step for step in steps if step.label in labels]
    return sum(step.flagged.get(method, False) for step in ours), len(ours)


def as_json(steps: dict[str, list[Step]], rates: list[Rate]) -> dict[str, Any]:
    """All figures, and each step that came out wrong."""
    return {
        "changes": {
            part: {
                method: {"noise flagged": share(of, NOISE, method), "changes caught": share(of, CHANGED, method)}
                for method in METHODS
            }
            for part, of in steps.items()
        },
        "wrong": {part: [f"{step.name} ({step.label})" for step in wrong(of)] for part, of in steps.items()},
        "rates": [{"what": r.what, "matched": r.matched, "total": r.total, "misses": r.misses} for r in rates],
    }


def wrong(steps: Sequence[Step]) -> list[Step]:
    """Steps that were flagged and should not be, or the other way round; a bad capture must not be flagged either."""
    return [
        step
        for step in steps
        if step.label != "site-nav" and step.flagged.get("ours", False) != (step.label in CHANGED)
    ]


def show(steps: dict[str, list[Step]], rates: list[Rate]) -> None:
    """Print one table of changes, what came out wrong, and one table of rates."""
    console = Console()
    table = Table("", "method", "noise flagged", "changes caught", "bad captures flagged", "told for the site")
    for part, of in steps.items():
        for method in METHODS:
            shares = [share(of, labels, method) for labels in (NOISE, CHANGED, ("fetch-error",))]
            events = str(sum(step.site_event for step in of)) if method == "ours" else ""
            table.add_row(part if method == "ours" else "", method, *(_percent(*one) for one in shares), events)
    console.print(table)
    for part, of in steps.items():
        for step in wrong(of):
            said = step.said.summary if step.said else "nothing was reported"
            console.print(f"{part}: {step.name}, labelled {step.label}: {said}", markup=False)
    table = Table("", "as expected", "of")
    for rate in rates:
        table.add_row(rate.what, f"{rate.share:.1%}", str(rate.total))
    console.print(table)
    for rate in rates:
        for miss in rate.misses:
            console.print(f"{rate.what}: {miss}", markup=False)


def _percent(flagged: int, total: int) -> str:
    return f"{flagged / total:.1%} ({flagged} of {total})" if total else "-"


if __name__ == "__main__":
    main()
