"""The scores of everybody at one moment, and the order that they put accounts or leads in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from features.build import Opened
from features.frame import ENTITY, Entity
from features.moments import to_times
from history.record import History
from history.tables import RECORDED
from models.artifact import Bundle
from models.intent import Intent, Scores
from models.scorers.scorer import Probabilities
from serving.scoring import scored

WEEKS_BACK = 4
LEAST_SCORES = 3
# The odds of half as much again over four weeks are a trend; less is noise.
TURN = float(np.log(1.5))

Names = npt.NDArray[np.object_]


@dataclass(frozen=True)
class ScoreBook:
    """Everybody whom the model scores at `as_of`, by id; all arrays have the order of `ids`, which are sorted.

    `percentile` is the share of the others that score lower, ties counted half, in percent. `trend` is "improving" or
    "declining" where a line through the log-odds of the scores 28, 21, 14, 7 and 0 days before `as_of`, by today's
    model, rises or falls so that the odds change by half or more over the four weeks; else "steady". It is None with
    fewer than three of the five scores. `known` are all ids of the history, scored or not. `scored_at` says as of when
    each score is, in microseconds since 1970 (UTC): for all of them `as_of`, until some are scored anew.
    """

    entity: Entity
    as_of: pd.Timestamp
    ids: pd.Index
    scores: Scores
    grade: npt.NDArray[np.str_]
    percentile: npt.NDArray[np.float64]
    trend: Names
    region: Names
    industry: Names
    name: Names
    known: pd.Index
    intent: Intent
    table: pd.DataFrame
    scored_at: npt.NDArray[np.int64]

    @classmethod
    def open(
        cls,
        history: History,
        bundle: Bundle,
        as_of: pd.Timestamp,
        only: Collection[str] | None = None,
    ) -> "ScoreBook":
        """Build the features of five moments in one pass, and score them; with `only`, those of these ids."""
        return cls.of(history, bundle, Opened.on(history, moments(as_of), bundle.rows, bundle.spec, only))

    @classmethod
    def of(cls, history: History, bundle: Bundle, whole: Opened, threads: int = 1) -> "ScoreBook":
        """The same of what is open at the `moments` of a day, on so many threads.

        It goes part by part, so that but for the rows of the last moment no more is in memory than a part a thread.
        """
        found, as_of = scored(whole, bundle.intent, threads), to_times(whole.book.cutoffs)[-1]
        ids, entity, now = pd.Index(found.table[ENTITY]), bundle.rows.entity, found.table
        return cls(
            entity=entity,
            as_of=as_of,
            ids=ids,
            scores=found.scores,
            grade=bundle.intent.grade(found.scores.probability),
            percentile=percentiles(found.scores.probability),
            trend=trends(found.odds),
            region=_texts(now, "region"),
            industry=_texts(now, "industry"),
            name=_account_names(history, entity, ids),
            known=pd.Index(history[f"{entity}s"][f"{entity}_id"].unique()).union(ids),
            intent=bundle.intent,
            table=now,
            scored_at=np.full(len(now), as_of.value // 1000),
        )

    def rescored(self, history: History, bundle: Bundle, as_of: pd.Timestamp, ids: Collection[str]) -> "ScoreBook":
        """The same book with `ids` scored anew as of `as_of`, by the same code; who is not scored any more is gone.

        All other scores stay as of when they were made. Percentiles are ranked among the scores there are.
        """
        fresh = ScoreBook.open(history, bundle, as_of, ids)
        stays = np.flatnonzero(~self.ids.isin(ids))
        together = self.ids[stays].append(fresh.ids)
        order = np.argsort(together.to_numpy(dtype=object), kind="stable")

        def merged(name: str) -> Any:
            return np.concatenate([getattr(self, name)[stays], getattr(fresh, name)])[order]

        scores = Scores(
            *(
                np.concatenate([getattr(self.scores, part)[stays], getattr(fresh.scores, part)])[order]
                for part in ("probability", "low", "high")
            )
        )
        table = pd.concat([self.table.iloc[stays], fresh.table], ignore_index=True)
        return replace(
            self,
            as_of=as_of,
            ids=together.take(order),
            scores=scores,
            percentile=percentiles(scores.probability),
            known=self.known.union(fresh.known),
            table=table.take(order).reset_index(drop=True),
            **{name: merged(name) for name in ("grade", "trend", "region", "industry", "name", "scored_at")},
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def names(self) -> Names:
        """The ids as plain texts: many are looked up at a time."""
        return self.ids.to_numpy(dtype=object)

    def places(self, ids: Sequence[str]) -> npt.NDArray[np.intp]:
        """The position of each id, −1 for one that is not scored."""
        return np.array([self._at.get(name, -1) for name in ids], dtype=np.intp)

    @cached_property
    def _at(self) -> dict[str, int]:
        # An index of pandas takes a hundred times as long to look one id up.
        return {name: place for place, name in enumerate(self.names.tolist())}


def moments(as_of: pd.Timestamp) -> list[pd.Timestamp]:
    """What a book is about: `as_of`, and the four moments a week apart before it, the earliest first."""
    return [as_of - pd.Timedelta(days=7 * back) for back in range(WEEKS_BACK, -1, -1)]


def percentiles(probability: Probabilities) -> npt.NDArray[np.float64]:
    """The share of the others that score lower, as defined for `ScoreBook`."""
    rank = rankdata(probability) if len(probability) else np.empty(0)
    return 100 * (rank - 0.5) / max(len(probability), 1)


def trends(odds: npt.NDArray[np.float64]) -> Names:
    """The trend of each row of weekly log-odds (the newest last), as defined for `ScoreBook`."""
    known = ~np.isnan(odds)
    count = known.sum(axis=1)
    weeks = np.arange(odds.shape[1], dtype=np.float64)
    share = known / np.maximum(count, 1)[:, None]
    value = np.where(known, odds, 0.0)
    away = np.where(known, weeks - (share @ weeks)[:, None], 0.0)
    slope = (away * value).sum(axis=1) / np.maximum((away**2).sum(axis=1), 1e-12)
    change = slope * (odds.shape[1] - 1)
    found = np.select([change >= TURN, change <= -TURN], ["improving", "declining"], "steady").astype(object)
    found[count < LEAST_SCORES] = None
    return found


def _texts(table: pd.DataFrame, column: str) -> Names:
    """A categorical column as texts, None where it is unknown or no column at all."""
    if column not in table:
        return np.full(len(table), None, dtype=object)
    values = table[column].astype(object)
    return values.where(values.notna(), None).to_numpy(dtype=object)


def _account_names(history: History, entity: Entity, ids: pd.Index) -> Names:
    """What each account is called, by its newest version; None for a lead."""
    if entity == "lead":
        return np.full(len(ids), None, dtype=object)
    newest = history["accounts"].sort_values(RECORDED, kind="stable").drop_duplicates("account_id", keep="last")
    found = newest.set_index("account_id")["name"].reindex(ids).astype(object)
    return found.where(found.notna(), None).to_numpy(dtype=object)
