"""A bundle whose grades begin where the settings say, with what the forward predictions show of grades like that."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from history.errors import UserError
from models.artifact import Bundle
from models.grade_table import table_of
from models.grades import NEVER, Thresholds
from models.intent import Intent

CARD = "grades"
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class GradeSettings(BaseModel):
    """The table `[grades]`: the least probability of each grade; None leaves it where training set it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    A: Share | None = None
    B: Share | None = None
    C: Share | None = None

    def over(self, trained: Thresholds) -> Thresholds:
        """The thresholds `trained` with what is set here in their place.

        Raises:
            UserError: they do not fall from A to C.
        """
        own = (self.C, self.B, self.A)
        low, middle, high = (mine if mine is not None else old for mine, old in zip(own, trained, strict=True))
        if not low <= middle <= high:
            said = ", ".join(f"{name} {value:g}" for name, value in zip("ABC", (high, middle, low), strict=True))
            raise UserError(
                f"Grades must begin ever lower from A to C, and they begin at {said}.",
                "Mend [grades] in leadcast.toml; what is not set there is as it was trained: leadcast grades.",
            )
        return low, middle, high


def regraded(bundle: Bundle, settings: GradeSettings) -> Bundle:
    """The same bundle with the grades of `settings`; its card tells of these grades.

    Raises:
        UserError: the thresholds do not fall from A to C.
    """
    trained = bundle.intent.thresholds
    thresholds = settings.over(trained)
    if thresholds == trained and CARD in bundle.card:
        return bundle
    forward = pd.DataFrame() if bundle.remembered is None else bundle.remembered.forward
    told = told_of(forward, thresholds, bundle.horizon, bundle.card.get(CARD, {}).get("rows"))
    card = bundle.card | {CARD: told | {"edited": thresholds != trained}}
    intent = Intent(bundle.intent.scorer, bundle.intent.calibration, thresholds)
    return replace(bundle, intent=intent, card=card)


def told_of(forward: pd.DataFrame, thresholds: Thresholds, horizon: timedelta, rows: int | None) -> dict[str, Any]:
    """What a card says of grades, from the forward predictions kept (see `Remembered`) of so many `rows` (None: all).

    `grades` is empty where nothing was predicted forward.
    """
    low, middle, high = (value if value < NEVER else None for value in thresholds)
    judged = rows or len(forward)
    return {
        "thresholds": {"A": high, "B": middle, "C": low},
        "edited": False,
        "rows": judged,
        "base_rate": float(forward["label"].mean()) if len(forward) else None,
        "grades": [each.to_json() for each in table_of(forward, thresholds, horizon, judged)] if len(forward) else [],
    }
