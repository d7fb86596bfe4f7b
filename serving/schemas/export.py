"""Scores in the form of another system's own, and what they look like."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

# The choices of msdyn_grade and msdyn_scoretrend, from Microsoft's reference of the table msdyn_predictivescore and its
# guide "Populate predictive scores using custom scoring model" (learn.microsoft.com/dynamics365/sales).
GRADES = {"A": 0, "B": 1, "C": 2, "D": 3}
TRENDS = {"improving": 0, "steady": 1, "declining": 2, None: 3}


class PredictiveScore(BaseModel):
    """A row of the table msdyn_predictivescore of Dynamics 365 Sales."""

    msdyn_entityid: str = Field(description="the account's or lead's id")
    msdyn_entitytype: Literal["account", "lead"]
    msdyn_score: int = Field(ge=0, le=100, description="the probability in percent, rounded")
    msdyn_grade: int = Field(ge=0, le=3, description="0 to 3 are A to D")
    msdyn_scoretrend: int = Field(ge=0, le=3, description="0 improving, 1 steady, 2 declining, 3 not enough known")
    msdyn_scoredon: datetime = Field(description="as of when the score is")


class DynamicsAnswer(BaseModel):
    """One page of the list, in falling order of probability."""

    value: list[PredictiveScore]
    next_cursor: str | None = Field(description="pass it as `cursor` for the next page; null on the last one")


DYNAMICS: dict[str, Any] = {
    "value": [
        {
            "msdyn_entityid": "00aa00aa-bb11-cc22-dd33-44ee44ee44ee",
            "msdyn_entitytype": "account",
            "msdyn_score": 19,
            "msdyn_grade": 0,
            "msdyn_scoretrend": 0,
            "msdyn_scoredon": "2026-11-21T16:00:00Z",
        }
    ],
    "next_cursor": None,
}
