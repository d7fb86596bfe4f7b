"""The audit is kept for as long as the settings say: a running server removes what is older, once an hour."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from history.audit.entries import Audit
from history.errors import UserError
from history.home import Home, checked
from history.settings import Duration
from serving.settings import Settings

_EVERY_SECONDS = 3_600.0
_log = logging.getLogger(__name__)


class AuditSettings(BaseModel):
    """The `[audit]` table of `leadcast.toml`: how long entries are kept, None for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep: Duration | None = None


def kept_for(place: Home) -> timedelta | None:
    """How long entries are kept, None for ever.

    Raises:
        UserError: the table cannot be read.
    """
    return checked(AuditSettings, place.table("audit"), f"{place.settings_file}, [audit]").keep


@contextmanager
def trimming(settings: Settings, clock: Callable[[], datetime]) -> Iterator[None]:
    """Within it, in a running event loop, old entries are removed if the settings say how long they are kept.

    `clock` gives aware moments.
    """
    if settings.audit_keep is None:
        yield
        return
    task = asyncio.create_task(_trim_all(settings.database_url, settings.audit_keep, clock))
    try:
        yield
    finally:
        task.cancel()


async def _trim_all(url: str, keep: timedelta, clock: Callable[[], datetime]) -> None:
    while True:
        try:
            gone = await asyncio.to_thread(_trim, url, clock() - keep)
            if gone:
                _log.info("%d entries of the audit were older than it is kept, and are removed", gone)
        except UserError as error:
            _log.warning("The audit could not be trimmed: %s", error)
        await asyncio.sleep(_EVERY_SECONDS)


def _trim(url: str, before: datetime) -> int:
    with Audit.open(url) as audit:
        return audit.trim(before)
