"""Keys and audit in the store, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from history.audit.entries import Audit, Entry
from history.store.store import Store
from serving.keys import SCOPES, Keys, id_of, new_key

NOW = datetime(2026, 11, 25, 9, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def url(store_url: str) -> str:
    """A store whose tables are there."""
    Store.open(store_url).close()
    return store_url


@pytest.fixture
def keys(url: str) -> Iterator[Keys]:
    """No keys yet."""
    with Keys.open(url) as opened:
        yield opened


def test_keys_are_found_as_they_were_made(keys: Keys) -> None:
    """The oldest first, to the microsecond, with and without what may be left out."""
    made = [
        new_key("CRM 系统", ("score", "ingest"), NOW)[0],
        new_key("planner", ("plan",), NOW + DAY, rate="600/minute", expires_at=NOW + 90 * DAY)[0],
    ]
    for key in made[::-1]:
        keys.add(key)

    assert made == keys.all()


def test_the_secret_is_kept_nowhere(keys: Keys) -> None:
    """Neither the text of a key nor its secret is in any field."""
    key, text = new_key("CRM", ("score",), NOW)
    keys.add(key)
    (stored,) = keys.all()

    secret = text.rpartition("_")[2]
    assert 64 == len(secret)
    assert not [value for value in asdict(stored).values() if secret in str(value)]
    assert stored.is_of(text)


def test_a_key_is_revoked_once(keys: Keys) -> None:
    """It is kept with the moment, which stays as it was; another key is not touched."""
    one, other = (new_key("CRM", ("score",), NOW)[0] for _ in range(2))
    keys.add(one)
    keys.add(other)

    assert [True, False] == [keys.revoke(one.key_id, NOW + number * DAY) for number in range(2)]
    assert {one.key_id: NOW, other.key_id: None} == {key.key_id: key.revoked_at for key in keys.all()}


@pytest.mark.parametrize("key_id", ["", "\0", "0" * 12, "' OR 1=1 --", "０" * 12])
def test_an_id_that_is_none_revokes_nothing(keys: Keys, key_id: str) -> None:
    """Whatever it holds, NUL included, which PostgreSQL cannot take."""
    keys.add(new_key("CRM", ("score",), NOW)[0])

    assert not keys.revoke(key_id, NOW)
    assert [None] == [key.revoked_at for key in keys.all()]


def test_a_key_tells_when_it_was_used(keys: Keys) -> None:
    """The last time that was noted."""
    key, _ = new_key("CRM", ("score",), NOW)
    keys.add(key)
    keys.touch(key.key_id, NOW)
    keys.touch(key.key_id, NOW + DAY)

    assert [NOW + DAY] == [each.last_used_at for each in keys.all()]


def test_a_key_is_good_until_it_expires_or_is_revoked() -> None:
    """Up to the very microsecond."""
    key, _ = new_key("CRM", ("score",), NOW, expires_at=NOW + DAY)
    revoked, _ = new_key("CRM", ("score",), NOW, revoked_at=NOW)

    assert key.is_usable(NOW + DAY - timedelta(microseconds=1))
    assert not key.is_usable(NOW + DAY)
    assert not revoked.is_usable(NOW)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_opens_what_its_scope_is_for(scope: str) -> None:
    """And nothing else, but for `admin`, which opens all."""
    key, _ = new_key("CRM", (scope,), NOW)

    expected = set(SCOPES) if scope == "admin" else {scope}
    assert expected == {each for each in SCOPES if key.opens(each)}


@given(st.text() | st.from_regex(r"lc_[0-9a-f]{12}_[0-9a-f]{64}", fullmatch=True))
def test_no_other_text_is_the_key(text: str) -> None:
    """Of its form or not; the key's own text is."""
    key, own = new_key("CRM", ("score",), NOW)

    assert not key.is_of(text)
    assert (key.key_id, True) == (id_of(own), key.is_of(own))


def test_the_audit_gives_back_what_was_noted(url: str) -> None:
    """From a moment on, the oldest first; of too many, the newest."""
    entries = [Entry(NOW + number * DAY, "loopback", "POST", "/v1/scenarios", status=201) for number in range(4)]
    with Audit.open(url) as audit:
        for entry in entries[::-1]:
            audit.add(entry)

        assert entries == audit.since(None, 10)
        assert entries[1:] == audit.since(NOW + DAY, 10)
        assert entries[2:] == audit.since(None, 2)
