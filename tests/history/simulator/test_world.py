"""The rows of a simulated world: what must hold of them whatever chance does."""

import itertools
import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from features.signals import is_first_look
from history.simulator import World, WorldConfig, simulate
from history.tables import SIGNAL_KINDS, TABLES
from scrapers.signals import first_look

HAPPENED = {name: table.happened for name, table in TABLES.items()} | {"signals": "published_at"}
SMALL = WorldConfig(accounts=500, days=330, reps_per_region=(5,) * 7)


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(SMALL, 5)


def local_dates(times: pd.Series) -> set[date]:
    return set(times.dt.tz_convert("Asia/Shanghai").dt.date)


def test_the_same_seed_gives_the_same_world(world):
    """
    All seven tables agree to the last bit, and all have rows.
    """
    again = simulate(SMALL, 5)

    for name, rows in world.history.tables.items():
        assert len(rows) > 0
        pd.testing.assert_frame_equal(rows, again.history[name], check_exact=True)


def test_another_seed_gives_another_world(world):
    """
    Neither the leads nor the true effects of two seeds agree.
    """
    other = simulate(SMALL, 6)

    assert not world.history["leads"].equals(other.history["leads"])
    assert world.truth.effects.region.tolist() != other.truth.effects.region.tolist()


@pytest.mark.parametrize("name", TABLES)
def test_no_row_is_recorded_before_it_happened(world, name):
    """
    Every row was recorded after its event, and by the end of the world's last day.
    """
    rows = world.history[name]
    happened = rows[HAPPENED[name]].dropna()

    assert (happened <= rows.loc[happened.index, "recorded_at"]).all()
    assert rows["recorded_at"].max() <= pd.Timestamp("2025-12-02", tz="Asia/Shanghai")


def test_a_leaving_is_recorded_after_it(world):
    """
    No version of a rep tells of a leaving that is still to come.
    """
    left = world.history["reps"].dropna(subset="left_at")

    assert len(left) > 0
    assert (left["left_at"] <= left["recorded_at"]).all()


@pytest.mark.parametrize("name", TABLES)
def test_required_columns_and_choices_hold(world, name):
    """
    What a table requires is there, and only allowed words stand where words are limited.
    """
    rows, table = world.history[name], TABLES[name]

    assert not rows[[column.name for column in table.columns if column.required]].isna().any().any()
    for column in table.columns:
        assert not column.choices or set(rows[column.name]) <= set(column.choices)


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique(world, name):
    """
    No key comes twice, in versioned tables none twice at one moment.
    """
    table = TABLES[name]
    key = [*table.key, "recorded_at"] if table.versioned else list(table.key)

    assert not world.history[name].duplicated(key).any()


def test_stages_come_in_their_order(world):
    """
    A lead begins in the first stage at its creation, and never goes back or stays.
    """
    place = {stage: at for at, stage in enumerate([*world.history.business.stages, "won", "lost"])}
    changes = world.history["stage_changes"].sort_values(["lead_id", "changed_at"])
    first = changes.drop_duplicates("lead_id")
    created = world.history["leads"].drop_duplicates("lead_id").set_index("lead_id")["created_at"]

    steps = changes["stage"].map(place).groupby(changes["lead_id"]).diff().dropna()

    assert {world.history.business.stages[0]} == set(first["stage"])
    assert first["changed_at"].tolist() == created.loc[first["lead_id"]].tolist()
    assert (steps > 0).all()


def test_a_lead_ends_once_and_nothing_is_done_after(world):
    """
    At most one terminal stage a lead, its last change; no touch of the lead comes later.
    """
    changes = world.history["stage_changes"].sort_values(["lead_id", "changed_at"])
    ended = changes[changes["stage"].isin(["won", "lost"])]
    touches = world.history["activities"].merge(ended[["lead_id", "changed_at"]], on="lead_id")

    assert not ended["lead_id"].duplicated().any()
    assert ended.index.isin(changes.drop_duplicates("lead_id", keep="last").index).all()
    assert len(touches) > 0
    assert (touches["happened_at"] < touches["changed_at"]).all()


