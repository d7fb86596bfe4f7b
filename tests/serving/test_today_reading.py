"""What the model goes by in a fall, where nothing on record stands out."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from history.record import History
from models.artifact import Bundle
from models.dossier import dossiers
from models.intervals import days_worked
from models.open_leads import OpenLeads, curves_of
from models.reasons.groups import GROUPS
from models.today.at_risk import AHEAD_DAYS, Falls, falls
from models.today.reading import PARTS, moved_by_group, readings, strongest_parts

WEEKS = (7, 7, 14, 2)


@pytest.fixture(scope="module")
def model(lead_bundle: Bundle) -> OpenLeads:
    """The model of open leads."""
    assert lead_bundle.win is not None
    assert lead_bundle.win.open_leads is not None
    return lead_bundle.win.open_leads


@pytest.fixture(scope="module")
def moment(history: History) -> pd.Timestamp:
    """A month before the end."""
    return pd.Timestamp(history.last_recorded) - timedelta(days=30)


@pytest.fixture(scope="module")
def fallen(history: History, lead_bundle: Bundle, model: OpenLeads, moment: pd.Timestamp) -> Falls:
    """All open leads at a moment, and a week before it."""
    return falls(history, lead_bundle.spec, model, moment)


def test_a_week_ago_is_as_known_then(
    history: History, lead_bundle: Bundle, model: OpenLeads, moment: pd.Timestamp, fallen: Falls
) -> None:
    """What was recorded in the week since does not touch the chance of a week ago."""
    week = timedelta(days=7)
    early = falls(history.known_by(moment - week), lead_bundle.spec, model, moment - week).rows
    both = fallen.rows.index.intersection(early.index)

    assert len(both) > 20
    assert early["now"].loc[both].tolist() == fallen.rows["before"].loc[both].tolist()


@pytest.mark.parametrize("end", ["won", "lost"])
def test_groups_sum_to_the_change_of_the_log_odds(model: OpenLeads, fallen: Falls, end: str) -> None:
    """Of the raw scores of the trees, but for what lies on the interval itself; intervals weighted by their days."""
    expected = np.zeros(len(fallen.rows))
    for interval, days in enumerate(WEEKS):
        facts = []
        for table in (fallen.then, fallen.now):
            matrix = np.column_stack([model.columns_.codes(table), np.full(len(table), interval)])
            raw = np.asarray(model.boosters_[end].predict(matrix, raw_score=True))
            facts.append(raw - np.asarray(model.boosters_[end].predict(matrix, pred_contrib=True))[:, -2])
        expected += (facts[1] - facts[0]) * days / 30

    found = moved_by_group(model, fallen.then, fallen.now, end)

    assert (len(fallen.rows), len(GROUPS)) == found.shape
    assert expected == pytest.approx(found.sum(axis=1), abs=1e-9)


def test_the_part_that_takes_most_is_named(model: OpenLeads, fallen: Falls) -> None:
    """The one that, put back alone, gives back the most."""
    old, new = model.hazards(fallen.then), model.hazards(fallen.now)
    ahead = [days_worked(table, model.business_) for table in (fallen.then, fallen.now)]

    for row, part in enumerate(strongest_parts(model, fallen.then, fallen.now)):
        chances = {
            name: curves_of(
                (old if name == "won" else new)[0][[row]],
                (old if name == "lost" else new)[1][[row]],
                ahead[0 if name == "calendar" else 1][[row]],
            )[0, AHEAD_DAYS - 1]
            for name in PARTS
        }
        assert max(chances.values()) == chances[part]


def test_each_lead_has_its_reading(model: OpenLeads, fallen: Falls, history: History, moment: pd.Timestamp) -> None:
    """In both languages, with rows as evidence; a group that is told has lowered the chance."""
    rows = fallen.rows[fallen.rows["now"] < fallen.rows["before"]]
    found = dossiers(history, "lead", list(rows.index), moment)
    then, now = fallen.then.loc[rows.index], fallen.now.loc[rows.index]

    causes = readings(model, then, now, list(found.values()))

    keys = {cause.key for cause in causes}
    assert {"reading", "reading-aged"} <= keys <= {"reading", "reading-aged", "calendar", "unexplained"}
    for cause in causes:
        if cause.key == "reading-aged":
            assert all(each.recorded_at <= moment - timedelta(days=7) for each in cause.evidence)
        assert cause.evidence
        assert cause.text.en
        assert cause.text.zh
        assert "_" not in cause.text.en + cause.text.zh


def test_fewer_working_days_ahead_are_told_as_such(
    model: OpenLeads, fallen: Falls, history: History, moment: pd.Timestamp
) -> None:
    """Where nothing but the calendar differs."""
    lead = fallen.now.iloc[[0]]
    before_feast = pd.Timestamp("2026-01-25T00:00Z")
    then, now = (lead.assign(cutoff=day) for day in (before_feast - timedelta(days=7), before_feast))
    dossier = dossiers(history, "lead", [str(lead.index[0])], moment)[str(lead.index[0])]

    (cause,) = readings(model, then, now, [dossier])

    assert "calendar" == cause.key
    assert "接下来的工作日变少了：未来30天有16个，一周前看是21个。" == cause.text.zh
