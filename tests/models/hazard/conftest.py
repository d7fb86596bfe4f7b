"""A hazard fitted once for all its tests."""

import pandas as pd
import pytest

from models.hazard.fit import fit_hazard
from models.hazard.parameters import Hazard
from tests.models.hazard.grid import LAYOUT, drawn


@pytest.fixture(scope="session")
def cells() -> pd.DataFrame:
    """The grid with 60 days at risk in each cell: not to be changed."""
    return drawn(60)


@pytest.fixture(scope="session")
def fitted(cells: pd.DataFrame) -> Hazard:
    """The hazard of winning that fits them."""
    return fit_hazard(cells, "won", LAYOUT)
