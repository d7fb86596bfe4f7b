"""Values that several requests hold, and what is asked of each."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

MOST_IDS = 1_000
LONGEST_ID = 200

Id = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]
Ids = Annotated[list[Id], Field(max_length=MOST_IDS)]
Grade = Literal["A", "B", "C", "D"]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


def _at_most_all(shares: dict[str, float]) -> dict[str, float]:
    if sum(shares.values()) > 1 + 1e-9:
        raise PydanticCustomError("shares_sum", "The shares must sum to 1 at the most.")
    return shares


def _day(value: Any) -> Any:
    # A number would be read as seconds since 1970, and a time of day cut off.
    if not isinstance(value, date) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        raise PydanticCustomError("no_day", "Write a day as YYYY-MM-DD.")
    return value


def whole(value: Any) -> Any:
    """`value`, a float without a fraction as an integer: JSON knows one kind of number, and 7.0 is 7."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(whole), Field(strict=True)]
Shares = Annotated[
    dict[Annotated[str, StringConstraints(max_length=200)], Share],
    Field(max_length=1_000),
    AfterValidator(_at_most_all),
]


class Body(BaseModel):
    """A request: a field that it does not know is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def one_of(*names: str) -> ConfigDict:
    """That a body has exactly one of these fields, as the OpenAPI document says it."""
    told, untold = {"not": {"type": "null"}}, {"type": "null"}
    said: list[Any] = [
        {"required": [name], "properties": {each: told if each == name else untold for each in names}} for name in names
    ]
    return ConfigDict(json_schema_extra={"oneOf": said})
