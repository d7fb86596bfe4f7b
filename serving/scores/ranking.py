"""The morning list: everybody in falling order of probability, page by page."""

import base64
import binascii
import json
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from serving.scores.live import ScoreBook

Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Chosen:
    """Which part of the list is wanted; None stands for all."""

    region: str | None = None
    industry: str | None = None
    grade: str | None = None


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
        listed = np.flatnonzero(self._mask(chosen)[self.order])
        first = int(np.searchsorted(listed, self._after(cursor))) if cursor is not None else 0
        places = self.order[listed[first : first + limit]]
        more = first + limit < len(listed)
        return Page(places, len(listed), self._cursor(int(places[-1])) if more and len(places) else None)

    def _mask(self, chosen: Chosen) -> npt.NDArray[np.bool_]:
        keep = np.ones(len(self.book), dtype=bool)
        for name in ("region", "industry", "grade"):
            wanted = getattr(chosen, name)
            if wanted is not None:
                keep &= np.asarray(getattr(self.book, name) == wanted, dtype=bool)
        return keep

    def _cursor(self, place: int) -> str:
        said = [float(self.book.scores.probability[place]), str(self.book.ids[place])]
        return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")

    def _after(self, cursor: str) -> int:
        """The first rank behind what the cursor names, whether or not that is still in the book."""
        probability, last = read_cursor(cursor)
        low, high = (int(np.searchsorted(-self.book.order.falling, -probability, side)) for side in ("left", "right"))
        return low + bisect_right([str(self.book.ids[place]) for place in self.order[low:high]], last)


def read_cursor(cursor: str) -> tuple[float, str]:
    """The probability and the id that a cursor stands for.

    Raises:
        ValueError: this is no cursor of ours.
    """
    try:
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise ValueError("no cursor") from None
    match said:
        case [float(probability), str(last)] if 0 <= probability <= 1:
            return probability, last
    raise ValueError("no cursor")
