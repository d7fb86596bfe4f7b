import numpy as np
import pandas as pd
import pytest

from models.scorers.grid import LEANING_ROWS, RecencyFrequency, StageTime

DAY = pd.Timestamp("2026-01-05", tz="UTC")


def rows_of(**features) -> pd.DataFrame:
    count = len(next(iter(features.values())))
    ids = [f"L{number}" for number in range(count)]
    return pd.DataFrame({"entity_id": ids, "cutoff": DAY, **features})


def stage_rows(count: int = 400, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    draw = np.random.default_rng(seed)
    stage = draw.integers(-1, 2, count)
    days = draw.integers(0, 3, count).astype(np.float32)
    table = rows_of(stage=pd.Categorical.from_codes(stage, ["new", "offer"]), stage_days=days)
    return table, draw.random(count) < 0.2 + 0.2 * stage + 0.1 * days


def test_a_cell_leans_on_its_stage_and_that_on_all():
    """
    The rate of stage and days is the shrunk share of yes, computed anew by plain counting.
    """
    table, labels = stage_rows()
    found = StageTime().fit(table, labels).predict(table)
    stages = table["stage"].astype(object).fillna("unknown").to_numpy()
    days = table["stage_days"].to_numpy()
    base = (labels.sum() + 0.5) / (len(labels) + 1)

    for row in range(60):
        same = stages == stages[row]
        line = (labels[same].sum() + LEANING_ROWS * base) / (same.sum() + LEANING_ROWS)
        cell = same & (days == days[row])
        assert (labels[cell].sum() + LEANING_ROWS * line) / (cell.sum() + LEANING_ROWS) == pytest.approx(found[row])


def test_an_empty_cell_gets_the_rate_of_its_stage():
    """
    A lead in a known stage since an unknown time is scored by its stage alone where none like it was seen.
    """
    table, labels = stage_rows()
    scorer = StageTime().fit(table, labels)
    by_stage = StageTime().fit(table.drop(columns="stage_days"), labels)
    unknown = table.assign(stage_days=np.float32(np.nan))

    assert by_stage.predict(table) == pytest.approx(scorer.predict(unknown))


def test_bins_hold_about_as_many_rows_each():
    """
    A number that takes many values is parted into ten bins of equal mass.
    """
    draw = np.random.default_rng(1)
    table = rows_of(stage_days=draw.exponential(10, 1000).astype(np.float32))
    scorer = StageTime().fit(table, table["stage_days"].to_numpy() > 10)
    place = np.searchsorted(scorer.edges_[0][0], table["stage_days"])

    assert [100] * 10 == np.bincount(place).tolist()


def test_touches_stand_in_where_purchases_say_nothing():
    """
    Where nobody's purchases differ, the grid is one of touches; where touches do not either, it is the base rate.
    """
    draw = np.random.default_rng(2)
    touches = draw.poisson(2, 300).astype(np.float32)
    since = draw.exponential(5, 300).astype(np.float32)
    nothing = np.full(300, np.nan, dtype=np.float32)
    table = rows_of(
        purchases_count_all=nothing,
        purchases_days_since_last=nothing,
        touches_count_all=touches,
        touches_days_since_last=since,
    )
    scorer = RecencyFrequency()

    assert ("touches_count_all", "touches_days_since_last") == scorer.features(table)
    assert () == scorer.features(table.assign(touches_count_all=nothing))
