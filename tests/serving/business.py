"""A business really stored and really modelled."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits

from features.build import Rows, build
from features.labels import label
from features.spec import learn_spec
from history.indexed import Indexed
from history.record import History
from history.store.store import Store
from models.artifact import Bundle, save
from models.calibration import Calibration, fit_map
from models.champion import Champion, set_champion
from models.grades import thresholds_from
from models.intent import Intent
from models.scorers.average import Averaged
from models.scorers.baselines import Logistic
from models.scorers.boosted import Boosted, Boosting
from models.win import Win
from serving.scores import opening
from serving.scores.opening import Live, open_on
from serving.settings import Settings

SEVEN_DAYS = timedelta(days=7)


def modelled(history: History, rows: Rows) -> Bundle:
    """A bundle that scores these rows, fitted as of the newest."""
    # Tiny fits on busy cores take a hundred times as long with several threads.
    with threadpool_limits(1):
        return _fitted(history, pd.Timestamp(history.last_recorded), rows)


def _fitted(history: History, as_of: pd.Timestamp, rows: Rows) -> Bundle:
    spec = learn_spec(history, as_of)
    table = build(history, [as_of - timedelta(days=days) for days in range(14, 120, 14)], rows, spec)
    bought = label(history, table, rows.entity, SEVEN_DAYS)
    scorer = Averaged(Logistic(), Boosted(Boosting(rounds=30, min_rows=20))).fit(table, bought)
    scores = scorer.predict(table)
    calibration = Calibration.learned(fit_map(scores, bought, slope=True), scores, bought)
    intent = Intent(scorer, calibration, thresholds_from(calibration.probability(scores), bought))
    return Bundle(rows, SEVEN_DAYS, spec, intent, Win.fit(history, spec, as_of), {"simulated": True, "seed": 7})


def stored(history: History, url: str) -> None:
    """Put the history into the store at `url`."""
    with Store.open(url) as store:
        for name, rows in history.tables.items():
            if len(rows):
                store.append(name, rows)


def promoted(bundle: Bundle, models: Path) -> None:
    """Let the bundle serve as version 3."""
    save(bundle, models / "3")
    set_champion(models, Champion("3", datetime(2026, 9, 1, 8, tzinfo=UTC)))


def settings_of(history: History, url: str, models: Path) -> Settings:
    """Settings of a service that began on the day after its model was promoted."""
    return Settings(
        database_url=url,
        models_dir=models,
        business=history.business,
        started_at=datetime(2026, 9, 2, 9, tzinfo=UTC),
    )


def reopened(live: Live, bundle: Bundle, history: History) -> Live:
    """The same service with another model or another history."""
    return open_on(live.settings, opening.promoted(live.settings), bundle, Indexed.of(history), live.as_of)
