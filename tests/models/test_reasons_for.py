"""The reasons of rows of a feature table: which are chosen, and that their points are the score's."""

import re
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.frame import feature_names
from features.labels import label
from features.spec import learn_spec
from history.record import History
from history.simulator import WorldConfig, simulate
from models.calibration import Calibration, fit_map
from models.contributions import explained
from models.dossier import Dossier, dossiers
from models.intent import Intent
from models.reasons import MOST_EVIDENCE, Reason, reasons_for
from models.reasons.explaining import by_group
from models.reasons.groups import GROUPS
from models.reasons.words import phrases
from models.scorers.average import Averaged
from models.scorers.baselines import BaseRate, Logistic
from models.scorers.boosted import Boosted, Boosting
from models.scorers.scorer import Scorer

WEEK = timedelta(days=7)
KINDS = (Rows("account", "all"), Rows("lead", "open"))


@pytest.fixture(scope="module")
def world() -> History:
    """A small simulated history."""
    return simulate(WorldConfig(accounts=150, days=260), 9).history


class Case:
    """Everybody of one kind at the end of a history, scored and explained."""

    def __init__(self, world: History, rows: Rows, scorer: Scorer) -> None:
        as_of = pd.Timestamp(world.last_recorded)
        spec = learn_spec(world, as_of)
        table = build(world, [as_of - timedelta(days=days) for days in range(14, 120, 14)], rows, spec)
        bought = label(world, table, rows.entity, WEEK)
        scores = scorer.fit(table, bought).predict(table)
        calibration = Calibration.learned(fit_map(scores, bought, slope=True), scores, bought)
        self.intent = Intent(scorer, calibration, (0.1, 0.2, 0.3))
        self.table = build(world, [as_of], rows, spec)
        known = dossiers(world, rows.entity, self.table["entity_id"].tolist(), as_of)
        self.dossiers: Sequence[Dossier] = list(known.values())
        self.reasons = reasons_for(self.intent, self.table, self.dossiers)


@pytest.fixture(scope="module", params=KINDS, ids=[rows.entity for rows in KINDS])
def case(request: pytest.FixtureRequest, world: History) -> Case:
    """Accounts, and leads."""
    return Case(world, request.param, Averaged(Logistic(), Boosted(Boosting(rounds=40, min_rows=10))))


def test_the_points_of_all_groups_are_the_score_less_the_base(case: Case) -> None:
    """The few that are told are among them, with these very points."""
    found = explained(case.intent, case.table)
    _, effect = by_group(found)
    probability = case.intent.predict(case.table).probability

    base = 100 / (1 + np.exp(-found.base))
    np.testing.assert_allclose(effect.sum(axis=1), 100 * probability - base, atol=1e-9)
    for row, why in zip(effect, case.reasons, strict=True):
        assert [row[GROUPS.index(each.group)] for each in why] == [each.points for each in why]


def test_the_few_that_matter_come_strongest_first(case: Case) -> None:
    """At most four that raise and two that lower; none is left out that is larger than one told of the same kind."""
    assert any(case.reasons)
    for why in case.reasons:
        sizes = [abs(each.points) for each in why]
        raising = [each for each in why if each.effect == "raises"]
        assert sorted(sizes, reverse=True) == sizes
        assert (len(raising) <= 4, len(why) - len(raising) <= 2) == (True, True)
        assert all((each.points > 0) == (each.effect == "raises") == (each.odds_factor > 1) for each in why)
        assert len(why) == len({each.group for each in why})


def test_no_sentence_names_a_feature(case: Case) -> None:
    """Nor says nothing but the name of its group."""
    names = [name for name in feature_names(case.table) if "_" in name]
    texts = {text for why in case.reasons for each in why for text in each.text}

    assert [] == [text for text in texts if any(name in text for name in names)]
    assert all(each.label == phrases(f"group-{each.group}") for why in case.reasons for each in why)
    assert all(len(text) >= 5 and not re.search(r"\s{2}", text) for text in texts)


def test_evidence_is_of_the_same_account_or_lead(case: Case) -> None:
    """Each row that is shown is in its dossier."""
    for dossier, why in zip(case.dossiers, case.reasons, strict=True):
        rows = {(row.table, row.key) for rows in dossier.rows.values() for row in rows}
        shown = {(each.table, each.key) for reason in why for each in reason.evidence}
        assert shown <= rows
        assert all(len(reason.evidence) <= MOST_EVIDENCE for reason in why)


def test_one_row_alone_has_the_same_reasons(case: Case) -> None:
    """To the last bit, so that what is kept and what is worked out anew do not differ."""
    for place in range(0, len(case.table), 37):
        (alone,) = reasons_for(case.intent, case.table.iloc[[place]], [case.dossiers[place]])
        assert case.reasons[place] == alone


def test_a_reason_is_json(case: Case) -> None:
    """With the fields of the contract."""
    (first, *_) = (each for why in case.reasons for each in why)
    said = first.to_json()

    assert {"en", "zh"} == set(said["label"])
    assert (first.text.en, first.text.zh) == (said["en"], said["zh"])
    assert {"group", "label", "en", "zh", "effect", "points", "odds_factor", "evidence", "evidence_count"} == set(said)


def test_a_model_without_features_has_no_reasons(world: History) -> None:
    """It says the same of everybody."""
    case = Case(world, KINDS[0], BaseRate())

    assert [[]] * len(case.table) == case.reasons
    empty: list[list[Reason]] = reasons_for(case.intent, case.table.head(0), [])
    assert [] == empty


def test_both_languages_have_the_same_sentences() -> None:
    """English has parts besides, for its plurals."""
    english, chinese = phrases.keys("en"), phrases.keys("zh")

    assert chinese <= english
    assert {"contacts", "every", "fresh-leads", "gap", "new-leads", "open-leads", "times", "working-days"} == (
        english - chinese
    )


def test_rows_recorded_later_change_no_reason(world: History) -> None:
    """A history cut at a moment gives the same reasons of it as the whole one."""
    case = Case(world, KINDS[0], Averaged(Logistic(), Boosted(Boosting(rounds=20, min_rows=10))))
    as_of = pd.Timestamp(world.last_recorded) - timedelta(days=60)
    spec = learn_spec(world, pd.Timestamp(world.last_recorded))

    def told(history: History) -> list[list[Reason]]:
        rows = build(history, [as_of], KINDS[0], spec)
        known = dossiers(history, "account", rows["entity_id"].tolist(), as_of)
        return reasons_for(case.intent, rows, list(known.values()))

    assert told(world.known_by(as_of)) == told(world)
