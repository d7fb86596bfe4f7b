"""Which rows bear on whom."""

import pytest

from features.partition import moved_leads, touched
from history.indexed import Indexed
from history.record import History
from history.simulator import WorldConfig, simulate


@pytest.fixture(scope="module")
def history() -> History:
    """A simulated one."""
    return simulate(WorldConfig(accounts=40, days=90), 3).history


def test_a_row_of_a_lead_touches_its_account(history: History) -> None:
    """And, where leads are scored, a row of an account its leads."""
    rows = Indexed.of(history)
    lead = history["leads"].dropna(subset=["account_id"]).iloc[0]
    move = history["stage_changes"].iloc[:1].assign(lead_id=lead["lead_id"])
    order = history["orders"].iloc[:1].assign(account_id=lead["account_id"], lead_id=None)

    assert {lead["account_id"]} == touched(rows, {"stage_changes": move}, "account")
    assert lead["lead_id"] in touched(rows, {"orders": order}, "lead")


def test_leads_may_count_otherwise_with_their_account_or_rep(history: History) -> None:
    """Their region may be read from either; an order or a touch changes nothing of where a lead counts."""
    rows, leads = Indexed.of(history), history["leads"]
    account, rep = leads["account_id"].dropna().iloc[0], leads["rep_id"].dropna().iloc[0]
    added = {"accounts": history["accounts"][history["accounts"]["account_id"] == account]}

    assert set(leads.loc[leads["account_id"] == account, "lead_id"]) == moved_leads(rows, added)
    found = moved_leads(rows, {"reps": history["reps"][history["reps"]["rep_id"] == rep], "orders": history["orders"]})
    assert set(leads.loc[leads["rep_id"] == rep, "lead_id"]) == found
