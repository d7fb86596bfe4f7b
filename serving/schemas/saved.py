"""What callers may ask of saved scenarios, and what they are answered."""

import unicodedata
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from serving.schemas.plan import LONGEST_TEXT, Plan

LONGEST_NAME = 100
# Those that begin or end another direction of writing: a name with one would turn round what is shown beside it.
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def _is_control(character: str) -> bool:
    invisible = unicodedata.category(character) in ("Cc", "Zl", "Zp")
    return invisible or unicodedata.bidirectional(character) in _TURNING


def _one_line(text: str) -> str:
    if any(map(_is_control, text)):
        raise PydanticCustomError("control_character", "Line breaks and other control characters are not allowed.")
    if not any(unicodedata.category(character)[0] in "LNPS" for character in text):
        raise PydanticCustomError("nothing_to_read", "There is nothing in it that can be read.")
    return text


def _lines(text: str) -> str:
    if any(map(_is_control, text.translate({ord(each): None for each in "\n\r\t"}))):
        raise PydanticCustomError("control_character", "Control characters are not allowed.")
    return text


Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_NAME, strip_whitespace=True),
    AfterValidator(_one_line),
]
Lines = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(_lines)]


class SaveRequest(BaseModel):
    """A scenario to be saved. A name may be given again: both are kept."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Line
    author: Line = Field(description="who saves it, as others should read it")
    plan: Plan = Field(description="kept as given; without `start` it starts on the Monday after it is asked")
    question: Lines | None = Field(None, description="the words that the plan was asked in")


class SavedListRequest(BaseModel):
    """Which part of the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(200, ge=1, le=200, description="how many on a page")
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = Field(
        None, description="`next_cursor` of the page before; it stays valid when scenarios are saved or deleted"
    )


class SavedOut(BaseModel):
    """A saved scenario."""

    id: str
    name: str
    author: str
    saved_at: datetime = Field(description="the service's time")
    plan: Plan
    question: str | None


class SavedAnswer(BaseModel):
    """One page of the saved scenarios, the newest first."""

    scenarios: list[SavedOut]
    next_cursor: str | None = Field(description="pass it as `cursor` for the next page; null on the last one")
