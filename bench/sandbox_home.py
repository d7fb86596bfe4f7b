"""The home of `bench/sandbox.py`: a simulated history of many regions and industries, with a win model that serves."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pandas as pd
from threadpoolctl import threadpool_limits

from features.build import Rows, build
from features.labels import label
from features.spec import learn_spec
from history.errors import UserError
from history.home import SETTINGS_FILE, Home
from history.record import History
from history.simulator import World, WorldConfig, simulate, write_export
from history.store.store import Store
from models.artifact import Bundle, save
from models.calibration import Calibration, fit_map
from models.champion import Champion, read_champion, set_champion
from models.grades import thresholds_from
from models.intent import Intent
from models.scorers.baselines import Logistic
from models.scorers.scorer import Labels, Scorer
from models.win import Win
from serving.planner.regions import atlases

WEEK = timedelta(days=7)
# Scores are not measured: they are learned from what little gives any.
DAYS_BACK = (28, 14)
INDUSTRIES = (
    *("制造业", "信息技术", "零售", "医疗健康", "金融", "物流"),
    *("教育", "能源", "建筑", "农业", "文化旅游", "公共服务"),
)
ELSEWHERE = ("香港", "澳门", "台湾")


@dataclass(frozen=True)
class Size:
    """How large the simulated world is."""

    accounts: int
    days: int
    regions: int
    industries: int

    def config(self) -> WorldConfig:
        """The world's settings; regions are provinces."""
        provinces = [name for name in atlases()[0].places if name not in ELSEWHERE]
        return WorldConfig(
            accounts=self.accounts,
            days=self.days,
            regions=tuple(provinces[: self.regions]),
            industries=INDUSTRIES[: self.industries],
        )


def made(folder: Path, size: Size, seed: int, fit: Callable[[History], Bundle] | None = None) -> Home:
    """The home in `folder`; where that is empty or not there, a new one of a world of this size and seed.

    Its model is what `fit` makes of the history; if left out, one of scores and of wins.

    Raises:
        UserError: something is there, and no model serves.
    """
    home = Home(folder)
    if read_champion(home.models) is None:
        if folder.is_dir() and any(folder.iterdir()):
            raise UserError(f"No model serves in {folder}.", "Train one there, or give a folder that is empty.")
        world = simulate(size.config(), seed)
        _keep(world, home)
        with threadpool_limits(1):
            bundle = fit(world.history) if fit else fitted(world.history, Logistic())
        save(bundle, home.models / "1")
        set_champion(home.models, Champion("1", pd.Timestamp(world.history.last_recorded).to_pydatetime()))
    return home


def _keep(world: World, home: Home) -> None:
    write_export(world, home.folder / "world")
    shutil.copy(home.folder / "world" / SETTINGS_FILE, home.settings_file)
    with Store.open(home.url) as store:
        for name, rows in world.history.tables.items():
            if len(rows):
                store.append(name, rows)


def fitted(history: History, scorer: Scorer) -> Bundle:
    """A bundle whose intent is what `scorer` learns from the two weeks before last, and with a win model."""
    as_of = pd.Timestamp(history.last_recorded)
    spec = learn_spec(history, as_of)
    rows = Rows("account", "all")
    table = build(history, [as_of - timedelta(days=days) for days in DAYS_BACK], rows, spec)
    intent = _intent(table, label(history, table, rows.entity, WEEK), scorer)
    return Bundle(rows, WEEK, spec, intent, Win.fit(history, spec, as_of), {"simulated": True})


def _intent(table: pd.DataFrame, bought: Labels, scorer: Scorer) -> Intent:
    scores = scorer.fit(table, bought).predict(table)
    calibration = Calibration.learned(fit_map(scores, bought, slope=True), scores, bought)
    return Intent(scorer, calibration, thresholds_from(calibration.probability(scores), bought))
