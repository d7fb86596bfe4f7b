"""One call of the API, described: what is sent, and what its answer is read as. Nothing is sent here."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Generic, Literal, TypeVar, cast
from urllib.parse import quote

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from serving.client.errors import ApiError

Answer = TypeVar("Answer")
Shape = TypeVar("Shape", bound=BaseModel)
JSON = "application/json"


@dataclass(frozen=True)
class Call(Generic[Answer]):
    """A call: `path` is a template, which `places` fill; `query` and `body` leave out what is None.

    All may be repeated: they only ask, they are made once by the idempotency `key` that they carry, or repeating does
    no harm.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    read: Callable[[httpx.Response], Answer]
    places: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    media: str = JSON
    key: str | None = None

    @property
    def url(self) -> str:
        """The path, whatever characters the places have."""
        return self.path.format(**{name: _quoted(value) for name, value in self.places.items()})

    @property
    def params(self) -> dict[str, Any]:
        """The query without what is not asked."""
        return {name: value for name, value in self.query.items() if value is not None}

    @property
    def headers(self) -> dict[str, str]:
        """The headers of this call alone."""
        media = {} if self.body is None else {"content-type": self.media}
        return media if self.key is None else media | {"idempotency-key": self.key}

    def after(self, cursor: str) -> "Call[Answer]":
        """The same call for the next page."""
        return replace(self, query={**self.query, "cursor": cursor})


def _quoted(value: str) -> str:
    # "." and ".." would lead to another path.
    return quote(value, safe="") if value.strip(".") else value.replace(".", "%2E")


def told(**given: Any) -> dict[str, Any]:
    """What is given, without what is None."""
    return {name: value for name, value in given.items() if value is not None}


def get(path: str, shape: type[Shape], *, places: Mapping[str, str] | None = None, **query: Any) -> Call[Shape]:
    """A call that asks."""
    return Call("GET", path, reading(shape), places or {}, query)


def ask(path: str, shape: type[Shape], body: Any, **places: str) -> Call[Shape]:
    """A call that asks by POST, and changes nothing."""
    return Call("POST", path, reading(shape), places, body=body)


def change(path: str, shape: type[Shape], body: Any = None, **places: str) -> Call[Shape]:
    """A call that changes something, once, however often it is sent."""
    return Call("POST", path, reading(shape), places, body=body, key=uuid.uuid4().hex)


def delete(path: str, **places: str) -> Call[None]:
    """A call that deletes."""
    return Call("DELETE", path, lambda _: None, places)


def text(path: str, **query: Any) -> Call[str]:
    """A call that is answered by text."""
    return Call("GET", path, lambda response: response.text, query=query)


def reading(shape: type[Shape]) -> Callable[[httpx.Response], Shape]:
    """Reads an answer of that shape; fields that a later server adds are passed over.

    Raises (when called):
        ApiError: it has another shape.
    """

    def read(response: httpx.Response) -> Shape:
        try:
            return cast(Shape, _adapter(shape).validate_json(response.content, extra="ignore"))
        except ValidationError as error:
            raise ApiError.unreadable(response) from error

    return read


@cache
def _adapter(shape: type[BaseModel]) -> TypeAdapter[BaseModel]:
    return TypeAdapter(shape)
