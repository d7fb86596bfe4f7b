"""Ids as numbers, for what is kept of many entities and has to tell them apart without naming them."""

import pandas as pd


def hashed(ids: pd.Series) -> pd.Series:
    """A number per id: the same for the same id, whatever table it comes from."""
    return pd.Series(pd.util.hash_array(ids.to_numpy(dtype=object)), index=ids.index)
