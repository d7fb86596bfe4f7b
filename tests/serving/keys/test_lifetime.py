"""A key from its first use to its end, how often it may ask, and what holds while keys cannot be read."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from history.store.store import Store
from serving.keys import Keys, new_key
from serving.settings import Settings
from tests.serving.keys.keyed import PLAN, Keyed, Serving, started


def test_a_key_expires_by_the_clock_of_the_server(keyed: Keyed) -> None:
    """It opens until its last moment, and not from then on."""
    before = keyed.now
    text = keyed.key("score", expires_at=before + timedelta(days=90))
    try:
        statuses = []
        for days in (0, 89, 90, 91):
            keyed.now = before + timedelta(days=days)
            statuses.append(keyed.call("GET", "/v1/intent", text).status_code)
    finally:
        keyed.now = before

    assert [200, 200, 401, 401] == statuses


def test_a_revoked_key_is_turned_away_after_a_second(keyed: Keyed) -> None:
    """By the server that runs, and for good."""
    text = keyed.key("score")
    assert 200 == keyed.call("GET", "/v1/intent", text).status_code
    with Keys.open(keyed.settings.database_url) as keys:
        assert keys.revoke(text.split("_")[1], keyed.now)
    # The promise is a time; what is asserted is what holds once it has passed.
    time.sleep(1)

    assert 401 == keyed.call("GET", "/v1/intent", text).status_code


def test_a_server_on_postgresql_turns_away_and_lets_in_alike(
    settings: Settings, serving: Serving, postgres_url: str
) -> None:
    """A key made while it runs is let in, revoked it is not, and the change it made is noted."""
    Store.open(postgres_url).close()
    keyed = started(settings, serving, postgres_url)
    text = keyed.key("plan")

    assert [401, 403] == [keyed.call("GET", "/v1/intent", each).status_code for each in (None, text)]
    assert 201 == keyed.call("POST", "/v1/scenarios", text, json=PLAN).status_code
    assert [text.split("_")[1]] == [entry.actor for entry in keyed.audit()]
    with Keys.open(postgres_url) as keys:
        keys.revoke(text.split("_")[1], keyed.now)
    time.sleep(1)
    assert 401 == keyed.call("GET", "/v1/scenarios", text).status_code


def test_a_key_may_ask_as_often_as_its_rate_says(keyed: Keyed) -> None:
    """Then 429 with when to come back; what is left is told all along; other keys are not slowed."""
    other, text = keyed.key("score"), keyed.key("score", rate="8/day")
    answers = [keyed.call("GET", "/v1/models", text) for _ in range(10)]

    assert [200] * 8 + [429] * 2 == [answer.status_code for answer in answers]
    assert [*range(7, -1, -1), 0, 0] == [
        int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]) for answer in answers
    ]
    assert {'"key";q=8;w=86400'} == {answer.headers["ratelimit-policy"] for answer in answers}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 86_400
    assert "application/problem+json" == answers[-1].headers["content-type"]
    assert 200 == keyed.call("GET", "/v1/models", other).status_code


def test_a_used_key_says_when(keyed: Keyed) -> None:
    """Soon after its first use."""
    text = keyed.key("score")
    keyed.call("GET", "/v1/models", text)
    used: list[datetime | None] = [None]
    until = time.monotonic() + 20
    with Keys.open(keyed.settings.database_url) as keys:
        while used == [None] and time.monotonic() < until:
            used = [key.last_used_at for key in keys.all() if key.key_id == text.split("_")[1]]
            time.sleep(0.05)

    assert [keyed.now] == used


def test_while_keys_cannot_be_read_nobody_is_let_in(settings: Settings, serving: Serving, tmp_path: Path) -> None:
    """503 with when to come back; health answers, and once the store is there keys are good again."""
    url = f"sqlite:///{tmp_path / 'late.db'}"
    _, text = made = new_key("CRM", ("score",), datetime.now(UTC))
    (tmp_path / "late.db").write_bytes(b"no database at all, but long enough to be taken for a header" * 9)
    keyed = started(settings, serving, url)

    answer = keyed.call("GET", "/v1/models", text)
    assert (503, "5") == (answer.status_code, answer.headers["retry-after"])
    assert str(tmp_path) not in answer.text
    assert 200 == keyed.call("GET", "/healthz").status_code
    (tmp_path / "late.db").unlink()
    Store.open(url).close()
    with Keys.open(url) as keys:
        keys.add(made[0])
    # A failure is held for half a second, as keys are.
    time.sleep(1)
    assert 200 == keyed.call("GET", "/v1/models", text).status_code
