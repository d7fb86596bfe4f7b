"""Where regions lie on a page that has no map of them: China's provinces and big regions roughly as on a map."""

import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from history.places import Gazetteer, areas, provinces
from models.sandbox.answer.cells import UNKNOWN

Place = tuple[int, int]
_FILE = Path(__file__).with_name("tiles.toml")


@dataclass(frozen=True)
class Tile:
    """The tile of region `name`; rows count from the north, columns from the west, both from 0."""

    name: str
    row: int
    column: int


@dataclass(frozen=True)
class Atlas:
    """Regions that belong together: `places` by usual name, and the names that they go by."""

    places: dict[str, Place]
    gazetteer: Gazetteer


def layout(regions: Iterable[str]) -> list[Tile]:
    """One tile for each of the regions, in their order (a repeated one counts once); no row or column is empty.

    Where all are provinces of China, or all are its big regions or points of the compass, they lie roughly as on a
    map; else, or where two are the same place, they follow each other in a grid. The leads of an unknown region are
    of no place, and get a tile in the last row.
    """
    names = list(dict.fromkeys(regions))
    known = [name for name in names if name != UNKNOWN]
    places = _compact(_mapped(known) or _wrapped(known))
    if UNKNOWN in names:
        places[UNKNOWN] = _spare(places)
    return [Tile(name, *places[name]) for name in names]


@cache
def atlases() -> tuple[Atlas, ...]:
    """The provinces, and the big regions with the points of the compass."""
    grids = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Atlas(_places(**grids["provinces"]), provinces()), Atlas(_places(**grids["areas"]), areas())


def _places(grid: str) -> dict[str, Place]:
    rows = [line.split() for line in grid.split("\n") if line]
    return {name: (r, c) for r, row in enumerate(rows) for c, name in enumerate(row) if name != "."}


def _mapped(names: Sequence[str]) -> dict[str, Place] | None:
    for atlas in atlases():
        usual = [atlas.gazetteer.usual(name) for name in names]
        places = [atlas.places[each] for each in usual if each is not None]
        if len(set(places)) == len(names):
            return dict(zip(names, places, strict=True))
    return None


def _wrapped(names: Sequence[str]) -> dict[str, Place]:
    width = math.isqrt(max(len(names) - 1, 0)) + 1
    return {name: divmod(number, width) for number, name in enumerate(names)}


def _compact(places: dict[str, Place]) -> dict[str, Place]:
    """The same without the rows and columns that hold nothing."""
    rows = {row: number for number, row in enumerate(sorted({row for row, _ in places.values()}))}
    columns = {column: number for number, column in enumerate(sorted({column for _, column in places.values()}))}
    return {name: (rows[row], columns[column]) for name, (row, column) in places.items()}


def _spare(places: dict[str, Place]) -> Place:
    """The first free place of the last row, else of a new one."""
    if not places:
        return 0, 0
    last, width = max(row for row, _ in places.values()), 1 + max(column for _, column in places.values())
    taken = set(places.values())
    return next(((last, column) for column in range(width) if (last, column) not in taken), (last + 1, 0))
