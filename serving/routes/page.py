"""The planner's page and what it loads; everything comes from this origin."""

import importlib.util
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, Response
from jinja2 import Environment, FileSystemLoader
from starlette.staticfiles import StaticFiles

from models.answer import UNKNOWN
from models.notes import THIN
from models.phrases import day
from models.scenario import LONGEST_RESPONSE_HOURS, LONGEST_WEEKS, MIXES, MOST_LEADS, MOST_OPEN_LEADS, MOST_REPS
from models.standing import MOST_WEEKS
from serving.opening import Live
from serving.requests import LONGEST_TEXT
from serving.routes.dependencies import Opened
from serving.wording import COLOURS, LANGUAGES, Language, preferred, texts

router = APIRouter(include_in_schema=False)

PAGE = Path(__file__).parents[1] / "page"
PLOTLY = "/static/plotly.min.js"
# Plotly sets styles from its script, and saves a picture by way of a blob; all else is as strict as can be.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


@router.api_route("/", methods=["GET", "HEAD"])
def get_page(request: Request, live: Opened) -> Response:
    """The planner's page in the language of `?lang=`, else of Accept-Language."""
    asked = request.query_params.get("lang")
    lang = next((each for each in LANGUAGES if each == asked), preferred(request.headers.get("accept-language", "")))
    html = _template().render(
        text=texts(lang), lang=lang, live=live, as_of=day(live.today, lang), data=_data(live, lang), most=LONGEST_TEXT
    )
    headers = {"content-language": lang, "vary": "accept-language", "cache-control": "no-cache"}
    headers["content-security-policy"] = POLICY
    return Response(html, headers=headers, media_type="text/html")


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


@cache
def _template() -> Any:
    return Environment(loader=FileSystemLoader(PAGE / "templates"), autoescape=True).get_template("planner.html")


def _data(live: Live, lang: Language) -> dict[str, Any]:
    """What the scripts of the page need to know."""
    known = live.vocabulary
    return {
        "lang": lang,
        "texts": texts(lang),
        "names": {kind: getattr(known, kind) for kind in MIXES},
        "today": live.today.isoformat(),
        "start": live.coming_monday.isoformat(),
        "limits": {
            "leads": MOST_LEADS,
            "days": LONGEST_WEEKS * 7,
            "weeks": LONGEST_WEEKS,
            "far": MOST_WEEKS,
            "reps": MOST_REPS,
            "quota": MOST_OPEN_LEADS,
            "response": LONGEST_RESPONSE_HOURS,
        },
        "thin": THIN,
        "unknown": UNKNOWN,
        "colours": COLOURS,
        "plotly": f"{PLOTLY}?v={version('plotly')}",
    }
