"""The shape of a feature table: its rows, its columns, and what is unknown."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.build import Rows, build
from features.frame import CUTOFF, check, feature_names
from features.spec import Spec, learn_spec
from history.errors import UserError
from history.record import History
from history.settings import Business
from history.tables import TABLES

NOON = pd.Timestamp("2026-02-01T04:00Z")
LATE = pd.Timestamp("2030-01-01T00:00Z")
LEAD = {"lead_id": "l", "created_at": 1}
SPEC = Spec(tables=tuple(TABLES), stages=("first", "second"), kinds=("call", "visit"), regions=("N",), reps=("r",))
EITHER = pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("lead", "open")], ids=["account", "lead"])


@EITHER
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_columns_depend_on_the_spec_alone(rows, data, histories):
    """Any history, an empty one as well, gives the same columns of the same types in the same order."""
    nothing = build(History.of(Business()), [NOON], rows, SPEC)
    table = build(data.draw(histories), [NOON], rows, SPEC)

    assert nothing.dtypes.to_dict() == table.dtypes.to_dict()
    assert list(nothing) == list(table)


@EITHER
@pytest.mark.parametrize("spec", [SPEC, Spec()], ids=["full spec", "empty spec"])
def test_an_empty_history_gives_an_empty_table(rows, spec):
    """Nothing known is no failure: no rows, all columns."""
    table = build(History.of(Business()), [NOON, LATE], rows, spec)

    assert 0 == len(table)
    assert len(feature_names(table)) > 50


OF_TABLE = {
    "orders": r"^orders_|^level_orders",
    "activities": r"touches_",
    "signals": r"^signals_",
    "stage_changes": r"^stage_|^leads_(won|lost|open|last_stage|stage)|^rate_|^load_(region|rep)_open|^level_wins",
    "reps": r"^rep_tenure|_per_rep$",
}


@EITHER
@pytest.mark.parametrize("absent", OF_TABLE)
def test_what_an_absent_table_would_tell_is_unknown(tell, rows, absent):
    """Its columns are there and NaN, not 0; those of the other tables are told."""
    tables = {
        "leads": [{**LEAD, "account_id": "a", "rep_id": "r", "region": "N"}],
        "orders": [{"account_id": "a", "ordered_at": 1, "amount": 5.0}],
        "activities": [{"lead_id": "l", "kind": "call", "happened_at": 2}],
        "signals": [{"account_id": "a", "kind": "news", "observed_at": 2}],
        "stage_changes": [{"lead_id": "l", "stage": "first", "changed_at": 2}],
        "reps": [{"rep_id": "r", "name": "n", "region": "N", "joined_at": 0}],
    }
    history = tell(**{name: some for name, some in tables.items() if name != absent})
    table = build(history, [NOON], rows, learn_spec(history, LATE))
    unknown = table.filter(regex=OF_TABLE[absent])
    others = table.filter(regex="|".join(pattern for name, pattern in OF_TABLE.items() if name != absent))

    assert unknown.isna().all(axis=None)
    assert others.notna().any(axis=None)


def test_purchases_are_unknown_only_without_what_the_settings_count(tell, see):
    """Won leads are purchases too: without orders, `orders_*` is unknown and `purchases_*` is not."""
    history = tell(
        leads=[{**LEAD, "account_id": "a"}], stage_changes=[{"lead_id": "l", "stage": "won", "changed_at": 2}]
    )
    row = see(history, 3, "account").loc["a"]

    assert 1 == row["purchases_count_all"]
    assert np.isnan(row["orders_count_all"])


def test_rows_come_by_entity_then_cutoff(tell):
    """The order of the table is that of ids and times, whatever was asked first."""
    history = tell(leads=[{**LEAD, "lead_id": "m"}, LEAD])
    table = build(history, [LATE, NOON], Rows("lead", "open"), SPEC)

    assert [("l", NOON), ("l", LATE), ("m", NOON), ("m", LATE)] == list(
        table[["entity_id", "cutoff"]].itertuples(index=False, name=None)
    )


def test_an_open_lead_stands_from_when_it_is_known_until_its_end_is(tell, see):
    """Created on day 1, recorded on day 2; won on day 4, known on day 5."""
    history = tell(
        leads=[{**LEAD, "recorded_at": 2}],
        stage_changes=[{"lead_id": "l", "stage": "won", "changed_at": 4, "recorded_at": 5}],
    )

    assert [0, 1, 1, 0] == [len(see(history, at)) for at in (1.9, 2, 4.9, 5)]


def test_a_new_lead_is_an_open_one_no_older_than_asked(tell):
    """`fresh` counts from the creation; a lead just as old as that is no longer new."""
    history = tell(leads=[LEAD])
    created = history["leads"]["created_at"][0]
    rows = Rows("lead", "new", timedelta(days=2))
    ages = [timedelta(0), timedelta(days=1.9), timedelta(days=2)]

    assert [1, 1, 0] == [len(build(history, [created + age], rows, SPEC)) for age in ages]


def test_a_new_lead_that_has_ended_stands_no_more(tell):
    """New leads are open ones."""
    history = tell(leads=[LEAD], stage_changes=[{"lead_id": "l", "stage": "lost", "changed_at": 1.5}])
    created = history["leads"]["created_at"][0]
    moments = [created + timedelta(days=age) for age in (0.4, 0.5)]

    assert [moments[0]] == build(history, moments, Rows("lead", "new"), SPEC)[CUTOFF].tolist()


def test_buyers_are_those_that_are_known_to_have_bought(tell):
    """An account becomes a buyer when its first purchase is recorded."""
    history = tell(
        orders=[{"account_id": "a", "ordered_at": 1, "recorded_at": 3}],
        signals=[{"account_id": who, "kind": "news", "observed_at": 0} for who in "ab"],
    )
    recorded = history["orders"]["recorded_at"][0]
    moments = [recorded - timedelta(seconds=1), recorded]
    table = build(history, moments, Rows("account", "buyers"), SPEC)

    assert [("a", recorded)] == list(table[["entity_id", CUTOFF]].itertuples(index=False, name=None))


@pytest.mark.parametrize(("entity", "population"), [("account", "open"), ("account", "new"), ("lead", "buyers")])
def test_populations_that_do_not_exist_are_refused(entity, population):
    """Accounts are not open, and leads do not buy twice."""
    with pytest.raises(ValueError, match="populations"):
        Rows(entity, population)


@pytest.mark.parametrize("cutoffs", [[], [pd.Timestamp("2026-01-01")]], ids=["none", "naive"])
def test_cutoffs_are_asked_for(cutoffs):
    """A build for no moment, or for one without a time zone, says what to give."""
    with pytest.raises(UserError):
        build(History.of(Business()), cutoffs, Rows("account", "all"), SPEC)


def test_column_names_are_distinct_and_plain(tell, see):
    """Kinds and stages that are written alike, or named like a column of ours, get columns of their own."""
    kinds = [
        "inbound",
        "account",
        "account inbound",
        "打 电话",
        "打_电话",
        "打-电话_2",
        "打-电话",
        "other_kind",
        '{"a":1}',
        "!",
    ]
    history = tell(
        Business(stages=("a b", "a-b")),
        leads=[LEAD],
        activities=[{"lead_id": "l", "kind": kind, "happened_at": 2} for kind in kinds],
    )
    table = see(history, 3)
    counts = table.filter(regex="^touches_.*_count_all$").loc["l"].dropna()

    assert table.columns.is_unique
    assert table.columns.str.fullmatch(r"\w+").all()
    assert [*[1] * len(kinds), 0] == sorted(counts, reverse=True)
    assert 0 == table.loc["l", "touches_inbound_count_30d"]


def valid_table() -> pd.DataFrame:
    """A feature table of one row and one feature."""
    return pd.DataFrame({"entity_id": ["a"], "cutoff": [NOON], "x_count": np.ones(1, dtype=np.float32)})


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (valid_table().drop(columns="cutoff"), "needs the columns"),
        (pd.concat([valid_table()] * 2), "once"),
        (valid_table().assign(x_count=1.0), "float64"),
        (valid_table().assign(x_count=np.float32(np.inf)), "infinite"),
    ],
    ids=["no cut-off", "a row twice", "not float32", "infinite"],
)
def test_the_check_names_what_is_wrong(broken, says):
    """A table that is none is refused, with the reason."""
    with pytest.raises(ValueError, match=says):
        check(broken)
