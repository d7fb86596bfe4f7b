"""What a business may set of its morning list."""

from datetime import time, timedelta

from pydantic import BaseModel, ConfigDict, Field

from history.settings import Duration


class TodaySettings(BaseModel):
    """The `[today]` table of `leadcast.toml`.

    `day_ends` is when a working day ends (business time): what comes later is new the next morning. Activities of the
    kinds in `quotes` are quotes, and one is unanswered after `unanswered`; `meetings` are kinds in which the customer
    takes part, whoever called for them. Something takes long where the share `usual` of past cases was over sooner.
    A region is judged by at most `weeks` weeks of its past.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int = Field(20, ge=1, le=500)
    day_ends: time = time(18)
    quotes: tuple[str, ...] = ("quote",)
    meetings: tuple[str, ...] = ("meeting", "demo", "site_visit")
    unanswered: Duration = timedelta(hours=72)
    usual: float = Field(0.8, ge=0.5, le=0.99)
    weeks: int = Field(104, ge=8, le=520)
