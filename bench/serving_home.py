"""The home of `bench/serving.py`: 300 trees of 63 leaves on 80 features serve, without a calibration behind them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import lightgbm
import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.sandbox_home import WEEK, Size, made
from features.build import Rows, build
from features.frame import feature_names
from features.labels import label
from features.spec import learn_spec
from history.home import Home
from history.record import History
from models.artifact import Bundle
from models.calibration import Calibration, Map
from models.champion import champion_folder
from models.grades import thresholds_from
from models.intent import Intent
from models.scorers.boosted import FILE, Boosted, Boosting
from models.scorers.columns import Columns
from serving.scores.opening import open_live
from serving.settings import Settings

TREES, LEAVES, FEATURES = 300, 63, 80
WEEKS_BACK = range(2, 26, 2)


@dataclass(frozen=True)
class Trees:
    """LightGBM's text, and everybody whom the service scores: ids, and rows of features, NaN where unknown."""

    file: Path
    ids: list[str]
    rows: npt.NDArray[np.float64]

    def predicted(self, rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """What LightGBM itself says of such rows."""
        return np.asarray(lightgbm.Booster(model_file=str(self.file)).predict(rows, num_threads=1))


def opened(folder: Path, accounts: int, seed: int) -> tuple[Home, Trees]:
    """The home in `folder`, made where it is not there, and what its model says of everybody.

    Raises:
        UserError: something else is there.
    """
    home = made(folder, Size(accounts, 365, 12, 6), seed, partial(_fitted, seed=seed))
    now = datetime.now(UTC)
    book = open_live(
        Settings(database_url=home.url, models_dir=home.models, business=home.business, started_at=now)
    ).book
    file = champion_folder(home.models) / "intent" / "scorer" / FILE
    rows = book.intent.columns.codes(book.table)
    return home, Trees(file, book.names.tolist(), rows)


def _fitted(history: History, seed: int) -> Bundle:
    as_of = pd.Timestamp(history.last_recorded)
    spec, rows = learn_spec(history, as_of), Rows("account", "all")
    table = build(history, [as_of - timedelta(weeks=back) for back in WEEKS_BACK], rows, spec)
    bought = label(history, table, rows.entity, WEEK)
    kept = set(Columns.of(table).names[:FEATURES])
    narrow = table.drop(columns=[name for name in feature_names(table) if name not in kept])
    scorer = Boosted(Boosting(rounds=TREES, leaves=LEAVES, seed=seed)).fit(narrow, bought)
    scores = scorer.predict(table)
    # Without a calibration, what is served are the trees' own numbers.
    intent = Intent(scorer, Calibration.learned(Map(), scores, bought), thresholds_from(scores, bought))
    return Bundle(rows, WEEK, spec, intent, None, {"simulated": True})
