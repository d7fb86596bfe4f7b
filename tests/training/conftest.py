"""Small made data for the training tests: feature tables with a known signal, and histories of orders."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from history.record import History
from history.settings import Business
from models.artifact import Bundle
from models.calibration import Calibration, Map
from models.intent import Intent
from training.datasets import DataSet
from training.fit import train
from training.settings import Task

MONDAY = pd.Timestamp("2025-01-06", tz="Asia/Shanghai")
EARLY = pd.Timestamp("2025-05-19", tz="Asia/Shanghai")


def make_data(entities: int = 60, weeks: int = 24, signal: float = 2.0, seed: int = 0, rate: float = -1.0) -> DataSet:
    """Rows of `entities` at weekly cut-offs; the log-odds of a yes are `rate` + `signal` × `orders_heat`."""
    random = np.random.default_rng(seed)
    cutoffs = pd.date_range(MONDAY, periods=weeks, freq="7D").tz_convert("UTC")
    rows = entities * weeks
    heat = random.normal(size=rows).astype(np.float32)
    table = pd.DataFrame(
        {
            "entity_id": np.tile([f"A{number:03d}" for number in range(entities)], weeks),
            "cutoff": np.repeat(cutoffs, entities),
            "source": pd.Categorical(random.choice(["web", "fair"], rows), categories=pd.Index(["web", "fair"])),
            "orders_heat": heat,
            "orders_noise": random.normal(size=rows).astype(np.float32),
            "level_orders_per_account_7d": np.repeat(random.normal(size=weeks), entities).astype(np.float32),
            "signals_news_count_7d": random.poisson(1, rows).astype(np.float32),
        }
    )
    labels = random.random(rows) < 1 / (1 + np.exp(-(rate + signal * heat)))
    return DataSet(table, labels)


def make_orders(accounts: int = 30, weeks: int = 30, seed: int = 0) -> History:
    """Accounts of which one half orders about every week and the other half almost never, each order known at once."""
    random = np.random.default_rng(seed)
    pairs = [
        (account, MONDAY + pd.Timedelta(weeks=week, hours=float(random.uniform(9, 160))))
        for account in range(accounts)
        for week in range(weeks)
        if random.random() < (0.6 if account % 2 else 0.02)
    ]
    orders = pd.DataFrame(
        {
            "order_id": [f"O{number}" for number in range(len(pairs))],
            "account_id": [f"A{account:03d}" for account, _ in pairs],
            "ordered_at": [moment for _, moment in pairs],
            "amount": random.uniform(10, 100, len(pairs)).round(2),
        }
    )
    names = [f"A{account:03d}" for account in range(accounts)]
    people = pd.DataFrame({"account_id": names, "name": names, "valid_from": MONDAY, "recorded_at": MONDAY})
    return History.of(Business(), accounts=people, orders=orders.assign(recorded_at=orders["ordered_at"]))


@pytest.fixture
def data() -> DataSet:
    """Rows with a strong signal."""
    return make_data()


@pytest.fixture
def noise() -> DataSet:
    """Rows without any signal."""
    return make_data(signal=0.0)


@pytest.fixture(scope="session")
def orders() -> History:
    """A history of accounts and orders."""
    return make_orders()


@pytest.fixture(scope="session")
def made() -> Callable[..., DataSet]:
    """Makes rows to order."""
    return make_data


@pytest.fixture(scope="session")
def old(orders: History) -> Bundle:
    """A bundle trained ten weeks before the end of the history."""
    return train(orders, Task(), EARLY, "old")


@pytest.fixture(scope="session")
def new(orders: History) -> Bundle:
    """A bundle trained at the end of the history."""
    assert orders.last_recorded is not None
    return train(orders, Task(), orders.last_recorded, "new")


@pytest.fixture(scope="session")
def turned() -> Callable[[Bundle], Bundle]:
    """Makes of a bundle one whose scores are turned round: the likeliest to buy comes last."""

    class Contrary:
        name = "contrary"

        def __init__(self, scorer):
            self.scorer = scorer

        def predict(self, table):
            return 1 - self.scorer.predict(table)

    def turn(bundle: Bundle) -> Bundle:
        calibration = Calibration(Map(), bundle.intent.calibration.band)
        return replace(bundle, intent=Intent(Contrary(bundle.intent.scorer), calibration, bundle.intent.thresholds))

    return turn


@pytest.fixture(scope="session")
def make_history() -> Callable[..., History]:
    """Makes histories of accounts and orders."""
    return make_orders
