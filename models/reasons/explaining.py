"""Why rows of a feature table score as they do: the few groups of facts that matter, and what speaks against."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from features.frame import feature_names
from models.contributions import Contributions, explained
from models.dossier import Dossier
from models.intent import Intent
from models.reasons.effects import MOST_LOWERING, MOST_RAISING, Numbers, points, told
from models.reasons.groups import GROUPS, places_of
from models.reasons.reason import Reason
from models.reasons.sentences import reason
from models.reasons.view import View
from models.scorers.columns import summed

Features = Mapping[str, float | str | None]


def reasons_for(intent: Intent, rows: pd.DataFrame, dossiers: Sequence[Dossier]) -> list[list[Reason]]:
    """The reasons of each row of a feature table, the strongest first: four that raise the score, two that lower it.

    `dossiers` are those of the rows, in their order and as of their cut-offs. Fewer come where fewer are large enough;
    none for a model without features. Takes milliseconds a row.
    """
    found = explained(intent, rows)
    odds, effect = by_group(found)
    return [
        chosen(dossier, features, odds[place], effect[place])
        for place, (dossier, features) in enumerate(zip(dossiers, features_of(rows), strict=True))
    ]


def by_group(found: Contributions) -> tuple[Numbers, Numbers]:
    """What each group adds to the log-odds, and in percentage points: shape (rows, groups) each."""
    odds = summed(found.values.to_numpy(dtype=np.float64), places_of(list(found.values.columns)), len(GROUPS))
    return odds, points(odds, found.base, found.log_odds)


def chosen(dossier: Dossier, features: Features, odds: Numbers, effect: Numbers) -> list[Reason]:
    """The strongest reasons of one row by its groups' log-odds and points; a group that cannot be told makes room."""
    room = {True: MOST_RAISING, False: MOST_LOWERING}
    found = []
    for place in told(odds, effect):
        raises = bool(effect[place] > 0)
        if not room[raises]:
            continue
        view = View(dossier, features, raises)
        why = reason(GROUPS[place], view, float(odds[place]), float(effect[place]))
        if why is not None:
            found.append(why)
            room[raises] -= 1
    return found


def features_of(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The features of each row by name: numbers as float, categories as text, None for unknown."""
    columns = {name: _plain(rows[name]) for name in feature_names(rows)}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(column: pd.Series) -> list[float | str | None]:
    values = column.astype(object) if isinstance(column.dtype, pd.CategoricalDtype) else column.astype(np.float64)
    return [None if missing else value for value, missing in zip(values.tolist(), column.isna(), strict=True)]
