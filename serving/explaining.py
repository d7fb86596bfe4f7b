"""The reasons of the scores that are served: worked out when they are first asked for, kept until the next score.

TreeSHAP takes milliseconds a row, many times what the score itself takes.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Sequence

import msgspec
import pandas as pd

from models.dossier import Dossier, dossiers
from models.reasons import Reason, reasons_for
from serving.opening import Live
from serving.rescoring_history import pared

# About 5 kB each.
MOST_KEPT = 20_000

Key = tuple[str, str, int, float]


class Explained:
    """Reasons as JSON by model, id and score: of each an array, the strongest first (`serving.schemas.ReasonOut`).

    The least recently asked for go when there are more than `most`. Thread-safe.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._keeping, self._working = threading.Lock(), threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def kept(self, live: Live, places: Sequence[int]) -> list[bytes] | None:
        """The reasons of those positions of the score book, None unless all are kept."""
        keys = _keys(live, places)
        with self._keeping:
            if not all(key in self._kept for key in keys):
                return None
            for key in keys:
                self._kept.move_to_end(key)
            return [self._kept[key] for key in keys]

    def of(self, live: Live, places: Sequence[int]) -> list[bytes]:
        """The same, those that are not kept worked out first: milliseconds each. Not for the event loop."""
        keys = _keys(live, places)
        # One at a time: whoever asks for the same meanwhile finds it done.
        with self._working:
            with self._keeping:
                found = {key: self._kept[key] for key in keys if key in self._kept}
            missing = {key: place for key, place in zip(keys, places, strict=True) if key not in found}
            why = reasons(live, list(missing.values()))
            # Text rather than objects: many thousands of these would slow down every collection of garbage.
            found |= {key: encoded(each) for key, each in zip(missing, why, strict=True)}
        with self._keeping:
            for key in keys:
                self._kept[key] = found[key]
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]


def encoded(why: Sequence[Reason]) -> bytes:
    """Reasons as a JSON array."""
    return msgspec.json.encode([each.to_json() for each in why])


def reasons(live: Live, places: Sequence[int]) -> list[list[Reason]]:
    """The reasons of those positions of the score book, each as of the moment of its score; milliseconds each."""
    if not places:
        return []
    return reasons_for(live.book.intent, live.book.table.iloc[list(places)], _dossiers(live, places))


def _keys(live: Live, places: Sequence[int]) -> list[Key]:
    """What a score is told apart by. Rows that came in late may change a score without a later moment."""
    book, at = live.book, list(places)
    parts = (book.names[at], book.scored_at[at], book.scores.probability[at])
    return [(live.model, *each) for each in zip(*(part.tolist() for part in parts), strict=True)]


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