def test_a_won_lead_is_one_order(world):
    """
    Orders that name a lead are those of the leads won, of the same account and day.
    """
    won = world.history["stage_changes"].query("stage == 'won'").set_index("lead_id")["changed_at"]
    owner = world.history["leads"].drop_duplicates("lead_id").set_index("lead_id")["account_id"]
    orders = world.history["orders"].dropna(subset="lead_id")
    orders = orders[orders["lead_id"].isin(won.index)]

    assert not orders["lead_id"].duplicated().any()
    assert orders["account_id"].tolist() == owner.loc[orders["lead_id"]].tolist()
    assert (orders["ordered_at"].to_numpy() - won.loc[orders["lead_id"]].to_numpy() <= np.timedelta64(1, "h")).all()
    assert (world.history["orders"].eval("paid <= amount")).all()


def test_holidays_carry_no_business(world):
    """
    Nobody works in the Spring Festival or the National Day week of 2025, nor on plain weekends; on the weekend days
    that are worked instead (by the State Council's notice) they do.
    """
    holidays = [*pd.date_range("2025-01-28", "2025-02-04"), *pd.date_range("2025-10-01", "2025-10-08")]
    holidays += [pd.Timestamp("2025-03-08"), pd.Timestamp("2025-03-09")]
    adjusted = [date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)]
    tables = ["leads", "stage_changes", "activities", "orders"]

    worked = set().union(*(local_dates(world.history[name][TABLES[name].happened]) for name in tables))

    assert not worked & {day.date() for day in holidays}
    assert set(adjusted) <= worked


def test_a_lead_follows_a_rep_who_stays(world):
    """
    Whoever has a lead works in its region; a later version names another rep, once the former has left.
    """
    reps = world.history["reps"].drop_duplicates("rep_id", keep="last").set_index("rep_id")
    leads = world.history["leads"]
    joined, left = leads["rep_id"].map(reps["joined_at"]), leads["rep_id"].map(reps["left_at"])
    former_left = left.groupby(leads["lead_id"]).shift()
    handed_on = leads["lead_id"].duplicated()

    assert leads["region"].tolist() == leads["rep_id"].map(reps["region"]).tolist()
    assert (joined <= leads["recorded_at"]).all()
    assert handed_on.sum() > 0
    assert (former_left[handed_on] < leads["recorded_at"][handed_on]).all()


def test_reps_do_not_outdo_their_capacity(world):
    """
    On average a rep's day holds no more outbound touches than the capacity, however many leads are open.
    """
    touches = world.history["activities"].query("direction == 'out'")
    day = touches["happened_at"].dt.tz_convert("Asia/Shanghai").dt.date

    busiest = touches.groupby([touches["rep_id"], day]).size().groupby("rep_id").mean().max()

    # Touches that a stage change cannot do without come on top.
    assert busiest < 1.5 * SMALL.rep_capacity


def test_a_simulated_row_shows_itself(world):
    """
    Every id begins with SIM-, every address is one that cannot exist, and JSON details say it too.
    """
    for name, table in TABLES.items():
        assert world.history[name][table.key[0]].str.startswith("SIM-").all()
    addresses = [*world.history["accounts"]["website"], *world.history["signals"]["url"].dropna()]

    assert all(address.split("/")[2].endswith(".example") for address in addresses)
    told = [*world.history["signals"]["details"], *world.history["activities"]["details"]]
    assert all(json.loads(details)["simulated"] is True for details in told)
    assert "simulated" == world.label


