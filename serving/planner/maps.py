"""A map of the regions, as GeoJSON (RFC 7946) that the user gives: `[regions] geojson` of `leadcast.toml`."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from history.errors import UserError
from history.home import Home, checked
from history.places import usual_name
from models.artifact import load
from models.champion import champion_folder

_SHOWN = 5


class MapSettings(BaseModel):
    """The `[regions]` table: a GeoJSON file, relative to the home, and which property of a feature names the region."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    geojson: Path | None = None
    property: str = "name"


class MapFile(BaseModel):
    """Where the map is, and which property of its features names the region."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    property: str


@dataclass(frozen=True)
class RegionMap:
    """GeoJSON whose features for the regions have the region's own name as `id`; `etag` is that of these bytes."""

    body: bytes
    etag: str


def map_of(home: Home) -> MapFile | None:
    """The map that the settings of `home` name, checked against the regions of the model that serves; None without.

    Raises:
        UserError: the settings are wrong, the file is no GeoJSON, or a region is missing in it.
    """
    given = checked(MapSettings, home.table("regions"), f"{home.settings_file}, [regions]")
    if given.geojson is None:
        return None
    file = MapFile(path=(home.folder / given.geojson).resolve(), property=given.property)
    region_map(file, load(champion_folder(home.models)).spec.regions)
    return file


@cache
def region_map(file: MapFile, regions: tuple[str, ...]) -> RegionMap:
    """The map with a feature for each of the regions. It is read once: what serves is what was checked at the start.

    A region is the feature that has its very name, else the one that means the same province or big region of China
    (北京 is 北京市 and Beijing). Features of no region stay, without an id.

    Raises:
        UserError: the file is no GeoJSON of areas in degrees, or has none, or two, for a region.
    """
    features = _features(file.path)
    found = {region: _feature_of(region, features, file) for region in regions}
    if missing := [region for region, feature in found.items() if feature is None]:
        raise UserError(_missing(file, missing, features), "Correct the file, or `property` in [regions].")
    named = [dict(feature, id=region) for region, feature in found.items() if feature is not None]
    for feature in named:
        _check_shape(file.path, feature)
    used = {id(feature) for feature in found.values()}
    others = [{key: told for key, told in each.items() if key != "id"} for each in features if id(each) not in used]
    body = json.dumps({"type": "FeatureCollection", "features": [*named, *others]}).encode()
    return RegionMap(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _features(path: Path) -> list[dict[str, Any]]:
    hint = "Give a FeatureCollection as of RFC 7946, in UTF-8, or leave `geojson` out of [regions]."
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=_refuse)
    except OSError as error:
        raise UserError(f"The map {path} cannot be read: {error.strerror}.", hint) from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"The map {path} is no JSON: {error}.", hint) from None
    features = data.get("features") if isinstance(data, dict) and data.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not all(map(_is_feature, features)):
        raise UserError(f"The map {path} is no GeoJSON FeatureCollection.", hint)
    return features


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")


def _is_feature(given: Any) -> bool:
    return isinstance(given, dict) and given.get("type") == "Feature" and isinstance(given.get("properties"), dict)


def _feature_of(region: str, features: list[dict[str, Any]], file: MapFile) -> dict[str, Any] | None:
    names = [str(each["properties"].get(file.property, "")) for each in features]
    usual = usual_name(region)
    same = [number for number, name in enumerate(names) if name == region] or [
        number for number, name in enumerate(names) if usual is not None and usual_name(name) == usual
    ]
    if len(same) > 1:
        raise UserError(
            f"The map {file.path} has {len(same)} features for region {region}.", "Merge them into one MultiPolygon."
        )
    return features[same[0]] if same else None


def _missing(file: MapFile, regions: list[str], features: list[dict[str, Any]]) -> str:
    named = [str(each["properties"][file.property]) for each in features if file.property in each["properties"]]
    told = f"its features are named {_some(named)}" if named else f"no feature has a property {file.property!r}"
    return f"The map {file.path} has no feature for {_some(regions)}; {told}."


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _check_shape(path: Path, feature: dict[str, Any]) -> None:
    match feature.get("geometry"):
        case {"type": "Polygon" | "MultiPolygon", "coordinates": coordinates}:
            points = list(_points(coordinates))
        case _:
            points = []
    if not points or not all(abs(longitude) <= 180 and abs(latitude) <= 90 for longitude, latitude in points):
        raise UserError(
            f"The map {path} shows {feature['id']} as no area in degrees of longitude and latitude.",
            "Give each region a Polygon or MultiPolygon in WGS 84.",
        )


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    """Every point of nested lists, however deep; what is none of both counts as a point of nowhere."""
    match coordinates:
        case [int() | float() as longitude, int() | float() as latitude, *_]:
            yield longitude, latitude
        case [*parts]:
            for part in parts:
                yield from _points(part)
        case _:
            yield float("inf"), float("inf")
