"""What a plan would bring."""

from typing import Annotated

from fastapi import APIRouter, Body

from history.errors import UserError
from models.question import understand
from models.sandbox import Sandbox
from models.scenario import Scenario
from serving.examples import FORECAST, SANDBOX_REQUESTS, shown
from serving.opening import Live
from serving.problems import Fault, Refused, unknown_name
from serving.requests import Plan, Question, SandboxRequest
from serving.restating import restated
from serving.routes.dependencies import Opened, problems
from serving.schemas import ForecastOut

router = APIRouter(prefix="/v1", tags=["sandbox"])

Asked = Annotated[SandboxRequest, Body(openapi_examples=SANDBOX_REQUESTS)]


@router.post("/sandbox", responses=shown(FORECAST) | problems(409, 413, 422))
def post_sandbox(asked: Asked, live: Opened) -> ForecastOut:
    """The forecast of a scenario, given as numbers or in words (Chinese or English)."""
    sandbox = _sandbox(live)
    scenario = _in_words(asked, live) if isinstance(asked, Question) else _in_numbers(asked, live)
    forecast = sandbox.forecast(scenario)
    sentence = restated(scenario)
    return ForecastOut.model_validate(
        forecast.to_json()
        | {"understood": {"en": sentence.en, "zh": sentence.zh}, "model": live.model, "simulated": live.simulated}
    )


def _sandbox(live: Live) -> Sandbox:
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
    for field, what in (("regions", "region"), ("industries", "industry")):
        known = getattr(live.vocabulary, field)
        if not set(getattr(asked, field)) <= set(known):
            raise unknown_name(f"/{field}", what, known)
    return Scenario(**asked.model_dump(exclude={"start"}), start=asked.start or live.coming_monday)
