"""A map that the user gives."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from history.errors import UserError
from history.home import Home
from models.sandbox.answer.cells import UNKNOWN
from serving.planner.maps import MapFile, map_of, region_map
from serving.schemas.regions import REGIONS, RegionsAnswer
from serving.scores.opening import Live
from serving.settings import Settings

SQUARE = [[[115.0, 39.0], [117.0, 39.0], [117.0, 41.0], [115.0, 39.0]]]


def feature(name: str, **changes: Any) -> dict[str, Any]:
    """A square of that name."""
    shape = {"type": "Polygon", "coordinates": SQUARE}
    return {"type": "Feature", "properties": {"name": name}, "geometry": shape} | changes


def write_map(folder: Path, *features: dict[str, Any], **changes: Any) -> MapFile:
    """A file of these features."""
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features} | changes), encoding="utf-8")
    return MapFile(path=path, property="name")


def test_features_are_known_by_the_names_of_the_history(tmp_path: Path) -> None:
    """Each region's feature has its name as id, whatever the file calls it; the others stay and have none."""
    file = write_map(tmp_path, feature("南海诸岛", id=7), feature("Beijing"), feature("内蒙古自治区"), feature("X"))

    found = json.loads(region_map(file, ("北京市", "X", "内蒙古")).body)

    told = [(each.get("id"), each["properties"]["name"]) for each in found["features"]]
    assert [("北京市", "Beijing"), ("X", "X"), ("内蒙古", "内蒙古自治区"), (None, "南海诸岛")] == told


def test_the_very_name_wins(tmp_path: Path) -> None:
    """Where two features mean the same place, the one that is written as the region is."""
    file = write_map(tmp_path, feature("North", geometry=feature("")["geometry"]), feature("华北"))

    assert "华北" == json.loads(region_map(file, ("华北",)).body)["features"][0]["properties"]["name"]


@pytest.mark.parametrize(
    ("features", "regions", "said"),
    [
        ([feature("华东")], ("华东", "火星"), "no feature for 火星; its features are named 华东"),
        ([feature("华东", properties={"NAME": "华东"})], ("华东",), "no feature has a property 'name'"),
        ([feature("North"), feature("北区")], ("华北",), "2 features for region 华北"),
        ([feature("华东", geometry=None)], ("华东",), "no area in degrees"),
        ([feature("华东", geometry={"type": "Point", "coordinates": [1, 2]})], ("华东",), "no area in degrees"),
        ([feature("华东", geometry={"type": "Polygon", "coordinates": []})], ("华东",), "no area in degrees"),
        ([feature("华东", geometry={"type": "Polygon", "coordinates": [[["1", 2]]]})], ("华东",), "no area in"),
        ([feature("华东", geometry={"type": "Polygon", "coordinates": [[[1.2e7, 4e6]]]})], ("华东",), "no area in"),
        ([feature("华东", properties=None)], ("华东",), "no GeoJSON"),
        ([feature("华东", type="feature")], ("华东",), "no GeoJSON"),
    ],
)
def test_a_map_that_does_not_show_the_regions_is_refused(
    tmp_path: Path, features: list[dict[str, Any]], regions: tuple[str, ...], said: str
) -> None:
    """What is wrong with it, in a sentence, and what to do."""
    with pytest.raises(UserError, match=said) as refused:
        region_map(write_map(tmp_path, *features), regions)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "no JSON: NaN"),
        (b"[]", "no GeoJSON"),
        (b'{"type": "Topology", "objects": {}}', "no GeoJSON"),
        (b'{"type": "FeatureCollection", "features": {}}', "no GeoJSON"),
    ],
)
def test_a_file_that_is_no_geojson_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    """Half of JSON, no UTF-8, nested without end, TopoJSON: a sentence, never a crash."""
    (tmp_path / "map.geojson").write_bytes(content)

    with pytest.raises(UserError, match=said):
        region_map(MapFile(path=tmp_path / "map.geojson", property="name"), ("华东",))


def test_a_map_is_read_from_the_home(settings: Settings, tmp_path: Path) -> None:
    """`geojson` is relative to the home, `property` names the region; a home without the table has no map."""
    (tmp_path / "models").symlink_to(settings.models_dir)
    assert map_of(Home(tmp_path)) is None
    (tmp_path / "leadcast.toml").write_text('[regions]\ngeojson = "maps/map.geojson"\nproperty = "short"\n')
    (tmp_path / "maps").mkdir()
    regions = ("华东", "华南", "North")
    write_map(tmp_path / "maps", *(feature("", properties={"short": name}) for name in regions))

    assert MapFile(path=(tmp_path / "maps/map.geojson").resolve(), property="short") == map_of(Home(tmp_path))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('geojson = "none.geojson"', "none.geojson cannot be read: No such file"),
        ("geojson = 7", "geojson: Input is not a valid path"),
        ('geo_json = "map.geojson"', "geo_json: Extra inputs"),
    ],
)
def test_wrong_settings_are_said_at_the_start(settings: Settings, tmp_path: Path, table: str, said: str) -> None:
    """Which setting of which file, and how."""
    (tmp_path / "models").symlink_to(settings.models_dir)
    (tmp_path / "leadcast.toml").write_text(f"[regions]\n{table}\n")

    with pytest.raises(UserError, match=said):
        map_of(Home(tmp_path))


def test_without_a_map_there_are_tiles_alone(api: httpx.Client) -> None:
    """A tile for each region that a forecast may have, no address of a map, and a problem where it would be."""
    answer = api.get("/v1/regions").json()
    missing = api.get("/v1/regions/geojson")

    assert {"North", "华东", "华南", UNKNOWN} == {tile["name"] for tile in answer["tiles"]}
    assert answer["geojson"] is None
    assert (404, "application/problem+json") == (missing.status_code, missing.headers["content-type"])


def test_every_region_of_a_forecast_has_a_tile(api: httpx.Client) -> None:
    """By the name that the forecast gives it."""
    names = {region["region"] for region in api.post("/v1/sandbox", json={"leads": 5}).json()["regions"]}

    assert names <= {tile["name"] for tile in api.get("/v1/regions").json()["tiles"]}


def test_the_map_is_served_once_and_then_known(
    live: Live, another: Callable[[Live], httpx.Client], tmp_path: Path
) -> None:
    """As GeoJSON with an ETag, by which it is not sent again; tiles say where it is."""
    file = write_map(tmp_path, *map(feature, ("华东", "华南区", "North China")))
    client = another(replace(live, settings=live.settings.model_copy(update={"map_file": file})))

    first = client.get(client.get("/v1/regions").json()["geojson"])
    again = client.get("/v1/regions/geojson", headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    other = client.get("/v1/regions/geojson", headers={"if-none-match": '"x"'})

    assert (200, "application/geo+json") == (first.status_code, first.headers["content-type"])
    assert {"North", "华东", "华南"} == {each["id"] for each in first.json()["features"]}
    assert (304, b"", first.headers["etag"]) == (again.status_code, again.content, again.headers["etag"])
    assert (200, first.content) == (other.status_code, other.content)


def test_the_example_is_valid() -> None:
    """It is what its schema says, with nothing missing."""
    assert REGIONS == RegionsAnswer.model_validate(REGIONS).model_dump()
