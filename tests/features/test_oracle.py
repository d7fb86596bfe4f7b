"""All numbers once more in plain SQL, by DuckDB, on a world of some hundred accounts and leads."""

import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from features.build import Rows, build
from features.frame import CUTOFF, ENTITY, feature_names
from features.spec import Spec
from history.record import History
from history.settings import Business
from history.tables import SIGNAL_KINDS, TABLES

SQL = (Path(__file__).parent / "oracle.sql").read_text()
BEGIN = pd.Timestamp("2025-01-01T00:00Z")
CUTOFFS = [BEGIN + pd.Timedelta(days=days, hours=7) for days in (60, 120, 121, 249, 450)]
# What counts is 0 where nothing was counted; all else is unknown there. Of signals the SQL says itself which is which.
COUNTED = re.compile(
    r"^(?!signals_).*_count_|orders_value_|purchases_decayed|_entries|_repeats|^leads_open|^load_region_(open|new_\d+d)$"
)
DETAILS = ['{"tier": "certain"}', '{"tier":"possible"}', '{"page": "possible"}', '{"first_look":true}']
STAGES = ["first", "second", "unplanned", "surprise", "won", "lost"]
OF_ACCOUNT = ("account_", "touches_account_", "orders_", "purchases_", "signals_", "leads_")


class World:
    """Draws columns of `size` values; what is drawn depends on the seed alone."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)

    def ids(self, prefix, some, size):
        """`size` ids out of `some` different ones."""
        return [f"{prefix}{number:04d}" for number in self.chance.integers(0, some, size)]

    def some(self, values, size, unknown=0.2):
        """Values, or unknown at the rate `unknown`."""
        drawn = self.chance.choice(np.array(values, dtype=object), size)
        return np.where(self.chance.random(size) < unknown, None, drawn)

    def times(self, size, days=250):
        """Times of the days 0 … `days`, to the second."""
        return BEGIN + pd.to_timedelta(self.chance.integers(0, days * 86_400, size), unit="s")

    def after(self, times, days):
        """A time up to `days` after each of `times`, most of them soon."""
        return times + pd.to_timedelta((days * 86_400 * self.chance.random(len(times)) ** 4).astype(int), unit="s")


def draw_history(seed: int) -> History:
    """Versions, doubled and late ends, touches of leads and accounts, leads that change account, rep and region."""
    world = World(seed)
    return History.of(
        Business(stages=("first", "second")), **draw_parties(world), **draw_leads(world), **draw_events(world)
    )


def draw_parties(world: World) -> dict[str, pd.DataFrame]:
    """Versions of accounts, some of them announced, and of reps, some of whom leave."""
    accounts = pd.DataFrame(
        {
            "account_id": world.ids("a", 120, 200),
            "name": "n",
            "region": world.some(["N", "S"], 200),
            "industry": world.some(["steel", "软件"], 200),
            "employees": world.some([5.0, 70.0], 200),
            "valid_from": (valid := world.times(200)),
            "recorded_at": world.after(valid, 60) - pd.Timedelta(days=2),
        }
    )
    reps = pd.DataFrame(
        {
            "rep_id": world.ids("r", 12, 20),
            "name": "n",
            "region": world.some(["N", "S"], 20),
            "joined_at": (joined := world.times(20, 120)),
            "left_at": np.where(world.chance.random(20) < 0.3, world.after(joined, 200), pd.NaT),
            "recorded_at": world.after(joined, 30),
        }
    )
    return {"accounts": accounts, "reps": reps}


def draw_leads(world: World) -> dict[str, pd.DataFrame]:
    """Leads of one or more versions, and what they went through."""
    first = pd.DataFrame({"lead_id": [f"l{number:04d}" for number in range(250)], "created_at": world.times(250)})
    again = first.iloc[world.chance.integers(0, 250, 250)]
    versions = [(first, 20), (again, 200)]
    told = [each.assign(recorded_at=world.after(each["created_at"], days)) for each, days in versions]
    leads = pd.concat(told).assign(
        account_id=world.some(world.ids("a", 130, 60), 500),
        source=world.some(["web", "fair"], 500),
        region=world.some(["N", "S", "W"], 500, 0.6),
        industry=world.some(["steel", "软件"], 500, 0.6),
        product=world.some(["p", "q"], 500),
        rep_id=world.some(world.ids("r", 14, 14), 500),
        value=world.some([10.0, 2.5], 500),
    )
    moved = first.iloc[world.chance.integers(0, 250, 800)]
    changed = world.after(moved["created_at"], 120)
    changes = pd.DataFrame(
        {
            "lead_id": moved["lead_id"],
            "stage": world.chance.choice(STAGES, 800, p=[0.34, 0.26, 0.15, 0.05, 0.1, 0.1]),
            "changed_at": changed,
            "recorded_at": world.after(changed, 30),
        }
    )
    return {"leads": leads.drop_duplicates(["lead_id", "recorded_at"]), "stage_changes": changes}


def draw_events(world: World) -> dict[str, pd.DataFrame]:
    """Touches of leads, of accounts or of both, orders and signals."""
    happened, ordered, observed = world.times(3000), world.times(400), world.times(600)
    activities = pd.DataFrame(
        {
            "activity_id": [f"t{number:05d}" for number in range(3000)],
            "lead_id": world.some(world.ids("l", 260, 3000), 3000),
            "account_id": world.some(world.ids("a", 130, 3000), 3000, 0.7),
            "kind": world.chance.choice(["call", "visit", "email"], 3000),
            "happened_at": happened,
            "direction": world.some(["in", "Outbound", "来电", "?"], 3000),
            "recorded_at": world.after(happened, 20),
        }
    )
    orders = pd.DataFrame(
        {
            "order_id": [f"o{number}" for number in range(400)],
            "account_id": world.ids("a", 130, 400),
            "ordered_at": ordered,
            "amount": world.some([19.99, 0.1, 1234.5], 400),
            "recorded_at": world.after(ordered, 5),
        }
    )
    signals = pd.DataFrame(
        {
            "signal_id": [f"s{number}" for number in range(600)],
            "account_id": world.ids("a", 130, 600),
            "kind": world.chance.choice(SIGNAL_KINDS, 600),
            "observed_at": observed,
            "details": world.some(DETAILS, 600),
            "recorded_at": world.after(observed, 5),
        }
    )
    named = activities.dropna(subset=["lead_id", "account_id"], how="all")
    return {"activities": named, "orders": orders, "signals": signals}


SPEC = Spec(
    tables=tuple(TABLES),
    stages=("first", "second", "unplanned"),
    kinds=("call", "visit"),
    regions=("N", "S", "W"),
    industries=("steel", "软件"),
    sources=("fair", "web"),
    products=("p", "q"),
    reps=tuple(f"r{number:04d}" for number in range(14)),
)


@pytest.fixture(scope="module")
def world() -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Built and recomputed tables, by entity."""
    history = draw_history(6)
    built = {
        "account": build(history, CUTOFFS, Rows("account", "all"), SPEC),
        "lead": build(history, CUTOFFS, Rows("lead", "open"), SPEC),
    }
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        given = {
            **history.tables,
            "cutoffs": pd.DataFrame({"t": CUTOFFS}),
            "said": built["account"][[ENTITY, CUTOFF, "region", "industry"]]
            .rename(columns={ENTITY: "account_id", CUTOFF: "t"})
            .astype({"region": "str", "industry": "str"}),
        }
        for name, frame in given.items():
            connection.register(f"given_{name}", frame)
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given_{name}")
        connection.execute(SQL)
        slow = {entity: connection.sql(f"FROM {entity}_oracle ORDER BY ALL").to_arrow_table() for entity in built}
    return built, {entity: table.to_pandas() for entity, table in slow.items()}


