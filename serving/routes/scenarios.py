"""Scenarios that planners keep and show to each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from history.errors import UserError
from serving.examples.calls import shown
from serving.examples.saved import SAVE_REQUESTS, SAVED, SAVED_LIST
from serving.planner.saved import Saved, SavedScenarios, new_id, read_cursor
from serving.problems import Refused, unavailable
from serving.routes.dependencies import Now, Opened, problems
from serving.schemas.plan import Plan
from serving.schemas.problem import Fault
from serving.schemas.saved import SavedAnswer, SavedListRequest, SavedOut, SaveRequest
from serving.scores.opening import Live

router = APIRouter(prefix="/v1/scenarios", tags=["scenarios"])

Given = Annotated[SaveRequest, Body(openapi_examples=SAVE_REQUESTS)]
_CREATED: dict[int | str, dict[str, Any]] = {
    201: {
        "headers": {"Location": {"description": "where it is", "schema": {"type": "string"}}},
        "content": {"application/json": {"example": SAVED}},
    }
}


@router.get("", responses=shown(SAVED_LIST) | problems(422, 503))
def get_scenarios(asked: Annotated[SavedListRequest, Query()], live: Opened) -> SavedAnswer:
    """All saved scenarios, the newest first, page by page."""
    after = None if asked.cursor is None else _place(asked.cursor)
    with _reached(live) as scenarios:
        found = scenarios.newest(asked.limit + 1, after)
    page = found[: asked.limit]
    cursor = page[-1].cursor if len(found) > len(page) else None
    return SavedAnswer(scenarios=[_shaped(each) for each in page], next_cursor=cursor)


@router.post("", status_code=201, responses=_CREATED | problems(413, 422, 503))
def post_scenario(given: Given, live: Opened, now: Now, response: Response) -> SavedOut:
    """Save a scenario; it is durable before this answers."""
    saved = Saved(new_id(), given.name, given.author, now, given.plan.model_dump_json(), given.question)
    with _reached(live) as scenarios:
        scenarios.add(saved)
    response.headers["location"] = f"{router.prefix}/{saved.scenario_id}"
    return _shaped(saved)


@router.get("/{scenario_id}", responses=shown(SAVED) | problems(404, 422, 503))
def get_scenario(scenario_id: str, live: Opened) -> SavedOut:
    """One saved scenario."""
    with _reached(live) as scenarios:
        saved = scenarios.find(scenario_id)
    if saved is None:
        raise _missing()
    return _shaped(saved)


@router.delete("/{scenario_id}", status_code=204, responses=problems(404, 422, 503))
def delete_scenario(scenario_id: str, live: Opened) -> None:
    """Delete a saved scenario for good."""
    with _reached(live) as scenarios:
        was_there = scenarios.delete(scenario_id)
    if not was_there:
        raise _missing()


@contextmanager
def _reached(live: Live) -> Iterator[SavedScenarios]:
    """Opened for this request alone, so that threads share nothing, and a database that comes back is found again."""
    try:
        with SavedScenarios.open(live.settings.database_url) as scenarios:
            yield scenarios
    except UserError as error:
        raise unavailable("The saved scenarios cannot be reached now.", error) from error


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        return read_cursor(cursor)
    except ValueError:
        fault = Fault(code="bad_cursor", detail="This is no cursor of this API.", parameter="cursor")
        raise Refused(422, "bad-cursor", fault, "Pass `next_cursor` as it came, or leave it out.") from None


def _missing() -> Refused:
    fault = Fault(code="unknown_scenario", detail="There is no saved scenario of this id.")
    return Refused(404, "unknown-scenario", fault, "It may have been deleted; GET /v1/scenarios lists those there are.")


def _shaped(saved: Saved) -> SavedOut:
    return SavedOut(
        id=saved.scenario_id,
        name=saved.name,
        author=saved.author,
        saved_at=saved.saved_at,
        plan=Plan.model_validate_json(saved.plan),
        question=saved.question,
    )
