"""Which scores have crossed a threshold, with hysteresis (a Schmitt trigger): noise around it tells nobody anything."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from serving.scores.live import ScoreBook

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Crossed:
    """Positions in a score book: of those that were below and rose, and of those that were above and fell."""

    rose: Places
    fell: Places

    def __len__(self) -> int:
        return len(self.places)

    @property
    def places(self) -> Places:
        """Both, in the order of the book."""
        return np.sort(np.concatenate([self.rose, self.fell]))


def crossed(probability: npt.NDArray[np.float64], was_above: Mask, threshold: float, release: float) -> Crossed:
    """Who is on the other side now: at `threshold` or more a score is above, below `release` it is below.

    In between it stays where it was.
    """
    rose = ~was_above & (probability >= threshold)
    fell = was_above & (probability < release)
    return Crossed(np.flatnonzero(rose), np.flatnonzero(fell))


def changed(book: ScoreBook, former: ScoreBook | None) -> Mask:
    """Which scores of `book` were made after `former`, even if they came to the same: another server may have told of
    one between them. All of them without `former`, or where it scores other things."""
    if former is None or former.entity != book.entity:
        return np.ones(len(book), dtype=bool)
    places = former.ids.get_indexer(book.ids)
    same = np.append(former.scored_at, -1)[places] == book.scored_at
    return np.asarray(~same | (before(book, former) != book.scores.probability))


def before(book: ScoreBook, former: ScoreBook | None) -> npt.NDArray[np.float64]:
    """The probabilities that `former` had for everybody in `book`, NaN where it had none."""
    if former is None or former.entity != book.entity:
        return np.full(len(book), np.nan)
    return np.append(former.scores.probability, np.nan)[former.ids.get_indexer(book.ids)]


def within(book: ScoreBook, regions: Collection[str]) -> Mask:
    """Who is in one of these regions; everybody where none is named."""
    return np.asarray(pd.Series(book.region).isin(list(regions)) if regions else np.ones(len(book)), dtype=bool)
