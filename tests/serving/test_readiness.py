"""GET /readyz: what must be there, what it says when it is not, and that it comes back."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psycopg
import pytest

from history.store.store import Store
from models.intent import Scores
from serving.readiness import Database, reach
from serving.scores.opening import Live
from serving.settings import Settings

Served = Callable[[Settings, Live], httpx.Client]


def until(client: httpx.Client, status: int) -> httpx.Response:
    """The first answer of that status: what is known holds for a second."""
    last = time.monotonic() + 20
    while (answer := client.get("/readyz")).status_code != status and time.monotonic() < last:
        time.sleep(0.05)
    assert status == answer.status_code
    return answer


@contextmanager
def away(url: str, tmp_path: Path) -> Iterator[None]:
    """The store is not there for a while: its folder has another name, or its database lets nobody in."""
    if url.startswith("sqlite"):
        folder = tmp_path / "store"
        folder.rename(tmp_path / "elsewhere")
        yield
        (tmp_path / "elsewhere").rename(folder)
        return
    name = url.rpartition("/")[2]
    with psycopg.connect(url.removesuffix(name) + "postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.fixture
def served(another: Callable[[Live], httpx.Client]) -> Served:
    """Starts a server with settings of its own."""
    return lambda settings, live: another(replace(live, settings=settings))


def codes(answer: httpx.Response) -> list[str]:
    """What is missing."""
    assert "application/problem+json" == answer.headers["content-type"]
    return [fault["code"] for fault in answer.json()["errors"]]


def test_all_that_is_needed_is_there(api: httpx.Client, live: Live) -> None:
    """It says so, with the model."""
    answer = api.get("/readyz")

    assert (200, "ready", live.model) == (answer.status_code, *(answer.json()[key] for key in ("status", "model")))


def test_a_store_that_goes_away_and_comes_back(
    served: Served, settings: Settings, live: Live, store_url: str, tmp_path: Path
) -> None:
    """503 names it, health is as before, and once it is back so is the service: SQLite and PostgreSQL alike."""
    with Store.open(store_url):
        pass
    client = served(settings.model_copy(update={"database_url": store_url}), live)
    until(client, 200)

    with away(store_url, tmp_path):
        answer = until(client, 503)
        assert ["database_unreachable"] == codes(answer)
        assert "urn:leadcast:problem:not-ready" == answer.json()["type"]
        assert str(tmp_path) not in answer.text
        assert 200 == client.get("/healthz").status_code
    until(client, 200)


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    """Looking leaves no empty database behind."""
    file = tmp_path / "none.db"
    with pytest.raises(sqlite3.OperationalError):
        reach(f"sqlite:///{file}")

    assert not file.exists()


def test_a_store_with_odd_letters_in_its_name_is_reached(tmp_path: Path) -> None:
    """Those that mean something in a URI."""
    url = f"sqlite:///{tmp_path / 'a b?c%23 下周.db'}"
    with Store.open(url):
        pass

    reach(url)


def test_scores_that_are_no_numbers_are_not_served_as_ready(
    another: Callable[[Live], httpx.Client], live: Live
) -> None:
    """One NaN is enough."""
    probability = live.book.scores.probability.copy()
    probability[3] = np.nan
    scores = Scores(probability, live.book.scores.low, live.book.scores.high)
    broken = replace(live, book=replace(live.book, scores=scores))

    assert ["scores_not_finite"] == codes(until(another(broken), 503))


def test_a_database_that_hangs_is_given_up_and_asked_by_one_alone(awaited: Callable[..., Any]) -> None:
    """However many ask, one thread waits for it; when it answers after all, the service is ready."""
    answered, probes = threading.Event(), list[str]()

    def hanging(url: str) -> None:
        probes.append(url)
        answered.wait(20)

    async def asked() -> list[bool]:
        database = Database("sqlite://", hanging, patience=0.1, holds=0.0)
        said = list(await asyncio.gather(*(database.is_there() for _ in range(5))))
        answered.set()
        while not await database.is_there():
            await asyncio.sleep(0.01)
        return said

    assert [False] * 5 == awaited(asked)
    assert 1 == len(probes)
