"""The scores of everybody at one moment, and the order that they put accounts or leads in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.build import Opened
from features.frame import ENTITY, Entity
from features.moments import micros, to_times
from features.streams import codes_of
from history.record import History
from history.tables import RECORDED
from models.artifact import Bundle
from models.intent import Intent, Scores
from models.scorers.scorer import Probabilities
from serving.scores.directory import Directory
from serving.scores.feature_rows import FeatureRows
from serving.scores.order import Order, Places
from serving.scores.scoring import scored

WEEKS_BACK = 4
LEAST_SCORES = 3
# The odds of half as much again over four weeks are a trend; less is noise.
TURN = float(np.log(1.5))

Names = npt.NDArray[np.object_]


@dataclass(frozen=True)
class ScoreBook:
    """Everybody whom the model scores at `as_of`, by id; all arrays have the order of `ids`, which are sorted.

    `order` ranks them. `trend` is "improving" or "declining" where a line through the log-odds of the scores 28, 21,
    14, 7 and 0 days before `as_of`, by today's model, rises or falls so that the odds change by half or more over the
    four weeks; else "steady". It is None with fewer than three of the five scores. `known` are all ids of the history,
    scored or not. `rows` are the features of each at the moment of its score. `scored_at` says as of when each score
    is, in microseconds since 1970 (UTC): for all of them `as_of`, until some are scored anew.
    """

    entity: Entity
    as_of: pd.Timestamp
    directory: Directory
    scores: Scores
    order: Order
    grade: npt.NDArray[np.str_]
    trend: Names
    region: Names
    industry: Names
    name: Names
    known: pd.Index
    intent: Intent
    rows: FeatureRows
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
        found = scored(whole, bundle.intent, threads)
        ids, entity = pd.Index(found.keys[ENTITY]), bundle.rows.entity
        as_of = to_times(whole.book.cutoffs)[-1]
        return cls(
            entity=entity,
            as_of=as_of,
            directory=Directory(ids),
            scores=found.scores,
            order=Order.of(found.scores.probability),
            grade=bundle.intent.grade(found.scores.probability),
            trend=trends(found.odds),
            region=_texts(found.keys, "region"),
            industry=_texts(found.keys, "industry"),
            name=_account_names(history, entity, ids),
            known=pd.Index(history[f"{entity}s"][f"{entity}_id"].unique()).union(ids),
            intent=bundle.intent,
            rows=found.rows,
            scored_at=np.full(len(ids), whole.book.cutoffs[-1]),
        )

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def ids(self) -> pd.Index:
        """Who is scored."""
        return self.directory.ids

    @property
    def names(self) -> Names:
        """The ids as plain texts: many are looked up at a time."""
        return self.directory.names

    def places(self, ids: Sequence[str]) -> Places:
        """The position of each id, −1 for one that is not scored."""
        return self.directory.places(ids)

    def listed(self, ids: Sequence[str]) -> list[int]:
        """The same as a list, which is sooner there for few."""
        return self.directory.listed(ids)

    def percentiles(self, places: Places) -> Probabilities:
        """The share of the others that score lower, ties counted half, in percent."""
        return self.order.percentiles(self.scores.probability[places])

    def features(self, places: Sequence[int]) -> pd.DataFrame:
        """The features that the scores at `places` were made from, in that order."""
        return self.rows.at(np.asarray(places, dtype=np.intp))

    @property
    def table(self) -> pd.DataFrame:
        """The features of everybody."""
        return self.rows.at(np.arange(len(self)))


def moments(as_of: pd.Timestamp) -> list[pd.Timestamp]:
    """The moments that a book is made at: those of a trend, `as_of` the last one."""
    return [as_of - pd.Timedelta(days=7 * back) for back in range(WEEKS_BACK, -1, -1)]


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
    rows, found = history["accounts"], np.full(len(ids), None, dtype=object)
    place = codes_of(rows["account_id"], ids)
    order = np.argsort(micros(rows[RECORDED]), kind="stable")
    listed = order[place[order] >= 0]
    # Of several versions the last one stays.
    found[place[listed]] = rows["name"].to_numpy(dtype=object)[listed]
    return found
