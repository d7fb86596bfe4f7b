from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from models.scorers.baselines import BaseRate
from models.scorers.boosted import Boosted
from training.backtest.rivals import RIVALS, fitted_rival, rivals
from training.datasets import DataSet
from training.settings import Question

ALWAYS = ["base_rate", "logistic", "lightgbm"]


def with_columns(data: DataSet, **columns: object) -> pd.DataFrame:
    draw = np.random.default_rng(0)
    some = {name: draw.poisson(2, len(data)).astype(np.float32) for name, given in columns.items() if given is None}
    return data.table.assign(**columns | some)


def keys(question: Question, table: pd.DataFrame) -> list[str]:
    return [rival.key for rival in rivals(question, table)]


def test_some_always_compete(data):
    """
    Where a table tells neither purchases nor stages nor fields, the base rate, a line and trees compete.
    """
    assert ALWAYS == keys(Question(), data.table)
    assert ALWAYS == keys(Question(entity="lead"), data.table.drop(columns="source"))


def test_accounts_with_purchases_meet_bg_nbd_and_the_grid(data):
    """
    Purchases that differ bring BG/NBD and the recency-frequency grid in, for accounts; BG/NBD never for leads.
    """
    names = ("purchases_count_all", "purchases_days_since_last", "purchases_days_since_first")
    table = with_columns(data, **dict.fromkeys(names))

    assert ["base_rate", "recency_frequency", "bg_nbd", "logistic", "lightgbm"] == keys(Question(), table)
    assert "bg_nbd" not in keys(Question(entity="lead"), table)


def test_leads_with_stages_meet_stage_and_time_and_odoo(data):
    """
    Stages that differ bring stage × time and Odoo's score in, categories alone the latter; both never for accounts.
    """
    stage = pd.Categorical(np.where(data.labels, "offer", "new"))
    table = with_columns(data, stage=stage, stage_days=None)
    lead = Question(entity="lead")

    assert ["base_rate", "stage_time", "odoo", "logistic", "lightgbm"] == keys(lead, table)
    assert ["base_rate", "odoo", "logistic", "lightgbm"] == keys(lead, data.table)
    assert ALWAYS == keys(Question(), table)


def test_the_horizon_is_that_of_the_question(data):
    """
    A rival is made for the days that the question looks ahead.
    """
    question = Question(horizon="14d")

    assert {timedelta(days=14)} == {rival.horizon for rival in rivals(question, data.table)}


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.key)
def test_every_rival_answers_any_table(rival, data):
    """
    Fitted even where it has nothing to go by, each gives every row a probability.
    """
    found = fitted_rival(rival, data, 0).predict(data.table)

    assert len(data) == len(found)
    assert ((found > 0) & (found < 1)).all()


@pytest.mark.parametrize("rival", RIVALS, ids=lambda rival: rival.key)
def test_with_one_answer_only_the_base_rate_is_left(rival, data):
    """
    Where nobody bought, no rival can be fitted, and the base rate stands in.
    """
    nobody = data.where(~data.labels)

    assert isinstance(fitted_rival(rival, nobody, 0), BaseRate)


def test_the_seed_is_handed_on(data):
    """
    What is made with chance is made with the seed given.
    """
    rival = next(rival for rival in RIVALS if rival.key == "lightgbm")
    scorer = fitted_rival(rival, data, 5)

    assert isinstance(scorer, Boosted)
    assert 5 == scorer.boosting.seed
