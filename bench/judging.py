"""An example's export imported and back-tested, and every baseline measured on the same rows as Leadcast."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.trees import peers
from history.errors import UserError
from history.home import SETTINGS_FILE, Home, start_home
from history.importing.imports import MappedExport, import_export
from history.opening import make_store, read_history
from history.record import History
from models.scorers.scorer import Probabilities
from training.backtest.backtest import BackTest, backtest
from training.backtest.findings import summary
from training.backtest.protocol import Protocol, read_protocol
from training.backtest.rivals import Rival, fitted_rival, rivals
from training.backtest.verdict import LEADCAST
from training.bootstrap import Interval, Resampled, resample
from training.learning.candidates import Progress
from training.metrics import METRICS


def imported(example: Path, export: Path, folder: Path, progress: Progress) -> History:
    """The history of the `export`, by the SQL and the settings of `example`, in a new home `folder`.

    Raises:
        UserError: the export or the example is not as it should be, or rows of it were rejected.
    """
    home = Home(folder)
    start_home(home, example / SETTINGS_FILE)
    with make_store(home) as store:
        report = import_export(
            store,
            home.business,
            MappedExport(export, example),
            rejects=folder / "rejects.csv",
            imported_at=datetime.now(UTC),
            progress=lambda table, rows: progress(f"importing {table}", rows, 0),
        )
    if rejected := {name: counts.rejected for name, counts in report.tables.items() if counts.rejected}:
        raise UserError(f"Rows of {export} were rejected: {rejected}.", "Import it with `leadcast import` to see why.")
    return read_history(home)


def protocols(example: Path, history: History, named: str | None) -> list[Protocol]:
    """The protocols in the folder `example`, all of them or the one whose file is `named` so, without its ending.

    Raises:
        UserError: there is none, or none of that name.
    """
    paths = [path for path in sorted(example.glob("protocol*.toml")) if named in (None, path.stem)]
    if not paths:
        wanted = "protocol*.toml" if named is None else f"{named}.toml"
        raise UserError(f"There is no {wanted} in {example}.", "A protocol says what to train and to test on.")
    return [read_protocol(path, history.business) for path in paths]


@dataclass(frozen=True)
class Judged:
    """A back-test with more baselines: `names` of all models by key, and their metrics on the test rows."""

    found: BackTest
    names: dict[str, str]
    resampled: Resampled

    @property
    def ranking(self) -> list[str]:
        """The keys of all models, the least log loss first."""
        return sorted(self.names, key=lambda key: self.resampled.measured[key].log_loss)

    @property
    def best_rival(self) -> str:
        """The model with the least log loss, Leadcast's own left aside."""
        return next(key for key in self.ranking if not key.startswith(LEADCAST))

    def rank(self, metric: str) -> int:
        """Leadcast's place by "log_loss" or "auc", from 1 on; whoever is equal shares it."""
        sign = 1 if metric == "log_loss" else -1
        worth = {key: sign * float(getattr(each, metric)) for key, each in self.resampled.measured.items()}
        return 1 + len([key for key in worth if not key.startswith(LEADCAST) and worth[key] < worth[LEADCAST]])

    def saved(self, key: str) -> Interval:
        """The log loss that Leadcast saves against the model `key`, paired by resampled entities."""
        return self.resampled.difference(key, LEADCAST, "log_loss")

    def to_json(self) -> dict[str, Any]:
        """All figures, unrounded."""
        report = summary(self.found)
        return {
            **{name: report[name] for name in ("protocol", "leadcast", "seed", "train", "test", "verdict", "notes")},
            "chosen": report["selection"]["chosen"],
            "rank": {metric: self.rank(metric) for metric in ("log_loss", "auc")},
            "rivals": sum(not key.startswith(LEADCAST) for key in self.names),
            "models": [
                {
                    "key": key,
                    "name": self.names[key],
                    "metrics": {metric: self.resampled.interval(key, metric).to_json() for metric in METRICS},
                    "saved_by_leadcast": None if key == LEADCAST else self.saved(key).to_json(),
                }
                for key in self.ranking
            ],
        }


def judged(history: History, protocol: Protocol, seed: int, progress: Progress) -> Judged:
    """Run `protocol` as `leadcast backtest` does, then fit what else there is on its rows.

    Raises:
        UserError: as `training.backtest.backtest.backtest` does.
    """
    found = backtest(history, protocol, seed, progress)
    rows = found.learned.data
    table = rows.table
    own = rivals(protocol, table)
    others = [rival for rival in (*own, *peers()) if rival.fits(protocol, table)]
    predictions = {key: each for key, each in found.predictions.items() if key.startswith(LEADCAST)}
    for number, rival in enumerate(others):
        progress("fitting rivals", number, len(others))
        predictions[rival.key] = _said(rival, found, seed)
    progress("fitting rivals", len(others), len(others))
    names = {LEADCAST: f"Leadcast: {found.learned.selection.kind.name}"} | {each.key: each.name for each in others}
    names |= {key: "Leadcast without public signals" for key in predictions if key not in names}
    return Judged(found, names, resample(found.test.labels, predictions, found.test.clusters, seed, progress))


def _said(rival: Rival, found: BackTest, seed: int) -> Probabilities:
    said = found.predictions.get(rival.key)
    return fitted_rival(rival, found.learned.data, seed).predict(found.test.table) if said is None else said
