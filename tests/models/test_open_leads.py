"""When an open lead will be won: what became of past ones, and the curves learned from it."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.spec import Spec, learn_spec
from history.record import History
from history.simulator import WorldConfig, simulate
from models.intervals import DAYS, EDGES, by_interval, days_worked, interval_outcomes
from models.open_leads import FALLING, NothingWon, OpenLeads
from models.scorers.boosted import Boosting

AS_OF = pd.Timestamp("2025-10-13T16:00Z")
CUTOFFS = list(pd.date_range("2025-04-06T16:00Z", periods=6, freq="30D"))
DAY = pd.Timedelta(days=1)
QUICK = Boosting(rounds=30, min_rows=30)


@pytest.fixture(scope="module")
def history() -> History:
    return simulate(WorldConfig(accounts=400, days=330), 5).history


@pytest.fixture(scope="module")
def spec(history: History) -> Spec:
    return learn_spec(history, AS_OF)


@pytest.fixture(scope="module")
def open_leads(history: History, spec: Spec) -> pd.DataFrame:
    return build(history.known_by(AS_OF), CUTOFFS, Rows("lead", "open"), spec)


@pytest.fixture(scope="module")
def fitted(history: History, spec: Spec) -> OpenLeads:
    return OpenLeads(QUICK).fit(history, CUTOFFS, spec, AS_OF)


def slowly(history: History, table: pd.DataFrame) -> set[tuple[int, int, int]]:
    """(row, interval, outcome) lead by lead, interval by interval."""
    ends = history["stage_changes"].query("stage in ('won', 'lost')")
    ends = ends[ends["recorded_at"] <= AS_OF].sort_values("recorded_at").drop_duplicates("lead_id").set_index("lead_id")
    found = set()
    for row, (lead, cutoff) in enumerate(zip(table["entity_id"], table["cutoff"], strict=True)):
        for interval, (start, stop) in enumerate(pairwise(int(edge) for edge in EDGES)):
            if cutoff + stop * DAY > AS_OF:
                break
            if lead not in ends.index or ends.at[lead, "changed_at"] >= cutoff + stop * DAY:
                found.add((row, interval, 0))
                continue
            moment, stage = ends.at[lead, "changed_at"], ends.at[lead, "stage"]
            if moment >= cutoff + start * DAY:
                found.add((row, interval, 1 if stage == "won" else 2))
            elif interval == 0:
                found.add((row, interval, 2))
    return found


def test_outcomes_are_those_of_a_loop_over_leads(history, open_leads):
    """
    Each lead gives one row per interval that it entered and whose end is known, and no other.
    """
    row, interval, outcome = interval_outcomes(history, open_leads, AS_OF)

    assert slowly(history, open_leads) == set(zip(row.tolist(), interval.tolist(), outcome.tolist(), strict=True))
    assert len(row) == len(set(zip(row, interval, strict=True)))


def test_an_interval_that_still_runs_is_left_out(history, open_leads):
    """
    Of the last cut-off only the intervals count that are over, also for the leads that ended since.
    """
    row, interval, _ = interval_outcomes(history, open_leads, AS_OF)
    last = open_leads["cutoff"].to_numpy()[row] == CUTOFFS[-1]
    passed = (AS_OF - CUTOFFS[-1]) / DAY

    assert {place for place, stop in enumerate(EDGES[1:]) if stop <= passed} == set(interval[last].tolist())


def test_who_had_ended_before_anybody_knew_is_lost_to_the_future(history, open_leads):
    """
    A lead won before its cut-off, but recorded after it, is no win to come.
    """
    lead = open_leads["entity_id"][0]
    cutoff = open_leads["cutoff"][0]
    end = {"lead_id": [lead], "stage": ["won"], "changed_at": [cutoff - DAY], "recorded_at": [cutoff + DAY]}
    others = history["stage_changes"].query("lead_id != @lead")
    changed = History.of(
        history.business,
        **(dict(history.tables) | {"stage_changes": pd.concat([others, pd.DataFrame(end)], ignore_index=True)}),
    )
    row, interval, outcome = interval_outcomes(changed, open_leads[:1], AS_OF)

    assert [(0, 0, 2)] == list(zip(row, interval, outcome, strict=True))


def test_days_are_counted_against_a_usual_one(history):
    """
    Days off count 0, others 7/5; those of the National Day of 2025 are off.
    """
    table = pd.DataFrame({"cutoff": pd.to_datetime(["2025-09-28T16:00Z", "2025-11-09T16:00Z"])})
    worked = days_worked(table, history.business)

    assert [7 / 5, 7 / 5, 0, 0, 0, 0, 0, 0, 0, 0, 7 / 5] == pytest.approx(worked[0, :11])
    assert [7 / 5] * 5 + [0, 0] == pytest.approx(worked[1, :7])
    assert (2, DAYS) == worked.shape


def test_no_interval_is_without_any_work(history):
    """
    The mean of each interval's days, a fifth at least.
    """
    table = pd.DataFrame({"cutoff": pd.to_datetime(["2025-09-30T16:00Z"])})

    assert [0.2, 1.0] == pytest.approx(by_interval(days_worked(table, history.business))[0, :2], abs=0.25)
    assert 0.2 <= by_interval(np.zeros((1, DAYS))).min()


def test_curves_rise_within_0_and_1(fitted, open_leads):
    """
    P(won by day d) never falls in d, for any lead.
    """
    curves = fitted.curves(open_leads)

    assert (len(open_leads), DAYS) == curves.shape
    assert (np.diff(curves, axis=1) >= 0).all()
    assert ((curves >= 0) & (curves <= 1)).all()


def test_nobody_wins_on_a_day_off(fitted, open_leads, history):
    """
    The curve is flat on days that are not worked, and rises on all others.
    """
    curves = fitted.curves(open_leads)
    steps = np.diff(curves, axis=1, prepend=0.0)
    worked = days_worked(open_leads, history.business) > 0

    assert not steps[~worked].any()
    assert (steps[worked] > 0).all()


def test_a_curve_at_an_intervals_end_is_that_of_its_hazards(fitted, open_leads):
    """
    Under usual work, chances of the intervals multiply up to the curve: won now, or later if neither won nor lost.
    """
    won, lost = fitted.hazards(open_leads)
    calendar = np.exp(np.log1p(-np.minimum(won + lost, 1 - 1e-12)))
    worked = np.add.reduceat(days_worked(open_leads, fitted.business_), EDGES[:-1], axis=1) / np.diff(EDGES)
    left = calendar**worked
    expected, alive = np.zeros(len(won)), np.ones(len(won))
    for interval in range(len(EDGES) - 1):
        expected += alive * (1 - left[:, interval]) * won[:, interval] / (won + lost)[:, interval]
        alive *= left[:, interval]

    assert expected == pytest.approx(fitted.curves(open_leads)[:, -1])


@pytest.mark.parametrize("feature", FALLING)
def test_more_load_never_raises_the_hazard_of_winning(fitted, open_leads, feature):
    """
    Whatever the lead, its chance in every interval falls or stays as the load goes up.
    """
    assert feature in fitted.columns_.names
    before = np.inf
    for load in np.linspace(0, 80, 9, dtype=np.float32):
        won = fitted.boosters_["won"].predict(
            np.column_stack([fitted.columns_.codes(open_leads.assign(**{feature: load})), np.ones(len(open_leads))])
        )
        assert (won <= before).all()
        before = won


def test_moments_are_not_remembered(fitted):
    """
    What is the same for all leads of a moment is no feature.
    """
    assert not [name for name in fitted.columns_.names if name.startswith(("level_", "calendar_"))]


def test_what_happened_is_what_is_expected(fitted, history, open_leads):
    """
    Over the rows fitted on, the hazards of each interval add up to its wins and losses, within a tenth.
    """
    row, interval, outcome = interval_outcomes(history, open_leads, AS_OF)
    work = by_interval(days_worked(open_leads, history.business))
    for cause, hazards in enumerate(fitted.hazards(open_leads), start=1):
        for place in range(4):
            here = interval == place
            expected = (hazards[row[here], place] * work[row[here], place]).sum()
            assert (outcome[here] == cause).sum() == pytest.approx(expected, rel=0.1)


def test_save_and_load_give_equal_curves(fitted, open_leads, tmp_path):
    """
    To the last bit.
    """
    fitted.save(tmp_path)

    assert fitted.curves(open_leads).tolist() == OpenLeads.load(tmp_path).curves(open_leads).tolist()


def test_nobody_open_gives_no_curve(fitted, open_leads):
    """
    An empty table has an empty answer.
    """
    assert (0, DAYS) == fitted.curves(open_leads[:0]).shape


def test_without_a_win_there_is_nothing_to_learn(history, spec):
    """
    A history in which nothing open was won is refused.
    """
    lost = history["stage_changes"].query("stage != 'won'")
    changed = History.of(history.business, **(dict(history.tables) | {"stage_changes": lost}))

    with pytest.raises(NothingWon):
        OpenLeads(QUICK).fit(changed, CUTOFFS, spec, AS_OF)


def test_what_is_recorded_later_is_not_learned(history, spec, fitted, open_leads):
    """
    Rows recorded after the moment change nothing.
    """
    again = OpenLeads(QUICK).fit(history.known_by(AS_OF), CUTOFFS, spec, AS_OF)

    assert fitted.curves(open_leads).tolist() == again.curves(open_leads).tolist()
