"""What if more leads came in: the same world with common random numbers."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from history.errors import UserError
from history.simulator import ExtraLeads, World, WorldConfig, simulate
from history.tables import TABLES

CONFIG = WorldConfig(accounts=600, days=400)
START = date(2025, 7, 7)
EXTRA = ExtraLeads(start=START, days=7, count=300, region="华东")


def with_extra(config: WorldConfig, *extra: ExtraLeads) -> WorldConfig:
    return config.model_copy(update={"extra_leads": extra})


@pytest.fixture(scope="module")
def usual() -> World:
    return simulate(CONFIG, 9)


@pytest.fixture(scope="module")
def flooded() -> World:
    return simulate(with_extra(CONFIG, EXTRA), 9)


def before(world: World, name: str, day: date) -> pd.DataFrame:
    rows = world.history[name]
    return rows[rows[TABLES[name].happened] < pd.Timestamp(day, tz="Asia/Shanghai")].reset_index(drop=True)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 80), st.integers(1, 60), st.integers(0, 3))
def test_nothing_changes_before_extra_leads_come(day, count, seed):
    """
    Whenever they come and however many they are, all that happened before is the same, bit for bit.
    """
    config = WorldConfig(accounts=60, days=100)
    start = config.start + timedelta(days=day)
    more = simulate(with_extra(config, ExtraLeads(start=start, days=14, count=count)), seed)
    same = simulate(config, seed)

    for name in ("stage_changes", "activities", "orders", "signals"):
        pd.testing.assert_frame_equal(before(same, name, start), before(more, name, start), check_exact=True)


def test_extra_leads_come_when_and_where_they_were_asked_for(flooded):
    """
    All of them on the working days of their week, in their region, after the usual ones by number.
    """
    extra = flooded.truth.leads.query("extra")
    known = flooded.history["leads"].drop_duplicates("lead_id").set_index("lead_id").loc[extra["lead_id"]]
    day = known["created_at"].dt.tz_convert("Asia/Shanghai").dt.date

    assert 300 == len(extra)
    assert {START + timedelta(days=number): 60 for number in range(5)} == day.value_counts().to_dict()
    assert {"华东"} == set(known["region"])
    assert extra.index[0] == len(flooded.truth.leads) - 300


def test_usual_leads_stay_who_they_are(usual, flooded):
    """
    The usual leads of both worlds agree in all but their fate.
    """
    same = [column for column in usual.truth.leads if column not in ("outcome", "ended")]

    pd.testing.assert_frame_equal(usual.truth.leads[same], flooded.truth.leads.query("not extra")[same])


def test_extra_leads_lower_the_wins_of_others_in_their_region_only(usual, flooded):
    """
    The load goes up and the usual leads of the region lose wins; in other regions no lead has another end.
    """
    one, other = usual.truth.leads, flooded.truth.leads.query("not extra")
    here = one["region"] == "华东"
    day = START + timedelta(days=10)

    assert flooded.truth.load.loc[day, "华东"] > 1.5 * usual.truth.load.loc[day, "华东"]
    assert (other["outcome"] == "won")[here].sum() < (one["outcome"] == "won")[here].sum()
    pd.testing.assert_frame_equal(one[~here], other[~here])


def test_no_lead_is_won_for_the_extra_load_alone(usual, flooded):
    """
    While both worlds still agree on a lead's way, more load never turns a day without a win into one.
    """
    one, other = (world.truth.hazards().set_index(["lead", "day"]) for world in (usual, flooded))
    both = one.join(other, suffixes=("", "_flooded"), how="inner").query(
        "stage == stage_flooded and load_flooded >= load"
    )

    assert (both["win_flooded"] <= both["win"]).all()
    assert not (both["won_flooded"] & ~both["won"]).any()


def test_extra_leads_are_as_good_as_others(flooded):
    """
    Extra leads come from accounts as usual ones do: the curve of their cells at the load they met gives their wins.
    """
    extra = flooded.truth.leads.query("extra")
    first, load = (START - CONFIG.start).days, flooded.truth.load["华东"].to_numpy()
    expected = sum(
        count * flooded.truth.win_curve("华东", industry, None, load[first + 3 : first + 103], START, 100)[-1]
        for industry, count in extra.groupby("industry").size().items()
    )

    won = ((extra["outcome"] == "won") & (extra["ended"] - extra["created"] <= 100)).sum()

    assert abs(won - expected) < 4 * expected**0.5


def test_the_mix_can_be_asked_for():
    """
    Extra leads of an industry and a source are of that industry and source.
    """
    asked = ExtraLeads(start=START, count=20, industry="金融", source="展会")
    extra = simulate(with_extra(CONFIG, asked), 9).truth.leads.query("extra")

    assert {("金融", "展会")} == set(zip(extra["industry"], extra["source"], strict=True))


def test_impossible_extra_leads_are_refused():
    """
    No working day, or no account to come from: both are said, with what to do.
    """
    holiday = ExtraLeads(start=date(2025, 1, 29), days=5, count=5)
    nobody = ExtraLeads(start=date(2025, 3, 3), count=5, region="西北", industry="能源")
    tiny = WorldConfig(accounts=5, days=90)

    with pytest.raises(UserError, match="no working day"):
        simulate(with_extra(tiny, holiday), 1)
    with pytest.raises(UserError, match="No account of this world"):
        simulate(with_extra(tiny, nobody), 1)
