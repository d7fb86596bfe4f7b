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
from serving.scores.feature_rows import FeatureRows
from serving.scores.packed import Packed

Values = npt.NDArray[np.float64]


class Scored(NamedTuple):
    """Who stands at the last moment: features and scores then, and log-odds (rows, moments), NaN if not scored.

    `keys` are the columns of the features that are no numbers.
    """

    keys: pd.DataFrame
    rows: FeatureRows
    scores: Scores
    odds: Values


class _Part(NamedTuple):
    """The same of some, with the table of their features."""

    table: pd.DataFrame
    scores: Scores
    odds: Values


def scored(whole: Opened, intent: Intent, threads: int = 1, cells: int = CELLS) -> Scored:
    """Score all of `whole` at each of its moments, in the order of its ids.

    But for what is given back no more is in memory than a part of `cells` cells for each thread. A row comes out the
    same in any part.
    """
    rows = _Rows(cells)
    told = [rows.take(part) for part in _each(partial(_part, whole, intent), whole.parts(cells), threads)]
    probability, low, high, odds = (np.concatenate(each) for each in zip(*told, strict=True))
    return Scored(*rows.all(), Scores(probability, low, high), odds)


class _Rows:
    """The features of parts, one after the other: about `many` rows are packed together, much fewer stay a table."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._waiting: list[pd.DataFrame] = []
        self._keys: list[pd.DataFrame] = []
        self._rows: list[FeatureRows] = []

    def take(self, part: _Part) -> tuple[Values, Values, Values, Values]:
        """Keep the part's features; gives back all else of it."""
        self._waiting.append(part.table)
        self._keys.append(part.table.select_dtypes(exclude="float32"))
        if sum(map(len, self._waiting)) >= self._many:
            self._put_together()
        return part.scores.probability, part.scores.low, part.scores.high, part.odds

    def all(self) -> tuple[pd.DataFrame, FeatureRows]:
        """The columns of all rows that are no numbers, and the rows."""
        if self._waiting:
            self._put_together()
        return pd.concat(self._keys, ignore_index=True), FeatureRows.of_all(self._rows)

    def _put_together(self) -> None:
        table = pd.concat(self._waiting, ignore_index=True)
        # A few that an event touches are soon replaced, and packing takes them as long as scoring.
        self._rows.append(FeatureRows.of(table if len(table) < self._many / 5 else Packed.of(table)))
        self._waiting = []


def _each(score: Callable[[Codes], _Part], parts: list[Codes], threads: int) -> Iterator[_Part]:
    if min(threads, len(parts)) < 2:
        yield from map(score, parts)
        return
    with ThreadPoolExecutor(threads, "scoring") as pool:
        yield from pool.map(score, parts)


def _part(whole: Opened, intent: Intent, chosen: Codes) -> _Part:
    table, moments = whole.table(chosen), len(whole.book.cutoffs)
    raw = intent.scorer.predict(table) if len(table) else np.empty(0)
    enter, leave = whole.enter[chosen], whole.leave[chosen]
    owner, moment = np.repeat(np.arange(len(chosen)), leave - enter), ranges(enter, leave)
    odds = np.full((len(chosen), moments), np.nan)
    odds[owner, moment] = logit(intent.calibration.probability(raw))
    now = moment == moments - 1
    scores = intent.calibrated(raw[now]) if now.any() else Scores(*(np.empty(0) for _ in range(3)))
    return _Part(table[now], scores, odds[owner[now]])
