"""A lead is forgotten alone: one without an account, or one whose account stays."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from history.errors import UserError
from history.forgetting.forget import allow, forget, preview, prove_again
from history.forgetting.frames import spared
from history.home import Home
from history.outreach.log import OUTREACH
from history.settings import Business
from history.store import database
from history.store.store import Store
from history.store.tombstones import REASONS
from serving.webhooks.records import SIDES

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
AT = pd.Timestamp("2026-01-05 08:00", tz="UTC")
FREE, GONE, OTHER = "lead-free-1", "acc-gone-1", "acc-other-2"
Stored = dict[str, list[tuple[Any, ...]]]
Rows = dict[str, dict[str, Any]]

LEAD: dict[str, Any] = {"lead_id": FREE, "created_at": AT, "recorded_at": AT}
TOUCH: dict[str, Any] = {"lead_id": FREE, "kind": "call", "happened_at": AT, "recorded_at": AT}
FREE_ROWS: dict[str, list[dict[str, Any]]] = {
    "leads": [LEAD, LEAD | {"region": "华东", "recorded_at": AT + pd.Timedelta(days=1)}],
    "stage_changes": [{"lead_id": FREE, "stage": "new", "changed_at": AT, "recorded_at": AT}],
    "activities": [
        TOUCH | {"activity_id": "act-free"},
        TOUCH | {"activity_id": "act-both", "account_id": OTHER},
    ],
    "orders": [{"order_id": "ord-free", "account_id": OTHER, "lead_id": FREE, "ordered_at": AT, "recorded_at": AT}],
}


@pytest.fixture
def place(home: Home) -> Home:
    """The home with three companies, and a lead that is of none; two of its rows name one all the same."""
    with Store.open(home.url) as store:
        for table, rows in FREE_ROWS.items():
            store.append(table, pd.DataFrame(rows))
    engine = database.engine(home.url)
    done = {"outreach_id": "out-free", "lead_id": FREE, "play": "call", "done_at": NOW, "outcome": "reached"}
    side = {"webhook_id": "wh_0", "entity": "lead", "is_above": True, "promoted_at": NOW, "as_of": NOW}
    with database.writing(engine) as connection:
        connection.execute(OUTREACH.insert(), done | {"recorded_at": NOW})
        connection.execute(SIDES.insert(), [side | {"entity_id": name} for name in (FREE, "lead-others")])
    engine.dispose()
    return home


def names(home: Home, table: str, column: str) -> list[str]:
    """What stands in a column of the history."""
    with Store.open(home.url) as store:
        return sorted(store.read(Business())[table][column].dropna())


def test_all_rows_of_it_go(place: Home, everything: Callable[[str], Stored]) -> None:
    """From every table; what names an account too stays with that and loses the lead. All else is as it was."""
    before = everything(place.url)
    done = forget(place, [], NOW, [FREE])
    after = everything(place.url)

    assert {"activities": 1, "leads": 2, "outreach": 1, "stage_changes": 1, "webhook_sides": 1} == done.rows
    assert {"activities": 1, "orders": 1} == done.unlinked
    assert done.proof is not None
    assert [] == done.proof.found
    assert FREE not in repr(after)
    assert {"act-both", "ord-free"} <= {*names(place, "activities", "activity_id"), *names(place, "orders", "order_id")}
    changed = {*done.rows, *done.unlinked, "forgotten"}
    assert {name: rows for name, rows in before.items() if name not in changed} == {
        name: rows for name, rows in after.items() if name not in changed
    }


def test_memory_lets_go_of_the_same_rows_of_a_lead(place: Home) -> None:
    """A history in memory without it is the one that the store gives."""
    with Store.open(place.url) as store:
        before = store.read(Business())
    forget(place, [], NOW, [FREE])
    with Store.open(place.url) as store:
        after, stones = store.read(Business()), store.tombstones()

    less = spared(before, stones)
    for name, frame in after.tables.items():
        pd.testing.assert_frame_equal(frame, less[name])


def test_it_does_not_come_in_again_until_it_may(place: Home, send: Callable[..., Any]) -> None:
    """By import or by event, whatever else the row names."""
    forget(place, [], NOW, [FREE])
    with Store.open(place.url) as store:
        refused = {
            why for table, rows in FREE_ROWS.items() for why in store.append(table, pd.DataFrame(rows)).conflicts["why"]
        }
    outcome, *_ = send(place.url, {"lead_id": FREE, "account_id": OTHER, "created_at": "2026-01-05"}, table="leads")
    assert ({REASONS["lead_id"]}, ("rejected", (REASONS["lead_id"],))) == (refused, outcome)

    allow(place, [], [FREE])
    with Store.open(place.url) as store:
        assert 2 == store.append("leads", pd.DataFrame(FREE_ROWS["leads"])).new


def test_a_lead_of_an_account_goes_and_the_account_stays(place: Home) -> None:
    """With its other leads; the account can be forgotten afterwards, with an account's lead beside it."""
    forget(place, [], NOW, ["lead-own"])

    assert "lead-own" not in names(place, "leads", "lead_id")
    assert {GONE, OTHER} <= set(names(place, "accounts", "account_id"))
    assert {"lead-came", "lead-loose"} <= set(names(place, "leads", "lead_id"))
    done = forget(place, [GONE], NOW, [FREE])
    assert ([GONE], [FREE], []) == (done.accounts, done.alone, done.again)
    assert done.proof is not None
    assert [] == done.proof.found


def test_a_look_before_changes_nothing_and_a_lead_nobody_knows_stops_all(
    place: Home, everything: Callable[[str], Stored]
) -> None:
    """It counts what then goes; one of several that is unknown leaves all as they are."""
    before = everything(place.url)
    seen = preview(place, [], NOW, [FREE])
    with pytest.raises(UserError, match="Nothing is known of lead-nobody"):
        forget(place, [GONE], NOW, [FREE, "lead-nobody"])

    assert before == everything(place.url)
    assert seen.rows == forget(place, [], NOW, [FREE]).rows


def test_it_can_be_proved_later(place: Home) -> None:
    """By its id; a row that came back by another way is found."""
    with pytest.raises(UserError, match="not forgotten"):
        prove_again(place, [], [FREE])
    forget(place, [], NOW, [FREE])
    assert [] == prove_again(place, [], [FREE]).found
    engine = database.engine(place.url)
    with database.writing(engine) as connection:
        connection.execute(sa.text(f"UPDATE activities SET lead_id = '{FREE}' WHERE activity_id = 'act-both'"))
    engine.dispose()

    assert {"activities.lead_id"} <= {found.where for found in prove_again(place, [], [FREE]).found}


def test_forgetting_it_again_finds_nothing_left(place: Home) -> None:
    """And says since when it is known."""
    forget(place, [], NOW, [FREE])
    done = forget(place, [], NOW, [FREE])

    assert ([FREE], {}) == (done.again, done.rows)
