"""Every sentence is true of rows that were known then: each number, each day, each row that it shows."""

import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features.build import Rows, build
from features.frame import feature_names
from features.spec import learn_spec
from history.importing.imports import MappedExport, import_export
from history.record import History
from history.settings import Business
from history.simulator import WorldConfig, simulate
from history.store.store import Store
from history.tables import RECORDED, TABLES
from models.dossier import dossiers
from models.evidence import Text
from models.reasons import Reason
from models.reasons.explaining import features_of
from models.reasons.groups import group_of
from models.reasons.sentences import reason
from models.reasons.view import View
from tests.models import reasons_oracle as oracle
from tests.models.reasons_oracle import Known, Own, Record
from tests.models.surroundings_oracle import DAY, Surroundings

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "bpic2012"
EXPORT = EXAMPLE.parents[2] / "shared" / "data" / "bpic2012"

WORDS = {
    "call": Text("call", "电话"),
    "email": Text("e-mail", "邮件"),
    "meeting": Text("meeting", "会议"),
    "demo": Text("demonstration", "产品演示"),
    "site_visit": Text("visit", "上门拜访"),
    "quote": Text("quote", "报价"),
    "web_visit": Text("visit to our website", "访问我方网站"),
    "新建": Text("new", "新建"),
    "已联系": Text("contacted", "已联系"),
    "需求确认": Text("needs confirmed", "需求确认"),
    "方案报价": Text("proposal", "方案报价"),
    "商务谈判": Text("negotiation", "商务谈判"),
    "won": Text("won", "赢单"),
    "lost": Text("lost", "输单"),
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What messages say without a value: windows, a hundred, and the minutes of an hour.
FIXED = {
    "en": r"last 7 days|last 14 days|last 30 days|last 90 days|next 7 days|per 100|:00|:59",
    "zh": r"[近来]\d+天|每100",
}
STEPS = ("stage-skipped", "stage-again")
TENTHS = ("each", "usual", "orders", "wins")


class Traced:
    """A history at a moment, and how any sentence about one of its accounts or leads is checked."""

    def __init__(self, history: History, rows: Rows, as_of: pd.Timestamp) -> None:
        self.history, self.entity, self.as_of = history, rows.entity, as_of
        self.known = Known(history, as_of)
        self.around = Surroundings(self.known)
        self.stored = {(name, _key(name, row)): row for name, rows in self.known.tables.items() for row in rows}
        self.table = build(history, [as_of], rows, learn_spec(history, as_of))
        self.groups = sorted({group_of(name) for name in feature_names(self.table)})
        self.told: set[str] = set()

    def check(self, count: int, seed: int) -> None:
        """Check every group of that many accounts or leads, both ways that it may move a score."""
        chosen = self.table.sample(min(count, len(self.table)), random_state=seed)
        ids = chosen["entity_id"].tolist()
        known = dossiers(self.history, self.entity, ids, self.as_of)
        for name, features in zip(ids, features_of(chosen), strict=True):
            own = Own(self.known, self.entity, name)
            for group in self.groups:
                for points in (1.0, -1.0):
                    found = reason(group, View(known[name], features, points > 0), points, points)
                    if found is not None:
                        self.told.add(found.message)
                        self._one(own, found)

    def _one(self, own: Own, found: Reason) -> None:
        says = f"{own.name} {found.message}: {found.text.en} {dict(found.values)}"
        _readable(found, says)
        self._evidence(own, found, says)
        expected = self._expected(own, found) if found.values else {}
        for key, value in found.values.items():
            assert _agrees(key, expected[key], value), f"{says}: {key} should be {expected[key]}"
        if found.message in EMPTY:
            assert EMPTY[found.message](own), says

    def _evidence(self, own: Own, found: Reason, says: str) -> None:
        assert len(found.evidence) == min(found.evidence_count, 5), says
        rows = [self.stored[each.table, each.key] for each in found.evidence]
        times = [row["at"] for row in rows]
        assert sorted(times, reverse=True) == times, says
        for each, row in zip(found.evidence, rows, strict=True):
            assert each.recorded_at == row[RECORDED] <= self.as_of, says
            mine = row.get("account_id") is not None and row["account_id"] == own.account
            assert mine or row.get("lead_id") in own.ids, says

    def _expected(self, own: Own, found: Reason) -> Record:
        if found.message.startswith("account-") or found.message.startswith("purchases-account"):
            return self._of_account(own, found)
        said = OWN[found.group](own) if found.group in OWN else self._around(own, found.group)
        return said | ({"n": said[found.message.removeprefix("stage-")]} if found.message in STEPS else {})

    def _around(self, own: Own, group: str) -> Record:
        around, kinds = self.around, ("region", "industry", "source", "product")
        if group in kinds:
            name = self._place(own, group)
            return {"name": name, "rate": around.rate(group, name)}
        rep = own.lead and own.lead["rep_id"]
        names = {row["rep_id"]: row["name"] for row in self.known.tables["reps"]}
        said: dict[str, Callable[[], Record]] = {
            "load_region": lambda: around.load_region(region := self._place(own, "region")) | {"region": region},
            "load_rep": lambda: around.load_rep(rep) | {"rep": names.get(rep, rep)},
            "rep": lambda: {"rep": names.get(rep, rep), "rate": around.rate("rep", rep, 90 * DAY)},
            "level": around.level,
            "calendar": around.calendar,
            "queue": lambda: around.queue(own.name),
        }
        return said[group]()

    def _place(self, own: Own, kind: str) -> str | None:
        if self.entity == "lead":
            return self.around.place(kind, self.around.leads[own.name], self.as_of)
        versions = [row for row in own.of_account("accounts") if row["known"] <= self.as_of]
        said = max(versions, key=lambda row: row[RECORDED])[kind] if versions else None
        if said is not None:
            return str(said)
        return next((place for lead in reversed(own.current) if (place := lead[kind])), None)

    def _of_account(self, own: Own, found: Reason) -> Record:
        """A lead's account, with all of its leads."""
        account = Own(self.known, "account", own.account)
        if found.group == "purchases":
            rows = oracle.purchases(account)
            days = sorted({self.known.day(row["at"]) for row in account.purchases})
            first = {day: min(r["at"] for r in account.purchases if self.known.day(r["at"]) == day) for day in days}
            gap = (first[days[-1]] - first[days[0]]) / DAY / max(len(days) - 1, 1)
            return rows | {"n": len(days), "since": (self.as_of - first[days[-1]]) // DAY, "gap": max(round(gap), 1)}
        if found.group == "account_touches":
            return oracle.touches(account) | {"since": (self.as_of - account.touches[-1]["at"]) // DAY}
        said = {"leads": oracle.leads, "pipeline": oracle.pipeline, "outcomes": oracle.outcomes}[found.group]
        return said(account)


def _key(table: str, row: Record) -> tuple[str, ...]:
    columns = (*TABLES[table].key, *([RECORDED] if TABLES[table].versioned else []))
    return tuple(row[name].isoformat() if isinstance(row[name], pd.Timestamp) else str(row[name]) for name in columns)


OWN: dict[str, Callable[[Own], Record]] = {
    "purchases": oracle.purchases,
    "order_value": oracle.orders,
    "signals": partial(oracle.signals, kind=None),
    "site_updates": partial(oracle.signals, kind="site_update"),
    "job_postings": partial(oracle.signals, kind="job_posting"),
    "patents": partial(oracle.signals, kind="patent"),
    "news": partial(oracle.signals, kind="news"),
    "touches": oracle.touches,
    "inbound": partial(oracle.touches, inbound=True),
    "response": oracle.response,
    "leads": oracle.leads,
    "pipeline": oracle.pipeline,
    "outcomes": oracle.outcomes,
    "stage": oracle.stage,
    "known": oracle.since_known,
    "arrival": oracle.arrival,
    "lead_age": oracle.arrival,
    "lead_value": oracle.deal,
    "size": oracle.size,
}


def _quiet(own: Own, kind: str | None, days: int) -> bool:
    """No signal within so many days."""
    return not own.known.recent([row for row in own.signals if kind in (None, row["kind"])], days)


# What a sentence denies.
EMPTY: dict[str, Callable[[Own], bool]] = {
    "purchases-none": lambda own: not Own(own.known, "account", own.account).purchases,
    "purchases-old": lambda own: not own.known.recent(own.purchases, 90),
    "purchases-overdue": lambda own: not own.known.recent(own.purchases, 90),
    "orders-none": lambda own: not own.of_account("orders"),
    "touches-none": lambda own: not own.touches,
    "inbound-none": lambda own: not [row for row in own.touches if row["direction"] in ("in", "inbound")],
    "response-none": lambda own: not [row for row in own.touches if row["at"] >= own.versions[0]["at"]],
    "leads-none": lambda own: not own.current,
    "leads-old": lambda own: not own.known.recent(own.current, 90),
    "pipeline-ended": lambda own: oracle.pipeline(own)["n"] == 0,
    "pipeline-none": lambda own: oracle.pipeline(own)["n"] == 0,
    "outcomes-none": lambda own: not Own(own.known, "account", own.account).ends,
    "stage-none": lambda own: not [row for row in own.of_leads("stage_changes") if row["stage"] not in ("won", "lost")],
    "no-account": lambda own: own.account is None,
    "size-unknown": lambda own: oracle.size(own)["n"] is None,
    "lead-value-unknown": lambda own: oracle.deal(own)["n"] is None,
    **{
        f"{name}-{what}": partial(_quiet, kind=kind, days=days)
        for name, kind in (
            ("job-posting", "job_posting"),
            ("site-update", "site_update"),
            ("patent", "patent"),
            ("news", "news"),
            ("signals", None),
        )
        for what, days in (("never", 10**5), ("old", 90))
    },
}


def _agrees(key: str, expected: Any, told: Any) -> bool:
    """Whether a value of a sentence is what was found; what is a name in words is looked up in words."""
    if key in ("kind", "stage", "end"):
        return bool(told == WORDS.get(expected, Text(*2 * [expected if key != "kind" else f"“{expected}”"])))
    if key == "weekday":
        return bool(told.en == WEEKDAYS[expected])
    if key in ("kinds", "span"):
        counts = [int(number) for number in re.findall(r"(?<![\w“])\d+(?![\w”])", told.en)]
        return counts == (expected if key == "kinds" else [expected])
    if key in ("rep", "name", "region", "title"):
        return str(expected) == (told.en if isinstance(told, Text) else told)
    if key == "rate":
        return bool(abs(told - expected) <= (0.51 if told >= 10 else 0.051))
    return bool(abs(told - expected) <= 0.051) if key in TENTHS else bool(told == expected)


def _readable(found: Reason, says: str) -> None:
    """No name of a feature, nothing unknown, nothing left to fill in, and no number but those that were given."""
    for language, text in found.text._asdict().items():
        plain = re.sub(FIXED[language], "", text)
        for value in sorted(map(str, _spoken(found, language)), key=len, reverse=True):
            plain = re.sub(rf"(?<!\d){re.escape(value)}(?!\d)", "", plain)
        assert not re.search(r"nan|None|NaN|[{}]|_|\d", plain), f"{says}: {plain}"
        assert language == "zh" or text[0].upper() == text[0], says
        assert text.endswith("." if language == "en" else "。"), says


def _spoken(found: Reason, language: str) -> list[Any]:
    said: list[Any] = []
    for value in found.values.values():
        if isinstance(value, Text):
            said.append(getattr(value, language))
        elif isinstance(value, date):
            english = f"{value.day} {value:%b} {value.year}"
            said.append(english if language == "en" else f"{value.year}年{value.month}月{value.day}日")
        else:
            said += (
                [value] if isinstance(value, str) else [f"{value:,}", f"{value:,.0f}" if value == int(value) else value]
            )
    return said


@pytest.fixture(scope="module")
def world() -> History:
    """A small simulated history."""
    return simulate(WorldConfig(accounts=150, days=400), 11).history


@pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("lead", "open")], ids=["accounts", "leads"])
def test_sentences_on_a_simulated_world_are_true(world: History, rows: Rows) -> None:
    """A few accounts and leads as of the end and of a moment before."""
    for days in (0, 100):
        Traced(world, rows, pd.Timestamp(world.last_recorded) - timedelta(days=days)).check(6, days)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("lead", "open")], ids=["accounts", "leads"])
