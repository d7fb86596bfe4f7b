"""What serves, since when, trained on what."""

from dataclasses import asdict

from fastapi import APIRouter, Request

from serving.examples.calls import MODELS, shown
from serving.routes.dependencies import Opened
from serving.schemas.scores import ModelOut, ModelsAnswer, RefusedModel
from serving.scores.current import Refusal
from serving.scores.opening import Live

router = APIRouter(prefix="/v1", tags=["models"])


@router.get("/models", responses=shown(MODELS))
async def get_models(live: Opened, request: Request) -> ModelsAnswer:
    """The model that answers now, and the promoted one where it cannot serve."""
    refusal: Refusal | None = request.state.current.refusal
    refused = None if refusal is None else RefusedModel(**asdict(refusal))
    return ModelsAnswer(models=[_shaped(live)], refused=refused)


def _shaped(live: Live) -> ModelOut:
    return ModelOut(
        id=live.model,
        entity=live.bundle.rows.entity,
        population=live.bundle.rows.population,
        horizon_days=live.horizon_days,
        scorer=live.bundle.intent.scorer.name,
        promoted_at=live.promoted_at,
        serving_since=live.serving_since,
        as_of=live.as_of.to_pydatetime(),
        scored=len(live.book),
        sandbox=live.sandbox is not None,
        simulated=live.simulated,
        card=live.bundle.card,
    )
