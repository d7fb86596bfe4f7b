"""Each row of a timeline in one line, in Chinese and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from history.tables import RECORDED, TABLES
from models.dossier import Dossier, Row
from models.evidence import Text, evidence_of
from models.phrases import Phrases, day, named
from models.reasons.words import stage_name
from serving.wording import TEXTS

PHRASES = Phrases(TEXTS / "timeline")
NOTHING = Text("", "")
# Kinds of touches that have words of their own; those of a business's own stand as it writes them.
DIRECTED = ("call", "email")
PLAIN = {"meeting": "meeting", "demo": "demo", "quote": "quote", "site_visit": "site-visit", "web_visit": "web-visit"}
# What may be called otherwise in the reader's language.
NAMED = ("region", "industry", "source", "product")
# What is told of a new lead or account; a version that came later tells all that it changed.
FIRST_TOLD = {"leads": ("source", "product", "value", "rep_id"), "accounts": ("region", "industry", "employees")}


@dataclass(frozen=True)
class Teller:
    """Words the rows of one dossier. `before` has, for each row that follows another of its kind, that other one."""

    dossier: Dossier

    def __call__(self, row: Row) -> Text:
        """The row in one line, without its date."""
        told: Text = getattr(self, f"_{row.table}")(row)
        return told

    def is_later_version(self, row: Row) -> bool:
        """Whether the row supersedes another one of the dossier, and so tells of a change."""
        return TABLES[row.table].versioned and row.key in self._before

    @cached_property
    def _before(self) -> Mapping[tuple[str, ...], Row]:
        found: dict[tuple[str, ...], Row] = {}
        for table, column in (("leads", "lead_id"), ("accounts", "account_id"), ("stage_changes", "lead_id")):
            last: dict[str, Row] = {}
            for row in sorted(self.dossier[table], key=_order(table)):
                if row[column] in last:
                    found[row.key] = last[row[column]]
                last[row[column]] = row
        return found

    def _stage_changes(self, row: Row) -> Text:
        reason = PHRASES("reason", reason=row["reason"]) if row["reason"] else NOTHING
        told = {"stage": row["stage"], "name": stage_name(row["stage"]), "reason": reason}
        before = self._before.get(row.key)
        if before is None:
            return PHRASES("stage-first", **told)
        return PHRASES("stage-moved", before=stage_name(before["stage"]), **told)

    def _activities(self, row: Row) -> Text:
        kind, direction = row["kind"], row["direction"]
        rep = self.rep_name(row["rep_id"])
        told = {
            "by": PHRASES("by", rep=rep) if rep else NOTHING,
            "minutes": PHRASES("minutes", minutes=_minutes(row["duration_s"])) if row["duration_s"] else NOTHING,
        }
        if kind in DIRECTED and direction in ("in", "out"):
            return PHRASES(f"touch-{kind}-{direction}", **told)
        if kind in PLAIN:
            return PHRASES(f"touch-{PLAIN[kind]}", **told)
        return PHRASES("touch-other", kind=kind, direction=direction or "unknown", **told)

    def _orders(self, row: Row) -> Text:
        if row["amount"] is None:
            return PHRASES("order-unknown")
        if row["paid"] is None:
            return PHRASES("order", amount=_number(row["amount"]))
        return PHRASES("order-paid", amount=_number(row["amount"]), paid=_number(row["paid"]))

    def _leads(self, row: Row) -> Text:
        return self._version(row, "lead")

    def _accounts(self, row: Row) -> Text:
        return self._version(row, "account")

    def _signals(self, row: Row) -> Text:
        title = row["title"] or evidence_of(row).quote or PHRASES("signal-untitled")
        return PHRASES(f"signal-{row['kind']}", title=title)

    def _version(self, row: Row, what: str) -> Text:
        before = self._before.get(row.key)
        if before is None:
            known = [column for column in FIRST_TOLD[row.table] if row[column] is not None]
            details = [PHRASES("detail", column=_column(each), value=self._shown(each, row[each])) for each in known]
            joined = PHRASES("details", details=_joined(details)) if details else NOTHING
            return PHRASES(f"{what}-new", details=joined)
        changed = [name for name in TABLES[row.table].names if name != RECORDED and row[name] != before[name]]
        if not changed:
            return PHRASES(f"{what}-unchanged")
        return PHRASES(f"{what}-changed", changes=_joined([self._change(each, before, row) for each in changed]))

    def _change(self, column: str, before: Row, after: Row) -> Text:
        shown = {"before": self._shown(column, before[column]), "after": self._shown(column, after[column])}
        return PHRASES("change", column=_column(column), **shown)

    def _shown(self, column: str, value: Any) -> Text:
        if value is None:
            return PHRASES("nothing")
        if column == "rep_id":
            return Text(*[self.rep_name(value) or value] * 2)
        if column in NAMED:
            return named(value, self.dossier.business.names)
        if isinstance(value, datetime):
            return Text(day(value, "en"), day(value, "zh"))
        return Text(*[_number(value) if isinstance(value, float) else str(value)] * 2)

    def rep_name(self, rep_id: str | None) -> str | None:
        """What a rep is called; the id where the history has no name, None for no rep."""
        rep = self.dossier.reps.get(rep_id) if rep_id is not None else None
        return rep["name"] if rep else rep_id


def _order(table: str) -> Any:
    if TABLES[table].versioned:
        return lambda row: row.recorded_at
    return lambda row: (row.at, row.recorded_at)


def _column(name: str) -> Text:
    return PHRASES(f"column-{name}")


def _joined(parts: Sequence[Text]) -> Text:
    separator = PHRASES("separator")
    return Text(separator.en.join(part.en for part in parts), separator.zh.join(part.zh for part in parts))


def _minutes(seconds: float) -> int:
    return max(1, round(seconds / 60))


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.2f}"
