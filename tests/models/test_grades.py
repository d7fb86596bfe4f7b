"""Grades: their thresholds, set from forward predictions, and what each grade held there."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.grade_table import table_of
from models.grades import GRADES, NEVER, NO_ORDER, PROMISES, overlap, thresholds_from
from models.wilson import wilson

WEEK = timedelta(days=7)
MONDAY = pd.Timestamp("2026-01-05", tz="UTC")


def world(rows: int = 20_000, spread: float = 1.5, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Calibrated probabilities around 0.05, and what came of them."""
    draw = np.random.default_rng(seed)
    probability = 1 / (1 + np.exp(3.5 - spread * draw.normal(size=rows)))
    return probability, draw.random(rows) < probability


def forward(weeks: int = 8, people: int = 50, seed: int = 0, days: int = 7) -> pd.DataFrame:
    """Forward predictions as a model remembers them, of `people` every `days`."""
    probability, labels = world(weeks * people, seed=seed)
    return pd.DataFrame(
        {
            "entity": np.tile(np.arange(people), weeks),
            "cutoff": np.repeat([MONDAY + timedelta(days=days * week) for week in range(weeks)], people),
            "label": labels,
            "serves": probability,
        }
    )


def graded(probability: np.ndarray, thresholds: tuple[float, ...]) -> np.ndarray:
    """The grade of each row, found one by one."""
    low, middle, high = thresholds
    return np.array(["A" if p >= high else "B" if p >= middle else "C" if p >= low else "D" for p in probability])


def test_a_good_model_fills_what_each_grade_may_hold():
    """
    Where the ranking tells much, A takes 5 % of all, B 10 %, C 25 %.
    """
    probability, labels = world()
    grade = graded(probability, thresholds_from(probability, labels))

    assert [0.05, 0.10, 0.25] == pytest.approx([float((grade == name).mean()) for name in "ABC"], abs=0.001)


@given(st.integers(0, 10_000), st.floats(0, 2), st.integers(50, 3000), st.sampled_from([1.0, 7.0]))
def test_no_grade_is_given_that_did_not_hold_its_promise(seed, spread, rows, overlapping):
    """
    Whatever the model: grades begin ever lower, hold no more than they may, and bought surely at the odds they promise.
    """
    probability, labels = world(rows, spread, seed)
    probability = probability.round(3)
    thresholds = thresholds_from(probability, labels, overlapping)
    if thresholds == NO_ORDER:
        return
    grade = graded(probability, thresholds)

    assert list(thresholds) == sorted(thresholds)
    everybody = labels.mean() / (1 - labels.mean())
    for name, promise in PROMISES.items():
        inside = labels[grade == name]
        if not len(inside):
            continue
        low, _ = wilson(inside.mean(), len(inside) / overlapping)
        assert np.isin(grade, GRADES[: GRADES.index(name) + 1]).mean() <= promise.most + 1 / rows
        assert low / (1 - low) >= promise.odds * everybody


def test_scores_that_tell_nothing_are_graded_d():
    """
    Where those with the highest scores buy no more than others, nobody is called better than average.
    """
    probability, labels = world()
    shuffled = np.random.default_rng(1).permutation(labels)

    assert (NEVER, NEVER, NEVER) == thresholds_from(probability, shuffled)


@pytest.mark.parametrize(
    ("probability", "labels"),
    [
        (np.empty(0), np.empty(0, dtype=bool)),
        (np.full(40, 0.1), np.arange(40) % 4 == 0),
        (np.linspace(0.1, 0.9, 40), np.zeros(40, dtype=bool)),
        (np.linspace(0.1, 0.9, 40), np.ones(40, dtype=bool)),
    ],
    ids=["nobody", "equal scores", "nobody bought", "everybody bought"],
)
def test_without_an_order_everybody_is_c(probability, labels):
    """
    Where scores or outcomes do not differ, no grade invents an order.
    """
    low, middle, high = thresholds_from(probability, labels)

    assert (0.0, True, True) == (low, middle > 1, high > 1)


