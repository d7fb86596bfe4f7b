"""Why a score is not what it was a week ago: new facts, the ageing of old ones, or another model.

Between both moments stands a third: the facts that were known a week ago, as of now. From then to there facts have only
aged, from there to now only new ones have come. Each step is shared out among the groups as points are in
`models.reasons.effects`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit

from features.build import build
from features.frame import CUTOFF, ENTITY
from history.record import History
from models.artifact import Bundle
from models.contributions import explained
from models.dossier import Dossier, dossiers
from models.evidence import Text
from models.reasons.effects import Numbers, points
from models.reasons.explaining import Features, by_group, features_of
from models.reasons.groups import GROUPS
from models.reasons.reason import Reason
from models.reasons.sentences import reason
from models.reasons.view import View
from models.reasons.words import phrases
from models.scorers.scorer import Probabilities

WEEK = pd.Timedelta(days=7)
# So many groups are told at the most, and none that neither new facts nor ageing moved by so many points.
MOST_TOLD, LEAST_TOLD = 4, 0.2


@dataclass(frozen=True)
class Moved(Reason):
    """A group of facts as it reads now; `points` is what it changed since, by `new_facts` and by `ageing` together.

    `before` is how it read a week ago, None where nothing could be told then.
    """

    new_facts: float = 0.0
    ageing: float = 0.0
    before: Text | None = None

    def to_json(self) -> dict[str, Any]:
        """As the API gives it; times stay datetimes."""
        before = None if self.before is None else self.before._asdict()
        return super().to_json() | {"new_facts": self.new_facts, "ageing": self.ageing, "before": before}


@dataclass(frozen=True)
class Change:
    """What changed a score between `since` (aware UTC) and now, in percentage points.

    `before` and `now` are probabilities; `new_facts`, `ageing` and `model` sum to their difference. `model` is None
    where the same one served then, and `model_note` says in words what another one does. `because` are the groups of
    facts that new facts or ageing moved most, each with its own points.
    """

    since: datetime
    before: float
    now: float
    new_facts: float
    ageing: float
    model: float | None
    because: tuple[Moved, ...]
    model_note: Text | None = None

    def to_json(self) -> dict[str, Any]:
        """As the API gives it; times stay datetimes."""
        note = None if self.model_note is None else self.model_note._asdict()
        return vars(self) | {"because": [each.to_json() for each in self.because], "model_note": note}

    def noted(self, former: str, present: str, day: date) -> "Change":
        """With a note that the model `present` has taken the place of `former` on that local day."""
        if self.model is None:
            return self
        said = {"old": f"{self.before:.1%}", "new": f"{self.before + self.model / 100:.1%}"}
        said |= {"before": former, "now": present, "points": f"{self.model:+.1f}".replace("-", "−")}
        return replace(self, model_note=phrases("change-model", day=day, **said))


Sight = tuple[Dossier, Features]


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
    None for an id that was not scored at both moments. Costs three passes over the history, however many ids there are.
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
    odds, as_of = new.odds - old.odds, new.rows[CUTOFF].iloc[0]
    sights = [_sights(history, bundle, ids, stand) for stand in (old, new)]
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
            because=_moved((sights[0][place], sights[1][place]), odds[place], arriving[place], ageing[place]),
        )
    return found


def _sights(history: History, bundle: Bundle, ids: Sequence[str], stand: _Stand) -> list[Sight]:
    known = dossiers(history, bundle.rows.entity, ids, stand.rows[CUTOFF].iloc[0])
    return [(known[name], features) for name, features in zip(ids, features_of(stand.rows), strict=True)]


def _moved(sights: tuple[Sight, Sight], odds: Numbers, arriving: Numbers, ageing: Numbers) -> tuple[Moved, ...]:
    """The groups that moved most, the strongest first; what can be told of none makes room for the next."""
    effect, found = arriving + ageing, list[Moved]()
    strength = np.maximum(np.abs(arriving), np.abs(ageing))
    for place in np.argsort(-strength, kind="stable"):
        if len(found) == MOST_TOLD or strength[place] < LEAST_TOLD:
            break
        then, now = (View(*sight, raises=bool(effect[place] > 0)) for sight in sights)
        why = reason(GROUPS[place], now, float(odds[place]), float(effect[place]))
        if why is None:
            continue
        before = reason(GROUPS[place], then, float(odds[place]), float(effect[place]))
        steps: dict[str, Any] = {"new_facts": float(arriving[place]), "ageing": float(ageing[place])}
        found.append(Moved(**vars(why), **steps, before=None if before is None else before.text))
    return tuple(found)


def _step(start: _Stand, end: _Stand) -> Numbers:
    """The points of each group on the way from one stand to the other."""
    return points(end.odds - start.odds, start.total, end.total)
