"""Is it up, and can it answer?"""

from fastapi import APIRouter

from serving.examples.calls import HEALTH, READINESS, shown
from serving.problems import Refused
from serving.readiness import missing
from serving.routes.dependencies import History, Opened, problems
from serving.schemas.problem import Fault
from serving.schemas.scores import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=shown(HEALTH))
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses=shown(READINESS) | problems(503))
async def readyz(live: Opened, database: History) -> Readiness:
    """Model and scores are loaded and sound, and the history's database answers; else 503 says what is missing."""
    if faults := await missing(live, database):
        raise not_ready(faults)
    return Readiness(status="ready", model=live.model, as_of=live.as_of.to_pydatetime())


def not_ready(faults: list[Fault]) -> Refused:
    """The problem of a service that lacks something."""
    detail = " ".join(fault.detail for fault in faults)
    refused = Refused(
        503, "not-ready", Fault(code="not_ready", detail=detail), "It is ready by itself once that is there again."
    )
    refused.problem.errors = faults
    return refused
