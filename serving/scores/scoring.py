"""Everybody's features and scores at several moments, made part by part."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logit

from features.arrays import Codes, ranges
from features.build import CELLS, Opened
from models.intent import Intent, Scores

Values = npt.NDArray[np.float64]


class Scored(NamedTuple):
    """Who stands at the last moment: features and scores then, and log-odds (rows, moments), NaN if not scored."""

    table: pd.DataFrame
    scores: Scores
    odds: Values


def scored(whole: Opened, intent: Intent, threads: int = 1, cells: int = CELLS) -> Scored:
    """Score all of `whole` at each of its moments, in the order of its ids.

    But for what is given back no more is in memory than a part of `cells` cells for each thread. A row comes out the
    same in any part.
    """
    last = whole.last
    rows = _Rows(int(np.count_nonzero(last.leave > last.enter)))
    told = [rows.take(part) for part in _each(partial(_part, whole, intent), whole.parts(cells), threads)]
    probability, low, high, odds = (np.concatenate(each) for each in zip(*told, strict=True))
    return Scored(rows.table(), Scores(probability, low, high), odds)


class _Rows:
    """The tables of parts as one, `total` rows long: in memory once, where joined at the end they would be twice."""

    def __init__(self, total: int) -> None:
        self._total, self._filled = total, 0
        self._others: list[pd.DataFrame] = []

    def take(self, part: Scored) -> tuple[Values, Values, Values, Values]:
        """Keep the part's table; gives back all else of it."""
        numbers = part.table.select_dtypes("float32")
        if not self._others:
            self._names = numbers.columns
            self._block = np.empty((len(self._names), self._total), dtype=np.float32)
        start, self._filled = self._filled, self._filled + len(numbers)
        self._block[:, start : self._filled] = numbers.to_numpy().T
        self._others.append(part.table.drop(columns=self._names))
        return part.scores.probability, part.scores.low, part.scores.high, part.odds

    def table(self) -> pd.DataFrame:
        """All rows; the numbers come last, as in every feature table."""
        others = pd.concat(self._others, ignore_index=True)
        return pd.concat([others, pd.DataFrame(self._block.T, columns=self._names, copy=False)], axis=1)


def _each(score: Callable[[Codes], Scored], parts: list[Codes], threads: int) -> Iterator[Scored]:
    if min(threads, len(parts)) < 2:
        yield from map(score, parts)
        return
    with ThreadPoolExecutor(threads, "scoring") as pool:
        yield from pool.map(score, parts)


def _part(whole: Opened, intent: Intent, chosen: Codes) -> Scored:
    table, moments = whole.table(chosen), len(whole.book.cutoffs)
    raw = intent.scorer.predict(table) if len(table) else np.empty(0)
    enter, leave = whole.enter[chosen], whole.leave[chosen]
    owner, moment = np.repeat(np.arange(len(chosen)), leave - enter), ranges(enter, leave)
    odds = np.full((len(chosen), moments), np.nan)
    odds[owner, moment] = logit(intent.calibration.probability(raw))
    now = moment == moments - 1
    scores = intent.calibrated(raw[now]) if now.any() else Scores(*(np.empty(0) for _ in range(3)))
    return Scored(table[now], scores, odds[owner[now]])
