"""A company is forgotten: its rows go, others' stay, and it does not come in again."""

import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from history import database
from history.errors import UserError
from history.forgetting.erasing import erase
from history.forgetting.forget import allow, forget, preview, prove_again
from history.forgetting.frames import spared
from history.forgetting.reach import own_tables, undecided
from history.home import Home
from history.intake import Event, Intake
from history.outreach import OUTREACH, Done, OutreachLog
from history.schema import METADATA
from history.settings import Business
from history.store import Store
from history.tombstones import FORGOTTEN, REASONS, digest_of, read
from scrapers.ledger import tables as ledger
from serving.push.ledger import MARKS, PUSHES

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
AT = pd.Timestamp("2026-01-05 08:00", tz="UTC")
GONE, OTHER, THIRD = "acc-gone-1", "acc-other-2", "acc-gone-12"
PAGE = {GONE: "a" * 64, OTHER: "b" * 64, "both": "c" * 64}


def at(days: int = 0) -> dict[str, Any]:
    """When a row is recorded."""
    return {"recorded_at": AT + timedelta(days=days)}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Three accounts, of which one goes; leads that stay, that moved away from it, and that moved to it."""

    def lead(name: str, account: str | None, days: int = 0) -> dict[str, Any]:
        return {"lead_id": name, "account_id": account, "created_at": AT, **at(days)}

    def change(name: str) -> dict[str, Any]:
        return {"lead_id": name, "stage": "new", "changed_at": AT, **at()}

    def touch(name: str, lead: str | None, account: str | None = None) -> dict[str, Any]:
        row = {"activity_id": f"act-{name}", "kind": "call", "happened_at": AT, **at()}
        return row | {"lead_id": lead, "account_id": account}

    def order(name: str, account: str, lead: str | None) -> dict[str, Any]:
        return {"order_id": f"ord-{name}", "account_id": account, "lead_id": lead, "ordered_at": AT, **at()}

    def signal(name: str, account: str, page: str) -> dict[str, Any]:
        details = json.dumps({"evidence": {"body": page}})
        told = {"kind": "news", "observed_at": AT, "title": "招标公告", "details": details}
        return {"signal_id": f"sig-{name}", "account_id": account, **told, **at()}

    named = ((GONE, "瑞丰精密轴承有限公司"), (OTHER, "Other Machines Ltd."), (THIRD, "Third"))
    accounts = [{"account_id": account, "name": name, "valid_from": AT, **at()} for account, name in named]
    return {
        "accounts": [*accounts, accounts[0] | {"region": "华东"} | at(5)],
        "leads": [
            lead("lead-own", GONE),
            lead("lead-left", GONE),
            lead("lead-left", OTHER, 3),
            lead("lead-came", OTHER),
            lead("lead-came", GONE, 3),
            lead("lead-loose", GONE),
            lead("lead-loose", None, 3),
            lead("lead-others", OTHER),
        ],
        "stage_changes": [change(f"lead-{name}") for name in ("own", "left", "came", "others")],
        "activities": [
            touch("own", "lead-own"),
            touch("account", None, GONE),
            touch("left", "lead-left"),
            touch("left-before", "lead-left", GONE),
            touch("came-before", "lead-came", OTHER),
            touch("others", "lead-others", OTHER),
        ],
        "orders": [order("own", GONE, None), order("others", OTHER, "lead-own"), order("third", THIRD, None)],
        "signals": [signal("own", GONE, PAGE[GONE]), signal("others", OTHER, PAGE["both"])],
    }


def watching(account: str, host: str, *pages: str) -> dict[sa.Table, list[dict[str, Any]]]:
    """What the collector keeps of an account: a target on `host`, and a visit for each page."""
    target = {"target_id": f"t-{account}", "account_id": account}
    place = {"website": f"https://{host}", "url": f"https://{host}/", "host": host}
    rest = {"kind": "home", "origin": "given", "every_s": 60, "due_at": NOW, "failures": 0, "pending": False}
    return {
        ledger.WATCHES: [{"account_id": account, "website": f"https://{host}", "added_at": NOW}],
        ledger.TARGETS: [target | place | rest],
        ledger.SITES: [{"host": host}],
        ledger.VISITS: [target | {"visited_at": NOW, "outcome": "read", "digest": page} for page in pages],
        ledger.POSTINGS: [target | {"posting_id": "p1", "title": "工程师", "opened_at": NOW}],
    }


def told() -> dict[sa.Table, list[dict[str, Any]]]:
    """What was done about them and what was sent of them."""
    done = {"play": "call", "done_at": NOW, "outcome": "reached", "recorded_at": NOW}
    push = {
        "target": "t",
        "kind": "alert",
        "title": "涨了",
        "found_at": NOW,
        "status": "sent",
        "attempts": 1,
        "due_at": NOW,
    }
    bodies = (f"**{GONE}** 38 %", "瑞丰精密轴承有限公司 38 %", f"{OTHER}, {THIRD}")
    return {
        OUTREACH: [done | {"outreach_id": f"out-{n}", "account_id": name} for n, name in enumerate((GONE, OTHER))],
        PUSHES: [push | {"key": str(number), "body": body} for number, body in enumerate(bodies)],
        MARKS: [{"mark": f"grade:{name}", "at": NOW} for name in (GONE, THIRD, "lead-own")],
    }


def fill(url: str) -> None:
    """Put all of it into an empty store, with events that were refused."""
    with Store.open(url) as store:
        for name, some in rows().items():
            store.append(name, pd.DataFrame(some))
    engine = database.engine(url)
    packed = {"content_type": "text/html", "body": zlib.compress(b"<html>"), "kept_at": NOW}
    with database.writing(engine) as connection:
        kept = (
            watching(GONE, "gone.example", PAGE[GONE], PAGE["both"]),
            watching(OTHER, "others.example", PAGE[OTHER]),
        )
        for table, some in (pair for each in kept for pair in each.items()):
            connection.execute(table.insert(), some)
        connection.execute(ledger.BODIES.insert(), [packed | {"digest": page} for page in PAGE.values()])
        for table, some in told().items():
            connection.execute(table.insert(), some)
    engine.dispose()
    send(
        url,
        {"account_id": GONE, "name": 7},
        {"lead_id": "lead-own"},
        {"account_id": OTHER},
        {"name": "瑞丰精密轴承有限公司"},
    )


def event(row: dict[str, Any], number: int, table: str = "accounts") -> Event:
    """An event of a row, under a name that tells nothing."""
    raw = json.dumps({"type": f"leadcast.{table}", "data": row}, ensure_ascii=False)
    name = f"{number}-{digest_of('lead_id', raw)[:6]}"
    return Event("crm", name, f"leadcast.{table}", table, row, raw, NOW + timedelta(microseconds=number))


def send(url: str, *given: dict[str, Any], table: str = "accounts") -> list[tuple[str, tuple[str, ...]]]:
    """What becomes of rows that come as events."""
    with Intake(url, Business()) as intake:
        outcomes = intake.take([event(row, number, table) for number, row in enumerate(given)]).outcomes
    return [(each.status, each.errors) for each in outcomes]


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of ours, in any order."""
    engine = database.engine(url)
    with database.reading(engine) as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {name}"))), key=repr)
            for name in own_tables().tables
        }
    engine.dispose()
    return found


