"""POST /v1/intent for ids alone, the usual question: decoded at once, answered from what is encoded already."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
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
    reasons: bool = True
    plans: bool = False


_DECODER = msgspec.json.Decoder(Asked)
_ENCODER = msgspec.json.Encoder()
# What follows the reasons of each, and reasons where there are none with it.
_AFTER = b"," + _ENCODER.encode(UNASKED)[1:]
_NONE = b"[]" + _AFTER


# A score as JSON up to its reasons, and its probability.
Part = tuple[bytes, float]


class Encoded:
    """The parts of one book, each encoded when it is first asked for, until the next book.

    For the event loop alone. All are let go when there are more than `most`.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._book: Callable[[], ScoreBook | None] = lambda: None
        self._kept: dict[int, Part] = {}
        self._live: Callable[[], Live | None] = lambda: None
        self._head = b""

    def head(self, live: Live) -> bytes:
        """What all scores in one answer share, without the closing bracket."""
        if self._live() is not live:
            self._live, self._head = ref(live), _ENCODER.encode(shared(live))[:-1]
        return self._head

    def of(self, live: Live, places: Sequence[int]) -> list[Part]:
        """Those at these places of its book."""
        book = live.book
        if self._book() is not book or len(self._kept) > self._most:
            self._book, self._kept = ref(book), {}
        kept = self._kept
        if missing := {place for place in places if place not in kept}:
            kept.update(_encoded(live, sorted(missing)))
        return [kept[place] for place in places]


def _encoded(live: Live, places: list[int]) -> dict[int, Part]:
    names = live.book.names

    def part(place: int, said: dict[str, Any]) -> Part:
        text = _ENCODER.encode({"id": names[place], "status": "scored", **said})
        return text[:-1] + b',"reasons":', said["probability"]

    return {place: part(place, said) for place, said in scores(live, places).items()}


class ByIds:
    """Takes requests for ids of the right kind, with reasons where they are kept, without plans."""

    def __init__(self) -> None:
        self._encoded = Encoded()

    def __call__(self, scope: Scope, body: bytes) -> list[bytes] | None:
        """The answer in pieces, if it is taken here."""
        state: dict[str, Any] = scope["state"]
        live: Live = state["current"].live
        if (asked := _asked(scope, body)) is None or (ids := _ids(asked, live)) is None:
            return None
        places = live.book.listed(ids)
        scored = [place for place in places if place >= 0]
        why = state["explained"].kept(live, scored) if asked.reasons else None
        if asked.reasons and why is None:
            return None
        found = self._encoded.of(live, scored)
        state["metrics"].served("intent", [probability for _, probability in found])
        parts = [text for text, _ in found]
        if len(parts) < len(ids):
            parts = _filled(parts, places, lambda at: _part(ids[at], live.book))
            why = None if why is None else _filled(why, places, lambda _at: b"[]")
        return _pieces(self._encoded.head(live), parts, why)


def _pieces(head: bytes, parts: list[bytes], why: list[bytes] | None) -> list[bytes]:
    """The answer: each part, and after it its reasons, be there any. They are megabytes, which are not copied."""
    if not parts:
        return [head + b',"results":[]}']
    if why is None:
        return [b'%b,"results":[%b%b]}' % (head, (_NONE + b",").join(parts), _NONE)]
    # Not strict: what comes before a part never ends.
    before = chain((head + b',"results":[',), repeat(_AFTER + b","))
    return [*chain.from_iterable(zip(before, parts, why, strict=False)), _AFTER + b"]}"]


def _asked(scope: Scope, body: bytes) -> Asked | None:
    if [value for name, value in scope["headers"] if name == b"content-type"] != [_JSON]:
        return None
    return decoded(_DECODER, body)


def _ids(asked: Asked, live: Live) -> list[str] | None:
    """Those that the model scores, None where the ordinary way has something to say."""
    of_leads = live.book.entity == "lead"
    ids, others = (asked.lead_ids, asked.account_ids) if of_leads else (asked.account_ids, asked.lead_ids)
    return None if asked.plans or others is not None else ids


def _filled(scored: Iterable[bytes], places: list[int], otherwise: Callable[[int], bytes]) -> list[bytes]:
    """What there is of those that are scored, and of each other one what `otherwise` makes of its position."""
    given = iter(scored)
    return [next(given) if place >= 0 else otherwise(at) for at, place in enumerate(places)]


def _part(name: str, book: ScoreBook) -> bytes:
    """What is said of an id that is not scored, up to its reasons."""
    return _ENCODER.encode(untold(name, book)).removesuffix(_NONE)
