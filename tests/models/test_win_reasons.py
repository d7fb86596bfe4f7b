"""Why an open lead is as likely to be won as it is: points that sum to the chance, in sentences with their rows."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.spec import learn_spec
from history.record import History
from history.simulator import WorldConfig, simulate
from models.dossier import Dossier, dossiers
from models.intervals import days_worked
from models.open_leads import OpenLeads
from models.reasons.groups import GROUPS, group_of
from models.scorers.boosted import Boosting
from models.win_reasons import effects, win_reasons
from models.won_by import shares, worked_until


class Case:
    """The leads open at the end of a small history, and a model of them."""

    def __init__(self) -> None:
        self.world: History = simulate(WorldConfig(accounts=250, days=330), 5).history
        self.as_of = pd.Timestamp(self.world.last_recorded)
        self.spec = learn_spec(self.world, self.as_of)
        cutoffs = [self.as_of - timedelta(days=days) for days in range(30, 200, 30)]
        self.model = OpenLeads(Boosting(rounds=40, min_rows=20)).fit(self.world, cutoffs, self.spec, self.as_of)
        self.table = build(self.world, [self.as_of], Rows("lead", "open"), self.spec)
        known = dossiers(self.world, "lead", self.table["entity_id"].tolist(), self.as_of)
        self.dossiers: list[Dossier] = list(known.values())


@pytest.fixture(scope="module")
def case() -> Case:
    """Fitted once."""
    return Case()


@pytest.mark.parametrize("day", [1, 6, 7, 20, 60, 92, 182])
def test_the_points_of_all_groups_are_the_chance_less_the_base(case: Case, day: int) -> None:
    """Of every lead, also where a short rest of an interval lets its chances run into 1."""
    found = effects(case.model, case.table, day)
    curve = case.model.curves(case.table)[:, day - 1]

    np.testing.assert_allclose(found.won, curve, rtol=1e-9)
    np.testing.assert_allclose(
        100 * found.base + found.points.sum(axis=1), 100 * curve, atol=0.2 if day == 92 else 1e-5
    )


@pytest.mark.parametrize("day", [7, 30, 180])
def test_what_is_told_and_the_rest_sum_to_the_chance(case: Case, day: int) -> None:
    """Exactly, though small groups are not told."""
    found = win_reasons(case.model, case.table, case.dossiers, day)

    sums = [100 * why.base + sum(each.points for each in why.reasons) + why.other for why in found]
    assert (100 * case.model.curves(case.table)[:, day - 1]).tolist() == pytest.approx(sums)
    assert any(len(why.reasons) > 2 for why in found)


def test_a_group_adds_what_its_columns_add(case: Case) -> None:
    """Column by column, each a part of its own, and then summed by group one by one."""
    rows, day = case.table.head(5), 90
    base, added = case.model.contributions(rows, 5)
    alone = shares(base, added, worked_until(days_worked(rows, case.model.business_), day))
    expected = np.zeros((len(rows), len(GROUPS) + 1))
    for place, name in enumerate(case.model.columns_.names):
        expected[:, GROUPS.index(group_of(name))] += alone[:, place]
    expected[:, -1] = alone[:, -1]

    np.testing.assert_allclose(effects(case.model, rows, day).odds, expected, atol=1e-12)


def test_what_columns_add_is_what_the_trees_say(case: Case) -> None:
    """With the base, in every interval and for both ends: the log-odds of the hazards."""
    base, added = case.model.contributions(case.table, 6)
    won, lost = (1 / (1 + np.exp(-(base + added.sum(axis=1))))).swapaxes(0, 1)

    total = np.maximum(won + lost, 1.0)
    for expected, hazard in zip(case.model.hazards(case.table), (won / total, lost / total), strict=True):
        np.testing.assert_allclose(expected, hazard, rtol=1e-9)


def test_evidence_is_of_the_lead_or_its_account(case: Case) -> None:
    """Each row that is shown is in its dossier."""
    for dossier, why in zip(case.dossiers, win_reasons(case.model, case.table, case.dossiers, 30), strict=True):
        rows = {(row.table, row.key) for rows in dossier.rows.values() for row in rows}
        assert {(each.table, each.key) for reason in why.reasons for each in reason.evidence} <= rows


def test_one_lead_alone_has_the_same_reasons(case: Case) -> None:
    """To the last bit."""
    together = win_reasons(case.model, case.table, case.dossiers, 30)

    for place in range(0, len(case.table), 17):
        assert [together[place]] == win_reasons(case.model, case.table.iloc[[place]], [case.dossiers[place]], 30)


def test_where_nobody_works_there_is_nothing_to_explain(case: Case) -> None:
    """By the first day of a holiday nobody wins, and no reason says why."""
    holiday = case.table.head(3).assign(cutoff=pd.Timestamp("2025-09-30T16:00Z"))

    for why in win_reasons(case.model, holiday, case.dossiers[:3], 1):
        assert (0.0, (), 0.0) == (why.base, why.reasons, why.other)


def test_nobody_open_gives_no_reasons(case: Case) -> None:
    """An empty table has an empty answer."""
    assert [] == win_reasons(case.model, case.table.head(0), [], 30)
