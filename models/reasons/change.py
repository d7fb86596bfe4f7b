"""Why a score is not what it was a week ago: new facts, the ageing of old ones, or another model.

Between both moments stands a third: the facts that were known a week ago, as of now. From then to there facts have only
aged, from there to now only new ones have come. Each step is shared out among the groups as points are in
`models.reasons.effects`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import pandas as pd
from scipy.special import expit

from features.build import build
from features.frame import CUTOFF, ENTITY
from history.record import History
from models.artifact import Bundle
from models.contributions import explained
from models.dossier import dossiers
from models.reasons.effects import Numbers, points
from models.reasons.explaining import by_group, chosen, features_of
from models.reasons.reason import Reason
from models.scorers.scorer import Probabilities

WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """What changed a score between `since` (aware UTC) and now, in percentage points.

    `before` and `now` are probabilities; `new_facts`, `ageing` and `model` sum to their difference. `model` is None
    where the same one served then. `because` are the groups of facts that moved most, each with its own points.
    """

    since: datetime
    before: float
    now: float
    new_facts: float
    ageing: float
    model: float | None
    because: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """As the API gives it; times stay datetimes."""
        return vars(self) | {"because": [each.to_json() for each in self.because]}


class _Stand(NamedTuple):
    """Rows of features by id, with what each group adds to the log-odds (rows, groups), and the log-odds."""

    rows: pd.DataFrame
    odds: Numbers
    total: Probabilities

    def at(self, ids: Sequence[str]) -> "_Stand":
        places = pd.Index(self.rows[ENTITY]).get_indexer(pd.Index(pd.Series(ids, dtype="str")))
        return _Stand(self.rows.iloc[places], self.odds[places], self.total[places])


def changes(
    history: History, bundle: Bundle, ids: Sequence[str], as_of: pd.Timestamp, former: Bundle | None = None
) -> Mapping[str, Change | None]:
    """How the score of each of `ids` came about since a week before `as_of`.

    `former` is the model that served then, where it was another one; one that scored other things counts for nothing.
    None for an id that was not scored at both moments. Costs two passes over the history, however many ids there are.
    """
    since = as_of - WEEK
    wanted = sorted(set(ids))
    old, new = _stands(history, bundle, wanted, (since, as_of))
    (aged,) = _stands(history.known_by(since), bundle, wanted, (as_of,))
    former = former if former is not None and former.rows.entity == bundle.rows.entity else None
    before = _scores(history, former, wanted, since) if former is not None else None
    there = set.intersection(*(set(stand.rows[ENTITY]) for stand in (new, aged, old)))
    both = sorted(there if before is None else there & set(before))
    found = _changes(history, bundle, both, (old.at(both), aged.at(both), new.at(both)), before)
    return {name: found.get(name) for name in ids}


def _stands(
    history: History, bundle: Bundle, ids: Sequence[str], moments: tuple[pd.Timestamp, ...]
) -> Iterator[_Stand]:
    table = build(history, moments, bundle.rows, bundle.spec, only=ids)
    for moment in moments:
        rows = table[table[CUTOFF] == moment]
        found = explained(bundle.intent, rows)
        yield _Stand(rows, by_group(found)[0], found.log_odds)


def _scores(history: History, bundle: Bundle, ids: Sequence[str], moment: pd.Timestamp) -> dict[str, float]:
    rows = build(history, [moment], bundle.rows, bundle.spec, only=ids)
    return dict(zip(rows[ENTITY], bundle.intent.predict(rows).probability.tolist(), strict=True))


def _changes(
    history: History,
    bundle: Bundle,
    ids: Sequence[str],
    stands: tuple[_Stand, _Stand, _Stand],
    before: Mapping[str, float] | None,
) -> dict[str, Change]:
    if not ids:
        return {}
    old, aged, new = stands
    ageing, arriving = _step(old, aged), _step(aged, new)
    effect, odds = ageing + arriving, new.odds - old.odds
    as_of = new.rows[CUTOFF].iloc[0]
    known, features = dossiers(history, bundle.rows.entity, ids, as_of), features_of(new.rows)
    found = {}
    for place, name in enumerate(ids):
        by_today, now = float(expit(old.total[place])), float(expit(new.total[place]))
        then = by_today if before is None else before[name]
        found[name] = Change(
            since=(as_of - WEEK).to_pydatetime(),
            before=then,
            now=now,
            new_facts=float(arriving[place].sum()),
            ageing=float(ageing[place].sum()),
            model=None if before is None else 100 * (by_today - then),
            because=tuple(chosen(known[name], features[place], odds[place], effect[place])),
        )
    return found


def _step(start: _Stand, end: _Stand) -> Numbers:
    """The points of each group on the way from one stand to the other."""
    return points(end.odds - start.odds, start.total, end.total)
