"""What the audit is told of a request: a row where something was changed, a line of the log in any case."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.types import Scope

from history.audit.entries import Audit, Entry
from history.errors import UserError
from serving import access
from serving.callers import audit_log
from serving.layers.headers import first
from serving.layers.idempotency import REPLAYED
from serving.telemetry import request_id
from serving.telemetry.logs import Line


class Notes:
    """Notes answers as they begin."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._clock = clock

    async def add(self, scope: Scope, actor: str, message: Mapping[str, Any]) -> None:
        """Note that `actor` is answered by `message`, the start of an ASGI response. A row is committed when done."""
        if (entry := self.told(scope, actor, message)) is not None:
            await self.keep(entry)

    def told(self, scope: Scope, actor: str, message: Mapping[str, Any]) -> Entry | None:
        """Write the line of the log; what is to be kept as a row, if anything was changed."""
        changed = message["status"] < 400 and access.is_change(scope["method"], scope["path"])
        if not changed or first(message, REPLAYED):
            self.asked(scope, actor, message)
            return None
        entry = Entry(at=self._clock(), **_said(scope, actor, message))
        audit_log.log(entry)
        return entry

    def asked(self, scope: Scope, actor: str, message: Mapping[str, Any]) -> None:
        """Write the line of a call that has changed nothing."""
        if audit_log.is_logged():
            audit_log.tell_of(_said(scope, actor, message))

    def line(self, scope: Scope, actor: str, message: Mapping[str, Any]) -> Line:
        """That line, to be told with others."""
        return audit_log.line(_said(scope, actor, message))

    async def keep(self, entry: Entry) -> None:
        """Commit an entry."""
        await asyncio.to_thread(self._keep, entry)

    def _keep(self, entry: Entry) -> None:
        try:
            with Audit.open(self._url) as kept:
                kept.add(entry)
        except UserError:
            # The change is made and cannot be taken back: the log has the entry where the table has not.
            audit_log.log(entry, logging.ERROR)


def _said(scope: Scope, actor: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of an entry, in their order."""
    made = first(message, b"location").rpartition("/")[2]
    named = made or ",".join(map(str, scope.get("path_params", {}).values()))
    return {
        "actor": actor,
        "method": scope["method"] if scope["method"] in access.METHODS else "OTHER",
        # Never the path itself, which is the caller's text.
        "route": getattr(scope.get("route"), "path", None) or "none",
        "subject": named[:200] or None,
        "status": message["status"],
        "client": scope["client"][0] if scope.get("client") else None,
        "request_id": request_id.current.get(),
    }