def test_every_account_is_looked_at_once_before_its_signals(world):
    """
    For each kind, soon after the CRM has it, and never before; so that no signal is then a fact.
    """
    signals, accounts = world.history["signals"], world.history["accounts"]
    notes = signals[signals["details"].map(is_first_look)]
    looked = notes.groupby("account_id")["recorded_at"].agg(["min", "max"])
    known = accounts.groupby("account_id")["recorded_at"].min().clip(lower=pd.Timestamp("2025-01-05 16:00", tz="UTC"))
    told = signals.drop(notes.index).groupby("account_id")["recorded_at"].min().reindex(known.index)

    assert set(itertools.product(known.index, SIGNAL_KINDS)) == set(
        zip(notes["account_id"], notes["kind"], strict=True)
    )
    assert len(notes) == 4 * len(known)
    assert ((looked["min"] > known) & (looked["max"] < known + pd.Timedelta("1h"))).all()
    assert not (told < looked["max"]).any()


def test_a_look_is_noted_as_the_collector_does(world):
    """
    With the same words, and nothing else but that it is simulated.
    """
    note = world.history["signals"].query("title.str.startswith('First look')").iloc[0]
    theirs = first_look(note["kind"], note["observed_at"]).row(note["account_id"], None, note["recorded_at"])

    for name in ("account_id", "kind", "observed_at", "recorded_at", "title"):
        assert theirs[name] == note[name]
    assert note[["url", "text", "published_at"]].isna().all()
    assert {"simulated": True, "first_look": True} == json.loads(note["details"])
    assert json.loads(theirs["details"])["first_look"] is True


def test_companies_have_names_of_their_own(world):
    """
    No two accounts share a name or a website, and most names are Chinese.
    """
    accounts = world.history["accounts"].drop_duplicates("account_id")

    assert accounts["name"].is_unique
    assert accounts["website"].is_unique
    assert 0.85 < accounts["name"].str.endswith("有限公司").mean() < 0.97


def test_a_lead_row_does_not_give_away_its_outcome():
    """
    Among won and lost leads neither the value, nor whether it is known, nor the rep's or lead's number tells which.
    """
    world = simulate(WorldConfig(accounts=2_000, days=400), 3)
    rows = world.history["leads"].drop_duplicates("lead_id").merge(world.truth.leads[["lead_id", "outcome", "created"]])
    rows = rows[(rows["outcome"] != "open") & (rows["created"] < 220)]
    won = rows["outcome"] == "won"
    clues = {"value": rows["value"], "known": rows["value"].notna(), "lead": rows["lead_id"].str[5:].astype(int) % 100}

    for clue in clues.values():
        ranks = clue[clue.notna()].rank()
        z = (ranks[won].mean() - ranks[~won].mean()) / (ranks.std() * np.sqrt(1 / won.sum() + 1 / (~won).sum()))
        assert abs(z) < 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"time_zone": "Mars/Olympus"}, "time zone database"),
        ({"country": "XX"}, "no holiday calendar"),
        ({"reps_per_region": (3,)}, "1 numbers for 7 regions"),
        ({"extra_leads": ({"start": "2025-02-10", "count": 5, "region": "火星"},)}, "this world has 华东"),
        ({"extra_leads": ({"start": "2031-02-10", "count": 5},)}, "within the world's days"),
    ],
)
def test_a_wrong_configuration_says_what_is_wrong(wrong, words):
    """
    A world that cannot be is refused in the words of the one who asked for it.
    """
    with pytest.raises(ValidationError, match=words):
        WorldConfig(**wrong)


def test_other_businesses_can_be_simulated():
    """
    Another country, clock, number of stages and set of names make a world as well; so does one of a single day.
    """
    abroad = WorldConfig(
        accounts=120, days=90, time_zone="America/New_York", country="US", regions=("E", "W"), stages=tuple("abcdefgh")
    )

    world, shortest = simulate(abroad, 1), simulate(WorldConfig(accounts=1, days=1), 1)

    assert {"E", "W"} == set(world.history["leads"]["region"])
    assert set(world.history["stage_changes"]["stage"]) <= {*"abcdefgh", "won", "lost"}
    assert 0 == len(shortest.history["leads"])
