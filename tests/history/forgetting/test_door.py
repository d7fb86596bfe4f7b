"""A company that was forgotten does not come in again, until it is allowed to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from history.errors import UserError
from history.forgetting.forget import allow, forget, prove_again
from history.home import Home
from history.outreach.log import Done, OutreachLog
from history.store import database
from history.store.schema import METADATA
from history.store.store import Store
from history.store.tombstones import REASONS

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
AT = pd.Timestamp("2026-01-05 08:00", tz="UTC")
GONE, OTHER, THIRD = "acc-gone-1", "acc-other-2", "acc-gone-12"
Stored = dict[str, list[tuple[Any, ...]]]
Rows = dict[str, list[dict[str, Any]]]
Outcomes = list[tuple[str, tuple[str, ...]]]


def at(days: int = 0) -> dict[str, Any]:
    """When a row is recorded."""
    return {"recorded_at": AT + timedelta(days=days)}


def test_what_names_it_is_not_taken_in_again(home: Home, rows: Rows) -> None:
    """Rows of it and of its leads are refused with the reason, other rows go in."""
    forget(home, [GONE], NOW)
    with Store.open(home.url) as store:
        done = store.append("activities", pd.DataFrame(rows["activities"]), assumed=None)
        versions = store.append("accounts", pd.DataFrame(rows["accounts"]))

    assert {REASONS["account_id"], REASONS["lead_id"]} <= set(done.conflicts["why"])
    assert 3 == len(done.conflicts[done.conflicts["why"].isin(REASONS.values())].query("account_id != @OTHER"))
    assert (0, 2, 2) == (versions.new, versions.unchanged, len(versions.conflicts))


def test_a_new_lead_of_it_is_forgotten_as_well(home: Home) -> None:
    """What comes later names the lead alone."""
    forget(home, [GONE], NOW)
    change = {"lead_id": "lead-new", "stage": "won", "changed_at": AT, **at()}
    moved = {"lead_id": "lead-left", "account_id": GONE, "created_at": AT, **at(9)}
    with Store.open(home.url) as store:
        leads = [{"lead_id": "lead-new", "account_id": GONE, "created_at": AT, **at()}, moved]
        assert 2 == len(store.append("leads", pd.DataFrame(leads)).conflicts)
        stages = [change, change | {"lead_id": "lead-left"}]
        done = store.append("stage_changes", pd.DataFrame(stages))

    assert ([REASONS["lead_id"]], 1) == (done.conflicts["why"].tolist(), done.new)


def test_of_refused_events_nothing_is_kept_but_the_reason(
    home: Home, everything: Callable[[str], Stored], send: Callable[..., Outcomes]
) -> None:
    """Good ones and bad ones; those of others are kept as ever."""
    forget(home, [GONE], NOW)
    good = {"order_id": "o9", "account_id": GONE, "ordered_at": "2026-09-02T08:00:00Z"}
    said = send(home.url, good, good | {"amount": "many"}, {"order_id": 1, "account_id": OTHER}, table="orders")
    last = {"lead_id": "lead-own", "stage": "won", "changed_at": "2026-09-02T08:00:00Z"}
    (stage,) = send(home.url, last, table="stage_changes")

    assert ("rejected", (REASONS["account_id"],)) == said[0]
    assert ["rejected"] * 3 == [status for status, _ in said]
    assert ("rejected", (REASONS["lead_id"],)) == stage
    kept = everything(home.url)["event_rejects"]
    assert GONE not in repr(kept)
    assert "lead-own" not in repr(kept)
    assert 3 == sum("" == row[6] for row in kept)


def test_no_outreach_of_it_is_noted(home: Home) -> None:
    """Nor of its leads; of others it is."""
    forget(home, [GONE], NOW)
    done = Done("o1", GONE, None, "call", None, None, NOW, "reached", None, None, NOW)
    with OutreachLog.open(home.url) as log:
        for wrong in (done, replace(done, account_id=None, lead_id="lead-own")):
            with pytest.raises(UserError, match="forgotten"):
                log.add(wrong)
        assert "added" == log.add(replace(done, account_id=OTHER))[0]
        assert [] == log.of("account_id", GONE)


def test_what_is_allowed_comes_in_again(home: Home, everything: Callable[[str], Stored], rows: Rows) -> None:
    """The account and its leads; a second time there is nothing to allow."""
    forget(home, [GONE], NOW)
    allow(home, [GONE])
    with Store.open(home.url) as store:
        assert not store.append("leads", pd.DataFrame(rows["leads"])).conflicts["why"].isin(REASONS.values()).any()

    assert [] == everything(home.url)["forgotten"]
    with pytest.raises(UserError, match="nothing to allow"):
        allow(home, [GONE])


def test_it_is_proved_again_later(home: Home) -> None:
    """From the id alone, leads by their hashes; a row that came past the door is found."""
    with pytest.raises(UserError, match="not forgotten"):
        prove_again(home, [GONE])
    forget(home, [GONE], NOW)
    assert [] == prove_again(home, [GONE]).found
    engine = database.engine(home.url)
    with database.writing(engine) as connection:
        change = {"lead_id": "lead-own", "stage": "won", "changed_at": NOW, "recorded_at": NOW}
        connection.execute(METADATA.tables["stage_changes"].insert(), [change])
        insert = sa.text(
            "INSERT INTO event_rejects (digest, received_at, source, event_id, type, reason, event, size) "
            "SELECT 'x', forgotten_at, '', '', '', '', :said, 1 FROM forgotten LIMIT 1"
        )
        connection.execute(insert, {"said": f"call {GONE}, please"})
    engine.dispose()

    found = {(each.where, each.what) for each in prove_again(home, [GONE]).found}
    assert {("stage_changes.lead_id", "lead-own"), ("event_rejects.event", GONE)} <= found
