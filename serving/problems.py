"""Every error as an RFC 9457 problem document, in the caller's terms, without repeating what the caller sent."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from history.errors import UserError
from history.names import Names
from serving.access import METHODS
from serving.schemas.inference import INFERENCE_FIELDS
from serving.schemas.outreach import OUTREACH_FIELDS
from serving.schemas.problem import MEDIA_TYPE, Fault, Problem
from serving.schemas.requests import FIELDS
from serving.schemas.saved import SaveRequest
from serving.schemas.win import WIN_FIELDS
from serving.telemetry.request_id import current
from serving.webhooks.schemas import WEBHOOK_FIELDS

_PREFIX = "urn:leadcast:problem:"
# Fields that a body may have: a fault is placed by them, never by what a caller made up.
_OWN = (INFERENCE_FIELDS, OUTREACH_FIELDS, WIN_FIELDS, WEBHOOK_FIELDS)
# Of bodies as a whole: what the framework says of them is about its own ways.
_OF_BODIES = {
    "model_attributes_type": "Send a JSON object, as application/json.",
    "json_invalid": "The body is no valid JSON.",
}
NAMED = FIELDS.union(SaveRequest.model_fields, *_OWN)


class Refused(Exception):
    """A request that is well-formed, yet cannot be answered."""

    def __init__(
        self, status: int, kind: str, fault: Fault, hint: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(fault.detail)
        self.headers = headers
        self.problem = Problem(
            type=_PREFIX + kind,
            title=kind.replace("-", " ").capitalize(),
            status=status,
            detail=fault.detail,
            hint=hint or None,
            errors=[fault],
        )


def unavailable(detail: str, error: UserError) -> Refused:
    """What a call needs cannot be reached or written now: 503, and when to come again.

    The error's message names the database, which is no caller's business; its hint stays.
    """
    fault = Fault(code="store_unavailable", detail=detail)
    return Refused(503, "store-unavailable", fault, error.hint, {"retry-after": "5"})


def unknown_name(
    fault_at: str, what: str, known: tuple[str, ...], names: Names | None = None, *, query: bool = False
) -> Refused:
    """A region, industry or source that the history does not know; says which ones it does, by `names` as well."""
    detail = f"The history knows no such {what}."
    place = {"parameter": fault_at} if query else {"pointer": fault_at}
    fault = Fault(code="unknown_name", detail=detail, params={"known": list(known)}, **place)
    told = known if names is None else tuple(map(names.told, known))
    return Refused(422, "unknown-name", fault, f"It knows: {', '.join(told) or 'none'}.")


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The problem as a response."""
    content = problem.model_dump(exclude_none=True)
    if request_id := current.get():
        content["instance"] = f"urn:leadcast:request:{request_id}"
    return JSONResponse(content, problem.status, dict(headers or {}), MEDIA_TYPE)


def plain(status: int, detail: str = "") -> Problem:
    """A problem that HTTP itself has a name for."""
    phrase = HTTPStatus(status)
    return Problem(type="about:blank", title=phrase.phrase, status=status, detail=detail or phrase.description)


def from_user_error(error: UserError, pointer: str | None = None) -> Problem:
    """What a user can mend, with its hint."""
    fault = Fault(code="refused", detail=error.message, pointer=pointer)
    return Refused(422, "cannot-be-answered", fault, error.hint).problem


def _fault(error: Mapping[str, Any]) -> Fault:
    # Where JSON is broken the framework gives a character, which is no place in it.
    loc = () if error["type"] == "json_invalid" else error["loc"][1:]
    place = [part for part in loc if isinstance(part, int) or part in NAMED]
    numbers = {key: float(value) for key, value in error.get("ctx", {}).items() if isinstance(value, int | float)}
    where = error["loc"][0]
    return Fault(
        code=error["type"],
        detail=_OF_BODIES.get(error["type"], error["msg"]),
        pointer="".join(f"/{part}" for part in place) if where == "body" else None,
        parameter=str(place[0]) if where == "query" and place else None,
        params=numbers,
    )


def from_validation(error: RequestValidationError) -> Problem:
    """Which fields are wrong, and how; the input itself is left out."""
    faults = [_fault(each) for each in error.errors()]
    places = [
        fault.pointer or fault.parameter or each["loc"][0] for fault, each in zip(faults, error.errors(), strict=True)
    ]
    detail = "; ".join(f"{place}: {fault.detail}" for place, fault in zip(places[:5], faults, strict=False))
    return Problem(
        type=_PREFIX + "invalid-request",
        title="Invalid request",
        status=422,
        detail=detail,
        hint="The schema of every call is at /openapi.json.",
        errors=faults,
    )


def _for(request: Request, problem: Problem) -> Problem:
    is_inference = request.url.path.startswith("/v2")
    return problem.model_copy(update={"error": problem.detail}) if is_inference else problem


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = {"allow": _allowed(request)} if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else error.headers
    return answer(_for(request, plain(error.status_code)), headers)


def _allowed(request: Request) -> str:
    """The methods that this path has, by whichever of its routes: the framework names those of the first alone."""
    routes, scope = request.app.routes, request.scope
    taken = (
        method
        for method in sorted(METHODS)
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    )
    return ", ".join(taken)


async def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return answer(_for(request, from_validation(error)))


async def _on_refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return answer(_for(request, error.problem), error.headers)


async def _on_user_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, UserError)
    return answer(_for(request, from_user_error(error)))


def add_handlers(app: FastAPI) -> None:
    """Let `app` answer every error, its own and the framework's, as a problem document; crashes are Observing's."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(Refused, _on_refused)
    app.add_exception_handler(UserError, _on_user_error)
