"""The timeline of an account or lead: its funnel events and public signals together, the newest first, page by page."""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from features.signals import is_first_look
from models.dossier import Dossier, Row
from models.evidence import Evidence, Text, evidence_of, topics_of
from serving.accounts.timeline_wording import Teller

Place = tuple[str, str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Item:
    """A row of the timeline: what it is, in words, and whom it concerns.

    `evidence.at` is when it happened; a later version of an account or lead stands where it was recorded, since its
    own time is that of the first. `topics` are those of a signal, the surest first.
    """

    evidence: Evidence
    text: Text
    lead_id: str | None
    rep_id: str | None
    rep_name: str | None
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """Some items of a timeline; `total` counts all that fit the filter, `cursor` leads to the next ones, if any."""

    items: Sequence[Item]
    total: int
    cursor: str | None


class Timeline:
    """Every row of a dossier once, the newest first, but for the notes of when an account was first looked at."""

    def __init__(self, dossier: Dossier) -> None:
        self._tell = Teller(dossier)
        found = [(self._evidence(row), row) for rows in dossier.rows.values() for row in rows if not _is_note(row)]
        self._rows = sorted(found, key=lambda each: _place(each[0]), reverse=True)

    def stretch(self, kind: str | None, limit: int, cursor: str | None = None) -> Stretch:
        """The first `limit` items of that kind, or the next ones after `cursor`.

        A kind is the name of a table, for all its rows, or a kind as items tell it. Rows that come in do not move what
        a cursor leads to.

        Raises:
            ValueError: this is no cursor of ours.
        """
        chosen = [each for each in self._rows if kind is None or kind in (each[0].table, each[0].kind)]
        after = None if cursor is None else read_cursor(cursor)
        left = chosen if after is None else [each for each in chosen if _place(each[0]) < after]
        shown = left[:limit]
        more = _cursor(shown[-1][0]) if shown and len(left) > limit else None
        return Stretch([self._item(*each) for each in shown], len(chosen), more)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each table that has any."""
        return dict(Counter(evidence.table for evidence, _ in self._rows))

    def where(self, is_wanted: Callable[[Evidence], bool]) -> list[Item]:
        """The items whose evidence is wanted, the newest first."""
        return [self._item(*each) for each in self._rows if is_wanted(each[0])]

    def _evidence(self, row: Row) -> Evidence:
        evidence = evidence_of(row)
        return replace(evidence, at=row.recorded_at) if self._tell.is_later_version(row) else evidence

    def _item(self, evidence: Evidence, row: Row) -> Item:
        rep_id = row.values.get("rep_id")
        topics = topics_of(row) if row.table == "signals" else {}
        surest = tuple(sorted(topics, key=lambda key: (-topics[key], key)))
        rep_name = self._tell.rep_name(rep_id)
        return Item(evidence, self._tell(row), row.values.get("lead_id"), rep_id, rep_name, surest)


def _is_note(row: Row) -> bool:
    return row.table == "signals" and is_first_look(row["details"])


def read_cursor(cursor: str) -> Place:
    """The place that a cursor stands for.

    Raises:
        ValueError: this is no cursor of ours.
    """
    try:
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise ValueError("no cursor") from None
    match said:
        case [str(at), str(recorded_at), str(table), [*key]] if all(isinstance(part, str) for part in key):
            return at, recorded_at, table, tuple(key)
    raise ValueError("no cursor")


def _place(evidence: Evidence) -> Place:
    """What rows are ordered by, from the oldest to the newest; no two of a dossier are equal."""
    return _moment(evidence.at), _moment(evidence.recorded_at), evidence.table, evidence.key


def _cursor(evidence: Evidence) -> str:
    return base64.urlsafe_b64encode(json.dumps(_place(evidence)).encode()).decode().rstrip("=")


def _moment(at: datetime) -> str:
    # All are in UTC, and with microseconds the order of the texts is that of the times.
    return at.isoformat(timespec="microseconds")
