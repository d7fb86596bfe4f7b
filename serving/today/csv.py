"""The top of the morning list as a table for Excel."""

import csv
import io
from collections.abc import Sequence

from models.today.result import TopEntry

NAMES = (
    "id",
    "name",
    "region",
    "industry",
    "rep_id",
    "rep",
    "probability",
    "low",
    "high",
    "grade",
    "trend",
    "value",
    "value_told",
    "at_stake",
    "reason_en",
    "reason_zh",
)
# Excel takes this mark at the beginning to see that the text is UTF-8.
MARK = "\ufeff"
# What begins with one of these a spreadsheet would work out.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(entries: Sequence[TopEntry]) -> str:
    """A row an entry, by RFC 4180; unknown is empty, and no text is a formula."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(NAMES)
    lines.writerows([_safe(value) for value in _row(entry)] for entry in entries)
    return MARK + written.getvalue()


def _row(entry: TopEntry) -> tuple[object, ...]:
    rep, reason = entry.rep, entry.reason
    return (
        entry.id,
        entry.name,
        entry.region,
        entry.industry,
        rep.id if rep else None,
        rep.name if rep else None,
        entry.probability,
        entry.low,
        entry.high,
        entry.grade,
        entry.trend,
        entry.value,
        entry.value_told,
        entry.at_stake,
        reason.text.en if reason else None,
        reason.text.zh if reason else None,
    )


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
