"""Calls as methods: described once, sent at once by one client and awaited by the other, one typed like the other."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from functools import wraps
from typing import Any, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from serving.client.call import Call

P = ParamSpec("P")
Answer = TypeVar("Answer")
Item = TypeVar("Item")


class Sender(Protocol):
    """Sends a call and waits for its answer."""

    def send(self, call: Call[Answer]) -> Answer:
        """The answer."""
        ...


class AsyncSender(Protocol):
    """Sends a call when it is awaited."""

    def send(self, call: Call[Answer]) -> Coroutine[Any, Any, Answer]:
        """The answer, to be awaited."""
        ...


class Page(Protocol):
    """A part of a list."""

    next_cursor: str | None


Part = TypeVar("Part", bound=Page)


class Method(Generic[P, Answer]):
    """A call as a method of either client."""

    def __init__(self, describe: Callable[P, Call[Answer]]) -> None:
        self.describe = describe

    @overload
    def __get__(self, sender: None, kind: type) -> Self: ...
    @overload
    def __get__(self, sender: Sender, kind: type) -> Callable[P, Answer]: ...
    @overload
    def __get__(self, sender: AsyncSender, kind: type) -> Callable[P, Coroutine[Any, Any, Answer]]: ...
    def __get__(self, sender: Any, kind: type) -> Any:
        """The method of that client; of none, this."""
        if sender is None:
            return self

        @wraps(self.describe)
        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return sender.send(self.describe(*args, **kwargs))

        return method


class Listing(Generic[P, Part, Item]):
    """A list that comes page by page as a method of either client, which gives one item after the other."""

    def __init__(self, describe: Callable[P, Call[Part]], items: Callable[[Part], Sequence[Item]]) -> None:
        self.describe = describe
        self.items = items

    @overload
    def __get__(self, sender: None, kind: type) -> Self: ...
    @overload
    def __get__(self, sender: Sender, kind: type) -> Callable[P, Iterator[Item]]: ...
    @overload
    def __get__(self, sender: AsyncSender, kind: type) -> Callable[P, AsyncIterator[Item]]: ...
    def __get__(self, sender: Any, kind: type) -> Any:
        """The method of that client; of none, this."""
        if sender is None:
            return self
        each = self._later if sender.is_async else self._at_once

        @wraps(self.describe)
        def method(*args: P.args, **kwargs: P.kwargs) -> Any:
            return each(sender, self.describe(*args, **kwargs))

        return method

    def _at_once(self, sender: Sender, call: Call[Part]) -> Iterator[Item]:
        asked: Call[Part] | None = call
        while asked is not None:
            page = sender.send(asked)
            yield from self.items(page)
            asked = _next(asked, page)

    async def _later(self, sender: AsyncSender, call: Call[Part]) -> AsyncIterator[Item]:
        asked: Call[Part] | None = call
        while asked is not None:
            page = await sender.send(asked)
            for item in self.items(page):
                yield item
            asked = _next(asked, page)


def _next(call: Call[Part], page: Part) -> Call[Part] | None:
    return None if page.next_cursor is None else call.after(page.next_cursor)
