from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from numpy.polynomial.legendre import leggauss
from scipy.stats import beta, gamma

from models.scorers.bgnbd import BgNbd, Parameters, Purchases, buys_within, fit_parameters, log_likelihood

FOUND = Parameters(0.6, 5.0, 0.8, 2.5)
CUSTOMERS = [(0, 0.0, 30.0), (1, 4.0, 30.0), (3, 28.0, 30.0), (6, 10.0, 52.0), (12, 51.0, 52.0)]


def seen(customers) -> Purchases:
    return Purchases(*(np.array(values, dtype=float) for values in zip(*customers, strict=True)))


def integrated(found: Parameters, customer: tuple[int, float, float], weight) -> float:
    """The likelihood of a customer, times `weight` of its rate, which is 0 once it has left.

    By quadrature over the rate and the chance to leave, from the model's story alone.
    """
    repeats, recency, age = customer

    node, weights = leggauss(400)
    # The square of the variables takes the edge off the densities at zero.
    chance, rate = ((0.5 + node / 2) ** 2)[:, None], ((0.5 + node / 2) * 2.5) ** 2
    area = np.outer(weights * (0.5 + node / 2), weights * (0.5 + node / 2) * 2.5**2)
    prior = gamma.pdf(rate, found.r, scale=1 / found.alpha) * beta.pdf(chance, found.a, found.b)
    bought = rate**repeats * (1 - chance) ** max(repeats - 1, 0)
    stays = bought * ((1 - chance) if repeats else 1) * np.exp(-rate * age) * weight(rate)
    gone = bought * chance * np.exp(-rate * recency) * weight(np.zeros(1)) if repeats else 0.0
    return float((prior * (stays + gone) * area).sum())


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_the_likelihood_is_that_of_the_story(customer):
    """
    The closed form equals the integral over rates and chances to leave.
    """
    expected = integrated(FOUND, customer, np.ones_like)

    assert expected == pytest.approx(np.exp(log_likelihood(FOUND, seen([customer]))[0]), rel=1e-4)


@pytest.mark.parametrize("customer", CUSTOMERS)
def test_the_chance_to_buy_is_that_of_the_story(customer):
    """
    The closed form equals the share that is there still and buys within three weeks, by the same integral.
    """
    buys = integrated(FOUND, customer, lambda rate: -np.expm1(-3 * rate))
    expected = buys / integrated(FOUND, customer, np.ones_like)

    assert expected == pytest.approx(buys_within(FOUND, seen([customer]), 3.0)[0], rel=1e-4)


def simulate(found: Parameters, customers: int, weeks: float, seed: int) -> tuple[Purchases, np.ndarray]:
    """Customers played one by one over `weeks`, and whether each bought in the week after."""
    draw = np.random.default_rng(seed)
    rows, again = [], []
    for rate, chance in zip(
        draw.gamma(found.r, 1 / found.alpha, customers), draw.beta(found.a, found.b, customers), strict=True
    ):
        age = draw.uniform(weeks / 2, weeks)
        moments, moment = [], draw.exponential(1 / rate)
        while moment < age + 1:
            moments.append(moment)
            moment = np.inf if draw.random() < chance else moment + draw.exponential(1 / rate)
        before = [each for each in moments if each < age]
        rows.append((len(before), max(before, default=0.0), age))
        again.append(len(moments) > len(before))
    return seen(rows), np.array(again)


def test_parameters_are_found_again():
    """
    Fitted on many customers of known parameters, the mean rate and the mean chance to leave are about the true ones.
    """
    found = fit_parameters(simulate(FOUND, 4000, 60, seed=1)[0])

    assert FOUND.r / FOUND.alpha == pytest.approx(found.r / found.alpha, rel=0.1)
    assert FOUND.a / (FOUND.a + FOUND.b) == pytest.approx(found.a / (found.a + found.b), rel=0.15)


def test_promises_come_true():
    """
    Of simulated customers as many buy in the week after as was foretold, among the likely and the unlikely alike.
    """
    customers, again = simulate(FOUND, 6000, 60, seed=2)
    promised = buys_within(FOUND, customers, 1.0)
    likely = promised > np.median(promised)

    for some in (likely, ~likely):
        assert again[some].mean() == pytest.approx(promised[some].mean(), abs=0.015)


def feature_rows(customers: Purchases) -> pd.DataFrame:
    days = {"purchases_days_since_last": customers.age - customers.recency, "purchases_days_since_first": customers.age}
    return pd.DataFrame(
        {
            "entity_id": [f"A{number}" for number in range(len(customers.age))],
            "cutoff": pd.Timestamp("2026-01-05", tz="UTC"),
            "purchases_count_all": (customers.repeats + 1).astype(np.float32),
            **{name: (7 * weeks).astype(np.float32) for name, weeks in days.items()},
        }
    )


def test_features_become_purchases():
    """
    Counts and days of the feature table give the chances that repeats and weeks give.
    """
    customers, again = simulate(FOUND, 500, 60, seed=3)
    scorer = BgNbd(timedelta(days=14)).fit(feature_rows(customers), again)
    expected = buys_within(fit_parameters(customers), customers, 2.0)

    assert expected == pytest.approx(scorer.predict(feature_rows(customers)), abs=1e-4)


def test_earlier_rows_of_an_entity_do_not_count():
    """
    Only an entity's latest cut-off is fitted on, wherever its rows stand.
    """
    customers, again = simulate(FOUND, 300, 60, seed=4)
    rows = feature_rows(customers)
    early = rows.assign(cutoff=rows["cutoff"] - pd.Timedelta(days=7), purchases_count_all=np.float32(1))
    twice = BgNbd(timedelta(days=7)).fit(pd.concat([rows, early]), np.tile(again, 2))

    assert BgNbd(timedelta(days=7)).fit(rows, again).found_ == twice.found_


def test_those_who_never_bought_get_the_share_that_begins_to():
    """
    BG/NBD says nothing of an entity without a purchase: it gets the share of yes among its like.
    """
    customers, again = simulate(FOUND, 200, 60, seed=5)
    rows = feature_rows(customers)
    nobody = rows.assign(**dict.fromkeys(rows.columns[3:], np.float32(np.nan)), purchases_count_all=np.float32(0))
    nobody["entity_id"] = "N" + nobody["entity_id"]
    begins = np.arange(200) < 30
    scorer = BgNbd(timedelta(days=7)).fit(pd.concat([rows, nobody]), np.concatenate([again, begins]))

    assert np.full(200, 0.15) == pytest.approx(scorer.predict(nobody), abs=0.001)
