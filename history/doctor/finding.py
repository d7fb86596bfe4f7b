"""What a check found, in Chinese and English, with a few rows to look at."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np
import pandas as pd

from history.doctor.texts import TEXTS
from history.record import History

Severity = Literal["error", "warning", "note"]
EXAMPLES = 5
SHOWN = 3
# A time as ISO 8601, to the minute.
_MINUTE = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d[+-]\d\d:\d\d$")


@dataclass(frozen=True)
class Finding:
    """One thing wrong with the data: how many rows (or companies, or fields), what to do, and the first few.

    An `error` makes results wrong or training impossible, a `warning` makes them worse, a `note` is good to know.
    `share` is `count` over all that could have been concerned, None where there is no such whole. `examples` are
    JSON-able; their times are written in the business's own time zone.
    """

    rule: str
    severity: Severity
    count: int
    share: float | None
    message_en: str
    message_zh: str
    examples: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """As a JSON-able dictionary by field name."""
        return asdict(self)

    def lines(self) -> list[str]:
        """The first few examples for people, a line each."""
        return [", ".join(_said(name, value) for name, value in each.items()) for each in self.examples[:SHOWN]]


def _said(name: str, value: Any) -> str:
    """`amount 100`; what a row is, and its id, need no name."""
    if isinstance(value, list):
        text = " ".join(map(str, value))
    elif isinstance(value, float):
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
    else:
        text = _MINUTE.sub(r"\1 \2", str(value))
    return text if name in ("table", "id") else f"{name} {text}"


def report(
    history: History,
    rule: str,
    severity: Severity,
    bad: pd.DataFrame,
    whole: int | None = None,
    details: Mapping[str, object] | None = None,
) -> Finding | None:
    """The finding that `bad` makes, one row each, out of `whole`; None where it is empty.

    `details` fill the names in braces in the rule's texts, beside `{count}` and `{share}`.
    """
    if bad.empty:
        return None
    share = len(bad) / whole if whole else None
    known = {"count": f"{len(bad):,}", "share": _percent(share), **(details or {})}
    english, chinese = (text.format(**known) for text in TEXTS[rule])
    rows = bad.head(EXAMPLES).to_dict("records")
    examples = [_plain_row(row, history.business.time_zone) for row in rows]
    return Finding(rule, severity, len(bad), share, english, chinese, examples)


def _percent(share: float | None) -> str:
    if share is None:
        return ""
    return f"{share:.1%}" if share >= 0.001 else "< 0.1%"


def _plain_row(row: Mapping[Any, Any], time_zone: str) -> dict[str, Any]:
    """What is known of a row."""
    plain = {str(name): _plain(value, time_zone) for name, value in row.items()}
    return {name: value for name, value in plain.items() if value is not None}


def _plain(value: Any, time_zone: str) -> Any:
    if isinstance(value, list):
        return [_plain(item, time_zone) for item in value]
    if pd.isna(value):
        return None
    if isinstance(value, datetime):
        return pd.Timestamp(value).tz_convert(time_zone).isoformat(timespec="seconds")
    return value.item() if isinstance(value, np.generic) else value
