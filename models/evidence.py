"""What a sentence rests on: rows of the history that can be opened, each with its date and the words it is told by."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from models.dossier import Row

LONGEST_QUOTE = 300


class Text(NamedTuple):
    """The same in English and in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True)
class Evidence:
    """One row of the history, as a reader sees it.

    `table` and `key` name the row (times in ISO 8601), `kind` is the activity's or signal's kind or the stage, else
    what the row is: `lead`, `order`, `account`. `at` is when it happened (of a signal: was published, where that is
    told), `recorded_at` when it was known, both aware UTC. `title` and `quote` are the source's own words in the
    language that they were written in; `before` and `after` are what a page said and says. Unknown is None.
    """

    table: str
    key: tuple[str, ...]
    kind: str
    at: datetime
    recorded_at: datetime
    title: str | None = None
    url: str | None = None
    quote: str | None = None
    before: str | None = None
    after: str | None = None


def evidence_of(row: Row) -> Evidence:
    """The row as evidence."""
    if row.table == "signals":
        return _signal(row)
    kind = row.values.get("kind") or row.values.get("stage") or row.table.removesuffix("s")
    return Evidence(row.table, row.key, str(kind), row.at, row.recorded_at, title=row.values.get("reason"))


def _signal(row: Row) -> Evidence:
    details = details_of(row)
    span = _text(_part(details, "evidence").get("span"))
    return Evidence(
        row.table,
        row.key,
        str(row["kind"]),
        row["published_at"] or row["observed_at"],
        row.recorded_at,
        title=row["title"],
        url=row["url"],
        quote=_short(span or row["text"]),
        before=_short(_joined(details.get("removed"))),
        after=_short(_joined(details.get("added"))),
    )


def details_of(row: Row) -> dict[str, Any]:
    """The `details` of an activity or a signal as a dictionary, empty where there are none that can be read."""
    try:
        found = json.loads(row.values.get("details") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def topics_of(row: Row) -> dict[str, float]:
    """The topics of a signal, by key of the taxonomy, with how sure each is (0 … 1)."""
    topics = _part(details_of(row), "meaning").get("topics")
    found = [each for each in topics if isinstance(each, dict)] if isinstance(topics, list) else []
    return {str(each["key"]): float(each.get("score", 1.0)) for each in found if "key" in each}


def _part(details: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = details.get(name)
    return found if isinstance(found, dict) else {}


def _joined(texts: Any) -> str | None:
    return " … ".join(str(each) for each in texts) if isinstance(texts, list) and texts else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _short(text: str | None) -> str | None:
    if text is None or len(text) <= LONGEST_QUOTE:
        return text
    return text[: LONGEST_QUOTE - 1].rstrip() + "…"
