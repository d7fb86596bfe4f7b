"""How good Leadcast's probabilities are, forward in time, beside every baseline on the same rows.

    python bench/quality.py examples/olist --data ~/exports
    python bench/quality.py examples/* --data ~/exports --out quality.json
    python bench/quality.py examples/olist --data ~/exports --protocol protocol-30d

Each EXAMPLE is a folder of SQL, leadcast.toml and protocols; its export lies in the folder of the same name under
--data. Everything is learned on the training window of a protocol, as `leadcast backtest` learns it. Intervals are
95 %, from 200 bootstrap resamples of entities with all their rows; `saved` is the log loss that Leadcast saves against
a model, paired on the same resamples.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.judging import Judged, imported, judged, protocols
from history.console import err, progress_bars, stepper
from history.errors import UserError
from training.backtest.verdict import LEADCAST
from training.bootstrap import Interval

# Per metric: its heading, and how many digits it is shown with.
COLUMNS = {
    "auc": ("AUC", 4),
    "pr_auc": ("PR-AUC", 4),
    "log_loss": ("log loss", 4),
    "brier": ("Brier", 4),
    "ece": ("ECE", 4),
    "lift_5": ("lift at 5 %", 2),
}
LEAST_WIDTH = 156


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("examples", nargs="+", type=Path, metavar="EXAMPLE", help="a folder like those of examples/")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds the exports")
    parser.add_argument("--out", type=Path, help="where to write all figures as JSON")
    parser.add_argument("--protocol", help="run this protocol only, such as protocol-30d")
    parser.add_argument("--seed", type=int, default=0, help="of all chance (default: 0)")
    given = parser.parse_args(arguments)
    try:
        run(given)
    except UserError as error:
        err.print(f"Error: {error.message} {error.hint or ''}", soft_wrap=True)
        return 1
    return 0


def run(given: argparse.Namespace) -> None:
    """Measure each example in turn, printing as they are done."""
    exports = {example: given.data / example.resolve().name for example in given.examples}
    for example, export in exports.items():
        check(example, export)
    figures: list[dict[str, Any]] = []
    for example, export in exports.items():
        for result in measured(example, export, given.protocol, given.seed):
            show(result)
            figures.append({"example": example.resolve().name, **result.to_json()})
            if given.out:
                given.out.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


def check(example: Path, export: Path) -> None:
    """Refuse what is not there before anything is measured."""
    if not any(example.glob("protocol*.toml")):
        raise UserError(f"{example} holds no protocol.", "Give a folder like examples/olist.")
    if not export.is_dir():
        raise UserError(f"There is no export {export}.", "Exports are no part of this repository; --data says where.")


def measured(example: Path, export: Path, named: str | None, seed: int) -> Iterator[Judged]:
    """The result of every protocol of one example, by a home that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="leadcast-quality-") as folder:
        with progress_bars() as bars:
            history = imported(example, export, Path(folder), stepper(bars))
        for protocol in protocols(example, history, named):
            err.print(f"{protocol.name}: learning and measuring")
            with progress_bars() as bars:
                result = judged(history, protocol, seed, stepper(bars))
            yield result


def show(result: Judged) -> None:
    """Print one protocol's table, the best first, and what to know beside it."""
    console = Console(markup=False)
    console.width = max(console.width, LEAST_WIDTH)
    report = result.to_json()
    train, test = (report[window] for window in ("train", "test"))
    console.print(
        f"{report['protocol']['name']}: {train['rows']:,} rows to train on ({train['rate']:.2%} yes), "
        f"{test['rows']:,} to test on ({test['rate']:.2%})"
    )
    table = Table("model", box=box.SIMPLE)
    for heading in (*(heading for heading, _ in COLUMNS.values()), "saved"):
        table.add_column(heading, no_wrap=True)
    for key in result.ranking:
        cells = [_cell(result.resampled.interval(key, metric), digits) for metric, (_, digits) in COLUMNS.items()]
        table.add_row(result.names[key], *cells, "" if key == LEADCAST else _cell(result.saved(key), 4, "+"))
    console.print(table)
    best, place = result.best_rival, report["rank"]
    console.print(
        f"{result.names[LEADCAST]} is number {place['log_loss']} by log loss and {place['auc']} by AUC among "
        f"{report['rivals'] + 1}. The best other is {result.names[best]}; against it Leadcast saves "
        f"{_cell(result.saved(best), 4, '+', ' ')}."
    )
    for said in (report["verdict"], *report["notes"]):
        console.print(said["en"])
    console.print()


def _cell(interval: Interval, digits: int, sign: str = "", between: str = "\n") -> str:
    low, value, high = (f"{each:{sign}.{digits}f}" for each in (interval.low, interval.value, interval.high))
    return f"{value}{between}[{low}, {high}]"


if __name__ == "__main__":
    sys.exit(main())
