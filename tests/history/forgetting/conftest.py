"""Three companies, one of which is forgotten: what the store holds of each."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from history.events.event import Event
from history.events.intake import Intake
from history.forgetting.reach import own_tables
from history.home import Home
from history.outreach.log import OUTREACH
from history.settings import Business
from history.store import database
from history.store.store import Store
from history.store.tombstones import digest_of
from scrapers.ledger import tables as ledger
from serving.push.ledger import MARKS, PUSHES

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
AT = pd.Timestamp("2026-01-05 08:00", tz="UTC")
GONE, OTHER, THIRD = "acc-gone-1", "acc-other-2", "acc-gone-12"
PAGE = {GONE: "a" * 64, OTHER: "b" * 64, "both": "c" * 64}


Rows = dict[str, list[dict[str, Any]]]


def at(days: int = 0) -> dict[str, Any]:
    """When a row is recorded."""
    return {"recorded_at": AT + timedelta(days=days)}


def _rows() -> Rows:
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


def _fill(url: str) -> None:
    """Put all of it into an empty store, with events that were refused."""
    with Store.open(url) as store:
        for name, some in _rows().items():
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
    _send(
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


def _send(url: str, *given: dict[str, Any], table: str = "accounts") -> list[tuple[str, tuple[str, ...]]]:
    """What becomes of rows that come as events."""
    with Intake(url, Business()) as intake:
        outcomes = intake.take([event(row, number, table) for number, row in enumerate(given)]).outcomes
    return [(each.status, each.errors) for each in outcomes]


def _everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of ours, in any order."""
    engine = database.engine(url)
    with database.reading(engine) as connection:
        found = {
            name: sorted((tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {name}"))), key=repr)
            for name in own_tables().tables
        }
    engine.dispose()
    return found


@pytest.fixture
def fill() -> Callable[[str], None]:
    """Puts all of it into the empty store of a URL."""
    return _fill


@pytest.fixture
def rows() -> Rows:
    """The rows of the history by table."""
    return _rows()


@pytest.fixture
def send() -> Callable[..., list[tuple[str, tuple[str, ...]]]]:
    """Sends rows to the store of a URL as events; says what becomes of each, and why."""
    return _send


@pytest.fixture
def everything() -> Callable[[str], dict[str, list[tuple[Any, ...]]]]:
    """All rows of all tables of ours in the store of a URL, in any order."""
    return _everything


@pytest.fixture
def home(tmp_path: Path, bare_url: str, put: Callable[..., None]) -> Home:
    """A home with that store."""
    put(bare_url, "forgetting", _fill)
    return Home(tmp_path / "home", bare_url)
