"""Answers that the client remembers, against the running server, and as any number of them."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.client import AsyncClient, Client, Plan
from serving.client.remembered import Remembered

ENOUGH = 1_000_000


class Seen(httpx.HTTPTransport):
    """Ordinary connections, and the status of each answer that came over them."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[int] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer."""
        answer = super().handle_request(request)
        self.statuses.append(answer.status_code)
        return answer


class SeenLater(httpx.AsyncHTTPTransport):
    """The same, awaited."""

    def __init__(self) -> None:
        super().__init__()
        self.statuses: list[int] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer."""
        answer = await super().handle_async_request(request)
        self.statuses.append(answer.status_code)
        return answer


@pytest.fixture
def seen() -> Seen:
    """What came over the connections of this test."""
    return Seen()


@pytest.fixture
def remembering(address: str, seen: Seen) -> Iterator[Client]:
    """A client of the running server that remembers."""
    with Client(address, timeout=60, remember_bytes=ENOUGH, transport=seen) as opened:
        yield opened


def test_what_is_the_same_is_not_sent_again(remembering: Client, seen: Seen) -> None:
    """The answer is that of before; who changes it, changes no other."""
    first = remembering.ranked_page(limit=5)
    kept = first.model_copy(deep=True)
    first.results.clear()

    assert kept == remembering.ranked_page(limit=5)
    assert [200, 304] == seen.statuses


def test_another_question_is_another_answer(remembering: Client, seen: Seen) -> None:
    """By its path and its query; a POST to the same path asks for no ETag."""
    best = remembering.ranked_page(limit=2).results

    assert 1 == len(remembering.ranked_page(limit=1).results)
    assert [best[0].id] == [each.id for each in remembering.intent([best[0].id]).results]
    assert [200] * 3 == seen.statuses


def test_a_change_is_seen_at_once(remembering: Client) -> None:
    """Nothing is given that the server has not said to hold still."""
    assert "remembered" not in [each.name for each in remembering.scenarios()]
    saved = remembering.save_scenario("remembered", "李敏", Plan(leads=1))

    assert "remembered" in [each.name for each in remembering.scenarios()]
    remembering.delete_scenario(saved.id)
    assert "remembered" not in [each.name for each in remembering.scenarios()]


def test_it_remembers_nothing_unless_told(address: str, seen: Seen) -> None:
    """Answers say who is likely to buy."""
    with Client(address, timeout=60, transport=seen) as client:
        client.models()
        client.models()

    assert [200, 200] == seen.statuses


def test_the_awaited_client_remembers_likewise(address: str, awaited: Callable[..., Any]) -> None:
    """The same answer, not sent twice."""
    seen = SeenLater()

    async def twice() -> bool:
        async with AsyncClient(address, timeout=60, remember_bytes=ENOUGH, transport=seen) as client:
            return await client.models() == await client.models()

    assert awaited(twice)
    assert [200, 304] == seen.statuses


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(0, 60_000))
def test_it_holds_the_last_that_there_is_room_for(asked: list[int], most: int) -> None:
    """Whatever is asked in whatever order, and though one that is larger than all the room comes between."""
    remembered = Remembered(most)
    for page in asked:
        request = httpx.Request("GET", f"http://x/{page}")
        answer = httpx.Response(200, headers={"etag": f'"{page}"'}, content=bytes(page * 2000), request=request)
        assert answer is remembered.told(remembered.ask(request), answer)

    held = {page for page in asked if remembered.ask(httpx.Request("GET", f"http://x/{page}")) is not None}
    assert set(_latest([page for page in asked if page * 2000 + 4096 <= most], most)) == held


def _latest(asked: list[int], room: int) -> Iterator[int]:
    for page in dict.fromkeys(reversed(asked)):
        room -= page * 2000 + 4096
        if room < 0:
            return
        yield page
