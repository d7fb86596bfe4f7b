"""Changes that are asked twice, on a real server, on SQLite and on PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from history.audit.entries import Audit
from history.store.store import Store
from serving.keys import Keys, new_key
from serving.layers.idempotency import HEADER, Idempotency
from serving.layers.repeats import Repeats, digest
from serving.lifespan import Clock
from serving.settings import Settings

PLAN: dict[str, Any] = {"name": "展会季", "author": "李敏", "plan": {"leads": 10}}
NOW = datetime(2026, 9, 2, 9, tzinfo=UTC)


class Place:
    """A server on a store of its own, and its clock, which only a test moves."""

    def __init__(self, settings: Settings, serving: Callable[[Settings, Clock], httpx.Client]) -> None:
        self.settings, self.now = settings, NOW
        self.client = serving(settings, lambda: self.now)

    def save(self, key: str | None = "k1", body: Any = None, **headers: str) -> httpx.Response:
        """The answer to a scenario that is saved."""
        given = headers | ({} if key is None else {HEADER: key})
        return self.client.post("/v1/scenarios", json=body or PLAN, headers=given)

    def count(self, **headers: str) -> int:
        """How many scenarios there are."""
        return len(self.client.get("/v1/scenarios", headers=headers).json()["scenarios"])


@pytest.fixture
def store(settings: Settings, store_url: str) -> Settings:
    """Settings of an empty store, with the model of others."""
    Store.open(store_url).close()
    return settings.model_copy(update={"database_url": store_url})


@pytest.fixture
def place(store: Settings, serving: Callable[[Settings, Clock], httpx.Client]) -> Place:
    """A server that asks for no keys."""
    return Place(store, serving)


def test_what_is_asked_twice_is_done_once(place: Place) -> None:
    """The answer is that of the first time, to the byte, and says that it is; the audit has one change."""
    first, again = place.save(), place.save()

    assert (201, first.content) == (again.status_code, again.content)
    assert [None, "true"] == [each.headers.get("idempotency-replayed") for each in (first, again)]
    assert [first.headers[name] for name in ("location", "content-type")] == [
        again.headers[name] for name in ("location", "content-type")
    ]
    assert 1 == place.count()
    with Audit.open(place.settings.database_url) as audit:
        assert [201] == [entry.status for entry in audit.since(None, 10)]


def test_another_key_and_no_key_are_other_changes(place: Place) -> None:
    """As if it were asked for the first time."""
    answers = [place.save(key) for key in ("k1", "k2", None, None)]

    assert [None] * 4 == [each.headers.get("idempotency-replayed") for each in answers]
    assert 4 == place.count()


def test_a_key_is_for_one_request(place: Place) -> None:
    """Another body, another query or another path is refused, and the first answer still stands."""
    first = place.save()
    others = [
        place.save(body=PLAN | {"name": "another"}),
        place.client.post("/v1/scenarios?x=1", json=PLAN, headers={HEADER: "k1"}),
        place.client.post("/v1/webhooks", json=PLAN, headers={HEADER: "k1"}),
    ]

    assert [422] * 3 == [each.status_code for each in others]
    assert first.content == place.save().content
    assert 1 == place.count()


def test_what_was_refused_may_be_mended_by_the_same_key(place: Place) -> None:
    """It has changed nothing, so no answer stands; once it is made, that one does, and what was refused is no more."""
    wrong = {"name": "no plan"}
    answers = [place.save(body=body) for body in (wrong, wrong, PLAN, PLAN, wrong)]

    assert [422, 422, 201, 201, 422] == [each.status_code for each in answers]
    replayed = [each.headers.get("idempotency-replayed") for each in answers]
    assert [None, None, None, "true", None] == replayed
    assert "was used for another request" in answers[-1].json()["detail"]
    assert 1 == place.count()


def test_many_at_once_make_one(place: Place) -> None:
    """Each is answered as the first, or told that the first is under way."""
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: place.save(), range(24)))

    counts = Counter(each.status_code for each in answers)
    assert {201, 409} >= set(counts)
    assert 1 == len({each.content for each in answers if each.status_code == 201})
    assert 1 == place.count()


def test_a_key_holds_for_a_day(place: Place) -> None:
    """Then it is as a new one, and the old answer is gone."""
    first = place.save()
    place.now += timedelta(hours=24)
    assert first.content == place.save().content

    place.now += timedelta(seconds=1)
    assert first.content != place.save().content
    assert 2 == place.count()


def test_a_server_that_was_killed_leaves_409(place: Place) -> None:
    """Nobody knows whether the change was made; it is not made again."""
    place.save("other")
    with Repeats.open(place.settings.database_url) as repeats:
        repeats.begin(digest(b"loopback", b"k1"), _asked(place), NOW)

    assert 409 == place.save().status_code
    assert 1 == place.count()


def _asked(place: Place) -> str:
    body = place.client.build_request("POST", "/v1/scenarios", json=PLAN).content
    return digest(b"POST", b"/v1/scenarios", b"", body)


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é".encode().decode("latin-1")])
def test_what_is_no_key_is_refused(place: Place, key: str) -> None:
    """Nothing is done."""
    answer = place.client.post("/v1/scenarios", json=PLAN, headers={HEADER: key.encode("latin-1")})

    assert (400, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
    assert 0 == place.count()


def test_what_only_asks_needs_no_key(place: Place) -> None:
    """A key changes nothing there."""
    asked = [place.client.post("/v1/sandbox", json={"leads": leads}, headers={HEADER: "k1"}) for leads in (1, 2)]

    assert [200, 200] == [each.status_code for each in asked]


def test_each_caller_has_keys_of_its_own(store: Settings, serving: Callable[[Settings, Clock], httpx.Client]) -> None:
    """What one sent is not shown to another."""
    texts = []
    with Keys.open(store.database_url) as keys:
        for name in ("one", "other"):
            key, text = new_key(name, ("plan",), NOW)
            keys.add(key)
            texts.append({"authorization": f"Bearer {text}"})
    place = Place(store.model_copy(update={"keys_needed": True}), serving)
    answers = [place.save(**texts[n]) for n in (0, 1, 0)]

    assert [201] * 3 == [each.status_code for each in answers]
    assert answers[0].content == answers[2].content != answers[1].content
    assert 2 == place.count(**texts[0])


@pytest.mark.parametrize("fails", ["404", "409", "422", "503", "crashes"])
def test_what_failed_may_be_asked_again(store: Settings, awaited: Callable[..., Any], fails: str) -> None:
    """Neither 4xx nor 5xx is an answer to keep, nor is a crash: what was missing may be there now."""
    calls: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        calls.append(fails)
        if len(calls) == 1 and fails == "crashes":
            raise RuntimeError("power cut")
        await Response(b"{}", int(fails) if len(calls) == 1 else 201)(scope, receive, send)

    async def asked() -> list[int]:
        transport = httpx.ASGITransport(_called(Idempotency(app, store, lambda: NOW)), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return [(await client.post("/v1/scenarios", headers={HEADER: "k"})).status_code for _ in range(3)]

    assert [500 if fails == "crashes" else int(fails), 201, 201] == awaited(asked)
    assert 2 == len(calls)


def _called(app: Idempotency) -> Callable[[Scope, Receive, Send], Any]:
    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "state": {"caller": "loopback"}}, receive, send)

    return called
