"""Where regions lie on a page that has no map of them: China's provinces and big regions roughly as on a map."""

import math
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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
    """Regions that belong together: `places` by usual name, `names` from every plain name to the usual one."""

    places: dict[str, Place]
    names: dict[str, str]
    endings: tuple[str, ...]

    def usual(self, name: str) -> str | None:
        """What the region of that name is usually called; None if it is none of these."""
        plain = _plain(name)
        while plain not in self.names:
            ending = next((each for each in self.endings if plain.endswith(each) and len(plain) > len(each) + 1), None)
            if ending is None:
                return None
            plain = plain.removesuffix(ending)
        return self.names[plain]


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


def usual_name(name: str) -> str | None:
    """What a province or big region of China is usually called, by any of its names; None if it is neither."""
    return next((found for atlas in atlases() if (found := atlas.usual(name)) is not None), None)


@cache
def atlases() -> tuple[Atlas, ...]:
    """The provinces, and the big regions with the points of the compass."""
    return tuple(_atlas(**told) for told in tomllib.loads(_FILE.read_text(encoding="utf-8")).values())


def _atlas(grid: str, endings: list[str], also: dict[str, list[str]]) -> Atlas:
    rows = [line.split() for line in grid.split("\n") if line]
    places = {name: (r, c) for r, row in enumerate(rows) for c, name in enumerate(row) if name != "."}
    names = {_plain(each): name for name in places for each in (name, *also.get(name, ()))}
    return Atlas(places, names, tuple(sorted(endings, key=len, reverse=True)))


def _plain(name: str) -> str:
    """Letters and digits only, in small half-width forms."""
    return "".join(each for each in unicodedata.normalize("NFKC", name).casefold() if each.isalnum())


def _mapped(names: Sequence[str]) -> dict[str, Place] | None:
    for atlas in atlases():
        usual = [atlas.usual(name) for name in names]
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
