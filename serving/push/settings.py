"""Where pushes go, and when: the table `[push]` of `leadcast.toml`."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator

from history.settings import Duration
from serving.wording import Language

Kind = Literal["digest", "alerts"]
Rule = Literal["grade", "signal", "risk", "region"]
RULES: tuple[Rule, ...] = ("grade", "signal", "risk", "region")


def _hours(value: Any) -> Any:
    """ "20:00-08:30" as two times; an empty text is no quiet hours at all."""
    if not isinstance(value, str) or not value.strip():
        return None if value == "" else value
    start, _, end = value.partition("-")
    try:
        hours = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        raise ValueError('write quiet hours as "20:00-08:30"') from None
    if hours[0] == hours[1] or any(each.tzinfo for each in hours):
        raise ValueError('write quiet hours as two different times of the day, as "20:00-08:30"')
    return hours


Hours = Annotated[tuple[time, time] | None, BeforeValidator(_hours)]


class Target(BaseModel):
    """One channel: its Apprise URL, or the environment variable `url_env` that holds it, and what goes there.

    Of `reps` (ids or names) and `regions` only what belongs to one of them is sent; empty: everything.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(min_length=1, max_length=60, pattern=r"^[\w .-]+$")
    url: SecretStr | None = None
    url_env: str | None = None
    language: Language = "zh"
    kinds: tuple[Kind, ...] = Field(("digest", "alerts"), min_length=1)
    reps: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("give either url or url_env")
        return self

    def address(self, environment: Mapping[str, str]) -> str | None:
        """The Apprise URL, None where `url_env` names a variable that `environment` has not got."""
        if self.url is not None:
            return self.url.get_secret_value()
        return environment.get(self.url_env or "") or None

    def wants(self, rep: tuple[str | None, str | None], region: str | None) -> bool:
        """Whether something of that rep (id and name) and region goes there; None belongs to nobody."""
        return (not self.reps or not set(self.reps).isdisjoint(rep)) and (not self.regions or region in self.regions)


class PushSettings(BaseModel):
    """The `[push]` table.

    Nothing is sent in the `quiet` hours (business time, past midnight too), nor on days that are not worked unless
    `quiet_holidays` is false; what fell into them is sent once after them. The digest of a day is made from `digest_at`
    on, with the first `top` accounts. `alerts` are the rules: an account that became an A, or whose probability rose
    past `probability` where that is set (again only after it had fallen below the share `falls_to` of that), a signal
    that tells of buying, a lead newly at risk, a region below its limit. They are looked for every `every`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    targets: tuple[Target, ...] = ()
    quiet: Hours = (time(20), time(8, 30))
    quiet_holidays: bool = True
    digest_at: time = time(8, 30)
    base_url: str = Field("", pattern=r"^(https?://[^\s]+)?$")
    top: int = Field(5, ge=1, le=50)
    alerts: tuple[Rule, ...] = RULES
    probability: float | None = Field(None, gt=0, lt=1)
    falls_to: float = Field(0.8, gt=0, le=1)
    every: Duration = timedelta(minutes=10)

    @model_validator(mode="after")
    def _names(self) -> Self:
        names = [target.name for target in self.targets]
        if len(set(names)) < len(names):
            raise ValueError("every target needs a name of its own")
        return self