def ranked(top: int, others: int) -> tuple[np.ndarray, np.ndarray]:
    """2,000 distinct scores from high to low; `top` purchases spread evenly over the first 100, `others` at the end."""
    labels = np.zeros(2000, dtype=bool)
    labels[(np.arange(1, top + 1) * 100 // top) - 1] = True
    labels[2000 - others :] = True
    return np.linspace(0.9, 0.1, 2000), labels


@pytest.mark.parametrize(("bought", "is_given"), [(4, False), (5, True)])
def test_an_a_takes_five_purchases(bought, is_given):
    """
    Though four of a hundred, where nobody else bought, would be surely more than three times the average odds.
    """
    assert is_given == (thresholds_from(*ranked(bought, 0))[2] < NEVER)


@pytest.mark.parametrize(("bought", "is_given"), [(33, False), (38, True)])
def test_an_a_has_three_times_the_average_odds(bought, is_given):
    """
    One in ten buys, odds of 1 : 9: the lower bound must reach 1 : 3, which 33 of 100 miss (.33) and 38 reach (.41).
    """
    assert is_given == (thresholds_from(*ranked(bought, 200 - bought))[2] < NEVER)


def test_a_small_sample_gives_no_grade_by_luck():
    """
    One purchase at the top of twenty rows promises nothing; the same of a thousand times as many does.
    """
    probability, labels = np.linspace(0.02, 0.4, 20), np.arange(20) >= 19
    many = np.repeat(probability, 1000) + np.tile(np.arange(1000) * 1e-9, 20)

    assert NEVER == thresholds_from(probability, labels)[2]
    assert NEVER > thresholds_from(many, np.repeat(labels, 1000))[2]


@pytest.mark.parametrize(("days", "horizon", "expected"), [(7, 7, 1.0), (1, 7, 7.0), (30, 7, 1.0)])
def test_overlap_counts_the_cutoffs_within_a_horizon(days, horizon, expected):
    """
    Daily cut-offs see a purchase seven times within seven days.
    """
    cutoffs = pd.date_range(MONDAY, periods=20, freq=f"{days}D")

    assert expected == overlap(cutoffs, timedelta(days=horizon))


@given(st.integers(0, 1000), st.sampled_from([1, 7, 14]))
def test_the_table_counts_as_a_loop_would(seed, days):
    """
    Rows, purchases, entities a week and the share by period are those that a slow loop finds.
    """
    frame, thresholds = forward(seed=seed, days=days), (0.02, 0.05, 0.1)
    grade = graded(frame["serves"].to_numpy(), thresholds)
    weeks = {(moment - MONDAY).days // 7 for moment in frame["cutoff"]}
    for each in table_of(frame, thresholds, WEEK, len(frame)):
        mine = [row for row, name in zip(frame.itertuples(), grade, strict=True) if name == each.grade]
        bought = [row for row in mine if row.label]
        seen = {(row.entity, (row.cutoff - MONDAY).days // 7) for row in mine}
        late = [row for row in mine if row.cutoff >= MONDAY + timedelta(days=6 * days)]

        assert (len(mine), len(bought)) == (each.rows, each.bought)
        assert len(seen) / len(weeks) == pytest.approx(each.per_week)
        assert (len(late), sum(row.label for row in late)) == (each.periods[-1].rows, each.periods[-1].bought)
        assert each.precision is None if not mine else len(bought) / len(mine) == pytest.approx(each.precision)


def test_the_table_adds_up():
    """
    All rows and purchases are in one grade; what was left out of a thinned sample is counted back.
    """
    found = table_of(forward(), (0.02, 0.05, 0.1), WEEK, rows=800)

    assert (400, 1.0) == (sum(each.rows for each in found), pytest.approx(sum(each.share for each in found)))
    assert 1.0 == pytest.approx(sum(each.caught for each in found))
    assert 100 == pytest.approx(sum(each.per_week for each in found))
    assert [0.1, 0.05, 0.02, 0.0] == [each.threshold for each in found]


def test_an_empty_grade_has_no_precision():
    """
    What nobody reached has a count of 0 and nothing made up.
    """
    best = table_of(forward(), (0.0, NEVER, NEVER), WEEK, 400)[0]

    assert (0, 0.0, None, None, None) == (best.rows, best.per_week, best.threshold, best.precision, best.lift)
