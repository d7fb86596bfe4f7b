"""How long it is kept who changed what, on SQLite and on PostgreSQL."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from history.audit.entries import Audit, Entry
from history.home import Home
from history.store.store import Store
from leadcast import main
from serving.callers.trimming import kept_for
from serving.settings import Settings

NOW = datetime(2026, 11, 25, 9, 0, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)


def add(url: str, *moments: datetime) -> list[Entry]:
    """Entries of these moments."""
    entries = [Entry(at, "loopback", "POST", "/v1/scenarios") for at in moments]
    with Audit.open(url) as audit:
        for entry in entries:
            audit.add(entry)
    return entries


def kept(url: str) -> list[Entry]:
    """All that is there."""
    with Audit.open(url) as audit:
        return audit.since(None, 10_000)


def test_what_is_older_is_removed(store_url: str) -> None:
    """To the microsecond; a second time there is nothing to remove."""
    Store.open(store_url).close()
    _, *newer = add(store_url, NOW - timedelta(microseconds=1), NOW, NOW + DAY)

    with Audit.open(store_url) as audit:
        assert [1, 0] == [audit.trim(NOW) for _ in range(2)]

    assert newer == kept(store_url)


def test_more_than_one_transaction_takes_is_removed(store_url: str) -> None:
    """All of it, bite by bite."""
    Store.open(store_url).close()
    *_, last = add(store_url, *(NOW - n * DAY for n in range(5, -1, -1)))

    with Audit.open(store_url) as audit:
        assert 5 == audit.trim(NOW, bite=2)

    assert [last] == kept(store_url)


def test_a_running_server_removes_what_is_older(own: Settings, served: Callable[[Settings], httpx.Client]) -> None:
    """By its own clock, from the start on."""
    now = datetime.now(UTC)
    _, newer = add(own.database_url, now - 401 * DAY, now - 399 * DAY)

    served(own.model_copy(update={"audit_keep": 400 * DAY}))
    end = time.monotonic() + 20
    while len(kept(own.database_url)) > 1 and time.monotonic() < end:
        time.sleep(0.05)

    assert [newer] == kept(own.database_url)


@pytest.mark.parametrize(("written", "keep"), [("", None), ('[audit]\nkeep = "400d"', 400 * DAY), ("[audit]", None)])
def test_the_settings_say_how_long(tmp_path: Path, written: str, keep: timedelta | None) -> None:
    """For ever, if they say nothing."""
    (tmp_path / "leadcast.toml").write_text(written)

    assert keep == kept_for(Home(tmp_path))


def test_the_command_removes_and_notes_it(capsys: pytest.CaptureFixture[str], tmp_path: Path, store_url: str) -> None:
    """With how many; where the settings keep all, it says how to change that."""
    Store.open(store_url).close()
    add(store_url, datetime.now(UTC) - 3 * DAY, datetime.now(UTC) - DAY)
    command = ["keys", "audit", "--trim", "--json", "--home", str(tmp_path), "--database-url", store_url]
    statuses, said = [], ""
    for settings in ("", '[audit]\nkeep = "2d"'):
        (tmp_path / "leadcast.toml").write_text(settings)
        with pytest.raises(SystemExit) as ended:
            main(command)
        statuses.append(ended.value.code)
        said += (printed := capsys.readouterr()).err

    assert [1, 0] == statuses
    assert "[audit] keep" in said
    assert ["1 entries"] == [each["subject"] for each in json.loads(printed.out) if each["method"] == "RUN"]
    assert 2 == len(kept(store_url))
