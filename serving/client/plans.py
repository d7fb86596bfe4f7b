"""Calls about when leads are won, what a plan would do, and plans that are kept."""

from collections.abc import Sequence
from typing import Any

import httpx

from serving.client.call import Call, ask, change, delete, get, told
from serving.schemas.forecast import ForecastOut
from serving.schemas.plan import Plan
from serving.schemas.regions import RegionsAnswer
from serving.schemas.saved import SavedAnswer, SavedOut
from serving.schemas.win import USUAL_DAYS, NewLeadIn, WinAnswer


def win(
    lead_ids: Sequence[str] | None = None,
    leads: Sequence[NewLeadIn] | None = None,
    days: Sequence[int] = USUAL_DAYS,
    *,
    reasons: bool = False,
) -> Call[WinAnswer]:
    """The chance of each lead to be won by each of `days`: of `lead_ids` in the history, or of `leads` given here."""
    new = None if leads is None else [lead.model_dump(mode="json", exclude_none=True) for lead in leads]
    asked = told(lead_ids=lead_ids, leads=new)
    return ask("/v1/win", WinAnswer, {**asked, "days": list(days), "reasons": reasons})


def sandbox(plan: Plan | str) -> Call[ForecastOut]:
    """What a plan would do; in words, Chinese or English, or in numbers."""
    return ask("/v1/sandbox", ForecastOut, {"text": plan} if isinstance(plan, str) else _numbers(plan))


def scenarios(limit: int = 200, cursor: str | None = None) -> Call[SavedAnswer]:
    """The saved plans, the newest first."""
    return get("/v1/scenarios", SavedAnswer, limit=limit, cursor=cursor)


def save_scenario(name: str, author: str, plan: Plan, question: str | None = None) -> Call[SavedOut]:
    """Keep a plan under a name."""
    body = told(name=name, author=author, plan=_numbers(plan), question=question)
    return change("/v1/scenarios", SavedOut, body)


def scenario(scenario_id: str) -> Call[SavedOut]:
    """One saved plan."""
    return get("/v1/scenarios/{scenario_id}", SavedOut, places={"scenario_id": scenario_id})


def delete_scenario(scenario_id: str) -> Call[None]:
    """Delete a saved plan for good."""
    return delete("/v1/scenarios/{scenario_id}", scenario_id=scenario_id)


def regions() -> Call[RegionsAnswer]:
    """Where each region lies on a grid of tiles."""
    return get("/v1/regions", RegionsAnswer)


def regions_geojson() -> Call[dict[str, Any]]:
    """The map that the server is configured with, as GeoJSON."""
    return Call("GET", "/v1/regions/geojson", _as_it_is)


def _as_it_is(response: httpx.Response) -> dict[str, Any]:
    found: dict[str, Any] = response.json()
    return found


def _numbers(plan: Plan) -> dict[str, Any]:
    return plan.model_dump(mode="json", exclude_unset=True)
