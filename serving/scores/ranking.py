"""Everybody page by page: the morning list, in falling order of probability, or by id."""

import base64
import binascii
import json
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from serving.scores.live import ScoreBook

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Chosen:
    """Which part of the list is wanted; None stands for all. `by_id`: in the order of ids, whatever the scores."""

    region: str | None = None
    industry: str | None = None
    grade: str | None = None
    by_id: bool = False


@dataclass(frozen=True)
class Page:
    """Positions in the score book, in order; `total` counts all pages, `cursor` leads to the next one, if any."""

    places: Places
    total: int
    cursor: str | None


class Ranking:
    """The order of a score book: by falling probability, and by id where probabilities are equal."""

    def __init__(self, book: ScoreBook) -> None:
        self.book = book
        self.order: Places = book.order.places

    def page(self, chosen: Chosen, limit: int, cursor: str | None = None) -> Page:
        """The first `limit` of those chosen, or the next ones after `cursor`.

        Raises:
            ValueError: this is no cursor of ours.
        """
        order = np.arange(len(self.book), dtype=np.intp) if chosen.by_id else self.order
        listed = np.flatnonzero(self._mask(chosen)[order])
        after = 0 if cursor is None else self._after_id(cursor) if chosen.by_id else self._after(cursor)
        first = int(np.searchsorted(listed, after))
        places = order[listed[first : first + limit]]
        more = first + limit < len(listed)
        return Page(places, len(listed), self._cursor(int(places[-1]), chosen.by_id) if more and len(places) else None)

    def _mask(self, chosen: Chosen) -> npt.NDArray[np.bool_]:
        keep = np.ones(len(self.book), dtype=bool)
        for name in ("region", "industry", "grade"):
            wanted = getattr(chosen, name)
            if wanted is not None:
                keep &= np.asarray(getattr(self.book, name) == wanted, dtype=bool)
        return keep

    def _cursor(self, place: int, by_id: bool) -> str:
        last = str(self.book.ids[place])
        said = [last] if by_id else [float(self.book.scores.probability[place]), last]
        return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

    def _after(self, cursor: str) -> int:
        """The first rank behind what the cursor names, whether or not that is still in the book."""
        probability, last = read_cursor(cursor)
        low, high = (int(np.searchsorted(-self.book.order.falling, -probability, side)) for side in ("left", "right"))
        return low + bisect_right([str(self.book.ids[place]) for place in self.order[low:high]], last)

    def _after_id(self, cursor: str) -> int:
        match _said(cursor):
            case [str(last)]:
                return bisect_right(self.book.names, last)
        raise ValueError("no cursor")


def read_cursor(cursor: str) -> tuple[float, str]:
    """The probability and the id that a cursor of the morning list stands for.

    Raises:
        ValueError: this is no cursor of ours.
    """
    match _said(cursor):
        case [float(probability), str(last)] if 0 <= probability <= 1:
            return probability, last
    raise ValueError("no cursor")


def _said(cursor: str) -> Any:
    try:
        return json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise ValueError("no cursor") from None
