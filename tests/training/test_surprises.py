import numpy as np
import pytest

from models.intent import Scores
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.boosted import Boosted
from training.backtest.ablate import families
from training.backtest.segments import by_segment
from training.backtest.stretch import Pool
from training.backtest.surprises import pushes, surprises
from training.curves import gain_curve, lift_by_tenth


def pool_of(data):
    said = np.random.default_rng(1).uniform(0.01, 0.99, len(data))
    rows = np.arange(len(data))
    return Pool(data, Scores(said, said, said), {"leadcast": said}, np.zeros(len(data), dtype=np.int64), rows)


def test_the_worst_rows_of_different_entities_are_named(data):
    """
    Of those that bought the least probable, of the others the most probable, each entity once, as a slow search finds.
    """
    pool = pool_of(data)
    found = surprises(pool, (), "Asia/Shanghai")
    best = {}
    for entity, chance, bought in zip(data.table["entity_id"], pool.scores.probability, data.labels, strict=True):
        if bought:
            best[entity] = min(best.get(entity, 1.0), chance)

    assert sorted(best.values())[:10] == [each["probability"] for each in found["bought"]]
    assert 10 == len({each["entity"] for each in found["stayed_away"]})
    assert all(each["bought"] for each in found["bought"])


def test_cutoffs_are_local_dates(data):
    """
    A Monday's midnight in Shanghai is that Monday, though in UTC it is the Sunday.
    """
    found = surprises(pool_of(data), (), "Asia/Shanghai")

    assert {0} == {np.datetime64(each["cutoff"], "D").astype(object).weekday() for each in found["bought"]}


def test_the_signal_pushes_most(data):
    """
    What the labels depend on moves the score of an extreme row most, with the sign of its effect.
    """
    scorer = Boosted().fit(data.table, data.labels)
    hottest = data.table.nlargest(1, "orders_heat")
    reasons = pushes(scorer, hottest)[0]

    assert "orders_heat" == reasons[0]["feature"]
    assert reasons[0]["push"] > 0
    assert hottest["orders_heat"].iloc[0] == reasons[0]["value"]


def test_a_line_has_reasons_and_the_base_rate_none(data):
    """
    A logistic regression tells what its features add; of everybody alike there is nothing to tell.
    """
    line, base = (kind().fit(data.table, data.labels) for kind in (Logistic, BaseRate))

    assert "orders_heat" == pushes(line, data.table.nlargest(1, "orders_heat"))[0][0]["feature"]
    assert [[], []] == pushes(base, data.table.head(2))


def test_families_are_read_from_the_names(data):
    """
    What varies is put under the part of its name before the first underscore, categories together.
    """
    flat = type(data)(data.table.assign(touches_none=np.float32(0)), data.labels)

    assert {
        "categories": ["source"],
        "orders": ["orders_heat", "orders_noise"],
        "level": ["level_orders_per_account_7d"],
        "signals": ["signals_news_count_7d"],
    } == families(flat)


def test_segments_hold_all_rows(data):
    """
    Every row stands in one segment; the small ones are told together, the unknown by itself.
    """
    where = np.array(["north", "south", None, "tiny"], dtype=object)
    place = np.r_[np.arange(len(data) - 5) // 60 % 3, np.full(5, 3)]
    rows = type(data)(data.table.assign(region=where[place]), data.labels)
    said = np.full(len(data), 0.3)
    found = by_segment(rows, {"base_rate": said, "leadcast": said}, seed=0)["region"]

    assert len(data) == sum(each["rows"] for each in found)
    assert {"north", "south", None, "other"} == {each["segment"] for each in found}
    assert [0, 0, 0, 1] == [each["other"] for each in found]
    north = next(each for each in found if each["segment"] == "north")
    assert data.labels[place == 0].mean() == pytest.approx(north["observed"]["value"])


def test_tenths_of_the_lift_average_to_one(data):
    """
    The lift of the best tenth is that of its rows counted by hand; over all tenths the mean is 1.
    """
    said = np.random.default_rng(1).permutation(len(data)) / len(data) + 1e-9
    tenths = lift_by_tenth(gain_curve(data, said))
    top = np.argsort(-said)[: len(data) // 10]

    assert 1 == pytest.approx(np.mean([each["lift"] for each in tenths]))
    assert data.labels[top].mean() / data.labels.mean() == pytest.approx(tenths[0]["lift"])
