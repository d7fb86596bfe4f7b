"""Why a score is not what it was a week ago."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.labels import label
from features.spec import learn_spec
from history.record import History
from history.simulator import WorldConfig, simulate
from models.artifact import Bundle
from models.calibration import Calibration, fit_map
from models.intent import Intent
from models.reasons import changes
from models.scorers.average import Averaged
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.boosted import Boosted, Boosting

WEEK = timedelta(days=7)
ACCOUNTS = Rows("account", "all")


@pytest.fixture(scope="module")
def world() -> History:
    """A small simulated history."""
    return simulate(WorldConfig(accounts=120, days=220), 5).history


@pytest.fixture(scope="module")
def bundle(world: History) -> Bundle:
    """A model of accounts."""
    return fitted(world, Averaged(Logistic(), Boosted(Boosting(rounds=20, min_rows=10))))


def fitted(world: History, scorer: object, rows: Rows = ACCOUNTS) -> Bundle:
    """A bundle around a scorer, fitted as of four weeks before the end."""
    as_of = pd.Timestamp(world.last_recorded) - timedelta(days=28)
    spec = learn_spec(world, as_of)
    table = build(world, [as_of - timedelta(days=days) for days in range(14, 120, 14)], rows, spec)
    bought = label(world, table, rows.entity, WEEK)
    scorer.fit(table, bought)
    scores = scorer.predict(table)
    intent = Intent(scorer, Calibration.learned(fit_map(scores, bought, slope=True), scores, bought), (0.1, 0.2, 0.3))
    return Bundle(rows, WEEK, spec, intent, None, {})


def scores(world: History, bundle: Bundle, moment: pd.Timestamp) -> dict[str, float]:
    """Everybody's, by a build for that moment alone."""
    table = build(world, [moment], bundle.rows, bundle.spec)
    return dict(zip(table["entity_id"], bundle.intent.predict(table).probability, strict=True))


@pytest.mark.parametrize("days", [0, 3, 10])
def test_the_parts_sum_to_the_change(world: History, bundle: Bundle, days: int) -> None:
    """Exactly: new facts, ageing and the model lead from the score of then to that of now."""
    as_of = pd.Timestamp(world.last_recorded) - timedelta(days=days)
    then, now = scores(world, bundle, as_of - WEEK), scores(world, bundle, as_of)
    ids = sorted(then)

    for name, found in changes(world, bundle, ids, as_of).items():
        assert found is not None
        assert (then[name], now[name]) == pytest.approx((found.before, found.now), abs=1e-9)
        assert 100 * (found.now - found.before) == pytest.approx(found.new_facts + found.ageing, abs=1e-9)
        assert found.model is None


def test_ageing_is_what_happens_without_new_facts(world: History, bundle: Bundle) -> None:
    """On a history that ended a week ago, nothing is new."""
    as_of = pd.Timestamp(world.last_recorded)
    ended = world.known_by(as_of - WEEK)
    ids = sorted(scores(world, bundle, as_of - WEEK))[:40]

    whole, short = (changes(each, bundle, ids, as_of) for each in (world, ended))

    assert [0.0] * len(ids) == [found.new_facts for found in short.values() if found]
    assert [found.ageing for found in whole.values() if found] == pytest.approx(
        [found.ageing for found in short.values() if found]
    )


def test_rows_recorded_later_change_nothing(world: History, bundle: Bundle) -> None:
    """A history cut at the moment says the same as the whole one."""
    as_of = pd.Timestamp(world.last_recorded) - timedelta(days=20)
    ids = sorted(scores(world, bundle, as_of))[:40]

    assert changes(world.known_by(as_of), bundle, ids, as_of) == changes(world, bundle, ids, as_of)


