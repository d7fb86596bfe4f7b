"""Odoo's score, held against its published check figure and against counting by hand."""

import numpy as np
import pandas as pd
import pytest

from models.scorers.odoo import OdooScore

DAY = pd.Timestamp("2026-01-05", tz="UTC")
STAGES = ["qualified", "offer"]


def leads(rows: list[tuple[str | None, ...]], names: tuple[str, ...]) -> pd.DataFrame:
    """One snapshot of each lead; `names` say which category each value belongs to."""
    table = pd.DataFrame(rows, columns=list(names), dtype=object)
    values = {name: STAGES if name == "stage" else sorted(set(table[name].dropna())) for name in names}
    table = table.apply(lambda column: pd.Categorical(column, categories=values[column.name]))
    return table.assign(entity_id=[f"L{number}" for number in range(len(rows))], cutoff=DAY)


def test_the_check_figure_comes_out():
    """
    Two leads won and three lost give sW ∝ 2.1·1·(1.1/2.2)·(2.1/2.2)²·(0.1/1.2) and
    sL ∝ 3.1·(1.1/3.1)·(1.1/1.2)·(0.1/1.2)·(1.1/3.2)·(2.1/2.2): 74.30 percent.
    """
    names = ("stage", "industry", "source", "product", "rep")
    won = [("offer", "steel", "web", "pump", "Li"), ("qualified", "retail", "web", "pump", None)]
    lost = [
        ("qualified", "steel", "fair", "valve", "Wu"),
        ("qualified", None, None, "valve", "Wu"),
        ("offer", None, None, "pump", None),
    ]
    scorer = OdooScore().fit(leads(won + lost, names), np.array([True, True, False, False, False]))

    assert [0.7430] == scorer.predict(leads([("offer", "steel", "web", "pump", "Wu")], names)).tolist()


def test_a_region_is_scored_by_its_own_table():
    """
    The same source means one thing in one region and another in the other; an unknown region takes all leads together.
    """
    names = ("region", "source")
    rows = [("N", "web")] * 3 + [("N", "fair")] * 2 + [("S", "web")] * 4 + [("S", "fair")]
    won = np.array([True, True, False, False, False, False, False, False, True, True])
    scorer = OdooScore().fit(leads(rows, names), won)
    found = scorer.predict(leads([("N", "web"), ("S", "web"), (None, "web")], names))

    north = 2.1 * (2.1 / 2.2), 3.1 * (1.1 / 3.2)
    south = 2.1 * (1.1 / 2.2), 3.1 * (3.1 / 3.2)
    everybody = 4.2 * (3.2 / 4.4), 6.2 * (4.2 / 6.4)
    expected = [round(100 * yes / (yes + no), 2) / 100 for yes, no in (north, south, everybody)]
    assert expected == pytest.approx(found)


def test_a_value_never_seen_is_skipped():
    """
    A new source changes nothing, as an unknown one does.
    """
    rows = [("offer", "web")] * 3 + [("qualified", "fair")] * 4
    scorer = OdooScore().fit(leads(rows, ("stage", "source")), np.arange(7) < 3)
    new, unknown = (leads([("offer", value)], ("stage", "source")) for value in ("call", None))

    assert scorer.predict(new).tolist() == scorer.predict(unknown).tolist()


def test_a_lead_counts_once_as_it_was_last():
    """
    Earlier snapshots of a lead, in whatever order the rows come, are not counted.
    """
    rows = [("offer", "web")] * 3 + [("qualified", "fair")] * 4
    last, won = leads(rows, ("stage", "source")), np.arange(7) < 3
    early = last.assign(cutoff=DAY - pd.Timedelta(days=1), source=last["source"].array[::-1])
    both = OdooScore().fit(pd.concat([last, early], ignore_index=True), np.concatenate([won, ~won]))

    assert OdooScore().fit(last, won).predict(last).tolist() == both.predict(last).tolist()
