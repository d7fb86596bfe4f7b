"""Where the regions lie, as the API says it."""

from typing import Any, Literal

from pydantic import BaseModel, Field


class TileOut(BaseModel):
    """The tile of a region; rows count from the north, columns from the west, both from 0."""

    name: str
    row: int
    column: int


class RegionsAnswer(BaseModel):
    """A tile for each region that a forecast may have, `(unknown)` among them; `geojson` is where a map is, if any."""

    tiles: list[TileOut]
    geojson: Literal["/v1/regions/geojson"] | None = Field(description="null where no map is configured")


REGIONS: dict[str, Any] = {
    "tiles": [
        {"name": "华东", "row": 0, "column": 1},
        {"name": "西南", "row": 1, "column": 0},
        {"name": "(unknown)", "row": 1, "column": 1},
    ],
    "geojson": None,
}
