"""A back-test written down: which cut-offs to train on, which to test on."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self

import pandas as pd
from pydantic import Field, ValidationError, model_validator

from features.moments import local_midnights
from history.errors import UserError
from history.settings import Business
from training.settings import DAY, Question


class Protocol(Question):
    """One `protocol.toml`. Dates are midnights of the business' `time_zone`; `to` may be left out.

    Cut-offs run from `from` by steps of `every`; those up to `train_until` are trained on, those from `test_from` on
    are tested on, those between are left out.
    """

    name: str
    time_zone: str
    first: date = Field(alias="from")
    to: date | None = None
    train_until: date
    test_from: date

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        dates = [self.first, self.train_until, self.test_from, *([self.to] if self.to else [])]
        if dates != sorted(dates) or self.train_until == self.test_from:
            raise ValueError("the dates must come in the order from, train_until, test_from, to")
        return self

    def midnight(self, day: date) -> pd.Timestamp:
        """When `day` begins, as aware UTC."""
        local = pd.Timestamp(day).tz_localize(self.time_zone, nonexistent="shift_forward", ambiguous=True)
        return local.tz_convert("UTC")

    @property
    def overlap(self) -> timedelta:
        """How far the outcomes of the last training rows reach into the test window; nothing if they do not."""
        return max(timedelta(0), self.train_until + self.horizon - self.test_from)

    def moments(self, known_until: pd.Timestamp) -> pd.DatetimeIndex:
        """Every cut-off from `from` to `to`, UTC. None lies so late that its outcome is not known by `known_until`."""
        latest = known_until - self.horizon
        last = min(latest, self.midnight(self.to)) if self.to else latest
        return local_midnights(self.midnight(self.first), last, self.every // DAY, self.time_zone)

    def cutoffs(self, known_until: pd.Timestamp) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
        """The moments to train and to test on."""
        every = self.moments(known_until)
        train, test = every <= self.midnight(self.train_until), every >= self.midnight(self.test_from)
        return every[train], every[test]


def read_protocol(path: Path, business: Business) -> Protocol:
    """The protocol in `path`, with its dates taken in the time zone of `business`.

    Raises:
        UserError: the file is not there, is no TOML, or does not describe a protocol; says what to change.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise UserError(f"There is no protocol {path}.", "Copy one from examples/ and change its dates.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not TOML: {error}.", "Compare it with a protocol in examples/.") from None
    try:
        return Protocol.model_validate(given | {"name": _named(path), "time_zone": business.time_zone})
    except ValidationError as error:
        raise UserError(f"{path} is no protocol: {_said(error)}.", "Compare it with one in examples/.") from None


def _named(path: Path) -> str:
    """The folder says which export it is, the file which question, unless it is the only one."""
    folder = path.resolve().parent.name
    return folder if path.stem == "protocol" else f"{folder}-{path.stem}"


def _said(error: ValidationError) -> str:
    return "; ".join(_line(problem) for problem in error.errors())


def _line(problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "missing":
        return f"{key} is missing"
    if problem["type"] == "extra_forbidden":
        return f"{key} is unknown to a protocol"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{key}: {message}" if key else message
