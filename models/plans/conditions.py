"""The conditions that a play may ask for, as its file writes them."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scrapers.signals import SignalKind

Days = Annotated[float, Field(ge=0, le=3_650)]


class _Condition(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Within(_Condition):
    """Something happened in the last `within_days`."""

    within_days: Days


class Inbound(Within):
    """The customer got in touch in the last `within_days`; if `unanswered`, nobody has got back to it since."""

    unanswered: bool = False


class Between(_Condition):
    """A number lies from `min` to `max`, each of which may be left out."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is above max")
        return self

    def holds(self, value: float | None) -> bool:
        """Whether a value is known and lies within."""
        return value is not None and (self.min is None or value >= self.min) and (self.max is None or value <= self.max)


class SignalOf(Within):
    """A public signal of the account of one of the `kinds` and on one of the `topics` (none given: any)."""

    kinds: tuple[SignalKind, ...] = ()
    topics: tuple[str, ...] = ()


class StageIn(_Condition):
    """The lead's stage is one of those named, or lies that far on: 0 is the first of your stages, 1 the last."""

    named: tuple[str, ...] = ()
    from_: float | None = Field(None, alias="from", ge=0, le=1)
    to: float | None = Field(None, ge=0, le=1)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.named and self.from_ is None and self.to is None:
            raise ValueError("give named, from or to")
        return self


class LostWhen(Within):
    """The last lead was lost in the last `within_days`, for one of the `reasons` (none given: any or unknown)."""

    reasons: tuple[str, ...] = ()
