"""The two clients: they differ in how they send, and in nothing else."""

from types import TracebackType
from typing import Any, Literal, Self, TypeVar

import httpx
import stamina

from serving.client.call import Call
from serving.client.calls import Calls
from serving.client.errors import ApiError

Answer = TypeVar("Answer")

AGAIN = (429, 503)
UNANSWERED = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
SECONDS = 30.0
ATTEMPTS = 5
WAITING_SECONDS = 120.0


class Client(Calls):
    """Asks a server and waits for the answer; `send` is how, all other methods are calls.

    A call that the server has no room or no database for (429, 503), or that no answer comes to, is made again after
    the seconds that Retry-After says, else after growing ones, `attempts` times in all and within two minutes. `key` is
    the API key; none is read from the environment, nor proxies: for these give a `transport`. Close it, or use it in
    `with`.
    """

    is_async: Literal[False] = False

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = SECONDS,
        attempts: int = ATTEMPTS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(transport=transport, **_options(url, key, timeout))
        self._retrying = stamina.RetryingCaller(attempts=attempts, timeout=WAITING_SECONDS)

    def send(self, call: Call[Answer]) -> Answer:
        """The answer to a call.

        Raises:
            ApiError: the server refused it.
            httpx.TransportError: no answer came.
        """
        return self._retrying(_again, self._once, call)

    def _once(self, call: Call[Answer]) -> Answer:
        return _read(call, self._http.request(call.method, call.url, **_parts(call)))

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(Calls):
    """The same for asyncio and trio: each method is awaited, lists go with `async for`."""

    is_async: Literal[True] = True

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = SECONDS,
        attempts: int = ATTEMPTS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._http = httpx.AsyncClient(transport=transport, **_options(url, key, timeout))
        self._retrying = stamina.AsyncRetryingCaller(attempts=attempts, timeout=WAITING_SECONDS)

    async def send(self, call: Call[Answer]) -> Answer:
        """The answer to a call, as of `Client.send`."""
        return await self._retrying(_again, self._once, call)

    async def _once(self, call: Call[Answer]) -> Answer:
        return _read(call, await self._http.request(call.method, call.url, **_parts(call)))

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _options(url: str, key: str | None, timeout: float) -> dict[str, Any]:
    headers = {} if key is None else {"authorization": f"Bearer {key}"}
    return {"base_url": url, "headers": headers, "timeout": timeout, "trust_env": False}


def _parts(call: Call[Any]) -> dict[str, Any]:
    return {"params": call.params, "headers": call.headers} | ({} if call.body is None else {"json": call.body})


def _read(call: Call[Answer], response: httpx.Response) -> Answer:
    if not response.is_success:
        raise ApiError.of(response)
    return call.read(response)


def _again(error: Exception) -> bool | float:
    """Whether a call is made again after that error: after so many seconds, or after growing ones (True)."""
    if isinstance(error, ApiError):
        return error.status in AGAIN and (True if error.retry_after is None else error.retry_after)
    return isinstance(error, UNANSWERED)
