"""Who may call: API keys (RFC 6750) wherever others could reach the server, their scopes, rates, and the audit."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from history.errors import UserError
from serving import access
from serving.callers.keyring import KeyRing
from serving.callers.noting import Notes
from serving.callers.rates import Rates
from serving.callers.signin import COOKIE, asks_for_page, sign_in_page
from serving.keys import Key
from serving.layers.headers import first, sent
from serving.problems import answer, plain
from serving.settings import Settings

REALM = 'Bearer realm="leadcast"'
HOW = "Send a key as `Authorization: Bearer lc_...`; `leadcast keys create` makes one."


@dataclass(frozen=True)
class Caller:
    """Who was let in: the id of a key, `loopback`, or `nobody`; and what the answer says of its rate."""

    name: str
    headers: tuple[tuple[bytes, bytes], ...] = ()


_LOOPBACK = Caller("loopback")


class Denied(Exception):
    """Not let in, for a reason that the caller may know."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str], name: str = "nobody") -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.name = status, detail, headers, name


class Guard:
    """Lets in who may call, answers 401, 403, 429 or 503 to others, and notes both."""

    def __init__(self, app: ASGIApp, settings: Settings, clock: Callable[[], datetime]) -> None:
        self.app = app
        self._settings = settings
        self._clock = clock
        self._ring = KeyRing(settings.database_url, clock)
        self._rates = Rates()
        self._notes = Notes(settings.database_url, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            caller = await self._admit(scope)
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

    async def _admit(self, scope: Scope) -> Caller:
        if not self._settings.keys_needed and _is_loopback((scope.get("server") or ("",))[0]):
            _check_same_origin(scope)
            return _LOOPBACK
        needed = access.scope_of(scope["path"])
        if needed == "open":
            return Caller("nobody")
        key = await self._key(scope)
        if needed != "any" and not key.opens(needed):
            told = {"www-authenticate": f'{REALM}, error="insufficient_scope", scope="{needed}"'}
            raise Denied(403, f"This call needs a key with the scope `{needed}`.", told, key.key_id)
        return self._paced(key)

    async def _key(self, scope: Scope) -> Key:
        said = sent(scope, b"authorization")
        text = _bearer(said[0]) if len(said) == 1 else None
        if not said and (text := _cookie(first(scope, b"cookie"))):
            _check_same_origin(scope)
        if not said and not text:
            raise Denied(401, "This call needs an API key.", {"www-authenticate": REALM})
        try:
            key = await self._ring.find(text or "")
        except UserError:
            raise Denied(503, "API keys cannot be checked now.", {"retry-after": "5"}) from None
        if key is None:
            told = {"www-authenticate": f'{REALM}, error="invalid_token"'}
            raise Denied(401, "There is no such API key, or it has expired or been revoked.", told)
        return key

    def _paced(self, key: Key) -> Caller:
        if key.rate is None:
            return Caller(key.key_id)
        allowance = self._rates.take(key.key_id, key.rate, self._clock())
        if not allowance.allowed:
            raise Denied(429, f"This key may ask {key.rate}.", allowance.headers, key.key_id)
        told = tuple((name.encode(), value.encode()) for name, value in allowance.headers.items())
        return Caller(key.key_id, told)

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


def _check_same_origin(scope: Scope) -> None:
    """A browser shows its cookie, or its place on loopback, to whatever page makes it call."""
    site = first(scope, b"sec-fetch-site", "same-origin")
    if scope["method"] not in access.SAFE and site not in ("same-origin", "none"):
        raise Denied(403, "Pages of other origins may change nothing here.", {})


def _bearer(sent: str) -> str | None:
    scheme, _, text = sent.partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


def _cookie(said: str) -> str | None:
    try:
        found = SimpleCookie(said).get(COOKIE)
    except CookieError:
        return None
    return found.value if found else None


@lru_cache(maxsize=100)
def _is_loopback(address: str) -> bool:
    """Whether a connection came in on a loopback address; a server that does not say so is taken for reachable."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
