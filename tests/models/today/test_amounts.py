"""What a purchase is expected to bring, against loops."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from features.book import Book, open_book
from features.moments import micros
from features.spec import learn_spec
from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from models.deal_values import LEANING_WINS
from models.today.amounts import credibility_constant, learn_amounts


@pytest.fixture(scope="module")
def world() -> History:
    """Most of a year of a small simulated business."""
    return simulate(WorldConfig(accounts=150, days=300, regions=("东", "西"), industries=("甲", "乙")), 5).history


def opened(history: History, as_of: pd.Timestamp) -> tuple[History, Book]:
    """What was known at a moment, and its book."""
    known = history.known_by(as_of)
    return known, open_book(known, learn_spec(history, as_of), micros(pd.Series([as_of])))


def test_a_cell_leans_on_its_region_and_industry(world: History) -> None:
    """Means over orders, by where the account is; and over won leads that have no order, by where the lead is."""
    as_of = pd.Timestamp(world.last_recorded)
    known, book = opened(world, as_of)
    found = learn_amounts(known, book)
    assert found is not None
    places = known["accounts"].drop_duplicates("account_id", keep="last").set_index("account_id")
    rows = [
        (places.at[account, "region"], places.at[account, "industry"], amount)
        for account, amount in zip(known["orders"]["account_id"], known["orders"]["amount"], strict=True)
        if amount > 0
    ]
    # Every won lead of this world has an order, so that orders are all there is.
    won = set(known["stage_changes"].query("stage == 'won'")["lead_id"])
    assert won <= set(known["orders"]["lead_id"].dropna())
    overall = float(np.mean([amount for *_, amount in rows]))

    def leaning(chosen: list[float], prior: float) -> float:
        return (sum(chosen) + LEANING_WINS * prior) / (len(chosen) + LEANING_WINS)

    for region in ("东", "西"):
        for industry in ("甲", "乙"):
            by_region = leaning([amount for r, _, amount in rows if r == region], overall)
            by_industry = leaning([amount for _, i, amount in rows if i == industry], overall)
            cell = [amount for r, i, amount in rows if (r, i) == (region, industry)]
            expected = leaning(cell, by_region * by_industry / overall)
            assert expected == pytest.approx(found.usual(region, industry))


amounts = st.lists(st.lists(st.floats(0.1, 10), min_size=1, max_size=6), min_size=1, max_size=12)


@given(amounts)
def test_the_credibility_constant_is_that_by_hand(groups: list[list[float]]) -> None:
    """The variance within accounts over that between them, by Bühlmann and Straub's estimators."""
    series = [pd.Series(group) for group in groups]
    count, mean, variance = (
        pd.Series([float(getattr(each, name)()) for each in series]) for name in ("count", "mean", "var")
    )
    total, within = sum(map(len, groups)), sum(len(group) - 1 for group in groups)
    expected = math.inf
    if within and len(groups) > 1:
        middle = sum(sum(group) for group in groups) / total
        inside = sum((x - sum(group) / len(group)) ** 2 for group in groups for x in group) / within
        apart = sum(len(group) * (sum(group) / len(group) - middle) ** 2 for group in groups)
        spread = total - sum(len(group) ** 2 for group in groups) / total
        between = (apart - (len(groups) - 1) * inside) / spread
        # Where accounts differ by rounding alone, any large number will do.
        assume(abs(between) > 1e-9)
        expected = inside / between if between > 0 else math.inf

    found = credibility_constant(mean, variance, count)

    assert expected == pytest.approx(found, rel=1e-6)


def test_an_account_that_buys_large_is_expected_to_do_so_again() -> None:
    """More than is usual, less than its own mean; a stranger is expected to do what is usual."""
    days = pd.date_range("2026-01-05", periods=9, tz="UTC")
    orders = pd.DataFrame(
        {
            "order_id": [f"O{n}" for n in range(9)],
            "account_id": ["large"] * 3 + ["small"] * 3 + ["middle"] * 3,
            "ordered_at": days,
            "recorded_at": days,
            "amount": [900.0, 1000.0, 1100.0, 90.0, 100.0, 110.0, 400.0, 500.0, 600.0],
        }
    )
    found = learn_amounts(*opened(History.of(Business(), orders=orders), days[-1]))
    assert found is not None

    usual = 4800 / 9
    assert usual == pytest.approx(found.expected("nobody", None, None))
    assert usual < found.expected("large", None, None) < 1000
    assert 100 < found.expected("small", None, None) < usual


def test_without_purchases_the_values_of_leads_stand_in(world: History) -> None:
    """Their mean, all in one place."""
    leads = pd.DataFrame(
        {
            "lead_id": [f"L{n}" for n in range(6)],
            "created_at": pd.Timestamp("2026-01-05T08:00Z"),
            "recorded_at": pd.Timestamp("2026-01-05T08:00Z"),
            "value": [10.0, 20.0, 30.0, 40.0, 50.0, np.nan],
        }
    )
    known, book = opened(History.of(world.business, leads=leads), pd.Timestamp("2026-02-01T00:00Z"))

    found = learn_amounts(known, book)

    assert found is not None
    assert 30.0 == pytest.approx(found.expected(None, None, None))


def test_where_no_amounts_are_known_none_is_made_up(world: History) -> None:
    """Neither of orders nor of leads."""
    bare = History(
        {
            name: rows.assign(value=np.nan) if name == "leads" else rows.iloc[:0] if name == "orders" else rows
            for name, rows in world.tables.items()
        },
        world.business,
    )

    assert learn_amounts(*opened(bare, pd.Timestamp(world.last_recorded))) is None
