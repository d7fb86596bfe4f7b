"""The reasons of the scores that are served: worked out when they are first asked for, kept until the next score.

TreeSHAP takes milliseconds a row, many times what the score itself takes.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from weakref import ref
from zoneinfo import ZoneInfo

import msgspec
import pandas as pd

from features.partition import partition
from history.errors import UserError
from models.artifact import Bundle, load
from models.champion import served_at
from models.dossier import Dossier, dossiers
from models.reasons import WEEK, Change, Reason, changes, reasons_for
from serving.scores.live import ScoreBook
from serving.scores.opening import Live
from serving.scores.paring import pared

# About 5 kB each.
MOST_KEPT = 20_000

Key = tuple[str, str, int, float]


class Explained:
    """Reasons as JSON, by model, id and score. Thread-safe.

    The least recently asked for go when there are more than `most`, and all when a company is forgotten.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._tombstones = 0
        # The same by position in the book that was asked last: a thousand keys take longer to make than to look up.
        self._book: Callable[[], ScoreBook | None] = lambda: None
        self._by_place: dict[int, bytes] = {}
        self._keeping, self._working = threading.Lock(), threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def kept(self, live: Live, places: Sequence[int]) -> list[bytes] | None:
        """The reasons of those positions of the score book, None unless all are kept."""
        with self._keeping:
            if self._book() is live.book and live.tombstones == self._tombstones:
                at_once = [text for place in places if (text := self._by_place.get(place)) is not None]
                if len(at_once) == len(places):
                    return at_once
        found = self._looked_up(live, keys := _keys(live, places))
        if len(found) < len(set(keys)):
            return None
        told = [found[key] for key in keys]
        with self._keeping:
            if self._book() is not live.book:
                self._book, self._by_place = ref(live.book), {}
            self._by_place.update(zip(places, told, strict=True))
        return told

    def of(self, live: Live, places: Sequence[int]) -> list[bytes]:
        """The same, those that are not kept worked out first: milliseconds each. Not for the event loop.

        Of each position an array of `serving.schemas.scores.ReasonOut`, the strongest first.
        """
        keys = _keys(live, places)
        # One at a time: whoever asks for the same meanwhile finds it done.
        with self._working:
            found = self._looked_up(live, keys)
            missing = {key: place for key, place in zip(keys, places, strict=True) if key not in found}
            made = dict(zip(missing, map(encoded, reasons(live, list(missing.values()))), strict=True))
            self._keep(live, made)
        found |= made
        return [found[key] for key in keys]

    def _keep(self, live: Live, made: dict[Key, bytes]) -> None:
        with self._keeping:
            # What was worked out from before a company was forgotten may tell of it.
            if live.tombstones < self._tombstones:
                return
            self._kept.update(made)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
                self._by_place.clear()

    def _looked_up(self, live: Live, keys: Sequence[Key]) -> dict[Key, bytes]:
        with self._keeping:
            if live.tombstones > self._tombstones:
                self._tombstones = live.tombstones
                self._kept.clear()
                self._by_place.clear()
            found = {key: text for key in keys if (text := self._kept.get(key)) is not None}
            for key in found:
                self._kept.move_to_end(key)
        return found


def encoded(why: Sequence[Reason]) -> bytes:
    """Reasons as a JSON array."""
    return msgspec.json.encode([each.to_json() for each in why])


def reasons(live: Live, places: Sequence[int]) -> list[list[Reason]]:
    """The reasons of those positions of the score book, each as of the moment of its score; milliseconds each."""
    if not places:
        return []
    return reasons_for(live.book.intent, live.book.features(places), _dossiers(live, places))


def changed(live: Live, places: Sequence[int]) -> list[Change | None]:
    """What changed those scores within the week before each; passes over the history for each moment of scoring."""
    book, found = live.book, dict[int, Change | None]()
    for moment, some in _by_moment(live, places).items():
        ids, as_of = book.names[some].tolist(), pd.Timestamp(moment, unit="us", tz="UTC")
        history = pared(live.history, ids, book.entity)
        version, former = _former(live, as_of - WEEK)
        said = changes(history, live.bundle, ids, as_of, former)
        day = live.promoted_at.astimezone(ZoneInfo(live.settings.business.time_zone)).date()
        noted = {name: change and change.noted(version, live.model, day) for name, change in said.items()}
        found |= {place: noted[name] for place, name in zip(some, ids, strict=True)}
    return [found[place] for place in places]


def _former(live: Live, moment: pd.Timestamp) -> tuple[str, Bundle | None]:
    """The model that served at `moment` and its version; None if it was the same one, or can be read no more."""
    models = live.settings.models_dir
    champion = served_at(models, moment.to_pydatetime())
    if champion is None or champion.version == live.model:
        return live.model, None
    try:
        return champion.version, load(models / champion.version)
    except UserError:
        return champion.version, None


def _by_moment(live: Live, places: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place in places:
        found[int(live.book.scored_at[place])].append(place)
    return found


def _keys(live: Live, places: Sequence[int]) -> list[Key]:
    """What a score is told apart by. Rows that came in late may change a score without a later moment."""
    book, at = live.book, list(places)
    parts = (book.names[at], book.scored_at[at], book.scores.probability[at])
    return [(live.model, *each) for each in zip(*(part.tolist() for part in parts), strict=True)]


def _dossiers(live: Live, places: Sequence[int]) -> list[Dossier]:
    book, by_moment = live.book, _by_moment(live, places)
    history = partition(live.rows, book.names[list(places)].tolist(), book.entity)
    found: dict[int, Dossier] = {}
    for moment, some in by_moment.items():
        names = book.names[some].tolist()
        known = dossiers(history, book.entity, names, pd.Timestamp(moment, unit="us", tz="UTC"))
        found |= {place: known[name] for place, name in zip(some, names, strict=True)}
    return [found[place] for place in places]
