"""Who asked or changed what, when, from where, as lines of the log; what changed something is kept as a row as well.

Bodies, answers and secrets are in neither.
"""

import logging
from typing import Any

from history.audit.entries import Entry
from serving.telemetry.logs import Line, tell

LOG = logging.getLogger("leadcast.audit")


def is_logged() -> bool:
    """Whether anybody reads those lines."""
    return LOG.isEnabledFor(logging.INFO)


def log(entry: Entry, level: int = logging.INFO) -> None:
    """Write `entry` to the logger `leadcast.audit`; handlers find its parts in `record.fields`."""
    if level == logging.INFO:
        tell(LOG, "audit", entry.to_json())
    elif LOG.isEnabledFor(level):
        LOG.log(level, "audit", extra={"fields": entry.to_json()})


def tell_of(said: dict[str, Any]) -> None:
    """Write the line of a call that is not kept as an entry; its moment is that of the line."""
    tell(LOG, "audit", said)


def line(said: dict[str, Any]) -> Line:
    """The same line, to be told with others."""
    return LOG.name, "audit", said
