"""Random small histories of all seven tables, for the laws that hold for every history."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import strategies as st

from features.build import Rows, build
from features.frame import ENTITY, Entity
from features.spec import Spec, learn_spec
from history.record import History
from history.settings import Business
from history.tables import RECORDED, SIGNAL_KINDS, TABLES, Kind, Table

BEGIN = pd.Timestamp("2026-01-04T16:00Z")  # a Monday midnight in Shanghai
STEP = timedelta(hours=12)
STEPS = 120

ACCOUNTS = ("a1", "a2", "a3")
LEADS = ("l1", "l2", "l3", "l4")
REPS = ("r1", "r2")
STAGES = ("first", "second", "unplanned", "won", "lost")

# All times lie on one coarse grid, so that ties and windows that end on the dot are the rule.
times = st.integers(0, STEPS).map(lambda step: BEGIN + step * STEP)
lags = st.sampled_from([0, 0, 1, 3, 60, -4]).map(lambda step: step * STEP)


def maybe(*values: object) -> st.SearchStrategy[object]:
    """One of the values, or unknown."""
    return st.sampled_from([None, *values])


FIELDS: dict[str, dict[str, st.SearchStrategy[object]]] = {
    "accounts": {
        "account_id": st.sampled_from(ACCOUNTS),
        "name": st.just("名"),
        "region": maybe("北区", "South"),
        "industry": maybe("steel", "软件"),
        "employees": maybe(10.0, 200.0),
        "valid_from": times,
    },
    "reps": {
        "rep_id": st.sampled_from(REPS),
        "name": st.just("Li"),
        "region": maybe("北区", "South"),
        "joined_at": times,
        "left_at": st.none() | times,
    },
    "leads": {
        "lead_id": st.sampled_from(LEADS),
        "account_id": maybe(*ACCOUNTS),
        "created_at": times,
        "source": maybe("web", "fair"),
        "region": maybe("北区", "South"),
        "industry": maybe("steel", "软件"),
        "product": maybe("p1", "p2"),
        "rep_id": maybe(*REPS),
        "value": maybe(1000.0, 2500.5),
    },
    "stage_changes": {
        "lead_id": st.sampled_from((*LEADS, "l5")),
        "stage": st.sampled_from(STAGES),
        "changed_at": times,
    },
    "activities": {
        "lead_id": maybe(*LEADS),
        "account_id": maybe(*ACCOUNTS),
        "kind": st.sampled_from(("call", "visit", "inbound")),
        "happened_at": times,
        "direction": maybe("in", "Outbound", "来电"),
    },
    "orders": {"account_id": st.sampled_from(ACCOUNTS), "ordered_at": times, "amount": maybe(0.1, 99.99, -5.0)},
    "signals": {
        "account_id": st.sampled_from(ACCOUNTS),
        "kind": st.sampled_from(SIGNAL_KINDS),
        "observed_at": times,
        "details": maybe('{"tier": "certain"}', '{"tier": "possible"}', '{"first_look": true}'),
    },
}

businesses = st.builds(
    Business,
    time_zone=st.sampled_from(["Asia/Shanghai", "America/Sao_Paulo"]),
    country=st.just("CN"),
    stages=st.just(("first", "second")),
    purchase=st.sampled_from([("order",), ("won",), ("order", "won")]),
    region=st.sampled_from(
        [("lead.region", "account.region", "rep.region"), ("account.region",), ("rep.region", "lead.source")]
    ),
    industry=st.sampled_from([("lead.industry", "account.industry"), ("account.industry",), ()]),
)


def _table(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """The rows as a frame that a store could hold: of each key (and version) one row."""
    table = TABLES[name]
    for number, row in enumerate(rows):
        row[RECORDED] = row[table.happened] + row.pop("lag")
        row.setdefault(table.key[0], f"{name}{number}")
    key = [*table.key, RECORDED] if table.versioned else list(table.key)
    return pd.DataFrame(rows, columns=table.names).drop_duplicates(key)


@st.composite
def _histories(draw: st.DrawFn, size: int = 10) -> History:
    rows = {
        name: draw(st.lists(st.fixed_dictionaries({**fields, "lag": lags}), max_size=size), label=name)
        for name, fields in FIELDS.items()
    }
    return History.of(draw(businesses), **{name: _table(name, some) for name, some in rows.items()})


@pytest.fixture(scope="session")
def histories() -> st.SearchStrategy[History]:
    """Histories of up to ten rows a table: several versions, doubled and late ends, unknown values, any lag."""
    return _histories()


@pytest.fixture(scope="session")
def moments() -> st.SearchStrategy[pd.Timestamp]:
    """Moments on the same grid as the times of `histories`."""
    return times


def day(number: float) -> pd.Timestamp:
    """The moment `number` days after `BEGIN`."""
    return BEGIN + pd.Timedelta(days=number)


def _row(table: Table, number: int, given: dict[str, object]) -> dict[str, object]:
    columns = {column.name: column.kind for column in table.columns} | {RECORDED: Kind.TIME}
    row = {
        name: day(value) if columns[name] is Kind.TIME and isinstance(value, int | float) else value
        for name, value in given.items()
    }
    return {table.key[0]: f"{table.name}{number}", RECORDED: row[table.happened], **row}


def _told(business: Business | None = None, **tables: list[dict[str, object]]) -> History:
    frames = {
        name: pd.DataFrame([_row(TABLES[name], number, row) for number, row in enumerate(rows)])
        for name, rows in tables.items()
    }
    return History.of(business or Business(stages=("first", "second")), **frames)


@pytest.fixture(scope="session")
def tell() -> Callable[..., History]:
    """Make a history from rows. Times are days after `BEGIN`; what does not say when it was recorded was so at once."""
    return _told


def _seen(history: History, at: float, entity: Entity = "lead", spec: Spec | None = None) -> pd.DataFrame:
    population = "open" if entity == "lead" else "all"
    table = build(history, [day(at)], Rows(entity, population), spec or learn_spec(history, day(10_000)))
    return table.set_index(ENTITY)


@pytest.fixture(scope="session")
def see() -> Callable[..., pd.DataFrame]:
    """Build all accounts or open leads as of a day, indexed by their ids."""
    return _seen