def completed(slow: pd.DataFrame) -> pd.DataFrame:
    """The oracle's table with 0 for what was counted and not found; what an unknown account did stays unknown."""
    counted = [name for name in slow if COUNTED.search(name)]
    filled = slow.assign(**{name: slow[name].fillna(0) for name in counted})
    if "has_account" in slow:
        inherited = [name for name in counted if name.startswith(OF_ACCOUNT)]
        filled[inherited] = filled[inherited].where(slow["has_account"].astype(bool), axis=0)
    return filled


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_rows_are_the_same(world, entity):
    """The same entities stand in the table at the same cut-offs."""
    built, slow = (tables[entity] for tables in world)

    assert list(zip(slow["entity_id"], slow["cutoff"], strict=True)) == list(
        zip(built[ENTITY], built[CUTOFF], strict=True)
    )


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_every_number_is_recomputed(world, entity):
    """The oracle leaves out nothing but the calendar, which has tests of its own."""
    built, slow = (tables[entity] for tables in world)

    missing = [name for name in feature_names(built) if name not in slow]

    assert [] == [name for name in missing if not name.startswith("calendar_")]


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_numbers_are_the_same(world, entity):
    """Counts, values, ages, loads and rates agree to the precision of float32."""
    built, slow = world[0][entity], completed(world[1][entity])
    numbers = [name for name in feature_names(built) if name in slow and built[name].dtype == np.float32]

    for name in numbers:
        expected = slow[name].to_numpy(dtype=np.float64)
        np.testing.assert_allclose(built[name], expected, rtol=2e-6, atol=1e-6, equal_nan=True, err_msg=name)


@pytest.mark.parametrize("entity", ["account", "lead"])
def test_categories_are_the_same(world, entity):
    """Region, industry, source, product, rep and stage are those of the version that holds at the cut-off."""
    built, slow = (tables[entity] for tables in world)
    names = [name for name in ("region", "industry", "source", "product", "rep", "stage") if name in built]

    for name in names:
        expected = slow[name].astype("str").where(slow[name].isin(built[name].cat.categories))
        pd.testing.assert_series_equal(built[name].astype("str"), expected.astype("str"), check_names=False)
