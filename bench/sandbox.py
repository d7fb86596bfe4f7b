"""How long a forecast takes, end to end through the API, beside one bare LightGBM call on as many rows.

    python bench/sandbox.py                       31 regions × 12 industries × 26 weeks, 3,000 simulated accounts
    python bench/sandbox.py --home ~/bench-home   the same, kept for the next time; or a home of your own
    python bench/sandbox.py --json > sandbox.json

The real service answers on loopback, one process and one thread, over one connection. In each round it is asked a plan
that it has not met before, with each number of leads, once more the first of these, and LightGBM is called once; the
order changes from round to round. Times are from the question to the last byte of the answer; ratios are medians over
the rounds. At the end some answers are compared with those of a sandbox opened for them alone: exit status 1 where a
number differs.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
# Python looks first beside this file, where modules have the names of the packages that they measure.
sys.path[0] = str(ROOT)

from bench.sandbox_home import Size, made
from bench.sandbox_sides import WEEKS, Bare, Plans, asked, is_equal, serving
from history.console import err
from history.errors import UserError
from history.opening import read_history
from models.artifact import load
from models.champion import champion_folder
from models.sandbox.sandbox import Sandbox

LEADS = (200, 20_000, 200_000)
AGAIN, BARE = "200 leads, asked again", "one bare LightGBM call"
WARM_UP = 3
SAME = 0.2


def leads_side(leads: int) -> str:
    """How the side of so many leads is called."""
    return f"{leads:,} leads"


@dataclass
class Measured:
    """Seconds by side, and the answers to compare: plan and bytes. `rows` and `features` are those of LightGBM."""

    rows: int
    features: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    answers: list[tuple[dict[str, Any], bytes]] = field(default_factory=list)
    compared: int = 0
    differing: int = 0

    def percentile(self, side: str, share: float) -> float:
        """Milliseconds of a side, `share` in percent."""
        return float(np.percentile(self.seconds[side], share)) * 1000

    def ratio(self, side: str, other: str) -> float:
        """The median over the rounds of a side's time to another's: they are asked the same plan in a round."""
        return float(np.median(np.divide(self.seconds[side], self.seconds[other])))

    def to_json(self) -> dict[str, Any]:
        """Every figure, as JSON-able data; times in milliseconds."""
        sides = {
            side: {
                "runs": len(seconds),
                "p50_ms": self.percentile(side, 50),
                "p99_ms": self.percentile(side, 99),
                "to_bare": self.ratio(side, BARE),
                "to_200": self.ratio(side, leads_side(LEADS[0])),
            }
            for side, seconds in self.seconds.items()
        }
        told = {"rows": self.rows, "features": self.features, "compared": self.compared, "differing": self.differing}
        same = all(abs(sides[leads_side(leads)]["to_200"] - 1) <= SAME for leads in LEADS)
        return told | {"sides": sides, "same_cost": same}


def measure(
    bare: Bare, plans: Plans, ask: Callable[[bytes], tuple[float, bytes]], given: argparse.Namespace
) -> Measured:
    """Rounds until there are enough, or until the time is up; the first ones only warm everything up."""
    measured = Measured(*bare.shape)
    until = time.monotonic() + given.limit
    for number in range(given.rounds + WARM_UP):
        if number > WARM_UP and time.monotonic() > until:
            break
        for side, plan in _round(plans, number):
            seconds, answer = (bare.call(), b"") if plan is None else ask(json.dumps(plan).encode())
            if number >= WARM_UP:
                measured.seconds.setdefault(side, []).append(seconds)
            if plan is not None and WARM_UP <= number < WARM_UP + given.compared:
                measured.answers.append((plan, answer))
    return measured


def _round(plans: Plans, number: int) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Each side with its plan; LightGBM has none."""
    turn = number % len(LEADS)
    yield BARE, None
    for leads in (*LEADS[turn:], *LEADS[:turn]):
        yield leads_side(leads), plans.plan(number, leads)
    yield AGAIN, plans.plan(number, LEADS[0])


def run(folder: Path, given: argparse.Namespace) -> Measured:
    """Open or make the home, measure, and compare."""
    with err.status("Opening the history, or making one"):
        home = made(folder, Size(given.accounts, given.days, given.regions, given.industries), given.seed)
        history, bundle = read_history(home), load(champion_folder(home.models))
        box = Sandbox.open(history, bundle, history.last_recorded)
        names = {"regions": box.regions, "industries": box.industries}
        plans = Plans(names, box.today.date(), given.seed)
        bare = Bare(history, bundle, len(box.regions) * len(box.industries) * WEEKS)
    with err.status("Measuring"), serving(home) as client:
        measured = measure(bare, plans, partial(asked, client), given)
    with err.status("Comparing"):
        equal = [is_equal(history, bundle, plan, answer) for plan, answer in measured.answers]
    measured.compared, measured.differing = len(equal), equal.count(False)
    return measured


def show(measured: Measured) -> None:
    """Print times as ratios to LightGBM's and to those of 200 leads."""
    told = measured.to_json()
    title = f"A forecast of {WEEKS} weeks by API; LightGBM: {measured.rows:,} rows × {measured.features} features"
    table = Table("", "ratio to LightGBM", "ratio to 200 leads", "p50 ms", "p99 ms", "runs", title=title)
    for side, said in told["sides"].items():
        ratios = (f"{said['to_bare']:.2f}", f"{said['to_200']:.2f}")
        table.add_row(side, *ratios, f"{said['p50_ms']:.1f}", f"{said['p99_ms']:.1f}", str(said["runs"]))
    console = Console(width=120)
    console.print(table)
    same = "the same" if told["same_cost"] else "not the same"
    console.print(f"{', '.join(map(leads_side, LEADS))}: {same} within {SAME:.0%}.")
    equal = measured.compared - measured.differing
    console.print(f"{equal} of {measured.compared} answers equal those of a sandbox opened for them alone.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, measure, and print; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="a home to measure; made if no model serves there; else thrown away")
    sizes = (("accounts", 3_000), ("days", 500), ("regions", 31), ("industries", 12))
    for name, value in (*sizes, ("rounds", 200), ("compared", 2), ("seed", 7)):
        parser.add_argument(f"--{name}", type=int, default=value, help=f"default {value:,}")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds after which no round begins; default 300")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="leadcast-sandbox-") as folder:
            measured = run(given.home or Path(folder), given)
    except UserError as error:
        err.print(f"Error: {error.message} {error.hint or ''}", soft_wrap=True)
        return 1
    if given.json:
        print(json.dumps(measured.to_json(), indent=1))
    else:
        show(measured)
    return int(measured.differing > 0)


if __name__ == "__main__":
    sys.exit(main())
