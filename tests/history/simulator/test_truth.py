"""The truth of a simulated world, checked against what happens in it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from history.errors import UserError
from history.simulator import World, WorldConfig, simulate
from history.tables import TERMINAL_STAGES


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(WorldConfig(), 11)


@pytest.fixture(scope="module")
def hazards(world: World) -> pd.DataFrame:
    return world.truth.hazards()


def test_the_world_has_the_size_and_rates_of_a_business(world):
    """
    8 to 10 thousand leads, 55 to 70 reps at a time, 15 to 25 % won, most decided within 180 days, and 1.5 to 4 % of
    accounts buying in a week.
    """
    leads, days = world.truth.leads, world.config.days
    old = leads[leads["created"] < days - 180]
    orders = world.history["orders"]
    week = (orders["ordered_at"] - orders["ordered_at"].min()).dt.days // 7
    bought = len(pd.DataFrame({"account": orders["account_id"], "week": week}).drop_duplicates())

    assert 8_000 <= len(leads) <= 10_000
    assert 55 <= world.truth.course.funnel.active_reps[-1].sum() <= 70
    assert 0.15 <= (old["outcome"] == "won").mean() <= 0.25
    assert (old["ended"] - old["created"] <= 180).mean() > 0.85
    assert 0.015 <= bought / (world.config.accounts * days / 7) <= 0.04


def test_truth_and_history_agree_on_outcomes(world):
    """
    A lead that the history knows to have ended did so in truth.
    """
    ended = world.history["stage_changes"].query(
        "stage in @TERMINAL_STAGES", local_dict={"TERMINAL_STAGES": TERMINAL_STAGES}
    )
    outcome = world.truth.leads.set_index("lead_id")["outcome"]

    assert outcome.loc[ended["lead_id"]].tolist() == ended["stage"].tolist()


@pytest.mark.parametrize(("hazard", "event"), [("win", "won"), ("loss", "lost")])
def test_hazards_add_up_to_what_happened(hazards, hazard, event):
    """
    The sum of the daily hazards is the number of wins and of losses, within four standard deviations; also by stage.
    """
    for _, rows in [("all", hazards), *hazards.groupby("stage"), *hazards.groupby("state")]:
        expected, variance = rows[hazard].sum(), (rows[hazard] * (1 - rows[hazard])).sum()
        assert abs(rows[event].sum() - expected) <= 4 * np.sqrt(variance) + 1


def test_load_is_open_leads_per_active_rep(world):
    """
    On sampled days the load counted from the rows of the history is the load in the truth.
    """
    leads = world.truth.leads
    reps = world.history["reps"].drop_duplicates("rep_id", keep="last")
    joined, left = (reps[name].dt.tz_convert("Asia/Shanghai").dt.date for name in ("joined_at", "left_at"))
    for number in (60, 200, 333):
        day = world.truth.load.index[number]
        opened = leads[(leads["created"] < number) & ~(leads["ended"] < number)].groupby("region").size()
        active = reps[(joined <= day) & (left.isna() | (left >= day))].groupby("region").size()
        expected = (opened / active).reindex(world.truth.load.columns)
        assert expected.tolist() == pytest.approx(world.truth.load.loc[day].tolist())


def test_surges_are_seen_in_the_leads_and_in_what_is_open(world):
    """
    In a campaign week the region gets a multiple of its usual leads, and more leads are open after it than before.
    """
    leads = world.truth.leads
    opened = pd.DataFrame(world.truth.course.funnel.open_leads, columns=list(world.config.regions))
    for surge in world.truth.surges.query("factor > 5").itertuples():
        first = (surge.start - world.config.start).days
        mine = leads[leads["region"] == surge.region]
        usual = len(mine) / world.config.days * 7
        assert mine["created"].between(first, first + 6).sum() > 2 * usual
        assert opened[surge.region].iloc[first + 7] > opened[surge.region].iloc[first]


def test_load_effect_is_identified_by_the_past(world, hazards):
    """
    A logistic regression of daily wins on what truly matters and log load finds the load effect within 2.6 standard
    errors, and finds it to be no chance result.
    """
    stayed = hazards[~hazards["lost"] & (hazards["won"] | (np.arange(len(hazards)) % 10 == 0))]
    effect, error = load_slope(world, stayed)

    assert abs(effect + world.truth.load_effect) < 2.6 * error
    assert effect < -3 * error


def load_slope(world: World, rows: pd.DataFrame) -> tuple[float, float]:
    """The slope of log load and its standard error, by Newton's method; keeping each tenth row that is no win only
    moves the intercept.
    """
    lead = world.truth.leads.iloc[rows["lead"]].reset_index(drop=True)
    month = pd.Series([world.config.start + pd.Timedelta(days=day) for day in rows["day"]]).map(lambda day: day.month)
    age = rows["age"].to_numpy()
    parts = [lead["region"] + lead["industry"], lead["source"], rows["stage"], rows["state"], month]
    dummies = [pd.get_dummies(part, drop_first=True).to_numpy(float) for part in parts]
    log_load = np.log(np.maximum(rows["load"].to_numpy() / world.truth.reference_load, 1 / 3))
    shape = [log_load, np.ones(len(rows)), np.exp(-age / 10), np.exp(-np.maximum(age - 40, 0) / 60)]
    x, y = np.column_stack([*shape, *dummies]), rows["won"].to_numpy(float)
    slopes = np.zeros(x.shape[1])
    for _ in range(15):
        p = 1 / (1 + np.exp(-x @ slopes))
        information = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(x.shape[1])
        slopes += np.linalg.solve(information, x.T @ (y - p))
    return float(slopes[0]), float(np.sqrt(np.linalg.inv(information)[0, 0]))


def test_win_curve_is_what_happens_to_new_leads():
    """
    Summed over the leads of a region at the load they met, the curve gives the wins by each age.

    Leads of one account share its buying cycle, so that wins scatter more than independent ones: up to twice.
    """
    world = simulate(WorldConfig(accounts=800, days=330, regions=("华东",), industries=("制造业",)), 2)
    load, expected = world.truth.load["华东"].to_numpy(), np.zeros(90)
    leads = world.truth.leads.query("created < 239")
    for day, count in leads.groupby("created").size().items():
        start = world.config.start + pd.Timedelta(days=day)
        expected += count * world.truth.win_curve("华东", "制造业", None, load[day + 1 : day + 91], start, 90)

    for age in (30, 60, 90):
        won = ((leads["outcome"] == "won") & (leads["ended"] - leads["created"] <= age)).sum()
        assert abs(won - expected[age - 1]) < 2 * 2.6 * np.sqrt(expected[age - 1])


def test_win_curve_by_chance_is_the_same_curve(world):
    """
    A slow walk of single leads through state, stage and fate, written anew, gives the same probability.
    """
    truth = world.truth
    exact = truth.win_curve("华南", "零售", "展会", 25.0, date(2025, 3, 3), 60)[-1]

    assert abs(walked_by_hand(world, 20_000) - exact) < 4 * np.sqrt(exact / 20_000)


def walked_by_hand(world: World, count: int) -> float:
    """The share of `count` leads from 展会 in 华南, 零售 won within 60 days of 2025-03-03 at 25 open leads per rep."""
    from history.simulator import effects as true
    from history.simulator import market as made

    rng, course, effects = np.random.default_rng(0), world.truth.course, world.truth.effects
    market, region, industry, source = course.market, 1, 2, 2
    mine = np.flatnonzero((market.region == region) & (market.industry == industry))
    rate = made.WAKING * np.exp(made.LEVELS[market.level[mine]] + market.pace[industry])
    heard = np.exp(0.5 * made.LEVELS[market.level[mine]])[:, None] * made.at_rest(rate) * made.LEAD_BY_STATE
    drawn = rng.choice(heard.size, count, p=(heard / heard.sum()).ravel())
    wakes, state = rate[drawn // 4], drawn % 4
    stage, open_, won = np.zeros(count, int), np.ones(count, bool), np.zeros(count, bool)
    fixed = effects.region[region] + effects.industry[industry] + effects.cross[region, industry]
    fixed += true.WIN_LEVEL + effects.source[source] - effects.load_effect * np.log(25 / effects.reference_load)
    fixed_loss = true.LOSS_LEVEL + effects.region_loss[region] + effects.industry_loss[industry]
    begin = (date(2025, 3, 3) - world.config.start).days
    for age in range(1, 61):
        u = rng.random(count)
        on = u < np.where(state == 0, wakes, made.ON[state])
        off = u > 1 - made.OFF[state]
        state = np.where(on, (state + 1) % 4, np.where(off, 0, state))
        if not course.days.working[begin + age]:
            continue
        month = course.days.month[begin + age]
        win = np.exp(
            fixed + effects.stage_win[stage] + true.STATE_WIN[state] + true.MONTH_WIN[month] + true.age_win(age)
        )
        loss = np.exp(fixed_loss + effects.stage_loss[stage] + true.STATE_LOSS[state] + true.age_loss(age))
        fate = rng.random(count) * (1 + win + loss)
        won |= open_ & (fate < win)
        open_ &= fate >= win + loss
        moves = rng.random(count) < 1 / (1 + np.exp(-effects.stage_advance[stage] - true.STATE_ADVANCE[state]))
        stage = np.where(moves, np.minimum(stage + 1 + (rng.random(count) < true.SKIPS), 4), stage)
    return float(won.mean())


def test_win_curve_rises_and_falls_with_load(world):
    """
    A curve never falls with time, stays below 1, and is lower under a higher load.
    """
    light, heavy = (world.truth.win_curve("华北", "金融", load=load) for load in (12.0, 36.0))

    assert (180,) == light.shape
    assert (np.diff(light) >= 0).all()
    assert 0 <= light[0] <= light[-1] < 1
    assert heavy[-1] < 0.85 * light[-1]


def test_win_curve_refuses_what_the_world_does_not_have(world):
    """
    An unknown name, or a day beyond the calendar, is answered with what there is.
    """
    with pytest.raises(UserError, match="no region '火星'"):
        world.truth.win_curve("火星", "金融")
    with pytest.raises(UserError, match="within the calendar"):
        world.truth.win_curve("华北", "金融", start_day=date(2040, 1, 1))


def test_signals_come_more_often_from_accounts_about_to_buy(world):
    """
    Per account and day, an evaluating account emits at least twice the signals of an idle one, and its signals speak of
    buying more often.
    """
    signals = world.history["signals"].dropna(subset="published_at")
    account = signals["account_id"].str[5:].astype(int).to_numpy() - 1
    day = (signals["published_at"] - pd.Timestamp(world.config.start, tz="Asia/Shanghai")).dt.days.to_numpy()
    state = world.truth.states[day, account]
    rate = np.bincount(state, minlength=4) / np.bincount(world.truth.states.ravel(), minlength=4)
    telling = signals["title"].str.contains("采购|招标|数字化|扩建|融资").to_numpy()

    assert rate[2] > 2 * rate[0]
    assert telling[state == 2].mean() > 2 * telling[state == 0].mean()


def test_touches_and_signals_tell_who_buys_next_week(world):
    """
    Known signals of the last 90 days, alone and with touches, rank next week's buyers better than 0.6 AUC (touches
    with signals better than 0.65).
    """
    alone, both, buys = [], [], []
    for number in range(200, 530, 30):
        moment = pd.Timestamp(world.config.start, tz="Asia/Shanghai") + pd.Timedelta(days=number)
        signals, touches = (recent(world, name, moment) for name in ("signals", "activities"))
        orders = world.history["orders"]
        soon = orders["ordered_at"].between(moment, moment + pd.Timedelta(days=7), inclusive="left")
        alone.append(signals.to_numpy())
        both.append(np.log1p(signals.to_numpy()) + np.log1p(touches.to_numpy()))
        buys.append(signals.index.isin(orders["account_id"][soon]))

    assert auc(np.concatenate(alone), np.concatenate(buys)) > 0.6
    assert auc(np.concatenate(both), np.concatenate(buys)) > 0.65


def recent(world: World, name: str, moment: pd.Timestamp) -> pd.Series:
    """How many rows of a table each account has that were recorded in the 90 days up to `moment`."""
    rows = world.history[name]
    rows = rows[(rows["recorded_at"] <= moment) & (rows["recorded_at"] > moment - pd.Timedelta(days=90))]
    return rows.groupby("account_id").size().reindex(world.history["accounts"]["account_id"].unique(), fill_value=0)


def auc(score: np.ndarray, positive: np.ndarray) -> float:
    ranks, count = rankdata(score)[positive], positive.sum()
    return float((ranks.sum() - count * (count + 1) / 2) / (count * (len(score) - count)))
