"""What the audit is told of a request: a row where something was changed, a line of the log in any case."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from history.errors import UserError
from serving import access, audit
from serving.idempotency import REPLAYED

_REQUEST_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)


class Notes:
    """Notes answers as they begin."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._clock = clock

    async def add(self, scope: Scope, actor: str, message: Mapping[str, Any]) -> None:
        """Note that `actor` is answered by `message`, the start of an ASGI response. A row is committed when done."""
        is_repeat = any(name == REPLAYED for name, _ in message.get("headers", ()))
        changed = message["status"] < 400 and access.is_change(scope["method"], scope["path"]) and not is_repeat
        if not changed and not audit.is_logged():
            return
        entry = _entry(scope, actor, message, self._clock())
        audit.log(entry)
        if changed:
            await asyncio.to_thread(self._keep, entry)

    def _keep(self, entry: audit.Entry) -> None:
        try:
            with audit.Audit.open(self._url) as kept:
                kept.add(entry)
        except UserError:
            # The change is made and cannot be taken back: the log has the entry where the table has not.
            audit.log(entry, logging.ERROR)


def _entry(scope: Scope, actor: str, message: Mapping[str, Any], now: datetime) -> audit.Entry:
    given, sent = Headers(scope=scope), Headers(raw=message.get("headers", []))
    made = sent.get("location", "").rpartition("/")[2]
    named = ",".join(map(str, scope.get("path_params", {}).values()))
    request_id = sent.get("x-request-id") or given.get("x-request-id", "")
    return audit.Entry(
        at=now,
        actor=actor,
        method=scope["method"] if scope["method"] in access.METHODS else "OTHER",
        # Never the path itself, which is the caller's text.
        route=getattr(scope.get("route"), "path", None) or "none",
        subject=(made or named)[:200] or None,
        status=message["status"],
        client=scope["client"][0] if scope.get("client") else None,
        request_id=request_id if _REQUEST_ID.fullmatch(request_id) else None,
    )
