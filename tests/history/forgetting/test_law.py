"""Whose row is whose, for any history: the store against a rule written row by row."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.forgetting.erasing import erase, erase_lead
from history.forgetting.frames import spared
from history.record import History
from history.settings import Business
from history.store import database, tombstones
from history.store.schema import METADATA
from history.store.store import Store

NOW, AT = datetime(2026, 9, 2, tzinfo=UTC), pd.Timestamp("2026-01-05", tz="UTC")
GONE = "acc-1"
ACCOUNTS, LEADS = st.sampled_from([GONE, "acc-2"]), st.sampled_from(["lead-0", "lead-1", "lead-2"])
MAYBE_ACCOUNT, MAYBE_LEAD = st.none() | ACCOUNTS, st.none() | LEADS
Rows = list[dict[str, Any]]


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Rows]:
    """Leads that move about between accounts, and rows that name a lead, an account, or both."""
    owners = draw(st.lists(st.lists(MAYBE_ACCOUNT, max_size=3), min_size=3, max_size=3))
    versions = {(f"lead-{n}", day): owner for n, some in enumerate(owners) for day, owner in enumerate(some)}
    named = st.tuples(MAYBE_LEAD, MAYBE_ACCOUNT).filter(any)
    touches, orders = draw(st.lists(named, max_size=6)), draw(st.lists(st.tuples(MAYBE_LEAD, ACCOUNTS), max_size=6))
    known = {"recorded_at": AT}
    return {
        "leads": [
            {"lead_id": lead, "account_id": account, "created_at": AT, "recorded_at": AT + pd.Timedelta(days=day)}
            for (lead, day), account in sorted(versions.items())
        ],
        "stage_changes": [
            {"lead_id": lead, "stage": "new", "changed_at": AT, **known}
            for lead in sorted({key[0] for key in versions})
        ],
        "activities": [
            {"activity_id": f"t{n}", "lead_id": lead, "account_id": account, "kind": "call", "happened_at": AT, **known}
            for n, (lead, account) in enumerate(touches)
        ],
        "orders": [
            {"order_id": f"o{n}", "lead_id": lead, "account_id": account, "ordered_at": AT, **known}
            for n, (lead, account) in enumerate(orders)
        ],
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, sa.Engine]]:
    """One store for all examples, and the way past its door."""
    url = f"sqlite:///{tmp_path_factory.mktemp('law') / 'history.db'}"
    engine = database.engine(url)
    with Store.open(url) as opened:
        yield opened, engine
    engine.dispose()


def own_leads(history: History) -> set[str]:
    """The leads that go with the account."""
    owner: dict[str, Any] = {}
    ever: set[str] = set()
    for row in sorted(records(history, "leads"), key=lambda row: row["recorded_at"]):
        owner[row["lead_id"]] = row["account_id"]
        if row["account_id"] == GONE:
            ever.add(row["lead_id"])
    return {lead for lead in ever if owner[lead] in (GONE, None)}


def kept(history: History, account: str | None, leads: set[str]) -> dict[str, Rows]:
    """What must be left without this account and these leads, by going through the rows one at a time."""
    left: dict[str, Rows] = {name: [] for name in ("leads", "stage_changes", "activities", "orders")}
    for name, rows in left.items():
        for row in records(history, name):
            if account is not None and row.get("account_id") == account:
                continue
            if row["lead_id"] not in leads:
                rows.append(row)
            elif name in ("activities", "orders") and row["account_id"] is not None:
                rows.append(row | {"lead_id": None})
    return left


def records(history: History, name: str) -> Rows:
    """The rows of a table, None where a value is unknown."""
    frame = history[name].astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


@pytest.mark.slow
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_rows=histories(), lead=st.none() | LEADS)
def test_the_store_and_memory_keep_what_the_rule_keeps(
    store: tuple[Store, sa.Engine], given_rows: dict[str, Rows], lead: str | None
) -> None:
    """Rows of the account and of its leads go, or of a lead alone; of others nothing but the lead that they named."""
    opened, engine = store
    for name, rows in given_rows.items():
        if rows:
            opened.append(name, pd.DataFrame(rows))
    before = opened.read(Business())
    with database.writing(engine) as connection:
        erase(connection, GONE, NOW) if lead is None else erase_lead(connection, lead, NOW)
        stones = tombstones.read(connection)
    after, less = opened.read(Business()), spared(before, stones)
    with database.writing(engine) as connection:
        for table in (*METADATA.tables.values(), tombstones.FORGOTTEN):
            connection.execute(sa.delete(table))

    expected = kept(before, GONE, own_leads(before)) if lead is None else kept(before, None, {lead})
    assert expected == {name: records(after, name) for name in expected}
    assert expected == {name: records(less, name) for name in expected}
