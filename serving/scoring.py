"""Everybody's features and scores at several moments, made part by part."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logit

from features.build import CELLS, Opened
from features.counting import Codes, ranges
from models.intent import Intent, Scores


class Scored(NamedTuple):
    """Who stands at the last moment: features and scores then, and log-odds (rows, moments), NaN if not scored."""

    table: pd.DataFrame
    scores: Scores
    odds: npt.NDArray[np.float64]


def scored(whole: Opened, intent: Intent, threads: int = 1, cells: int = CELLS) -> Scored:
    """Score all of `whole` at each of its moments, in the order of its ids.

    But for what is given back no more is in memory than a part of `cells` cells for each thread. A row comes out the
    same in any part.
    """
    parts = list(_each(partial(_part, whole, intent), whole.parts(cells), threads))
    three = zip(*([part.scores.probability, part.scores.low, part.scores.high] for part in parts), strict=True)
    return Scored(
        pd.concat([part.table for part in parts], ignore_index=True),
        Scores(*(np.concatenate(each) for each in three)),
        np.concatenate([part.odds for part in parts]),
    )


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
