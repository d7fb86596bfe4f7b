"""What a won lead is worth, against sums by hand."""

import numpy as np
import pandas as pd
import pytest

from features.account_streams import named_accounts
from features.leads import gather_leads
from features.load import slotted
from features.spec import learn_spec
from history.record import History
from history.simulator import WorldConfig, simulate
from models.sandbox.state.deal_values import LEANING_WINS, deal_values


@pytest.fixture(scope="module")
def history() -> History:
    """Half a year of a small simulated business."""
    return simulate(WorldConfig(accounts=150, days=200, regions=("东", "西"), industries=("甲", "乙")), 5).history


def learned(history: History):
    """Its values, its leads and their codes."""
    spec = learn_spec(history, history.last_recorded)
    leads = gather_leads(history, spec, named_accounts(history)[0])
    version = np.searchsorted(leads.versions.events.code, np.arange(len(leads)), side="right") - 1
    code = {
        name: slotted(leads.versions.labels[name][version], len(getattr(spec, plural)))
        for name, plural in (("region", "regions"), ("industry", "industries"))
    }
    return deal_values(history, leads, code, (3, 3)), leads, code


def test_a_cell_leans_on_its_region_and_industry(history):
    """
    Sums over the won leads of each, orders counting before what the lead was thought to be worth.
    """
    values, leads, code = learned(history)
    orders = history["orders"].dropna(subset=["lead_id"]).groupby("lead_id")["amount"].sum()
    thought = history["leads"].drop_duplicates("lead_id", keep="last").set_index("lead_id")["value"]
    rows = [
        (r, i, orders.get(lead, thought[lead]))
        for lead, won, r, i in zip(leads.ids, leads.won, code["region"], code["industry"], strict=True)
        if won and pd.notna(orders.get(lead, thought[lead]))
    ]
    overall = np.mean([value for _, _, value in rows])

    def leaning(chosen, prior):
        return (sum(chosen) + LEANING_WINS * prior) / (len(chosen) + LEANING_WINS)

    by_region = [leaning([v for r, _, v in rows if r == region], overall) for region in range(2)]
    by_industry = [leaning([v for _, i, v in rows if i == industry], overall) for industry in range(2)]
    for region in range(2):
        for industry in range(2):
            prior = by_region[region] * by_industry[industry] / overall
            expected = leaning([v for r, i, v in rows if (r, i) == (region, industry)], prior)
            assert expected == pytest.approx(values.value[region, industry])


def test_values_known_for_too_few_are_not_used(history):
    """
    Without orders and without values of leads, what a win is worth is unknown.
    """
    bare = History(
        {
            name: rows.assign(value=np.nan) if name == "leads" else rows.iloc[:0] if name == "orders" else rows
            for name, rows in history.tables.items()
        },
        history.business,
    )

    assert learned(bare)[0] is None
