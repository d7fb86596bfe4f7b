"""The morning list."""

from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from models.today.result import Today, Wanted
from serving.examples.calls import shown
from serving.examples.today import CSV, TODAY
from serving.problems import unknown_name
from serving.routes.dependencies import Daily, EachOnce, Measured, Opened, problems
from serving.routes.intent import own_name
from serving.schemas.requests import TodayRequest
from serving.schemas.today import TodayOut
from serving.scores.opening import Live
from serving.today.csv import csv_of
from serving.today.today import Morning

router = APIRouter(prefix="/v1", tags=["today"], dependencies=[EachOnce])

Asked = Annotated[TodayRequest, Query()]
_TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"example": CSV}}}}


@router.get("/today", responses=shown(TODAY) | problems(422))
async def get_today(asked: Asked, live: Opened, mornings: Daily, metrics: Measured) -> TodayOut:
    """Whom to call first and why, which open leads slip, what is new since yesterday, where conversion fell."""
    found = await run_in_threadpool(_cut, await mornings.of(live), asked, live)
    metrics.served("today", [each.probability for each in found.top])
    return TodayOut.of(found)


@router.get("/today.csv", response_class=Response, responses=_TABLE | problems(422))
async def get_today_csv(asked: Asked, live: Opened, mornings: Daily, metrics: Measured) -> Response:
    """The top of the list as CSV (RFC 4180, UTF-8 with a mark that Excel knows); no text in it is a formula."""
    found = await run_in_threadpool(_cut, await mornings.of(live), asked, live)
    metrics.served("today", [each.probability for each in found.top])
    day = pd.Timestamp(found.as_of).tz_convert(live.settings.business.time_zone).date().isoformat()
    headers = {"content-disposition": f'attachment; filename="leadcast-today-{day}.csv"'}
    return Response(csv_of(found.top), headers=headers, media_type="text/csv; charset=utf-8")


def _cut(morning: Morning, asked: TodayRequest, live: Live) -> Today:
    region = own_name("region", asked.region, morning.bundle.spec.regions, live.settings.business.names)
    if asked.rep is not None and asked.rep not in morning.known_reps:
        raise unknown_name("rep", "rep", tuple(sorted(morning.known_reps)), query=True)
    return morning.today(Wanted(asked.rep, region, asked.limit or live.settings.today.limit))
