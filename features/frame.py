"""The feature table: one row an (entity, cut-off), its column names, and the check at the door."""

from typing import Literal

import numpy as np
import pandas as pd

from features.spec import Spec

ENTITY = "entity_id"
CUTOFF = "cutoff"
KEYS = (ENTITY, CUTOFF)

Entity = Literal["account", "lead"]
Population = Literal["all", "buyers", "open", "new"]

# Categorical columns and the list of the vocabulary that each takes its values from.
CATEGORICAL = {
    "region": "regions",
    "industry": "industries",
    "source": "sources",
    "product": "products",
    "rep": "reps",
    "stage": "stages",
}


def feature_names(table: pd.DataFrame) -> list[str]:
    """The names of the feature columns, in their order."""
    return [str(name) for name in table.columns if name not in KEYS]


def categories(spec: Spec, name: str) -> tuple[str, ...]:
    """The values that the categorical column `name` may take."""
    values: tuple[str, ...] = getattr(spec, CATEGORICAL[name])
    return values


def check(table: pd.DataFrame) -> pd.DataFrame:
    """`table` itself if it is a feature table, else a ValueError that says what is wrong with it.

    A feature table has the columns `entity_id` and `cutoff` (aware UTC), each pair once; float32 features, NaN for
    unknown, none infinite; and categorical ones.
    """
    missing = [name for name in KEYS if name not in table.columns]
    if missing:
        raise ValueError(f"a feature table needs the columns {missing}")
    if table.duplicated(list(KEYS)).any():
        raise ValueError("a feature table has each (entity, cut-off) once")
    for name in feature_names(table):
        column = table[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            continue
        if column.dtype != np.float32:
            raise ValueError(f"feature {name} is {column.dtype}, not float32 or a category")
        if np.isinf(column.to_numpy()).any():
            raise ValueError(f"feature {name} is infinite somewhere")
    return table
