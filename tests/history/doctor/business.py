"""A healthy business made by hand, and what the rules find once it is spoilt."""

import string
from functools import cache

import pandas as pd

from history.doctor import RULES, examine
from history.doctor.finding import Finding
from history.record import History
from history.settings import Business
from history.tables import RECORDED, TABLES

AS_OF = pd.Timestamp("2026-06-01", tz="Asia/Shanghai")
DAYS = 140
BUSINESS = Business(stages=("new", "offer"), industry=("account.industry",), region=("rep.region",))

Tables = dict[str, pd.DataFrame]


def day(number: float) -> pd.Timestamp:
    """That many days before the check, at ten in the morning."""
    return AS_OF - pd.Timedelta(days=number) + pd.Timedelta(hours=10)


def dated(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of table `name` up to the check, each recorded when it happened."""
    frame = pd.DataFrame(rows)
    times = [column.name for column in TABLES[name].columns if column.kind == "time" and column.name in frame]
    frame = frame.assign(**{time: pd.to_datetime(frame[time], utc=True) for time in times})
    frame = frame.assign(**{RECORDED: frame[TABLES[name].happened]})
    return frame[frame[RECORDED] <= AS_OF].reset_index(drop=True)


@cache
def healthy() -> Tables:
    """A lead a day, called the next day, offered after two and won or lost after five."""
    ages = range(1, DAYS + 1)
    ends = {age: "won" if age % 3 else "lost" for age in ages}
    stages = (("new", 0), ("offer", 2))
    changes = [
        {"lead_id": f"L{age}", "stage": stage, "changed_at": day(age - later)}
        for age in ages
        for stage, later in stages
    ]
    changes += [{"lead_id": f"L{age}", "stage": end, "changed_at": day(age - 5)} for age, end in ends.items()]
    return {
        "accounts": dated("accounts", [account(number) for number in range(20)]),
        "reps": dated("reps", [rep(number) for number in range(2)]),
        "leads": dated("leads", [lead(age) for age in ages]),
        "stage_changes": dated("stage_changes", changes),
        "activities": dated("activities", [call(age) for age in ages]),
        "orders": dated("orders", [order(age) for age, end in ends.items() if end == "won"]),
        "signals": dated("signals", [signal(age) for age in ages]),
    }


def account(number: int) -> dict[str, object]:
    name = f"{string.ascii_uppercase[number]} 机械有限公司"
    return {
        "account_id": f"A{number}",
        "name": name,
        "industry": "制造",
        "website": f"https://www.firm{number}.cn/about",
        "valid_from": day(DAYS + 10),
    }


def rep(number: int) -> dict[str, object]:
    return {"rep_id": f"R{number}", "name": f"销售{number}", "region": "华东", "joined_at": day(DAYS + 10)}


def lead(age: int) -> dict[str, object]:
    owners = {"account_id": f"A{age % 20}", "rep_id": f"R{age % 2}"}
    return {"lead_id": f"L{age}", **owners, "created_at": day(age), "source": "web", "value": 100.0}


def call(age: int) -> dict[str, object]:
    owners = {"lead_id": f"L{age}", "account_id": f"A{age % 20}", "rep_id": f"R{age % 2}"}
    return {"activity_id": f"C{age}", **owners, "kind": "call", "happened_at": day(age - 1), "duration_s": 60.0}


def order(age: int) -> dict[str, object]:
    bought = {"order_id": f"O{age}", "account_id": f"A{age % 20}", "lead_id": f"L{age}", "ordered_at": day(age - 5)}
    return {**bought, "amount": 100.0, "paid": 100.0}


def signal(age: int) -> dict[str, object]:
    seen = {"published_at": day(age) - pd.Timedelta(hours=1), "observed_at": day(age)}
    return {"signal_id": f"S{age}", "account_id": f"A{age % 20}", "kind": "news", **seen}


def add(tables: Tables, name: str, *rows: dict[str, object]) -> None:
    """Put `rows` into table `name`, recorded when they happened unless they say otherwise."""
    happened = TABLES[name].happened
    new = pd.DataFrame([{RECORDED: row[happened], **row} for row in rows])
    times = [column for column in new if any(isinstance(value, pd.Timestamp) for value in new[column])]
    new = new.assign(**{time: pd.to_datetime(new[time], utc=True) for time in times})
    tables[name] = pd.concat([tables[name], new], ignore_index=True)


def found(tables: Tables, business: Business = BUSINESS) -> dict[str, Finding]:
    """All findings of a history with `tables`, by rule."""
    return {finding.rule: finding for finding in examine(History.of(business, **tables), AS_OF)}


def look(rule: str, tables: Tables, business: Business = BUSINESS) -> Finding | None:
    """What the one rule of that name finds."""
    finding = {each.__name__: each for each in RULES}[rule](History.of(business, **tables), AS_OF)
    assert finding is None or finding.rule == rule
    return finding
