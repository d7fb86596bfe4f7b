"""What followed past contacts: counted, shrunk, and only what had been recorded."""

from datetime import timedelta

import pandas as pd
import pytest

from history.record import History
from history.simulator import WorldConfig, simulate
from history.tables import RECORDED
from models.plans.channels import CHANNELS, KINDS
from models.plans.worked import DAYS, NO_LEAD, PRIOR, Rates, measure_rates

WINDOW = timedelta(days=DAYS)


@pytest.fixture(scope="module")
def world() -> History:
    """A simulated history, some of whose contacts belong to no lead."""
    history = simulate(WorldConfig(accounts=40, days=160), 11).history
    activities = history["activities"].copy()
    activities.loc[activities.index % 7 == 0, "lead_id"] = None
    return History({**history.tables, "activities": activities}, history.business)


def slow(world: History, as_of: pd.Timestamp) -> dict[tuple[str, str], tuple[int, int]]:
    """The same, contact by contact."""
    known = {name: rows[rows[RECORDED] <= as_of].to_dict("records") for name, rows in world.tables.items()}
    stages, counts = world.business.stages, {}
    for done in known["activities"]:
        at, channel = done["happened_at"], KINDS.get(done["kind"].casefold())
        if channel not in CHANNELS or done["direction"] == "in" or at > as_of - WINDOW:
            continue
        own = sorted(
            (row for row in known["stage_changes"] if row["lead_id"] == done["lead_id"]), key=lambda r: r["changed_at"]
        )
        before = [row["stage"] for row in own if row["changed_at"] <= at]
        state = (before[-1] if before else None) if isinstance(done["lead_id"], str) else NO_LEAD
        if state != NO_LEAD and state not in stages:
            continue
        good = any(
            at < row["changed_at"] <= at + WINDOW
            and (row["stage"] == "won" or (row["stage"] in stages and stages.index(row["stage"]) > stages.index(state)))
            for row in own
        )
        good |= any(
            row["account_id"] == done["account_id"] and at < row["ordered_at"] <= at + WINDOW for row in known["orders"]
        )
        if state == NO_LEAD:
            good |= any(
                row["account_id"] == done["account_id"] and at < row["created_at"] <= at + WINDOW
                for row in known["leads"]
            )
        n, k = counts.get((state, channel), (0, 0))
        counts[state, channel] = (n + 1, k + good)
    return counts


def test_counts_are_those_of_a_loop(world: History) -> None:
    """By state and channel, as of a moment in the middle."""
    as_of = world["leads"]["created_at"].min() + pd.Timedelta(days=90)

    found = measure_rates(world, KINDS, as_of).counts

    assert slow(world, as_of) == found
    assert {NO_LEAD, *world.business.stages} == {state for state, _ in found}


def test_what_was_recorded_later_changes_nothing(world: History) -> None:
    """The history as it was known gives the same counts as the whole one."""
    as_of = world["leads"]["created_at"].min() + pd.Timedelta(days=100)

    assert measure_rates(world.known_by(as_of), KINDS, as_of).counts == measure_rates(world, KINDS, as_of).counts


def test_a_share_of_few_is_drawn_to_the_usual_one() -> None:
    """As if twenty more contacts had gone as usual; the sample size is the real one."""
    rates = Rates({("s", "phone"): (2, 2), ("s", "email"): (98, 18), ("t", "phone"): (50, 50)})
    found = rates.worked("s", "phone")

    assert found is not None
    assert 2 == found.n
    assert pytest.approx(0.2) == found.usual
    assert pytest.approx((2 + PRIOR * 0.2) / (2 + PRIOR)) == found.rate
    assert "not proof of a cause" in found.text.en
    assert "不等于因果" in found.text.zh


def test_where_there_was_no_contact_nothing_is_said() -> None:
    """No share of none."""
    assert Rates({("s", "phone"): (2, 2)}).worked("s", "wechat") is None
