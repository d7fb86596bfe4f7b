"""POST /v1/intent for ids alone, the usual question: decoded at once, answered from what is encoded already."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from weakref import ref

import msgspec
from starlette.types import Scope

from serving.express.express import decoded
from serving.schemas.values import LONGEST_ID, MOST_IDS
from serving.scores.live import ScoreBook
from serving.scores.opening import Live
from serving.scores.results import UNASKED, scores, shared, untold

# About 350 bytes each.
MOST_KEPT = 100_000
_JSON = b"application/json"

Ids = Annotated[
    list[Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID)]], msgspec.Meta(max_length=MOST_IDS)
]


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """`serving.schemas.requests.IntentRequest` as far as it is taken here: nothing is coerced."""

    account_ids: Ids | None = None
    lead_ids: Ids | None = None
    reasons: bool = False
    plans: bool = False


_DECODER = msgspec.json.Decoder(Asked)
_ENCODER = msgspec.json.Encoder()
_AFTER = b"," + _ENCODER.encode(UNASKED)[1:]


class Encoded:
    """The scores of one book as JSON up to their reasons, each encoded when it is first asked for, until the next book.

    For the event loop alone. All are let go when there are more than `most`.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._book: Callable[[], ScoreBook | None] = lambda: None
        self._kept: dict[int, bytes] = {}
        self._live: Callable[[], Live | None] = lambda: None
        self._head = b""

    def head(self, live: Live) -> bytes:
        """What all scores in one answer share, without the closing bracket."""
        if self._live() is not live:
            self._live, self._head = ref(live), _ENCODER.encode(shared(live))[:-1]
        return self._head

    def of(self, book: ScoreBook, places: Sequence[int]) -> list[bytes]:
        """Those at these places of the book."""
        if self._book() is not book or len(self._kept) > self._most:
            self._book, self._kept = ref(book), {}
        kept = self._kept
        if missing := {place for place in places if place not in kept}:
            kept.update(_encoded(book, sorted(missing)))
        return [kept[place] for place in places]


def _encoded(book: ScoreBook, places: list[int]) -> dict[int, bytes]:
    found, names = scores(book, places), book.names
    return {
        place: _ENCODER.encode({"id": names[place], "status": "scored", **found[place]})[:-1] + b',"reasons":'
        for place in places
    }


class ByIds:
    """Takes requests for ids of the right kind, with reasons where they are kept, without plans."""

    def __init__(self) -> None:
        self._encoded = Encoded()

    def __call__(self, scope: Scope, body: bytes) -> bytes | None:
        """The answer, if it is taken here."""
        state: dict[str, Any] = scope["state"]
        live: Live = state["current"].live
        if (asked := _asked(scope, body)) is None or (ids := _ids(asked, live)) is None:
            return None
        places = live.book.places(ids).tolist()
        scored = [place for place in places if place >= 0]
        why = state["explained"].kept(live, scored) if asked.reasons else None
        if asked.reasons and why is None:
            return None
        state["metrics"].served("intent", live.book.scores.probability[scored].tolist())
        parts = self._encoded.of(live.book, scored)
        told = [before + each + _AFTER for before, each in zip(parts, why or [b"[]"] * len(parts), strict=True)]
        if len(told) < len(ids):
            told = _with_untold(live.book, ids, places, told)
        return b'%b,"results":[%b]}' % (self._encoded.head(live), b",".join(told))


def _asked(scope: Scope, body: bytes) -> Asked | None:
    if [value for name, value in scope["headers"] if name == b"content-type"] != [_JSON]:
        return None
    return decoded(_DECODER, body)


def _ids(asked: Asked, live: Live) -> list[str] | None:
    """Those that the model scores, None where the ordinary way has something to say."""
    of_leads = live.book.entity == "lead"
    ids, others = (asked.lead_ids, asked.account_ids) if of_leads else (asked.account_ids, asked.lead_ids)
    return None if asked.plans or others is not None else ids


def _with_untold(book: ScoreBook, ids: list[str], places: list[int], told: list[bytes]) -> list[bytes]:
    """`told`, with what is said of ids that are not scored where they were asked."""
    scored = iter(told)
    return [
        next(scored) if place >= 0 else _ENCODER.encode(untold(name, book))
        for name, place in zip(ids, places, strict=True)
    ]
