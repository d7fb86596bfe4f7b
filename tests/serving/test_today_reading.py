"""What the model goes by in a fall, where nothing on record stands out."""

import re
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from history.record import History
from models.artifact import Bundle
from models.dossier import dossiers
from models.intervals import days_worked
from models.open_leads import OpenLeads
from models.reasons.groups import GROUPS
from models.today.at_risk import AHEAD_DAYS, Falls, falls
from models.today.reading import Sight, moved, readings
from models.today.result import Cause
from models.win_reasons import by_group
from models.won_by import intervals_until, won_by, worked_until

WEEK = timedelta(days=7)
POINTS = re.compile(r"([−+]?\d+\.\d) percentage points")
KEYS = {"reading", "reading-new", "reading-same", "reading-aged", "rest", "calendar", "unexplained"}


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


def test_what_moved_the_chance_sums_to_its_fall(model: OpenLeads, fallen: Falls) -> None:
    """Groups of facts, the calendar and the rest lead from the chance of a week ago to that of now."""
    found = moved(model, fallen.then, fallen.now)

    assert (len(fallen.rows), len(GROUPS)) == found.facts.shape
    expected = 100 * (fallen.rows["now"] - fallen.rows["before"]).to_numpy()
    assert expected == pytest.approx(found.facts.sum(axis=1) + found.calendar + found.rest, abs=1e-9)


def test_groups_move_the_chance_by_their_share_of_the_way(model: OpenLeads, fallen: Falls) -> None:
    """A slow walk from the facts of then to those of now, each small step told by finite differences, says the same."""
    then, now = fallen.then.iloc[:3], fallen.now.iloc[:3]
    intervals = intervals_until(AHEAD_DAYS)
    work = worked_until(days_worked(now, model.business_), AHEAD_DAYS)
    old, new = (model.contributions(table, intervals) for table in (then, now))
    start, parts = old.base + old.added.sum(axis=1), by_group(model, new.added - old.added)
    walked, steps = np.zeros((3, len(GROUPS) + 1)), 400
    for step in range(steps):
        middle = start + parts.sum(axis=1) * (step + 0.5) / steps
        for group in range(parts.shape[1]):
            reach = parts[:, group] / steps / 2
            walked[:, group] += 100 * (won_by(middle + reach, work).won - won_by(middle - reach, work).won)

    found = moved(model, then, now)

    # Points are shared out on the scale of log-odds, and the whole brought to percentage points.
    scale = walked.sum(axis=1) / (found.facts.sum(axis=1) + found.rest)
    assert np.ones(3) == pytest.approx(scale, abs=1e-3)
    assert walked[:, :-1] == pytest.approx(found.facts, abs=0.05)


@pytest.fixture(scope="module")
def lower(fallen: Falls) -> pd.DataFrame:
    """The rows of those that fell."""
    return fallen.rows[fallen.rows["now"] < fallen.rows["before"]]


@pytest.fixture(scope="module")
def told(
    model: OpenLeads, fallen: Falls, lower: pd.DataFrame, history: History, moment: pd.Timestamp
) -> list[tuple[Cause, ...]]:
    """The reading of each of them."""
    ids = list(lower.index)
    then = Sight(fallen.then.loc[ids], list(dossiers(history, "lead", ids, moment - WEEK).values()))
    return readings(model, then, Sight(fallen.now.loc[ids], list(dossiers(history, "lead", ids, moment).values())))


def test_what_is_shown_adds_up_to_the_fall_that_is_shown(told: list[tuple[Cause, ...]], lower: pd.DataFrame) -> None:
    """To the tenth of a point, however the parts are rounded."""
    for causes, (_, row) in zip(told, lower.iterrows(), strict=True):
        if causes[0].key == "unexplained":
            continue
        points = [float(POINTS.findall(cause.text.en)[0].replace("−", "-")) for cause in causes]
        shown = sum(each if cause.key == "rest" else -each for cause, each in zip(causes, points, strict=True))
        assert shown == pytest.approx(round(100 * (row["now"] - row["before"]), 1))


def test_each_lead_has_its_reading(told: list[tuple[Cause, ...]], moment: pd.Timestamp) -> None:
    """In both languages, with rows as evidence; a group that is told has lowered the chance."""
    causes = [cause for some in told for cause in some]
    assert {"reading", "reading-aged", "rest"} <= {cause.key for cause in causes} <= KEYS
    for cause in causes:
        if cause.key == "reading-aged":
            assert all(each.recorded_at <= moment - WEEK for each in cause.evidence)
        assert bool(cause.evidence) == (cause.key != "rest")
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

    ((cause,),) = readings(model, Sight(then, [dossier]), Sight(now, [dossier]))

    assert "calendar" == cause.key
    points = -moved(model, then, now).calendar[0]
    assert f"接下来的工作日变少，使概率下降{points:.1f}个百分点：未来30天有16个，一周前看是21个。" == cause.text.zh
