"""The last answers to calls that only ask: asked again, the server says no more than that they are still the same."""

from collections import OrderedDict
from threading import Lock

import httpx

# What an answer takes beside its body, as measured.
_BESIDE = 4096


class Remembered:
    """Answers by their address, in memory, so many bytes at most; those asked for longest ago go first.

    Of one client, so of one key; by several threads. None is given without the server having said that it still holds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, httpx.Response] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def ask(self, request: httpx.Request) -> httpx.Response | None:
        """The answer that is known; the request then asks whether it is still the same."""
        with self._lock:
            known = self._held.get(str(request.url)) if request.method == "GET" else None
        if known is not None:
            request.headers["if-none-match"] = known.headers["etag"]
        return known

    def told(self, known: httpx.Response | None, answer: httpx.Response) -> httpx.Response:
        """What a call is answered: what is `known` where the server says that nothing changed."""
        if known is not None and answer.status_code == httpx.codes.NOT_MODIFIED:
            answer = known
        if answer.request.method == "GET" and answer.is_success and "etag" in answer.headers:
            self._hold(answer)
        return answer

    def _hold(self, answer: httpx.Response) -> None:
        name = str(answer.request.url)
        with self._lock:
            self._size -= _size(self._held.pop(name, None))
            if _size(answer) <= self._most:
                self._held[name] = answer
                self._size += _size(answer)
            while self._size > self._most:
                self._size -= _size(self._held.popitem(last=False)[1])


def _size(answer: httpx.Response | None) -> int:
    return 0 if answer is None else len(answer.content) + _BESIDE