def test_all_sentences_on_a_simulated_world_are_true(world: History, rows: Rows) -> None:
    """Everybody, as of many moments, on week-days and in the middle of days; most messages come up."""
    told = set()
    for hours in range(0, 300 * 24, 1201):
        traced = Traced(world, rows, pd.Timestamp(world.last_recorded) - timedelta(hours=hours))
        traced.check(60, hours)
        told |= traced.told
    assert len(told) > 30


@pytest.fixture(scope="module")
def applications(tmp_path_factory: pytest.TempPathFactory) -> History:
    """The loan applications of a Dutch bank, imported."""
    if not EXPORT.exists():
        pytest.skip(f"no export at {EXPORT}")
    work = tmp_path_factory.mktemp("bpic2012")
    business = Business(**tomllib.loads((EXAMPLE / "leadcast.toml").read_text(encoding="utf-8"))["business"])
    with Store.open(f"sqlite:///{work / 'history.db'}") as store:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        import_export(store, business, MappedExport(EXPORT, EXAMPLE), rejects=work / "rejects.csv", imported_at=moment)
        return store.read(business, None)


@pytest.mark.slow
@pytest.mark.parametrize("days", [3, 40, 100])
def test_all_sentences_on_real_applications_are_true(applications: History, days: int) -> None:
    """Leads without accounts, regions or signals, with kinds and stages of their own."""
    traced = Traced(applications, Rows("lead", "open"), pd.Timestamp("2012-03-01T12:00Z") - timedelta(days=days))
    traced.check(60, days)

    assert {"touches-recent", "stage", "queue-place", "inbound-none"} <= traced.told


@pytest.mark.parametrize("missing", [*TABLES, "all but leads", "all but orders"])
@pytest.mark.parametrize("rows", [Rows("account", "all"), Rows("lead", "open")], ids=["accounts", "leads"])
def test_sentences_are_true_whatever_is_missing(world: History, rows: Rows, missing: str) -> None:
    """Without any table, or with one alone, what is left is told and nothing else."""
    kept = [missing.removeprefix("all but ")] if missing.startswith("all but") else [n for n in TABLES if n != missing]
    history = History.of(world.business, **{name: world[name] for name in kept})

    Traced(history, rows, pd.Timestamp(world.last_recorded)).check(2, 0)
