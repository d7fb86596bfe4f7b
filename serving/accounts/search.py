"""Finding an account or lead by a part of its id or of its name."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.frame import Entity
from history.record import History
from history.tables import RECORDED
from serving.accounts.accounts import place_of
from serving.accounts.kept import Kept
from serving.scores.opening import Live


@dataclass(frozen=True)
class Found:
    """One that fits: `probability` and `grade` are None where it is not scored, `name` where it has none."""

    id: str
    name: str | None
    region: str | None
    probability: float | None
    grade: str | None


@dataclass(frozen=True)
class Directory:
    """Ids and names of all accounts or leads, as they are written (`name` may be None) and in small letters."""

    ids: npt.NDArray[np.object_]
    names: npt.NDArray[np.object_]
    small_ids: pd.Series
    small_names: pd.Series

    @classmethod
    def of(cls, history: History, entity: Entity) -> "Directory":
        """Everybody in the history, by their newest version; a lead has the name of its account."""
        rows, accounts = _newest(history, f"{entity}s", f"{entity}_id"), _newest(history, "accounts", "account_id")
        name_of = accounts.set_index("account_id")["name"]
        names = rows["account_id"].map(name_of) if entity == "lead" else rows["name"]
        ids = rows[f"{entity}_id"].reset_index(drop=True)
        names = names.reset_index(drop=True)
        plain = names.astype(object).where(names.notna(), None).to_numpy(dtype=object)
        return cls(ids.to_numpy(dtype=object), plain, ids.str.casefold(), names.astype("str").str.casefold())

    def matches(self, text: str) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The places of those whose id or name contains `text`, and how near each is: 0 is the id, 1 begins so."""
        small = text.strip().casefold()
        within = [each.str.contains(small, regex=False, na=False) for each in (self.small_ids, self.small_names)]
        begins = [each.str.startswith(small, na=False) for each in (self.small_ids, self.small_names)]
        places = np.flatnonzero((within[0] | within[1]).to_numpy())
        near = np.where((begins[0] | begins[1]).to_numpy(), 1, 2)
        near[(self.small_ids == small).to_numpy()] = 0
        return places, near[places]


def search(live: Live, kept: Kept, entity: Entity, text: str, limit: int) -> list[Found]:
    """The `limit` that fit best: the very id, then what begins with `text`, each with the highest scores first."""
    directory = kept.get(live, ("directory", entity), lambda: Directory.of(live.history, entity))
    places, near = directory.matches(text)
    ids = directory.ids[places]
    score = np.zeros(len(ids))
    if entity == live.book.entity and len(ids):
        scored = live.book.places(ids.tolist())
        score = np.where(scored < 0, -1.0, np.append(live.book.scores.probability, 0.0)[scored])
    order = np.lexsort((ids.astype(str), -score, near))[:limit]
    return [_found(live, entity, str(ids[place]), directory.names[places[place]]) for place in order]


def _found(live: Live, entity: Entity, name: str, called: str | None) -> Found:
    place = place_of(live, entity, name)
    if place is None:
        return Found(name, called, None, None, None)
    book = live.book
    return Found(name, called, book.region[place], float(book.scores.probability[place]), str(book.grade[place]))


def _newest(history: History, table: str, key: str) -> pd.DataFrame:
    return history[table].sort_values(RECORDED, kind="stable").drop_duplicates(key, keep="last")
