"""BentoML. LightGBM's text is in the file that MODEL names."""

import os

import bentoml
import lightgbm
import numpy as np


@bentoml.service(workers=1)
class Trees:
    """The probability of one row."""

    def __init__(self) -> None:
        self.booster = lightgbm.Booster(model_file=os.environ["MODEL"])

    @bentoml.api
    def predict(self, data: list[float | None]) -> list[float]:
        """LightGBM's own answer for a row, None where a feature is unknown."""
        return self.booster.predict(np.array([data], dtype=np.float64), num_threads=1).tolist()
