"""Scores in the form of another system's own."""

import csv
import io
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from serving.examples.calls import shown
from serving.routes.dependencies import EachOnce, Measured, Opened, problems
from serving.routes.intent import by_own_names, page_of
from serving.schemas.export import DYNAMICS, GRADES, TRENDS, DynamicsAnswer, PredictiveScore
from serving.schemas.requests import ExportRequest
from serving.scores.opening import Live
from serving.webhooks.events import moment_of

router = APIRouter(prefix="/v1/export", tags=["intent"], dependencies=[EachOnce])

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
    asked = by_own_names(asked, live)
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
