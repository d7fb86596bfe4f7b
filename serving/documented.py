"""The OpenAPI document says which key each call needs, and what is answered without one."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from serving import access
from serving.express.shortcut import Shortcut
from serving.schemas.problem import MEDIA_TYPE

SCHEME = "bearer"
ABOUT = (
    "An API key, `lc_<id>_<secret>`, as RFC 6750 has it. Each call names the scope that its key needs; `admin` opens "
    "all. A server that is bound to loopback alone asks for none."
)
# What comes before the call itself, whatever the call.
_BEFORE = {
    "400": "The body cannot be read, or is nested too deep.",
    "408": "The body took too long to arrive.",
    "413": "The body is too large.",
    "421": "The server does not answer to this host name.",
}
_WITH_KEYS = {
    "401": "There is no key, or none that is good.",
    "403": "The key has not the scope that this call needs.",
    "429": "The key has asked too often.",
    "503": "Keys, or what the call needs, cannot be reached now.",
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETags of answers that the caller has (RFC 9110): 304 where this is one of them",
    "schema": {"type": "string"},
}
_ETAG = {"description": "changes with every byte of the answer", "schema": {"type": "string"}}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "a text of your own for this change: asked again within 24 hours, it is answered as the first time",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "example": "5f0c2f1e-6d6b-4b0e-9f0e-0f6a3c1d2b7a",
}
_REPLAYED = {"description": "`true` where this is the answer of the first time", "schema": {"type": "string"}}
_WITH_KEY = {
    "400": "The Idempotency-Key is none.",
    "409": "The first call with this Idempotency-Key has not been answered.",
    "422": "The Idempotency-Key was used for another call.",
}
_TEXT = {"schema": {"type": "string"}}
_SECONDS = {"description": "seconds until it may be asked again", "schema": {"type": "integer"}}
_HEADERS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"description": "RFC 6750", **_TEXT}},
    "403": {"WWW-Authenticate": {"description": "RFC 6750, with the scope", **_TEXT}},
    "429": {
        "Retry-After": _SECONDS,
        "RateLimit": {"description": "what is left, and for how long", **_TEXT},
        "RateLimit-Policy": {"description": "the key's rate", **_TEXT},
    },
    "503": {"Retry-After": _SECONDS},
}


class Documented(FastAPI):
    """A FastAPI whose document has the security scheme and, for each call, its scope and the answers of the guard."""

    _around: ASGIApp | None = None
    shortcut: Shortcut | None = None

    def surround(self, layers: Sequence[Middleware], shortcut: Shortcut) -> None:
        """Put layers, the outermost first, around the application instead of within it, and a shortcut before them.

        Those that answer by themselves are spared what the framework does before its own middleware.
        """
        self.shortcut = shortcut
        around: ASGIApp = super().__call__
        for layer, args, kwargs in reversed(layers):
            around = layer(around, *args, **kwargs)
        self._around = around

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's own, without its answer to crashes where layers around it have theirs."""
        built = super().build_middleware_stack()
        if self._around is not None and isinstance(built, ServerErrorMiddleware):
            return built.app
        return built

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the beginning and end of the process."""
        inner = self._around if scope["type"] == "http" and self._around is not None else super().__call__
        await inner(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            made = super().openapi()
            made["components"]["securitySchemes"] = {
                SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "lc_<id>_<secret>", "description": ABOUT}
            }
            for path, calls in made["paths"].items():
                for method, call in calls.items():
                    _complete(path, call)
                    if method == "get" and path.startswith("/v1/"):
                        _let_revalidate(call)
                    if method == "post" and access.is_change("POST", path):
                        _let_repeat(call)
            _restore_examples(made, self.routes)
        found: dict[str, Any] = self.openapi_schema or {}
        return found


def _restore_examples(made: dict[str, Any], routes: Sequence[BaseRoute]) -> None:
    """Give examples of answers their nulls back, which FastAPI leaves out of a document wherever they stand."""
    for context in iter_route_contexts(routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                _restore(made["paths"][route.path_format][method.lower()]["responses"], route.responses)


def _restore(shown: dict[str, Any], given: Mapping[int | str, Mapping[str, Any]]) -> None:
    for status, said in given.items():
        for media, kind in said.get("content", {}).items():
            if "example" in kind:
                shown[str(status)]["content"][media]["example"] = kind["example"]


def _complete(path: str, call: dict[str, Any]) -> None:
    scope = access.scope_of(path)
    before = _BEFORE if "requestBody" in call else {"421": _BEFORE["421"]}
    answers = before if scope == "open" else before | _WITH_KEYS
    # No key at all is the other possibility: on loopback.
    call["security"] = [] if scope == "open" else [{SCHEME: [scope]}, {}]
    for status, said in answers.items():
        call["responses"].setdefault(status, _problem(said))
    for status, headers in _HEADERS.items():
        if status in call["responses"]:
            call["responses"][status].setdefault("headers", {}).update(headers)


def _let_repeat(call: dict[str, Any]) -> None:
    """A change may have a key, by which it is made once however often it is asked."""
    call.setdefault("parameters", []).append(_KEY)
    for status, said in _WITH_KEY.items():
        call["responses"].setdefault(status, _problem(said))
    for status, said in call["responses"].items():
        if status.startswith("2"):
            said.setdefault("headers", {})["Idempotency-Replayed"] = _REPLAYED


def _let_revalidate(call: dict[str, Any]) -> None:
    """Who has the answer already may ask whether it is still the same."""
    call.setdefault("parameters", []).append(_IF_NONE_MATCH)
    call["responses"].setdefault("304", {"description": "still the same"})
    for status in ("200", "304"):
        call["responses"][status].setdefault("headers", {})["ETag"] = _ETAG


def _problem(said: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": said, "content": content}
