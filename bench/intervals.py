"""Whether the interval of a score holds the share that really buys, beside Venn–Abers and other ways to calibrate.

    python bench/intervals.py                               a world of 4,000 accounts, of a seed not looked at before
    python bench/intervals.py --seeds 201 202 --json > intervals.json

Simulated. Models learn from a seventh of a world's accounts over a year, four for each seed, and are judged on all
accounts over the half-year after. There the share that buys at a score is known to a few per cent of itself, as the
isotonic regression of what came. Figures are means over the models.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from sklearn.isotonic import IsotonicRegression

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.interval_sides import BAND, MERGED, PAIR, Pair, intervals, probabilities
from bench.interval_world import Learned, learned
from history.console import err
from models.scorers.scorer import Probabilities
from training.metrics import measure

POINTS = {"log_loss": "log loss", "brier": "Brier", "ece": "ECE"}
HOLDS = {
    "top": "holds the truth, top fifth",
    "upper": "upper 70 % of rows",
    "rows": "all rows",
    "edge": "score at an end",
    "width": "mean width, points",
}


def points_of(one: Learned) -> Iterator[dict[str, Any]]:
    """How good the probabilities of each way are."""
    for side, said in probabilities(one).items():
        metrics = measure(one.came, said)
        yield {"side": side} | {name: getattr(metrics, name) for name in POINTS}


def holds_of(one: Learned) -> Iterator[dict[str, Any]]:
    """How often the interval of each way holds the true share."""
    order = np.argsort(one.later, kind="stable")
    truth = IsotonicRegression(out_of_bounds="clip").fit(one.later, one.came).predict(one.later)
    own = probabilities(one)[MERGED]
    for side, ends in intervals(one).items():
        yield {"side": side} | _held(ends, truth, order, own if side == PAIR else one.mapping(one.later))


def _held(ends: Pair, truth: Probabilities, order: Any, score: Probabilities) -> dict[str, float]:
    low, high = ends
    held, count = (low <= truth) & (truth <= high), len(order)
    return {
        "top": held[order[-(count // 5) :]].mean(),
        "upper": held[order[count * 3 // 10 :]].mean(),
        "rows": held.mean(),
        "edge": (np.minimum(score - low, high - score) <= 1e-9).mean(),
        "width": 100 * (high - low).mean(),
    }


def show(title: str, headings: dict[str, str], found: pd.DataFrame) -> None:
    """Print a line for each way, in their order."""
    table = Table("", *headings.values(), title=title)
    for side, row in found.groupby("side", sort=False)[list(headings)].mean().iterrows():
        shares = [f"{row[name]:.4f}" if headings is POINTS else _said(name, row[name]) for name in headings]
        table.add_row(str(side), *shares)
    Console(width=120).print(table)


def _said(name: str, value: float) -> str:
    return f"{value:.1f}" if name == "width" else f"{value:.0%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, and print; the exit status: 1 where a score lies outside its band."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[203], help="of the worlds; default 203")
    for name, value in (("accounts", 4_000), ("parts", 7), ("models", 4)):
        parser.add_argument(f"--{name}", type=int, default=value, help=f"default {value:,}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    given = parser.parse_args(arguments)
    points, holds = [], []
    with err.status("Learning and judging"):
        for seed in given.seeds:
            for one in learned(seed, given.accounts, given.parts, given.models):
                points += points_of(one)
                holds += holds_of(one)
    if given.json:
        print(json.dumps({"points": points, "holds": holds}, indent=1))
    else:
        worlds = f"seed {', '.join(map(str, given.seeds))}, {len(points) // 5} models"
        show(f"Probabilities on later data, {worlds}", POINTS, pd.DataFrame(points))
        show(f"Intervals on later data, {worlds}", HOLDS, pd.DataFrame(holds))
    return int(any(row["edge"] > 0 for row in holds if row["side"] == BAND))


if __name__ == "__main__":
    sys.exit(main())
