"""What is asked of a model, and of one that is to serve: `[intent]` and `[gate]` of `leadcast.toml`."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_serializer, model_validator

from features.build import POPULATIONS, Rows
from features.frame import Entity, Population
from features.moments import local_midnights
from history.settings import Duration
from models.scorers.boosted import DEFAULT, Boosting

DAY = timedelta(days=1)


class Question(BaseModel):
    """Who buys within `horizon` of a moment, asked every `every` (whole days, at midnight of the business).

    Accounts are `all` that are known or the `buyers` among them; leads are all `open` ones or the `new` ones, those
    created within the last step. Without a population it is the first of the two.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    entity: Entity = "account"
    population: Population = "all"
    horizon: Duration = timedelta(days=7)
    every: Duration = timedelta(days=7)

    @model_validator(mode="before")
    @classmethod
    def _fill_population(cls, given: Any) -> Any:
        if isinstance(given, dict) and "population" not in given:
            return given | {"population": POPULATIONS.get(given.get("entity", "account"), ("all",))[0]}
        return given

    @model_validator(mode="after")
    def _check_question(self) -> Self:
        allowed = POPULATIONS[self.entity]
        if self.population not in allowed:
            raise ValueError(f"population {self.population!r} is none of {self.entity}s; choose {' or '.join(allowed)}")
        if self.every < DAY or self.every % DAY:
            raise ValueError("every must be whole days, such as '1d' or '7d'")
        if not self.horizon:
            raise ValueError("horizon must be longer than nothing, such as '7d'")
        return self

    @field_serializer("horizon", "every", "window", when_used="json", check_fields=False)
    def _written(self, duration: timedelta) -> str:
        """As it is written in the settings."""
        return f"{duration // DAY}d" if not duration % DAY else f"{duration // timedelta(minutes=1)}min"

    @property
    def rows(self) -> Rows:
        """Which rows stand in the feature table."""
        return Rows(self.entity, self.population, self.every)


class Task(Question):
    """The `[intent]` table: the question, how much of the past to learn it from, and the seed of all chance."""

    window: Duration = timedelta(days=730)
    seed: int = Field(0, ge=0)

    @property
    def boosting(self) -> Boosting:
        """How trees are grown, unless a search finds better settings."""
        return replace(DEFAULT, seed=self.seed)

    def cutoffs(self, first_known: pd.Timestamp, as_of: pd.Timestamp, time_zone: str) -> pd.DatetimeIndex:
        """The midnights to learn from: the last one whose horizon has passed by `as_of`, and every step before it.

        None lies before `first_known` or longer than `window` before `as_of`.
        """
        first = max(first_known, as_of - self.window)
        midnights = local_midnights(first, as_of - self.horizon, 1, time_zone)
        return midnights[::-1][:: self.every // DAY][::-1]


class Gate(BaseModel):
    """The `[gate]` table: how much is allowed to a model before it may serve.

    A probability may be off by `ece_share` of the base rate on average (expected calibration error), and by no more
    than `most_ece` however high that is. Of the champion's top tenth, at least `kept` must stand in the candidate's top
    fifth. No feature alone may rank the answers with an AUC above `telling`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ece_share: float = Field(0.25, gt=0, le=1)
    most_ece: float = Field(0.03, gt=0, le=1)
    kept: float = Field(0.5, ge=0, le=1)
    telling: float = Field(0.98, gt=0.5, le=1)
