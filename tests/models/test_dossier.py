"""What was known of one account or lead, and rows as evidence."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from history.tables import RECORDED, TABLES
from models.dossier import Dossier, Row, dossiers
from models.evidence import evidence_of, topics_of


@pytest.fixture(scope="module")
def world() -> History:
    """A small simulated history."""
    return simulate(WorldConfig(accounts=60, days=200), 3).history


def keys(dossier: Dossier) -> set[tuple[str, tuple[str, ...]]]:
    """Every row of a dossier, by table and key."""
    return {(row.table, row.key) for rows in dossier.rows.values() for row in rows}


def slow(world: History, account: str, as_of: pd.Timestamp) -> set[tuple[str, tuple[str, ...]]]:
    """The same for an account, row by row over the whole history."""
    known = {
        name: rows[(rows[RECORDED] <= as_of) & (rows[TABLES[name].happened] <= as_of)]
        for name, rows in world.tables.items()
    }
    mine = {
        lead
        for lead, owner in zip(known["leads"]["lead_id"], known["leads"]["account_id"], strict=True)
        if owner == account
    }
    found = set()
    for name, rows in known.items():
        for values in rows.to_dict("records"):
            if values.get("account_id") == account or values.get("lead_id") in mine:
                found.add((name, Row(name, values).key))
    return found


@pytest.mark.slow
@given(number=st.integers(0, 59), days=st.integers(1, 220))
def test_a_dossier_has_every_row_that_was_known_and_no_other(world: History, number: int, days: int) -> None:
    """A pass over all rows finds the same rows of an account."""
    account = world["accounts"]["account_id"].unique()[number % world["accounts"]["account_id"].nunique()]
    as_of = world["leads"]["created_at"].min() + pd.Timedelta(days=days)

    assert slow(world, account, as_of) == keys(dossiers(world, "account", [account], as_of)[account])


def test_rows_recorded_later_change_nothing(world: History) -> None:
    """A history cut at the moment gives the same dossiers as the whole one."""
    as_of = world["leads"]["created_at"].min() + pd.Timedelta(days=150)
    ids = sorted(world["leads"]["lead_id"].unique())[:40]

    early, whole = (dossiers(each, "lead", ids, as_of) for each in (world.known_by(as_of), world))

    assert {name: keys(found) for name, found in early.items()} == {name: keys(found) for name, found in whole.items()}


def test_a_lead_knows_its_account_but_not_the_other_leads_of_it(world: History) -> None:
    """Rows of another lead of the same account are not among a lead's."""
    owners = world["leads"].groupby("account_id")["lead_id"].unique()
    several = next(leads for leads in owners if len(leads) > 1)
    as_of = world.last_recorded
    assert as_of is not None

    found = dossiers(world, "lead", [several[0]], as_of)[several[0]]

    assert {several[0]} == {
        row["lead_id"] for name in ("leads", "activities", "stage_changes") for row in found[name]
    } - {None}
    assert found.account is not None


def test_the_newest_version_that_was_known_holds() -> None:
    """A company that moved is in its old region until the move was recorded."""
    days = pd.date_range("2026-01-01", periods=3, tz="UTC")
    accounts = pd.DataFrame(
        {"account_id": "A", "name": "甲", "region": ["华东", "华北"], "valid_from": days[0], RECORDED: days[[0, 2]]}
    )
    history = History.of(Business(), accounts=accounts)

    regions = [dossiers(history, "account", ["A"], day)["A"].account for day in days]

    assert ["华东", "华东", "华北"] == [row["region"] for row in regions if row]


def test_an_id_that_nothing_is_known_of_has_an_empty_dossier(world: History) -> None:
    """It is there, without rows and without an account."""
    found = dossiers(world, "account", ["nobody"], pd.Timestamp("2030-01-01", tz="UTC"))["nobody"]

    assert set() == keys(found)
    assert found.account is None


def signal(details: object) -> Row:
    """A signal with these details."""
    day = pd.Timestamp("2026-01-02", tz="UTC").to_pydatetime()
    values = {"signal_id": "S", "account_id": "A", "kind": "news", "url": "https://a.example/1", "published_at": None}
    written = details if isinstance(details, str) else json.dumps(details)
    return Row(
        "signals", {**values, "observed_at": day, "title": "标题", "text": "正文", "details": written, RECORDED: day}
    )


def test_a_signal_quotes_the_words_it_was_read_from() -> None:
    """The span of its evidence, and what the page said before and says now."""
    found = evidence_of(signal({"evidence": {"span": "拟采购系统"}, "removed": ["a", "b"], "added": ["c"]}))

    assert ("拟采购系统", "a … b", "c") == (found.quote, found.before, found.after)


@pytest.mark.parametrize("details", ["", "no JSON", "[]", '{"meaning": []}', '{"meaning": {"topics": [3]}}'])
def test_details_that_cannot_be_read_are_none(details: str) -> None:
    """Whatever stands there, the row is evidence all the same, quoted by its text."""
    row = signal(details)

    assert {} == topics_of(row)
    assert "正文" == evidence_of(row).quote
