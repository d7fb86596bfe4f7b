"""What salespeople did about plans, and what came of it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response

from history.errors import UserError
from history.outreach.log import Done, OutreachLog
from serving.examples.calls import shown
from serving.examples.outreach import DONE, DONE_LIST, DONE_REQUESTS
from serving.problems import Refused, unavailable
from serving.routes.dependencies import Opened, problems
from serving.schemas.outreach import OutreachAnswer, OutreachListRequest, OutreachOut, OutreachRequest
from serving.schemas.problem import Fault
from serving.scores.opening import Live

router = APIRouter(prefix="/v1/outreach", tags=["outreach"])

# Clocks of two machines differ; what is farther ahead has not happened.
AHEAD = timedelta(minutes=5)


async def _clock() -> datetime:
    """The server's time: here is the edge, and all else is told it."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(_clock)]
Given = Annotated[OutreachRequest, Body(openapi_examples=DONE_REQUESTS)]
_ADDED: dict[int | str, dict[str, Any]] = {
    200: {"description": "It was noted before.", "content": {"application/json": {"example": DONE}}},
    201: {"content": {"application/json": {"example": DONE}}},
}


@router.post("", status_code=201, responses=_ADDED | problems(409, 413, 422, 503))
def post_outreach(given: Given, live: Opened, now: Now, response: Response) -> OutreachOut:
    """Note what was done and what came of it; it is durable before this answers. The same again is answered 200."""
    _check(given, live, now)
    values = given.model_dump() | {"outreach_id": given.outreach_id or secrets.token_hex(8), "recorded_at": now}
    done = Done(**values)
    with _reached(live) as log:
        added, stored = log.add(done)
    if added == "conflict":
        fault = Fault(code="id_taken", detail="Something else was noted under this id.", pointer="/outreach_id")
        raise Refused(409, "id-taken", fault, "Rows are only added: send a correction under an id of its own.")
    if added == "known":
        response.status_code = 200
    return OutreachOut.of(stored)


@router.get("", responses=shown(DONE_LIST) | problems(422, 503))
def get_outreach(asked: Annotated[OutreachListRequest, Query()], live: Opened) -> OutreachAnswer:
    """What was done about one account or one lead, the newest first."""
    with _reached(live) as log:
        found = log.of("account_id", asked.account_id) if asked.account_id else log.of("lead_id", asked.lead_id or "")
    return OutreachAnswer(outreach=[OutreachOut.of(each) for each in found])


def _check(given: OutreachRequest, live: Live, now: datetime) -> None:
    if given.done_at > now + AHEAD:
        fault = Fault(code="in_the_future", detail="done_at has not come yet.", pointer="/done_at")
        raise Refused(422, "in-the-future", fault, "Note what was done when it has been done.")
    kind = "account" if given.account_id is not None else "lead"
    name = getattr(given, f"{kind}_id")
    if not (live.history[f"{kind}s"][f"{kind}_id"] == name).any():
        fault = Fault(code=f"unknown_{kind}", detail=f"The history knows no such {kind}.", pointer=f"/{kind}_id")
        raise Refused(422, f"unknown-{kind}", fault, f"Send the {kind} first: POST /v1/events.")


@contextmanager
def _reached(live: Live) -> Iterator[OutreachLog]:
    """Opened for this request alone, so that threads share nothing, and a database that comes back is found again."""
    try:
        with OutreachLog.open(live.settings.database_url) as log:
            yield log
    except UserError as error:
        raise unavailable("The log of outreach cannot be reached now.", error) from error
