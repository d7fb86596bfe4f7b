"""Scores, for ids or as a ranked list."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from starlette.concurrency import run_in_threadpool

from serving.examples import INTENT, INTENT_REQUESTS, RANKED, shown
from serving.opening import Live
from serving.problems import Fault, Refused, unknown_name
from serving.ranking import Chosen, Page
from serving.reasons import Reason
from serving.requests import IntentRequest, ListRequest
from serving.routes.dependencies import Measured, Opened, problems
from serving.schemas import IntentAnswer, Interval, RankedAnswer, ReasonOut, ScoreOut

router = APIRouter(prefix="/v1", tags=["intent"])

Asked = Annotated[IntentRequest, Body(openapi_examples=INTENT_REQUESTS)]
Reasons = dict[int, list[Reason]]


@router.post("/intent", responses=shown(INTENT) | problems(413, 422))
async def post_intent(asked: Asked, live: Opened, metrics: Measured) -> IntentAnswer:
    """The score of each id, in the order asked. An id that is not scored says so in its own result."""
    _check_kind(asked, live)
    places = live.book.places(asked.ids).tolist()
    scored = [place for place in places if place >= 0]
    explained = scored if asked.reasons else []
    # Reasons take milliseconds each: off the event loop.
    why = await run_in_threadpool(live.book.reasons, explained) if explained else []
    reasons = dict(zip(explained, why, strict=True))
    metrics.served("intent", live.book.scores.probability[scored].tolist())
    results = [_result(live, name, place, reasons) for name, place in zip(asked.ids, places, strict=True)]
    return IntentAnswer(**_shared(live), results=results)


@router.get("/intent", responses=shown(RANKED) | problems(422))
async def get_intent(asked: Annotated[ListRequest, Query()], live: Opened, metrics: Measured) -> RankedAnswer:
    """Everybody in falling order of probability (then of id), page by page."""
    check_names(asked, live)
    page = page_of(asked, live)
    metrics.served("list", live.book.scores.probability[page.places].tolist())
    results = [_result(live, str(live.book.ids[place]), place, {}) for place in page.places.tolist()]
    return RankedAnswer(**_shared(live), total=page.total, next_cursor=page.cursor, results=results)


def _check_kind(asked: IntentRequest, live: Live) -> None:
    right = f"{live.book.entity}_ids"
    if getattr(asked, right) is None:
        wrong = "lead_ids" if right == "account_ids" else "account_ids"
        detail = f"The model that serves scores {live.book.entity}s."
        fault = Fault(code="wrong_kind", detail=detail, pointer=f"/{wrong}")
        raise Refused(422, "wrong-kind-of-id", fault, f"Send {right} instead.")


def check_names(asked: ListRequest, live: Live) -> None:
    """Refuse regions and industries that the model has never seen.

    Raises:
        Refused: there is one.
    """
    for name, known in (("region", live.bundle.spec.regions), ("industry", live.bundle.spec.industries)):
        if getattr(asked, name) not in (None, *known):
            raise unknown_name(name, name, known, query=True)


def page_of(asked: ListRequest, live: Live) -> Page:
    """The page that is asked for.

    Raises:
        Refused: the cursor is none.
    """
    try:
        return live.ranking.page(Chosen(asked.region, asked.industry, asked.grade), asked.limit, asked.cursor)
    except ValueError:
        fault = Fault(code="bad_cursor", detail="This is no cursor of this API.", parameter="cursor")
        raise Refused(422, "bad-cursor", fault, "Pass `next_cursor` as it came, or leave it out.") from None


def _shared(live: Live) -> dict[str, Any]:
    return {
        "entity": live.book.entity,
        "as_of": live.book.as_of.to_pydatetime(),
        "model": live.model,
        "horizon_days": live.horizon_days,
    }


def _result(live: Live, name: str, place: int, reasons: Reasons) -> ScoreOut:
    book = live.book
    if place < 0:
        return ScoreOut(id=name, status="out_of_scope" if name in book.known else "unknown")
    return ScoreOut(
        id=name,
        status="scored",
        name=book.name[place],
        region=book.region[place],
        industry=book.industry[place],
        as_of=datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(book.scored_at[place])),
        probability=book.scores.probability[place],
        interval=Interval(low=book.scores.low[place], high=book.scores.high[place]),
        grade=book.grade[place],
        percentile=book.percentile[place],
        trend=book.trend[place],
        reasons=[ReasonOut(**asdict(reason)) for reason in reasons.get(place, [])],
    )
