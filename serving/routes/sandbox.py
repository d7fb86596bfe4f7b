"""What a plan would bring."""

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import Response

from history.errors import UserError
from models.question import understand
from models.sandbox.plan.scenario import RepChange, Scenario
from models.sandbox.sandbox import Sandbox
from serving.examples.calls import shown
from serving.examples.forecast import FORECAST, SANDBOX_REQUESTS
from serving.planner.answering import answered
from serving.problems import Refused, unknown_name
from serving.routes.dependencies import Measured, Opened, problems
from serving.schemas.forecast import ForecastOut
from serving.schemas.plan import Plan, Question, SandboxRequest
from serving.schemas.problem import Fault
from serving.scores.opening import Live

# What one of each mix is called.
KINDS = {"regions": "region", "industries": "industry", "sources": "source", "products": "product"}

router = APIRouter(prefix="/v1", tags=["sandbox"])

Asked = Annotated[SandboxRequest, Body(openapi_examples=SANDBOX_REQUESTS)]


@router.post("/sandbox", response_model=ForecastOut, responses=shown(FORECAST) | problems(409, 413, 422))
def post_sandbox(asked: Asked, live: Opened, metrics: Measured) -> Response:
    """The forecast of a scenario, given as numbers or in words (Chinese or English)."""
    sandbox = sandbox_of(live)
    scenario = _in_words(asked, live) if isinstance(asked, Question) else _in_numbers(asked, live)
    with metrics.forecasts.time():
        forecast = sandbox.forecast(scenario)
    body = answered(forecast, sandbox.business.names, live.model, simulated=live.simulated)
    return Response(body, media_type="application/json")


def sandbox_of(live: Live) -> Sandbox:
    """The sandbox; refused with the reason where there is none."""
    if live.sandbox is None:
        said, hint = (live.reason.message, live.reason.hint) if live.reason else ("There is no sandbox.", "")
        raise Refused(409, "no-sandbox", Fault(code="no_sandbox", detail=said), hint)
    return live.sandbox


def _in_words(asked: Question, live: Live) -> Scenario:
    try:
        return understand(asked.text, live.vocabulary, live.today)
    except UserError as error:
        fault = Fault(code="not_understood", detail=error.message, pointer="/text")
        raise Refused(422, "not-understood", fault, error.hint) from None


def _in_numbers(asked: Plan, live: Live) -> Scenario:
    names = live.settings.business.names
    for field, what in KINDS.items():
        known = getattr(live.vocabulary, field)
        if not set(getattr(asked, field)) <= set(known):
            raise unknown_name(f"/{field}", what, known, names)
    if not {change.region for change in asked.reps} <= set(live.vocabulary.regions):
        raise unknown_name("/reps", "region", live.vocabulary.regions, names)
    reps = tuple(RepChange(change.region, change.change, change.start) for change in asked.reps)
    given = asked.model_dump(exclude={"start", "reps", "weekly"})
    return Scenario(**given, start=asked.start or live.coming_monday, reps=reps, weekly=tuple(asked.weekly))
