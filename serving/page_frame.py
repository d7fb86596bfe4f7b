"""What all pages have in common: their frame, their policy, the reader's language, and what their scripts are told."""

from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader

from models.phrases import day
from serving.scores.opening import Live
from serving.wording import COLOURS, LANGUAGES, Language, preferred, texts

PAGE = Path(__file__).parent / "page"
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


@dataclass(frozen=True)
class Sheet:
    """One page: its template, its styles beside the frame's, its script, and the part that the skip link leads to."""

    name: str
    styles: tuple[str, ...]
    script: str
    main_part: str


def language_of(request: Request) -> Language:
    """The language of `?lang=`, else of Accept-Language."""
    asked = request.query_params.get("lang")
    return next((each for each in LANGUAGES if each == asked), preferred(request.headers.get("accept-language", "")))


def rendered(request: Request, live: Live, sheet: Sheet, status: int = 200, **more: Any) -> Response:
    """The page in the reader's language. `data` of `more` is told to its scripts, all else to its template."""
    lang = language_of(request)
    told = shared_data(live, lang) | more.pop("data", {})
    html = _template(sheet.name).render(
        text=texts(lang),
        lang=lang,
        live=live,
        as_of=day(live.today, lang),
        here=sheet.name,
        sheets=("frame", *sheet.styles),
        script=sheet.script,
        main_part=sheet.main_part,
        data=told,
        **more,
    )
    headers = {"content-language": lang, "vary": "accept-language", "cache-control": "no-cache"}
    headers["content-security-policy"] = POLICY
    return Response(html, status, headers=headers, media_type="text/html")


def shared_data(live: Live, lang: Language) -> dict[str, Any]:
    """What the scripts of every page need to know."""
    return {
        "lang": lang,
        "texts": texts(lang),
        "entity": live.book.entity,
        "zone": live.settings.business.time_zone,
        "called": called(live, lang),
        "colours": COLOURS,
        "plotly": f"{PLOTLY}?v={version('plotly')}",
    }


def called(live: Live, lang: Language) -> dict[str, str]:
    """The names of the history that readers are shown another for, and which one."""
    names = live.settings.business.names
    shown = {name: names.shown(name, lang) for name in (*names.also, *live.vocabulary.own)}
    return {name: other for name, other in shown.items() if other != name}


@cache
def _template(name: str) -> Any:
    return Environment(loader=FileSystemLoader(PAGE / "templates"), autoescape=True).get_template(f"{name}.html")
