"""One suite of checks for every model of a yes-or-no answer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
import pytest

from models.scorers.average import Averaged, mean_log_odds
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.bgnbd import BgNbd
from models.scorers.boosted import Boosted, Boosting
from models.scorers.columns import Columns
from models.scorers.grid import RecencyFrequency, StageTime
from models.scorers.odoo import OdooScore
from models.scorers.scorer import Scorer

QUICK = Boosting(rounds=25, min_rows=10)
MAKERS: dict[str, Callable[[], Scorer]] = {
    "base rate": BaseRate,
    "logistic": Logistic,
    "boosted": lambda: Boosted(QUICK),
    "boosted, own facts": lambda: Boosted(QUICK, surroundings=False),
    "averaged": lambda: Averaged(Logistic(), Boosted(QUICK), Boosted(QUICK, surroundings=False)),
    "averaged, own facts": lambda: Averaged(Logistic(), Boosted(QUICK, surroundings=False)),
    "recency-frequency": RecencyFrequency,
    "stage and time": StageTime,
    "BG/NBD": lambda: BgNbd(timedelta(days=7)),
    "Odoo": OdooScore,
}
# What each of those that look at a few features cannot do without; all others were fitted on every feature.
NEEDED = {
    "recency-frequency": "purchases_count_all",
    "stage and time": "stage_days",
    "BG/NBD": "purchases_days_since_first",
    "Odoo": "stage",
}
every_scorer = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
learned = pytest.mark.parametrize("make", list(MAKERS.values())[1:], ids=list(MAKERS)[1:])


@every_scorer
def test_the_order_of_columns_does_not_matter(make, table, other_table):
    """
    Columns that come in another order, and columns too many, change no prediction.
    """
    scorer = make().fit(*table)
    turned = other_table[other_table.columns[::-1]].assign(another=np.float32(1))

    assert scorer.predict(other_table).tolist() == scorer.predict(turned).tolist()


@every_scorer
def test_the_order_of_rows_does_not_matter(make, table, other_table):
    """
    Each row gets the probability that it would get alone, wherever it stands.
    """
    scorer = make().fit(*table)
    shuffled = other_table.sample(frac=1, random_state=3)

    assert scorer.predict(other_table)[shuffled.index].tolist() == pytest.approx(scorer.predict(shuffled), abs=1e-15)
    assert scorer.predict(other_table)[:1].tolist() == pytest.approx(scorer.predict(other_table[:1]), abs=1e-15)


@every_scorer
def test_an_unseen_category_is_an_unknown_one(make, table, other_table):
    """
    A value that was not in the table fitted on is scored as if it were missing.
    """
    scorer = make().fit(*table)
    unseen = other_table.assign(region=pd.Categorical(["西部"] * len(other_table)))
    unknown = other_table.assign(region=pd.Categorical([None] * len(other_table), categories=["东部"]))

    assert scorer.predict(unknown).tolist() == scorer.predict(unseen).tolist()


@every_scorer
def test_categories_in_another_order_are_the_same(make, table, other_table):
    """
    Categories are told by their names, not by their positions.
    """
    scorer = make().fit(*table)
    turned = other_table.assign(region=other_table["region"].cat.reorder_categories(["南部", "东部", "北部"]))

    assert scorer.predict(other_table).tolist() == scorer.predict(turned).tolist()


@every_scorer
def test_rows_of_which_nothing_is_known_are_scored(make, table, other_table):
    """
    A row with every feature unknown gets a probability strictly between 0 and 1.
    """
    scorer = make().fit(*table)
    features = [name for name in other_table.columns if name not in ("entity_id", "cutoff", "region", "stage")]
    categories = dict.fromkeys(("region", "stage"), pd.Categorical([None] * 100))
    unknown = other_table.assign(**dict.fromkeys(features, np.float32(np.nan)), **categories)
    predicted = scorer.predict(unknown)

    assert ((predicted > 0) & (predicted < 1)).all()


@every_scorer
def test_probabilities_stay_strictly_between_0_and_1(make, table):
    """
    Even where the label is plain to see, and for values far from all that was seen.
    """
    rows, _ = table
    labels = (rows["touches_count_30d"] > 3).to_numpy()
    scorer = make().fit(rows, labels)
    far = rows.assign(touches_count_30d=np.float32(1e30), lead_value=np.float32(-1e30))

    for predicted in (scorer.predict(rows), scorer.predict(far)):
        assert ((predicted > 0) & (predicted < 1)).all()


@every_scorer
def test_save_and_load_give_equal_predictions(make, table, other_table, tmp_path: Path):
    """
    What was loaded predicts the same to the last bit, and has the same name.
    """
    scorer = make().fit(*table)
    scorer.save(tmp_path)
    loaded = type(scorer).load(tmp_path)

    assert scorer.predict(other_table).tolist() == loaded.predict(other_table).tolist()
    assert scorer.name == loaded.name


@every_scorer
def test_fitting_again_gives_the_same(make, table, other_table):
    """
    Two fits on the same rows give equal predictions.
    """
    assert make().fit(*table).predict(other_table).tolist() == make().fit(*table).predict(other_table).tolist()


@every_scorer
def test_inputs_are_not_changed(make, table):
    """
    Neither `fit` nor `predict` touches the table or the labels.
    """
    rows, labels = table
    rows_before, labels_before = rows.copy(), labels.copy()
    make().fit(rows, labels).predict(rows)

    pd.testing.assert_frame_equal(rows_before, rows, check_exact=True)
    assert labels_before.tolist() == labels.tolist()


@every_scorer
def test_an_empty_table_gives_no_probabilities(make, table):
    """
    No rows, no probabilities.
    """
    assert 0 == len(make().fit(*table).predict(table[0][:0]))


@pytest.mark.parametrize("name", list(MAKERS)[1:])
def test_a_missing_feature_is_named(name, table, other_table):
    """
    A table that lacks a feature that the model goes by is refused with its name.
    """
    scorer = MAKERS[name]().fit(*table)
    needed = NEEDED.get(name, "touches_count_30d")

    with pytest.raises(ValueError, match=needed):
        scorer.predict(other_table.drop(columns=needed))


@every_scorer
@pytest.mark.parametrize("features", [[], ["signals_never_seen"]], ids=["none", "one that never varies"])
def test_without_a_feature_that_varies_all_get_the_share_of_yes(make, table, tmp_path, features):
    """
    A table of keys alone, or of constants, is fitted like any other, and everybody gets about the base rate.
    """
    rows, labels = table
    rows = rows[["entity_id", "cutoff", *features]]
    scorer = make().fit(rows, labels)
    scorer.save(tmp_path)

    assert scorer.predict(rows) == pytest.approx(np.full(len(rows), labels.mean()), abs=0.01)
    assert scorer.predict(rows).tolist() == type(scorer).load(tmp_path).predict(rows).tolist()


@learned
def test_what_the_label_follows_from_is_learned(make, table):
    """
    On other rows the ranking is far better than chance.
    """
    rows, labels = table
    predicted = make().fit(rows[:400], labels[:400]).predict(rows[400:])
    yes, no = predicted[labels[400:]], predicted[~labels[400:]]

    assert (yes[:, None] > no).mean() > 0.7


def test_own_facts_leave_the_surroundings_out(table):
    """
    Without surroundings no level, calendar, load or base rate is a column; nor is what never varies.
    """
    rows, _ = table
    own, all_of_it = Columns.of(rows, surroundings=False), Columns.of(rows)

    assert ("region", "touches_count_30d", "lead_value") == own.names[:3]
    assert "signals_never_seen" not in own.names
    assert {"load_region_open_per_rep", "level_orders_per_account_7d"} == set(all_of_it.names) - set(own.names)


def test_families_can_be_left_out(table):
    """
    A prefix leaves out all columns that begin with it.
    """
    assert "lead_value" not in Columns.of(table[0], without=("lead_",)).names


def test_columns_survive_json(table):
    """
    from_json is the inverse of to_json.
    """
    columns = Columns.of(table[0])

    assert columns == Columns.from_json(columns.to_json())


def test_the_average_lies_between_its_parts(table, other_table):
    """
    The mean on the log-odds scale is between the two, and equal to both where they agree.
    """
    scorer = Averaged(Logistic(), Boosted(QUICK), Boosted(QUICK, surroundings=False)).fit(*table)
    parts = np.stack([part.predict(other_table) for part in scorer.parts])

    assert (
        (parts.min(axis=0) <= scorer.predict(other_table)) & (scorer.predict(other_table) <= parts.max(axis=0))
    ).all()
    assert parts[0] == pytest.approx(mean_log_odds(parts[0], parts[0]))


def test_a_category_too_rare_for_a_line_is_left_to_the_rest(table):
    """
    Logistic regression knows only categories with enough rows; fewer than 30 count as unknown.
    """
    rows, labels = table
    rare = rows["region"].astype("str").where(rows.index >= 20, "西部")
    scorer = Logistic().fit(rows.assign(region=pd.Categorical(rare)), labels)
    place = scorer.columns_.names.index("region")

    assert scorer.columns_.categories["region"].index("西部") not in scorer.kept_[place]


@pytest.mark.parametrize("make", [Logistic, lambda: Boosted(QUICK)], ids=["logistic", "boosted"])
def test_a_count_that_was_never_unknown_is_0_where_it_is(table, make):
    """
    A model that was fitted when an account never looked at had 0 signals scores it as it did then.
    """
    rows, labels = table
    known = rows.assign(touches_count_30d=rows["touches_count_30d"].fillna(0))
    scorer = make().fit(known, labels)
    none, unknown = (known.assign(touches_count_30d=np.float32(count)) for count in (0, np.nan))

    np.testing.assert_array_equal(scorer.predict(none), scorer.predict(unknown))


def test_trees_do_not_depend_on_the_number_of_threads(table):
    """
    One thread and two grow the same trees.
    """
    rows, labels = table
    codes = Columns.of(rows).codes(rows)
    grown = [
        lightgbm.train(
            QUICK.parameters() | {"num_threads": threads},
            lightgbm.Dataset(np.tile(codes, (5, 1)), np.tile(labels, 5).astype(float), params={"verbosity": -1}),
            num_boost_round=25,
        )
        for threads in (1, 2)
    ]
    one, two = (booster.model_to_string().split("parameters:")[0] for booster in grown)

    assert one == two
