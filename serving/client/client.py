"""The two clients: they differ in how they send, and in nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Generic, Literal, Self, TypeVar

import httpx
import stamina

from serving.client.call import Call
from serving.client.calls import Calls
from serving.client.errors import ApiError
from serving.client.remembered import Remembered

Answer = TypeVar("Answer")
Http = TypeVar("Http", bound=httpx.Client | httpx.AsyncClient)
Transport = TypeVar("Transport", bound=httpx.BaseTransport | httpx.AsyncBaseTransport)
Retrying = TypeVar("Retrying", bound=stamina.RetryingCaller | stamina.AsyncRetryingCaller)

AGAIN = (429, 503)
UNANSWERED = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
SECONDS = 30.0
ATTEMPTS = 5
WAITING_SECONDS = 120.0


class _Connected(Calls, Generic[Http, Transport, Retrying]):
    """What the two clients have in common: how they are made, what they send, and what they make of an answer."""

    _http_of: Callable[..., Http]
    _retrying_of: Callable[..., Retrying]

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = SECONDS,
        attempts: int = ATTEMPTS,
        remember_bytes: int = 0,
        transport: Transport | None = None,
    ) -> None:
        headers = {} if key is None else {"authorization": f"Bearer {key}"}
        self._http = self._http_of(base_url=url, headers=headers, timeout=timeout, trust_env=False, transport=transport)
        self._retrying = self._retrying_of(attempts=attempts, timeout=WAITING_SECONDS)
        self._remembered = Remembered(remember_bytes)

    def _asked(self, call: Call[Any]) -> tuple[httpx.Request, httpx.Response | None]:
        """What is sent, and the answer of before that it asks about."""
        body = {} if call.body is None else {"json": call.body}
        request = self._http.build_request(call.method, call.url, params=call.params, headers=call.headers, **body)
        return request, self._remembered.ask(request)

    def _read(self, call: Call[Answer], known: httpx.Response | None, response: httpx.Response) -> Answer:
        answer = self._remembered.told(known, response)
        if not answer.is_success:
            raise ApiError.of(answer, datetime.now(UTC))
        return call.read(answer)


class Client(_Connected[httpx.Client, httpx.BaseTransport, stamina.RetryingCaller]):
    """Asks a server and waits for the answer; `send` is how, all other methods are calls.

    A call that the server has no room or no database for (429, 503), or that no answer comes to, is made again after
    the seconds that Retry-After says, else after growing ones, `attempts` times in all and within two minutes. `key` is
    the API key; none is read from the environment, nor proxies: for these give a `transport`. With `remember_bytes` the
    last answers stay in memory, so many bytes at most, and are not sent again while they are the same. Close it, or use
    it in `with`.
    """

    is_async: Literal[False] = False
    _http_of = httpx.Client
    _retrying_of = stamina.RetryingCaller

    def send(self, call: Call[Answer]) -> Answer:
        """The answer to a call.

        Raises:
            ApiError: the server refused it.
            httpx.TransportError: no answer came.
        """
        return self._retrying(_again, self._once, call)

    def _once(self, call: Call[Answer]) -> Answer:
        request, known = self._asked(call)
        return self._read(call, known, self._http.send(request))

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Connected[httpx.AsyncClient, httpx.AsyncBaseTransport, stamina.AsyncRetryingCaller]):
    """The same for asyncio and trio: each method is awaited, lists go with `async for`."""

    is_async: Literal[True] = True
    _http_of = httpx.AsyncClient
    _retrying_of = stamina.AsyncRetryingCaller

    async def send(self, call: Call[Answer]) -> Answer:
        """The answer to a call, as of `Client.send`."""
        return await self._retrying(_again, self._once, call)

    async def _once(self, call: Call[Answer]) -> Answer:
        request, known = self._asked(call)
        return self._read(call, known, await self._http.send(request))

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _again(error: Exception) -> bool | float:
    """Whether a call is made again after that error: after so many seconds, or after growing ones (True)."""
    if isinstance(error, ApiError):
        return error.status in AGAIN and (True if error.retry_after is None else error.retry_after)
    return isinstance(error, UNANSWERED)
