"""What sentences should say, row by row over a whole history: slow, and by no code that tells or counts them."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from history.record import History
from history.settings import Business
from history.tables import RECORDED, TABLES

Record = dict[str, Any]
DAY = timedelta(days=1)
SHORT = 40


class Known:
    """All rows of a history that were known at a moment and had happened, as dictionaries."""

    def __init__(self, history: History, as_of: pd.Timestamp) -> None:
        self.as_of, self.business = as_of, history.business
        self.zone = ZoneInfo(self.business.time_zone)
        self.tables = {name: list(self._rows(name, rows)) for name, rows in history.tables.items()}
        self._of: dict[tuple[str, str, str], list[Record]] = {}
        for table, rows in self.tables.items():
            for row in rows:
                for column in ("account_id", "lead_id"):
                    self._of.setdefault((table, column, row.get(column)), []).append(row)

    def _rows(self, name: str, rows: pd.DataFrame) -> Iterable[Record]:
        happened = TABLES[name].happened
        for record in rows.to_dict("records"):
            plain = {key: None if pd.isna(value) else value for key, value in record.items()}
            if plain[RECORDED] <= self.as_of and plain[happened] <= self.as_of:
                yield plain | {"at": plain[happened], "known": max(plain[happened], plain[RECORDED])}

    def of(self, table: str, column: str, name: str | None) -> list[Record]:
        """The rows of a table that name that account or lead."""
        return self._of.get((table, column, name), []) if name else []

    def day(self, moment: pd.Timestamp) -> Any:
        """The local day."""
        return moment.astimezone(self.zone).date()

    def ago(self, moment: pd.Timestamp) -> int:
        """Local days since then."""
        return (self.day(self.as_of) - self.day(moment)).days

    def dated(self, row: Record) -> Record:
        """When a row happened, as sentences say it."""
        return {"day": self.day(row["at"]), "ago": self.ago(row["at"])}

    def recent(self, rows: list[Record], days: int) -> list[Record]:
        """Those within so many days."""
        return [row for row in rows if self.as_of - row["at"] < days * DAY]


class Own:
    """The rows of one account or lead."""

    def __init__(self, known: Known, entity: str, name: str) -> None:
        self.known, self.entity, self.name = known, entity, name
        self.versions = sorted(known.of("leads", f"{entity}_id", name), key=lambda row: row[RECORDED])
        self.ids = {row["lead_id"] for row in self.versions}
        newest: dict[str, Record] = {}
        for row in sorted(self._of_leads("leads"), key=lambda row: row[RECORDED]):
            newest[row["lead_id"]] = row
        self.lead = newest.get(name)
        self.account = name if entity == "account" else (self.lead or {}).get("account_id")
        self.current = [row for row in newest.values() if entity == "lead" or row["account_id"] == name]
        self.current.sort(key=lambda row: (row["at"], row["lead_id"]))

    def of_account(self, table: str) -> list[Record]:
        """The rows that name its account, in order."""
        return sorted(self.known.of(table, "account_id", self.account), key=lambda row: row["at"])

    def of_leads(self, table: str) -> list[Record]:
        """The rows of its leads, or of itself, in the order of time and key."""
        return sorted(self._of_leads(table), key=lambda row: row["at"])

    def _of_leads(self, table: str) -> list[Record]:
        return [row for name in sorted(self.ids) for row in self.known.of(table, "lead_id", name)]

    @property
    def touches(self) -> list[Record]:
        """Its contacts; an account's with those of its leads."""
        mine = self._of_leads("activities")
        if self.entity == "account":
            named = self.known.of("activities", "account_id", self.name)
            mine += [row for row in named if row["lead_id"] not in self.ids]
        return sorted(mine, key=lambda row: row["at"])

    @property
    def ends(self) -> list[Record]:
        """How each lead ended first."""
        first: dict[str, Record] = {}
        for row in sorted(self.of_leads("stage_changes"), key=lambda row: (row["known"], row["at"])):
            if row["stage"] in ("won", "lost"):
                first.setdefault(row["lead_id"], row)
        return sorted(first.values(), key=lambda row: row["at"])

    @property
    def signals(self) -> list[Record]:
        """Those of its account, but for what may be a namesake's."""
        rows = self.of_account("signals")
        told = [(row, json.loads(row["details"] or "{}")) for row in rows]
        return [row for row, said in told if said.get("tier") != "possible" and not said.get("first_look")]

    @property
    def purchases(self) -> list[Record]:
        """What the settings call purchases of an account."""
        kinds: Business = self.known.business
        rows = self.of_account("orders") if "order" in kinds.purchase else []
        sold: dict[str, Record] = {}
        for row in sorted(self.of_leads("stage_changes"), key=lambda row: row["known"]):
            if row["stage"] == "won":
                sold.setdefault(row["lead_id"], row)
        return sorted([*rows, *(sold.values() if "won" in kinds.purchase else [])], key=lambda row: row["at"])


def purchases(own: Own) -> Record:
    """Days with a purchase: of late, the last, and the mean gap in whole days."""
    rows = own.purchases
    days = sorted({own.known.day(row["at"]) for row in rows})
    late = {own.known.day(row["at"]) for row in own.known.recent(rows, 90)}
    gap = max(round((days[-1] - days[0]).days / (len(days) - 1)), 1) if len(days) > 1 else None
    return own.known.dated(rows[-1]) | {"n": len(late), "gap": gap}


