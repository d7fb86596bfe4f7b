"""What a purchase is expected to bring, against loops."""

import math
from datetime import timedelta

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
from models.sandbox.state.deal_values import LEANING_WINS
from models.today.amounts import credibility_constant, learn_worth


@pytest.fixture(scope="module")
def world() -> History:
    """Most of a year of a small simulated business."""
    return simulate(WorldConfig(accounts=150, days=300, regions=("东", "西"), industries=("甲", "乙")), 5).history


def opened(history: History, as_of: pd.Timestamp) -> tuple[History, Book]:
    """What was known at a moment, and its book."""
    known = history.known_by(as_of)
    return known, open_book(known, learn_spec(history, as_of), micros(pd.Series([as_of])))


@pytest.mark.parametrize("kind", ["by_lead", "direct"])
def test_a_cell_leans_on_its_region_and_industry(world: History, kind: str) -> None:
    """Means over orders that name a lead and over those that do not, by where the account is."""
    as_of = pd.Timestamp(world.last_recorded)
    known, book = opened(world, as_of)
    worth = learn_worth(known, book)
    assert worth is not None
    found = getattr(worth, kind)
    places = known["accounts"].drop_duplicates("account_id", keep="last").set_index("account_id")
    # Every won lead of this world has an order, so that orders are all there is.
    assert set(known["stage_changes"].query("stage == 'won'")["lead_id"]) <= set(known["orders"]["lead_id"].dropna())
    rows = [
        (places.at[row["account_id"], "region"], places.at[row["account_id"], "industry"], row["amount"])
        for row in known["orders"].to_dict("records")
        if row["amount"] > 0 and pd.notna(row["lead_id"]) == (kind == "by_lead")
    ]
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


def test_what_is_told_is_measured_by_what_was_bought(world: History) -> None:
    """Orders over the value of the lead that their account had open the day before, as written last by then."""
    as_of = pd.Timestamp(world.last_recorded)
    known, book = opened(world, as_of)
    ends = {
        lead: moment
        for lead, moment, stage in sorted(
            known["stage_changes"][["lead_id", "changed_at", "stage"]].itertuples(index=False),
            key=lambda row: -row[1].value,
        )
        if stage in ("won", "lost")
    }
    leads = [row for row in known["leads"].to_dict("records") if row["value"] > 0]
    bought, told = [], []
    for order in known["orders"].to_dict("records"):
        before = order["ordered_at"] - timedelta(days=1)
        mine = [row for row in leads if row["account_id"] == order["account_id"] and row["recorded_at"] <= before]
        last = max(mine, key=lambda row: row["recorded_at"], default=None)
        if last is not None and not (last["lead_id"] in ends and ends[last["lead_id"]] <= before):
            bought.append(order["amount"])
            told.append(last["value"])

    worth = learn_worth(known, book)

    assert worth is not None
    assert len(told) >= 20
    assert sum(bought) / sum(told) == pytest.approx(worth.told_share)


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
    worth = learn_worth(*opened(History.of(Business(), orders=orders), days[-1]))
    assert worth is not None
    found = worth.direct

    assert 1.0 == worth.told_share
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

    worth = learn_worth(known, book)

    assert worth is not None
    assert 30.0 == pytest.approx(worth.by_lead.expected(None, None, None))


def test_where_no_amounts_are_known_none_is_made_up(world: History) -> None:
    """Neither of orders nor of leads."""
    bare = History(
        {
            name: rows.assign(value=np.nan) if name == "leads" else rows.iloc[:0] if name == "orders" else rows
            for name, rows in world.tables.items()
        },
        world.business,
    )

    assert learn_worth(*opened(bare, pd.Timestamp(world.last_recorded))) is None
