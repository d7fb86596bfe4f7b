"""Where the regions lie."""

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from models.sandbox.answer.cells import UNKNOWN
from serving.examples.calls import shown
from serving.planner.maps import region_map
from serving.planner.regions import layout
from serving.problems import Refused
from serving.routes.dependencies import Opened, problems
from serving.schemas.problem import Fault
from serving.schemas.regions import REGIONS, RegionsAnswer, TileOut

router = APIRouter(prefix="/v1/regions", tags=["regions"])

GEOJSON: Literal["/v1/regions/geojson"] = "/v1/regions/geojson"
_KIND = "application/geo+json"


_SQUARE = [[[115.4, 39.4], [117.5, 39.4], [117.5, 41.1], [115.4, 41.1], [115.4, 39.4]]]
_FEATURE = {
    "type": "Feature",
    "id": "北京",
    "properties": {"name": "北京市"},
    "geometry": {"type": "Polygon", "coordinates": _SQUARE},
}
_MAP: dict[int | str, dict[str, Any]] = {
    200: {"content": {_KIND: {"example": {"type": "FeatureCollection", "features": [_FEATURE]}}}},
    304: {"description": "still the same"},
}


@router.get("", responses=shown(REGIONS))
def get_regions(live: Opened) -> RegionsAnswer:
    """Where each region lies on a grid of tiles: China's provinces and big regions roughly as on a map."""
    tiles = layout((*live.bundle.spec.regions, UNKNOWN))
    is_mapped = live.settings.map_file is not None
    return RegionsAnswer(tiles=[TileOut(**asdict(tile)) for tile in tiles], geojson=GEOJSON if is_mapped else None)


@router.get("/geojson", response_class=Response, responses=_MAP | problems(404))
def get_geojson(request: Request, live: Opened) -> Response:
    """The map that the settings name, as GeoJSON; the `id` of a feature is the name of its region."""
    if live.settings.map_file is None:
        fault = Fault(code="no_map", detail="No map of the regions is configured.")
        raise Refused(404, "no-map", fault, "Name a GeoJSON file in leadcast.toml: [regions] geojson.")
    found = region_map(live.settings.map_file, live.bundle.spec.regions)
    headers = {"etag": found.etag, "cache-control": "no-cache"}
    asked = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if asked & {found.etag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(found.body, headers=headers, media_type=_KIND)
