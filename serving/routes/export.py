"""Scores in the form of another system's own."""

import csv
import io
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from serving.examples import shown
from serving.opening import Live
from serving.requests import ExportRequest
from serving.routes.dependencies import Measured, Opened, problems
from serving.routes.intent import check_names, page_of
from serving.webhooks.events import moment_of

router = APIRouter(prefix="/v1/export", tags=["intent"])

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
_LINK = {"description": "the next page, `rel=next` (RFC 8288)", "schema": {"type": "string"}}
_ANSWERS = shown(DYNAMICS)
_ANSWERS[200]["headers"] = {"Link": _LINK}
_ANSWERS[200]["content"]["text/csv"] = {
    "schema": {"type": "string"},
    "example": ",".join(DYNAMICS["value"][0]) + "\n" + ",".join(map(str, DYNAMICS["value"][0].values())) + "\n",
}


@router.get("/dynamics", response_model=DynamicsAnswer, responses=_ANSWERS | problems(422))
async def get_dynamics(asked: Annotated[ExportRequest, Query()], live: Opened, metrics: Measured) -> Response:
    """Everybody as rows of `msdyn_predictivescore`, page by page, as `GET /v1/intent` lists them.

    A row of JSON can be posted to `/api/data/v9.0/msdyn_predictivescores` as it is; ids have to be those of Dynamics.
    Reasons are left out: the reference does not give the form of `msdyn_scorereasons`.
    """
    check_names(asked, live)
    page = page_of(asked, live)
    metrics.served("export", live.book.scores.probability[page.places].tolist())
    rows = [_row(live, place) for place in page.places.tolist()]
    headers = {"link": f"<{router.prefix}/dynamics?{_next(asked, page.cursor)}>; rel=next"} if page.cursor else {}
    if asked.format == "csv":
        return Response(_csv(rows), headers=headers, media_type="text/csv")
    body = DynamicsAnswer(value=rows, next_cursor=page.cursor).model_dump_json()
    return Response(body, headers=headers, media_type="application/json")


def _row(live: Live, place: int) -> PredictiveScore:
    book = live.book
    return PredictiveScore(
        msdyn_entityid=str(book.ids[place]),
        msdyn_entitytype=book.entity,
        msdyn_score=round(100 * float(book.scores.probability[place])),
        msdyn_grade=GRADES[str(book.grade[place])],
        msdyn_scoretrend=TRENDS[book.trend[place]],
        msdyn_scoredon=moment_of(live, place),
    )


def _csv(rows: list[PredictiveScore]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(PredictiveScore.model_fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(row.model_dump(mode="json") for row in rows)
    return text.getvalue()


def _next(asked: ExportRequest, cursor: str) -> str:
    return urlencode(asked.model_dump(exclude_none=True) | {"cursor": cursor})
