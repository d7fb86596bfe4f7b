"""The planner's page and what all pages load; everything comes from this origin."""

import importlib.util
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from models.sandbox.answer.cells import UNKNOWN
from models.sandbox.answer.notes import THIN
from models.sandbox.plan.scenario import (
    LONGEST_RESPONSE_HOURS,
    LONGEST_WEEKS,
    MIXES,
    MOST_DAYS,
    MOST_LEADS,
    MOST_OPEN_LEADS,
    MOST_REPS,
)
from models.sandbox.state.standing import MOST_WEEKS
from serving.page_frame import PAGE, PLOTLY, Sheet, rendered
from serving.routes.dependencies import Opened
from serving.schemas.plan import LONGEST_TEXT
from serving.scores.opening import Live

router = APIRouter(include_in_schema=False)

PLANNER = Sheet("planner", ("form", "results", "compare", "report"), "planner", "results")


@router.api_route("/", methods=["GET", "HEAD"])
def get_page(request: Request, live: Opened) -> Response:
    """The planner's page in the language of `?lang=`, else of Accept-Language."""
    # Without a sandbox there is nothing to plan; one can still look for an account.
    sheet = PLANNER if live.sandbox else replace(PLANNER, script="finder")
    return rendered(request, live, sheet, data=_data(live), most=LONGEST_TEXT)


@router.api_route(PLOTLY, methods=["GET", "HEAD"])
def get_plotly() -> FileResponse:
    """Plotly.js from the installed `plotly` package; its URL carries the version, so that it may be kept for good."""
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return FileResponse(plotly_file(), headers=headers, media_type="text/javascript")


def mount_static(app: FastAPI) -> None:
    """Serve our own styles and scripts, which browsers ask again for by their ETag."""
    app.mount("/static", StaticFiles(directory=PAGE / "static"), name="static")


@cache
def plotly_file() -> Path:
    """Where the installed package keeps Plotly.js, found without importing the package."""
    found = importlib.util.find_spec("plotly")
    assert found is not None
    assert found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "package_data" / "plotly.min.js"


def _data(live: Live) -> dict[str, Any]:
    """What the scripts of the planner need to know."""
    known = live.vocabulary
    return {
        "names": {kind: getattr(known, kind) for kind in MIXES},
        "today": live.today.isoformat(),
        "start": live.coming_monday.isoformat(),
        "limits": {
            "leads": MOST_LEADS,
            "days": MOST_DAYS,
            "weeks": LONGEST_WEEKS,
            "far": MOST_WEEKS,
            "reps": MOST_REPS,
            "quota": MOST_OPEN_LEADS,
            "response": LONGEST_RESPONSE_HOURS,
        },
        "thin": THIN,
        "unknown": UNKNOWN,
    }
