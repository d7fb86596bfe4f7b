"""The `[outreach]` table of `leadcast.toml`: hours, regions, plays, holdout, rewriting."""

import re
import zoneinfo
from datetime import date, time
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from features.calendar import is_working_day
from history.errors import UserError
from history.home import Home, checked
from models.plans.channels import CHANNELS, KINDS, QUOTE, WEB

SLOT_MINUTES = 60
# A held-out account has a number below the share; numbers are the first eight bytes of a hash.
_NUMBERS = 2**64
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


def _read_span(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = _SPAN.fullmatch(value.strip())
    numbers = [int(each) for each in found.groups()] if found else []
    if not found or max(numbers[0], numbers[2]) > 23 or max(numbers[1], numbers[3]) > 59:
        raise ValueError(f"{value!r} are no hours of a day; write them as '9:00-18:00'")
    return time(numbers[0], numbers[1]), time(numbers[2], numbers[3])


Span = Annotated[tuple[time, time], BeforeValidator(_read_span)]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


class Place(BaseModel):
    """Where a region's customers are: their time zone, and whose holidays they have (ISO 3166)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    time_zone: str
    country: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.time_zone not in zoneinfo.available_timezones():
            raise ValueError(f"time_zone {self.time_zone!r} is not in the time zone database; try 'Asia/Shanghai'")
        if self.country is not None:
            try:
                is_working_day(date(2026, 1, 5), self.country)
            except UserError as error:
                raise ValueError(f"{error.message} {error.hint}") from None
        return self


class Rewrite(BaseModel):
    """An OpenAI-compatible endpoint that may reword plans: `url` up to and without `/chat/completions`.

    `key_env` names the variable of the environment that holds the key. `timeout` is in seconds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str, Field(pattern=r"^https?://\S+$")]
    model: Annotated[str, Field(min_length=1)]
    key_env: str | None = None
    timeout: float = Field(8, gt=0, le=120)


class Outreach(BaseModel):
    """How customers are approached.

    `hours` and `lunch` are local times; no plan falls outside the ones or into the other. `regions` say where a region
    lies, if not in the business's own time zone and country. `plays` is a file of plays in the home folder. `kinds`
    says of the CRM's own kinds of activities which channel they are (or `quote`, or `web` for a visit to your pages).
    A `holdout` share of the accounts gets no plans, chosen by `salt` for good; `since` is the day on which that began.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: Span = (time(9), time(18))
    lunch: Span = (time(12), time(13, 30))
    regions: dict[str, Place] = {}
    plays: Path | None = None
    kinds: dict[str, str] = {}
    holdout: float = Field(0.0, ge=0, le=0.5)
    salt: str = "leadcast"
    since: date | None = None
    rewrite: Rewrite | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = (*CHANNELS, QUOTE, WEB)
        if unknown := sorted(set(self.kinds.values()) - set(known)):
            raise ValueError(f"kinds name {unknown}; choose from {', '.join(known)}")
        if self.lunch[0] > self.lunch[1]:
            raise ValueError("lunch ends before it begins")
        if not self.slots:
            raise ValueError("hours must hold a full hour beside lunch; write them as '9:00-18:00'")
        return self

    @property
    def slots(self) -> tuple[time, ...]:
        """When an hour's outreach may begin, by the local clock: it ends by lunch, or by the end of the day."""
        opens, closes = map(_minutes, self.hours)
        noon, after = (min(max(each, opens), closes) for each in map(_minutes, self.lunch))
        parts = ((opens, noon), (after, closes)) if noon < after else ((opens, closes),)
        starts = [
            start for begin, end in parts for start in range(begin, end, SLOT_MINUTES) if start + SLOT_MINUTES <= end
        ]
        return tuple(time(*divmod(start, 60)) for start in starts)

    def holds_out(self, account: str) -> bool:
        """Whether the account is among those that get no plans: the same answer for good, whoever asks."""
        digest = sha256(f"{self.salt}\n{account}".encode()).digest()
        return int.from_bytes(digest[:8]) < self.holdout * _NUMBERS

    @property
    def channels(self) -> dict[str, str]:
        """Which channel an activity's kind is, by that kind in small letters."""
        return KINDS | {kind.casefold(): channel for kind, channel in self.kinds.items()}


def outreach_of(home: Home) -> Outreach:
    """The `[outreach]` table of a home; its file of plays is looked for in the home's folder.

    Raises:
        UserError: a setting is wrong.
    """
    found = checked(Outreach, home.table("outreach"), f"{home.settings_file}, [outreach]")
    return found if found.plays is None else found.model_copy(update={"plays": home.folder / found.plays})
