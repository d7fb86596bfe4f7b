"""Whether a server learns of rows that others stored."""

import time
from collections.abc import Callable

import pandas as pd

from history.record import History
from history.store.store import Store
from serving.scores.growth import Growth
from serving.settings import Settings


def add(own: Settings, name: str) -> None:
    """Another process stores an order that is older than others."""
    moment = pd.Timestamp("2026-06-01T08:00:00Z")
    row = {"order_id": name, "account_id": "SIM-A000009", "ordered_at": moment, "recorded_at": moment}
    with Store.open(own.database_url) as store:
        assert 1 == store.append("orders", pd.DataFrame([row])).new


def stored(own: Settings) -> History:
    """What a server reads when it starts."""
    with Store.open(own.database_url) as store:
        return store.read(own.business)


def until(look: Callable[[], bool]) -> bool:
    """Whether a look says so within the time that PostgreSQL's statistics lag behind."""
    end = time.monotonic() + 30
    while not (said := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return said


def settle(growth: Growth, read: History) -> None:
    """Look until nothing new is told for two seconds: what was stored before has come into the statistics."""
    quiet = time.monotonic()
    while time.monotonic() < quiet + 2:
        quiet = time.monotonic() if growth.look(read) else quiet
        time.sleep(0.05)


def test_rows_that_others_store_are_seen_once(own: Settings) -> None:
    """Whatever their moment; before any came there is nothing to see."""
    growth, read = Growth(own.database_url), stored(own)
    settle(growth, read)

    add(own, "O1")

    assert until(lambda: growth.look(read))
    assert not growth.look(read)
    growth.close()


def test_what_came_between_reading_and_the_first_look_is_seen(own: Settings) -> None:
    """The first look compares with what was read."""
    read = stored(own)
    same, less = Growth(own.database_url), Growth(own.database_url)
    assert not same.look(read)

    add(own, "O1")

    assert less.look(read)
    same.close()
    less.close()


def test_a_database_that_is_away_has_not_grown(history: History) -> None:
    """And nothing is raised."""
    growth = Growth("postgresql://nobody@127.0.0.1:9/none")

    assert not growth.look(history)
    growth.close()
