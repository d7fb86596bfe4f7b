"""What the audit is told of a request: a row where something was changed, a line of the log in any case."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.types import Scope

from history.errors import UserError
from serving import access
from serving.callers import audit
from serving.layers.headers import first
from serving.layers.idempotency import REPLAYED

_REQUEST_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)


class Notes:
    """Notes answers as they begin."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._clock = clock

    async def add(self, scope: Scope, actor: str, message: Mapping[str, Any]) -> None:
        """Note that `actor` is answered by `message`, the start of an ASGI response. A row is committed when done."""
        if (entry := self.told(scope, actor, message)) is not None:
            await self.keep(entry)

    def told(self, scope: Scope, actor: str, message: Mapping[str, Any]) -> audit.Entry | None:
        """Write the line of the log; what is to be kept as a row, if anything was changed."""
        changed = message["status"] < 400 and access.is_change(scope["method"], scope["path"])
        changed = changed and not first(message, REPLAYED)
        if not changed and not audit.is_logged():
            return None
        said = _said(scope, actor, message)
        now = self._clock()
        if changed:
            entry = audit.Entry(at=now, **said)
            audit.log(entry)
            return entry
        # Most calls change nothing: their lines are those that entries would have.
        audit.tell_of(now, said)
        return None

    async def keep(self, entry: audit.Entry) -> None:
        """Commit an entry."""
        await asyncio.to_thread(self._keep, entry)

    def _keep(self, entry: audit.Entry) -> None:
        try:
            with audit.Audit.open(self._url) as kept:
                kept.add(entry)
        except UserError:
            # The change is made and cannot be taken back: the log has the entry where the table has not.
            audit.log(entry, logging.ERROR)


def _said(scope: Scope, actor: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of an entry, in their order."""
    made = first(message, b"location").rpartition("/")[2]
    named = made or ",".join(map(str, scope.get("path_params", {}).values()))
    request_id = first(message, b"x-request-id") or first(scope, b"x-request-id")
    return {
        "actor": actor,
        "method": scope["method"] if scope["method"] in access.METHODS else "OTHER",
        # Never the path itself, which is the caller's text.
        "route": getattr(scope.get("route"), "path", None) or "none",
        "subject": named[:200] or None,
        "status": message["status"],
        "client": scope["client"][0] if scope.get("client") else None,
        "request_id": request_id if request_id and _REQUEST_ID.fullmatch(request_id) else None,
    }
