"""Tiles for regions."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sandbox.answer.cells import UNKNOWN
from serving.planner.regions import Tile, atlases, layout

PROVINCES, AREAS = atlases()
SEVEN = ("华东", "华南", "华北", "华中", "西南", "东北", "西北")
# Land borders between the units of province level, each written once.
BORDERS = {
    "黑龙江": "吉林 内蒙古",
    "吉林": "辽宁 内蒙古",
    "辽宁": "内蒙古 河北",
    "内蒙古": "河北 山西 陕西 宁夏 甘肃",
    "河北": "北京 天津 山西 河南 山东",
    "北京": "天津",
    "山西": "陕西 河南",
    "河南": "陕西 湖北 安徽 山东",
    "山东": "安徽 江苏",
    "江苏": "安徽 浙江 上海",
    "浙江": "上海 安徽 江西 福建",
    "安徽": "湖北 江西",
    "江西": "福建 广东 湖南 湖北",
    "福建": "广东",
    "广东": "湖南 广西 香港 澳门",
    "湖北": "湖南 重庆 陕西",
    "湖南": "重庆 贵州 广西",
    "广西": "贵州 云南",
    "重庆": "四川 贵州 陕西",
    "四川": "贵州 云南 西藏 青海 甘肃 陕西",
    "贵州": "云南",
    "云南": "西藏",
    "西藏": "青海 新疆",
    "青海": "甘肃 新疆",
    "甘肃": "新疆 宁夏 陕西",
    "宁夏": "陕西",
}
NAMES = st.one_of(st.sampled_from([*PROVINCES.places, *AREAS.places, "North", "北京市", UNKNOWN]), st.text())


def placed(*regions: str) -> dict[str, tuple[int, int]]:
    """Row and column by name."""
    return {tile.name: (tile.row, tile.column) for tile in layout(regions)}


@given(st.one_of(st.lists(NAMES), st.lists(st.sampled_from([*PROVINCES.places])), st.lists(st.sampled_from(SEVEN))))
def test_every_region_has_one_tile_of_its_own_and_nothing_is_empty(regions: list[str]) -> None:
    """In the order given; no two share a tile, every row and column up to the last one holds something."""
    tiles = layout(regions)

    assert list(dict.fromkeys(regions)) == [tile.name for tile in tiles]
    assert 1 == max(Counter((tile.row, tile.column) for tile in tiles).values(), default=1)
    for lines in ({tile.row for tile in tiles}, {tile.column for tile in tiles}):
        assert set(range(len(lines))) == lines


@given(st.lists(st.sampled_from([*PROVINCES.places]), min_size=1, unique=True), st.randoms())
def test_the_map_does_not_depend_on_the_order(regions: list[str], chance: object) -> None:
    """Provinces lie where they lie, whichever comes first, and again when asked again."""
    other = list(regions)
    chance.shuffle(other)

    assert placed(*regions) == placed(*other) == placed(*regions)


def test_all_provinces_are_there() -> None:
    """34 of them, on seven columns and eight rows."""
    tiles = layout(PROVINCES.places)

    assert 34 == len(tiles)
    assert (7, 6) == (max(tile.row for tile in tiles), max(tile.column for tile in tiles))


def test_neighbours_lie_beside_each_other() -> None:
    """Of those that border each other nine in ten touch; only Inner Mongolia is longer than a tile can show."""
    places = placed(*PROVINCES.places)
    pairs = [(one, other) for one, others in BORDERS.items() for other in others.split()]
    gaps = {
        (one, other): max(abs(a - b) for a, b in zip(places[one], places[other], strict=True)) for one, other in pairs
    }

    assert 0.9 <= sum(gap == 1 for gap in gaps.values()) / len(gaps)
    assert {"内蒙古"} == {one for (one, _), gap in gaps.items() if gap > 2}


def test_every_place_has_a_name_and_a_tile() -> None:
    """Of both kinds, the same ones."""
    for atlas in (PROVINCES, AREAS):
        assert set(atlas.places) == set(atlas.gazetteer.names.values())


def test_the_seven_big_regions_lie_as_on_a_map() -> None:
    """The north is above the south, the west left of the east, the middle in the middle."""
    assert {
        "西北": (0, 0),
        "华北": (0, 1),
        "东北": (0, 2),
        "华中": (1, 1),
        "华东": (1, 2),
        "西南": (2, 0),
        "华南": (2, 1),
    } == placed(*SEVEN)


def test_points_of_the_compass_lie_around_the_centre() -> None:
    """In English as well, and beside big regions that are not the same."""
    compass = placed("North", "South", "East", "West", "Central")

    assert {"North": (0, 1), "South": (2, 1), "East": (1, 2), "West": (1, 0), "Central": (1, 1)} == compass
    assert {"华东": (1, 1), "华南": (2, 0), "North": (0, 0)} == placed("华东", "华南", "North")


@pytest.mark.parametrize("odd", ["火星", "北京", "East"])
def test_one_that_fits_in_nowhere_puts_all_in_a_grid(odd: str) -> None:
    """An unknown name, a province among big regions, or the same place twice: all follow each other in their order."""
    regions = ("华东", "华南", "华北", "华中", odd)

    assert [Tile(name, number // 3, number % 3) for number, name in enumerate(regions)] == layout(regions)


def test_leads_of_no_region_lie_in_the_last_row() -> None:
    """They spoil no map, and open a new row only where the last one is full."""
    assert (7, 0) == placed(UNKNOWN, *PROVINCES.places)[UNKNOWN]
    assert {"a": (0, 0), "b": (0, 1), UNKNOWN: (1, 0)} == placed("a", "b", UNKNOWN)
    assert {UNKNOWN: (0, 0)} == placed(UNKNOWN)
