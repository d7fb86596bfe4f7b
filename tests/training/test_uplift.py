"""What plans are worth, where the truth is known."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from history.errors import UserError
from history.record import History
from history.simulator import WorldConfig, simulate
from models.artifact import Bundle
from models.plans import Outreach
from training.backtest.uplift.uplift import Uplift, compare, said
from training.backtest.uplift.worth import measure_worth
from training.fit import train
from training.settings import Task

SINCE = date(2025, 4, 7)


def drawn(seed: int, effect: float, accounts: int = 600, weeks: int = 12, share: float = 0.3) -> Uplift:
    """Accounts that buy at rates of their own, with plans so much more often."""
    random = np.random.default_rng(seed)
    own = random.beta(2, 30, accounts)
    held = random.random(accounts) < share
    rate = np.where(held, own, np.minimum(own * (1 + effect), 1))
    bought = random.random((accounts, weeks)) < rate[:, None]
    there = random.random((accounts, weeks)) < 0.7
    owner = np.repeat([f"A{n}" for n in range(accounts)], weeks).astype(object)
    kept = there.ravel()
    return compare(owner[kept], np.repeat(held, weeks)[kept], bought.ravel()[kept])


@pytest.mark.parametrize("effect", [0.0, 0.5])
def test_the_interval_holds_the_truth_as_often_as_it_says(effect: float) -> None:
    """In 95 of a hundred made worlds, with an uplift and without."""
    truth = effect * 2 / 32
    found = [drawn(seed, effect) for seed in range(300)]
    covered = np.mean([each.low <= truth <= each.high for each in found])

    assert 0.92 <= covered <= 0.98


def test_an_uplift_is_found_as_often_as_was_promised() -> None:
    """With as many account-weeks as are needed for a change by a fifth, four times in five or so."""
    needed = np.mean([drawn(seed, 0.0).needed for seed in range(20)])
    accounts = int(needed / (12 * 0.7))
    found = np.mean([drawn(seed, 0.2, accounts).low > 0 for seed in range(100)])

    assert 0.68 <= found <= 0.92


def test_clusters_are_taken_together() -> None:
    """The same account ten times over tells no more than once; a loop over the accounts gives the same."""
    random = np.random.default_rng(3)
    owner = np.array([f"A{n}" for n in range(200)], dtype=object)
    held, bought = random.random(200) < 0.4, random.random(200) < 0.3
    once = compare(owner, held, bought)
    often = compare(np.tile(owner, 10), np.tile(held, 10), np.tile(bought, 10))

    assert pytest.approx((once.low, once.high)) == (often.low, often.high)
    parts = [bought[held == side] for side in (False, True)]
    spread = sum(np.var(part, ddof=1) / len(part) for part in parts)
    assert pytest.approx(parts[0].mean() - parts[1].mean()) == once.difference
    assert pytest.approx(2 * 1.96 * np.sqrt(spread)) == once.high - once.low


def test_with_too_little_nothing_is_told() -> None:
    """But how much it takes."""
    found = drawn(1, 0.0, accounts=40, weeks=4)

    assert (None, False) == (found.difference, found.told)
    assert found.needed is not None
    assert found.needed > 1_000


@pytest.fixture(scope="module")
def world() -> History:
    """A simulated history in which plans do nothing."""
    return simulate(WorldConfig(accounts=700, days=300, start=date(2025, 1, 6)), 4).history


@pytest.fixture(scope="module")
def bundle(world: History) -> Bundle:
    """A model of its accounts."""
    return train(world, Task(every=timedelta(days=28)), world.last_recorded, "none")


OUTREACH = Outreach(holdout=0.5, since=SINCE)


def halved(world: History) -> History:
    """The same world, but whoever is held out buys half as often from the start of the holdout on."""
    random = np.random.default_rng(0)
    start = pd.Timestamp(SINCE, tz="Asia/Shanghai")
    owner = world["leads"].drop_duplicates("lead_id", keep="last").set_index("lead_id")["account_id"]
    orders, changes = world["orders"], world["stage_changes"]

    def goes(account: pd.Series, when: pd.Series, is_purchase: pd.Series) -> pd.Series:
        held = account.map(lambda name: OUTREACH.holds_out(str(name)))
        return held & (when >= start) & is_purchase & (random.random(len(account)) < 0.5)

    all_orders = pd.Series(True, index=orders.index)
    fewer = orders[~goes(orders["account_id"], orders["ordered_at"], all_orders)]
    lost = changes.copy()
    lost.loc[goes(changes["lead_id"].map(owner), changes["changed_at"], changes["stage"] == "won"), "stage"] = "lost"
    return History({**world.tables, "orders": fewer, "stage_changes": lost}, world.business)


@pytest.mark.slow
def test_a_world_without_an_uplift_shows_none(world: History, bundle: Bundle) -> None:
    """The interval holds zero, among the best and among all."""
    found = measure_worth(world, bundle, OUTREACH, world.last_recorded)

    for each in (found.graded, found.everybody):
        assert each.low <= 0 <= each.high
    assert found.graded.treated.weeks < found.everybody.treated.weeks


@pytest.mark.slow
def test_a_world_with_an_uplift_shows_it(world: History, bundle: Bundle) -> None:
    """Held-out accounts buy half as often: the difference is half the rate that they had, and it is said so."""
    before = measure_worth(world, bundle, OUTREACH, world.last_recorded).everybody
    found = measure_worth(halved(world), bundle, OUTREACH, world.last_recorded)
    truth = before.difference + before.held.rate / 2

    assert found.everybody.low <= truth <= found.everybody.high
    assert found.everybody.told
    assert "more purchases" in said(found.everybody).en


@pytest.mark.parametrize(
    ("outreach", "hint"),
    [
        (Outreach(), "holdout = 0.1"),
        (Outreach(holdout=0.1), "since"),
        (Outreach(holdout=0.1, since=date(2099, 1, 5)), "first one"),
    ],
)
def test_what_is_missing_is_said(orders: History, old: Bundle, outreach: Outreach, hint: str) -> None:
    """Before anything is measured."""
    with pytest.raises(UserError) as refused:
        measure_worth(orders, old, outreach, orders.last_recorded)

    assert hint in refused.value.hint


def test_accounts_are_graded_week_by_week(orders: History, new: Bundle) -> None:
    """Mondays whose horizon has passed; both sides together are all account-weeks."""
    found = measure_worth(orders, new, Outreach(holdout=0.4, since=date(2025, 5, 1)), orders.last_recorded)

    assert {0} == set(found.weeks.tz_convert("Asia/Shanghai").day_of_week)
    assert 30 * len(found.weeks) == found.everybody.treated.weeks + found.everybody.held.weeks
    assert said(found.graded)._asdict() == found.to_json()["graded"]["said"]
