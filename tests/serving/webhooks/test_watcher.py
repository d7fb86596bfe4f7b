"""Crossings as they are seen and written down, on SQLite and on PostgreSQL."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history.errors import UserError
from history.store.store import Store
from serving.scores.opening import Live
from serving.webhooks.lookout import Lookout, standing
from serving.webhooks.outbox import Outbox
from serving.webhooks.records import Webhook
from serving.webhooks.store import Webhooks, put_sides
from serving.webhooks.watcher import Watcher

NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)
Scored = Callable[..., Live]


class Desk:
    """One webhook, and servers that look for it."""

    def __init__(self, url: str, webhooks: Webhooks, webhook: Webhook) -> None:
        self.url, self.webhooks, self.webhook = url, webhooks, webhook
        webhooks.add(webhook, [])

    def server(self) -> Lookout:
        """A server that has looked at nothing yet."""
        return Lookout(self.webhooks, lambda: NOW)

    def events(self) -> list[dict[str, Any]]:
        """What is to be sent, the oldest first."""
        with Outbox.open(self.url) as outbox:
            found = outbox.newest(self.webhook.webhook_id, None, 1_000)
        return sorted(
            (json.loads(each.body) for each in found), key=lambda each: (each["data"]["as_of"], each["data"]["model"])
        )

    def told(self) -> list[tuple[str, str]]:
        """Kinds and ids alone."""
        return [(each["type"], each["data"]["id"]) for each in self.events()]


@pytest.fixture
def webhooks(url: str) -> Iterator[Webhooks]:
    """No webhook yet."""
    with Webhooks.open(url) as opened:
        yield opened


@pytest.fixture
def desk(url: str, webhooks: Webhooks, live: Live, scored: Scored, make_webhook: Callable[..., Webhook]) -> Desk:
    """A webhook at 0.5 and 0.4, made when nobody was above."""
    return Desk(url, webhooks, make_webhook(scored(live)))


@pytest.fixture
def names(live: Live) -> list[str]:
    """The ids, in the order of the book."""
    return [str(name) for name in live.book.ids]


def test_a_rise_and_a_fall_are_told_once(desk: Desk, live: Live, scored: Scored, names: list[str]) -> None:
    """With what was before, and what it crossed."""
    server, current = desk.server(), live
    for score in (0.3, 0.49, 0.5, 0.6, 0.41, 0.7, 0.39, 0.45, 0.1):
        current = scored(current, a3=score)
        server.look(current)

    assert [("score.rose", names[3]), ("score.fell", names[3])] == desk.told()
    rose, fell = (each["data"] for each in desk.events())
    assert (0.5, 0.49, 0.5) == (rose["probability"], rose["before"], rose["threshold"])
    assert (0.39, 0.7, 0.4) == (fell["probability"], fell["before"], fell["threshold"])
    assert ("account", live.model, live.book.name[3], live.book.region[3], str(live.book.grade[3])) == tuple(
        rose[key] for key in ("entity", "model", "name", "region", "grade")
    )


def test_a_restart_tells_nothing_again(desk: Desk, live: Live, scored: Scored, names: list[str]) -> None:
    """The new server finds on which side each score stood; what crossed meanwhile is told."""
    above = scored(live, a3=0.6)
    desk.server().look(above)
    desk.server().look(above)
    assert [("score.rose", names[3])] == desk.told()

    desk.server().look(scored(above, a3=0.6, a5=0.9))
    assert [("score.rose", names[3]), ("score.rose", names[5])] == desk.told()
    assert desk.events()[1]["data"]["before"] is None


def test_who_is_above_already_tells_nothing(
    url: str, webhooks: Webhooks, live: Live, scored: Scored, names: list[str], make_webhook: Callable[..., Webhook]
) -> None:
    """When the webhook is made; but of a fall it is told."""
    above = scored(live, a3=0.6)
    desk = Desk(url, webhooks, make_webhook(above))
    with webhooks.holding(desk.webhook) as connection:
        assert connection is not None
        put_sides(connection, desk.webhook, standing(desk.webhook, above))
    server = desk.server()

    server.look(above)
    assert [] == desk.told()
    server.look(scored(above))
    assert [("score.fell", names[3])] == desk.told()


@pytest.mark.parametrize("direction", ["rises", "falls"])
def test_a_subscriber_may_want_one_direction(
    url: str, webhooks: Webhooks, live: Live, scored: Scored, make_webhook: Callable[..., Webhook], direction: str
) -> None:
    """The other is followed all the same."""
    webhook = make_webhook(live, direction=direction)
    desk = Desk(url, webhooks, webhook)
    server, above = desk.server(), scored(live, a1=0.9)
    server.look(above)
    server.look(scored(above))

    wanted = {"rises": "score.rose", "falls": "score.fell"}[direction]
    assert [wanted] == [kind for kind, _ in desk.told()]


def test_a_subscriber_may_want_some_regions(
    url: str, webhooks: Webhooks, live: Live, scored: Scored, make_webhook: Callable[..., Webhook]
) -> None:
    """Others tell nothing."""
    webhook = make_webhook(live, regions=("华东",))
    desk = Desk(url, webhooks, webhook)
    desk.server().look(scored(live, **{f"a{n}": 0.9 for n in range(60)}))

    inside = [str(live.book.ids[n]) for n in range(60) if live.book.region[n] == "华东"]
    assert 0 < len(inside) < 60
    assert sorted(inside) == sorted(name for _, name in desk.told())


def test_servers_tell_it_once_together(desk: Desk, live: Live, scored: Scored) -> None:
    """Four that see the same crossings at the same time."""
    above = scored(live, **{f"a{n}": 0.9 for n in range(100)})
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda server: server.look(above), [desk.server() for _ in range(4)]))

    assert 100 == len(desk.told()) == len(set(desk.told()))


def test_a_server_that_lags_behind_does_not_contradict(desk: Desk, live: Live, scored: Scored) -> None:
    """Its scores are older than those by which the sides were noted."""
    old = scored(live)
    newer = scored(old, a1=0.9)
    lagging = desk.server()
    lagging.look(old)
    desk.server().look(newer)
    lagging.look(replace(old, book=replace(old.book)))
    desk.server().look(old)

    assert ["score.rose"] == [kind for kind, _ in desk.told()]


def test_a_newly_promoted_model_may_say_otherwise(desk: Desk, live: Live, scored: Scored) -> None:
    """Of the same moment; and it says which model it is."""
    above = scored(live, a1=0.9)
    server = desk.server()
    server.look(above)
    other = replace(above, model="4", promoted_at=above.promoted_at + timedelta(hours=1))
    server.look(replace(other, book=replace(scored(live).book)))

    assert ["3", "4"] == [each["data"]["model"] for each in desk.events()]


def test_what_cannot_be_written_is_seen_the_next_time(desk: Desk, live: Live, scored: Scored, names: list[str]) -> None:
    """Half of it is never there."""
    server, above = desk.server(), scored(live, a1=0.9, a2=0.9)
    server.look(scored(live))
    with Webhooks.open("postgresql://nobody@127.0.0.1:9/none") as away, pytest.raises(UserError):
        Lookout(away, lambda: NOW).look(above)
    server.look(above)

    assert sorted([("score.rose", names[1]), ("score.rose", names[2])]) == sorted(desk.told())


def test_the_thread_looks_at_what_it_is_given(desk: Desk, live: Live, scored: Scored, until: Any) -> None:
    """And says that something is to be sent."""
    said: list[bool] = []
    with Watcher(desk.url, lambda: said.append(True), lambda: NOW) as watcher:
        watcher.observe(scored(live))
        watcher.observe(scored(live, a1=0.9))
        until(lambda: bool(said))

    assert ["score.rose"] == [kind for kind, _ in desk.told()]


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store for many examples."""
    url = f"sqlite:///{tmp_path_factory.mktemp('watcher') / 'history.db'}"
    Store.open(url).close()
    return url


SCORES = st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=6)


def test_whatever_the_scores_and_restarts_it_is_a_walk_of_each(
    sqlite_url: str, live: Live, scored: Scored, make_webhook: Callable[..., Webhook]
) -> None:
    """Three accounts, several servers that come and go: told is what a simple walk along the scores tells."""

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(SCORES, st.lists(st.integers(0, 2), min_size=6, max_size=6))
    def agree(rows: list[tuple[float, ...]], servers: list[int]) -> None:
        desk, current, expected = Desk(sqlite_url, webhooks, make_webhook(live)), live, []
        running = {number: desk.server() for number in range(2)}
        above = [False] * 3
        for row, number in zip(rows, servers, strict=False):
            current = scored(current, **{f"a{n}": score for n, score in enumerate(row)})
            (running.get(number) or desk.server()).look(current)
            for n, score in enumerate(row):
                if (score < 0.4) if above[n] else (score >= 0.5):
                    above[n] = not above[n]
                    expected.append(("score.rose" if above[n] else "score.fell", str(live.book.ids[n])))
        assert sorted(expected) == sorted(desk.told())
        webhooks.delete(desk.webhook.webhook_id)

    with Webhooks.open(sqlite_url) as webhooks:
        agree()
