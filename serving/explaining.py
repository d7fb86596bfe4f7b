"""The reasons of the scores that are served: worked out when they are first asked for, kept until the next score.

TreeSHAP takes milliseconds a row, many times what the score itself takes.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import pandas as pd

from models.dossier import Dossier, dossiers
from models.reasons import Reason, reasons_for
from serving.opening import Live
from serving.rescoring_history import pared

# About 15 kB each.
MOST_KEPT = 5_000

Key = tuple[str, str, int, float]


@dataclass(frozen=True)
class Told:
    """The reasons of one score, strongest first, and the same as a JSON array."""

    reasons: tuple[Reason, ...]
    encoded: bytes


class Explained:
    """Reasons by model, id and score. The least recently asked for go when there are more than `most`; thread-safe."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Told] = OrderedDict()
        self._keeping, self._working = threading.Lock(), threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def kept(self, live: Live, places: Sequence[int]) -> list[Told] | None:
        """The reasons of those positions of the score book, None unless all are kept."""
        with self._keeping:
            found = [told for key in _keys(live, places) if (told := self._kept.get(key)) is not None]
            if len(found) < len(places):
                return None
            for key in _keys(live, places):
                self._kept.move_to_end(key)
            return found

    def of(self, live: Live, places: Sequence[int]) -> list[Told]:
        """The same, those that are not kept worked out first: milliseconds each. Not for the event loop."""
        keys = _keys(live, places)
        # One at a time: whoever asks for the same meanwhile finds it done.
        with self._working:
            with self._keeping:
                found = {key: self._kept[key] for key in keys if key in self._kept}
            missing = {key: place for key, place in zip(keys, places, strict=True) if key not in found}
            found |= dict(zip(missing, told(live, list(missing.values())), strict=True))
        with self._keeping:
            for key in keys:
                self._kept[key] = found[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]


def told(live: Live, places: Sequence[int]) -> list[Told]:
    """The reasons of those positions of the score book, each as of the moment of its score."""
    if not places:
        return []
    rows = live.book.table.iloc[list(places)]
    why = reasons_for(live.book.intent, rows, _dossiers(live, places))
    return [Told(tuple(each), msgspec.json.encode([reason.to_json() for reason in each])) for each in why]


def _keys(live: Live, places: Sequence[int]) -> list[Key]:
    """What a score is told apart by. Rows that came in late may change a score without a later moment."""
    book, at = live.book, list(places)
    ids, moments, scores = book.ids[at], book.scored_at[at], book.scores.probability[at]
    return [(live.model, *each) for each in zip(ids, moments.tolist(), scores.tolist(), strict=True)]


def _dossiers(live: Live, places: Sequence[int]) -> list[Dossier]:
    book = live.book
    by_moment: dict[int, list[str]] = defaultdict(list)
    for place in places:
        by_moment[int(book.scored_at[place])].append(book.ids[place])
    # Where many were scored at moments of their own, each pass goes over what is near them only.
    history = live.history if len(by_moment) == 1 else pared(live.history, book.ids[list(places)], book.entity)
    found = {
        (moment, name): dossier
        for moment, ids in by_moment.items()
        for name, dossier in dossiers(history, book.entity, ids, pd.Timestamp(moment, unit="us", tz="UTC")).items()
    }
    return [found[int(book.scored_at[place]), book.ids[place]] for place in places]
