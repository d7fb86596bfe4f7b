"""What happened, as it happens: CloudEvents of rows."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from history.errors import UserError
from history.events.event import Outcome
from serving.events.envelope import Received, read_events
from serving.events.intake import Overloaded, Writer
from serving.problems import Refused, unavailable
from serving.routes.dependencies import problems
from serving.schemas.events import ANSWER, EventOut, EventsAnswer, request_body
from serving.schemas.problem import Fault

router = APIRouter(prefix="/v1", tags=["events"])
_TAKEN: dict[int | str, dict[str, Any]] = {202: {"content": {"application/json": {"example": ANSWER}}}}


async def _clock() -> datetime:
    """The server's time: here is the edge, and all else is told it."""
    return datetime.now(UTC)


async def _writer(request: Request) -> Writer:
    writer: Writer = request.state.writer
    return writer


@router.post(
    "/events",
    status_code=202,
    responses=_TAKEN | problems(413, 415, 422, 429, 503),
    openapi_extra={"requestBody": request_body()},
)
async def post_events(
    request: Request,
    writer: Annotated[Writer, Depends(_writer)],
    now: Annotated[datetime, Depends(_clock)],
) -> EventsAnswer:
    """Take rows of the history as CloudEvents 1.0: one (structured or binary), or up to 1,000 (batch).

    All that is answered is durable: good rows are stored, refused ones kept with the reason. An event is taken once.
    """
    received = read_events(request.headers, await request.body())
    outcomes = await _stored(writer, received, now)
    return _shaped(received, outcomes)


async def _stored(writer: Writer, received: Received, now: datetime) -> list[Outcome]:
    try:
        return await asyncio.wrap_future(writer.submit(received.parts, now))
    except Overloaded as error:
        fault = Fault(code="too_many_events_wait", detail="More events wait to be stored than may.")
        hint = "Send them again after the seconds that Retry-After says."
        raise Refused(429, "too-many-events", fault, hint, {"retry-after": str(error.retry_after)}) from None
    except UserError as error:
        raise unavailable("Events cannot be stored now; none of these was.", error) from error


def _shaped(received: Received, outcomes: list[Outcome]) -> EventsAnswer:
    events = [
        EventOut(id=_id(part), status=outcome.status, errors=list(outcome.errors))
        for part, outcome in zip(received.parts, outcomes, strict=True)
    ]
    counts = {status: sum(event.status == status for event in events) for status in ("accepted", "duplicate")}
    rejected = len(events) - sum(counts.values())
    return EventsAnswer(accepted=counts["accepted"], duplicates=counts["duplicate"], rejected=rejected, events=events)


def _id(part: Any) -> str | None:
    name = part.get("id") if isinstance(part, dict) else None
    return name if isinstance(name, str) else None
