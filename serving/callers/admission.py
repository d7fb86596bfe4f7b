"""Who is let in: API keys (RFC 6750) wherever others could reach the server, their scopes, and their rates."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie

from starlette.types import Scope

from history.errors import UserError
from serving import access
from serving.callers.keyring import KeyRing
from serving.callers.origins import is_foreign
from serving.callers.rates import Rates
from serving.callers.signin import COOKIE
from serving.keys import Key
from serving.layers.headers import first, sent
from serving.settings import Settings

REALM = 'Bearer realm="leadcast"'


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


class Admission:
    """Tells callers who may call from others, and counts their calls."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._ring = KeyRing(settings.database_url, clock)
        self._rates = Rates()

    async def admit(self, scope: Scope) -> Caller:
        """Who makes this call, which counts for the rate of its key.

        Raises:
            Denied: nobody who may; 401, 403, 429 or 503.
        """
        if self._is_free(scope):
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

    def admit_at_once(self, scope: Scope, needed: access.Needed) -> Caller | None:
        """The same of a program that shows its key as it should, if that takes no waiting; else None, uncounted."""
        if self._is_free(scope):
            return _LOOPBACK
        said = sent(scope, b"authorization")
        key = self._ring.held(_bearer(said[0]) or "") if len(said) == 1 else None
        if key is None or needed == "open" or not (needed == "any" or key.opens(needed)):
            return None
        try:
            return self._paced(key)
        except Denied:
            return None

    def _is_free(self, scope: Scope) -> bool:
        return not self._settings.keys_needed and _is_loopback((scope.get("server") or ("",))[0])

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


def _check_same_origin(scope: Scope) -> None:
    """A browser shows its cookie, or its place on loopback, to whatever page makes it call."""
    if scope["method"] not in access.SAFE and is_foreign(scope):
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