def orders(own: Own) -> Record:
    """The last order, and those of late with an amount."""
    rows = own.of_account("orders")
    late = [row["amount"] for row in own.known.recent(rows, 90) if row["amount"] is not None]
    return own.known.dated(rows[-1]) | {"last": _money(rows[-1]["amount"]), "n": len(late), "sum": _money(sum(late))}


def _money(amount: float | None) -> float | None:
    if amount is None:
        return None
    return round(amount) if abs(amount) >= 100 else round(amount, 2)


def signals(own: Own, kind: str | None) -> Record:
    """Signals of one kind or of all, but for those that may be a namesake's."""
    rows = [row for row in own.signals if kind in (None, row["kind"])]
    month, quarter, year = (own.known.recent(rows, days) for days in (30, 90, 365))
    words = " ".join((rows[-1]["title"] or "").split())
    return own.known.dated(rows[-1]) | {
        "n": len(month or quarter),
        "window": 30 if month else 90,
        "title": words if len(words) <= SHORT else words[: SHORT - 1].rstrip() + "…",
        "usual": round((len(year) - len(month)) / 335 * 30, 1),
    }


def touches(own: Own, *, inbound: bool = False) -> Record:
    """Contacts of the last 30 days, the last one, and the mean gap."""
    rows = [row for row in own.touches if not inbound or row["direction"] in ("in", "inbound")]
    late = own.known.recent(rows, 30)
    span = rows[-1]["at"] - rows[0]["at"]
    gap = round(span / DAY / (len(rows) - 1)) if len(rows) > 1 else None
    counts = Counter(row["kind"].split(":")[0] for row in late)
    told = sorted(counts.values(), reverse=True)[:3]
    rest = len(late) - sum(told)
    return own.known.dated(rows[-1]) | {
        "n": len(late),
        "gap": gap,
        "kind": rows[-1]["kind"].split(":")[0],
        "kinds": [*told, rest] if rest else told,
    }


def response(own: Own) -> Record:
    """The first contact after a lead came in."""
    created = own.versions[0]
    first = next((row for row in own.touches if row["at"] >= created["at"]), None)
    if first is None:
        return own.known.dated(created)
    minutes = round((first["at"] - created["at"]).total_seconds() / 60)
    long = minutes if minutes < 90 else round(minutes / 60)
    return own.known.dated(first) | {
        "span": long if minutes < 48 * 60 else round(minutes / 1440),
        "kind": first["kind"].split(":")[0],
    }


def leads(own: Own) -> Record:
    """New leads of an account."""
    said = {"n": len(own.known.recent(own.current, 90))}
    return said | (own.known.dated(own.current[-1]) if own.current else {})


def pipeline(own: Own) -> Record:
    """Open leads of an account, and the last move of one of them, of any where none is open."""
    ended = {row["lead_id"] for row in own.ends}
    under_way = [row["lead_id"] for row in own.current if row["lead_id"] not in ended]
    near = under_way or [row["lead_id"] for row in own.current]
    moves = [
        row for row in own.of_leads("stage_changes") if row["lead_id"] in near and row["stage"] not in ("won", "lost")
    ]
    said: Record = {"n": len(under_way)}
    return said | (own.known.dated(moves[-1]) | {"stage": moves[-1]["stage"]} if moves else {})


def outcomes(own: Own) -> Record:
    """How the leads of an account ended."""
    mine = {row["lead_id"] for row in own.current}
    rows = [row for row in own.ends if row["lead_id"] in mine]
    won = sum(row["stage"] == "won" for row in rows)
    said = {"won": won, "lost": len(rows) - won}
    return said | (own.known.dated(rows[-1]) | {"end": rows[-1]["stage"]} if rows else {})


def stage(own: Own) -> Record:
    """The last open stage of a lead, how many it skipped, and how often it entered one again."""
    moves = [row for row in own.of_leads("stage_changes") if row["stage"] not in ("won", "lost")]
    entered = {row["stage"] for row in moves}
    order = own.known.business.stages
    skipped = max(map(order.index, entered)) + 1 - len(entered)
    return own.known.dated(moves[-1]) | {
        "stage": moves[-1]["stage"],
        "skipped": skipped,
        "again": len(moves) - len(entered),
    }


def since_known(own: Own) -> Record:
    """When the first row that names the account was known."""
    moments = [row["known"] for table in TABLES for row in own.known.of(table, "account_id", own.account)]
    return own.known.dated({"at": min(moments)})


def arrival(own: Own) -> Record:
    """The local day, weekday and hour at which a lead came in."""
    assert own.lead is not None
    local = own.lead["at"].astimezone(own.known.zone)
    return {"day": local.date(), "weekday": local.weekday(), "hour": local.hour} | own.known.dated(own.lead)


def deal(own: Own) -> Record:
    """What a lead is worth."""
    assert own.lead is not None
    return {"n": _money(own.lead["value"])}


def size(own: Own) -> Record:
    """How many people the account employs, by its newest version."""
    versions = own.of_account("accounts")
    newest = max(versions, key=lambda row: row[RECORDED], default={})
    return {"n": None if newest.get("employees") is None else round(newest["employees"])}
