"""Commands that change what others see have an entry each: who ran it, on which machine, and how it ended."""

import getpass
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from history.audit.entries import Audit, Entry
from history.errors import UserError
from history.store.store import Store

COMMAND_LINE = "command line"


@dataclass
class Note:
    """What is to be told of a command under way: what it changes, once that is known, and its exit status."""

    subject: str | None = None
    status: int = 0


@contextmanager
def noted(url: str, command: str, now: datetime) -> Iterator[Note]:
    """Within it, a command that began `now` (aware) changes something; its entry is committed at the end.

    What fails has an entry as well, with status 1, wherever that can be written.

    Raises:
        UserError: it was done, and could not be noted.
    """
    note = Note()
    try:
        yield note
    except BaseException:
        # What went wrong is said, not that nobody could write it down.
        with suppress(UserError):
            keep(url, entry_of(command, now, note.subject, 1))
        raise
    try:
        keep(url, entry_of(command, now, note.subject, note.status))
    except UserError as error:
        raise UserError(f"It was done, but is not in the audit: {error.message}", error.hint) from error


def entry_of(command: str, now: datetime, subject: str | None, status: int = 0) -> Entry:
    """The entry of a command that whoever runs this process began `now` (aware)."""
    return Entry(now, _user(), "RUN", command, subject, status, f"{COMMAND_LINE}, {platform.node()}")


def keep(url: str, entry: Entry) -> None:
    """Add it to a store that is there; it is committed when this returns.

    Raises:
        UserError: there is none, or it cannot be written.
    """
    # A command that reads no rows may be the first of this version that opens the store.
    Store.existing(url).close()
    with Audit.open(url) as audit:
        audit.add(entry)


def _user() -> str:
    """By the operating system, where it tells: an environment variable may say another."""
    try:
        import pwd
    except ImportError:
        return getpass.getuser()
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        # As in a container that runs under a number.
        return str(os.getuid())
