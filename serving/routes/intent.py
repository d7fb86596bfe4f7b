"""Scores, for ids or as a ranked list."""

from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import APIRouter, Body, Query, Response
from starlette.concurrency import run_in_threadpool

from history.names import Names
from serving.examples.calls import INTENT, INTENT_REQUESTS, RANKED, shown
from serving.outreach.outreach import Planner
from serving.problems import Refused, unknown_name
from serving.routes.dependencies import EachOnce, Measured, Opened, Planning, Reasons, problems
from serving.schemas.outreach import PlanOut
from serving.schemas.problem import Fault
from serving.schemas.requests import IntentRequest, ListRequest
from serving.schemas.scores import IntentAnswer, RankedAnswer
from serving.scores.explaining import Explained
from serving.scores.opening import Live
from serving.scores.ranking import Chosen, Page
from serving.scores.results import results, shared

router = APIRouter(prefix="/v1", tags=["intent"], dependencies=[EachOnce])

Listed = TypeVar("Listed", bound=ListRequest)
Asked = Annotated[IntentRequest, Body(openapi_examples=INTENT_REQUESTS)]


@router.post("/intent", response_model=IntentAnswer, responses=shown(INTENT) | problems(413, 422))
async def post_intent(asked: Asked, live: Opened, metrics: Measured, explained: Reasons, planner: Planning) -> Response:
    """The score of each id, in the order asked. An id that is not scored says so in its own result."""
    _check_kind(asked, live)
    places = live.book.places(asked.ids).tolist()
    scored = [place for place in places if place >= 0]
    why = await _why(live, scored, explained) if asked.reasons else {}
    metrics.served("intent", live.book.scores.probability[scored].tolist())
    found = results(live, asked.ids, places, why)
    if asked.plans:
        found = await run_in_threadpool(_with_plans, found, live, planner)
    return _answer(shared(live) | {"results": found})


async def _why(live: Live, places: list[int], explained: Explained) -> dict[int, msgspec.Raw]:
    """The reasons of each position as JSON. What is not kept yet takes milliseconds each: off the event loop."""
    found = explained.kept(live, places)
    if found is None:
        found = await run_in_threadpool(explained.of, live, places)
    return {place: msgspec.Raw(why) for place, why in zip(places, found, strict=True)}


@router.get("/intent", response_model=RankedAnswer, responses=shown(RANKED) | problems(422))
async def get_intent(asked: Annotated[ListRequest, Query()], live: Opened, metrics: Measured) -> Response:
    """Everybody in falling order of probability (then of id), page by page; or by id, which suits a copy of all."""
    asked = by_own_names(asked, live)
    page = page_of(asked, live)
    metrics.served("list", live.book.scores.probability[page.places].tolist())
    places = page.places.tolist()
    found = results(live, live.book.ids[places].tolist(), places, {})
    return _answer(shared(live) | {"total": page.total, "next_cursor": page.cursor, "results": found})


def _check_kind(asked: IntentRequest, live: Live) -> None:
    right = f"{live.book.entity}_ids"
    if getattr(asked, right) is None:
        wrong = "lead_ids" if right == "account_ids" else "account_ids"
        detail = f"The model that serves scores {live.book.entity}s."
        fault = Fault(code="wrong_kind", detail=detail, pointer=f"/{wrong}")
        raise Refused(422, "wrong-kind-of-id", fault, f"Send {right} instead.")


def _with_plans(found: list[dict[str, Any]], live: Live, planner: Planner) -> list[dict[str, Any]]:
    planned = planner.plans(live, [each["id"] for each in found if each["status"] == "scored"])
    told = {
        name: {"plans": [PlanOut.of(plan).model_dump() for plan in each.plans], "held_out": each.held_out}
        for name, each in planned.items()
    }
    return [each | told.get(each["id"], {}) for each in found]


def by_own_names(asked: Listed, live: Live) -> Listed:
    """The same with the history's own names of a region and an industry, whatever else they are called.

    Raises:
        Refused: the model has never seen one.
    """
    found = {}
    for name, known in (("region", live.bundle.spec.regions), ("industry", live.bundle.spec.industries)):
        found[name] = own_name(name, getattr(asked, name), known, live.settings.business.names)
    return asked.model_copy(update=found)


def own_name(parameter: str, asked: str | None, known: tuple[str, ...], names: Names) -> str | None:
    """The history's own name of what a query calls so; None where it does not ask.

    Raises:
        Refused: nothing that is known is called so.
    """
    found = None if asked is None else names.own(asked, known)
    if asked is not None and found is None:
        raise unknown_name(parameter, parameter, known, names, query=True)
    return found


def page_of(asked: ListRequest, live: Live) -> Page:
    """The page that is asked for.

    Raises:
        Refused: the cursor is none.
    """
    try:
        chosen = Chosen(asked.region, asked.industry, asked.grade, by_id=asked.order == "id")
        return live.ranking.page(chosen, asked.limit, asked.cursor)
    except ValueError:
        fault = Fault(code="bad_cursor", detail="This is no cursor of this API.", parameter="cursor")
        raise Refused(422, "bad-cursor", fault, "Pass `next_cursor` as it came, or leave it out.") from None


def _answer(content: dict[str, Any]) -> Response:
    # A thousand scores with their reasons: a validating model would take longer than all else.
    return Response(msgspec.json.encode(content), media_type="application/json")
