"""A company is forgotten: its rows go, and others' stay."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from history.errors import UserError
from history.forgetting.erasing import erase
from history.forgetting.forget import forget, preview
from history.forgetting.frames import spared
from history.forgetting.reach import own_tables, undecided
from history.home import Home
from history.settings import Business
from history.store import database
from history.store.store import Store
from history.store.tombstones import FORGOTTEN, digest_of, read
from serving.webhooks.records import SIDES

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
AT = pd.Timestamp("2026-01-05 08:00", tz="UTC")
GONE, OTHER, THIRD = "acc-gone-1", "acc-other-2", "acc-gone-12"
PAGE = {GONE: "a" * 64, OTHER: "b" * 64, "both": "c" * 64}
Stored = dict[str, list[tuple[Any, ...]]]


def without(found: list[tuple[Any, ...]], *named: str) -> list[tuple[Any, ...]]:
    """The rows of a table that name none of these in any column."""
    return [row for row in found if not set(named) & {each for each in row if isinstance(each, str)}]


def test_all_rows_of_the_account_and_its_leads_go(home: Home, everything: Callable[[str], Stored]) -> None:
    """From every table, versions and what the collector found included; each is counted."""
    done = forget(home, [GONE], NOW)

    after = everything(home.url)
    text = repr({name: some for name, some in after.items() if name != "forgotten"})
    assert not [
        name for name in (f"'{GONE}'", "瑞丰", "lead-own", "lead-came", "lead-loose", "gone.example") if name in text
    ]
    expected = {"accounts": 2, "activities": 3, "bodies": 1, "event_rejects": 3, "leads": 6, "orders": 1, "postings": 1}
    expected |= {"signals": 1, "sites": 1, "stage_changes": 2, "targets": 1, "visits": 2, "watches": 1}
    expected |= {"outreach": 1, "pushes": 2, "push_marks": 2}
    assert expected == done.rows
    assert done.proof is not None
    assert [] == done.proof.found


def test_rows_of_others_stay_as_they_are(home: Home, everything: Callable[[str], Stored]) -> None:
    """To the value; also of one whose id begins with the same letters, and of a lead that moved away."""
    before = everything(home.url)
    forget(home, [GONE], NOW)
    after = everything(home.url)

    whole = ("accounts", "targets", "watches", "visits", "postings", "signals", "reps", "events", "outreach")
    for name in whole:
        assert without(before[name], GONE) == after[name], name
    assert without(before["stage_changes"], "lead-own", "lead-came") == after["stage_changes"]
    assert [PAGE[OTHER], PAGE["both"]] == sorted(row[0] for row in after["bodies"])
    assert [OTHER in row[6] for row in after["event_rejects"]] == [True]
    assert [f"grade:{THIRD}"] == [row[0] for row in after["push_marks"]]
    assert [f"{OTHER}, {THIRD}"] == [row[4] for row in after["pushes"]]


def test_a_lead_belongs_to_whom_its_newest_version_names(home: Home) -> None:
    """One that moved away loses the versions that name the account; one that came goes whole, its past included."""
    forget(home, [GONE], NOW)
    with Store.open(home.url) as store:
        history = store.read(Business())

    leads = history["leads"][["lead_id", "account_id"]].values.tolist()
    assert [["lead-left", OTHER], ["lead-others", OTHER]] == leads
    assert ["act-came-before", "act-left", "act-others"] == history["activities"]["activity_id"].tolist()
    stays = history["activities"].set_index("activity_id")
    assert (OTHER, True) == (
        stays.loc["act-came-before", "account_id"],
        pd.isna(stays.loc["act-came-before", "lead_id"]),
    )


def test_rows_of_others_lose_a_lead_that_went(home: Home) -> None:
    """An order of another account stays, and is counted."""
    done = forget(home, [GONE], NOW)
    with Store.open(home.url) as store:
        orders = store.read(Business())["orders"].set_index("order_id")

    assert {"activities": 1, "orders": 1} == done.unlinked
    assert ["ord-others", "ord-third"] == orders.index.tolist()
    assert pd.isna(orders.loc["ord-others", "lead_id"])


def test_memory_lets_go_of_the_same_rows(home: Home) -> None:
    """A history in memory without them is the one that the store gives."""
    with Store.open(home.url) as store:
        before = store.read(Business())
    forget(home, [GONE], NOW)
    with Store.open(home.url) as store:
        after, stones = store.read(Business()), store.tombstones()

    less = spared(before, stones)
    for name, frame in after.tables.items():
        pd.testing.assert_frame_equal(frame, less[name])


def test_a_look_before_changes_nothing(home: Home, everything: Callable[[str], Stored]) -> None:
    """It counts what then goes."""
    before = everything(home.url)
    seen = preview(home, [GONE], NOW)

    assert before == everything(home.url)
    assert seen.rows == forget(home, [GONE], NOW).rows


def test_an_unknown_account_stops_all(home: Home, everything: Callable[[str], Stored]) -> None:
    """Nothing is a part of a success."""
    before = everything(home.url)
    with pytest.raises(UserError, match="Nothing is known of nobody"):
        forget(home, [GONE, "nobody"], NOW)

    assert before == everything(home.url)


def test_a_tombstone_names_nobody(home: Home, everything: Callable[[str], Stored]) -> None:
    """It is a hash, with when and how many rows; one for each lead of the account."""
    forget(home, [GONE], NOW)
    found = everything(home.url)["forgotten"]

    account = digest_of("account_id", GONE)
    leads = {digest_of("lead_id", name) for name in ("lead-own", "lead-came", "lead-loose")}
    assert {account} | leads == {row[0] for row in found}
    assert {account} == {row[1] for row in found}
    (counts,) = [json.loads(row[3]) for row in found if row[0] == account]
    assert (2, 6) == (counts["accounts"], counts["leads"])


def test_rows_that_name_an_entity_go_by_its_kind(home: Home) -> None:
    """The sides that webhooks keep say `entity` and `entity_id`; a lead may have the id of an account."""
    engine = database.engine(home.url)
    pairs = [(kind, name) for kind in ("account", "lead") for name in (GONE, OTHER, "lead-own")]
    rest = {"webhook_id": "w", "is_above": True, "promoted_at": NOW, "as_of": NOW}
    with database.writing(engine) as connection:
        connection.execute(SIDES.insert(), [{"entity": kind, "entity_id": name, **rest} for kind, name in pairs])
        done = erase(connection, GONE, NOW)
        left = {tuple(row) for row in connection.execute(sa.select(SIDES.c.entity, SIDES.c.entity_id))}
    engine.dispose()

    assert 2 == done.rows["webhook_sides"]
    assert set(pairs) - {("account", GONE), ("lead", "lead-own")} == left


def test_forgetting_twice_completes_the_first(home: Home, everything: Callable[[str], Stored]) -> None:
    """What came in between goes as well, and the leads stay forgotten."""
    forget(home, [GONE], NOW)
    again = forget(home, [GONE], NOW + timedelta(days=1))

    assert ([GONE], {}) == (again.again, again.rows)
    assert 4 == len(everything(home.url)["forgotten"])
    assert ["2026-09-02"] == sorted({str(each.date()) for each in stones(home.url)})


def stones(url: str) -> list[datetime]:
    """When each was forgotten."""
    engine = database.engine(url)
    with database.reading(engine) as connection:
        found = list(read(connection).at.values())
    engine.dispose()
    return found


def test_two_are_forgotten_together(home: Home, everything: Callable[[str], Stored]) -> None:
    """A lead that moved from the one to the other goes with both."""
    done = forget(home, [OTHER, GONE], NOW)

    assert [] == everything(home.url)["leads"]
    assert 2 == len({row[1] for row in everything(home.url)["forgotten"]})
    assert {} == done.unlinked


def test_every_text_column_is_decided_about() -> None:
    """A new table says in `history.forgetting.reach` how it can tell of a company; else this fails."""
    assert [] == undecided(own_tables())

    extended = sa.MetaData()
    for table in own_tables().tables.values():
        table.to_metadata(extended)
    sa.Table("notes", extended, sa.Column("note_id", sa.Integer(), primary_key=True), sa.Column("said", sa.Text()))
    assert ["notes.said"] == undecided(extended)


def test_the_file_does_not_hold_a_trace(tmp_path: Path, fill: Callable[[str], None]) -> None:
    """In SQLite the bytes of erased rows would stay; database, log and all are searched for them."""
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    fill(home.url)
    whole = b"".join(file.read_bytes() for file in home.folder.glob("leadcast.db*"))
    traces = [each.encode() for each in ("瑞丰精密", "lead-own", "act-account", "ord-own", "sig-own", "gone.example")]
    assert [True] * 6 == [trace in whole for trace in traces]

    assert "" == forget(home, [GONE], NOW).uncompacted

    left = b"".join(file.read_bytes() for file in home.folder.glob("leadcast.db*"))
    assert [] == [trace for trace in traces if trace in left]
    assert f"{GONE}2".encode() in left
    assert f"{GONE}".encode() not in left.replace(THIRD.encode(), b"")


@pytest.mark.slow
def test_a_reader_keeps_the_file_from_being_written_anew(tmp_path: Path, fill: Callable[[str], None]) -> None:
    """It is said, and the next run completes it."""
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    fill(home.url)
    engine = database.engine(home.url)
    with database.reading(engine) as connection:
        connection.execute(sa.select(FORGOTTEN)).all()
        first = forget(home, [GONE], NOW)
    engine.dispose()
    assert first.proof is not None

    assert ("another process reads it", True) == (first.uncompacted, bool(first.proof.found))
    again = forget(home, [GONE], NOW)
    assert ("", True) == (again.uncompacted, again.proof is not None and not again.proof.found)
