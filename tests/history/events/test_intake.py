"""Events into the store."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from history.errors import UserError
from history.events.event import Event, Outcome
from history.events.intake import Intake
from history.events.remembered import MOST_KEPT, REJECTS
from history.settings import Business
from history.store import database
from history.store.store import Store

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
ACCEPTED, DUPLICATE = Outcome("accepted"), Outcome("duplicate")


def event(number: int, table: str, row: dict[str, Any], name: str = "") -> Event:
    """An event received `number` microseconds after NOW."""
    at = NOW + timedelta(microseconds=number)
    return Event("crm", name or str(number), f"leadcast.{table}", table, row, json.dumps(row), at)


def order(name: str, amount: Any = 10) -> dict[str, Any]:
    """A row of orders."""
    return {"order_id": name, "account_id": "A", "ordered_at": "2026-09-02T08:00:00Z", "amount": amount}


def taken(url: str, *groups: list[Event]) -> list[list[Outcome]]:
    """The outcomes of groups, one transaction each."""
    Store.open(url).close()
    with Intake(url, Business()) as intake:
        return [intake.take(group).outcomes for group in groups]


def orders(url: str) -> pd.DataFrame:
    """What is stored."""
    with Store.open(url) as store:
        return store.read(Business())["orders"]


def rejects(url: str) -> "list[sa.RowMapping]":
    """What is kept of refused events."""
    engine = database.engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(sa.select(REJECTS).order_by(REJECTS.c.received_at)).mappings())
    engine.dispose()
    return found


def test_an_event_is_taken_once(store_url: str) -> None:
    """Within a group and later, by its source and id, whatever it says the second time."""
    first, again = event(1, "orders", order("O1"), "x"), event(2, "orders", order("O2"), "x")

    said = taken(store_url, [first, again], [event(3, "orders", order("O3"), "x")])

    assert [[ACCEPTED, DUPLICATE], [DUPLICATE]] == said
    assert ["O1"] == orders(store_url)["order_id"].tolist()


def test_a_row_is_taken_once(store_url: str) -> None:
    """The same row under another id is a duplicate too."""
    said = taken(store_url, [event(1, "orders", order("O1"))], [event(2, "orders", order("O1"))])

    assert [[ACCEPTED], [DUPLICATE]] == said


def test_bad_rows_do_not_stop_good_ones(store_url: str) -> None:
    """They are answered without their values, and kept with them."""
    rows = [order("O1"), order("O2", "many"), order("O3") | {"colour": 1}, order("") | {"amount": [1]}]

    (said,) = taken(store_url, [event(place, "orders", row) for place, row in enumerate(rows)])

    assert ACCEPTED == said[0]
    assert Outcome("rejected", ("amount: is not a number",)) == said[1]
    assert said[2].errors[0].startswith("data: has a field that orders does not have")
    assert ("amount: is neither a text nor a number", "order_id: is missing") == said[3].errors
    assert ["O1"] == orders(store_url)["order_id"].tolist()
    assert "amount: 'many' is not a number" == rejects(store_url)[0]["reason"]
    assert rows[1] == json.loads(rejects(store_url)[0]["event"])


def test_a_contradiction_is_rejected(store_url: str) -> None:
    """What is stored of an order is not rewritten, and the events of a group agree among themselves."""
    first, second, third = (event(n, "orders", order("O1", n)) for n in range(3))

    (one, other), (later,) = taken(store_url, [first, second], [third])

    assert ACCEPTED == one
    assert ("order_id: given twice with another amount",) == other.errors
    assert ("order_id: already stored with another amount",) == later.errors


def test_versions_of_one_group_all_hold(store_url: str) -> None:
    """Each from when it was received on."""
    row = {"account_id": "A", "name": "A", "valid_from": "2026-01-01"}
    events = [event(n, "accounts", row | {"region": region}) for n, region in enumerate(("N", "S", "S", "N"))]

    (said,) = taken(store_url, events)

    assert [ACCEPTED, ACCEPTED, DUPLICATE, ACCEPTED] == said


def test_what_gives_no_time_is_recorded_when_received(store_url: str) -> None:
    """Else at its own time, unless that is still to come; a clock that is a little ahead is no fault."""
    own = {"recorded_at": "2026-09-02T08:30:00Z"}
    rows = [order("O1"), order("O2") | own, order("O3") | {"ordered_at": (NOW + timedelta(minutes=2)).isoformat()}]
    late = [
        order("O4") | {"recorded_at": "2026-09-02T09:01:00Z"},
        order("O5") | {"ordered_at": "2026-09-02T10:00:00Z"},
    ]

    (said,) = taken(store_url, [event(place, "orders", row) for place, row in enumerate(rows + late)])

    expected = [NOW, datetime(2026, 9, 2, 8, 30, tzinfo=UTC), NOW + timedelta(minutes=2)]
    assert expected == orders(store_url)["recorded_at"].tolist()
    assert ("recorded_at: lies in the future",) == said[3].errors
    assert ("ordered_at: lies in the future",) == said[4].errors


def test_a_rejected_event_may_come_again(store_url: str) -> None:
    """Once it is mended; refused twice for the same reason it is kept once."""
    bad = event(1, "orders", order("O1", "many"), "x")

    said = taken(store_url, [bad], [bad], [event(3, "orders", order("O1"), "x")])

    assert ["rejected", "rejected", "accepted"] == [each[0].status for each in said]
    assert 1 == len(rejects(store_url))


@pytest.mark.parametrize("text", ["a\0b", "'); DROP TABLE orders; --", "x" * (2 * MOST_KEPT)])
def test_anything_is_kept_of_a_rejected_event(store_url: str, text: str) -> None:
    """Zero bytes and SQL do no harm, and of a long event the beginning is kept."""
    row = order("O1", text) | {"account_id": text}

    ((said,),) = taken(store_url, [event(1, "orders", row, text)])

    assert "rejected" == said.status
    assert json.dumps(row)[:MOST_KEPT] == rejects(store_url)[0]["event"]
    assert len(json.dumps(row)) == rejects(store_url)[0]["size"]


def test_all_tables_go_in_together(store_url: str) -> None:
    """One group holds rows of several tables, and gives back what it added."""
    Store.open(store_url).close()
    lead = {"lead_id": "L", "account_id": "A", "created_at": "2026-09-01"}
    change = {"lead_id": "L", "stage": "won", "changed_at": "2026-09-02T08:00:00Z"}
    activity = {"activity_id": "T", "lead_id": "L", "kind": "call", "happened_at": "2026-09-02", "details": {"a": 1}}
    rows = [("leads", lead), ("stage_changes", change), ("activities", activity), ("orders", order("O"))]

    with Intake(store_url, Business()) as intake:
        done = intake.take([event(place, table, row) for place, (table, row) in enumerate(rows)])
    with Store.open(store_url) as store:
        stored = store.read(Business())

    assert [ACCEPTED] * 4 == done.outcomes
    for table, added in done.added.items():
        pd.testing.assert_frame_equal(stored[table], added.reset_index(drop=True))


def test_a_file_that_went_away_and_comes_back_takes_events_again(tmp_path: Path) -> None:
    """Though the door was tried meanwhile, when there was none of that name, or an empty one."""
    file, aside = tmp_path / "history.db", tmp_path / "aside.db"
    url = f"sqlite:///{file}"
    Store.open(url).close()
    file.rename(aside)
    with Intake(url, Business()) as intake:
        with pytest.raises(UserError):
            intake.take([event(1, "orders", order("O1"))])
        for left in tmp_path.glob("history.db*"):
            left.unlink()
        aside.rename(file)
        found = intake.take([event(1, "orders", order("O1"))]).outcomes

    assert [ACCEPTED] == found
    assert ["O1"] == orders(url)["order_id"].tolist()


def test_events_go_into_the_file_that_has_the_name(tmp_path: Path) -> None:
    """After another was put in its place, as by restoring a backup: what is taken is not lost with the former."""
    file, backup = tmp_path / "history.db", tmp_path / "backup.db"
    url = f"sqlite:///{file}"
    Store.open(url).close()
    backup.write_bytes(file.read_bytes())
    with Intake(url, Business()) as intake:
        intake.take([event(1, "orders", order("O1"))])
        for left in tmp_path.glob("history.db*"):
            left.unlink()
        backup.rename(file)
        intake.take([event(2, "orders", order("O2"))])

    assert ["O2"] == orders(url)["order_id"].tolist()
