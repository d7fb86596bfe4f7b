"""What is noted of a command, on SQLite and on PostgreSQL."""

import os
import platform
import pwd
from datetime import UTC, datetime
from pathlib import Path

import pytest

from history.audit.commands import entry_of, keep, noted
from history.audit.entries import Audit, Entry
from history.errors import UserError

NOW = datetime(2026, 11, 25, 9, 0, 0, 123456, tzinfo=UTC)


def kept(url: str) -> list[Entry]:
    """All that is there."""
    with Audit.open(url) as audit:
        return audit.since(None, 100)


def done(url: str) -> None:
    """A command that ends well."""
    with noted(url, "leadcast import", NOW) as note:
        note.subject = "3 rows new"


def failing(url: str, error: BaseException) -> None:
    """A command that fails."""
    with noted(url, "leadcast forget", NOW) as note:
        note.subject = "hash"
        raise error


def test_who_did_what_where_and_how_it_ended(store_url: str) -> None:
    """The moment is that at which it began."""
    done(store_url)

    (entry,) = kept(store_url)
    user, where = pwd.getpwuid(os.getuid()).pw_name, f"command line, {platform.node()}"
    assert (NOW, user, "RUN", "leadcast import") == (entry.at, entry.actor, entry.method, entry.route)
    assert ("3 rows new", 0, where, None) == (entry.subject, entry.status, entry.client, entry.request_id)


def test_the_user_is_whom_the_system_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says; a number that has no name is that number."""
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert pwd.getpwuid(os.getuid()).pw_name == entry_of("leadcast import", NOW, None).actor

    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert "4000000000" == entry_of("leadcast import", NOW, None).actor


@pytest.mark.parametrize("error", [UserError("It is wrong."), RuntimeError("bug"), KeyboardInterrupt()])
def test_what_fails_is_noted_too(store_url: str, error: BaseException) -> None:
    """And goes on as it was."""
    with pytest.raises(type(error)) as caught:
        failing(store_url, error)

    assert error is caught.value
    assert [("hash", 1)] == [(entry.subject, entry.status) for entry in kept(store_url)]


def test_what_failed_is_said_where_it_cannot_be_noted(tmp_path: Path) -> None:
    """The error of the command is the one that the user can mend."""
    with pytest.raises(UserError, match="It is wrong"):
        failing(f"sqlite:///{tmp_path / 'gone.db'}", UserError("It is wrong."))


def test_what_was_done_and_cannot_be_noted_is_an_error(tmp_path: Path) -> None:
    """It says that it was done, and what is wrong with the audit; nothing is made in its place."""
    with pytest.raises(UserError, match="It was done, but is not in the audit: There is no history"):
        done(f"sqlite:///{tmp_path / 'gone.db'}")

    assert [] == list(tmp_path.iterdir())


def test_entries_come_in_their_order(store_url: str) -> None:
    """The oldest first."""
    for hour in (11, 9, 10):
        keep(store_url, entry_of("leadcast collect", NOW.replace(hour=hour), None))

    assert [9, 10, 11] == [entry.at.hour for entry in kept(store_url)]