def test_another_model_is_told_apart(world: History, bundle: Bundle) -> None:
    """What the former one said a week ago and what today's says of the same facts."""
    as_of, former = pd.Timestamp(world.last_recorded), fitted(world, BaseRate())
    said = scores(world, former, as_of - WEEK)
    ids = sorted(said)[:40]

    alone, found = changes(world, bundle, ids, as_of), changes(world, bundle, ids, as_of, former)

    for name in ids:
        assert said[name] == found[name].before
        assert 100 * (alone[name].before - said[name]) == pytest.approx(found[name].model)
        assert replace(found[name], before=alone[name].before, model=None) == alone[name]


def test_a_former_model_of_leads_says_nothing_of_accounts(world: History, bundle: Bundle) -> None:
    """Their scores cannot be compared."""
    as_of, ids = pd.Timestamp(world.last_recorded), ["SIM-A000001"]
    leads = fitted(world, BaseRate(), Rows("lead", "open"))

    assert changes(world, bundle, ids, as_of) == changes(world, bundle, ids, as_of, leads)


def test_what_moved_most_is_told_with_its_own_points(world: History, bundle: Bundle) -> None:
    """By new facts and by ageing, which sum to them; what either moved most comes first."""
    as_of = pd.Timestamp(world.last_recorded)
    found = changes(world, bundle, sorted(scores(world, bundle, as_of - WEEK)), as_of)
    moved = [each for each in found.values() if each and each.because]

    assert moved
    for change in moved:
        sizes = [max(abs(reason.new_facts), abs(reason.ageing)) for reason in change.because]
        assert sorted(sizes, reverse=True) == sizes
        assert all(reason.points == pytest.approx(reason.new_facts + reason.ageing) for reason in change.because)
        assert all((reason.points > 0) == (reason.effect == "raises") for reason in change.because)


def test_what_stood_a_week_ago_is_told_as_it_was_known_then(world: History, bundle: Bundle) -> None:
    """Of a history cut a week ago, the sentence of then is that of now."""
    as_of = pd.Timestamp(world.last_recorded)
    ids = sorted(scores(world, bundle, as_of - WEEK))
    found = changes(world, bundle, ids, as_of)
    told = {(name, each.group): each for name in ids if found[name] for each in found[name].because if each.before}
    raising = {key: each.before for key, each in told.items() if each.effect == "raises"}

    then = changes(world.known_by(as_of - WEEK), bundle, ids, as_of - WEEK)
    now = {
        (name, each.group): each.text for name in ids if then[name] for each in then[name].because if each.points > 0
    }

    both = raising.keys() & now.keys()
    assert len(both) > 5
    assert {key: now[key] for key in both} == {key: raising[key] for key in both}


def test_another_model_is_said_so_in_its_own_sentence(world: History, bundle: Bundle) -> None:
    """With both versions, the day, both scores of the same facts, and the points between them."""
    as_of = pd.Timestamp(world.last_recorded)
    (change,) = changes(world, bundle, ["SIM-A000001"], as_of, fitted(world, BaseRate())).values()
    assert change is not None
    assert change.model is not None

    note = change.noted("1", "2", date(2025, 8, 4)).model_note

    assert note is not None
    assert "Since 4 Aug 2025 model 2 has scored in place of model 1." in note.en
    assert f"{change.before:.1%}" in note.zh
    assert f"{abs(change.model):.1f}个百分点" in note.zh
    assert replace(change, model=None).noted("1", "2", date(2025, 8, 4)).model_note is None


def test_who_was_not_scored_a_week_ago_has_no_change(world: History, bundle: Bundle) -> None:
    """Neither has one that nothing is known of."""
    first = world["accounts"].sort_values("recorded_at").iloc[-1]
    as_of = first["recorded_at"] + timedelta(days=1)

    found = changes(world, bundle, [first["account_id"], "nobody"], as_of)

    assert {first["account_id"]: None, "nobody": None} == dict(found)
    assert {} == changes(world, bundle, [], as_of)
    assert np.isfinite(list(scores(world, bundle, as_of).values())).all()