def without(found: list[tuple[Any, ...]], *named: str) -> list[tuple[Any, ...]]:
    """The rows of a table that name none of these in any column."""
    return [row for row in found if not set(named) & {each for each in row if isinstance(each, str)}]


@pytest.fixture
def home(tmp_path: Path, store_url: str) -> Home:
    """A home with that store."""
    fill(store_url)
    return Home(tmp_path / "home", store_url)


def test_all_rows_of_the_account_and_its_leads_go(home: Home) -> None:
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


def test_rows_of_others_stay_as_they_are(home: Home) -> None:
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


def test_a_look_before_changes_nothing(home: Home) -> None:
    """It counts what then goes."""
    before = everything(home.url)
    seen = preview(home, [GONE], NOW)

    assert before == everything(home.url)
    assert seen.rows == forget(home, [GONE], NOW).rows


def test_an_unknown_account_stops_all(home: Home) -> None:
    """Nothing is a part of a success."""
    before = everything(home.url)
    with pytest.raises(UserError, match="Nothing is known of nobody"):
        forget(home, [GONE, "nobody"], NOW)

    assert before == everything(home.url)


def test_a_tombstone_names_nobody(home: Home) -> None:
    """It is a hash, with when and how many rows; one for each lead of the account."""
    forget(home, [GONE], NOW)
    found = everything(home.url)["forgotten"]

    account = digest_of("account_id", GONE)
    leads = {digest_of("lead_id", name) for name in ("lead-own", "lead-came", "lead-loose")}
    assert {account} | leads == {row[0] for row in found}
    assert {account} == {row[1] for row in found}
    (counts,) = [json.loads(row[3]) for row in found if row[0] == account]
    assert (2, 6) == (counts["accounts"], counts["leads"])


def test_what_names_it_is_not_taken_in_again(home: Home) -> None:
    """Rows of it and of its leads are refused with the reason, other rows go in."""
    forget(home, [GONE], NOW)
    with Store.open(home.url) as store:
        done = store.append("activities", pd.DataFrame(rows()["activities"]), assumed=None)
        versions = store.append("accounts", pd.DataFrame(rows()["accounts"]))

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


def test_of_refused_events_nothing_is_kept_but_the_reason(home: Home) -> None:
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


def test_rows_that_name_an_entity_go_by_its_kind(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of ours that comes later may say `entity` and `entity_id`; a lead may have the id of an account."""
    later = sa.MetaData()
    for table in own_tables().tables.values():
        table.to_metadata(later)
    sides = sa.Table(
        "sides", later, *(sa.Column(name, sa.Text(), primary_key=True) for name in ("entity", "entity_id"))
    )
    engine = database.engine(home.url)
    pairs = [(kind, name) for kind in ("account", "lead") for name in (GONE, OTHER, "lead-own")]
    with database.writing(engine) as connection:
        sides.create(connection)
        connection.execute(sides.insert(), [{"entity": kind, "entity_id": name} for kind, name in pairs])
        monkeypatch.setattr("history.forgetting.erasing.own_tables", lambda: later)
        done = erase(connection, GONE, NOW)
        left = {tuple(row) for row in connection.execute(sa.select(sides))}
    engine.dispose()

    assert 2 == done.rows["sides"]
    assert set(pairs) - {("account", GONE), ("lead", "lead-own")} == left


def test_what_is_allowed_comes_in_again(home: Home) -> None:
    """The account and its leads; a second time there is nothing to allow."""
    forget(home, [GONE], NOW)
    allow(home, [GONE])
    with Store.open(home.url) as store:
        assert not store.append("leads", pd.DataFrame(rows()["leads"])).conflicts["why"].isin(REASONS.values()).any()

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


def test_forgetting_twice_completes_the_first(home: Home) -> None:
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


def test_two_are_forgotten_together(home: Home) -> None:
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


def test_the_file_does_not_hold_a_trace(tmp_path: Path) -> None:
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


def test_a_reader_keeps_the_file_from_being_written_anew(tmp_path: Path) -> None:
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
