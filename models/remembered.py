"""What a model keeps of its training: to compare a later model with it, and its inputs with those of today."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

FORWARD, REFERENCE = "forward.parquet", "reference.json"


@dataclass(frozen=True)
class Remembered:
    """`forward` has a row per forward prediction, `reference` says how features and scores lay in training.

    Columns of `forward`: `entity` (hash of its id), `cutoff` (aware UTC), `label`, `serves` (the probability of what
    serves) and one of probabilities per model that competed, by its key. Empty where nothing was judged forward.
    """

    forward: pd.DataFrame
    reference: dict[str, Any]

    def save(self, folder: Path) -> None:
        """Write both into `folder`, which exists."""
        self.forward.to_parquet(folder / FORWARD, index=False)
        (folder / REFERENCE).write_text(json.dumps(self.reference, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Remembered | None":
        """Read what `save` wrote; None for a model that was trained before anything was kept."""
        if not (folder / REFERENCE).exists():
            return None
        reference = json.loads((folder / REFERENCE).read_text(encoding="utf-8"))
        return cls(pd.read_parquet(folder / FORWARD), reference)
