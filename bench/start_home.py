"""The home of `bench/start.py`: many accounts, most of them quiet, written through the store's bulk path.

One account in forty is as busy as the simulator makes them. Each of the others has its own row; three in five of them
brought one lead, with how that ended if it did, and three in ten placed an order, all within the same year.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from bench.sandbox_home import fitted
from history.errors import UserError
from history.home import Home
from history.record import History, shaped
from history.simulator import World, WorldConfig, settings_text, simulate
from history.store import bulk, database
from history.store.store import Store
from models.artifact import save
from models.champion import Champion, read_champion, set_champion
from models.scorers.average import Averaged
from models.scorers.baselines import Logistic
from models.scorers.boosted import Boosted, Boosting

DAYS = 365
BUSY = 40
LEADS, ENDED, WON, ORDERS = 0.6, 0.75, 0.25, 0.3
# The model is fitted on a world of the same make that is large enough to learn from.
LEARNED_FROM = 20_000
DAY = pd.Timedelta(days=1)

Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Quiet:
    """The quiet accounts numbered `start` and on, `count` of them, of a world whose vocabulary is `config`."""

    config: WorldConfig
    start: int
    count: int
    chance: np.random.Generator

    def history(self, reps: pd.DataFrame) -> History:
        """What they did; each lead is with one of `reps`."""
        everybody = np.arange(self.count)
        led, bought = (everybody[self.chance.random(self.count) < share] for share in (LEADS, ORDERS))
        leads = self._leads(led, reps)
        return History.of(
            self.config.business,
            accounts=self._accounts(everybody),
            leads=leads,
            stage_changes=self._ends(leads),
            orders=self._orders(bought),
        )

    def _accounts(self, accounts: Numbers) -> pd.DataFrame:
        since = self._moments(len(accounts), DAYS)
        return pd.DataFrame(
            {
                "account_id": self._ids("Q", accounts),
                "name": self._ids("安静的客户", accounts),
                "region": self._drawn(self.config.regions, len(accounts)),
                "industry": self._drawn(self.config.industries, len(accounts)),
                "employees": np.round(self.chance.lognormal(4, 1, len(accounts))) + 1,
                "website": "https://" + self._ids("q", accounts) + ".example",
                "valid_from": since,
                "recorded_at": since,
            }
        )

    def _leads(self, owners: Numbers, reps: pd.DataFrame) -> pd.DataFrame:
        created = self._moments(len(owners), DAYS)
        rep = reps.iloc[self.chance.integers(len(reps), size=len(owners))].reset_index(drop=True)
        return pd.DataFrame(
            {
                "lead_id": self._ids("QL", owners),
                "account_id": self._ids("Q", owners),
                "created_at": created,
                "source": self._drawn(self.config.sources, len(owners)),
                "region": rep["region"],
                "industry": self._drawn(self.config.industries, len(owners)),
                "product": self._drawn(self.config.products, len(owners)),
                "rep_id": rep["rep_id"],
                "value": np.round(self.chance.lognormal(10, 1, len(owners)), 2),
                "recorded_at": created,
            }
        )

    def _ends(self, leads: pd.DataFrame) -> pd.DataFrame:
        after = pd.to_timedelta(self.chance.exponential(30, len(leads)), unit="D").round("s")
        changed = leads["created_at"] + after
        ended = (self.chance.random(len(leads)) < ENDED) & (changed <= self._until)
        stage = np.where(self.chance.random(len(leads)) < WON, "won", "lost")
        rows = pd.DataFrame({"lead_id": leads["lead_id"], "stage": stage, "changed_at": changed})
        return rows[ended].assign(recorded_at=changed[ended])

    def _orders(self, owners: Numbers) -> pd.DataFrame:
        at = self._moments(len(owners), DAYS)
        amount = np.round(self.chance.lognormal(10, 1, len(owners)), 2)
        ids = {"order_id": self._ids("QO", owners), "account_id": self._ids("Q", owners)}
        return pd.DataFrame(ids | {"ordered_at": at, "amount": amount, "paid": amount, "recorded_at": at})

    @property
    def _until(self) -> pd.Timestamp:
        return pd.Timestamp(self.config.start, tz=self.config.time_zone).tz_convert("UTC") + self.config.days * DAY

    def _moments(self, count: int, days: int) -> "pd.Series[pd.Timestamp]":
        back = pd.to_timedelta(self.chance.integers(1, days * 86_400, count), unit="s")
        return pd.Series(self._until - back).dt.as_unit("us")

    def _ids(self, prefix: str, numbers: Numbers) -> "pd.Series[str]":
        return prefix + pd.Series(self.start + numbers).astype("str").str.zfill(8)

    def _drawn(self, names: tuple[str, ...], count: int) -> "pd.Series[str]":
        return pd.Series(np.array(names)[self.chance.integers(len(names), size=count)], dtype="str")


def worlds(accounts: int, seed: int) -> tuple[World, Quiet]:
    """The busy part of a world of so many accounts, and its quiet part."""
    config = WorldConfig(accounts=max(accounts // BUSY, 1), days=DAYS)
    world = simulate(config, seed)
    busy = world.history["accounts"]["account_id"].nunique()
    return world, Quiet(config, 0, max(accounts - busy, 0), np.random.default_rng(seed))


def together(world: World, quiet: Quiet) -> History:
    """Both parts as one history."""
    still = quiet.history(world.history["reps"])
    tables = {
        name: shaped(name, pd.concat([rows, still[name]], ignore_index=True))
        for name, rows in world.history.tables.items()
    }
    return History(tables, world.history.business)


def made(folder: Path, accounts: int, seed: int, learned_from: int = LEARNED_FROM) -> Home:
    """The home in `folder`, made if no model serves there, with one fitted on a world of `learned_from` accounts.

    Raises:
        UserError: something is there, and no model serves.
    """
    home = Home(folder)
    if read_champion(home.models) is None:
        if folder.is_dir() and any(folder.iterdir()):
            raise UserError(f"No model serves in {folder}.", "Remove it, or give a folder that is empty.")
        history = together(*worlds(accounts, seed))
        _store(history, home)
        home.settings_file.write_text(settings_text(history.business), encoding="utf-8")
        as_of = pd.Timestamp(history.last_recorded).to_pydatetime()
        del history
        with threadpool_limits(1):
            bundle = fitted(together(*worlds(learned_from, seed + 1)), _scorer())
        save(bundle, home.models / "1")
        set_champion(home.models, Champion("1", as_of))
    return home


def moved(home: Home, url: str) -> Home:
    """The same home on the database at `url`, which gets its rows where it has none."""
    there = Home(home.folder, url)
    with Store.open(url) as store:
        if any(store.counts().values()):
            return there
    with Store.open(home.url) as store:
        _store(store.read(home.business), there)
    return there


def _scorer() -> Averaged:
    """The dearest kind that training chooses."""
    greedy, random = (Boosting(rounds=100, random_splits=which) for which in (False, True))
    return Averaged(Logistic(), Boosted(greedy), Boosted(random, surroundings=False))


def _store(history: History, home: Home) -> None:
    Store.open(home.url).close()
    engine = database.engine(home.url)
    with database.writing(engine) as connection:
        for name, rows in history.tables.items():
            bulk.insert(connection, name, rows)
    engine.dispose()
