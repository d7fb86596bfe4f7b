"""Is it up, and can it answer?"""

from fastapi import APIRouter

from serving.examples import HEALTH, READINESS, shown
from serving.routes.dependencies import Opened
from serving.schemas import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=shown(HEALTH))
async def healthz() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", responses=shown(READINESS))
async def readyz(live: Opened) -> Readiness:
    """History, model and scores are loaded."""
    return Readiness(status="ready", model=live.model, as_of=live.as_of.to_pydatetime())
