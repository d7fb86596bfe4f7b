"""One account or lead: what is known of it, its timeline, and finding it by a part of its name."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from features.frame import Entity
from models.dossier import Dossier
from serving.accounts.accounts import dossier_of
from serving.accounts.answer import item_out, profile, timeline_of
from serving.accounts.kept import Kept
from serving.accounts.search import search
from serving.examples.accounts import FOUND, LEAD_PROFILE, LEADS_FOUND, PROFILE, TIMELINE
from serving.examples.calls import shown
from serving.problems import Refused
from serving.routes.dependencies import EachOnce, Files, Opened, Planning, problems
from serving.schemas.accounts import FoundOut, ProfileAnswer, SearchAnswer, TimelineAnswer
from serving.schemas.problem import Fault
from serving.schemas.requests import ProfileRequest, SearchRequest, TimelineRequest
from serving.scores.opening import Live

_TIMELINE = "/timeline"


class _Route(APIRoute):
    """A route of `/timeline` is not that of an id which ends so: there the slash is written %2F."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As any route, but for that."""
        if self.path.endswith(_TIMELINE) and not scope["raw_path"].endswith(_TIMELINE.encode()):
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(prefix="/v1", tags=["accounts"], route_class=_Route, dependencies=[EachOnce])


async def _entity(request: Request) -> Entity:
    return "lead" if request.url.path.startswith("/v1/leads") else "account"


Asked = Annotated[Entity, Depends(_entity)]


# Handlers are no coroutines: each passes over the history, off the event loop. An id may hold slashes, hence `path`.
@router.get("/accounts", responses=shown(FOUND) | problems(422))
@router.get("/leads", responses=shown(LEADS_FOUND) | problems(422))
def get_found(entity: Asked, asked: Annotated[SearchRequest, Query()], live: Opened, kept: Files) -> SearchAnswer:
    """Those whose id or name contains a text."""
    found = search(live, kept, entity, asked.name, asked.limit)
    return SearchAnswer(entity=entity, results=[FoundOut(**asdict(each)) for each in found])


@router.get("/accounts/{id:path}/timeline", responses=shown(TIMELINE) | problems(404, 422))
@router.get("/leads/{id:path}/timeline", responses=shown(TIMELINE) | problems(404, 422))
def get_timeline(
    id: str, entity: Asked, asked: Annotated[TimelineRequest, Query()], live: Opened, kept: Files
) -> TimelineAnswer:
    """Its funnel events and public signals together, the newest first, page by page."""
    dossier = _dossier(live, kept, entity, id)
    whole = timeline_of(live, kept, dossier)
    try:
        some = whole.stretch(asked.kind, asked.limit, asked.cursor)
    except ValueError:
        fault = Fault(code="bad_cursor", detail="This is no cursor of this API.", parameter="cursor")
        raise Refused(422, "bad-cursor", fault, "Pass `next_cursor` as it came, or leave it out.") from None
    items = [item_out(each) for each in some.items]
    return TimelineAnswer(total=some.total, next_cursor=some.cursor, counts=whole.counts, items=items)


@router.get("/accounts/{id:path}", responses=shown(PROFILE) | problems(404, 422))
@router.get("/leads/{id:path}", responses=shown(LEAD_PROFILE) | problems(404, 422))
def get_profile(
    id: str, entity: Asked, asked: Annotated[ProfileRequest, Query()], live: Opened, kept: Files, planner: Planning
) -> ProfileAnswer:
    """All that is known of it: its score week by week, why, what happened meanwhile, its open leads, what to do.

    A slash of an id stands in the path as it is or as `%2F`; where an id ends in `/timeline` it has to be `%2F`.
    """
    dossier = _dossier(live, kept, entity, id)
    planned = planner.planned(live, [dossier])[id] if asked.plans else None
    return profile(live, kept, dossier, planned, with_change=asked.change)


def _dossier(live: Live, kept: Kept, entity: Entity, name: str) -> Dossier:
    found = dossier_of(live, kept, entity, name)
    if found is None:
        fault = Fault(code="unknown_id", detail=f"The history knows no {entity} of that id.")
        raise Refused(404, "unknown-id", fault, f"Look for it by a part of its id or name: GET /v1/{entity}s?name=…")
    return found
