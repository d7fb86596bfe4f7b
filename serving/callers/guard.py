"""The layer that lets in who may call, and has the audit told of both them and others."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.callers.admission import Admission, Caller, Denied
from serving.callers.noting import Notes
from serving.callers.signin import asks_for_page, sign_in_page
from serving.problems import answer, plain

HOW = "Send a key as `Authorization: Bearer lc_...`; `leadcast keys create` makes one."
# Where a scope has the caller that was let in before the layers.
ADMITTED = "leadcast.admitted"


class Guard:
    """Lets in who may call, answers 401, 403, 429 or 503 to others, and notes both."""

    def __init__(self, app: ASGIApp, admission: Admission, notes: Notes) -> None:
        self.app = app
        self._admission = admission
        self._notes = notes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            caller = scope.get(ADMITTED) or await self._admission.admit(scope)
        except Denied as denied:
            noted = self._noted(scope, Caller(denied.name), send)
            await _refusal(scope, denied)(scope, receive, noted)
            return
        # For other logs of the same request.
        scope.setdefault("state", {})["caller"] = caller.name
        try:
            await self.app(scope, receive, self._noted(scope, caller, send))
        except Exception:
            await self._notes.add(scope, caller.name, {"status": 500})
            raise

    def _noted(self, scope: Scope, caller: Caller, send: Send) -> Send:
        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                if caller.headers:
                    message["headers"] = [*message.get("headers", ()), *caller.headers]
                # Before the answer leaves, so that what was acknowledged is in the audit.
                if (entry := self._notes.told(scope, caller.name, message)) is not None:
                    await self._notes.keep(entry)
            await send(message)

        return noted


def _refusal(scope: Scope, denied: Denied) -> ASGIApp:
    if denied.status == 401 and asks_for_page(scope):
        return sign_in_page(scope, denied.headers)
    problem = plain(denied.status, denied.detail)
    hint = HOW if denied.status in (401, 403) else None
    return answer(problem.model_copy(update={"hint": hint}), denied.headers)
