"""The page of the day, and that of one account or lead."""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from features.frame import Entity
from history.tables import RECORDED
from scrapers.meaning.taxonomy import Taxonomy
from serving.accounts.accounts import dossier_of
from serving.page_frame import Sheet, language_of, rendered
from serving.routes.dependencies import Files, Opened
from serving.scores.opening import Live
from serving.wording import Language

router = APIRouter(include_in_schema=False)

ACCOUNT = Sheet("account", ("results", "account", "timeline"), "account", "account")
TODAY = Sheet("today", ("results", "account", "today"), "today", "today")


# No coroutines: whether there is such an account takes a pass over the history, off the event loop.
@router.api_route("/accounts/{id:path}", methods=["GET", "HEAD"])
def get_account_page(request: Request, id: str, live: Opened, kept: Files) -> Response:
    """The page of one account; 404 with a page that says so for one that nothing is known of."""
    return _profile(request, "account", id, live, kept)


@router.api_route("/leads/{id:path}", methods=["GET", "HEAD"])
def get_lead_page(request: Request, id: str, live: Opened, kept: Files) -> Response:
    """The page of one lead."""
    return _profile(request, "lead", id, live, kept)


@router.api_route("/today", methods=["GET", "HEAD"])
def get_today_page(request: Request, live: Opened) -> Response:
    """The morning list."""
    topics = _topics(live.settings.taxonomy, language_of(request))
    data: dict[str, Any] = {"topics": topics, "regions": live.bundle.spec.regions, "reps": _reps(live)}
    return rendered(request, live, TODAY, data=data)


def _reps(live: Live) -> list[dict[str, str]]:
    """Who sells at the moment of the scores, by name."""
    reps = live.history["reps"].sort_values(RECORDED, kind="stable").drop_duplicates("rep_id", keep="last")
    there = reps[~(reps["left_at"] <= live.book.as_of)].sort_values(["name", "rep_id"])
    return [{"id": name, "name": called} for name, called in zip(there["rep_id"], there["name"], strict=True)]


def _profile(request: Request, entity: Entity, name: str, live: Opened, kept: Files) -> Response:
    is_known = dossier_of(live, kept, entity, name) is not None
    topics = _topics(live.settings.taxonomy, language_of(request))
    data: dict[str, Any] = {"kind": entity, "id": name, "topics": topics}
    return rendered(request, live, ACCOUNT, 200 if is_known else 404, data=data)


@cache
def _topics(taxonomy: Path | None, lang: Language) -> dict[str, str]:
    """What the topics of signals are called; a topic that the file does not hold stands as its key."""
    return {key: getattr(topic, f"name_{lang}") for key, topic in Taxonomy.load(taxonomy).topics.items()}
