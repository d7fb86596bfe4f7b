"""Sentences of reasons beside what is counted again from the rows that were known then."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from features.build import Rows, build
from features.frame import feature_names
from features.spec import learn_spec
from history.record import History
from history.tables import RECORDED, TABLES
from models.dossier import dossiers
from models.reasons import Reason
from models.reasons.explaining import features_of
from models.reasons.groups import group_of
from models.reasons.sentences import reason
from models.reasons.view import View
from tests.models import reasons_oracle as oracle
from tests.models.reasons_oracle import Known, Own, Record
from tests.models.reasons_reading import agrees, check_readable
from tests.models.surroundings_oracle import DAY, Surroundings

STEPS = ("stage-skipped", "stage-again")


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
        check_readable(found, says)
        self._evidence(own, found, says)
        expected = self._expected(own, found) if found.values else {}
        for key, value in found.values.items():
            assert agrees(key, expected[key], value), f"{says}: {key} should be {expected[key]}"
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
