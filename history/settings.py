"""What a business says of itself: its clock, its stages, what it calls a purchase and a region."""

import re
import zoneinfo
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PrivateAttr,
    TypeAdapter,
    model_validator,
)

from history.names import Names
from history.tables import TABLES, TERMINAL_STAGES

RegionSource = Literal["lead.region", "lead.source", "lead.product", "account.region", "rep.region"]
IndustrySource = Literal["lead.industry", "lead.source", "lead.product", "account.industry"]
Purchase = Literal["order", "won"]

_ISO = TypeAdapter(timedelta)
UNITS = {
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def parse_duration(value: Any) -> timedelta:
    """Read `"7d"`, `"12h"`, `"90min"` or `"30s"` as a duration, `w` for weeks; or one by ISO 8601.

    Raises:
        ValueError: the text is no duration, or is negative.
    """
    if isinstance(value, timedelta):
        return value
    if str(value).startswith("P"):
        return _ISO.validate_python(value)
    found = re.fullmatch(r"(\d+)\s*(s|min|h|d|w)", str(value).strip())
    if not found:
        raise ValueError(f"{value!r} is no duration; write it as '7d', '12h' or '90min'")
    return int(found[1]) * UNITS[found[2]]


def written_duration(value: timedelta) -> str:
    """The duration as `parse_duration` reads it: in the largest unit that fits, else by ISO 8601."""
    name = next((name for name, unit in reversed(UNITS.items()) if not value % unit), None)
    return str(_ISO.dump_python(value, mode="json")) if name is None else f"{value // UNITS[name]}{name}"


Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(written_duration, return_type=str, when_used="json")
]


class Business(BaseModel):
    """The `[business]` table of `leadcast.toml`.

    `stages` are the open stages in their order; `won` and `lost` end a lead and are not listed. `region` and
    `industry` name where each is read from: the first source that knows it wins. `lags` say, per table, how long
    after an event this system could have known it, for imports that do not say so themselves. `simulated` marks a
    history that the simulator made: whatever is shown of it says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_zone: str = "Asia/Shanghai"
    country: str = "CN"
    stages: tuple[str, ...] = ()
    purchase: tuple[Purchase, ...] = ("order", "won")
    region: tuple[RegionSource, ...] = ("lead.region", "account.region", "rep.region")
    industry: tuple[IndustrySource, ...] = ("lead.industry", "account.industry")
    lags: dict[str, Duration] = {}
    simulated: bool = False
    # No part of what models are trained from, so that snapshots and their hashes know nothing of it.
    _names: Names = PrivateAttr(default_factory=Names)

    @property
    def names(self) -> Names:
        """What else the names of the history are called."""
        return self._names

    def naming(self, names: Names) -> Self:
        """The same business, its names also called so."""
        found = self.model_copy()
        found._names = names
        return found

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.time_zone not in zoneinfo.available_timezones():
            raise ValueError(f"time_zone {self.time_zone!r} is not in the time zone database; try 'Asia/Shanghai'")
        if unknown := sorted(set(self.lags) - set(TABLES)):
            raise ValueError(f"lags name unknown tables {unknown}; the tables are {sorted(TABLES)}")
        if ended := sorted(set(self.stages) & set(TERMINAL_STAGES)):
            raise ValueError(f"stages list {ended}, which end a lead; list only the open stages")
        if len(set(self.stages)) != len(self.stages):
            raise ValueError("stages list a stage twice")
        if not self.purchase:
            raise ValueError("purchase is empty; say what counts as one: ['order'], ['won'] or both")
        return self
