"""What the options of the commands for keys mean."""

from datetime import UTC, datetime

from history.errors import UserError
from history.settings import parse_duration
from serving.callers.rates import rate_of
from serving.keys import SCOPES, Scope


def name_of(name: str) -> str:
    """The name of a key, without blanks around it.

    Raises:
        UserError: it is empty, longer than 100 characters, or cannot be printed.
    """
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise UserError("A key needs a name of 1 to 100 printable characters.", "Say who will use it: --name CRM")
    return name.strip()


def scopes_of(names: list[str]) -> tuple[Scope, ...]:
    """The scopes of those names, each once, in the order of `SCOPES`.

    Raises:
        UserError: there is no scope of such a name.
    """
    if unknown := set(names) - set(SCOPES):
        raise UserError(f"There is no scope {', '.join(sorted(unknown))}.", f"The scopes are: {', '.join(SCOPES)}.")
    return tuple(each for each in SCOPES if each in names)


def rate_as_said(text: str) -> str | None:
    """The rate as it was given; None where none was.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return text if text and rate_of(text) else None
    except ValueError as error:
        raise UserError(f"The rate cannot be read: {error}.", "Write it as 600/minute or 10/second.") from None


def end_of(text: str, now: datetime) -> datetime | None:
    """When a key that is made `now` expires; None for never.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return now + parse_duration(text) if text else None
    except (ValueError, OverflowError):
        raise UserError("It cannot be read for how long the key is good.", "Write it as 90d, 12h or 4w.") from None


def start_of(text: str, now: datetime) -> datetime | None:
    """From when on entries are wanted, as of `now`; None for all of them.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return now - parse_duration(text) if text else None
    except (ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError("It cannot be read since when.", "Write it as 7d, 12h or 2026-01-12 (UTC).") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
